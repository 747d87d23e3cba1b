/**
 * One message of the list.
 *
 * @import {Context, Message, Outgoing, QuickReply} from "./types.js"
 */

import { drawCard } from "./cards.js";
import { fill, h, icon, ICONS, outside, tel, webAddress } from "./dom.js";
import { paragraphs } from "./words.js";

/**
 * What a message's buttons do.
 *
 * @typedef {object} Actions
 * @property {(reply: QuickReply) => void} choose
 * @property {(seq: number, helpful: boolean) => Promise<boolean>} rate
 * @property {(button: HTMLElement) => void} contact
 * @property {(one: Outgoing) => void} retry
 */

/** @param {Message} message @param {Context} context @param {Actions} actions */
export function drawMessage(message, context, actions) {
  const { strings, config } = context;
  const { sender, kind } = message;
  // The assistant answers in English, whatever the language of the interface.
  const lang = sender === "bot" && kind !== "problem" ? "en" : null;
  const bubble = h("div", { class: "bubble", lang });
  const words = paragraphs(message.text, config.clinic);
  if (kind && kind !== "problem") {
    // In an emergency the call comes before the words: on a small screen they push it out of sight.
    const numbers = calls(kind, context);
    bubble.append(alarm(kind, context), ...(kind === "emergency" ? [numbers, words] : [words, numbers]));
  } else bubble.append(words);
  const card = message.card && drawCard(message.card, context);
  if (card) bubble.append(card);
  const item = h("li", { class: `message ${sender} ${kind ?? ""}` }, meta(message, context), bubble);
  const below = h("div", { class: "below" });
  if (message.sources.length) below.append(sources(message, context));
  if (message.feedback) below.append(rating(message, context, actions));
  if (message.contact) {
    const press = (/** @type {Event} */ event) => {
      actions.contact(/** @type {HTMLElement} */ (event.currentTarget));
    };
    below.append(h("button", { class: "primary", onclick: press }, strings.contactOpen));
  }
  if (below.children.length) item.append(below);
  if (sender === "visitor") item.append(h("p", { class: "state sent" }, strings.sent));
  if (message.quick_replies.length) item.append(choices(message.quick_replies, context, actions));
  return item;
}

/** @param {Outgoing} one @param {Context} context @param {Actions} actions */
export function drawOutgoing(one, context, actions) {
  const { strings, config } = context;
  const bubble = h("div", { class: "bubble" }, paragraphs(one.text, config.clinic));
  const item = h("li", { class: "message visitor" });
  item.append(meta({ sender: "visitor", at: one.at }, context), bubble);
  if (one.state === "failed") {
    const again = h("button", { class: "link", onclick: () => actions.retry(one) }, strings.retry);
    item.append(h("p", { class: "state failed" }, `${one.problem || strings.failed} `, again));
  } else {
    item.append(h("p", { class: "state" }, strings[one.state]));
  }
  return item;
}

/** @param {Pick<Message, "sender" | "at">} message @param {Context} context */
function meta({ sender, at }, { strings, locale }) {
  const who = { visitor: strings.you, bot: strings.assistant, team: strings.team, notice: strings.notice };
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: isToday ? undefined : "medium",
    timeStyle: "short",
  });
  const time = h("time", { datetime: at }, format.format(date));
  return h("p", { class: "meta" }, h("span", {}, who[sender]), " ", time);
}

/** @param {"emergency" | "urgent" | "crisis"} kind @param {Context} context */
function alarm(kind, { strings, language }) {
  return h("h3", { lang: language }, kind !== "crisis" && icon(ICONS.warning), strings[`${kind}Heading`]);
}

/** @param {"emergency" | "urgent" | "crisis"} kind @param {Context} context */
function calls(kind, { strings, config, language }) {
  const { emergency_number, phone, crisis } = config.clinic;
  /** @type {Record<typeof kind, [string, string][]>} */
  const numbers = {
    emergency: [[emergency_number, fill(strings.callNow, { number: emergency_number })]],
    urgent: [
      [phone, fill(strings.call, { number: phone })],
      [emergency_number, fill(strings.call, { number: emergency_number })],
    ],
    crisis: [[emergency_number, fill(strings.call, { number: emergency_number })]],
  };
  if (crisis) {
    const number = `${crisis.name}, ${crisis.phone}`;
    numbers.crisis.unshift([crisis.phone, fill(strings.call, { number })]);
  }
  const links = numbers[kind].map(([number, words]) =>
    h("a", { class: "call", href: tel(number) }, icon(ICONS.phone), words),
  );
  return h("div", { class: "calls", lang: language }, ...links);
}

/** @param {Message} message @param {Context} context */
function sources({ sources, reviewed }, { strings, language, locale }) {
  const list = h("ul");
  for (const { title, publisher, year, link } of sources) {
    const address = webAddress(link);
    const name = address ? outside(address, title) : title;
    const hint = address && h("span", { class: "hidden", lang: language }, ` (${strings.newWindow})`);
    const from = [publisher, year].filter(Boolean).join(", ");
    list.append(h("li", { lang: "en" }, name, hint, from && `. ${from}`));
  }
  const details = h("details", {}, h("summary", {}, `${strings.sources} (${sources.length})`), list);
  if (reviewed) {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    const words = fill(strings.reviewed, { date: date.format(new Date(reviewed)) });
    details.append(h("p", {}, words));
  }
  return details;
}

/** @param {Message} message @param {Context} context @param {Actions} actions */
function rating({ seq }, { strings }, { rate }) {
  const question = h("span", { id: `helpful-${seq}` }, strings.helpful);
  const group = h("div", { class: "rating", role: "group", "aria-labelledby": question.id }, question);
  const thanks = h("span", { tabindex: -1 }, strings.thanks);
  for (const helpful of [true, false]) {
    const press = async () => {
      if (!(await rate(seq, helpful))) return;
      group.replaceChildren(question, thanks);
      question.hidden = true;
      thanks.focus();
    };
    group.append(h("button", { class: "small", onclick: press }, helpful ? strings.yes : strings.no));
  }
  return group;
}

/** @param {QuickReply[]} replies @param {Context} context @param {Actions} actions */
function choices(replies, { strings }, { choose }) {
  const group = h("div", { class: "choices", role: "group", "aria-label": strings.choices });
  for (const reply of replies) {
    group.append(h("button", { lang: "en", dir: "auto", onclick: () => choose(reply) }, reply.title));
  }
  return group;
}
