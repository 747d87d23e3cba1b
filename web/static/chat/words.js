/**
 * A message's plain text as elements: paragraphs, lists, and the clinic's numbers to press.
 *
 * @import {Clinic} from "./types.js"
 */

import { h, tel } from "./dom.js";

/**
 * Blank lines part paragraphs, and so does a line's end behind a sentence; lines that begin
 * with "• " are a list.
 *
 * @param {string} text @param {Clinic} clinic
 */
export function paragraphs(text, clinic) {
  const parts = new DocumentFragment();
  for (const block of text.split(/\n\s*\n|(?<=[.?!])\n(?!• )/)) {
    let open = /** @type {HTMLElement | null} */ (null);
    for (const line of block.split("\n")) {
      const tag = line.startsWith("• ") ? "ul" : "p";
      if (open?.localName !== tag) {
        // Each part finds its own direction, so that no text turns another's around.
        open = h(tag, { dir: "auto" });
        parts.append(open);
      } else if (tag === "p") open.append(h("br"));
      const words = withNumbers(tag === "ul" ? line.slice(2) : line, clinic);
      open.append(tag === "ul" ? h("li", {}, words) : words);
    }
  }
  return parts;
}

/** @param {string} text @param {Clinic} clinic */
function withNumbers(text, clinic) {
  const numbers = [clinic.emergency_number, clinic.phone, clinic.crisis?.phone ?? ""];
  const known = [...numbers, clinic.email].filter(Boolean);
  const escaped = known.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = new DocumentFragment();
  for (const part of text.split(new RegExp(`(?<![\\w.])(${escaped.join("|")})(?!\\w)`))) {
    if (!known.includes(part)) parts.append(part);
    else parts.append(h("a", { href: part === clinic.email ? `mailto:${part}` : tel(part) }, part));
  }
  return parts;
}
