/**
 * Where the visitor writes. What is asked for decides the keyboard; what is written is never
 * lost, whatever the line does.
 *
 * @import {Asked, Context} from "./types.js"
 */

import { fill, h, icon, ICONS } from "./dom.js";

/** How each kind of answer is typed: [inputmode, autocomplete]. @type {Record<Asked | "text", [string, string]>} */
const KEYBOARDS = {
  text: ["text", "off"],
  name: ["text", "name"],
  phone: ["tel", "tel"],
  email: ["email", "email"],
  contact: ["text", "off"],
  date: ["text", "off"],
};

export class Composer {
  #context;
  #send;
  #problem = h("p", { class: "problem", id: "too-long", role: "status" });
  #helpers = h("div", { class: "helpers", hidden: true });
  /** @type {Asked | null} */
  #asked = null;

  /** @param {Context} context @param {(text: string) => void} send */
  constructor(context, send) {
    this.#context = context;
    this.#send = send;
    const { strings } = context;
    this.field = h("textarea", {
      rows: 1,
      dir: "auto",
      placeholder: strings.write,
      "aria-label": strings.write,
      "aria-describedby": this.#problem.id,
      enterkeyhint: "send",
      oninput: () => this.#changed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.#type("text");
    const button = h("button", { class: "send", "aria-label": strings.send }, icon(ICONS.send));
    const row = h("div", { class: "row" }, this.field, button);
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#submit();
    };
    this.element = h("form", { class: "composer", novalidate: true, onsubmit: submit });
    this.element.append(this.#helpers, this.#problem, row);
  }

  /** Help with the answer to what was asked last. @param {Asked | null} asked */
  expect(asked) {
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#type(asked ?? "text");
    this.#helpers.replaceChildren();
    if (asked === "contact") this.#offerKeyboards();
    if (asked === "date") this.#offerDate();
    this.#helpers.hidden = !this.#helpers.children.length;
  }

  /** @param {Asked | "text"} kind */
  #type(kind) {
    const [inputmode, autocomplete] = KEYBOARDS[kind];
    this.field.setAttribute("inputmode", inputmode);
    this.field.setAttribute("autocomplete", autocomplete);
  }

  #offerKeyboards() {
    const { strings } = this.#context;
    const label = h("span", { id: "keyboard" }, strings.keyboard);
    const group = h("div", { role: "group", "aria-labelledby": label.id }, label);
    for (const kind of /** @type {const} */ (["phone", "email"])) {
      const press = (/** @type {Event} */ event) => {
        for (const one of group.querySelectorAll("button")) {
          one.setAttribute("aria-pressed", String(one === event.currentTarget));
        }
        this.#type(kind);
        this.field.focus();
      };
      const button = h("button", { type: "button", class: "small", "aria-pressed": "false" });
      button.addEventListener("click", press);
      button.append(strings[kind]);
      group.append(button);
    }
    this.#helpers.append(group);
  }

  #offerDate() {
    const { strings } = this.#context;
    const today = new Date();
    const month = String(today.getMonth() + 1).padStart(2, "0");
    const min = `${today.getFullYear()}-${month}-${String(today.getDate()).padStart(2, "0")}`;
    const pick = (/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLInputElement} */ (event.currentTarget);
      const [year, picked, day] = value.split("-").map(Number);
      if (!year || year < today.getFullYear()) return; // a year that is typed still
      // The assistant reads English dates.
      const format = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
      this.#put(format.format(new Date(year, picked - 1, day)));
    };
    this.#helpers.append(h("label", {}, strings.date, h("input", { type: "date", min, onchange: pick })));
  }

  /** @param {string} words */
  #put(words) {
    const { field } = this;
    field.value = field.value.trim() ? `${field.value.trim()}, ${words}` : words;
    this.#changed();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // `isComposing`: Enter chooses a word in Japanese and other keyboards.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text || this.#excess > 0) return;
    this.field.value = "";
    this.#changed();
    this.#send(text);
    this.field.focus();
  }

  /** Code points, as the server counts. */
  get #excess() {
    return [...this.field.value.trim()].length - this.#context.config.limits.message_chars;
  }

  #changed() {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    const tooLong = this.#excess > 0;
    field.setAttribute("aria-invalid", String(tooLong));
    const { tooLong: words } = this.#context.strings;
    this.#problem.textContent = tooLong ? fill(words, { count: this.#excess }) : "";
  }
}
