// The open page follows what happens in the portal, by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn } from "../harness/report.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 600_000 };
/** Place of the won deals' sum in a row, and in the totals. */
const WON = 4;
const WON_IN_ALL = 2;
const LAST_COMMUNICATION = 2;
/** Changes measured for the figures in the log. */
const MEASURED = 30;
const PATIENCE = { timeout: 60_000 };

/** A journey of the administrator in front of the report, whose whole table has arrived and is not fetched again. */
function inOpenReport(shared, name, journey) {
  test(name, LIMIT, async (context) => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report, page) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.waitForTable();
      const requests = [];
      page.on("request", (request) => requests.push(new URL(request.url()).pathname));
      await journey({ world, report, page, context });
      assert.ok(requests.includes("/api/report/changes"), "the page asked what changed");
      const needless = requests.filter((path) => path === "/api/report/table" || path === "/api/report");
      assert.deepEqual(needless, [], "nothing but the changes was fetched");
    });
  });
}

/** A won deal of one of the companies in the page, in the portal's own currency. */
async function wonDeal(world, report) {
  const companies = await report.rows().evaluateAll((rows) => rows.slice(0, 12).map((row) => row.dataset.company));
  const filter = { "@COMPANY_ID": companies, STAGE_SEMANTIC_ID: "S", CURRENCY_ID: "RUB", ">OPPORTUNITY": 0 };
  const [deal] = await world.list("crm.deal.list", { filter, select: ["ID", "COMPANY_ID", "OPPORTUNITY"], order: { ID: "ASC" } });
  assert.ok(deal, `companies ${companies} have won deals`);
  return { id: Number(deal.ID), company: deal.COMPANY_ID, amount: Number(deal.OPPORTUNITY) };
}

const change = (world, deal, amount) =>
  world.control("record", { entity: "deal", action: "update", id: deal.id, user_id: ADMIN, fields: { OPPORTUNITY: String(amount) } });

/** Waits until an element shows a number; answers when that was, by the clock of this machine. */
async function shows(locator, number) {
  const handle = await locator.elementHandle();
  return handle.evaluate((element, { number, patience }) => new Promise((resolve, reject) => {
    const until = Date.now() + patience;
    const look = () => {
      const seen = /[\d\s\u00a0\u202f]*\d/.exec(element.textContent)?.[0].replaceAll(/\D/g, "");
      if (Number(seen) === number) resolve(Date.now());
      else if (Date.now() > until) reject(new Error(`${seen} instead of ${number}, ${element.isConnected ? "in" : "out of"} the page`));
      else requestAnimationFrame(look);
    };
    look();
  }), { number, patience: PATIENCE.timeout });
}

export function liveJourneys(shared) {
  inOpenReport(shared, "a changed deal moves its cell and the total, and neither focus nor scroll", async ({ world, report, context }) => {
    const deal = await wonDeal(world, report);
    const cell = report.sum(deal.company, WON);
    const before = numberIn(await cell.innerText());
    const total = numberIn(await report.totals.locator("td").nth(WON_IN_ALL).innerText());
    const link = report.row(deal.company).getByRole("link").first();
    await link.focus();
    await report.table.evaluate((area) => { area.scrollTop = 19; });
    const row = await report.row(deal.company).elementHandle();

    const waited = [];
    for (let step = 1; step <= MEASURED; step += 1) {
      const begun = Date.now();
      await change(world, deal, deal.amount + step * 1_000);
      waited.push((await shows(cell, before + step * 1_000)) - begun);
    }
    await report.waitForTotal(WON_IN_ALL, total + MEASURED * 1_000);
    assert.ok(await row.evaluate((row) => row.isConnected), "the row is the same element");
    assert.ok(await link.evaluate((link) => link === document.activeElement), "the focus stayed");
    assert.equal(await report.table.evaluate((area) => area.scrollTop), 19);
    waited.sort((a, b) => a - b);
    const at = (share) => waited[Math.min(waited.length - 1, Math.floor(waited.length * share))];
    const figures = { figure: "live", changes: waited.length, p50_ms: at(0.5), p95_ms: at(0.95), most_ms: waited.at(-1) };
    context.diagnostic(JSON.stringify(figures));
  });

  inOpenReport(shared, "a call that ends is a communication of today", async ({ world, report }) => {
    const rows = await report.rows().evaluateAll((rows) => rows.slice(0, 12).map((row) => row.dataset.company));
    const texts = await report.column(LAST_COMMUNICATION);
    const company = rows.find((_, at) => !texts[at].includes(report.words.today));
    await world.control("call", { user_id: ADMIN, company_id: Number(company), duration: 61 });
    const last = report.row(company).locator(":scope > *").nth(LAST_COMMUNICATION);
    await last.getByText(report.words.today).waitFor(PATIENCE);
  });

  inOpenReport(shared, "a company that is created and deleted comes and goes", async ({ world, report }) => {
    const found = await report.found();
    const fields = { TITLE: "ААА, первая по алфавиту", ASSIGNED_BY_ID: ADMIN };
    const { id } = await world.control("record", { entity: "company", action: "create", user_id: ADMIN, fields });
    await report.row(id).waitFor(PATIENCE);
    await report.waitForFound((now) => now === found + 1);
    await world.control("record", { entity: "company", action: "delete", id, user_id: ADMIN });
    await report.row(id).waitFor({ ...PATIENCE, state: "detached" });
    await report.waitForFound((now) => now === found);
  });
}
