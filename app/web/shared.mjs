// What several parts of the app share is cut by the splitter into a file for each set of parts: hundreds of files of a few
// hundred bytes, a hundred of which a page would ask for one by one. Those that three parts and more share become one file
// here, fetched with the first part that needs any of it; compressed together they are a quarter of what they were. What a
// language needs is another, small one: it comes before the first word is shown, and must not bring along what pages share.
import { readFile } from "node:fs/promises";
import path from "node:path";

/** The files with what many parts share, and which pieces are in them; their names tell who counts bytes what they are. */
const FILES = [
  ["chunk_words.wasms", (parts) => parts.some((part) => LANGUAGES.has(part))],
  ["chunk_shared.wasms", () => true],
];
/** Parts that are the words of a language. */
const LANGUAGES = new Set(["uk", "es", "kk"]);
/** Shared by fewer parts, a piece stays a file: most who fetched it with others would not need it. */
const FEWEST = 3;

/** The loader of one piece as the splitter writes it, below the names of the parts that need it. */
const LOADER = new RegExp([
  String.raw`/\* (?<parts>[\w, ]+) \*/\s*const (?<name>__chunk_\d+) = makeLoad\(\(\) => \{\s*`,
  String.raw`const src = fetch\(new URL\("\./(?<file>chunk_\d+\.wasm)", import\.meta\.url\)\);\s*`,
  String.raw`src\.catch\(\(\) => \{\}\);\s*`,
  String.raw`return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}`,
].join(""), "g");

/** How a piece is found in the file. What failed is forgotten, so that it is tried again. */
const PRELUDE = `
const shared = new Map();
function piece(file, from, to) {
    if (!shared.has(file)) {
        const whole = fetch(new URL(file, import.meta.url)).then((answer) => {
            if (!answer.ok) throw new Error(\`shared parts: \${answer.status}\`);
            return answer.arrayBuffer();
        });
        shared.set(file, whole);
        whole.catch(() => shared.delete(file));
    }
    return shared.get(file).then((bytes) => new Uint8Array(bytes, from, to - from));
}
`;

/**
 * The splitter's loader with its widely shared pieces in a few files: its text, these files by name, and for every file
 * that is in one of them the name of that one.
 */
export async function shareChunks(parts) {
  const loader = await readFile(path.join(parts, "__wasm_split.js"), "utf8");
  const files = new Map(FILES.map(([name]) => [name, Buffer.alloc(0)]));
  const within = new Map();
  let text = loader;
  for (const { 0: whole, groups } of loader.matchAll(LOADER)) {
    const users = groups.parts.split(", ");
    if (users.length < FEWEST) continue;
    const [name] = FILES.find(([, takes]) => takes(users));
    const before = files.get(name);
    const content = await readFile(path.join(parts, groups.file));
    files.set(name, Buffer.concat([before, content]));
    within.set(groups.file, name);
    text = text.replace(whole, () => [
      `const ${groups.name} = makeLoad(() => {`,
      `    const src = piece("./${name}", ${before.length}, ${before.length + content.length});`,
      "    src.catch(() => {});",
      "    return async (imports) => WebAssembly.instantiate(await src, imports);",
      "}",
    ].join("\n"));
  }
  // A splitter that writes otherwise would bring all the files back without anybody noticing.
  if (/makeLoad/.test(loader) && within.size === 0) throw new Error("the splitter's loader is not as it was: nothing is shared");
  return { text: text + PRELUDE, files, within };
}
