// The report at the edges of what it has to show: eight directions, names and sums as long as they get, no company, one
// and a million, every language. What a machine can see of a crooked page is asserted; with PICTURES=all each is also a
// picture for people, into e2e/out/.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { assertNoScrollBars, assertNothingClipped } from "../harness/audit.mjs";
import { makeDifficult } from "../harness/edges.mjs";
import { ADMIN, OUT } from "../harness/world.mjs";
import { LANGUAGES } from "./languages.mjs";
import { PANELS, settled } from "./pictures.mjs";
import { forgive, upgrade } from "./upgrade.mjs";

const LIMIT = { timeout: 1_800_000 };
const ALL = process.env.PICTURES === "all";
/** Any PICTURES keeps them; PICTURES=all looks at every width in both themes, otherwise at those where room is short. */
const KEPT = Boolean(process.env.PICTURES);
const LOOKS = ALL
  ? ["light", "dark"].flatMap((theme) => [[theme, 1280, 720], [theme, 1920, 1080], [theme, 390, 844]])
  : [["light", 1280, 720], ["light", 390, 844]];

/** Judges what is shown and takes its picture where pictures are wanted. */
async function look(name, page, report) {
  await settled(page);
  if (KEPT) await page.screenshot({ path: path.join(OUT, `edge-${name}.png`) });
  const document = await report.document();
  await assertNoScrollBars(page, document, name);
  await assertNothingClipped(document, name);
}

/** The report of the administrator in each look. */
async function inEachLook(world, name, { bare = true, query = "", looks = LOOKS, lang = "ru", ...options } = {}, show = async () => true) {
  await mkdir(OUT, { recursive: true });
  const wrong = [];
  for (const [theme, width, height] of looks) {
    await world.inPage({ width, height, theme, lang, ...options }, async (report, page) => {
      await report.open(ADMIN, { bare, query });
      const at = { report, page, world, frame: report.frame, phone: width < 761 };
      if ((await show(at)) === false) return;
      await look(`${name}-${width}-${theme}`, page, report).catch((error) => wrong.push(error.message));
    });
  }
  assert.deepEqual(wrong, [], name);
}

const rows = async ({ report }) => {
  await (await report.document()).locator("[data-company]").first().waitFor();
};

/** Portals whose records are difficult already. */
const DIFFICULT = new WeakMap();

/** The portal with difficult records, and the app installed in it afterwards. */
async function difficult(shared) {
  const world = shared();
  if (!DIFFICULT.has(world)) DIFFICULT.set(world, makeDifficult(world).then(() => world.installed()));
  await DIFFICULT.get(world);
  return world;
}

/** Long names, long sums, eight directions. */
export function difficultPictures(shared) {
  test("eight directions, long names and long sums fit the page", LIMIT, async () => {
    const world = await difficult(shared);
    await inEachLook(world, "report", {}, rows);
    await inEachLook(world, "portal", { bare: false, looks: [["light", 1280, 720], ["light", 1920, 1080]] }, rows);
    await inEachLook(world, "scrolled", { looks: LOOKS.filter(([, width]) => width > 760) }, async (at) => {
      await rows(at);
      await at.report.table.evaluate((area) => { area.scrollLeft = area.scrollWidth; });
    });
    await inEachLook(world, "dense", { query: "?params[dense]=1", looks: LOOKS.filter(([, width]) => width > 760) }, rows);
    const { companies } = await world.truth();
    await inEachLook(world, "filtered", {}, async (at) => {
      await rows(at);
      await at.frame.getByRole("searchbox", { name: at.report.words.search }).fill("объединение энергетического");
      if (!at.phone) await at.report.waitForFound((found) => found < companies);
      else await at.page.waitForTimeout(1_000);
    });
    await inEachLook(world, "nothing", {}, async (at) => {
      await rows(at);
      await at.frame.getByRole("searchbox", { name: at.report.words.search }).fill("нет такой компании нигде");
      await at.frame.getByRole("heading", { name: at.report.words.nothing }).waitFor();
    });
  });

  test("what lies over a report of long names and sums fits the page", LIMIT, async () => {
    const world = await difficult(shared);
    const wrong = [];
    for (const [name, show] of Object.entries(PANELS)) {
      await inEachLook(world, `panel-${name}`, {}, async (at) => {
        await rows(at);
        await at.report.waitForTable();
        return show(at);
      }).catch((error) => wrong.push(error.message));
    }
    assert.deepEqual(wrong, []);
  });

  // What it says and does is asserted with upgrades; how it looks is for people.
  test("the word about a newer version fits the page, over the report and in its place", { ...LIMIT, skip: !KEPT }, async () => {
    const world = await difficult(shared);
    await inEachLook(world, "newer-page", { forgive }, async (at) => {
      await rows(at);
      await upgrade(at.page);
      await at.frame.getByRole("link", { name: /Настройки|Ещё/ }).filter({ visible: true }).click();
      await at.frame.getByRole("alert").getByRole("heading", { name: "Вышла новая версия Сводки" }).waitFor();
    });
    await inEachLook(world, "newer-over", { forgive }, async (at) => {
      await rows(at);
      await upgrade(at.page);
      await at.frame.locator('[data-company] [data-cell="last"]').first().click();
      await at.frame.getByRole("dialog", { name: "Сводка" }).getByRole("heading", { name: "Вышла новая версия Сводки" }).waitFor();
    });
    await inEachLook(world, "newer-panel", { forgive, looks: LOOKS.filter(([, width]) => width > 760) }, async (at) => {
      await rows(at);
      await upgrade(at.page);
      await at.frame.getByRole("button", { name: "Колонки", exact: true }).click();
      await at.frame.getByRole("heading", { name: "Вышла новая версия Сводки" }).waitFor();
    });
  });

  test("the report and its settings fit in every language", LIMIT, async () => {
    const world = await difficult(shared);
    const wrong = [];
    for (const [lang] of LANGUAGES) {
      const looks = LOOKS.filter(([theme, width]) => theme === "light" && width !== 1920);
      for (const [name, query] of [["report", ""], ["settings", "?params[page]=settings"]]) {
        await inEachLook(world, `${name}-${lang}`, { lang, query, looks }, async ({ report }) => {
          const document = await report.document();
          await document.locator(query ? "main .card" : "[data-company]").first().waitFor();
        }).catch((error) => wrong.push(error.message));
      }
    }
    assert.deepEqual(wrong, []);
  });
}

/** A portal without a company, and then with one. */
export function emptyPictures(shared) {
  test("a portal without companies and one with a single company fit the page", LIMIT, async () => {
    const world = shared();
    await world.inPage({}, async (report) => {
      await report.open(ADMIN);
      await report.frame.getByRole("heading", { name: "Компаний пока нет" }).waitFor();
    });
    world.noteInstalled();
    const nobody = async ({ frame }) => { await frame.getByRole("heading", { name: "Компаний пока нет" }).waitFor(); };
    await inEachLook(world, "none", {}, nobody);
    await inEachLook(world, "none-settings", { query: "?params[page]=settings" }, async ({ frame }) => {
      await frame.locator("main .card").first().waitFor();
    });
    await world.control("act", { method: "crm.company.add", params: { fields: { TITLE: "ООО «Единственная»", ASSIGNED_BY_ID: ADMIN } } });
    await inEachLook(world, "one", {}, async (at) => {
      await rows(at);
      if (at.phone) return;
      assert.equal(await at.report.waitForFound((found) => found > 0), 1);
      const beyond = await at.report.table.evaluate((area) => area.scrollWidth - area.clientWidth);
      assert.equal(beyond, 0, "a table of one direction has nothing to scroll to");
    });
    // A phone offers a deal beside those there are.
    for (const name of ["wish", "timeline", "charts", "tab"]) {
      await inEachLook(world, `one-${name}`, {}, async (at) => {
        await rows(at);
        await at.report.waitForTable();
        if (at.phone && name === "wish") return false;
        return name === "timeline" || name === "charts" || name === "tab" ? ONE[name](at) : PANELS[name](at);
      });
    }
  });
}

/** Panels of a company that nobody has been in touch with: there is less in them to wait for. */
const ONE = {
  timeline: async ({ frame }) => {
    await frame.locator('[data-company] [data-cell="last"]').first().click();
    await frame.getByRole("dialog").locator(".empty").waitFor();
  },
  charts: async ({ frame, phone }) => {
    if (phone) await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: /^Графики/ }).click();
    await frame.getByRole("dialog", { name: "Давно не звонили" }).waitFor();
  },
  tab: async ({ report, page, world }) => {
    const company = await report.frame.locator("[data-company]").first().getAttribute("data-company");
    await page.goto(new URL(`/crm/company/details/${company}/?tab=CRM_COMPANY_DETAIL_TAB&bare=1&as=${ADMIN}`, world.servers.portalUrl).href);
    await page.frameLocator(".frame iframe").locator(".tab .card").first().waitFor();
  },
};

/** A portal too large for its table to be sent: windows come from the server. */
export function millionPictures(shared) {
  test("counters and sums of a very large portal fit the page", { timeout: 3_600_000, skip: !KEPT }, async () => {
    const world = shared();
    // While the portal is read it outgrows the size whose table is sent, which a page may have asked for just before.
    const outgrown = [/409 \S+\/api\/report\/table/, /status of 409/];
    await world.inPage({ forgive: outgrown }, async (report) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.waitUntilRead(3_000_000);
    });
    world.noteInstalled();
    const { companies } = await world.truth();
    await inEachLook(world, "many", {}, rows);
    await inEachLook(world, "many-filtered", {}, async (at) => {
      if (at.phone) return false;
      await rows(at);
      await at.frame.getByRole("searchbox", { name: at.report.words.search }).fill("ООО");
      await at.report.waitForFound((found) => found > 0 && found < companies);
    });
    await inEachLook(world, "many-last", {}, async (at) => {
      if (at.phone) return false;
      await rows(at);
      await at.report.table.evaluate((area) => { area.scrollTop = area.scrollHeight; });
      await at.report.table.locator(`tr[data-company][aria-rowindex="${companies + 3}"]`).waitFor();
    });
    for (const name of ["views", "columns", "export", "charts", "total", "settings"]) {
      await inEachLook(world, `many-${name}`, {}, async (at) => {
        await rows(at);
        return PANELS[name](at);
      });
    }
  });
}
