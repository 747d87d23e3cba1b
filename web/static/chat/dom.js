/** Makes elements. Text only ever enters the page as text. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Value
 */

/**
 * Make an element: `on...` props are listeners, the others attributes.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Value>} [props] null, undefined and false leave an attribute out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @param {string} path the `d` of a 24 by 24 drawing made of lines */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12h15M13 6l6 6-6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  warning: "M12 3.5L22 20.5H2zM12 10v5M12 17.8v.01",
};

/**
 * Put values in place of `{name}`.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} number as people write it */
export function tel(number) {
  return `tel:${number.replace(/[^\d+*#]/g, "")}`;
}

/**
 * The address if a visitor may follow it, else null: no `javascript:` and the like.
 *
 * @param {unknown} address
 */
export function webAddress(address) {
  return typeof address === "string" && /^https?:\/\//i.test(address) ? address : null;
}

/** A link that leaves the host page alone. @param {string} href @param {string} text */
export function outside(href, text) {
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}
