// The page as a whole: accessibility rules, and no scroll bars of its own.
import { test } from "node:test";
import { assertAccessible, assertNoPageScroll } from "../harness/audit.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 600_000 };
const SIZES = [[1280, 720], [1920, 1080]];
const PHONE = [390, 844];

export function auditJourneys(shared) {
  for (const theme of ["light", "dark"]) {
    for (const [width, height] of [...SIZES, PHONE]) {
      test(`the report at ${width}x${height}, ${theme}, keeps the rules`, LIMIT, async () => {
        const world = shared();
        await world.installed();
        await world.inPage({ width, height, theme }, async (report, page) => {
          await report.open(ADMIN, { bare: true });
          const document = await report.document();
          await document.locator("[data-company]").first().waitFor();
          const where = `the report at ${width}x${height}, ${theme}`;
          if (width >= 1280) await assertNoPageScroll(document, where);
          await assertAccessible(document, where);
          if (width === 1280) {
            await report.openFilter(report.words.responsible);
            await assertAccessible(document, `${where}, with a filter open`);
            await page.keyboard.press("Escape");
          }
        });
      });
    }
  }

  test("the data page keeps the rules", LIMIT, async () => {
    const world = shared();
    await world.installed();
    await world.inPage({}, async (report) => {
      await report.open(ADMIN, { bare: true });
      await report.waitForRows();
      await report.frame.getByRole("link", { name: "Данные" }).click();
      await report.frame.getByRole("heading", { name: "Данные" }).first().waitFor();
      const document = await report.document();
      await assertNoPageScroll(document, "the data page");
      await assertAccessible(document, "the data page");
    });
  });
}
