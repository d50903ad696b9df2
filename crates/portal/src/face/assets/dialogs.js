// The choosers an application may ask for (people, records), and toasts.
import { words } from "./shell.js";

/** Shows a passing notice. */
export function toast(text) {
  let place = document.querySelector(".toasts");
  if (!place) {
    place = document.createElement("div");
    place.className = "toasts";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  const notice = document.createElement("div");
  notice.className = "toast";
  notice.textContent = text;
  place.append(notice);
  setTimeout(() => notice.remove(), 4000);
}

/** True when no chooser is open, so Esc may mean the slider. */
export const withDialogClosed = () => !document.querySelector("dialog[open]");

/** People of the portal; null when the chooser was closed. */
export async function askPeople(multiple) {
  return choose({ title: words.people, source: "users", multiple });
}

/** Companies and deals: a map by kind, each a map of rows by number; null when closed. */
export async function askRecords(kinds, multiple) {
  const known = kinds.filter((kind) => ["company", "deal"].includes(kind));
  const chosen = await choose({ title: words.records, source: `records?kinds=${known.join(",")}`, multiple });
  if (!chosen) return null;
  const answer = Object.fromEntries(known.map((kind) => [kind, {}]));
  for (const row of chosen) {
    const rows = answer[row.type];
    rows[Object.keys(rows).length] = row;
  }
  return answer;
}

function choose({ title, source, multiple }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog chooser";
    dialog.innerHTML = `<h2></h2><input type="search"><ul></ul><div class="acts"><button class="plain cancel" type="button"></button><button class="plain go" type="button"></button></div>`;
    dialog.querySelector("h2").textContent = title;
    const search = dialog.querySelector("input");
    search.setAttribute("aria-label", words.search);
    search.placeholder = words.search;
    dialog.querySelector(".cancel").textContent = words.cancel;
    dialog.querySelector(".go").textContent = words.choose;
    dialog.querySelector(".go").hidden = !multiple;
    const chosen = new Map();
    let answer = null;
    const finish = (value) => { answer = value; dialog.close(); };
    const show = async () => {
      const url = new URL(`/_face/${source}`, location.origin);
      url.searchParams.set("q", search.value);
      const rows = await (await fetch(url)).json();
      dialog.querySelector("ul").replaceChildren(...rows.map((row) => line(row, chosen, multiple, finish)));
    };
    search.addEventListener("input", show);
    dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
    dialog.querySelector(".go").addEventListener("click", () => finish([...chosen.values()]));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    show();
  });
}

function line(row, chosen, multiple, finish) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.id = row.id;
  const text = document.createElement("span");
  text.textContent = row.name ?? row.title;
  const second = document.createElement("small");
  second.textContent = row.position ?? row.desc ?? "";
  text.append(second);
  button.append(text);
  button.setAttribute("aria-pressed", String(chosen.has(row.id)));
  button.addEventListener("click", () => {
    if (!multiple) return finish([row]);
    if (!chosen.delete(row.id)) chosen.set(row.id, row);
    button.setAttribute("aria-pressed", String(chosen.has(row.id)));
  });
  item.append(button);
  return item;
}
