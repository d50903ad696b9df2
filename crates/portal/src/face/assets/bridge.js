// The portal's half of the conversation with an application's frame.
//
// A frame writes `command[:params]:callback:sid`; the portal answers `callback:json`. Nothing is done for a message
// whose origin is not the application's own, or whose sid belongs to no frame of this page.
import { openSlider, closeSlider, allowedPath } from "./slider.js";
import { askPeople, askRecords, toast } from "./dialogs.js";
import { post, words } from "./shell.js";

/** Everything the frames asked for, oldest first: what a browser test reads. Reloads an app asks for keep it. */
window.__portalLog ??= JSON.parse(sessionStorage.getItem("portal.log") ?? "[]");
sessionStorage.removeItem("portal.log");
const keepLog = () => sessionStorage.setItem("portal.log", JSON.stringify(window.__portalLog));
/** Messages that looked like commands and were not believed. */
window.__portalRejected ??= [];
/** Frames of this page by sid. */
export const frames = (window.__portalFrames ??= new Map());

/** Splits a command as documented: the first token names it, the last is the sid, the one before it the callback. */
export function parse(data) {
  if (data && typeof data === "object" && typeof data.method === "string") {
    return { command: data.method, params: data.params ?? {}, callback: String(data.callback ?? ""), sid: String(data.appSid ?? "") };
  }
  if (typeof data !== "string") return null;
  const parts = data.split(":");
  if (parts.length < 3) return null;
  const sid = parts.pop();
  const callback = parts.pop();
  const command = parts.shift();
  const text = parts.join(":");
  if (text === "") return { command, params: {}, callback, sid };
  try {
    return { command, params: JSON.parse(text), callback, sid };
  } catch {
    return { command, params: {}, callback, sid, malformed: text };
  }
}

/** The frame a sid belongs to: of this page, or of a page inside one of its sliders. */
function frameOf(sid) {
  if (frames.has(sid)) return frames.get(sid);
  for (const inner of document.querySelectorAll(".slider iframe")) {
    const found = inner.contentWindow?.__portalFrames?.get(sid);
    if (found) return found;
  }
  return null;
}

window.addEventListener("message", (event) => {
  const message = parse(event.data);
  if (!message) return;
  const frame = frameOf(message.sid);
  if (!frame || event.origin !== frame.config.origin || message.malformed) {
    window.__portalRejected.push({ origin: event.origin, data: event.data });
    return;
  }
  const entry = { command: message.command, params: message.params, sid: message.sid, placement: frame.config.init.PLACEMENT, origin: event.origin };
  window.__portalLog.push(entry);
  if (window.parent !== window) window.parent.__portalLog?.push(entry);
  const reply = (value) => {
    entry.reply = value;
    if (message.callback === "") return;
    const body = value === undefined ? "" : JSON.stringify(value);
    event.source?.postMessage(`${message.callback}:${body}`, event.origin);
  };
  const command = Object.hasOwn(commands, message.command) ? commands[message.command] : null;
  if (!command || refused(message.command, frame)) {
    entry.refused = true;
    return;
  }
  Promise.resolve(command(frame, message.params ?? {}, reply, message)).catch((error) => {
    entry.error = String(error);
  });
});

/** A card's tab may not steer the page around it, and a popup may not size itself. */
function refused(command, frame) {
  if (frame.config.embedded) return ["setTitle", "setScroll", "reloadWindow"].includes(command);
  return frame.config.popup && command === "resizeWindow";
}

const commands = {
  getInitData: (frame, _, reply) => reply(frame.config.init),

  setInstall(frame, params, reply) {
    frame.config.init.FIRST_RUN = false;
    reply({ install: Boolean(params.install) });
  },

  async setInstallFinish(frame) {
    if (!frame.config.init.INSTALL) return;
    const done = await post("install", { user: frame.config.user, app: frame.config.app });
    if (!done.ok) return toast(words.refused);
    const url = new URL(location.href);
    url.searchParams.set("install_finished", "Y");
    keepLog();
    location.replace(url);
  },

  async refreshAuth(frame, _, reply) {
    const answer = await post("auth", { user: frame.config.user, app: frame.config.app });
    if (!answer.ok) return;
    const fresh = await answer.json();
    Object.assign(frame.config.init, fresh);
    reply(fresh);
  },

  setAppOption: (frame, params, reply) => setOption("app", "APP_OPTIONS", frame, params, reply),
  setUserOption: (frame, params, reply) => setOption("user", "USER_OPTIONS", frame, params, reply),

  resizeWindow(frame, params, reply) {
    const area = frame.element.parentElement;
    const height = Number.parseInt(params.height, 10) || 0;
    frame.element.style.height = height > area.clientHeight ? `${height}px` : "";
    area.classList.toggle("hosts", height <= area.clientHeight);
    reply({ width: frame.element.clientWidth, height: frame.element.clientHeight });
  },

  setTitle(frame, params, reply) {
    const title = String(params.title ?? "");
    document.title = title;
    const heading = document.querySelector(".bar h1");
    if (heading) heading.textContent = title;
    reply({});
  },

  setScroll(frame, params, reply) {
    frame.element.parentElement.scrollTop = Number(params.scroll) || 0;
    reply({});
  },

  reloadWindow(_, __, reply) {
    reply({});
    keepLog();
    location.reload();
  },

  openApplication(frame, params, reply) {
    const url = new URL(frame.config.app_path, location.href);
    url.searchParams.set("IFRAME", "Y");
    for (const [name, value] of Object.entries(params)) {
      if (!name.startsWith("bx24_")) url.searchParams.set(`params[${name}]`, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
    openSlider(url, { caption: params.bx24_label?.text ?? params.bx24_title, width: params.bx24_width, left: params.bx24_leftBoundary, onClose: () => reply({}) });
  },

  closeApplication(frame, _, reply) {
    reply({});
    closeSlider(frame.window);
  },

  openPath(_, params, reply) {
    if (matchMedia("(max-width: 760px)").matches && window.__portalDevice === "mobile") {
      return reply({ result: "error", errorCode: "METHOD_NOT_SUPPORTED_ON_DEVICE" });
    }
    const path = allowedPath(params.path);
    if (!path) return reply({ result: "error", errorCode: "PATH_NOT_AVAILABLE" });
    openSlider(path, { onClose: () => reply({ result: "close" }) });
  },

  async selectUser(_, params, reply) {
    const chosen = await askPeople(Boolean(params.mult));
    if (chosen) reply(params.mult ? chosen : chosen[0]);
  },

  async selectAccess(_, params, reply) {
    const chosen = await askPeople(true);
    // As selectCRM: a map by number, not a list.
    if (chosen) reply(Object.fromEntries(chosen.map((person, place) => [place, { id: `U${person.id}`, name: person.name, provider: words.people }])));
  },

  async selectCRM(_, params, reply) {
    const chosen = await askRecords([].concat(params.entityType ?? "company"), Boolean(params.multiple));
    if (chosen) reply(chosen);
  },

  imCallTo: (_, params) => toast(`${words.call}: ${params.userId ?? ""}`),
  imPhoneTo: (_, params) => toast(`${words.call}: ${params.phone ?? ""}`),
  imOpenMessenger: (_, params) => toast(`${words.chat}: ${params.dialogId ?? ""}`),
  imOpenHistory: (_, params) => toast(`${words.chat}: ${params.dialogId ?? ""}`),

  getInterface: (frame, _, reply) => reply({ command: Object.keys(commands).filter((name) => !refused(name, frame)), event: frame.config.events }),

  placementBindEvent(frame, params, _, message) {
    const name = String(params.event ?? "");
    frame.listeners.push({ name, callback: message.callback });
  },
};

async function setOption(scope, key, frame, params, reply) {
  const answer = await post("option", { scope, user: frame.config.user, app: frame.config.app, name: params.name ?? "", value: JSON.stringify(params.value ?? null) });
  if (!answer.ok) return;
  frame.config.init[key] = await answer.json();
  reply(frame.config.init[key]);
}

/** Sends a placement event to every frame that asked for it; answers how many did. */
export function emit(name, data) {
  let told = 0;
  for (const frame of frames.values()) {
    for (const listener of frame.listeners.filter((one) => one.name === name)) {
      frame.element.contentWindow.postMessage(`${listener.callback}:${JSON.stringify(data ?? {})}`, frame.config.origin);
      told += 1;
    }
  }
  return told;
}

/** Registers the frames of this page, then posts the launch forms: never the other way round. */
export function launch() {
  for (const host of document.querySelectorAll("[data-frame]")) {
    const config = JSON.parse(host.querySelector("script").textContent);
    frames.set(config.sid, { config, element: host.querySelector("iframe"), window, listeners: [] });
  }
  for (const form of document.querySelectorAll("form[data-launch]")) form.submit();
}
