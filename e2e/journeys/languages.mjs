// The app in every language: each page says nothing in another one, and no word is cut off without a way to read it.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertNoPageScroll } from "../harness/audit.mjs";
import { ADMIN } from "../harness/world.mjs";

const LIMIT = { timeout: 600_000 };
const tables = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../app/src/i18n");
/** The portal's code of a language, the app's own, and those whose words must not be seen. */
export const LANGUAGES = [
  ["ru", "ru", ["en"]],
  ["en", "en", ["ru"]],
  ["ua", "uk", ["en", "ru"]],
  ["la", "es", ["en", "ru"]],
  ["kz", "kk", ["en", "ru"]],
];
const WIDTHS = [[1280, 720], [390, 844]];
/** Pages by their address. */
const PAGES = ["", "?params[page]=data", "?params[page]=settings", "?params[page]=activity"];

/** Texts of a language's tables that stand for themselves. */
export async function texts(language) {
  const folders = (await readdir(tables, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = [language, ...folders.map((folder) => path.join(folder.name, language))];
  const found = new Set();
  for (const file of files) {
    const code = await readFile(path.join(tables, `${file}.rs`), "utf8");
    for (const line of code.split("\n").filter((line) => !line.trim().startsWith("//"))) {
      line.split('"').filter((text, at) => at % 2 === 1 && text.length > 3).forEach((text) => found.add(text));
    }
  }
  return found;
}

/** Texts of buttons, headings, labels and the like; what the portal's records hold stands elsewhere. */
function ownWords() {
  const own = "button, h1, h2, h3, label, legend, th[scope], .chip, .sub, .lbl, nav a, .badge";
  const shown = (element) => element.checkVisibility() && !element.closest("[data-company] th, .vh, .skip");
  return [...document.querySelectorAll(own)].filter(shown).flatMap((element) =>
    [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()),
  ).filter(Boolean);
}

/** Buttons, headings and chips that stand beyond the page's edges, except where the place scrolls. */
function lostWords() {
  const scrolls = (element) => {
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around);
      if (overflowX === "auto" || overflowX === "scroll") return true;
    }
    return false;
  };
  return [...document.querySelectorAll("button, h1, h2, .chip, nav a, input, select")]
    .filter((element) => element.checkVisibility() && !element.closest(".vh, .skip") && !scrolls(element))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1)
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
}

/** Buttons, headings and chips whose words do not fit and that tell them nowhere else. */
function cutWords() {
  const elements = document.querySelectorAll("button, h1, h2, h3, .chip, .lbl, nav a, .badge, th[scope] span");
  return [...elements]
    .filter((element) => element.checkVisibility() && !element.closest(".vh, .skip"))
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    .filter((element) => getComputedStyle(element).overflowX !== "visible" && getComputedStyle(element).display !== "inline")
    .filter((element) => !element.closest("[title]") && !element.querySelector("[title]"))
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
}

async function assertOwnLanguage(document, where, own, foreign) {
  const seen = await document.evaluate(ownWords);
  assert.ok(seen.length > 5, `${where} shows words`);
  const leaked = seen.filter((text) => !own.has(text) && foreign.some((texts) => texts.has(text)));
  assert.deepEqual(leaked, [], `${where} speaks one language`);
  assert.deepEqual(await document.evaluate(cutWords), [], `${where} shows its words whole`);
  assert.deepEqual(await document.evaluate(lostWords), [], `${where} has everything within the page`);
}

export function languageJourneys(shared) {
  for (const [lang, tag, others] of LANGUAGES) {
    for (const [width, height] of WIDTHS) {
      test(`every page speaks the portal's language: ${lang} at ${width}`, LIMIT, async () => {
        const world = shared();
        await world.installed();
        const own = await texts(tag);
        const foreign = await Promise.all(others.map(texts));
        await world.inPage({ lang, width, height }, async (report, page) => {
          // The first words shown are already the right ones.
          const first = [];
          await page.exposeFunction("tellWords", (text) => first.push(text));
          await page.addInitScript(() => {
            const look = () => {
              const heading = document.querySelector("h1")?.textContent.trim();
              if (heading) { window.tellWords(heading); observer.disconnect(); }
            };
            const observer = new MutationObserver(look);
            observer.observe(document, { subtree: true, childList: true, characterData: true });
          });
          for (const query of PAGES) {
            await report.open(ADMIN, { bare: true, query });
            const document = await report.document();
            await document.locator("h1").first().waitFor({ state: "attached" });
            await document.locator(query ? "main .card" : "[data-company]").first().waitFor();
            await page.waitForTimeout(300);
            assert.equal(await document.evaluate(() => window.document.documentElement.lang), tag);
            await assertOwnLanguage(document, `${query || "the report"} in ${lang} at ${width}`, own, foreign);
            await assertNoPageScroll(document, `${query || "the report"} in ${lang} at ${width}`);
          }
          assert.ok(first.length > 0);
          for (const heading of first) assert.ok(own.has(heading), `${heading} is a word of ${tag}`);
        });
      });
    }
  }

  test("a language that can not be fetched leaves a page in English", LIMIT, async () => {
    const world = shared();
    await world.installed();
    const english = await texts("en");
    const { page, close } = await world.page({});
    try {
      await page.route(/split_kk.*\.wasm/, (route) => route.abort());
      await page.goto(new URL(`/marketplace/app/?as=${ADMIN}&lang=kz&bare=1`, world.servers.portalUrl).href);
      const frame = page.frameLocator(".frame iframe");
      await frame.locator("[data-company]").first().waitFor();
      const title = (await frame.locator("h1").first().innerText()).trim();
      assert.ok(english.has(title), `${title} is English`);
    } finally {
      await close();
    }
  });
}
