// Calls and meetings as a large company sees them: every tab and what lies over it, both themes, three widths, held to
// what a program can see of a look, and kept as pictures in e2e/out/ for people. Some cells are planned, unmet, forced,
// commented and away beforehand, so that every state is in view.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { assertNoPageScroll } from "../harness/audit.mjs";
import { assertEvenRows, assertNothingCut, assertSticks } from "../harness/look.mjs";
import { calendarOf, monthNumber, monthText, session } from "../harness/month.mjs";
import { ADMIN, OUT } from "../harness/world.mjs";

/** PICTURES=all takes every width in both themes; otherwise two of them show that every picture can be taken. */
const LOOKS = process.env.PICTURES === "all"
  ? ["light", "dark"].flatMap((theme) => [[theme, 1280, 720], [theme, 1920, 1080], [theme, 390, 844]])
  : [["light", 1280, 720], ["dark", 390, 844]];
/** PICTURES_OF=month,year takes only some. */
const ONLY = process.env.PICTURES_OF?.split(",");
/** People of whom something is staged: the first screens of the widest picture. */
const STAGED = 40;

export function activityPictures(shared) {
  test("pictures of calls and meetings", { timeout: 1_800_000 }, async () => {
    const world = shared();
    await world.installed();
    await mkdir(OUT, { recursive: true });
    const facts = await staged(world);
    assert.ok(facts.people >= 200, `${facts.people} people work here`);
    assert.equal(facts.days, 31);
    // Every picture is taken, whatever is wrong with another one.
    const wrong = [];
    for (const [theme, width, height] of LOOKS) {
      for (const [name, scene] of Object.entries(scenes(facts))) {
        if (ONLY && !ONLY.includes(name)) continue;
        await world.inPage({ width, height, theme, forgive: scene.forgive }, async (report, page) => {
          await pictured({ report, page, width }, scene, `activity-${name}-${width}-${theme}.png`);
        }).catch((error) => wrong.push(`${name}, ${width}, ${theme}: ${error.message}`));
      }
    }
    assert.deepEqual(wrong, []);
  });
}

/** Shows something, takes its picture and holds it to what a program can see. */
async function pictured({ report, page, width }, { query, show, grid }, file) {
  const asked = Object.entries({ page: "activity", ...query }).map(([key, value]) => `params[${key}]=${value}`);
  await report.open(ADMIN, { bare: true, query: `?${asked.join("&")}` });
  await report.frame.locator("main h2, main table").first().waitFor();
  if (show && (await show({ frame: report.frame, page, phone: width < 761 })) === false) return;
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(OUT, file) });
  const document = await report.document();
  await assertNoPageScroll(document, file);
  await assertNoPageScroll(page.mainFrame(), `the portal's page around ${file}`);
  await assertNothingCut(document, file);
  if (!grid) return;
  const area = report.frame.locator(grid);
  await assertEvenRows(area, file);
  await assertSticks(area, file);
}

/** Plans, forced days, comments and absences in the last month of 31 days that is over. */
async function staged(world) {
  const ask = await session(world, ADMIN);
  const calendar = await calendarOf(ask);
  const grid = await longMonth(ask, monthNumber(calendar.before));
  const month = grid.month;
  const working = grid.days.filter((head) => head.kind === "work").map((head) => head.day);
  const everybody = grid.roster.people.map((person, at) => ({ ...person, line: grid.people[at] }));
  const people = everybody.filter((one) => one.line.sums.fact > 20);
  const set = (cells) => ask("POST", "plans", { order: "cells", cells });
  const usual = (one) => Math.max(1, Math.round(one.line.sums.fact / working.length));
  for (let at = 0; at < people.length; at += 50) {
    await set(people.slice(at, at + 50).flatMap((one) => [month, monthNumber(calendar.present)].map((number) =>
      ({ person: one.id, span: { month: number }, change: { calls: usual(one), meetings: 1 } }))));
  }
  const first = people.slice(0, STAGED);
  // The largest plan there is must fit, too.
  await set([{ person: first[6].id, span: { day: working[7] }, change: { calls: 10_000 } }]);
  const planned = await ask("GET", `month?month=${monthText(month)}`);
  let forced = 0;
  for (const [at, one] of first.entries()) {
    if (at % 3 !== 0) continue;
    const line = planned.people[planned.roster.people.findIndex((person) => person.id === one.id)];
    const unmet = line.cells.findIndex((cell, day) => cell.state === "unmet" && day > at % 11);
    if (unmet < 0) continue;
    forced += 1;
    await ask("POST", "forced", { person: one.id, day: planned.days[unmet].day, reason: "Выезд на объект" });
  }
  assert.ok(forced > 5, `${forced} days are counted as met`);
  await converse(world, ask, first, working, month);
  const away = { person: first[4].id, first: working[4], last: working[8], reason: "vacation" };
  await ask("POST", "absences", away);
  const [person, day] = [first[1].id, working[2]];
  return { ...calendar, month: monthText(month), days: grid.days.length, people: everybody.length, names: first.slice(0, 5).map((one) => one.name), person, day, working, first: grid.days[0].day };
}

async function longMonth(ask, latest) {
  for (let number = latest; ; number -= 1) {
    const grid = await ask("GET", `month?month=${monthText(number)}`);
    if (grid.days.length === 31) return grid;
  }
}

/** Comments of the administrator and of others, some unread, one conversation long. */
async function converse(world, ask, people, working, month) {
  const words = ["Почему так мало? Давайте разберём.", "Хорошо, так держать!", "Клиент просил перезвонить после выставки, договорились на среду."];
  for (const [at, one] of people.entries()) {
    if (at % 2 === 0) await ask("POST", "comments", { person: one.id, span: { day: working[(at * 3) % 20] }, text: words[at % 3] });
    if (at % 5 === 1) {
      const own = await session(world, one.id);
      await own("POST", "comments", { person: one.id, span: { day: working[(at * 7) % 20] }, text: words[2] });
      await own("POST", "comments", { person: one.id, span: { month }, text: words[0] });
    }
  }
  const [, one, two] = people;
  const span = { day: working[2] };
  const own = await session(world, one.id);
  const long = `${"Оченьдлинноесловобезпробелов".repeat(6)} https://example.com/${"a".repeat(120)}`;
  const said = [[ask, words[0]], [own, words[2]], [ask, `Поможете, @${two.name}?`], [own, "Строка первая\nстрока вторая 👩‍👩‍👧‍👦\n<b>не жирно</b>"], [ask, long], [own, words[1]]];
  for (const [who, text] of said) {
    const mentions = text.includes("@") ? [two.id] : [];
    await who("POST", "comments", { person: one.id, span, text, mentions });
  }
}

const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
/** Scroll areas of the grids. */
const [MONTH, TABLE] = [".gridcard .scroll", ".yscroll"];

/** What is shown, and how to come there; `show` answers false where there is no such thing. */
const scenes = (facts) => ({
  month: { query: { month: facts.month }, grid: MONTH },
  "month-now": { query: {}, grid: MONTH },
  "month-middle": {
    query: { month: facts.month },
    show: async ({ frame }) => void await frame.locator(MONTH).evaluate((area) => {
      area.scrollTop = area.scrollHeight / 2;
      area.scrollLeft = area.scrollWidth / 2;
    }),
  },
  "month-staged": {
    query: { month: facts.month },
    show: async ({ frame }) => void await frame.locator(`[data-row="p${facts.person}"]`).evaluate((row) => {
      const area = row.closest(".scroll");
      area.scrollTop = row.offsetTop - area.querySelector("thead").offsetHeight - row.offsetHeight;
    }),
  },
  "month-plans": {
    query: { month: facts.month },
    grid: MONTH,
    show: async ({ frame, phone }) => {
      if (phone) await frame.getByRole("button", { name: "Что показано" }).click();
      await frame.getByRole("button", { name: "Планы", exact: true }).click();
    },
  },
  "month-days": {
    query: { month: facts.month },
    grid: MONTH,
    show: async ({ frame, phone }) => {
      if (phone) return false;
      await frame.locator("thead .dhd.off").first().click();
    },
  },
  "month-sheet": {
    query: { month: facts.month },
    show: async ({ frame, phone }) => {
      if (!phone) return false;
      await frame.getByRole("button", { name: "Что показано" }).click();
    },
  },
  "month-cell": {
    query: { month: facts.month },
    show: async ({ frame }) => {
      await frame.locator(`[data-row="p${facts.person}"] > [data-col="d${facts.day - facts.first}"]`).click();
      await frame.getByRole("dialog").waitFor();
    },
  },
  fill: { query: { month: facts.month }, show: async (at) => void await plans(at) },
  import: {
    query: { month: facts.month },
    show: async (at) => {
      await plans(at, "Импорт");
      const lines = facts.names.map((name, line) => `${name}; ${facts.month}; ${line === 1 ? "двадцать" : 20 + line};`);
      await at.frame.getByRole("textbox", { name: "Содержимое файла" }).fill(lines.join("\n"));
      await at.frame.getByRole("button", { name: "Проверить" }).click();
      await at.frame.getByText("двадцать", { exact: true }).waitFor();
    },
    forgive: [/status of 400/, /answer: 400 .*\/api\/activity\/plans/],
  },
  defaults: { query: { month: facts.month }, show: (at) => plans(at, "По умолчанию") },
  history: { query: { month: facts.month }, show: (at) => plans(at, "История") },
  how: {
    query: { month: facts.month },
    show: async ({ frame, phone }) => {
      if (phone) return false;
      await frame.getByRole("button", { name: "Как посчитано" }).click();
    },
  },
  thread: {
    query: { month: facts.month, person: facts.person, day: date(facts.day) },
    show: async ({ frame }) => void await frame.getByRole("dialog").getByRole("listitem").nth(3).waitFor(),
  },
  calls: {
    query: { month: facts.month, person: facts.person, day: date(facts.day) },
    show: async ({ frame }) => void await frame.getByRole("tab", { name: /Звонки/ }).click(),
  },
  meetings: {
    query: { month: facts.month, person: facts.person },
    show: async ({ frame }) => void await frame.getByRole("tab", { name: /Встречи/ }).click(),
  },
  year: { query: { tab: "year" }, grid: TABLE, show: async ({ frame }) => void await frame.locator("figure svg").first().waitFor() },
  "year-charts": {
    query: { tab: "year" },
    show: async ({ frame }) => {
      const heat = frame.getByRole("figure", { name: "Когда звонят" });
      if (!(await heat.isVisible())) return false;
      await heat.getByRole("button", { name: /таблиц/i }).click();
    },
  },
  companies: { query: { tab: "companies" }, grid: TABLE },
  calendar: { query: { tab: "calendar" }, show: async ({ frame }) => void await frame.locator("[data-day]").first().waitFor() },
  rights: { query: { tab: "rights" }, show: async ({ frame }) => void await frame.getByRole("combobox").first().waitFor() },
  settings: { query: { tab: "settings" } },
  log: { query: { tab: "log" }, show: async ({ frame }) => void await frame.getByRole("row").nth(2).waitFor() },
});

/** Opens the panel of plans. */
async function plans({ frame, phone }, section) {
  if (phone) await frame.getByRole("button", { name: "Что показано" }).click();
  await frame.getByRole("button", { name: "Планы", exact: true }).click();
  await frame.getByRole("button", { name: "Заполнить" }).click();
  const panel = frame.locator("dialog[open]");
  await panel.waitFor();
  if (section) await panel.getByRole("button", { name: section, exact: true }).click();
}
