/**
 * The contact form, for when the assistant cannot answer: it goes straight to the clinic.
 *
 * @import {Context} from "./types.js"
 */

import { newId } from "./conversation.js";
import { fill, h } from "./dom.js";
import { load } from "./storage.js";

/** @typedef {"name" | "reach" | "note" | "consent"} Field */

/** @type {Record<Field, "name" | "reach" | "note" | "contactConsent">} */
const LABELS = { name: "name", reach: "reach", note: "note", consent: "contactConsent" };

export class ContactForm {
  // Sent twice it is still one request.
  #id = newId();
  #context;
  #tell;
  #status = h("p", { class: "problem", role: "alert" });
  #button;
  /** @type {Record<Field, {input: HTMLInputElement | HTMLTextAreaElement, error: HTMLElement}>} */
  #fields;

  /** @param {Context} context @param {(text: string) => void} tell says that it was sent */
  constructor(context, tell) {
    this.#context = context;
    this.#tell = tell;
    const { strings } = context;
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      void this.#submit();
    };
    const title = h("h3", { id: "contact-title" }, strings.contactTitle);
    this.element = h("form", { class: "contact", novalidate: true, onsubmit: submit });
    this.element.setAttribute("aria-labelledby", title.id);
    this.element.append(title);
    this.#fields = {
      name: this.#add("name", h("input", { autocomplete: "name", required: true })),
      reach: this.#add("reach", h("input", { autocomplete: "on", required: true })),
      note: this.#add("note", h("textarea", { rows: 2 })),
      consent: this.#add("consent", h("input", { type: "checkbox", required: true })),
    };
    this.#button = h("button", { class: "primary" }, strings.contactSend);
    this.element.append(this.#status, this.#button);
  }

  focus() {
    this.#fields.name.input.focus();
  }

  /** @template {HTMLInputElement | HTMLTextAreaElement} Input @param {Field} name @param {Input} input */
  #add(name, input) {
    const error = h("p", { class: "problem", id: `contact-${name}-problem` });
    input.id = `contact-${name}`;
    input.setAttribute("aria-describedby", error.id);
    const label = h("label", { for: input.id }, this.#context.strings[LABELS[name]]);
    this.element.append(h("div", { class: `field ${name}` }, label, input, error));
    return { input, error };
  }

  /** Mark what is wrong and go to the first of it. @param {Partial<Record<Field, string>>} problems */
  #mark(problems) {
    let first = null;
    for (const name of /** @type {Field[]} */ (Object.keys(this.#fields))) {
      const { input, error } = this.#fields[name];
      error.textContent = problems[name] ?? "";
      input.setAttribute("aria-invalid", String(Boolean(problems[name])));
      if (problems[name]) first ??= input;
    }
    first?.focus();
    return Boolean(first);
  }

  async #submit() {
    const { strings, config, base } = this.#context;
    const { name, reach, note, consent } = this.#fields;
    const address = reach.input.value.trim();
    const isConsent = /** @type {HTMLInputElement} */ (consent.input).checked;
    const isWrong = this.#mark({
      ...(!name.input.value.trim() && { name: strings.nameMissing }),
      ...(!address && { reach: strings.reachMissing }),
      ...(!isConsent && { consent: strings.consentMissing }),
    });
    if (isWrong || this.#button.disabled) return;
    this.#status.textContent = "";
    this.#button.disabled = true;
    try {
      const response = await fetch(new URL("contact", base), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          token: load()?.token ?? null,
          client_id: this.#id,
          name: name.input.value.trim(),
          [address.includes("@") ? "email" : "phone"]: address,
          note: note.input.value.trim(),
          consent: true,
        }),
      });
      const answer = await response.json();
      if (response.ok) {
        this.#tell(fill(strings.contactSent, { reference: answer.reference }));
        return;
      }
      const { phone, email, ...fields } = answer.error?.fields ?? {};
      const problems = { ...fields, ...((phone || email) && { reach: phone || email }) };
      if (this.#mark(problems)) return;
    } catch {
      // no line, or no answer that can be read: said below
    } finally {
      this.#button.disabled = false;
    }
    this.#status.textContent = fill(strings.contactFailed, { phone: config.clinic.phone });
  }
}
