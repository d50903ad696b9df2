// A page of a stranger's app: nothing but the official frame client, as published.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

// The package shows only its entry point; the bundle for browsers lies beside it.
const entry = createRequire(import.meta.url).resolve("@bitrix24/b24jssdk");
const bundle = path.resolve(path.dirname(entry), "../umd/index.min.js");

const PAGE = `<!doctype html><meta charset="utf-8"><title>stranger</title><link rel="icon" href="data:,">
<script src="/client.js"></script><p id="state">starting</p>
<script>
  B24Js.initializeB24Frame().then(
    (client) => { window.client = client; document.getElementById("state").textContent = "ready"; },
    (error) => { document.getElementById("state").textContent = String(error); },
  );
</script>`;

/** Serves the page; `opened` holds the forms it was opened with, oldest first. */
export async function serveApp() {
  const script = await readFile(bundle);
  const opened = [];
  const server = createServer((request, answer) => {
    if (request.url === "/client.js") {
      answer.writeHead(200, { "content-type": "text/javascript; charset=utf-8" }).end(script);
      return;
    }
    let body = "";
    request.on("data", (text) => (body += text));
    request.on("end", () => {
      opened.push({ method: request.method, url: request.url, form: Object.fromEntries(new URLSearchParams(body)) });
      answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(PAGE);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    opened,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
