// Sliders: a panel over the page with another page of the portal inside, closed by its button, Esc or a click beside it.
import { toast, withDialogClosed } from "./dialogs.js";
import { words } from "./shell.js";

const open = [];
// The documented list of pages an application may open.
const ALLOWED = /^\/(crm\/(deal|lead|contact|company|type)|marketplace|company\/personal\/user\/\d+|workgroups\/group\/\d+)\//;

/** The path an application may open, or null. A whole address, even of this portal, is not a path. */
export function allowedPath(path) {
  if (typeof path !== "string" || !ALLOWED.test(path)) return null;
  const url = new URL(path, location.origin);
  return url.origin === location.origin && ALLOWED.test(url.pathname) ? url : null;
}

/** Opens a page of the portal over this one; `onClose` is told once, however it is closed. */
export function openSlider(address, { caption, width, left, onClose } = {}) {
  if (window.parent !== window && window.parent.__portal) {
    return window.parent.__portal.openSlider(address, { caption, width, left, onClose });
  }
  const url = new URL(address, location.href);
  url.searchParams.set("IFRAME", "Y");
  url.searchParams.set("IFRAME_TYPE", "SIDE_SLIDER");
  const slider = document.createElement("div");
  slider.className = "slider";
  slider.dataset.path = url.pathname;
  slider.innerHTML = `<div class="leaf" role="dialog" aria-modal="true"><button class="close" type="button"><svg class="icon"><use href="#i-close"/></svg></button><div class="caption"></div><iframe></iframe></div>`;
  const leaf = slider.firstElementChild;
  leaf.style.left = offset(width, left, open.length);
  leaf.querySelector(".close").setAttribute("aria-label", words.close);
  leaf.querySelector(".caption").textContent = caption ?? "";
  const frame = leaf.querySelector("iframe");
  frame.title = caption || url.pathname;
  frame.src = url;
  const entry = { slider, frame, onClose, back: document.activeElement };
  open.push(entry);
  slider.addEventListener("click", (event) => event.target === slider && close(entry));
  leaf.querySelector(".close").addEventListener("click", () => close(entry));
  frame.addEventListener("load", () => frame.contentWindow?.addEventListener("keydown", onKey));
  document.body.append(slider);
  leaf.querySelector(".close").focus();
  return entry;
}

/** Where the leaf begins: by the asked width or boundary, else a step further for each slider already open. */
function offset(width, left, depth) {
  if (innerWidth <= 760) return "";
  if (Number(width) > 0) return `${Math.max(56, innerWidth - Number(width))}px`;
  if (Number(left) >= 0 && left !== undefined) return `${Math.max(56, Number(left))}px`;
  return `${120 + 60 * depth}px`;
}

/** Closes the slider that shows the given window, or the topmost one. */
export function closeSlider(inner) {
  if (window.parent !== window && window.parent.__portal) return window.parent.__portal.closeSlider(window);
  const entry = open.find((one) => one.frame.contentWindow === inner) ?? open.at(-1);
  if (entry) close(entry);
}

function close(entry) {
  const place = open.indexOf(entry);
  if (place < 0) return;
  open.splice(place, 1);
  entry.slider.remove();
  entry.back?.focus?.();
  entry.onClose?.();
}

function onKey(event) {
  if (event.key === "Escape" && open.length > 0 && withDialogClosed()) close(open.at(-1));
}
addEventListener("keydown", onKey);

/** Links to cards open over the list, as in the portal; with a modifier they stay links. */
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-slider]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const path = allowedPath(link.getAttribute("href"));
  if (!path) return toast(words.refused);
  event.preventDefault();
  openSlider(path);
});
