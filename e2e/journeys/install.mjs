// An administrator opens the app for the first time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMIN } from "../harness/world.mjs";

export function installJourney(shared) {
  test("an ordinary user cannot open the app before it is installed", { timeout: 120_000 }, async () => {
    const world = shared();
    const somebody = (await world.users()).find((user) => !user.admin);
    await world.inPage({}, async (report, page) => {
      await report.open(somebody.id);
      assert.equal(await page.locator(".frame iframe").count(), 0);
    });
  });

  test("the administrator opens the app, it installs itself, and numbers move until everything is read", { timeout: 900_000 }, async () => {
    const world = shared();
    const truth = await world.truth();
    await world.inPage({}, async (report, page) => {
      await report.open(ADMIN);
      await report.frame.getByRole("heading", { name: report.words.installing }).waitFor();
      // The installer tells the portal that it has finished, and the portal opens the app instead.
      await page.waitForURL(/install_finished=Y/, { timeout: 120_000 });
      await report.waitForRows();
      assert.ok((await report.found()) > 0, "companies are shown");
      await report.frame.getByText(report.words.loading).first().waitFor({ timeout: 30_000 });

      // Nothing is clicked or reloaded from here on.
      const read = report.waitUntilRead().then(() => true);
      const seen = new Set();
      while (!(await Promise.race([read, page.waitForTimeout(400)]))) seen.add(await report.totals.innerText());
      assert.ok(seen.size > 2, `totals moved while the first reading went on: ${[...seen]}`);
      await report.waitForFound((found) => found === truth.companies, "companies after the reading");
      // Rows show whole units, the portal counts parts of them.
      const whole = Object.values(truth.won).reduce((sum, won) => sum + Number(won), 0) - Object.values(truth.deals_without_company.won).reduce((sum, won) => sum + Number(won), 0);
      await report.waitForTotal(2, Math.round(whole));
      const reported = await page.evaluate(() => window.__portalLog.map((entry) => entry.command));
      assert.ok(!reported.includes("reloadWindow"));
    });
    world.noteInstalled();
  });
}
