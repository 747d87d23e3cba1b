/**
 * `<mesoguide-chat>`: the frame of the chat, a dialog in the corner of the page, or over all
 * of a small screen. Importing this file does nothing; `define.js` registers it.
 *
 * @import {Config, Context, Settings} from "./types.js"
 */

import { fill, h, icon, ICONS } from "./dom.js";
import { Room } from "./room.js";
import { load, saveOpen } from "./storage.js";
import { sheets } from "./styles.js";
import { drawWelcome } from "./welcome.js";

const SMALL = "(max-width: 480px), (max-height: 480px)";

export class MesoguideChat extends HTMLElement {
  /** Set by the launcher before the first `show`. @type {Settings} */
  settings = { base: "/", language: "en", title: "", greeting: "", direction: "" };
  #title = h("h2", { id: "title", tabindex: -1 });
  #subtitle = h("p");
  #tools = h("div", { class: "tools" });
  #body = h("div", { class: "body" });
  #dialog = h("dialog", { class: "panel", "aria-labelledby": "title" });
  #small = matchMedia(SMALL);
  /** @type {Context | null} */
  #context = null;
  /** @type {Room | null} */
  #room = null;
  #unread = 0;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = sheets();
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** @param {{isReopened?: boolean}} [how] `isReopened`: by us on a new page, so focus stays */
  async show({ isReopened = false } = {}) {
    if (this.isOpen) return;
    if (!this.#title.isConnected) this.#build();
    await this.#prepare();
    this.#open();
    saveOpen(true);
    this.#count(0);
    if (isReopened) return;
    if (!history.state?.mesoguide) history.pushState({ ...history.state, mesoguide: true }, "");
    this.#focus();
  }

  hide() {
    if (!this.isOpen) return;
    this.#dialog.close();
    saveOpen(false);
    // The entry that `show` added for the Back button.
    if (history.state?.mesoguide) history.back();
    this.dispatchEvent(new Event("hide"));
  }

  #build() {
    const close = h("button", { class: "icon", onclick: () => this.hide() }, icon(ICONS.close));
    close.id = "close";
    this.#tools.append(close);
    const names = h("div", { class: "names" }, this.#title, this.#subtitle);
    this.#dialog.append(h("div", { class: "head" }, names, this.#tools), this.#body);
    this.shadowRoot?.append(this.#dialog);
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.hide();
    });
    // Android's Back gesture on a modal dialog.
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.hide();
    });
    addEventListener("popstate", (event) => {
      if (!event.state?.mesoguide) this.hide();
    });
    this.#small.addEventListener("change", () => this.#reopen());
    visualViewport?.addEventListener("resize", () => this.#fit());
    visualViewport?.addEventListener("scroll", () => this.#fit());
  }

  /** Fetch the words and the clinic's facts; draw what is next. */
  async #prepare() {
    if (this.#room || !this.shadowRoot) return;
    const { base, language, title, greeting, direction } = this.settings;
    const { default: strings } = await import(`./strings/${language}.js`);
    this.#dialog.lang = language;
    this.#dialog.dir = direction || strings.direction;
    this.shadowRoot.getElementById("close")?.setAttribute("aria-label", strings.close);
    this.#subtitle.textContent = strings.isMachine;
    const config = await this.#config();
    this.#title.textContent = title || fill(strings.title, { clinic: config?.clinic.name ?? "" }).trim();
    if (!config) {
      const again = async () => {
        await this.#prepare();
        this.#focus();
      };
      const button = h("button", { class: "primary", onclick: again }, strings.tryAgain);
      this.#body.replaceChildren(h("div", { class: "over" }, h("p", { role: "alert" }, strings.loadFailed), button));
      return;
    }
    const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
    this.#context = { base, language, locale, strings, config };
    if (load()) this.#start();
    else {
      const begin = () => {
        this.#start();
        this.#focus();
      };
      this.#body.replaceChildren(drawWelcome(this.#context, greeting, begin));
    }
  }

  /** @returns {Promise<Config | null>} */
  async #config() {
    try {
      const response = await fetch(new URL("chat/config.json", this.settings.base));
      return response.ok ? await response.json() : null;
    } catch {
      return null; // no line
    }
  }

  #start() {
    if (!this.#context) return;
    this.#room?.menu.element.remove();
    this.#room?.stop();
    this.#room = new Room(this.#context, {
      subtitle: (text) => (this.#subtitle.textContent = text),
      arrived: (count) => !this.isOpen && this.#count(this.#unread + count),
      again: () => {
        this.#start();
        this.#focus();
      },
    });
    this.#tools.prepend(this.#room.menu.element);
    this.#body.replaceChildren(this.#room.element);
    this.#room.start();
  }

  #open() {
    this.#fit();
    if (this.#small.matches) this.#dialog.showModal();
    // Unlike `show()` it leaves the focus where it is.
    else this.#dialog.setAttribute("open", "");
    this.#room?.log.toEnd();
  }

  /** From corner to whole screen or back. */
  #reopen() {
    if (!this.isOpen) return;
    const focused = /** @type {HTMLElement | null} */ (this.shadowRoot?.activeElement);
    this.#dialog.close();
    this.#open();
    focused?.focus();
  }

  #focus() {
    // On a phone a focused field would bring up the keyboard over what is there to read.
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const field = this.#room?.composer.field;
    if (field?.checkVisibility() && !isTouch) field.focus();
    else this.#title.focus();
  }

  /** Stay above the on-screen keyboard; when pinched larger, stay as it is. */
  #fit() {
    const view = visualViewport;
    if (!view || view.scale !== 1) return;
    this.#dialog.style.setProperty("--height", `${view.height}px`);
    this.#dialog.style.setProperty("--top", `${view.offsetTop}px`);
  }

  /** @param {number} unread */
  #count(unread) {
    this.#unread = unread;
    this.dispatchEvent(new CustomEvent("unread", { detail: unread }));
  }
}
