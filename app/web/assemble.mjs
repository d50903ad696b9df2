// Assembles the built pages: the page itself, the app's files and styles in a folder named after their content
// (so that a browser keeps them for good), and what the page refers to beside it.
//
// node app/web/assemble.mjs PARTS DIST
//
// PARTS holds what wasm-bindgen and the splitter made: app.js, app_bg.wasm and the parts fetched later.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { shareChunks } from "./shared.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const app = path.resolve(here, "..");
const [parts, dist] = process.argv.slice(2);
if (!parts || !dist) throw new Error("node app/web/assemble.mjs PARTS DIST");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const shared = await shareChunks(parts);
const withSharedChunks = {
  name: "shared-chunks",
  setup: (build) => build.onLoad({ filter: /__wasm_split\.js$/ }, () => ({ contents: shared.text, loader: "js" })),
};

/** The app's script and the loader of its parts in one file; the parts themselves are found beside it. */
async function script() {
  const { outputFiles } = await build({
    entryPoints: [path.join(parts, "app.js")],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    target: "es2022",
    // Found beside the script, when the first chart asks for it.
    external: ["./echarts.js"],
    plugins: [withSharedChunks],
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

/** The chart library, only what the app draws with. */
async function charts() {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, "charts.mjs")],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

/** For each part fetched later, a line with its name and the files that come with it, as the splitter wrote its loader. */
async function fetchedTogether() {
  const loader = await readFile(path.join(parts, "__wasm_split.js"), "utf8");
  const loaders = /const (__chunk_\d+|__wasm_split_load_\w+) = \w*\(?makeLoad\([^]*?new URL\("\.\/([^"]+)"[^]*?\n, \[([^\]]*)\]/g;
  const known = new Map();
  for (const [, name, file, needs] of loader.matchAll(loaders)) known.set(name, { file, needs: needs.match(/\w+/g) ?? [] });
  const place = (file) => shared.within.get(file) ?? file;
  const files = (name) => [place(known.get(name).file), ...known.get(name).needs.flatMap(files)];
  const later = [...known.keys()].filter((name) => name.startsWith("__wasm_split_load_"));
  if (later.length === 0) throw new Error("the splitter writes its loader in another way now");
  return later.map((name) => `${[name.replace("__wasm_split_load_", ""), ...new Set(files(name))].join(" ")}\n`).join("");
}

let page = await readFile(path.join(app, "index.html"), "utf8");
const sheets = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)">\n?/g)];

/** All styles in one file. */
async function styles() {
  const parts = await Promise.all(sheets.map(([, href]) => readFile(path.resolve(app, href), "utf8")));
  const { code } = await transform(parts.join("\n"), { loader: "css", minify: true, target: "chrome123" });
  return code.trim();
}

const files = new Map([["app.js", await script()], ["echarts.js", await charts()], ["app.css", await styles()]]);
for (const [name, content] of shared.files) files.set(name, content);
const alone = (await readdir(parts)).filter((name) => name.endsWith(".wasm") && !shared.within.has(name));
for (const name of alone.sort()) {
  files.set(name, await readFile(path.join(parts, name)));
}
const digest = createHash("sha256");
for (const [name, content] of files) digest.update(name).update(content);
const folder = `app-${digest.digest("hex").slice(0, 16)}`;
await mkdir(path.join(dist, folder));
for (const [name, content] of files) await writeFile(path.join(dist, folder, name), content);

/** Copies a file the page refers to; hashed unless others know it by name. */
async function copied(href, hashed) {
  const source = path.resolve(app, href);
  const { name, ext, base } = path.parse(source);
  const content = await readFile(source);
  const target = hashed ? `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}${ext}` : base;
  await copyFile(source, path.join(dist, target));
  return `/${target}`;
}

for (const [whole] of sheets) page = page.replace(whole, "");
// Beside the app, not inside the page: the page is made anew for every opening, the styles are kept.
page = page.replace("<!--styles-->", () => `<link rel="stylesheet" href="/${folder}/app.css">`);
for (const [whole, href] of [...page.matchAll(/<link rel="icon" href="(\.\.[^"]+)">/g)]) {
  page = page.replace(whole, `<link rel="icon" href="${await copied(href, true)}">`);
}
for (const [whole, href] of [...page.matchAll(/<link rel="manifest" href="(\.\.[^"]+)">/g)]) {
  page = page.replace(whole, `<link rel="manifest" href="${await copied(href, false)}">`);
}
await copied("../public/icon-512.png", false);
// Only the binary is asked for ahead: the policy of the page lets scripts in by nonce, which a preload link has not.
page = page.replace("<!--app-->", [
  `<link rel="preload" href="/${folder}/app_bg.wasm" as="fetch" type="application/wasm" crossorigin="anonymous">`,
  `<script type="module">import start from "/${folder}/app.js"; await start({ module_or_path: "/${folder}/app_bg.wasm" });</script>`,
].join("\n"));
await writeFile(path.join(dist, "index.html"), page);
await writeFile(path.join(dist, "parts.txt"), await fetchedTogether());
