// Pictures of the report for people to look at: both themes, three widths, two languages, into e2e/out/.
// UPDATE_SCREENSHOTS=1 also renews those in the README.
import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Month, calendarOf, session } from "../harness/month.mjs";
import { ADMIN, OUT } from "../harness/world.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const WIDTHS = [[1920, 1080], [1280, 720], [390, 844]];
/** A picture in the repository is downloaded by everybody. */
const MOST_BYTES = 400_000;

export function pictures(shared) {
  test("pictures of the report", { timeout: 900_000 }, async () => {
    const world = shared();
    await world.installed();
    await mkdir(OUT, { recursive: true });
    for (const theme of ["light", "dark"]) {
      for (const lang of ["ru", "en"]) {
        for (const [width, height] of WIDTHS) {
          await world.inPage({ width, height, theme, lang }, async (report, page) => {
            await report.open(ADMIN, { bare: true });
            await (await report.document()).locator("[data-company]").first().waitFor();
            await settled(page);
            await page.screenshot({ path: path.join(OUT, `report-${width}-${theme}-${lang}.png`) });
          });
        }
      }
    }
    await world.inPage({ width: 1440, height: 810 }, async (report, page) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.sortBy(report.words.work);
      await kept(page, "report");
      await report.sortBy(report.words.company);
    });
  });

  test("the month of calls has lines of one height, and its picture", { timeout: 300_000 }, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({ width: 1440, height: 810 }, async (_, page) => {
      const ask = await session(world, ADMIN);
      const month = new Month(page, world.servers.portalUrl);
      await month.open(ADMIN, { month: (await calendarOf(ask)).before, measure: "companies", bare: null });
      // The list is windowed: a line that is higher than the others would shift everything below it.
      const heights = await month.rows().evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
      assert.deepEqual([...new Set(heights.slice(2))], [29], "lines of people and departments, with work on days off too");
      await kept(page, "month");
    });
  });

  test("pictures of what lies over the report", { timeout: 1_800_000 }, async () => {
    const world = shared();
    await world.installed();
    await mkdir(OUT, { recursive: true });
    for (const [theme, width, height] of [["light", 1280, 720], ["dark", 1280, 720], ["dark", 1920, 1080], ["light", 390, 844], ["dark", 390, 844]]) {
      for (const [name, show] of Object.entries(PANELS)) {
        await world.inPage({ width, height, theme }, async (report, page) => {
          const phone = width < 761;
          await report.open(ADMIN, { bare: true });
          await (await report.document()).locator("[data-company]").first().waitFor();
          await report.waitForTable();
          if ((await show({ report, page, world, frame: report.frame, phone })) === false) return;
          await settled(page);
          await page.screenshot({ path: path.join(OUT, `panel-${name}-${width}-${theme}.png`) });
        });
      }
    }
  });
}

/** How to come to each panel; false where it is not on phones. */
export const PANELS = {
  views: async ({ frame, phone }) => {
    await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: "Сохранить как новый вид" }).waitFor();
    return !phone || true;
  },
  link: async ({ frame, phone }) => {
    await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: "Ссылка на этот вид" }).click();
    await frame.getByLabel("Ссылка на этот вид").waitFor();
    return !phone || true;
  },
  columns: async ({ frame, phone }) => {
    if (phone) await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: "Колонки", exact: true }).click();
    await frame.getByRole("checkbox", { name: "Отрасль" }).waitFor();
  },
  export: async ({ frame, phone }) => {
    if (phone) await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: "Экспорт", exact: true }).click();
    await frame.getByRole("button", { name: /\.csv/ }).waitFor();
  },
  filters: async ({ frame, phone }) => {
    if (phone) return void await frame.getByRole("button", { name: /^Фильтры/ }).click();
    const more = frame.getByRole("button", { name: /^Ещё \d/ });
    const folded = await more.isVisible();
    if (folded) await more.click();
    const panel = frame.getByRole("dialog", { name: folded ? "Ещё фильтры" : "Компании" });
    await (folded ? panel : frame.getByRole("group", { name: "Фильтры" })).getByRole("button", { name: "Компании", exact: true }).click();
    await panel.getByRole("searchbox", { name: "Найти компанию" }).fill("север");
    await panel.getByRole("checkbox").first().waitFor();
  },
  drill: async ({ frame }) => {
    await frame.locator('[data-company] [data-cell^="won."]').first().click();
    await frame.locator(".deals li").first().waitFor();
  },
  total: async ({ report, frame, phone }) => {
    if (phone) return false;
    await report.table.locator('tfoot [data-total="work work"]').click();
    await frame.locator(".deals li").first().waitFor();
  },
  wish: async ({ frame, phone }) => {
    await frame.locator("[data-company] [data-new]").first().click();
    await frame.getByRole("dialog", { name: "Новая сделка" }).waitFor();
    return !phone || true;
  },
  timeline: async ({ frame }) => {
    await frame.locator('[data-company] [data-cell="last"]').first().click();
    await frame.getByRole("dialog").locator(".ev").first().waitFor();
  },
  charts: async ({ frame, phone }) => {
    if (phone) await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: /^Графики/ }).click();
    await frame.getByRole("dialog", { name: "Давно не звонили" }).locator("svg").first().waitFor();
  },
  settings: async ({ frame }) => {
    await frame.getByRole("link", { name: /Настройки|Ещё/ }).click();
    await frame.getByRole("complementary", { name: "Что получится" }).locator(".kp b").first().waitFor();
  },
  tab: async ({ report, page, world }) => {
    const company = await report.frame.locator("[data-company]").first().getAttribute("data-company");
    await page.goto(new URL(`/crm/company/details/${company}/?tab=CRM_COMPANY_DETAIL_TAB&bare=1&as=${ADMIN}`, world.servers.portalUrl).href);
    await page.frameLocator(".frame iframe").locator(".kp b").first().waitFor();
  },
};

/** Takes a picture of the portal's page as the README shows it. */
async function kept(page, name) {
  await settled(page);
  const picture = process.env.UPDATE_SCREENSHOTS === "1" ? path.join(root, `docs/images/${name}.png`) : path.join(OUT, `portal-${name}.png`);
  await mkdir(path.dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
  assert.ok((await stat(picture)).size < MOST_BYTES, "the picture is small enough to be kept");
}

/** Fonts are there and nothing moves. */
export async function settled(page) {
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(300);
}
