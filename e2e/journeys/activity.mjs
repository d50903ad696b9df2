// Calls and meetings: plans, facts and the conversation in the grid.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { Month, calendarOf, monthNumber, session } from "../harness/month.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 300_000 };
/** Refusals that a journey is about. */
const REFUSED = [/status of (400|409)/, /answer: (400|409) .*\/api\/activity\/plans/];
/** What a page without a connection says. */
const OFFLINE = [/request: .*ERR_INTERNET_DISCONNECTED/, /net::ERR_INTERNET_DISCONNECTED/];

/** What every journey needs to know, asked once. */
let known = null;
async function knowledge(world) {
  known ??= (async () => {
    const ask = await session(world, ADMIN);
    const calendar = await calendarOf(ask);
    const grid = await ask("GET", `month?month=${calendar.before}&measure=calls`);
    const working = grid.days.filter((head) => head.kind === "work").map((head) => head.day);
    const first = grid.days[0].day;
    const people = grid.roster.people.map((person, at) => ({ ...person, line: grid.people[at] }));
    // Somebody who calls, works under a head and heads nobody.
    const talkers = people.filter((person) => !person.head && person.id !== ADMIN && person.line.sums.fact > 20);
    const numbers = working.map((day) => day - first + 1);
    return { ask, ...calendar, grid, people, talkers, numbers, first };
  })();
  return known;
}

/** A journey in the month before the present one, which has only past days. */
function inMonth(shared, name, journey, { forgive = [], present = false, ...options } = {}) {
  test(name, LIMIT, async () => {
    const world = shared();
    await world.installed();
    const facts = await knowledge(world);
    await world.inPage({ forgive, ...options }, async (_, page) => {
      const month = new Month(page, world.servers.portalUrl);
      await month.open(ADMIN, { month: present ? facts.present : facts.before, measure: "calls" });
      await journey({ world, page, month, facts, frame: month.frame });
    });
  });
}

const note = (month, words) => month.note.filter({ hasText: words }).waitFor();

export function activityJourneys(shared) {
  inMonth(shared, "a plan is typed in its cell, fills the month, and the month says who is behind", async ({ page, month, facts, frame }) => {
    const [person] = facts.talkers;
    const [one, two] = facts.numbers;
    const cell = month.cell(person.id, one);
    await month.go(cell);
    await page.keyboard.type("9999");
    await page.keyboard.press("Enter");
    await note(month, "→ 9999");
    await month.waitForFocus(`p${person.id} d${one - 1}`);
    await month.says(cell, /из 9\s?999 .*план не выполнен/);
    await frame.getByRole("button", { name: "На весь месяц" }).click();
    await note(month, /Изменено: 1 план/);
    await month.says(month.cell(person.id, two), /план не выполнен/);
    const plan = month.total(person.id, "p");
    assert.match((await plan.innerText()).replaceAll(/\D/g, ""), /^\d+$/);
    await month.total(person.id, "c").getByText("0\u00a0%").waitFor();
    await frame.getByRole("button", { name: "Отменить" }).click();
    await note(month, /Возвращено: 1 план/);
    await month.says(month.cell(person.id, two), /без плана/);
    await month.go(cell);
    await page.keyboard.press("Delete");
    await note(month, "→ нет");
  });

  inMonth(shared, "a call that ends ticks in today's cell, and neither focus nor scroll move", async ({ world, month, facts, page }) => {
    const person = facts.talkers[5];
    const grid = await facts.ask("GET", `month?month=${facts.present}&measure=calls`);
    const at = grid.roster.people.findIndex((one) => one.id === person.id);
    const day = facts.number - 1;
    const before = grid.people[at].cells[day];
    const cell = month.cell(person.id, facts.number).or(month.row(person.id).locator(`[data-col="o${offGroup(grid, day)}"]`));
    await month.go(cell);
    const region = month.frame.getByRole("region", { name: /План и факт/ });
    const scroll = await region.evaluate((area) => area.scrollTop);
    const element = await cell.elementHandle();
    const company = (await world.list("crm.company.list", { select: ["ID"], order: { ID: "ASC" } }))[0].ID;
    await world.control("call", { user_id: person.id, company_id: Number(company), duration: 61 });
    const now = before.fact + before.off + 1;
    await month.says(cell, new RegExp(`^${now} |выходной: ${now}$|выходной: ${now},`));
    assert.ok(await element.evaluate((cell) => cell.isConnected && cell === document.activeElement), "the same cell has the focus");
    assert.equal(await region.evaluate((area) => area.scrollTop), scroll);
    await page.keyboard.press("Escape");
  }, { present: true });

  inMonth(shared, "a comment mentions a colleague, whose notice in the portal opens the cell", async ({ world, page, month, facts, frame }) => {
    const [, person] = facts.talkers;
    const day = facts.numbers[2];
    const markup = `<img src=x onerror=alert(${Date.now()})>`;
    page.on("dialog", (dialog) => { throw new Error(`a dialog: ${dialog.message()}`); });
    await month.go(month.cell(person.id, day));
    await page.keyboard.press("c");
    const field = month.slide.getByRole("textbox", { name: "Комментарий" });
    await field.waitFor();
    await field.pressSequentially(`Что случилось, @${person.name.split(" ")[0].slice(0, 4)}`);
    await month.slide.getByRole("option", { name: person.name }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(`? ${markup}`);
    await page.keyboard.press("Control+Enter");
    const message = month.slide.getByRole("listitem").filter({ hasText: markup });
    await message.waitFor();
    await message.getByText(`@${person.name}`).waitFor();
    assert.equal(await month.slide.locator("img").count(), 0, "markup in a comment is text");
    await assertAccessible(await month.document(), "the conversation about a cell");
    await message.getByRole("button", { name: "Проверить" }).click();
    await message.getByRole("button", { name: /проверено/ }).waitFor();
    await page.keyboard.press("Escape");
    await month.waitForFocus(`p${person.id} d${day - 1}`);
    await month.says(month.cell(person.id, day), /комментари/);

    await page.goto(new URL(`/company/notifications/?as=${person.id}&lang=ru`, world.servers.portalUrl).href);
    const notice = page.locator(".notice").filter({ hasText: "упоминает вас" }).first();
    await waitReloading(page, notice);
    await notice.getByRole("link").last().click();
    await frame.getByRole("dialog", { name: new RegExp(person.name) }).getByText(markup).waitFor();
  });

  inMonth(shared, "a day is counted as met with a reason, and that is taken back", async ({ page, month, facts, frame }) => {
    const [, , person] = facts.talkers;
    const day = facts.numbers[0];
    const span = { day: facts.first + day - 1 };
    await facts.ask("POST", "plans", { order: "cells", cells: [{ person: person.id, span, change: { calls: 5_000 } }] });
    const cell = month.cell(person.id, day);
    await month.says(cell, /план не выполнен/);
    await month.go(cell);
    await page.keyboard.press("Enter");
    const panel = frame.getByRole("dialog", { name: person.name });
    await panel.getByRole("button", { name: "Зачесть", exact: true }).click();
    await panel.getByLabel("Почему день засчитан").fill("Выезд на объект");
    await assertAccessible(await month.document(), "the panel of a cell");
    await panel.getByRole("button", { name: "Зачесть день" }).click();
    await month.says(cell, /день зачтён/);
    await page.keyboard.press("Enter");
    await panel.getByText("Выезд на объект").waitFor();
    await panel.getByText("зачтено 5 000").or(panel.getByText(/зачтено 5.000/)).waitFor();
    await panel.getByRole("button", { name: "Отменить зачёт" }).click();
    await month.says(cell, /план не выполнен/);
    await facts.ask("POST", "plans", { order: "cells", cells: [{ person: person.id, span, change: { calls: null } }] });
  });

  inMonth(shared, "the whole grid works without a mouse and reads well", async ({ page, month, facts, frame }) => {
    const document = await month.document();
    await assertAccessible(document, "the month");
    await assertNoPageScroll(document, "the month");
    const key = (name) => page.keyboard.press(name);
    const [person] = facts.talkers;
    const [day] = facts.numbers;
    await month.go(month.cell(person.id, day));
    for (const [name, to] of [
      ["ArrowLeft", /^p\d+ [to]/], ["Home", /^p\d+ n$/], ["End", /^p\d+ [do]\d+$/], ["Control+Home", /^h n$/],
      ["ArrowDown", /^cp n$/], ["ArrowDown", /^cf n$/], ["ArrowDown", /^d\d+ n$/],
    ]) {
      await key(name);
      assert.match(await settled(month), to, `after ${name}`);
    }
    await key("ArrowLeft");
    await month.rows().nth(0).and(frame.locator("[aria-expanded=false]")).waitFor();
    await key("ArrowRight");
    await month.rows().nth(1).waitFor();
    await key("Control+End");
    assert.match(await settled(month), /^[pd]\d+ [do]\d+$/);
    await key("PageUp");
    await key("PageDown");
    assert.match(await settled(month), /^[pd]\d+ [do]\d+$/, "pages keep the column");
    assert.equal(await month.grid.locator("[tabindex='0']").count(), 1, "the grid is one stop of the Tab key");

    await month.go(month.cell(person.id, day));
    await key("Shift+ArrowRight");
    await key("Shift+ArrowDown");
    const selected = month.grid.locator("[aria-selected=true]");
    // Two lines of two days.
    await selected.nth(3).waitFor();
    await key("Escape");
    await selected.first().waitFor({ state: "detached" });
    await month.go(month.cell(person.id, day));
    await key("F2");
    await frame.getByRole("textbox", { name: /План на день/ }).waitFor();
    await assertAccessible(document, "a plan being typed");
    await page.keyboard.type("77");
    await key("Escape");
    await month.waitForFocus(`p${person.id} d${day - 1}`);
    await month.says(month.cell(person.id, day), /без плана/);
    await key("Enter");
    await frame.getByRole("dialog", { name: person.name }).waitFor();
    await key("Escape");
    await month.waitForFocus(`p${person.id} d${day - 1}`);
    await frame.getByRole("button", { name: "Планы", exact: true }).click();
    await frame.getByRole("button", { name: "Заполнить" }).click();
    await month.slide.getByLabel("Звонков в день").waitFor();
    await assertAccessible(document, "the panel of plans");
    await key("Escape");
  });

  inMonth(shared, "the focus stays in its row while the list is scrolled away and back", async ({ page, month, facts }) => {
    const people = facts.people.map((person) => person.id);
    const [day] = facts.numbers;
    await month.go(month.cell(people[2], day));
    const area = month.frame.getByRole("region", { name: /План и факт/ });
    for (const share of [1, 0.5, 0.2, 1, 0]) {
      await area.evaluate((area, share) => { area.scrollTop = area.scrollHeight * share; }, share);
      assert.equal(await settled(month), `p${people[2]} d${day - 1}`, `scrolled to ${share}`);
    }
    await area.evaluate((area) => { area.scrollTop = area.scrollHeight; });
    await settled(month);
    await page.keyboard.press("ArrowRight");
    assert.match(await settled(month), new RegExp(`^p${people[2]} [do]`), "keys go on from where the focus is");
    const top = await area.evaluate((area) => area.scrollTop);
    assert.ok(top < 400, `the cell with the focus is in sight again: ${top}`);
  });

  inMonth(shared, "behind a month stand its meetings, one by one, as many as are counted", async ({ page, month, facts }) => {
    const met = facts.people.filter((one) => one.line.cells.some((cell) => cell.meetings > 0));
    const [person] = met;
    await month.go(month.total(person.id, "f"));
    await page.keyboard.press("c");
    const tab = month.slide.getByRole("tab", { name: /^Встречи/ });
    const badge = tab.locator(".badge");
    await badge.filter({ hasText: /\d/ }).waitFor();
    const counted = Number((await badge.innerText()).replaceAll(/\D/g, ""));
    assert.ok(counted > 0, "there were meetings");
    await month.slide.getByRole("tab", { name: /^Комментарии/ }).focus();
    await page.keyboard.press("End");
    const list = month.slide.getByRole("region", { name: "Встречи" });
    await list.getByRole("listitem").first().locator("time").waitFor();
    assert.equal(await list.locator("li time").count(), Math.min(counted, 100));
    await assertAccessible(await month.document(), "the meetings of a month");
    await page.keyboard.press("Escape");
  });

  inMonth(shared, "a phone finds a person, changes what counts and opens plans in a sheet", async ({ month, facts, frame }) => {
    const person = facts.talkers[2];
    await frame.getByRole("button", { name: "Что показано" }).click();
    const sheet = frame.getByRole("dialog", { name: "Что показано" });
    await sheet.getByRole("searchbox", { name: "Сотрудник или отдел" }).fill(person.name);
    await sheet.getByRole("radio", { name: /компании/ }).check();
    await assertAccessible(await month.document(), "what is shown, on a phone");
    await sheet.getByRole("button", { name: "Готово" }).click();
    await month.row(person.id).waitFor();
    assert.equal(await month.grid.locator('tbody tr[data-row^="p"]').count(), 1, "one person is left");
    await frame.getByRole("button", { name: "Что показано" }).click();
    await sheet.getByRole("button", { name: "Планы", exact: true }).click();
    await sheet.waitFor({ state: "hidden" });
    const cell = month.cell(person.id, facts.numbers.at(-1));
    // A finger stays for longer than a frame.
    await cell.click({ delay: 120 });
    const field = frame.getByRole("textbox", { name: /План на день/ });
    await field.fill("23");
    await field.press("Enter");
    await note(month, "→ 23");
    await frame.getByRole("button", { name: "Отменить" }).click();
    await note(month, /Возвращено/);
    await assertNoPageScroll(await month.document(), "plans on a phone");
  }, { width: 390, height: 844, touch: true });

  inMonth(shared, "of two supervisors in one cell the second is told who was first", async ({ world, page, month, facts, frame }) => {
    const person = facts.talkers[3];
    const day = facts.numbers[1];
    const span = { day: facts.first + day - 1 };
    const head = facts.people.find((one) => one.head && one.department === person.department);
    await month.go(month.cell(person.id, day));
    await page.keyboard.press("F2");
    await frame.getByRole("textbox", { name: /План на день/ }).fill("31");
    const theirs = 100 + (Date.now() % 800);
    const other = await session(world, head?.id ?? ADMIN);
    await other("POST", "plans", { order: "cells", cells: [{ person: person.id, span, change: { calls: theirs } }] });
    await page.keyboard.press("Enter");
    const question = frame.getByRole("dialog", { name: "План уже изменили" });
    await question.getByText(person.name).waitFor();
    const words = await question.innerText();
    assert.ok(words.includes(`${theirs}`), `${words} tells ${theirs}`);
    if (head) assert.ok(words.includes(head.name), `${words} names ${head.name}`);
    await question.getByRole("button", { name: "Поставить 31" }).click();
    await note(month, "→ 31");
    await facts.ask("POST", "plans", { order: "cells", cells: [{ person: person.id, span, change: { calls: null } }] });
  }, { forgive: REFUSED });

  inMonth(shared, "a pasted table with three bad cells changes nothing and names them", async ({ page, month, facts, frame }) => {
    const grid = facts.grid;
    const lines = facts.people.slice(0, 40).map(() => grid.days.map((head) => (head.kind === "work" ? "7" : "")));
    const [one, two, three] = [facts.numbers[0], facts.numbers[3], facts.numbers[5]].map((number) => number - 1);
    [lines[0][one], lines[20][two], lines[39][three]] = ["семь", "10001", "-3"];
    const text = () => lines.map((line) => line.join("\t")).join("\r\n");
    await month.go(month.cell(facts.people[0].id, 1).or(month.row(facts.people[0].id).locator('[data-col="o0"]')));
    await month.paste(text());
    const list = frame.getByRole("dialog", { name: "Ничего не изменено" });
    await list.getByText("семь").waitFor();
    assert.equal(await list.locator("tbody tr").count(), 3);
    for (const words of [facts.people[0].name, facts.people[20].name, facts.people[39].name, "10001", "-3"]) {
      await list.getByText(words).first().waitFor();
    }
    const after = await facts.ask("GET", `month?month=${facts.before}&measure=calls`);
    assert.ok(after.people.every((line) => line.cells.every((cell) => cell.plan !== 7)), "nothing was half applied");
    await page.keyboard.press("Escape");
    [lines[0][one], lines[20][two], lines[39][three]] = ["7", "7", "7"];
    await month.go(month.cell(facts.people[0].id, 1).or(month.row(facts.people[0].id).locator('[data-col="o0"]')));
    await month.paste(text());
    await note(month, new RegExp(`Изменено: ${40 * facts.numbers.length} `));
    await frame.getByRole("button", { name: "Отменить" }).click();
    await note(month, /Возвращено/);
  }, { forgive: REFUSED });

  inMonth(shared, "a comment written without a connection is sent once there is one", async ({ page, month, facts }) => {
    const person = facts.talkers[4];
    const day = facts.numbers[4];
    await month.go(month.cell(person.id, day));
    await page.keyboard.press("c");
    const field = month.slide.getByRole("textbox", { name: "Комментарий" });
    const words = `Написано без связи ${Date.now()}`;
    await field.fill(words);
    await page.context().setOffline(true);
    await page.keyboard.press("Control+Enter");
    await month.slide.getByText("Нет связи").waitFor();
    await page.context().setOffline(false);
    await month.slide.getByText("Нет связи").waitFor({ state: "detached" });
    await month.slide.getByText(words).waitFor();
    const thread = await facts.ask("GET", `thread?person=${person.id}&day=${facts.first + day - 1}`);
    assert.equal(thread.comments.filter((comment) => comment.text === words).length, 1);
  }, { forgive: OFFLINE });
}

/** The first day of the group of days off a day belongs to. */
function offGroup(grid, day) {
  let at = day;
  while (at > 0 && grid.days[at].kind !== "work" && grid.days[at - 1].kind !== "work") at -= 1;
  return at;
}

/** The cell that has the focus, once frames have passed. */
async function settled(month) {
  const frame = await month.document();
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return month.focused();
}

/** Waits for something that only a reloaded page shows. */
async function waitReloading(page, locator) {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (await locator.count()) return;
    await page.waitForTimeout(150);
    await page.reload();
  }
  throw new Error("the notice did not come");
}
