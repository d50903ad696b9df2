// Calls and meetings of a thousand people: only what is in sight is in the page, and scrolling keeps up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "./harness/audit.mjs";
import { Month, calendarOf, session } from "./harness/month.mjs";
import { ADMIN, World } from "./harness/world.mjs";

const LIMIT = { timeout: 600_000 };
const PEOPLE = 1_000;
/** Rows of a grid that may be in the page at once: those in sight at this height, and some around them. */
const MOST_ROWS = 70;

/** @type {World} */
let world;
before(async () => {
  const dataset = `scale:companies=600,deals=900,activities=60000,people=${PEOPLE},seed=6`;
  world = await World.start({ dataset });
}, { timeout: 300_000 });
after(() => world?.close(), { timeout: 60_000 });

/** Scrolls an area from its top to its end in steps, frame by frame; answers how long frames took and how many rows stood. */
async function scrolled(area) {
  return area.evaluate(async (area) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const rows = () => area.querySelectorAll("tbody tr[data-row]").length;
    const took = [];
    let [most, empty] = [rows(), 0];
    area.scrollTop = 0;
    await frame();
    const end = area.scrollHeight - area.clientHeight;
    for (let top = 0; top < end; top += 240) {
      const begun = performance.now();
      area.scrollTop = top;
      await frame();
      await frame();
      took.push((performance.now() - begun) / 2);
      most = Math.max(most, rows());
      // What is in the middle of the area must be a row, not the gap that stands for those that are not drawn.
      const box = area.getBoundingClientRect();
      const middle = document.elementFromPoint(box.left + 20, box.top + box.height / 2);
      empty += middle?.closest("tr")?.classList.contains("pad") ? 1 : 0;
    }
    took.sort((one, other) => one - other);
    const at = (share) => Math.round(took[Math.floor((took.length - 1) * share)] * 10) / 10;
    return { steps: took.length, most, empty, median: at(0.5), p95: at(0.95) };
  });
}

test("the month of a thousand people holds a screenful of rows and follows keys and the wheel", LIMIT, async (context) => {
  await world.installed();
  const ask = await session(world, ADMIN);
  const { before } = await calendarOf(ask);
  const grid = await ask("GET", `month?month=${before}`);
  const people = grid.roster.people.length;
  assert.ok(people > PEOPLE * 0.85, `${people} people work here`);
  await world.inPage({}, async (_, page) => {
    const month = new Month(page, world.servers.portalUrl);
    await month.open(ADMIN, { month: before });
    assert.equal(Number(await month.grid.getAttribute("aria-rowcount")), grid.roster.rows.length + 3);
    const area = month.frame.getByRole("region", { name: /План и факт/ });
    const figures = await scrolled(area);
    context.diagnostic(`month, ${people} people: ${JSON.stringify(figures)}`);
    assert.ok(figures.most <= MOST_ROWS, `${figures.most} rows at most`);
    assert.equal(figures.empty, 0, "no step of scrolling shows a gap");
    // From one end to the other by keys, and the cell is there.
    await area.evaluate((area) => { area.scrollTop = 0; });
    await month.rows().first().locator('[data-col="n"]').focus();
    await page.keyboard.press("Control+End");
    const last = grid.roster.people[grid.roster.rows.at(-1).person].id;
    await month.row(last).locator("[data-col]:focus").waitFor();
    await page.keyboard.press("Control+Home");
    await month.waitForFocus("h n");
    const document = await month.document();
    await assertNoPageScroll(document, "a thousand people");
    await assertAccessible(document, "a thousand people");
  });
});

test("the year of a thousand people holds a screenful of rows", LIMIT, async (context) => {
  await world.installed();
  await world.inPage({}, async (report) => {
    await report.open(ADMIN, { bare: true, query: "?params[page]=activity&params[tab]=year" });
    const grid = report.frame.getByRole("treegrid");
    await grid.locator("tbody [data-row^=p]").first().waitFor();
    const figures = await scrolled(report.frame.locator(".yscroll"));
    context.diagnostic(`year: ${JSON.stringify(figures)}`);
    assert.ok(figures.most <= MOST_ROWS, `${figures.most} rows at most`);
    assert.equal(figures.empty, 0, "no step of scrolling shows a gap");
  });
});
