/** A question that must be answered before something is done that cannot be taken back. */

import { h } from "./dom.js";

/**
 * @param {HTMLElement} parent where the dialog is put while it is open
 * @param {{title: string, text: string, yes: string, no: string}} words
 * @returns {Promise<boolean>}
 */
export function confirmed(parent, { title, text, yes, no }) {
  return new Promise((resolve) => {
    const heading = h("h3", { id: "question" }, title);
    const body = h("p", { id: "question-text" }, text);
    const dialog = h("dialog", {
      class: "question",
      role: "alertdialog",
      "aria-labelledby": heading.id,
      "aria-describedby": body.id,
    });
    const answer = (/** @type {boolean} */ sure) => {
      dialog.close(sure ? "yes" : "");
    };
    const back = h("button", { onclick: () => answer(false) }, no);
    const go = h("button", { class: "primary", onclick: () => answer(true) }, yes);
    dialog.append(heading, body, h("div", { class: "answers" }, back, go));
    // Escape answers no; it does not reach the chat around, which it would close.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    parent.append(dialog);
    dialog.showModal();
    back.focus();
  });
}
