// Pictures of calls and meetings for people to look at: every tab and what lies over it, both themes, three widths, into
// e2e/out/. Some cells are forced, commented, planned and away beforehand, so that every state is in view.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { calendarOf, session } from "../harness/month.mjs";
import { ADMIN, OUT } from "../harness/world.mjs";

/** PICTURES=all takes every width in both themes; otherwise two of them show that every picture can be taken. */
const LOOKS = process.env.PICTURES === "all"
  ? ["light", "dark"].flatMap((theme) => [[theme, 1280, 720], [theme, 1920, 1080], [theme, 390, 844]])
  : [["light", 1280, 720], ["dark", 390, 844]];

export function activityPictures(shared) {
  test("pictures of calls and meetings", { timeout: 1_800_000 }, async () => {
    const world = shared();
    await world.installed();
    await mkdir(OUT, { recursive: true });
    const facts = await staged(world);
    for (const [theme, width, height] of LOOKS) {
      for (const [name, { query, show }] of Object.entries(scenes(facts))) {
        await world.inPage({ width, height, theme }, async (report, page) => {
          const asked = Object.entries({ page: "activity", ...query }).map(([key, value]) => `params[${key}]=${value}`);
          await report.open(ADMIN, { bare: true, query: `?${asked.join("&")}` });
          await report.frame.locator("main h2, main table").first().waitFor();
          if (show && (await show({ frame: report.frame, page, phone: width < 761 })) === false) return;
          for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
          await page.waitForTimeout(500);
          await page.screenshot({ path: path.join(OUT, `activity-${name}-${width}-${theme}.png`) });
        });
      }
    }
  });
}

/** Plans, forced days, comments and absences in the month before the present one, which has only past days. */
async function staged(world) {
  const ask = await session(world, ADMIN);
  const calendar = await calendarOf(ask);
  const grid = await ask("GET", `month?month=${calendar.before}`);
  const working = grid.days.filter((head) => head.kind === "work").map((head) => head.day);
  const people = grid.roster.people.map((person, at) => ({ ...person, line: grid.people[at] })).filter((one) => one.line.sums.fact > 20);
  const month = grid.month;
  const cells = people.map((one) => {
    const usual = Math.max(1, Math.round(one.line.sums.fact / working.length));
    return [month, month + 1].map((at) => ({ person: one.id, span: { month: at }, change: { calls: usual, meetings: 1 } }));
  });
  await ask("POST", "plans", { order: "cells", cells: cells.flat() });
  const planned = await ask("GET", `month?month=${calendar.before}`);
  let forced = 0;
  for (const one of people.slice(0, 8)) {
    const at = planned.roster.people.findIndex((person) => person.id === one.id);
    const unmet = planned.people[at].cells.findIndex((cell) => cell.state === "unmet");
    if (unmet < 0) continue;
    forced += 1;
    await ask("POST", "forced", { person: one.id, day: planned.days[unmet].day, reason: "Выезд на объект" });
  }
  const words = ["Почему так мало? Давайте разберём.", "Хорошо, так держать!", "Клиент просил перезвонить после выставки, договорились на среду."];
  for (const [at, one] of people.slice(1, 7).entries()) {
    await ask("POST", "comments", { person: one.id, span: { day: working[at + 2] }, text: words[at % 3] });
  }
  const away = { person: people.at(-1).id, first: working[4], last: working[8], reason: "vacation" };
  await ask("POST", "absences", away).catch(() => {});
  return { ...calendar, person: people[1].id, day: working[2], forced, working, first: grid.days[0].day };
}

const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** What is shown, and how to come there; `show` answers false where there is no such thing. */
const scenes = (facts) => ({
  month: { query: { month: facts.before } },
  "month-now": { query: {} },
  "month-plans": {
    query: { month: facts.before },
    show: async ({ frame, phone }) => {
      if (phone) await frame.getByRole("button", { name: "Что показано" }).click();
      await frame.getByRole("button", { name: "Планы", exact: true }).click();
    },
  },
  "month-sheet": {
    query: { month: facts.before },
    show: async ({ frame, phone }) => {
      if (!phone) return false;
      await frame.getByRole("button", { name: "Что показано" }).click();
    },
  },
  "month-cell": {
    query: { month: facts.before },
    show: async ({ frame }) => {
      await frame.locator(`[data-row="p${facts.person}"] > [data-col="d${facts.day - facts.first}"]`).click();
      await frame.getByRole("dialog").waitFor();
    },
  },
  thread: { query: { month: facts.before, person: facts.person, day: date(facts.day) } },
  calls: {
    query: { month: facts.before, person: facts.person, day: date(facts.day) },
    show: async ({ frame }) => void await frame.getByRole("tab", { name: /Звонки/ }).click(),
  },
  meetings: {
    query: { month: facts.before, person: facts.person },
    show: async ({ frame }) => void await frame.getByRole("tab", { name: /Встречи/ }).click(),
  },
  year: { query: { tab: "year" }, show: async ({ frame }) => void await frame.locator("figure svg").first().waitFor() },
  companies: { query: { tab: "companies" } },
  calendar: { query: { tab: "calendar" }, show: async ({ frame }) => void await frame.locator("[data-day]").first().waitFor() },
  rights: { query: { tab: "rights" }, show: async ({ frame }) => void await frame.getByRole("combobox").first().waitFor() },
  settings: { query: { tab: "settings" } },
  log: { query: { tab: "log" }, show: async ({ frame }) => void await frame.getByRole("row").nth(2).waitFor() },
});
