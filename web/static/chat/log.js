/**
 * The list of messages: draws each once, keeps the newest in sight unless the visitor has
 * scrolled up, and shows the replies that can still be pressed.
 *
 * @import {Actions} from "./message.js"
 * @import {Context} from "./types.js"
 * @import {Conversation} from "./conversation.js"
 */

import { h, icon, ICONS } from "./dom.js";
import { drawMessage, drawOutgoing } from "./message.js";

const NEAR = 48; // px from the end that still count as the end
const TOGETHER = 120_000; // ms within which one sender's messages share a heading

export class Log {
  /** What is drawn, by key. @type {Map<string, HTMLLIElement>} */
  #drawn = new Map();
  #list = h("ol", { role: "list" });
  #end = h("div", { class: "end" });
  #typing;
  #newer;
  #unseen = 0;

  /** @param {Context} context @param {Actions} actions */
  constructor(context, actions) {
    this.context = context;
    this.actions = actions;
    const { strings } = context;
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#typing = h("p", { class: "typing", hidden: true }, dots);
    this.#typing.append(h("span", { class: "hidden" }, strings.typing));
    this.#newer = h("button", { class: "newer", hidden: true, onclick: () => this.toEnd(true) });
    this.#newer.append(icon(ICONS.down), strings.newMessages);
    // The live region is elsewhere: this one would also tell what was there before.
    this.scroller = h("div", { class: "scroller", role: "log", "aria-live": "off", tabindex: 0 });
    this.scroller.setAttribute("aria-label", strings.messages);
    this.scroller.append(this.#list, this.#typing, this.#end);
    this.scroller.addEventListener("scroll", () => this.isAtEnd && this.#seen());
    this.element = h("div", { class: "log" }, this.scroller, this.#newer);
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** @param {Conversation} conversation */
  draw(conversation) {
    const wasAtEnd = this.isAtEnd;
    const entries = [...this.#entries(conversation)];
    const keys = new Set(entries.map(({ key }) => key));
    for (const [key, item] of this.#drawn) {
      if (keys.has(key)) continue;
      item.remove();
      this.#drawn.delete(key);
    }
    let fresh = null;
    let previous = null;
    for (const [index, { key, draw, sender, at }] of entries.entries()) {
      let item = this.#drawn.get(key);
      if (!item) {
        item = draw();
        this.#drawn.set(key, item);
        fresh ??= item;
      }
      if (this.#list.children[index] !== item) {
        this.#list.insertBefore(item, this.#list.children[index] ?? null);
      }
      const isNear = previous && Date.parse(at) - Date.parse(previous.at) < TOGETHER;
      item.classList.toggle("follows", Boolean(isNear && previous?.sender === sender));
      previous = { sender, at };
    }
    this.#offer(entries);
    // Danger is shown wherever the visitor reads.
    if (fresh && (wasAtEnd || fresh.matches(".emergency, .crisis"))) this.#show(fresh);
    else if (wasAtEnd) this.toEnd();
  }

  /** Something came in that the visitor may not see. @param {number} count */
  arrived(count) {
    if (this.isAtEnd) return;
    this.#unseen += count;
    this.#newer.hidden = !this.#unseen;
  }

  /** @param {boolean} on */
  typing(on) {
    const wasAtEnd = this.isAtEnd;
    this.#typing.hidden = !on;
    if (wasAtEnd) this.toEnd();
  }

  /** Put something that is no message under the last one. @param {HTMLElement | null} element */
  append(element) {
    this.#end.replaceChildren(...(element ? [element] : []));
    if (element) this.toEnd();
  }

  toEnd(isWished = false) {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#seen();
    if (isWished) this.scroller.focus();
  }

  /** @param {Conversation} conversation */
  *#entries({ messages, outgoing }) {
    const { context, actions } = this;
    for (const message of messages) {
      if (!message.text && !message.card) continue;
      const { sender, at, seq } = message;
      yield { key: `${seq}`, sender, at, draw: () => drawMessage(message, context, actions) };
    }
    for (const one of outgoing) {
      if (!one.text) continue;
      const key = `${one.client_id} ${one.state}`;
      yield { key, sender: "visitor", at: one.at, draw: () => drawOutgoing(one, context, actions) };
    }
  }

  /**
   * Replies and the contact form belong to what was said last; "Sent" to one's own last words.
   *
   * @param {{key: string, sender: string}[]} entries
   */
  #offer(entries) {
    const lastOwn = entries.findLastIndex(({ sender }) => sender === "visitor");
    for (const [index, { key }] of entries.entries()) {
      const item = this.#drawn.get(key);
      item?.classList.toggle("past", index < lastOwn);
      item?.classList.toggle("latest", index === lastOwn);
    }
  }

  /** Show a new message from its beginning. @param {HTMLElement} item */
  #show(item) {
    const { scroller } = this;
    const end = scroller.scrollHeight - scroller.clientHeight;
    scroller.scrollTop = Math.min(end, item.offsetTop - 16);
    if (this.isAtEnd) this.#seen();
  }

  #seen() {
    this.#unseen = 0;
    this.#newer.hidden = true;
  }
}
