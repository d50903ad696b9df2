// Who sees what, and in which language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Report } from "../harness/report.mjs";
import { askingAs } from "../harness/within.mjs";
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

  test("rights that were given show: everybody's companies, the settings, and again only own ones", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const truth = await world.truth();
    await world.inPage({}, async (report) => {
      const ask = await askingAs(world, report, ADMIN);
      const { body: rights } = await ask("activity/rights");
      const somebody = rights.people.find((person) => person.source === "usual" && truth.by_responsible[person.id]);
      const give = async (set) => {
        const answer = await ask("activity/rights", "PUT", { subject: { person: somebody.id }, set });
        assert.equal(answer.status, 200);
      };
      const opened = (journey) => world.inPage({}, async (other) => {
        await other.open(somebody.id, { bare: true });
        await other.waitForRows();
        await journey(other, other.frame.getByRole("link", { name: "Настройки" }).filter({ visible: true }));
      });
      let own = 0;
      await opened(async (other, link) => {
        own = await other.waitForFound((found) => found > 0 && found < truth.companies);
        assert.equal(await link.count(), 0);
      });
      const plain = { sees: "own", plans: "none", complete: false, verify: false, export: true, settings: false };
      await give({ ...plain, sees: "all", settings: true });
      await opened(async (other, link) => {
        await other.waitForFound((found) => found === truth.companies);
        await link.click();
        await other.frame.getByRole("complementary", { name: "Что получится" }).locator(".kp b").first().waitFor();
      });
      await give({ ...plain, sees: "all" });
      await opened(async (other, link) => {
        await other.waitForFound((found) => found === truth.companies);
        assert.equal(await link.count(), 0);
        // Taken away while the page is open: the rows of others go.
        await give(null);
        await other.waitForFound((found) => found === own, "own companies");
      });
    });
  });

  test("another theme and another language leave what was asked for", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report, page) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.filters.getByRole("button", { name: report.words.overdue }).click();
      const all = (await world.truth()).companies;
      const overdue = await report.waitForFound((found) => found < all);
      await report.sortBy(report.words.work);
      const titles = await report.titles();
      const ground = async () => (await report.document()).evaluate(() => getComputedStyle(document.querySelector(".card")).backgroundColor);
      const light = await ground();
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await ground();
      const brightness = (colour) => colour.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b, 0);
      assert.ok(brightness(light) > 600 && brightness(dark) < 200, `${light} becomes ${dark}`);
      assert.deepEqual(await report.titles(), titles, "the list stands where it stood");
      const english = new Report(page, world.servers.portalUrl, "en");
      await english.open(ADMIN);
      await english.waitForRows();
      await english.waitForFound((found) => found === overdue, "companies in English");
      assert.equal(await english.heading(english.words.work).getAttribute("aria-sort"), "descending");
      assert.doesNotMatch(await english.filters.innerText(), /[А-Яа-яЁё]/);
      await english.reset();
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
