/**
 * Cards: where looking beats reading. A card of an unknown kind, or one that lacks what its
 * kind needs, is left out; the message's text stands alone.
 *
 * @import {Context} from "./types.js"
 */

import { fill, h } from "./dom.js";

/** @typedef {Record<string, any>} Card */

/** @param {Card} card @param {Context} context @returns {HTMLElement | null} */
export function drawCard(card, context) {
  const draw = DRAWN[String(card.card)];
  const body = draw?.(card, context);
  if (!body) return null;
  const title = words(card.title);
  return h("figure", { class: `card ${card.card}` }, title && h("figcaption", {}, title), body);
}

/** @param {unknown} value */
function words(value) {
  return value === null || value === undefined ? "" : String(value);
}

/** @param {unknown} value @returns {Card[]} */
function items(value) {
  return Array.isArray(value) ? value : [];
}

/** The column's name stands before each cell where the table is stacked. @param {Card} card */
function comparison(card, /** @type {Context} */ { strings }) {
  const columns = items(card.columns).map(words);
  const rows = items(card.rows);
  if (!rows.length) return null;
  const head = h("tr", { role: "row" }, h("td", { role: "cell" }));
  for (const column of columns) {
    head.append(h("th", { scope: "col", role: "columnheader" }, column));
  }
  const body = h("tbody", { role: "rowgroup" });
  for (const row of rows) {
    const line = h("tr", { role: "row" });
    line.append(h("th", { scope: "row", role: "rowheader" }, words(row.label)));
    items(row.values).forEach((value, index) => {
      const column = h("span", { class: "column", "aria-hidden": "true" }, columns[index]);
      line.append(h("td", { role: "cell" }, column, words(value)));
    });
    body.append(line);
  }
  // A stacked table is no table to the browser unless the roles say so.
  const label = words(card.title) || strings.table;
  const top = h("thead", { role: "rowgroup" }, head);
  return h("table", { role: "table", "aria-label": label }, top, body);
}

/** @param {Card} card */
function steps(card, /** @type {Context} */ { strings }) {
  const list = h("ol", { role: "list" });
  items(card.steps).forEach((step, index) => {
    const number = h("span", { class: "hidden" }, `${fill(strings.step, { number: index + 1 })}: `);
    const title = h("strong", {}, number, words(step.title));
    list.append(h("li", {}, title, words(step.text) && h("p", {}, words(step.text))));
  });
  return list.children.length ? list : null;
}

/** @param {Card} card */
function facts(card) {
  const list = h("dl");
  for (const fact of items(card.facts)) {
    list.append(h("div", {}, h("dt", {}, words(fact.label)), h("dd", {}, words(fact.value))));
  }
  return list.children.length ? list : null;
}

/** @param {Card} card */
function figure(card, /** @type {Context} */ { base }) {
  const name = words(card.image);
  if (!/^[a-z0-9-]+$/.test(name)) return null;
  const src = new URL(`static/figures/${name}.svg`, base).href;
  const image = h("img", { src, alt: words(card.alt), width: 640, height: 420 });
  return h("div", {}, image, words(card.caption) && h("p", {}, words(card.caption)));
}

/** @type {Record<string, (card: Card, context: Context) => HTMLElement | null>} */
const DRAWN = { comparison, steps, facts, figure };
