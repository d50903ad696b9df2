// Who sees what, and in which language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 300_000 };

export function viewerJourneys(shared) {
  test("an ordinary user sees only own companies", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const truth = await world.truth();
    const busiest = Object.entries(truth.by_responsible).sort(([, a], [, b]) => b.deals - a.deals);
    const users = new Map((await world.users()).map((user) => [user.id, user]));
    const [id] = busiest.find(([id]) => users.has(id) && !users.get(id).admin && !/[Рр]уковод|[Дд]иректор|[Нн]ачальник/.test(users.get(id).position));
    await world.inPage({}, async (report) => {
      await report.open(id);
      await report.waitForRows();
      const found = await report.waitForFound((found) => found > 0);
      assert.ok(found < truth.companies / 4, `${found} of ${truth.companies} are own`);
      const people = new Set((await report.column(1)).map((text) => text.split("\n").find((line) => line.includes("."))));
      assert.equal(people.size, 1, `rows of ${[...people]}`);
    });
  });

  test("the portal's language decides the app's", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({ lang: "en" }, async (report) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.frame.getByRole("heading", { name: report.words.title, exact: true }).waitFor();
      assert.equal(await (await report.document()).evaluate(() => document.documentElement.lang), "en");
      const words = await report.filters.innerText();
      assert.doesNotMatch(words, /[А-Яа-яЁё]/, "no Russian in the filter bar");
    });
  });

  test("the app outside a portal says where to open it", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report, page) => {
      await page.goto(`${world.servers.appUrl}/app`);
      await page.getByRole("heading", { name: /Bitrix24|Битрикс24/ }).waitFor();
    });
  });
}
