// Figures change by themselves while somebody works on the page: what is being typed stays as it is, and where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Month, calendarOf, session } from "../harness/month.mjs";
import { ADMIN } from "../harness/world.mjs";
import { cell, openYear } from "../harness/year.mjs";

const LIMIT = { timeout: 300_000 };

/** What stands in the way of a change: somebody else was first. */
const REFUSED = [/status of 409/, /answer: 409 .*\/api\/activity\/plans/];

/** Somebody who calls and heads nobody, and a working day of the present month. */
async function knowledge(world, at) {
  const ask = await session(world, ADMIN);
  const calendar = await calendarOf(ask);
  const grid = await ask("GET", `month?month=${calendar.present}&measure=calls`);
  const people = grid.roster.people.map((person, at) => ({ ...person, line: grid.people[at] }));
  const [person, other] = people.filter((one) => !one.head && one.id !== ADMIN && one.line.sums.fact > 0).slice(at);
  const working = grid.days.filter((head) => head.kind === "work").map((head) => head.day);
  const [company] = await world.list("crm.company.list", { select: ["ID"], order: { ID: "ASC" } });
  return { ask, ...calendar, grid, person, other, working, first: grid.days[0].day, company: Number(company.ID) };
}

/** A call of a person ends; answers when the page has fetched the figures that count it. */
async function call(world, page, facts, path) {
  const fetched = page.waitForResponse((answer) => answer.url().includes(`/api/activity/${path}`) && answer.ok());
  await world.control("call", { user_id: facts.person.id, company_id: facts.company, duration: 61 });
  await fetched;
  await page.waitForTimeout(200);
}

/** Fails unless a field still is the element it was, has the focus and the caret where they were, and its text. */
async function assertUntouched(field, handle, expected) {
  const seen = await handle.evaluate((field) => ({
    text: field.value,
    caret: field.selectionStart,
    there: field.isConnected && field === document.activeElement,
    top: Math.round(field.getBoundingClientRect().top),
  }));
  assert.deepEqual(seen, { ...expected, there: true });
  assert.equal(await field.count(), 1);
}

const topOf = (handle) => handle.evaluate((field) => Math.round(field.getBoundingClientRect().top));

export function steadyJourneys(shared) {
  test("a plan that is being typed in the month outlasts figures that change", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const facts = await knowledge(world, 6);
    await world.inPage({ forgive: REFUSED }, async (_, page) => {
      const month = new Month(page, world.servers.portalUrl);
      await month.open(ADMIN, { measure: "calls" });
      const day = facts.working[0] - facts.first + 1;
      await month.go(month.cell(facts.person.id, day));
      await page.keyboard.press("F2");
      const field = month.frame.getByRole("textbox", { name: /План на день/ });
      await field.fill("1234");
      await page.keyboard.press("ArrowLeft");
      const handle = await field.elementHandle();
      const expected = { text: "1234", caret: 3, top: await topOf(handle) };
      for (let calls = 0; calls < 3; calls += 1) {
        await call(world, page, facts, "month");
        await assertUntouched(field, handle, expected);
      }
      // What somebody else sets in the same cell meanwhile is told, not overwritten.
      const span = { day: facts.working[0] };
      const set = (calls) => facts.ask("POST", "plans", { order: "cells", cells: [{ person: facts.person.id, span, change: { calls } }] });
      await set(77);
      await call(world, page, facts, "month");
      await assertUntouched(field, handle, expected);
      await page.keyboard.press("Enter");
      const question = month.frame.getByRole("dialog", { name: "План уже изменили" });
      await question.getByText("77").first().waitFor();
      await question.getByRole("button", { name: "Поставить 1234" }).click();
      await month.note.filter({ hasText: "→ 1234" }).waitFor();
      await set(null);
    });
  });

  test("whoever catches up while their plan is being typed stays in sight among those who lag behind", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const facts = await knowledge(world, 7);
    const { fact } = facts.person.line.sums;
    const [one, two] = facts.working;
    const set = (person, calls) => ({ person: person.id, span: { day: one }, change: { calls } });
    // One call more than were made: behind by one; somebody else, by many.
    await facts.ask("POST", "plans", { order: "cells", cells: [set(facts.person, fact + 1), set(facts.other, 5_000)] });
    await world.inPage({}, async (_, page) => {
      const month = new Month(page, world.servers.portalUrl);
      await month.open(ADMIN, { measure: "calls", behind: "1" });
      await month.go(month.cell(facts.person.id, two - facts.first + 1));
      await page.keyboard.press("F2");
      const field = month.frame.getByRole("textbox", { name: /План на день/ });
      await field.fill("4321");
      const handle = await field.elementHandle();
      const expected = { text: "4321", caret: 4, top: await topOf(handle) };
      // Another supervisor asks for less: nobody is behind here any more.
      const fetched = page.waitForResponse((answer) => answer.url().includes("/api/activity/month") && answer.ok());
      await facts.ask("POST", "plans", { order: "cells", cells: [set(facts.person, fact)] });
      await fetched;
      await page.waitForTimeout(200);
      await assertUntouched(field, handle, expected);
      await page.keyboard.press("Escape");
      await month.row(facts.person.id).waitFor({ state: "detached" });
      assert.equal(await month.grid.locator("[tabindex='0']").count(), 1, "the Tab key still finds the grid");
    });
    await facts.ask("POST", "plans", { order: "cells", cells: [set(facts.person, null), set(facts.other, null)] });
  });

  test("a plan that is being typed in the year outlasts figures that change", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const facts = await knowledge(world, 0);
    await world.inPage({ forgive: REFUSED }, async (report, page) => {
      const grid = await openYear(report, ADMIN);
      const at = cell(grid, `p${facts.person.id}`, Number(facts.present.slice(5)));
      await at.focus();
      await page.keyboard.type("4");
      const field = grid.getByRole("textbox");
      await field.waitFor();
      await page.keyboard.type("56");
      await page.keyboard.press("ArrowLeft");
      const handle = await field.elementHandle();
      const expected = { text: "456", caret: 2, top: await topOf(handle) };
      for (let calls = 0; calls < 3; calls += 1) {
        await call(world, page, facts, "year");
        await assertUntouched(field, handle, expected);
      }
      const number = Number(facts.present.slice(0, 4)) * 12 + Number(facts.present.slice(5)) - 1;
      const set = (calls) => facts.ask("POST", "plans", { order: "cells", cells: [{ person: facts.person.id, span: { month: number }, change: { calls } }] });
      await set(78);
      await call(world, page, facts, "year");
      await assertUntouched(field, handle, expected);
      await page.keyboard.press("Enter");
      const note = report.frame.locator(".hints");
      await note.getByText("78").first().waitFor();
      await note.getByRole("button", { name: /78/ }).click();
      await set(null);
    });
  });

  test("a comment and a form of plans that are being written outlast figures that change", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const facts = await knowledge(world, 8);
    await world.inPage({}, async (_, page) => {
      const month = new Month(page, world.servers.portalUrl);
      await month.open(ADMIN, { measure: "calls" });
      await month.go(month.cell(facts.person.id, facts.working[0] - facts.first + 1));
      await page.keyboard.press("c");
      const comment = month.slide.getByRole("textbox", { name: "Комментарий" });
      await comment.fill("Ещё не дописано");
      await page.keyboard.press("ArrowLeft");
      const written = await comment.elementHandle();
      const expected = { text: "Ещё не дописано", caret: 14, top: await topOf(written) };
      await call(world, page, facts, "month");
      await assertUntouched(comment, written, expected);
      await comment.fill("");
      await page.keyboard.press("Escape");
      await month.frame.getByRole("button", { name: "Планы", exact: true }).click();
      await month.frame.getByRole("button", { name: "Заполнить" }).click();
      const calls = month.slide.getByLabel("Звонков в день");
      await calls.fill("19");
      const typed = await calls.elementHandle();
      const form = { text: "19", caret: 2, top: await topOf(typed) };
      await call(world, page, facts, "month");
      await assertUntouched(calls, typed, form);
    });
  });
}
