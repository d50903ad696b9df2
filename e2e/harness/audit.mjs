// Checks of a page as a whole: accessibility rules and scroll bars.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails when the app's document breaks a rule of WCAG 2.2 AA that a machine can check. */
export async function assertAccessible(frame, where) {
  await frame.evaluate(axeSource);
  const violations = await frame.evaluate(async (tags) => {
    const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    }));
  }, RULES);
  assert.deepEqual(violations, [], `accessibility of ${where}`);
}

/** Fails when the app's document is larger than its frame. */
export async function assertNoPageScroll(frame, where) {
  const sizes = await frame.evaluate(() => {
    const page = document.documentElement;
    return { wide: page.scrollWidth - page.clientWidth, high: page.scrollHeight - page.clientHeight };
  });
  assert.deepEqual(sizes, { wide: 0, high: 0 }, `page scroll of ${where}`);
}

/** Fails when the page around the app has scroll bars; the app's document has none either. */
export async function assertNoScrollBars(page, frame, where) {
  await assertNoPageScroll(frame, where);
  await assertNoPageScroll(page.mainFrame(), `the portal's page around ${where}`);
}

/**
 * Words of heads, buttons and labels, and numbers, that do not fit their place: cut off, or lying over what stands beside
 * them. Names may be shortened with an ellipsis where they stand whole in a title; a number may not.
 */
function clipped() {
  const own = "button, a.btn, h1, h2, h3, legend, th, td, .lbl, .chip, .badge, .cb > span, .num, .sub, .t2, .kp b, dt, dd, p, b";
  const ownTexts = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const isNumber = (element) => /^[\s\d\u202f\u2212,.%]{2,}$/.test(element.textContent);
  // Where the words of an element have to stay: what cuts them, or else their cell, button or line.
  const placeOf = (element) => {
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const { overflowX, display } = getComputedStyle(around);
      if (display !== "inline" && (overflowX !== "visible" || around.matches("th, td, button, .btn, .chip, li, header"))) return around;
    }
    return document.body;
  };
  const found = [];
  for (const element of document.querySelectorAll(own)) {
    const texts = ownTexts(element);
    if (texts.length === 0 || !element.checkVisibility() || element.closest(".vh, .skip, svg, [aria-hidden=true]")) continue;
    const range = document.createRange();
    range.setStartBefore(texts[0]);
    range.setEndAfter(texts.at(-1));
    const text = range.getBoundingClientRect();
    const place = placeOf(element);
    const { overflowX, textOverflow } = getComputedStyle(place);
    // What scrolls sideways shows everything in the end.
    if (overflowX === "auto" || overflowX === "scroll") continue;
    const room = place.getBoundingClientRect();
    if (text.width === 0 || (text.right <= room.right + 1 && text.left >= room.left - 1)) continue;
    const isShortened = overflowX !== "visible" && textOverflow === "ellipsis" && !isNumber(element);
    const isTold = element.closest("[title], button[aria-label]") || element.querySelector("[title]");
    if (!isShortened || !isTold) found.push(`${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 80)}`);
  }
  return [...new Set(found)];
}

/** Places without a table that scroll sideways, though what is in them could be narrower. */
function sideways() {
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
    .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
    .filter((element) => !element.querySelector("table") && !element.closest("table, textarea"))
    .map((element) => `${element.tagName}.${element.className} by ${element.scrollWidth - element.clientWidth}`);
}

/** Fails when words or numbers of the app's document are cut off where nothing tells them whole. */
export async function assertNothingClipped(frame, where) {
  assert.deepEqual(await frame.evaluate(clipped), [], `${where} shows its words whole`);
  assert.deepEqual(await frame.evaluate(sideways), [], `${where} scrolls sideways only where there is a table`);
}
