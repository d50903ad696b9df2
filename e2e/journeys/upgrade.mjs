// A page that stays open over an upgrade of the app: parts it has not fetched yet are gone from the server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { inReport } from "../harness/within.mjs";
import { ADMIN } from "../harness/world.mjs";
import { LANGUAGES, texts } from "./languages.mjs";

/** Files of the version that the page is of. */
const FILES = /\/app-[0-9a-f]{16}\/[^/]+$/;
/** What the browser and the loader of parts say about a part that is not there. */
export const forgive = [/^answer: 404 \S+\/app-[0-9a-f]{16}\//, /^console: .*(404|Failed to (fetch|load)|TypeError|WebAssembly)/, /^request: (GET|HEAD) \S+\/app-[0-9a-f]{16}\//];

/** Takes the files of the page's version off the server, as far as this page can tell; answers what brings them back. */
export async function upgrade(page) {
  await page.route(FILES, (route) => route.fulfill({ status: 404, body: "" }));
  return () => page.unroute(FILES);
}

export function upgradeJourneys(shared) {
  inReport(shared, "who goes to a page of an earlier version is told so, loads again and finds everything in its place", async ({ world, report, page, frame, truth }) => {
    const gone = await fetch(`${world.servers.appUrl}/app-0000000000000000/app.css`, { method: "HEAD" });
    assert.equal(gone.status, 404, "what the server says of a version it does not have");
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    const overdue = await report.waitForFound((found) => found < truth.companies);
    const back = await upgrade(page);
    await frame.getByRole("link", { name: "Настройки" }).filter({ visible: true }).click();
    const alert = frame.getByRole("alert");
    await alert.getByRole("heading", { name: "Вышла новая версия Сводки" }).waitFor();
    const document = await report.document();
    await assertNoPageScroll(document, "the word about a new version");
    await back();
    await alert.getByRole("button", { name: "Загрузить заново" }).click();
    await frame.getByRole("complementary", { name: "Что получится" }).locator(".kp b").first().waitFor();
    await frame.getByRole("link", { name: report.words.title }).click();
    await report.waitForFound((found) => found === overdue, "companies after the frame was loaded again");
    await report.reset();
  }, { forgive });

  inReport(shared, "what lies over the page says so over the page and can be left", async ({ report, page, frame }) => {
    const back = await upgrade(page);
    const cell = report.table.locator('tbody td:not(.e) [data-cell^="won."]').first();
    await cell.click();
    const dialog = frame.getByRole("dialog", { name: "Сводка" });
    await dialog.getByRole("heading", { name: "Вышла новая версия Сводки" }).waitFor();
    await assertAccessible(await report.document(), "the word about a new version over the page");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(await report.rows().first().isVisible(), "the report stays");
    await back();
  }, { forgive });

  inReport(shared, "a part that was not reached is fetched with the next attempt, without loading again", async ({ report, page, frame }) => {
    await page.route(FILES, (route) => route.abort());
    await report.filters.getByRole("button", { name: report.words.sector, exact: true }).click();
    const alert = frame.getByRole("alert");
    await alert.getByText(/Нет связи с сервером/).waitFor();
    await page.unroute(FILES);
    await (await report.document()).evaluate(() => { window.still = true; });
    await alert.getByRole("button", { name: "Повторить" }).click();
    await frame.getByRole("dialog", { name: report.words.sector }).getByRole("checkbox").first().waitFor();
    assert.ok(await (await report.document()).evaluate(() => window.still), "the page is the same");
    await page.keyboard.press("Escape");
  }, { forgive });

  test("the word about a new version is said in every language", { timeout: 600_000 }, async () => {
    const world = shared();
    await world.installed();
    for (const [lang, tag] of LANGUAGES) {
      const own = await texts(tag);
      await world.inPage({ lang, forgive, width: 390, height: 844 }, async (report, page) => {
        await report.open(ADMIN, { bare: true });
        const document = await report.document();
        await document.locator("[data-company]").first().waitFor();
        await upgrade(page);
        await document.locator(".tabbar a").last().click();
        const alert = report.frame.getByRole("alert");
        const said = [alert.getByRole("heading"), alert.locator("p").first(), alert.getByRole("button")];
        for (const place of said) assert.ok(own.has((await place.innerText()).trim()), `${await place.innerText()} is a word of ${tag}`);
        await assertNoPageScroll(document, `the word about a new version in ${tag}`);
      });
    }
  });
}
