// Behind the gear of calls and meetings: the calendar, rights, looking through other eyes, the log, notices of comments.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 300_000 };
const KINDS = /рабочий день|выходной|праздник/;

/** Opens a tab of calls and meetings as a user; answers what asks the app's server as them. */
async function openTab(world, report, tab, user = ADMIN, more = "") {
  const asked = report.page.waitForRequest((request) => request.url().includes("/api/activity/me"));
  await report.open(user, { query: `?params[page]=activity&params[tab]=${tab}${more}` });
  const { authorization } = (await asked).headers();
  return async (path, method = "GET", body = undefined) => {
    const answer = await fetch(`${world.servers.appUrl}/api/${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };
}

/** Somebody without rights of their own, who is in the statistics; with companies of their own, where that is wanted. */
async function employee(ask, withCompanies = false) {
  const { body } = await ask("activity/rights");
  const usual = body.people.filter((person) => person.source === "usual" && person.departments.length > 0);
  for (const one of usual) {
    const { body: page } = withCompanies ? await ask(`report?limit=1&responsible=${one.id}`) : {};
    if (!withCompanies || page.window.totals.companies > 0) return one;
  }
  throw new Error("nobody only sees their own rows");
}

const thisMonth = (today) => {
  const date = new Date(today * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const monthText = (month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

export function adminJourneys(shared) {
  test("a holiday in the calendar takes its plan, the portal's day brings it back", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report) => {
      const ask = await openTab(world, report, "calendar");
      const one = await employee(ask);
      const { body: me } = await ask("activity/me");
      const next = thisMonth(me.today) + 1;
      const cell = { person: one.id, span: { month: next }, change: { calls: 20 }, seen: null };
      assert.equal((await ask("activity/plans", "POST", { order: "cells", cells: [cell] })).status, 200);
      const plan = async () => (await ask(`activity/month?month=${monthText(next)}`)).body.company.sums.plan;
      const before = await plan();
      const year = Math.floor(next / 12);
      if (year !== new Date(me.today * 86_400_000).getUTCFullYear()) {
        await report.frame.getByRole("button", { name: "Следующий год" }).click();
      }
      const { body: calendar } = await ask(`activity/calendar?year=${year}`);
      const first = Date.UTC(year, next % 12, 1) / 86_400_000;
      const worked = calendar.days.filter((day) => day.day >= first && day.kind === "work").map((day) => day.day);
      const chosen = report.frame.locator(`[data-day="${worked[0]}"]`);
      await chosen.waitFor();
      assert.match(await chosen.getAttribute("aria-label"), KINDS);
      await chosen.click();
      await report.frame.getByRole("button", { name: "Праздники" }).click();
      const told = report.frame.getByText(/рабочих дней \d+ → \d+, план звонков/);
      await told.waitFor();
      const document = await report.document();
      await assertAccessible(document, "the calendar");
      await assertNoPageScroll(document, "the calendar");
      const apply = async () => {
        const saved = report.page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.url().endsWith("/api/activity/calendar"));
        await report.frame.getByRole("button", { name: "Применить" }).click();
        assert.equal((await (await saved).json()).days, 1);
      };
      await apply();
      await report.frame.getByText("Календарь изменён: 1 день").waitFor();
      assert.ok((await plan()) < before, "the plan of the month is smaller by that day");
      await report.frame.getByText(/Изменено: /).waitFor();
      // The keys reach it as well: the next day is added with Shift.
      await report.frame.locator(`[data-day="${worked[0]}"][tabindex="0"]`).focus();
      await report.page.keyboard.press("Shift+ArrowRight");
      await report.frame.getByText("2 дня", { exact: true }).waitFor();
      await report.frame.getByRole("button", { name: "Как в портале" }).click();
      await told.waitFor();
      await apply();
      assert.equal(await plan(), before);
    });
  });

  test("a right is given and works, an administrator looks through the eyes of its holder, the log tells both", LIMIT, async () => {
    const world = shared();
    await world.installed();
    let one;
    await world.inPage({}, async (report) => {
      const ask = await openTab(world, report, "rights");
      one = await employee(ask, true);
      const table = report.frame.getByRole("region", { name: "Таблица прав" });
      await report.frame.getByRole("searchbox", { name: "Сотрудник или отдел" }).fill(one.name);
      const plans = table.getByRole("combobox", { name: `${one.name}: Планы` });
      await plans.selectOption("limited");
      await table.getByText("лично").waitFor();
      await report.frame.getByText(/Сохранено \d\d\.\d\d/).waitFor();
      await report.frame.getByRole("searchbox", { name: "Сотрудник или отдел" }).fill("");
      const document = await report.document();
      await assertAccessible(document, "rights");
      await assertNoPageScroll(document, "rights");
      await report.frame.getByRole("searchbox", { name: "Сотрудник или отдел" }).fill(one.name);
      await table.getByRole("button", { name: `Ещё: ${one.name}` }).click();
      await report.frame.getByRole("button", { name: "Смотреть глазами" }).click();
      await report.frame.getByText(`Вы смотрите глазами: ${one.name}`).waitFor();
      const seen = await ask(`activity/month?month=${monthText(thisMonth((await ask("activity/me")).body.today))}&as=${one.id}`);
      assert.deepEqual(seen.body.roster.people.map((person) => person.id), [one.id]);
      assert.equal((await ask(`activity/comments?as=${one.id}`, "POST", {})).status, 403, "nothing can be changed so");
      assert.equal(await report.frame.getByRole("button", { name: "Настройки отчёта" }).count(), 0, "their gear is hidden");
      // The other report is seen through the same eyes.
      const { body: theirs } = await ask(`report?limit=1&as=${one.id}`);
      await report.frame.getByRole("link", { name: "Коммуникации и сделки" }).filter({ visible: true }).click();
      await report.frame.getByText(`Вы смотрите глазами: ${one.name}`).waitFor();
      await report.waitForFound((found) => found === theirs.window.totals.companies, "their companies");
      await report.frame.getByRole("button", { name: /^Виды:/ }).click();
      await report.frame.getByRole("button", { name: "Ссылка на этот вид" }).waitFor();
      assert.equal(await report.frame.getByRole("button", { name: "Сохранить как новый вид" }).count(), 0, "no view is saved");
      await report.page.keyboard.press("Escape");
      await assertAccessible(await report.document(), "the report through other eyes");
      await report.frame.getByRole("button", { name: "Вернуться к себе" }).click();
      await report.waitForFound((found) => found > theirs.window.totals.companies, "all companies again");
      await openTab(world, report, "month", ADMIN, `&params[as]=${one.id}`);
      await report.frame.getByText(`Вы смотрите глазами: ${one.name}`).waitFor();
      await assertAccessible(await report.document(), "a page through other eyes");
      await report.frame.getByRole("button", { name: "Вернуться к себе" }).click();
      await report.frame.getByRole("button", { name: "Настройки отчёта" }).waitFor();
      await report.frame.getByRole("button", { name: "Настройки отчёта" }).click();
      await report.frame.getByRole("dialog").getByRole("button", { name: "Журнал" }).click();
      const log = report.frame.getByRole("region", { name: "Журнал действий" }).last();
      await log.getByText("Просмотр глазами сотрудника").first().waitFor();
      await log.getByRole("row").filter({ hasText: "Права изменены" }).filter({ hasText: one.name }).first().waitFor();
      await report.frame.getByRole("combobox", { name: "Действие" }).selectOption("calendar.");
      await log.getByText("Календарь изменён").first().waitFor();
      await log.getByText("Права изменены").first().waitFor({ state: "detached" });
      await assertAccessible(await report.document(), "the log");
      await assertNoPageScroll(await report.document(), "the log");
    });
    await world.inPage({}, async (report) => {
      const ask = await openTab(world, report, "month", one.id);
      const { body: me } = await ask("activity/me");
      assert.equal(me.rights.plans, "limited");
      const cell = { person: one.id, span: { month: thisMonth(me.today) + 1 }, change: { calls: 21 }, seen: null };
      assert.equal((await ask("activity/plans", "POST", { order: "cells", cells: [cell] })).status, 200);
      const other = { ...cell, person: ADMIN };
      assert.equal((await ask("activity/plans", "POST", { order: "cells", cells: [other] })).status, 404);
    });
  });

  test("settings count at once, people are read again with progress", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report) => {
      const ask = await openTab(world, report, "settings");
      const seconds = report.frame.getByRole("spinbutton", { name: "Не короче" });
      await seconds.waitFor();
      await report.frame.getByRole("button", { name: "Обновить", exact: true }).click();
      await report.frame.getByText(/готово \d\d\.\d\d/).first().waitFor();
      const heads = report.frame.getByRole("switch", { name: "Показывать руководителей" });
      await heads.click();
      await report.frame.getByText(/Сохранено/).waitFor();
      assert.equal((await ask("activity/settings")).body.settings.heads_hidden, true);
      await heads.click();
      await report.frame.getByText(/Сохранено/).waitFor();
      await assertAccessible(await report.document(), "settings of the report");
      await assertNoPageScroll(await report.document(), "settings of the report");
    });
  });

  test("a mention's notice opens the app at its cell", LIMIT, async () => {
    const world = shared();
    await world.installed();
    let one;
    let today;
    await world.inPage({}, async (report) => {
      const ask = await openTab(world, report, "month");
      one = await employee(ask);
      today = (await ask("activity/me")).body.today;
      const text = "[b]почему[/b] так мало? <img src=x>";
      const comment = { person: one.id, span: { day: today }, text, mentions: [one.id] };
      assert.equal((await ask("activity/comments", "POST", comment)).status, 200);
    });
    await world.inPage({}, async (report, page) => {
      const notices = async () => (await fetch(`${world.servers.portalUrl}/_control/notices?user=${one.id}`)).json();
      const until = Date.now() + 30_000;
      while ((await notices()).length === 0 && Date.now() < until) await page.waitForTimeout(100);
      const day = new Date(today * 86_400_000).toISOString().slice(0, 10);
      await page.goto(`${world.servers.portalUrl}/company/notifications/?as=${one.id}&lang=ru`);
      const notice = page.locator(".notice").first();
      assert.match(await notice.innerText(), /почему.*так мало\? <img src=x>/, "text stays text");
      await notice.getByRole("link", { name: "Открыть" }).click();
      await report.frame.getByRole("heading", { name: "Звонки и встречи" }).waitFor();
      const document = await report.document();
      await document.waitForFunction(() => location.search.includes("person="));
      const search = new URLSearchParams(await document.evaluate(() => location.search));
      assert.deepEqual([search.get("page"), search.get("person"), search.get("day")], ["activity", String(one.id), day]);
    });
  });

  test("rights and the calendar fit a phone", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({ width: 390, height: 844 }, async (report) => {
      await openTab(world, report, "rights");
      await report.frame.getByRole("region", { name: "Таблица прав" }).waitFor();
      const wide = async () => (await report.document()).evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.equal(await wide(), 0, "no scroll sideways");
      await assertAccessible(await report.document(), "rights on a phone");
      await report.frame.getByRole("link", { name: "Календарь" }).click();
      await report.frame.getByRole("grid").first().waitFor();
      assert.equal(await wide(), 0, "no scroll sideways");
      await assertAccessible(await report.document(), "the calendar on a phone");
    });
  });
}
