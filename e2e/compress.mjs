// Compresses the built pages once, at the highest quality, so that the server only hands files out.
//
// node e2e/compress.mjs DIST
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const kinds = new Set([".js", ".wasm", ".wasms", ".css", ".html", ".svg", ".json", ".webmanifest"]);

const folder = process.argv[2];
if (!folder) throw new Error("which folder?");

const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && kinds.has(path.extname(entry.name)))
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

for (const file of files) {
  const content = await readFile(file);
  const compressed = await compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  await writeFile(`${file}.br`, compressed);
  console.log(`    ${path.relative(folder, file)}: ${content.length} -> ${compressed.length} bytes`);
}
