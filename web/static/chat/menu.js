/** The menu: a button that shows a few more buttons. */

import { h, icon, ICONS } from "./dom.js";

export class Menu {
  #list = h("div", { class: "menu", id: "menu", hidden: true });

  /** @param {string} label @param {[string, () => void][]} entries words and what they do */
  constructor(label, entries) {
    this.button = h("button", {
      class: "icon",
      "aria-label": label,
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
      onclick: () => this.#toggle(Boolean(this.#list.hidden)),
    });
    this.button.append(icon(ICONS.menu));
    for (const [words, act] of entries) {
      const press = () => {
        this.#toggle(false);
        this.button.focus();
        act();
      };
      this.#list.append(h("button", { onclick: press }, words));
    }
    const leave = (/** @type {FocusEvent} */ event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (!this.element.contains(to)) this.#toggle(false);
    };
    this.element = h("div", { class: "menus", onfocusout: leave }, this.button, this.#list);
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.#list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.#list.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = [...this.#list.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    if (event.key === "Escape" && !this.#list.hidden) {
      // The chat itself stays open.
      event.preventDefault();
      event.stopPropagation();
      this.#toggle(false);
      this.button.focus();
    } else if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      buttons.at((at + step) % buttons.length)?.focus();
    }
  }
}
