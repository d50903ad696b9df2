// What all journeys share: a browser, the servers, and the app installed once, by whoever comes first.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser, newPage } from "./browser.mjs";
import { Report } from "./report.mjs";
import { startServers } from "./servers.mjs";

/** Where pictures go; ignored by git. */
export const OUT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../out");
/** Administrator of every dataset. */
export const ADMIN = 1;

export class World {
  #installed = null;
  #failures = 0;

  static async start(options) {
    const world = new World();
    [world.browser, world.servers] = await Promise.all([launchBrowser(), startServers(options)]);
    return world;
  }

  async close() {
    await this.browser?.close();
    const how = await this.servers?.close();
    assert.deepEqual(how, { code: 0, signal: null }, "the app's server ends well");
  }

  /** What the portal itself counts. */
  async truth() {
    return (await fetch(`${this.servers.portalUrl}/_control/truth`)).json();
  }

  /** Acts in the portal as a user would, or looks at what it holds. */
  async control(action, body) {
    return (await this.post(action, body)).json();
  }

  /** Changes how the portal behaves; there may be nothing in the answer. */
  async post(action, body) {
    const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.servers.portalUrl}/_control/${action}`, options);
    assert.ok(answer.ok, `${action}: ${answer.status}`);
    return answer;
  }

  /** Rows of a list of the portal, as an integrator reads them. */
  async list(method, params) {
    const { access_token: auth } = await this.control("token", { user_id: ADMIN });
    const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ auth, ...params }) };
    const answer = await fetch(`${this.servers.portalUrl}/rest/${method}.json`, options);
    assert.ok(answer.ok, `${method}: ${answer.status}`);
    return (await answer.json()).result;
  }

  /** Active users of the portal whose name or position holds a text. */
  async users(text = "") {
    return (await fetch(`${this.servers.portalUrl}/_face/users?q=${encodeURIComponent(text)}`)).json();
  }

  /**
   * Runs a journey in a page of its own, and fails it for anything that went wrong in the page meanwhile.
   *
   * @param {object} options size, theme and language; `forgive` matches what the journey provokes itself
   * @param {(report: Report, page: import("playwright-core").Page) => Promise<void>} journey
   */
  async inPage({ lang = "ru", forgive = [], ...options }, journey) {
    const { page, trouble, close } = await newPage(this.browser, options);
    const report = new Report(page, this.servers.portalUrl, lang);
    try {
      await journey(report, page);
      const left = trouble.filter((told) => !forgive.some((known) => known.test(told)));
      assert.deepEqual(left, [], "nothing went wrong in the page");
    } catch (error) {
      const picture = await this.#keepPicture(page);
      const told = trouble.length > 0 ? `\nin the page:\n${trouble.join("\n")}` : "";
      const log = process.env.E2E_LOG ? `\nthe app's log:\n${await this.servers.appLog()}` : "";
      throw new Error(`${error.message}${told}${log}\npicture: ${picture}`, { cause: error });
    } finally {
      await close();
    }
  }

  /** An empty page of its own, for a journey in which something goes wrong on purpose. */
  page(options) {
    return newPage(this.browser, options);
  }

  /** What the page looked like when a journey failed. */
  async #keepPicture(page) {
    await mkdir(OUT, { recursive: true });
    const file = path.join(OUT, `failed-${(this.#failures += 1)}.png`);
    await page.screenshot({ path: file }).catch(() => {});
    return path.relative(process.cwd(), file);
  }

  /** Installs the app as the administrator, if nobody has, and waits until everything has been read. */
  installed() {
    this.#installed ??= this.inPage({}, async (report) => {
      await report.open(ADMIN);
      await report.waitForRows();
      await report.waitUntilRead();
    });
    return this.#installed;
  }

  /** Notes that a journey has installed the app itself. */
  noteInstalled() {
    this.#installed = Promise.resolve();
  }
}
