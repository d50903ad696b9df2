// The report of a portal that is too large for its table to be sent: the same page, answered by the server alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { numberIn } from "./harness/report.mjs";
import { ADMIN, World } from "./harness/world.mjs";

const LIMIT = { timeout: 600_000 };

/** @type {World} */
let world;
before(async () => {
  const dataset = "scale:companies=2600,deals=9000,activities=3000,seed=5";
  world = await World.start({ dataset, appArgs: ["--table-rows", "1000"] });
}, { timeout: 300_000 });
after(() => world?.close(), { timeout: 60_000 });

/** The administrator's report, which must never ask for the whole table. */
function inWindows(name, journey, options = {}) {
  test(name, LIMIT, async () => {
    await world.installed();
    const truth = await world.truth();
    await world.inPage(options, async (report, page) => {
      const tables = [];
      page.on("request", (request) => { if (request.url().includes("/api/report/table")) tables.push(request.url()); });
      await report.open(ADMIN, { bare: true });
      await (await report.document()).locator("[data-company]").first().waitFor();
      await journey({ report, page, truth, frame: report.frame });
      assert.deepEqual(tables, [], "the whole table is not asked for");
    });
  });
}

inWindows("filters, order and totals come from the server", async ({ report, truth }) => {
  await report.waitForFound((found) => found === truth.companies);
  await report.search.fill("строй");
  await report.waitForFound((found) => found > 0 && found < truth.companies);
  for (const title of await report.titles()) assert.match(title.toLowerCase(), /строй/);
  await report.search.fill("");
  await report.waitForFound((found) => found === truth.companies);
  assert.equal(await report.sortBy(report.words.work), "descending");
  await report.waitForOrder(3, (a, b) => a >= b);
  const chip = report.filters.getByRole("button", { name: report.words.overdue });
  const promised = numberIn((await chip.innerText()).replace(/^\D*/, ""));
  await chip.click();
  await report.waitForFound((found) => found === promised, "companies not contacted for long");
});

inWindows("the list scrolls to its last company", async ({ report, truth }) => {
  await report.table.evaluate((area) => { area.scrollTop = area.scrollHeight; });
  await report.table.locator(`tbody tr[data-company][aria-rowindex="${truth.companies + 3}"]`).waitFor();
  await report.table.evaluate((area) => { area.scrollTop = area.scrollHeight / 2; });
  const middle = Math.round(truth.companies / 2);
  await report.table.locator(`tbody tr[data-company][aria-rowindex="${middle}"]`).waitFor();
  await report.table.evaluate((area) => { area.scrollTop = 0; });
  await report.table.locator('tbody tr[data-company][aria-rowindex="4"]').waitFor();
});

inWindows("numbers, charts, views and companies by name work as in a smaller portal", async ({ report, page, frame, truth }) => {
  await report.waitForFound((found) => found === truth.companies);
  const total = report.table.locator('tfoot [data-total="won won"]');
  const shown = numberIn(await total.locator("span").first().innerText());
  await total.click();
  const slide = frame.getByRole("dialog", { name: /успешно/ });
  await slide.locator(".deals li").first().waitFor();
  assert.equal(numberIn(await slide.locator(".sumline b").innerText()), shown);
  await page.keyboard.press("Escape");
  await frame.getByRole("button", { name: /^Графики/ }).click();
  await frame.getByRole("dialog", { name: "Давно не звонили" }).locator("svg").first().waitFor();
  await page.keyboard.press("Escape");
  const title = (await report.titles())[2];
  await frame.getByRole("button", { name: /^Ещё \d/ }).click();
  const panel = frame.getByRole("dialog", { name: "Ещё фильтры" });
  await panel.getByRole("button", { name: "Компании", exact: true }).click();
  await panel.getByRole("searchbox", { name: "Найти компанию" }).fill(title);
  await panel.getByRole("checkbox", { name: title }).first().check();
  await report.waitForFound((found) => found === 1, "the chosen company");
  await page.keyboard.press("Escape");
  assert.deepEqual(await report.titles(), [title]);
  await frame.getByRole("button", { name: /^Виды:/ }).click();
  await frame.getByRole("button", { name: /Все компании/ }).click();
  await report.waitForFound((found) => found === truth.companies);
});

inWindows("a phone says how many companies it shows", async ({ report, frame, truth }) => {
  const list = frame.getByRole("list", { name: "Компании: список с прокруткой" });
  const until = Date.now() + 60_000;
  const note = list.getByText(/первые 500 из/);
  while (Date.now() < until && !(await note.isVisible())) {
    await list.evaluate((area) => { area.scrollTop = area.scrollHeight; });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(numberIn((await note.innerText()).replace(/^.*из/, "")), truth.companies);
}, { width: 390, height: 844 });
