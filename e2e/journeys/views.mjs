// Views: kept, shared, passed on as a link, and what everybody's report opens with.
import assert from "node:assert/strict";
import { inReport } from "../harness/within.mjs";
import { ADMIN } from "../harness/world.mjs";

export function viewJourneys(shared) {
  inReport(shared, "a view is kept, shared, opened with, and deleted", async ({ report, frame, world, truth }) => {
    const views = () => frame.getByRole("button", { name: /^Виды:/ });
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    const overdue = await report.waitForFound((found) => found < truth.companies);
    await views().click();
    await frame.getByRole("button", { name: "Сохранить как новый вид" }).click();
    await frame.getByLabel("Название вида").fill("Забытые клиенты");
    await frame.getByLabel("Показать всем в портале").check();
    await frame.getByRole("button", { name: "Сохранить", exact: true }).click();
    await frame.getByRole("button", { name: "Виды: Забытые клиенты" }).waitFor();
    assert.match(await views().innerText(), /Забытые клиенты/);
    await views().click();
    await frame.getByRole("button", { name: /Все компании/ }).click();
    await report.waitForFound((found) => found === truth.companies);
    await views().click();
    await frame.getByRole("button", { name: /Забытые клиенты/ }).click();
    await report.waitForFound((found) => found === overdue);
    const somebody = (await world.users()).find((user) => !user.admin);
    await world.inPage({}, async (other) => {
      await other.open(somebody.id, { bare: true });
      await other.frame.getByRole("button", { name: /^Виды:/ }).click();
      await other.frame.getByRole("button", { name: /Забытые клиенты/ }).waitFor();
    });
    await views().click();
    await frame.getByRole("button", { name: "Удалить вид" }).click();
    await frame.getByText("Вид удалён").waitFor();
  });

  inReport(shared, "the view an administrator chose opens everybody's report, until they choose their own", async ({ report, frame, world, truth }) => {
    const views = (of) => of.getByRole("button", { name: /^Виды:/ });
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    const overdue = await report.waitForFound((found) => found < truth.companies);
    await report.sortBy(report.words.work);
    await views(frame).click();
    await frame.getByRole("button", { name: "Сохранить как новый вид" }).click();
    await frame.getByLabel("Название вида").fill("Сначала забытые");
    await frame.getByLabel("Показать всем в портале").check();
    await frame.getByRole("button", { name: "Сохранить", exact: true }).click();
    await frame.getByRole("button", { name: "Виды: Сначала забытые" }).waitFor();
    await views(frame).click();
    await frame.getByRole("button", { name: "Открывать с него отчёт у всех" }).click();
    await frame.getByText("первый у всех").waitFor();
    const opened = async (user, journey) => world.inPage({}, async (other) => {
      await other.open(user, { bare: true });
      await other.waitForRows();
      await journey(other);
    });
    const deals = (user) => truth.by_responsible[user.id]?.deals ?? 0;
    const [somebody] = (await world.users()).filter((user) => !user.admin).sort((a, b) => deals(b) - deals(a));
    await opened(somebody.id, async (other) => {
      await other.frame.getByRole("button", { name: "Виды: Сначала забытые" }).waitFor();
      assert.equal(await other.heading(other.words.work).getAttribute("aria-sort"), "descending");
      for (const text of await other.column(2)) assert.match(text, other.words.overdueFor);
    });
    await opened(ADMIN, (own) => own.waitForFound((found) => found === overdue, "companies of the portal's view"));
    // Not theirs any more: nobody's report opens with it.
    await frame.getByRole("button", { name: "Не открывать с него у всех" }).click();
    await frame.getByText("первый у всех").waitFor({ state: "detached" });
    await opened(somebody.id, async (other) => {
      await other.frame.getByRole("button", { name: "Виды: Все компании" }).waitFor();
    });
    await frame.getByRole("button", { name: "Удалить вид" }).click();
    await frame.getByText("Вид удалён").waitFor();
  });

  inReport(shared, "a link opens the same view for a colleague", async ({ report, frame, world, truth }) => {
    await report.filters.getByRole("button", { name: report.words.overdue }).click();
    const overdue = await report.waitForFound((found) => found < truth.companies);
    await report.sortBy(report.words.won);
    await frame.getByRole("button", { name: /^Виды:/ }).click();
    await frame.getByRole("button", { name: "Ссылка на этот вид" }).click();
    const field = frame.getByLabel("Ссылка на этот вид");
    const link = await field.inputValue();
    assert.ok(link.startsWith(`${world.servers.portalUrl}/marketplace/view/`), link);
    assert.ok(await field.evaluate((field) => field.selectionEnd === field.value.length), "the link is selected");
    await world.inPage({}, async (other, page) => {
      await page.goto(`${link}&as=${ADMIN}`);
      await other.waitForRows();
      await other.waitForFound((found) => found === overdue, "companies behind the link");
      assert.equal(await other.heading(other.words.won).getAttribute("aria-sort"), "descending");
    });
  });
}
