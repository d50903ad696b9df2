// Files the app hands over, read as a spreadsheet reads them: rows of cells, each a text, a number or null.
import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";

/** A number as files in Russian write it: a decimal comma, nothing between thousands. */
const NUMBER = /^-?\d+(,\d+)?$/;
/** Days from the spreadsheet's epoch to that of computers. */
const EPOCH = 25_569;

/** Rows of a file of text separated by semicolons. */
export function csvRows(text) {
  const rows = [];
  let row = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) {
      if (c === '"' && text[at + 1] === '"') { field += '"'; at += 1; } else if (c === '"') quoted = false; else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ";") { row.push(field); field = ""; }
    else if (c === "\n") { row.push(field.replace(/\r$/, "")); rows.push(row); row = []; field = ""; }
    else field += c;
  }
  if (field || row.length) { row.push(field); rows.push(row); }
  const value = (field) => (field === "" ? null : NUMBER.test(field) ? Number(field.replace(",", ".")) : field);
  return rows.filter((row) => row.some((field) => field !== "")).map((row) => row.map(value));
}

/** Files of an archive by name. */
function unpacked(archive) {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  assert.ok(end >= 0, "an archive ends with its directory");
  const files = new Map();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(begin, begin + archive.readUInt32LE(at + 20));
    files.set(name, archive.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");

/** The column of a cell's address: A is 0. */
function place(address) {
  return [...address.replace(/\d+$/, "")].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A day as people write it, from the number a spreadsheet keeps. */
function day(number) {
  const [year, month, date] = new Date((number - EPOCH) * 86_400_000).toISOString().slice(0, 10).split("-");
  return `${date}.${month}.${year}`;
}

/** Rows of the first sheet of a workbook; days become text, as a reader sees them. */
export function xlsxRows(archive) {
  const files = unpacked(archive);
  const text = (name) => files.get(name).toString("utf8");
  const formats = new Map([...text("xl/styles.xml").matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, code]));
  const styles = [...text("xl/styles.xml").matchAll(/<cellXfs[^]*?<\/cellXfs>/g)][0][0].matchAll(/<xf numFmtId="(\d+)"/g);
  const isDay = [...styles].map(([, id]) => /y/.test(formats.get(id) ?? ""));
  return [...text("xl/worksheets/sheet1.xml").matchAll(/<row [^>]*>([^]*?)<\/row>/g)].map(([, cells]) => {
    const row = [];
    for (const [, attributes, content = ""] of cells.matchAll(/<c ([^>]*?)(?:\/>|>([^]*?)<\/c>)/g)) {
      const of = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
      const value = /<v>([^<]*)<\/v>/.exec(content)?.[1];
      const words = /<t[^>]*>([^]*?)<\/t>/.exec(content)?.[1];
      const number = value === undefined ? null : isDay[Number(of("s") ?? 0)] ? day(Number(value)) : Number(value);
      row[place(of("r"))] = words === undefined ? number : plain(words);
    }
    return Array.from(row, (cell) => cell ?? null);
  });
}
