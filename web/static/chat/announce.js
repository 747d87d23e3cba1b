/**
 * Tells a screen reader what came in, once. Two nodes take turns, because some readers pass
 * over a text that is put where the same text stood.
 */

import { h } from "./dom.js";

const PAUSE = 300; // ms within which messages are told together

export class Announcer {
  #nodes = [h("p", { role: "status" }), h("p", { role: "status" })];
  #alert = h("p", { role: "alert" });
  /** @type {string[]} */
  #waiting = [];
  #timer = 0;
  element = h("div", { class: "hidden" }, ...this.#nodes, this.#alert);

  /** @param {string} text */
  tell(text) {
    this.#waiting.push(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), PAUSE);
  }

  /** Danger does not wait for a pause. @param {string} text */
  interrupt(text) {
    this.#alert.textContent = text;
  }

  #speak() {
    const [now, before] = this.#nodes;
    now.textContent = this.#waiting.join(" ");
    before.textContent = "";
    this.#nodes = [before, now];
    this.#waiting = [];
  }
}
