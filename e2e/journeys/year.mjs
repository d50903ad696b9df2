// The year of calls and meetings: its figures against the portal's own, a plan set in its cell and for the whole year, the
// file of what is shown, charts with their tables, keys, phones.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { ADMIN } from "../harness/world.mjs";
import { MONTHS, cell, figure, openYear, readText, truthOfYear } from "../harness/year.mjs";

const LIMIT = { timeout: 900_000 };

export function yearJourneys(shared) {
  test("the year shows what the portal counts, its file and its charts say the same", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report, page) => {
      const grid = await openYear(report, ADMIN);
      const year = Number(await report.frame.locator(".msw .btn").nth(1).innerText());
      const truth = await truthOfYear(world.servers.portalUrl, year);
      await report.frame.getByRole("button", { name: "Звонки", exact: true }).click();
      await report.frame.getByRole("button", { name: "Экспорт" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        report.frame.getByRole("button", { name: /Текст CSV/ }).click(),
      ]);
      const file = readText(await readFile(await download.path(), "utf8"));
      const heading = (at, what) => Object.keys(file[0]).find((head) => head.startsWith(MONTHS[at]) && head.endsWith(`: ${what}`));
      const shown = await grid.locator("tbody [data-row^=p]").evaluateAll((rows) => rows.map((row) => row.dataset.row.slice(1)));
      let compared = 0;
      for (const id of shown.slice(0, 4)) {
        const line = file.find((row) => row.Строка === "сотрудник" && row.ID === id);
        for (let at = 0; at < 12; at += 1) {
          const own = truth.get(`${id}-${String(at + 1).padStart(2, "0")}`) ?? { calls: 0, meetings: 0 };
          const [fact, off] = ["звонки", "в выходные"].map((what) => Number(line[heading(at, what)]));
          assert.equal(fact + off, own.calls, `${id}, ${MONTHS[at]}: calls of the portal`);
          assert.equal(Number(line[heading(at, "встречи")]), own.meetings, `${id}, ${MONTHS[at]}: meetings of the portal`);
          const calls = await figure(grid, `p${id}`, at + 1, "c");
          assert.equal(calls ?? 0, fact, `${id}, ${MONTHS[at]}: the screen and the file`);
          compared += calls === null ? 0 : 1;
        }
      }
      assert.ok(compared > 20, `there was something to compare: ${compared}`);
      const total = file.find((row) => row.Строка === "итого");
      assert.equal(await figure(grid, "t", 13, "b"), Number(total["За год: звонки"]));
      const whole = await grid.getAttribute("aria-rowcount");
      assert.equal(Number(whole), file.length + 1, "rows of the table and its head, rows of the file and its total");

      // The chart is drawn, told in a sentence, and behind it the same numbers stand as a table.
      const chart = report.frame.getByRole("figure", { name: "План и факт по месяцам" });
      await chart.locator("svg").first().waitFor();
      await chart.getByRole("button", { name: /таблиц/i }).click();
      const row = chart.getByRole("row").filter({ hasText: MONTHS[0] });
      const fact = (await row.getByRole("cell").nth(2).innerText()).replaceAll(/\D/g, "");
      assert.equal(fact, total[heading(0, "звонки")]);
      const heat = report.frame.getByRole("figure", { name: "Когда звонят" });
      await heat.getByText(/больше всего/).first().waitFor();
      await heat.getByRole("button", { name: /таблиц/i }).click();
      const sum = await heat.getByRole("cell").evaluateAll((cells) =>
        cells.reduce((sum, one) => sum + Number(one.innerText.replaceAll(/\D/g, "")), 0));
      assert.equal(sum, Number(total["За год: звонки"]) + Number(total["За год: в выходные"]));

      await report.frame.getByRole("button", { name: "Как посчитано" }).click();
      const how = report.frame.getByRole("dialog", { name: "Как посчитано" });
      await how.getByText("Часовой пояс").waitFor();
      await how.getByText("Сверка", { exact: true }).waitFor();
      await page.keyboard.press("Escape");
      const document = await report.document();
      await assertAccessible(document, "the year");
      await assertNoPageScroll(document, "the year");
    });
  });

  test("a plan is set in its cell, for the whole year, and taken back, by keys alone", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report, page) => {
      const grid = await openYear(report, ADMIN);
      const [, id] = /p(\d+)/.exec(await grid.locator("tbody [data-row^=p]").first().getAttribute("data-row"));
      const row = `p${id}`;
      await cell(grid, row, 0).focus();
      assert.equal(await grid.locator("[tabindex=\"0\"]").count(), 1, "one stop of the Tab key");
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.type("37");
      await page.keyboard.press("Enter");
      const told = report.frame.getByText(/декабрь: .+ → 37/);
      await told.waitFor();
      await cell(grid, row, 12).getByText("37", { exact: true }).waitFor();
      assert.ok(await cell(grid, row, 12).evaluate((one) => one === document.activeElement), "the keyboard stays in its cell");
      await report.frame.getByRole("button", { name: "На весь год" }).click();
      await cell(grid, row, 1).getByText("37", { exact: true }).waitFor();

      // Another one, refused and taken back.
      await cell(grid, row, 11).focus();
      await page.keyboard.press("F2");
      const field = report.frame.getByRole("textbox", { name: /План на день/ });
      await field.fill("10001");
      await page.keyboard.press("Enter");
      await report.frame.getByText("Нужно целое число").waitFor();
      await field.fill("41");
      await page.keyboard.press("Enter");
      await cell(grid, row, 11).getByText("41", { exact: true }).waitFor();
      await report.frame.getByRole("button", { name: "Отменить" }).click();
      await cell(grid, row, 11).getByText("37", { exact: true }).waitFor();

      // Departments fold.
      const department = grid.locator("tbody tr.dep").first();
      const key = await department.getAttribute("data-row");
      const before = Number(await grid.getAttribute("aria-rowcount"));
      await cell(grid, key, 0).focus();
      await page.keyboard.press("ArrowLeft");
      await grid.locator(`[data-row="${key}"][aria-expanded="false"]`).waitFor();
      assert.ok(Number(await grid.getAttribute("aria-rowcount")) < before);
      await page.keyboard.press("ArrowRight");
      await grid.locator(`[data-row="${key}"][aria-expanded="true"]`).waitFor();
      await page.keyboard.press("Control+End");
      assert.ok(await cell(grid, "t", 13).evaluate((one) => one === document.activeElement), "the last cell is the total of the year");
    });
  });

  test("companies called add up as they are explained, and fit a phone", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({ width: 390, height: 844 }, async (report) => {
      const grid = await openYear(report, ADMIN, { bare: true, tab: "Компании" });
      const cells = await grid.locator("tfoot [data-col]").evaluateAll((cells) => cells.map((one) => one.innerText));
      const [different, sum] = cells.at(-1).split("\n").map((text) => Number(text.replaceAll(/\D/g, "")));
      assert.ok(different > 0 && different <= sum, `${different} of ${sum}`);
      const people = await grid.locator("tbody [data-row^=p]").count();
      assert.ok(people > 0);
      await report.frame.getByText(/входит в сумму дважды/).first().waitFor();
      const document = await report.document();
      await assertAccessible(document, "companies called on a phone");
      await report.frame.getByRole("link", { name: "Год", exact: true }).filter({ visible: true }).click();
      await report.frame.getByRole("figure", { name: "План и факт по месяцам" }).locator("svg").first().waitFor();
      await assertAccessible(document, "the year on a phone");
    });
  });
}
