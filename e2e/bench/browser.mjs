// What a person feels of the report at the size of a large portal: the real page in the portal's frame, 60,000 companies
// and 600,000 deals, in Chromium.
//
// Measured from inside the page: how long the engine takes to filter and sort, how long it takes until the answer is
// painted, how long the page lets an input wait, how soon first rows stand and whether anything moves after that, what is
// downloaded, what the tab holds in memory. Beside them, in the same run, what is usually done instead: the same windows
// by a request, and a table with all of its rows in the page.
import { readFile, readdir } from "node:fs/promises";
import { Report } from "../harness/report.mjs";
import { ADMIN, World } from "../harness/world.mjs";

const DATASET = process.env.BENCH_DATASET ?? "scale:companies=60000,deals=600000,activities=120000,seed=1";
const OPENINGS = Number(process.env.BENCH_OPENINGS ?? 12);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 10);

/** Rows of the table that has all of them in the page: twenty times as many would take minutes to paint. */
const WHOLE = 3_000;

/** What DESIGN allows. */
const BUDGET = { engine: 50, input: 50, rows: 1_000, shift: 0.02 };

function print(what, { figure, unit, budget = null, ...more }) {
  const rounded = (value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
  const line = { bench: "browser", what, figure: rounded(figure), unit, budget, within: budget === null ? null : figure <= budget };
  for (const [key, value] of Object.entries(more)) line[key] = rounded(value);
  console.log(JSON.stringify(line));
}

function quantiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p95: at(0.95), most: sorted.at(-1), times: sorted.length };
}

/** Before anything of the app runs: what the browser itself notes about loading, moving and waiting. */
function watch() {
  const noted = { paint: [], shift: 0, events: [], answers: [], asked: 0 };
  window.noted = noted;
  const observe = (type, take, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  observe("largest-contentful-paint", (entry) => noted.paint.push(entry.startTime));
  observe("layout-shift", (entry) => { if (!entry.hadRecentInput) noted.shift += entry.value; });
  observe("mark", (entry) => {
    if (entry.name === "svodka:asked") noted.asked = entry.startTime;
    if (entry.name === "svodka:answered") noted.answers.push(entry.startTime - noted.asked);
  });
  observe("event", (entry) => noted.events.push([entry.name, entry.processingStart - entry.startTime, entry.duration]),
    { durationThreshold: 16 });
}

/** The moment a mark of the app was set, ms after the frame began to load. */
const markOf = (document, name) => document.evaluate((name) => performance.getEntriesByName(name)[0]?.startTime ?? null, name);

async function untilMark(document, name) {
  await document.waitForFunction((name) => performance.getEntriesByName(name).length > 0, name, { timeout: 300_000 });
}

/** Opens the report again and again with a warm cache. */
async function openings(report, page) {
  const rows = [];
  const paints = [];
  const tables = [];
  const shifts = [];
  for (let turn = 0; turn <= OPENINGS; turn += 1) {
    await report.open(ADMIN, { bare: true });
    await report.waitForRows();
    const document = await report.document();
    await untilMark(document, "svodka:table");
    await page.waitForTimeout(400);
    // The first fills the caches.
    if (turn === 0) continue;
    rows.push(await markOf(document, "svodka:first-rows"));
    tables.push(await markOf(document, "svodka:table"));
    const { paint, shift } = await document.evaluate(() => window.noted);
    paints.push(paint.at(-1));
    shifts.push(shift);
  }
  const shown = quantiles(rows);
  print("first_rows_warm_ms", { figure: shown.p95, unit: "ms from the frame's navigation to painted rows, p95", budget: BUDGET.rows, ...shown });
  const painted = quantiles(paints);
  print("lcp_warm_ms", { figure: painted.p95, unit: "ms, largest contentful paint of the frame, p95", budget: BUDGET.rows, ...painted });
  print("cls", { figure: Math.max(...shifts), unit: "cumulative layout shift, most", budget: BUDGET.shift });
  const whole = quantiles(tables);
  print("table_here_ms", { figure: whole.p95, unit: "ms until filters need no server, p95", ...whole });
}

/** What a first opening downloads, by kind, bytes over the wire. */
async function downloads(world) {
  const { page, close } = await world.page({});
  const taken = { app: 0, table: 0, rest: 0 };
  const pending = [];
  page.on("requestfinished", (request) => pending.push((async () => {
    const url = request.url();
    if (!url.startsWith(world.servers.appUrl)) return;
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    const kind = /\/api\/report\/table/.test(url) ? "table" : /\/app-[0-9a-f]+\/|\/app\?/.test(url) ? "app" : "rest";
    taken[kind] += responseBodySize + responseHeadersSize;
  })().catch(() => {})));
  await page.goto(new URL(`/marketplace/app/?as=${ADMIN}&lang=ru&bare=1`, world.servers.portalUrl).href);
  const frame = await (await page.locator(".frame iframe").elementHandle()).contentFrame();
  await untilMark(frame, "svodka:table");
  await page.waitForTimeout(1_000);
  await Promise.all(pending);
  await close();
  print("bytes_app", { figure: taken.app, unit: "bytes of page, script and WebAssembly on the wire, cold", budget: 350_000 });
  print("bytes_table", { figure: taken.table, unit: "bytes of the whole table on the wire" });
  print("bytes_rest", { figure: taken.rest, unit: "bytes of everything else asked until the table is here" });
}

/** Pieces of titles that many, some and few companies have. */
const TEXTS = ["а", "сев", "строй", "альфа", "77", "н", "ин", "трест", "7", "ко"];

/**
 * Filters and sorts as a person does and waits for each answer; how long the engine took is by the app's own marks.
 */
async function answers(report, page) {
  const document = await report.document();
  const asked = [];
  page.on("request", (request) => { if (/\/api\/(?!live|progress)/.test(request.url())) asked.push(request.url()); });
  const paintedAfter = (act) => document.evaluate(async ([selector, action]) => {
    const element = typeof selector === "string" ? window.document.querySelector(selector) : null;
    const begun = performance.now();
    if (action.text !== undefined) {
      element.value = action.text;
      element.dispatchEvent(new InputEvent("input", { bubbles: true }));
    } else {
      element.click();
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begun;
  }, act);
  const measures = () => document.evaluate(() => window.noted.answers.splice(0));
  const search = "input[type=search]";
  const heads = await document.evaluate(() =>
    [...window.document.querySelectorAll("thead th[data-column]")].map((head) => head.dataset.column));
  await measures();
  const filter = { engine: [], painted: [] };
  const sort = { engine: [], painted: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const text of TEXTS) {
      filter.painted.push(await paintedAfter([search, { text }]));
      filter.engine.push(...await measures());
    }
    filter.painted.push(await paintedAfter([search, { text: "" }]));
    filter.engine.push(...await measures());
    for (const column of heads.slice(0, 9)) {
      sort.painted.push(await paintedAfter([`th[data-column="${column}"] button`, {}]));
      sort.engine.push(...await measures());
    }
  }
  return { filter, sort, asked: asked.length };
}

/** The same questions by requests, as a page without the engine asks them; nothing but the network and the server. */
async function byRequests(document, token) {
  return document.evaluate(async ([token, texts]) => {
    const took = { filter: [], sort: [] };
    const ask = async (kind, query) => {
      const begun = performance.now();
      const answer = await fetch(`/api/report?${query}&offset=0&limit=300`, { headers: { authorization: token } });
      await answer.json();
      took[kind].push(performance.now() - begun);
    };
    for (let round = 0; round < 5; round += 1) {
      for (const text of texts) await ask("filter", `q=${encodeURIComponent(text)}`);
      for (const sort of ["-work", "work", "-won", "last", "title", "-title", "responsible"]) await ask("sort", `sort=${sort}`);
    }
    return took;
  }, [token, TEXTS]);
}

/** A table with a row for each company: what sorting takes when all of it is in the page. */
async function wholeTable(world, html, rows) {
  const { page, close } = await world.page({});
  await page.setContent(`<!doctype html><style>${await styles()}</style><div class="scroll" style="height:600px;overflow:auto"><table class="grid"><tbody></tbody></table></div>`);
  const took = await page.evaluate(async ([html, rows]) => {
    const body = document.querySelector("tbody");
    const keys = Array.from({ length: rows }, (_, at) => (at * 48271) % 2147483647);
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const times = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const begun = performance.now();
      keys.sort((a, b) => (turn % 2 ? a - b : b - a));
      body.innerHTML = keys.map((key) => html.replace("data-company=", `data-key="${key}" data-company=`)).join("");
      await painted();
      times.push(performance.now() - begun);
    }
    return times;
  }, [html, rows]);
  await close();
  return Math.min(...took);
}

async function styles() {
  const folder = new URL("../../style/", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".css"));
  return (await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")))).join("\n");
}

/** What the renderer of the tab holds for itself, and JavaScript's part of it, bytes. */
async function memory(world, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = metrics.find((metric) => metric.name === "JSHeapUsedSize").value;
  const browser = await world.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const own = await Promise.all(renderers.map(async (id) => {
    const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
    return [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
  }));
  return { heap, tab: Math.max(...own) };
}

async function run() {
  const world = await World.start({ dataset: DATASET });
  try {
    await world.installed();
    const truth = await world.truth();
    const { page, close } = await world.page({});
    const report = new Report(page, world.servers.portalUrl);
    let token = null;
    page.on("request", (request) => { token = request.headers().authorization ?? token; });
    await page.addInitScript(watch);
    await downloads(world);
    await openings(report, page);

    const document = await report.document();
    const held = await memory(world, page);
    print("tab_memory", { figure: held.tab, unit: "bytes private to the tab's process, the whole table in it", javascript: held.heap });
    const { filter, sort, asked } = await answers(report, page);
    const requests = await byRequests(document, token);
    const html = await report.rows().first().evaluate((row) => row.outerHTML);
    const naive = await wholeTable(world, html, Math.min(truth.companies, WHOLE));
    for (const [name, { engine, painted }] of Object.entries({ filter, sort })) {
      const figures = quantiles(engine);
      const request = quantiles(requests[name]);
      print(`${name}_ms`, {
        figure: figures.p95, unit: "ms of the engine in WebAssembly, p95", budget: BUDGET.engine, ...figures,
        companies: truth.companies, requests_made: asked, by_request_p50: request.p50, by_request_p95: request.p95,
        gain: request.p50 / figures.p50, gain_over: "the same by requests",
      });
      const whole = quantiles(painted);
      print(`${name}_painted_ms`, {
        figure: whole.p95, unit: "ms from the input to the painted answer, p95", ...whole,
        whole_table_of: Math.min(truth.companies, WHOLE), whole_table_ms: naive, gain: naive / whole.p50, gain_over: "a table with these rows in the page",
      });
    }

    await inputs(report, page, document);
    await close();
  } finally {
    await world.close();
  }
}

/** Keys and clicks as they come from a person: how long the page lets them wait. */
async function inputs(report, page, document) {
  await document.evaluate(() => { window.noted.events.length = 0; });
  await report.search.click();
  for (const text of ["север", "строй", "инвест", "77"]) {
    await page.keyboard.type(text, { delay: 60 });
    for (let key = 0; key < text.length; key += 1) await page.keyboard.press("Backspace", { delay: 20 });
  }
  for (const name of ["work", "won", "company", "lastCommunication"]) {
    for (let turn = 0; turn < 3; turn += 1) {
      await report.sortBy(report.words[name]);
      await page.waitForTimeout(80);
    }
  }
  await page.waitForTimeout(500);
  const events = await document.evaluate(() => window.noted.events);
  const delays = quantiles(events.map(([, delay]) => delay));
  const whole = quantiles(events.map(([, , duration]) => duration));
  print("input_delay_ms", {
    figure: delays.p95, unit: "ms an input waits for the page, p95 of those noticed", budget: BUDGET.input, ...delays,
    to_paint_p50: whole.p50, to_paint_p95: whole.p95, to_paint_most: whole.most,
  });
}

await run();
