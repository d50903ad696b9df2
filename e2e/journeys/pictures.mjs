// Pictures of the report for people to look at: both themes, three widths, two languages, into e2e/out/.
// UPDATE_SCREENSHOTS=1 also renews the one in the README.
import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ADMIN, OUT } from "../harness/world.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const WIDTHS = [[1920, 1080], [1280, 720], [390, 844]];
/** A picture in the repository is downloaded by everybody. */
const MOST_BYTES = 400_000;

export function pictures(shared) {
  test("pictures of the report", { timeout: 900_000 }, async () => {
    const world = shared();
    await world.installed();
    await mkdir(OUT, { recursive: true });
    for (const theme of ["light", "dark"]) {
      for (const lang of ["ru", "en"]) {
        for (const [width, height] of WIDTHS) {
          await world.inPage({ width, height, theme, lang }, async (report, page) => {
            await report.open(ADMIN, { bare: true });
            await (await report.document()).locator("[data-company]").first().waitFor();
            await settled(page);
            await page.screenshot({ path: path.join(OUT, `report-${width}-${theme}-${lang}.png`) });
          });
        }
      }
    }
    await world.inPage({ width: 1440, height: 810 }, async (report, page) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.sortBy(report.words.work);
      await settled(page);
      const picture = process.env.UPDATE_SCREENSHOTS === "1" ? path.join(root, "docs/images/report.png") : path.join(OUT, "portal.png");
      await mkdir(path.dirname(picture), { recursive: true });
      await page.screenshot({ path: picture });
      assert.ok((await stat(picture)).size < MOST_BYTES, "the picture is small enough to be kept");
      await report.sortBy(report.words.company);
    });
  });
}

/** Fonts are there and nothing moves. */
async function settled(page) {
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(300);
}
