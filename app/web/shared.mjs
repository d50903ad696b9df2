// What several parts of the app share is cut by the splitter into a file for each set of parts: hundreds of files of a few
// hundred bytes, a hundred of which a page would ask for one by one. Those that three parts and more share become one file
// here, fetched with the first part that needs any of it; compressed together they are a quarter of what they were.
import { readFile } from "node:fs/promises";
import path from "node:path";

/** The file with what many parts share; its name tells who counts bytes what it is. */
export const SHARED = "chunk_shared.wasms";
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
let shared;
function piece(from, to) {
    shared ??= fetch(new URL("./${SHARED}", import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(\`shared parts: \${answer.status}\`);
        return answer.arrayBuffer();
    });
    const mine = shared;
    mine.catch(() => { if (shared === mine) shared = undefined; });
    return mine.then((bytes) => new Uint8Array(bytes, from, to - from));
}
`;

/**
 * The splitter's loader with its widely shared pieces in one file: its text, that file, and the names of the files that
 * are in it.
 */
export async function shareChunks(parts) {
  const loader = await readFile(path.join(parts, "__wasm_split.js"), "utf8");
  const wide = [...loader.matchAll(LOADER)].filter(({ groups }) => groups.parts.split(",").length >= FEWEST);
  const contents = await Promise.all(wide.map(({ groups }) => readFile(path.join(parts, groups.file))));
  let text = loader;
  let end = 0;
  for (const [at, { 0: whole, groups }] of wide.entries()) {
    const from = end;
    end += contents[at].length;
    text = text.replace(whole, () => [
      `const ${groups.name} = makeLoad(() => {`,
      `    const src = piece(${from}, ${end});`,
      "    src.catch(() => {});",
      "    return async (imports) => WebAssembly.instantiate(await src, imports);",
      "}",
    ].join("\n"));
  }
  const left = new Set(wide.map(({ groups }) => groups.file));
  // A splitter that writes otherwise would bring all the files back without anybody noticing.
  if (/makeLoad/.test(loader) && left.size === 0) throw new Error("the splitter's loader is not as it was: nothing is shared");
  return { text: text + PRELUDE, file: Buffer.concat(contents), left };
}
