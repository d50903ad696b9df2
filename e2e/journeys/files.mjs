// The report as a file: what a spreadsheet reads out of it is what the screen shows, row by row and cell by cell.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { csvRows, xlsxRows } from "../harness/files.mjs";
import { numberIn } from "../harness/report.mjs";
import { inReport } from "../harness/within.mjs";

/** Every row of the list, wherever it is scrolled to: texts of its cells, names in full. */
async function everyRow(report, count) {
  const rows = new Map();
  await report.table.evaluate((area) => { area.scrollTop = 0; });
  while (rows.size < count) {
    const before = rows.size;
    const seen = await report.rows().evaluateAll((rows) => rows.map((row) => {
      const cells = [...row.children].map((cell) => cell.querySelector("a[title]")?.title ?? cell.innerText.trim());
      return [Number(row.getAttribute("aria-rowindex")), cells];
    }));
    for (const [place, cells] of seen) rows.set(place, cells);
    await report.table.evaluate((area) => { area.scrollTop += area.clientHeight / 2; });
    await report.page.waitForTimeout(rows.size === before ? 100 : 30);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, cells]) => cells);
}

const digits = (text) => String(text).replace("сегодня", "0").match(/\d+/g)?.join(" ") ?? "";

/** What the screen says where a file has an empty cell. */
const NOTHING = ["–", "0", "Не назначен"];

/** Whether a cell of the file says what the cell of the screen does: sums stand there without kopecks. */
function same(written, shown) {
  const first = shown.split("\n")[0];
  if (written === null) return NOTHING.includes(first);
  if (typeof written === "number") return Math.abs(written - (numberIn(first) ?? Number.NaN)) <= 0.5;
  if (/\d\d\.\d\d\.\d{4}/.test(written)) return first === written;
  return written === shown || (digits(written) === digits(shown) && !/^[\d\s]+$/.test(first));
}

function assertSame(file, screen, format) {
  screen.forEach((cells, at) => cells.forEach((shown, place) => {
    const written = file[at][place] ?? null;
    assert.ok(same(written, shown), `${format}, row ${at + 1}, column ${place + 1}: ${JSON.stringify(written)} for ${JSON.stringify(shown)}`);
  }));
}

export function fileJourneys(shared) {
  inReport(shared, "the file holds what the screen shows", async ({ report, page, frame, truth }) => {
    await report.search.fill("север");
    const found = await report.waitForFound((found) => found > 0 && found < truth.companies);
    await report.sortBy(report.words.won);
    await report.waitForOrder(4, (a, b) => a >= b);
    const screen = await everyRow(report, found);
    const heads = await report.table.locator("thead .h1 th").count();
    assert.equal(screen.length, found);
    assert.ok(screen.flat().some((text) => /Отказ|Пауза/.test(text)), "there are cells with a state");
    assert.ok(screen[0].length > heads, "directions have two columns each");
    const saved = async (format) => {
      await frame.getByRole("button", { name: "Экспорт" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        frame.getByRole("button", { name: new RegExp(`\\.${format}`) }).click(),
      ]);
      return readFile(await download.path());
    };
    const csv = csvRows((await saved("csv")).toString("utf8").replace(/^\ufeff/, ""));
    assert.equal(csv.length, found + 1, "a heading and every company");
    assertSame(csv.slice(1), screen, "csv");
    const xlsx = xlsxRows(await saved("xlsx"));
    // A workbook also has the totals and the numbers of active deals.
    assert.equal(xlsx.length, found + 3);
    assertSame(xlsx.slice(1), screen, "xlsx");
    const totals = await report.totals.evaluate((row) => [...row.children].map((cell) => cell.innerText.split("\n")[0]));
    totals.slice(2).forEach((shown, place) => assert.ok(same(xlsx[found + 1][place + 3] ?? null, shown), `total ${place}: ${shown}`));
    assert.deepEqual(csv[0], xlsx[0], "the same headings");
  });
}
