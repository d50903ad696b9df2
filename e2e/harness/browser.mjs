// Debian's Chromium, and pages that remember everything that went wrong in them.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser. */
export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/**
 * Opens an empty page with its own cookies. `trouble` collects console errors, exceptions, failed requests and answers
 * of 400 and more: a journey ends with none.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {{ width?: number, height?: number, theme?: "light" | "dark", touch?: boolean }} options
 */
export async function newPage(browser, { width = 1280, height = 720, theme = "light", touch = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: touch,
    colorScheme: theme,
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // A wait is on a condition and ends with it; a machine under load may take its time.
  page.setDefaultTimeout(60_000);
  const trouble = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // A page that is left ends its open requests.
    if (!why.includes("ERR_ABORTED")) trouble.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) trouble.push(`answer: ${response.status()} ${response.url()}`);
  });
  return { page, trouble, close: () => context.close() };
}
