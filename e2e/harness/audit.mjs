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
