// The report in depth: rare filters, columns, drill-down, new deals, charts, keys, settings, the card's tab.
import assert from "node:assert/strict";
import { assertAccessible } from "../harness/audit.mjs";
import { numberIn } from "../harness/report.mjs";
import { inReport } from "../harness/within.mjs";
import { ADMIN } from "../harness/world.mjs";

/** Opens a filter behind "more" and answers its part of the panel. */
async function rare(report, name) {
  await report.frame.getByRole("button", { name: /^Ещё \d/ }).click();
  const panel = report.frame.getByRole("dialog", { name: "Ещё фильтры" });
  await panel.getByRole("button", { name, exact: true }).click();
  return panel.getByRole("listitem").filter({ has: report.frame.getByRole("button", { name, exact: true }) }).first();
}

export function reportJourneys(shared) {
  inReport(shared, "ranges narrow the list: sums, days of communication, the state of a direction", async ({ report, page, truth }) => {
    const part = await rare(report, "В работе");
    await part.getByLabel("От", { exact: true }).fill("1 000 000");
    const rich = await report.waitForFound((found) => found > 0 && found < truth.companies, "companies with a million in work");
    await page.keyboard.press("Escape");
    assert.equal(await report.sortBy(report.words.work), "descending");
    assert.equal(await report.sortBy(report.words.work), "ascending");
    await report.waitForOrder(3, (a, b) => a <= b);
    assert.ok(numberIn((await report.column(3))[0]) >= 1_000_000);
    const last = await rare(report, "Последняя коммуникация");
    await last.getByRole("button", { name: "Больше 90 дней назад" }).click();
    await report.waitForFound((found) => found < rich, "of them not contacted for 90 days");
    await page.keyboard.press("Escape");
    await report.reset();
    const states = await rare(report, "Состояние");
    await states.getByLabel("Отказ").check();
    await report.waitForFound((found) => found > 0 && found < truth.companies, "companies with a refusal");
    await page.keyboard.press("Escape");
    await report.reset();
    await report.waitForFound((found) => found === truth.companies);
  });

  inReport(shared, "with and without a tax number are all companies", async ({ report, page, truth }) => {
    const panel = await report.openFilter("ИНН");
    await panel.getByRole("button", { name: "есть", exact: true }).click();
    const present = await report.waitForFound((found) => found < truth.companies, "companies with a tax number");
    await panel.getByRole("button", { name: "нет", exact: true }).click();
    await report.waitForFound((found) => found === truth.companies - present, "companies without one");
    await page.keyboard.press("Escape");
  });

  inReport(shared, "columns are hidden, moved and widened, and the address keeps them", async ({ report, page, frame }) => {
    await frame.getByRole("button", { name: "Колонки", exact: true }).click();
    const panel = frame.getByRole("dialog", { name: "Колонки" });
    await panel.getByRole("checkbox", { name: "Ответственный" }).uncheck();
    await panel.getByRole("checkbox", { name: "Отрасль" }).check();
    await panel.getByRole("button", { name: "Готово" }).click();
    const headings = () => report.table.locator("thead .h1 th").allInnerTexts();
    assert.ok(!(await headings()).some((text) => text.includes("Ответственный")));
    assert.ok((await headings()).some((text) => text.includes("Отрасль")));
    const title = report.heading(report.words.company);
    const before = (await title.boundingBox()).width;
    await title.getByRole("button").focus();
    for (let times = 0; times < 4; times += 1) await page.keyboard.press("Alt+ArrowRight");
    const after = (await title.boundingBox()).width;
    assert.ok(after >= before + 48, `${before} px became ${after}`);
    const address = new URL((await report.document()).url());
    assert.match(address.searchParams.get("columns"), /title:\d+.*-responsible/);
    await (await report.document()).evaluate(() => location.reload());
    await report.waitForRows();
    assert.ok(!(await headings()).some((text) => text.includes("Ответственный")));
  });

  inReport(shared, "a number opens its deals and gives the focus back", async ({ report, page, frame }) => {
    const cell = report.table.locator('tbody td:not(.e) [data-cell^="won."]').first();
    const shown = numberIn(await cell.locator("span").first().innerText());
    await cell.click();
    const panel = frame.locator(".drill");
    await panel.locator(".deals li").first().waitFor();
    assert.equal(numberIn(await panel.locator(".sumline b").innerText()), shown);
    await assertAccessible(await report.document(), "the deals of a cell");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    assert.ok(await cell.evaluate((button) => button === document.activeElement), "the cell has the focus again");
    await report.table.locator('tbody [data-cell="last"]').first().click();
    await frame.getByRole("dialog").locator(".ev").first().waitFor();
    await page.keyboard.press("Escape");
  });

  inReport(shared, "totals and counters open the deals they count", async ({ report, page, frame, truth }) => {
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    for (const [place, mark] of [["tfoot", "won won"], ["tfoot", "work work"]]) {
      const total = report.table.locator(`${place} [data-total="${mark}"]`);
      const shown = numberIn(await total.locator("span").first().innerText());
      await total.click();
      const slide = frame.getByRole("dialog").filter({ has: frame.locator(".deals") });
      await slide.locator(".deals li").first().waitFor();
      assert.equal(numberIn(await slide.locator(".sumline b").innerText()), shown, mark);
      const first = await slide.locator(".deals li").count();
      // Deals come in pages; of these there may be no second one.
      const more = slide.getByRole("button", { name: "Показать ещё" });
      if (await more.count()) {
        await more.click();
        await slide.locator(".deals li").nth(first).waitFor();
      }
      await assertAccessible(await report.document(), `the deals of ${mark}`);
      await page.keyboard.press("Escape");
      assert.ok(await total.evaluate((button) => button === document.activeElement), "the total has the focus again");
    }
    const counter = report.table.locator('.h3 [data-total^="active"]').first();
    const active = numberIn(await counter.locator("b").innerText());
    await counter.click();
    const slide = frame.getByRole("dialog", { name: /активные сделки/ });
    await slide.locator(".deals li").first().waitFor();
    assert.equal(numberIn(await slide.locator(".sumline span").innerText()), active);
    await page.keyboard.press("Escape");
    await report.reset();
  });

  inReport(shared, "companies are found by name among the filters", async ({ report, page, frame, truth }) => {
    const titles = (await report.titles()).slice(0, 2);
    const part = await rare(report, "Компании");
    for (const title of titles) {
      await part.getByRole("searchbox", { name: "Найти компанию" }).fill(title);
      await part.getByRole("checkbox", { name: title }).first().check();
    }
    await page.keyboard.press("Escape");
    await report.waitForFound((found) => found === titles.length, "the chosen companies");
    assert.deepEqual((await report.titles()).sort(), titles.sort());
    await report.filters.getByRole("button", { name: /^Снять фильтр «Компании»/ }).click();
    await report.waitForFound((found) => found === truth.companies);
    assert.ok(await frame.getByRole("button", { name: /^Ещё \d/ }).isVisible());
  });

  inReport(shared, "a phone reaches views, columns, the file and numbers at its lower edge", async ({ report, page, frame, truth }) => {
    const tools = frame.getByRole("button", { name: /^Виды: / });
    const box = await tools.boundingBox();
    assert.ok(box.y > 600 && box.height >= 44, `${JSON.stringify(box)} is within reach of the thumb`);
    await tools.click();
    const sheet = frame.getByRole("dialog", { name: "Виды" });
    await sheet.getByRole("button", { name: "Экспорт", exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), sheet.getByRole("button", { name: /\.xlsx/ }).click()]);
    assert.match(download.suggestedFilename(), /\.xlsx$/);
    await tools.click();
    await sheet.getByRole("button", { name: "Колонки", exact: true }).click();
    await sheet.getByRole("checkbox", { name: "Отрасль" }).waitFor();
    await assertAccessible(await report.document(), "the sheet of a phone");
    await sheet.getByRole("button", { name: /Давно не звонили/ }).first().click();
    await sheet.waitFor({ state: "hidden" });
    const status = frame.getByRole("status").filter({ hasText: " из " });
    assert.ok(numberIn(await status.innerText()) < truth.companies);
    const number = frame.locator("[data-company] .pc-d .hd [data-cell]").first();
    const shown = numberIn(await number.innerText());
    await number.click();
    const slide = frame.getByRole("dialog").filter({ has: frame.locator(".deals") });
    await slide.locator(".deals li").first().waitFor();
    assert.equal(numberIn(await slide.locator(".sumline b").innerText()), shown);
    await page.keyboard.press("Escape");
  }, { width: 390, height: 844, phone: true });

  inReport(shared, "an empty cell creates a deal, asked first, and its card opens", async ({ report, page, frame }) => {
    const cell = report.table.locator("tbody [data-new]").first();
    const company = await cell.evaluate((button) => button.closest("tr").dataset.company);
    await cell.click();
    const question = frame.getByRole("dialog", { name: "Новая сделка" });
    await assertAccessible(await report.document(), "the question about a new deal");
    await question.getByRole("button", { name: "Создать сделку" }).click();
    const slider = page.locator(".slider");
    await slider.waitFor();
    assert.match(await slider.getAttribute("data-path"), /^\/crm\/deal\/details\/\d+\//);
    await page.keyboard.press("Escape");
    assert.ok(company);
  });

  inReport(shared, "charts tell whose clients are forgotten, and a table stands behind them", async ({ report, frame, page }) => {
    await frame.getByRole("button", { name: /^Графики/ }).click();
    const slide = frame.getByRole("dialog", { name: "Давно не звонили" });
    await slide.locator("svg").first().waitFor();
    await slide.getByRole("button", { name: "Таблица" }).first().click();
    const chip = report.filters.getByRole("button", { name: report.words.overdue });
    const promised = numberIn((await chip.innerText()).replace(/^\D*/, ""));
    const numbers = await slide.locator("table").first().locator("tbody tr td:nth-child(2)").allInnerTexts();
    assert.equal(numbers.map(numberIn).reduce((a, b) => a + b, 0), promised);
    await assertAccessible(await report.document(), "the charts");
    await page.keyboard.press("Escape");
  });

  inReport(shared, "the whole page works without a mouse", async ({ report, page, frame, truth }) => {
    // The keys belong to whatever has the focus: here the app, not the portal around it.
    await report.table.focus();
    await page.keyboard.press("/");
    await page.keyboard.type("север");
    await report.waitForFound((found) => found > 0 && found < truth.companies);
    await report.rows().first().getByRole("link").first().focus();
    const focused = () => report.document().then((doc) => doc.evaluate(() => document.activeElement.dataset.cell ?? document.activeElement.tagName));
    assert.equal(await focused(), "A");
    await page.keyboard.press("Space");
    await frame.getByText(/Выбрана 1/).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "last");
    await page.keyboard.press("Enter");
    await frame.getByRole("dialog", { name: "Коммуникации" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "last");
    await page.keyboard.press("?");
    await frame.getByRole("dialog", { name: "Клавиши" }).waitFor();
    await page.keyboard.press("Escape");
  });

  inReport(shared, "the tab in the card of a company and of its deal tells of the same client", async ({ report, page, world }) => {
    const company = Number(await report.rows().first().getAttribute("data-company"));
    const [deal] = await world.list("crm.deal.list", { filter: { COMPANY_ID: company }, select: ["ID"] });
    const texts = [];
    for (const path of [`/crm/company/details/${company}/`, `/crm/deal/details/${deal.ID}/`]) {
      const place = path.includes("company") ? "CRM_COMPANY_DETAIL_TAB" : "CRM_DEAL_DETAIL_TAB";
      await page.goto(new URL(`${path}?tab=${place}&as=${ADMIN}`, world.servers.portalUrl).href);
      const tab = page.frameLocator(".frame iframe");
      await tab.getByRole("heading", { name: "Темп контакта" }).waitFor();
      await tab.locator(".kp b").first().waitFor();
      texts.push(await tab.locator("h1").textContent());
      const document = await (await page.locator(".frame iframe").elementHandle()).contentFrame();
      await assertAccessible(document, place);
    }
    assert.equal(texts[0], texts[1]);
  });

  inReport(shared, "settings show what they would make of the report before they are kept", async ({ report, frame }) => {
    await frame.getByRole("link", { name: "Настройки" }).click();
    const preview = frame.getByRole("complementary", { name: "Что получится" });
    const overdue = async () => numberIn(await preview.locator(".kp b").nth(1).innerText());
    await preview.locator(".kp b").first().waitFor();
    const before = await overdue();
    await frame.getByLabel(/«Давно не звонили» после/).fill("30");
    const until = Date.now() + 60_000;
    while (Date.now() < until && (await overdue()) === before) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok((await overdue()) > before, "a shorter age finds more clients");
    await assertAccessible(await report.document(), "settings");
    await frame.getByRole("button", { name: "Отменить" }).click();
  });
}
