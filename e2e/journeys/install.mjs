// An administrator opens the app for the first time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn } from "../harness/report.mjs";
import { ADMIN } from "../harness/world.mjs";

export function installJourney(shared) {
  test("an ordinary user cannot open the app before it is installed", { timeout: 60_000 }, async () => {
    const world = shared();
    const somebody = (await world.users()).find((user) => !user.admin);
    await world.inPage({}, async (report, page) => {
      await report.open(somebody.id);
      assert.equal(await page.locator(".frame iframe").count(), 0);
    });
  });

  test("the administrator opens the app, it installs itself, and numbers move until everything is read", { timeout: 300_000 }, async () => {
    const world = shared();
    const truth = await world.truth();
    await world.inPage({}, async (report, page) => {
      await report.open(ADMIN);
      await report.frame.getByRole("heading", { name: report.words.installing }).waitFor();
      // The installer tells the portal that it has finished, and the portal opens the app instead.
      await page.waitForURL(/install_finished=Y/, { timeout: 60_000 });
      await report.waitForRows();
      const early = { companies: await report.found(), won: numberIn((await report.totals.innerText()).split("\n").at(-1)) };
      await report.frame.getByText(report.words.loading).first().waitFor({ timeout: 5_000 });
      assert.ok(early.companies > 0, "companies are shown while the first reading goes on");

      // Nothing is clicked or reloaded from here on.
      await report.waitUntilRead();
      const all = await report.waitForFound((found) => found === truth.companies, "companies after the reading");
      assert.ok(early.companies <= all);
      const reported = await page.evaluate(() => window.__portalLog.map((entry) => entry.command));
      assert.ok(!reported.includes("reloadWindow"));
    });
    world.noteInstalled();
  });
}
