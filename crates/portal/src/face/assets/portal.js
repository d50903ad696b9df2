// Starts a page: the shell first, then the applications in it.
import { bindMenu, bindSwitcher } from "./shell.js";
import { openSlider, closeSlider } from "./slider.js";
import { emit, launch, parse } from "./bridge.js";

/** The page's own handle: for sliders inside it, and for browser tests. */
window.__portal = { openSlider, closeSlider, emit, parse };
bindMenu();
bindSwitcher();
launch();
