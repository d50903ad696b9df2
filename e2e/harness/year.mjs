// The year of calls and meetings as a person uses it.

/** Months as the page names them. */
export const MONTHS = [
  "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
];

/** Opens the year through the app's own navigation. */
export async function openYear(report, user, { bare = false, tab = "Год" } = {}) {
  await report.open(user, { bare });
  await report.frame.getByRole("link", { name: /^Звонки/ }).filter({ visible: true }).click();
  await report.frame.getByRole("link", { name: tab, exact: true }).filter({ visible: true }).click();
  const grid = report.frame.getByRole("treegrid");
  await grid.locator("tbody [data-row^=p]").first().waitFor();
  return grid;
}

/** The cell of a row and a column; 0 is the name, 1 January. */
export function cell(grid, row, column) {
  return grid.locator(`[data-row="${row}"] > [data-col="${column}"]`);
}

/** A figure of a cell by the class of its place. */
export async function figure(grid, row, column, place) {
  const text = await cell(grid, row, column).locator(`.${place}`).first().innerText();
  return text.trim() === "" ? null : Number(text.replaceAll(/\D/g, ""));
}

/** What the portal itself counts: calls by person and month, as `7-03`. */
export async function truthOfYear(portalUrl, year) {
  const address = `${portalUrl}/_control/truth/days?from=${year}-01-01&to=${year}-12-31&min_duration=20&whole=false`;
  const figures = new Map();
  for (const row of await (await fetch(address)).json()) {
    const key = `${row.user_id}-${row.day.slice(5, 7)}`;
    const known = figures.get(key) ?? { calls: 0, companies: 0, meetings: 0, days: [] };
    known.calls += row.calls_out;
    known.companies += row.companies_out;
    known.meetings += row.meetings;
    known.days.push(row);
    figures.set(key, known);
  }
  return figures;
}

/** A text file of semicolons as objects by heading. */
export function readText(text) {
  const split = (line) => {
    const fields = [];
    let field = "";
    let quoted = false;
    for (let at = 0; at < line.length; at += 1) {
      if (line[at] === "\"") {
        if (quoted && line[at + 1] === "\"") {
          field += "\"";
          at += 1;
        } else quoted = !quoted;
      } else if (line[at] === ";" && !quoted) {
        fields.push(field);
        field = "";
      } else field += line[at];
    }
    return [...fields, field];
  };
  const [heads, ...rows] = text.replace(/^\ufeff/, "").trim().split("\r\n").map(split);
  return rows.map((row) => Object.fromEntries(heads.map((head, at) => [head, row[at]])));
}
