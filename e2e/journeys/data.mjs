// The page about data: what is fresh, a proof asked for and its certificate, a difference found and repaired, the log.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 900_000 };
const PROOF = { timeout: 300_000 };

/** Opens the page by the app's own navigation. */
async function openData(report, user = ADMIN) {
  // Somebody without companies has this page too.
  await report.open(user);
  await report.frame.getByRole("link", { name: "Данные" }).filter({ visible: true }).click();
  await report.frame.getByRole("heading", { name: "Свежесть" }).waitFor();
}

export function dataJourneys(shared) {
  test("a proof is asked for and its certificate comes by itself", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const truth = await world.truth();
    await world.inPage({}, async (report) => {
      await openData(report);
      const companies = report.frame.getByRole("listitem").filter({ hasText: "Компании" });
      await companies.getByText(truth.companies.toLocaleString("ru").replaceAll(/\s/g, "\u202f")).waitFor();
      await companies.getByText("свежо").waitFor();
      await report.frame.getByRole("button", { name: "Сверить сейчас" }).click();
      const jobs = report.frame.getByRole("region", { name: "Список заданий" });
      await jobs.getByRole("row").filter({ hasText: "Сверка с порталом" }).first().waitFor(PROOF);
      // Nothing is clicked or reloaded from here on.
      await report.frame.getByText(/сверено \d\d\.\d\d/).waitFor(PROOF);
      const grid = report.frame.getByRole("region", { name: "Сверка по месяцам" });
      await grid.getByRole("button", { name: /Сделки, .*совпало/ }).first().click();
      await report.frame.getByRole("rowheader", { name: "Отпечаток" }).waitFor();
      const document = await report.document();
      await assertAccessible(document, "the page about data");
      await assertNoPageScroll(document, "the page about data");
    });
  });

  test("a difference nobody told of is found, listed and repaired", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const [deal] = await world.list("crm.deal.list", { select: ["ID"], order: { ID: "DESC" } });
    // As if the portal's database had been edited: no event tells of it, nor does the date of modification.
    const fields = { OPPORTUNITY: "777001" };
    await world.control("record", { entity: "deal", action: "update", id: Number(deal.ID), user_id: ADMIN, fields, traces: "none" });
    await world.inPage({}, async (report) => {
      await openData(report);
      await report.frame.getByRole("button", { name: "Сверить сейчас" }).click();
      const list = report.frame.getByRole("region", { name: "Список расхождений" });
      const row = list.getByRole("row").filter({ hasText: `Сделка № ${deal.ID}` });
      await row.getByText("исправлено").waitFor(PROOF);
      await row.getByRole("link").click();
      const slider = report.page.locator(".slider");
      await slider.waitFor();
      assert.ok((await slider.getAttribute("data-path")).startsWith(`/crm/deal/details/${deal.ID}/`));
    });
  });

  test("the log tells calls and no secrets, an ordinary user sees neither", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report) => {
      await openData(report);
      await report.frame.getByRole("button", { name: "Журнал", exact: true }).click();
      const log = report.frame.getByRole("region", { name: "Обращения к порталу" });
      await report.frame.getByRole("searchbox", { name: /Метод/ }).fill("crm.company");
      const call = log.getByRole("button", { name: /crm\.company/ }).first();
      await call.click();
      await log.getByText("Параметры", { exact: true }).first().waitFor();
      assert.doesNotMatch(await log.innerText(), /[0-9a-f]{40}/);
      await report.page.keyboard.press("Escape");
      await log.waitFor({ state: "detached" });
    });
    const users = await world.users();
    const { id } = users.find((user) => !user.admin);
    await world.inPage({}, async (report) => {
      await openData(report, id);
      await report.frame.getByRole("heading", { name: "Сверка с порталом" }).waitFor();
      assert.equal(await report.frame.getByRole("button", { name: /Сверить|Журнал|Запустить/ }).count(), 0);
    });
  });
}
