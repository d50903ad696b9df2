// Clients that others wrote, unmodified, against the emulator: what they read is compared with what the portal holds.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, newPage } from "./harness/browser.mjs";
import { serveApp } from "./strangers/app.mjs";
import { KEYS, startPortal } from "./strangers/portal.mjs";
import { runScript } from "./strangers/python.mjs";

const COMPANIES = 1230;
const DEALS = 5230;

describe("fast_bitrix24", () => {
  let portal;
  before(async () => {
    portal = await startPortal(["--dataset", `scale:companies=${COMPANIES},deals=${DEALS},activities=100`]);
  }, { timeout: 240_000 });
  after(() => portal?.stop());

  test("reads every row, through a storm of 503 and a 401 in the middle", { timeout: 400_000 }, async () => {
    const truth = await portal.control("truth");
    assert.deepEqual([truth.companies, truth.deals], [COMPANIES, DEALS]);
    const found = await runScript("fast.py", {
      portal: portal.url,
      oauth: portal.oauthUrl,
      webhook: `${portal.url}/rest/1/demo0webhook0code/`,
      tokens: await portal.control("token", { user_id: 1 }),
      ...KEYS,
    });
    assert.deepEqual(found.companies, [COMPANIES, COMPANIES], "rows and different rows");
    assert.deepEqual(found.deals, [DEALS, DEALS]);
    assert.deepEqual(found.items, [DEALS, DEALS]);
    assert.deepEqual(found.filtered, Array.from({ length: 150 }, (_, at) => at + 101));
    assert.deepEqual(found.by_id, { 5: "5", 7: "7", 500: "500" });
    const { first, own } = found.references;
    assert.equal(first.length, 50);
    const [company] = await portal.control("truth/companies?from=1&limit=1");
    assert.equal(own.length, Math.min(company.deals, 50));
    assert.ok(own.every((deal) => deal.COMPANY_ID === first[0].ID), "the reference was resolved");
    assert.deepEqual(found.storm, [DEALS, DEALS]);
    assert.deepEqual(found.tokens, { companies: COMPANIES, deals: DEALS, renewals: [2, 3] });
    const { totals } = await portal.control("journal");
    assert.equal(totals.errors.QUERY_LIMIT_EXCEEDED, 6, "every refusal of the storm struck");
    assert.equal(totals.token_refreshes, 3, "no needless renewal");
  });
});

describe("b24jssdk", () => {
  let app, portal, browser, opened;
  before(async () => {
    app = await serveApp();
    portal = await startPortal(["--dataset", "demo", "--app-url", `${app.url}/app`, "--install-url", `${app.url}/install`]);
    browser = await launchBrowser();
    opened = await newPage(browser);
  }, { timeout: 240_000 });
  after(async () => {
    await opened?.close();
    await browser?.close();
    await portal?.stop();
    await app?.close();
  });

  /** The app's document, once its client is ready. */
  async function ready() {
    const handle = await opened.page.locator(".frame iframe").elementHandle();
    const frame = await handle.contentFrame();
    await frame.getByText("ready", { exact: true }).waitFor();
    return frame;
  }

  test("initialises in the installer, calls the portal and finishes the installation", { timeout: 120_000 }, async () => {
    await opened.page.goto(`${portal.url}/marketplace/app/?as=1&lang=en`);
    const frame = await ready();
    const seen = await frame.evaluate(async () => {
      const { client } = window;
      const auth = client.auth.getAuthData();
      const profile = await client.callMethod("profile");
      return {
        installing: [client.isInstallMode, client.isFirstRun],
        admin: client.auth.isAdmin,
        member: auth.member_id,
        domain: auth.domain,
        profile: profile.getData().result,
      };
    });
    assert.deepEqual(seen.installing, [true, true]);
    assert.equal(seen.admin, true);
    assert.equal(seen.profile.ID, "1");
    assert.equal(new URL(seen.domain.includes("://") ? seen.domain : `http://${seen.domain}`).host, new URL(portal.url).host);
    assert.equal(seen.member, app.opened[0].form.member_id);
    assert.ok(app.opened[0].url.startsWith("/install?DOMAIN="));
    // The portal reloads its page at the end of an installation, so nobody waits for an answer.
    await frame.evaluate(() => void window.client.installFinish());
    await opened.page.waitForURL(/install_finished=Y/);
    await ready();
    assert.ok(app.opened.at(-1).url.startsWith("/app?DOMAIN="), "the app's own page is opened next");
  });

  test("reads, renews its tokens, keeps options and steers the page", { timeout: 120_000 }, async () => {
    const frame = await ready();
    const { deals } = await portal.control("truth");
    const seen = await frame.evaluate(async () => {
      const { client } = window;
      const before = client.auth.getAuthData().access_token;
      const fresh = await client.auth.refreshAuth();
      const list = await client.callMethod("crm.deal.list", { select: ["ID"], order: { ID: "ASC" } }, 0);
      const batch = await client.callBatch({ me: { method: "profile", params: {} }, time: { method: "server.time", params: {} } });
      await client.options.userSet("colour", "green");
      await client.options.appSet("limit", "7");
      await client.parent.setTitle("Stranger");
      return {
        installing: [client.isInstallMode, client.isFirstRun],
        renewed: fresh.access_token !== before,
        total: list.getTotal(),
        rows: list.getData().result.length,
        me: batch.getData().me.ID,
        placement: [client.placement.placement, client.placement.isDefault],
      };
    });
    assert.deepEqual(seen, {
      installing: [false, false],
      renewed: true,
      total: deals,
      rows: 50,
      me: "1",
      placement: ["DEFAULT", true],
    });
    assert.equal(await opened.page.title(), "Stranger");
    await opened.page.reload();
    const again = await ready();
    const kept = await again.evaluate(() => [window.client.options.userGet("colour"), window.client.options.appGet("limit")]);
    assert.deepEqual(kept, ["green", "7"]);
  });

  test("lets people be chosen in the portal's dialogue and opens its sliders", { timeout: 120_000 }, async () => {
    const frame = await ready();
    const one = frame.evaluate(() => window.client.dialog.selectUser());
    const dialog = opened.page.locator("dialog.chooser");
    await dialog.locator("li button").nth(1).click();
    const chosen = await one;
    assert.deepEqual([typeof chosen.id, chosen.name.length > 0], ["string", true]);
    const several = frame.evaluate(() => window.client.dialog.selectUsers());
    await dialog.locator("li button").nth(0).click();
    await dialog.locator("li button").nth(2).click();
    await dialog.locator(".go").click();
    assert.equal((await several).length, 2);
    const closed = frame.evaluate(() => window.client.slider.openPath(window.client.slider.getUrl("/crm/deal/details/7/")));
    const leaf = opened.page.locator(".slider");
    await leaf.waitFor();
    await opened.page.frameLocator(".slider iframe").locator("article").waitFor();
    await leaf.locator(".close").click();
    assert.deepEqual(await closed, { isOpenAtNewWindow: false, isClose: true });
    // The client itself asks for other names of its calls; the short ones are what apps use.
    const trouble = opened.trouble.filter((line) => !line.includes("JSSDK_CORE_DEPRECATED_METHOD"));
    assert.deepEqual(trouble, [], "nothing went wrong in the page");
  });
});
