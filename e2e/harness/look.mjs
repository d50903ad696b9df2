// Checks of what a page looks like that a program can make: nothing is cut off, lines are even, what sticks stays.
import assert from "node:assert/strict";

/**
 * Fails when words that are in sight run out of their cell or are cut off by what is around them. What ends in an
 * ellipsis is cut on purpose (a figure is not), and what can be scrolled to is not cut.
 */
export async function assertNothingCut(frame, where) {
  const cut = await frame.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const hides = (style) => /hidden|clip/.test(`${style.overflowX} ${style.overflowY}`);
    while (walker.nextNode() && found.length < 20) {
      const node = walker.currentNode;
      const text = node.data.trim();
      if (!text || node.parentElement.closest("script, style, option, .vh, [aria-hidden=true] .sk, svg")) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      for (let at = node.parentElement; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.position === "fixed" || /auto|scroll/.test(`${style.overflowX} ${style.overflowY}`)) break;
        const around = at.getBoundingClientRect();
        // What is there for screen readers alone is a pixel wide.
        if (around.width <= 1) break;
        // A name may end in an ellipsis; a figure that does is another figure.
        const isFigure = /^[\d\s+–%/.,]+$/.test(text) && box.right > around.right + 1;
        if ((style.textOverflow === "ellipsis" && !isFigure) || style.webkitLineClamp !== "none") break;
        const isCell = /^(TD|TH)$/.test(at.tagName);
        if (!isCell && !hides(style)) continue;
        const [over, below] = [Math.max(box.right - around.right, around.left - box.left), box.bottom - around.bottom];
        // Letters have air above and below: a line box may be higher than what is drawn in it.
        if (over > 1 || (!isCell && below > 4)) {
          const cell = node.parentElement.closest("[data-row]")?.dataset.row ?? "";
          found.push(`${text.slice(0, 40)} (${cell} ${at.tagName}.${at.className}: ${over.toFixed(1)}, ${below.toFixed(1)})`);
          break;
        }
      }
    }
    return found;
  });
  assert.deepEqual(cut, [], `words of ${where} that are cut off`);
}

/** Fails unless every line of a grid's body in sight is as high as the others. */
export async function assertEvenRows(area, where) {
  const heights = await area.evaluate((area) => [...area.querySelectorAll("tbody tr[data-row]")]
    .map((row) => Math.round(row.getBoundingClientRect().height * 100) / 100));
  assert.ok(heights.length > 5, `${where} has lines`);
  assert.equal(new Set(heights).size, 1, `heights of lines of ${where}: ${[...new Set(heights)]}`);
}

/**
 * Scrolls a grid to its middle and to its end, both ways, and fails unless its head stays at the top, its names at the
 * left, its total (where it has one) at the bottom, and the cells in between are rows and no gap.
 */
export async function assertSticks(area, where) {
  for (const share of [0.5, 1, 0]) {
    const seen = await area.evaluate(async (area, share) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      area.scrollTop = (area.scrollHeight - area.clientHeight) * share;
      area.scrollLeft = (area.scrollWidth - area.clientWidth) * share;
      await frame();
      await frame();
      const box = area.getBoundingClientRect();
      const within = { left: box.left + area.clientLeft, top: box.top + area.clientTop };
      const bottom = within.top + area.clientHeight;
      const head = area.querySelector("thead th").getBoundingClientRect();
      const rows = [...area.querySelectorAll("tbody tr[data-row]")].map((row) => row.getBoundingClientRect());
      const headEnd = area.querySelector("thead").getBoundingClientRect();
      const total = area.querySelector("tfoot")?.getBoundingClientRect();
      const names = [...area.querySelectorAll("tr[data-row] > :first-child")].map((cell) => cell.getBoundingClientRect().left);
      const middle = document.elementFromPoint(box.left + 20, (headEnd.bottom + (total?.top ?? bottom)) / 2);
      return {
        head: Math.round(head.top - within.top),
        names: [...new Set(names.map((left) => Math.round(left - within.left)))],
        total: total ? Math.round(total.bottom - bottom) : 0,
        drawn: rows.some((row) => row.top < bottom && row.bottom > headEnd.bottom),
        row: middle?.closest("tr")?.dataset.row !== undefined,
        over: headEnd.height < area.clientHeight / 2,
      };
    }, share);
    const expected = { head: 0, names: [0], total: 0, drawn: true, row: true, over: true };
    assert.deepEqual(seen, expected, `${where} scrolled to ${share}`);
  }
}
