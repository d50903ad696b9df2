// The report in use: filters, order, totals, and a view that stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn } from "../harness/report.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 300_000 };

/** A journey that begins with the administrator looking at the whole report. */
function inReport(shared, name, journey) {
  test(name, LIMIT, async () => {
    const world = shared();
    await world.installed();
    const truth = await world.truth();
    await world.inPage({}, async (report, page) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.waitForFound((found) => found === truth.companies);
      await journey(report, page, truth);
    });
  });
}

export function filterJourneys(shared) {
  inReport(shared, "text narrows the list to titles that hold it", async (report, page, truth) => {
    const title = (await report.titles())[3];
    const part = title.replaceAll(/[«»„“"]/g, " ").trim().split(/\s+/).at(-1).slice(0, 5);
    await report.search.fill(part.toLowerCase());
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    const titles = await report.titles();
    assert.ok(titles.includes(title));
    for (const one of titles) assert.ok(one.toLowerCase().includes(part.toLowerCase()), `${one} holds ${part}`);
  });

  inReport(shared, "a text nobody has leaves an explanation and a way back", async (report, page, truth) => {
    await report.search.fill("щщщщщщ");
    await report.frame.getByRole("heading", { name: report.words.nothing }).waitFor();
    await report.search.fill("");
    await report.waitForFound((found) => found === truth.companies);
  });

  inReport(shared, "overdue keeps as many companies as its chip says", async (report) => {
    const chip = report.filters.getByRole("button", { name: report.words.overdue });
    const promised = numberIn((await chip.innerText()).replace(/^\D*/, ""));
    await chip.click();
    await report.waitForFound((found) => found === promised, "companies not contacted for long");
    assert.equal(await chip.getAttribute("aria-pressed"), "true");
    for (const text of await report.column(2)) assert.match(text, report.words.overdueFor);
    assert.equal(await report.totals.locator("th").innerText().then((text) => text.split("\n")[0]), report.words.filteredTotals);
  });

  inReport(shared, "a direction keeps its companies and only its columns", async (report, page, truth) => {
    const groups = report.table.locator("th[scope=colgroup]");
    const before = await groups.count();
    const panel = await report.openFilter(report.words.direction);
    const choice = panel.getByRole("checkbox").nth(1);
    const name = (await panel.getByRole("listitem").nth(1).innerText()).trim();
    await choice.check();
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    assert.ok(before > 2);
    assert.equal(await groups.count(), 2);
    assert.equal((await groups.nth(1).innerText()).trim(), name);
    await report.reset();
    await report.waitForFound((found) => found === truth.companies);
  });

  inReport(shared, "sectors join, and taking a filter off brings its companies back", async (report, page, truth) => {
    const panel = await report.openFilter(report.words.sector);
    await panel.getByRole("checkbox").nth(0).check();
    const one = await report.waitForFound((found) => found > 0 && found < truth.companies);
    await panel.getByRole("checkbox").nth(1).check();
    const two = await report.waitForFound((found) => found > one, "companies of two sectors");
    await panel.getByRole("checkbox").nth(0).uncheck();
    await report.waitForFound((found) => found === two - one, "companies of the other sector");
    await page.keyboard.press("Escape");
    await report.filters.getByRole("button", { name: /^Снять фильтр/ }).click();
    await report.waitForFound((found) => found === truth.companies);
  });

  inReport(shared, "a responsible person keeps only their companies", async (report, page, truth) => {
    const short = (await report.column(1))[0].split("\n").find((line) => line.includes("."));
    const lastName = short.split(" ")[0];
    const panel = await report.openFilter(report.words.responsible);
    await panel.getByRole("searchbox").fill(lastName);
    await panel.getByRole("checkbox").first().check();
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    const people = new Set((await report.column(1)).map((text) => text.split("\n").find((line) => line.includes("."))));
    assert.equal(people.size, 1);
    assert.ok([...people][0].startsWith(lastName));
  });

  inReport(shared, "columns order the list both ways, and missing values stay last", async (report) => {
    assert.equal(await report.sortBy(report.words.work), "descending");
    await report.waitForOrder(3, (a, b) => a >= b);
    assert.equal(await report.sortBy(report.words.work), "ascending");
    assert.equal(await report.sortBy(report.words.won), "descending");
    await report.waitForOrder(4, (a, b) => a >= b);
    assert.equal(await report.sortBy(report.words.lastCommunication), "ascending");
    assert.equal(await report.sortBy(report.words.company), "ascending");
    const titles = await report.titles();
    assert.ok(titles.length > 10);
  });

  inReport(shared, "filters and order ask the server nothing once the table is there", async (report, page, truth) => {
    await report.waitForTable();
    const asked = [];
    page.on("request", (request) => {
      if (/\/api\/(?!live|progress)/.test(request.url())) asked.push(request.url());
    });
    await report.search.fill("север");
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    await report.sortBy(report.words.work);
    await report.waitForOrder(3, (a, b) => a >= b);
    await report.search.fill("");
    await report.waitForFound((found) => found === truth.companies);
    assert.deepEqual(asked, []);
  });

  inReport(shared, "totals count what is shown", async (report, page, truth) => {
    assert.equal(await report.totals.locator("th").innerText().then((text) => text.split("\n")[0]), report.words.totals);
    assert.equal(numberIn((await report.totals.locator("th").innerText()).split("\n")[1]), truth.companies);
    const all = numberIn(await report.totals.locator("td").nth(2).innerText());
    await report.search.fill((await report.titles())[0]);
    await report.waitForFound((found) => found >= 1 && found < 50);
    const sums = (await report.column(4)).map((text) => numberIn(text) ?? 0);
    const total = numberIn(await report.totals.locator("td").nth(2).innerText()) ?? 0;
    assert.ok(Math.abs(sums.reduce((a, b) => a + b, 0) - total) <= sums.length, "sums of the rows, each rounded, make the total");
    assert.ok(all > total);
  });

  inReport(shared, "the view stays when the frame or the whole page is loaded again", async (report, page, truth) => {
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    assert.equal(await report.sortBy(report.words.won), "descending");
    const found = await report.waitForFound((found) => found < truth.companies);
    const titles = await report.titles();

    const document = await report.document();
    const address = new URL(document.url());
    assert.equal(address.searchParams.get("overdue"), "1");
    assert.equal(address.searchParams.get("sort"), "-won");
    await document.evaluate(() => location.reload());
    await report.waitForRows();
    await report.waitForFound((number) => number === found, "companies after the frame was loaded again");
    assert.deepEqual((await report.titles()).slice(0, 5), titles.slice(0, 5));

    await page.reload();
    await report.waitForRows();
    await report.waitForFound((number) => number === found, "companies after the page was loaded again");
    assert.equal(await report.heading(report.words.won).getAttribute("aria-sort"), "descending");
    await report.reset();
  });

  inReport(shared, "the list scrolls through all companies without losing its place", async (report, page, truth) => {
    const last = truth.companies;
    await report.table.evaluate((area) => { area.scrollTop = area.scrollHeight; });
    await report.table.locator(`tbody tr[data-company][aria-rowindex="${last + 3}"]`).waitFor();
    await report.table.evaluate((area) => { area.scrollTop = 0; });
    await report.table.locator('tbody tr[data-company][aria-rowindex="4"]').waitFor();
  });

  inReport(shared, "a company's card opens over the report in the portal's slider", async (report, page) => {
    const row = report.rows().first();
    const id = await row.getAttribute("data-company");
    await row.getByRole("link").first().click();
    const slider = page.locator(".slider");
    await slider.waitFor();
    assert.equal(await slider.getAttribute("data-path"), `/crm/company/details/${id}/`);
    await page.frameLocator(".slider iframe").getByRole("heading").first().waitFor();
    await page.keyboard.press("Escape");
    await slider.waitFor({ state: "detached" });
    assert.ok(await report.rows().first().isVisible());
  });
}
