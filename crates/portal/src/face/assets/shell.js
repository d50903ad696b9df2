// What every page of the portal shares: its words, its calls to the portal's own server, the menu and the user switcher.

/** The page's words, written into it by the server in the portal's language. */
export const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** Calls the portal's server on behalf of this page. */
export function post(action, fields) {
  return fetch(`/_face/${action}`, { method: "POST", body: new URLSearchParams(fields) });
}

/** Makes the menu wide or slim, and remembers it. */
export function bindMenu() {
  document.querySelector("[data-toggle-menu]")?.addEventListener("click", () => {
    const wide = document.documentElement.classList.toggle("wide");
    localStorage.setItem("portal.menu", wide ? "wide" : "slim");
  });
}

/** Lets the tester look at the portal as somebody else. */
export function bindSwitcher() {
  const dialog = document.querySelector("dialog.switcher");
  if (!dialog) return;
  const search = dialog.querySelector("input");
  const show = async () => {
    const rows = await (await fetch(`/_face/users?q=${encodeURIComponent(search.value)}`)).json();
    dialog.querySelector("ul").replaceChildren(...rows.map(line));
  };
  document.querySelector("[data-switch-user]").addEventListener("click", () => { dialog.showModal(); show(); });
  dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
  search.addEventListener("input", show);
}

function line(person) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const url = new URL(location.href);
  url.searchParams.set("as", person.id);
  link.href = url;
  const text = document.createElement("span");
  text.textContent = person.name;
  const second = document.createElement("small");
  second.textContent = person.admin ? `${person.position} · ${words.admin}` : person.position;
  text.append(second);
  link.append(text);
  item.append(link);
  return item;
}
