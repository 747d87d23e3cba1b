/**
 * The first screen: what this is for and what not, who answers, and where help is in an
 * emergency. Nothing is stored, and no line opened, before its one button.
 *
 * @import {Context} from "./types.js"
 */

import { fill, h, icon, ICONS, outside, tel, webAddress } from "./dom.js";

/** @param {Context} context @param {string} greeting @param {() => void} start */
export function drawWelcome({ strings, config }, greeting, start) {
  const { emergency_number, privacy_page } = config.clinic;
  const call = h("a", { class: "call", href: tel(emergency_number) }, icon(ICONS.phone));
  call.append(fill(strings.call, { number: emergency_number }));
  const privacy = h("p", { class: "privacy" }, `${strings.privacy} `);
  const page = webAddress(privacy_page);
  if (page) {
    const hint = h("span", { class: "hidden" }, ` (${strings.newWindow})`);
    privacy.append(outside(page, strings.privacyLink), hint);
  }
  const about = h("div", { class: "about" }, h("h3", {}, greeting || strings.greeting));
  about.append(h("p", { class: "lead" }, strings.purpose));
  about.append(h("p", {}, strings.machine), h("p", {}, strings.limits));
  const begin = h("button", { class: "primary", onclick: start }, strings.start);
  // Always in sight, however small the screen; the words above may scroll.
  const alarm = h("div", { class: "alarm" }, h("p", {}, strings.emergency), call);
  about.tabIndex = 0;
  return h("div", { class: "welcome" }, about, h("div", { class: "begin" }, alarm, begin, privacy));
}
