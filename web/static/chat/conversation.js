/**
 * The list of messages, as the server has it, and what the visitor sent that the server has
 * not confirmed. Knows no network and no page.
 *
 * @import {Ack, Message, Outgoing} from "./types.js"
 */

export class Conversation {
  /** Sorted by `seq`. @type {Message[]} */
  messages = [];

  /** In the order they were written. @type {Outgoing[]} */
  outgoing = [];

  /** Up to this number the server has told all that it keeps; there may be less than that. */
  complete = 0;

  /** The last number up to which nothing is missing. */
  get last() {
    let last = this.complete;
    for (const { seq } of this.messages) if (seq === last + 1) last = seq;
    return last;
  }

  get hasGap() {
    return this.last < (this.messages.at(-1)?.seq ?? 0);
  }

  /** Whether anything a person would see is there. */
  get isEmpty() {
    return !this.messages.length && !this.outgoing.length;
  }

  /**
   * Add what is new; a message that is there already stays as it is.
   *
   * @param {Message[]} messages
   * @returns {Message[]} the new ones
   */
  merge(messages) {
    const known = new Set(this.messages.map((message) => message.seq));
    const added = [];
    for (const message of messages) {
      if (known.has(message.seq)) continue;
      known.add(message.seq);
      added.push(message);
      this.#settle(message.client_id);
    }
    this.messages = [...this.messages, ...added].sort((one, other) => one.seq - other.seq);
    return added;
  }

  /** @param {string} message @param {string} text @param {string} id */
  add(message, text, id) {
    if (this.outgoing.some((one) => one.client_id === id)) return;
    const at = new Date().toISOString();
    this.outgoing.push({ client_id: id, message, text, at, state: "waiting", problem: "" });
  }

  /** @param {Outgoing} one @param {Extract<Ack, {ok: true}>} ack */
  confirm(one, ack) {
    this.#settle(one.client_id);
    this.merge([
      {
        seq: ack.seq,
        at: ack.at,
        sender: "visitor",
        client_id: one.client_id,
        text: one.text,
        quick_replies: [],
        card: null,
        sources: [],
        reviewed: null,
        kind: null,
        owner: "",
        feedback: false,
        contact: false,
      input: null,
      },
    ]);
  }

  /** Forget what was told; what was not sent yet stays. */
  forget() {
    this.messages = [];
    this.complete = 0;
  }

  /** @param {string | undefined} id */
  #settle(id) {
    if (id) this.outgoing = this.outgoing.filter((one) => one.client_id !== id);
  }
}

/** An id that no other message has. `randomUUID` exists only on https pages. */
export function newId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36).padStart(7, "0")).join("-");
}
