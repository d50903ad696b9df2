// Draws a chart with the library, which is fetched with the first one. Colours are names of tokens ("--series-1") and are
// resolved anew when the theme changes; "#grouped" stands for the app's way of writing numbers.
const pending = new WeakMap();

/** A number in groups of three digits, as everywhere else in the app. */
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

function resolved(value, style, probe) {
  if (value === "#grouped") return grouped;
  if (typeof value === "string" && value.startsWith("--")) {
    probe.style.color = `var(${value})`;
    return style.color;
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, style, probe));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, style, probe)]));
  }
  return value;
}

/** Draws the options into the element; a later call for the same element replaces what is drawn. */
export async function draw(element, options, clicked) {
  pending.get(element)?.();
  const { init } = await import("./echarts.js");
  if (!element.isConnected) return;
  const chart = init(element, null, { renderer: "svg" });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const paint = () => {
    const probe = element.ownerDocument.createElement("i");
    element.append(probe);
    chart.setOption({ ...resolved(JSON.parse(options), getComputedStyle(probe), probe), animation: !calm }, true);
    probe.remove();
  };
  paint();
  chart.on("click", (event) => clicked(event.dataIndex));
  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", paint);
  const size = new ResizeObserver(() => chart.resize());
  size.observe(element);
  pending.set(element, () => {
    theme.removeEventListener("change", paint);
    size.disconnect();
    chart.dispose();
  });
}

/** Lets go of everything that was drawn into the element. */
export function wipe(element) {
  pending.get(element)?.();
  pending.delete(element);
}
