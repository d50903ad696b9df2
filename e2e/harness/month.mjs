// Calls and meetings as a person uses them: cells by person and day, everything else by roles and words.
import assert from "node:assert/strict";

/** How long a condition may take to come true on a machine under load, milliseconds. */
const PATIENCE = 60_000;

/** Asks the app's server as a user of the portal would, without a page. */
export async function session(world, user) {
  const { access_token: auth_id, member_id, domain } = await world.control("token", { user_id: user });
  const send = async (method, path, token, body) => {
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`${world.servers.appUrl}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const { token } = await send("POST", "/api/session", null, { by: "frame", auth_id, member_id, domain });
  return (method, path, body) => send(method, `/api/activity/${path}`, token, body);
}

/** The number of a month as the server counts it: twelve times the year plus the month from 0. */
export const monthNumber = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1;

/** A month moved by some. */
export function monthText(number) {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}

/** Today in the portal's zone, its month, and the month before. */
export async function calendarOf(ask) {
  const { today } = await ask("GET", "me");
  const date = new Date(today * 86_400_000);
  const present = date.getUTCFullYear() * 12 + date.getUTCMonth();
  return { today, number: date.getUTCDate(), present: monthText(present), before: monthText(present - 1) };
}

/** The month inside the portal's page. */
export class Month {
  constructor(page, portalUrl) {
    this.page = page;
    this.portalUrl = portalUrl;
    this.frame = page.frameLocator(".frame iframe");
    this.grid = this.frame.getByRole("treegrid");
    this.note = this.frame.locator("main").getByRole("status");
    this.slide = this.frame.locator("dialog[open]");
  }

  /** Opens the month as a user. */
  async open(user, query = {}) {
    const url = new URL("/marketplace/app/", this.portalUrl);
    const all = { as: String(user), lang: "ru", bare: "1", open: "activity", ...query };
    for (const [key, value] of Object.entries(all)) if (value !== null) url.searchParams.set(key, String(value));
    await this.page.goto(url.href);
    await this.rows().first().waitFor();
  }

  /** The app's own document. */
  async document() {
    const handle = await this.page.locator(".frame iframe").elementHandle();
    return handle.contentFrame();
  }

  rows() {
    return this.grid.locator("tbody tr[data-row]");
  }

  row(person) {
    return this.grid.locator(`tr[data-row="p${person}"]`);
  }

  /** The cell of a person and a day of the month, from 1. */
  cell(person, day) {
    return this.row(person).locator(`[data-col="d${day - 1}"]`);
  }

  /** A cell about the whole month: n name, s days, p plan, f fact, c percent, t pace. */
  total(person, code) {
    return this.row(person).locator(`[data-col="${code}"]`);
  }

  /** Goes to a cell. Only rows in sight and a few around them are in the page. */
  async go(cell) {
    const area = this.frame.getByRole("region", { name: /План и факт/ });
    await area.evaluate((area) => { area.scrollTop = 0; });
    for (let step = 0; step < 200 && (await cell.count()) === 0; step += 1) {
      await area.evaluate((area) => { area.scrollTop += 200; });
      await this.page.waitForTimeout(30);
    }
    await cell.scrollIntoViewIfNeeded();
    await cell.focus();
  }

  /** Waits until a cell says something to screen readers. */
  async says(cell, words) {
    const until = Date.now() + PATIENCE;
    let label = "";
    while (Date.now() < until) {
      label = await cell.evaluate((cell) => cell.querySelector(".vh")?.textContent ?? "");
      if (words.test(label)) return label;
      await this.page.waitForTimeout(40);
    }
    throw new Error(`the cell says ${label} instead of ${words}`);
  }

  /** Which cell has the focus: its row and column, or what else it is. */
  async focused() {
    const frame = await this.document();
    return frame.evaluate(() => {
      const { activeElement: active } = document;
      const cell = active.closest("[data-col]");
      return cell && active === cell ? `${cell.parentElement.dataset.row} ${cell.dataset.col}` : active.tagName;
    });
  }

  /** Waits until a cell has the focus. */
  async waitForFocus(expected) {
    const until = Date.now() + PATIENCE;
    let seen = "";
    while (Date.now() < until) {
      seen = await this.focused();
      if (seen === expected) return;
      await this.page.waitForTimeout(30);
    }
    throw new Error(`the focus stayed on ${seen} instead of ${expected}`);
  }

  /** Pastes text into whatever has the focus. */
  async paste(text) {
    const frame = await this.document();
    await frame.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }
}
