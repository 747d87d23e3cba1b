/**
 * "Download my chat": the conversation as a text file, made in the browser.
 *
 * @import {Context, Message} from "./types.js"
 */

import { h } from "./dom.js";

/** @param {Message[]} messages @param {Context} context */
export function transcript(messages, { strings, locale, config }) {
  const who = { visitor: strings.you, bot: strings.assistant, team: strings.team, notice: strings.notice };
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const shown = messages.filter(({ text, card }) => text || card);
  const parts = shown.map(({ at, sender, text, card, sources }) => {
    const lines = [`${format.format(new Date(at))}  ${who[sender]}`, text];
    if (card) lines.push("", ...cardLines(card));
    if (sources.length) lines.push("", `${strings.sources}:`);
    for (const { title, publisher, year, link } of sources) {
      lines.push(`- ${[title, publisher, year, link].filter(Boolean).join(", ")}`);
    }
    return lines.join("\n");
  });
  return [config.clinic.name, ...parts].join("\n\n") + "\n";
}

/** @param {Record<string, any>} card @returns {string[]} */
function cardLines({ title, columns = [], rows = [], facts = [], steps = [], alt = "", caption = "" }) {
  const lines = [title ?? "", alt, caption];
  for (const { label, values } of rows) {
    lines.push(`${label}:`);
    values.forEach((/** @type {string} */ value, /** @type {number} */ index) => {
      lines.push(`  ${columns[index]}: ${value}`);
    });
  }
  for (const { label, value } of facts) lines.push(`${label}: ${value}`);
  steps.forEach((/** @type {any} */ step, /** @type {number} */ index) => {
    lines.push(`${index + 1}. ${step.title}: ${step.text ?? ""}`);
  });
  return lines.filter(Boolean);
}

/** @param {string} text @param {string} name */
export function download(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  h("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
