// A journey that begins with the administrator looking at the whole report, and what several of them do there.
import { test } from "node:test";
import { ADMIN } from "./world.mjs";

const LIMIT = { timeout: 600_000 };

/**
 * @param {() => import("./world.mjs").World} shared
 * @param {string} name
 * @param {(at: object) => Promise<void>} journey
 * @param {object} options size and theme of the page; `phone` when there is no table; `forgive`
 */
export function inReport(shared, name, journey, options = {}) {
  test(name, LIMIT, async () => {
    const world = shared();
    await world.installed();
    const truth = await world.truth();
    await world.inPage(options, async (report, page) => {
      await report.open(ADMIN, { bare: true });
      if (options.phone) {
        await report.frame.locator("[data-company]").first().waitFor();
        await report.waitForTable();
      } else {
        await report.waitForRows();
        await report.waitForTable();
        await report.waitForFound((found) => found === truth.companies);
      }
      await journey({ world, report, page, truth, frame: report.frame });
    });
  });
}

/**
 * Opens the report as a user and answers what asks the app's server as them.
 *
 * @returns {Promise<(path: string, method?: string, body?: object) => Promise<{ status: number, body: any }>>}
 */
export async function askingAs(world, report, user, options = { bare: true }) {
  const asked = report.page.waitForRequest((request) => /\/api\/report\b/.test(request.url()) && "authorization" in request.headers());
  await report.open(user, options);
  const { authorization } = (await asked).headers();
  return async (path, method = "GET", body = undefined) => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(`${world.servers.appUrl}/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };
}
