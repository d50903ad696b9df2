// How long it takes from a call's end in the portal to the changed cell in an open page inside the portal's frame.
//
// Portal, server and browser are the real ones, and the portal keeps the limits of the cloud. Two hundred calls end one
// after another at uneven moments, each with another company; an observer in the page notes when the company's last
// communication has changed, by the clock of this machine, which is also the one by which the call ended.
import { World, ADMIN } from "../harness/world.mjs";

const CALLS = Number(process.env.BENCH_CALLS ?? 200);
/** Mean pause between two calls, ms. */
const PAUSE = Number(process.env.BENCH_PAUSE_MS ?? 1500);
/** Longest wait for a cell. */
const PATIENCE = 90_000;
/** Place of the last communication in a row. */
const LAST_COMMUNICATION = 2;
const DATASET = "scale:companies=260,deals=800,activities=0,seed=3";

/** Ways in which the server can come to know of a call, with the budget for the slowest twentieth. */
const WAYS = {
  online: { tells: "online events", budget: 2_000 },
  offline: { tells: "the queue of offline events only", budget: 15_000, fault: { kind: "drop", method: "event:*" } },
  sweep: {
    tells: "no events at all: a plan without offline events, and online ones are lost",
    budget: null,
    fault: { kind: "drop", method: "event:*" },
    portalArgs: ["--no-offline-events"],
  },
};

/** Notes in the page when cells that are awaited change. */
async function observe(document) {
  await document.evaluate((place) => {
    const awaited = new Map();
    const seen = {};
    const cell = (company) => window.document.querySelector(`tbody tr[data-company="${company}"]`)?.children[place];
    const look = () => {
      for (const [company, before] of awaited) {
        const now = cell(company)?.textContent;
        if (now !== undefined && now !== before) {
          awaited.delete(company);
          // What is changed now is painted with the next frame.
          requestAnimationFrame(() => { seen[company] = Date.now(); });
        }
      }
    };
    new MutationObserver(look).observe(window.document.body, { subtree: true, childList: true, characterData: true });
    window.bench = {
      seen,
      await: (company) => awaited.set(company, cell(company)?.textContent),
      waiting: () => [...awaited.keys()],
    };
  }, LAST_COMMUNICATION);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Uneven pauses, the same in every run: from a quarter to seven quarters of the mean. */
function* pauses() {
  let state = 7;
  for (;;) {
    state = (state * 16807) % 2147483647;
    yield PAUSE * (0.25 + 1.5 * (state / 2147483647));
  }
}

async function until(holds, what) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} after ${PATIENCE} ms`);
    await sleep(200);
  }
}

/** Calls the companies that are in the page, a screen after the other; answers how long each took, ms. */
async function measure(world, report) {
  const document = await report.document();
  await observe(document);
  const ended = new Map();
  const pause = pauses();
  while (ended.size < CALLS) {
    const there = await report.rows().evaluateAll((rows, place) => rows
      .filter((row) => row.children[place])
      .map((row) => row.dataset.company), LAST_COMMUNICATION);
    const fresh = there.filter((company) => !ended.has(company)).slice(0, CALLS - ended.size);
    if (fresh.length === 0) throw new Error(`only ${ended.size} companies can be brought into the page`);
    for (const company of fresh) {
      await document.evaluate((company) => window.bench.await(company), company);
      ended.set(company, Date.now());
      await world.control("call", { user_id: ADMIN, company_id: Number(company), duration: 61 });
      await sleep(pause.next().value);
    }
    await until(async () => (await document.evaluate(() => window.bench.waiting())).length === 0, "cells did not change");
    await report.table.evaluate((area) => { area.scrollTop += area.clientHeight * 0.9; });
    await sleep(700);
  }
  const seen = await document.evaluate(() => window.bench.seen);
  return [...ended].map(([company, at]) => seen[company] - at);
}

async function run(name) {
  const way = WAYS[name];
  const world = await World.start({ dataset: DATASET, limits: "cloud", portalArgs: way.portalArgs ?? [] });
  try {
    await world.installed();
    if (way.fault) await world.post("fault", way.fault);
    let took = [];
    // Tall, so that many rows are in the page at once.
    await world.inPage({ height: 2400 }, async (report) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.waitForTable();
      took = await measure(world, report);
    });
    took.sort((a, b) => a - b);
    const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
    const p95 = at(0.95);
    console.log(JSON.stringify({
      bench: "live", way: name, tells: way.tells, figure: p95, unit: "ms from the call's end to the cell, p95",
      budget: way.budget, within: way.budget === null ? null : p95 <= way.budget,
      p50: at(0.5), p95, most: took.at(-1), calls: took.length, pause_ms: PAUSE, limits: "cloud", time: "real",
    }));
  } finally {
    await world.close();
  }
}

for (const name of (process.env.BENCH_WAYS ?? "online,offline,sweep").split(",")) await run(name);
