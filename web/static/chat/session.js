/**
 * The line to the gateway: says which conversation is ours, fetches what was missed, and
 * delivers what the visitor writes, in order and once, however often the line breaks.
 *
 * @import {Ack, Confirmed, EndReason, Handlers, Message, Outgoing, Problem, Status} from "./types.js"
 */

import { Conversation, newId } from "./conversation.js";
import { Line } from "./line.js";
import { forget, load, save } from "./storage.js";

const PATIENCE = 10_000; // ms until an unanswered message counts as not sent
// One for all tabs, so that a conversation is opened once.
const OPENING_ID = "opening-greeting";

export class Session {
  conversation = new Conversation();
  /** @type {Status} */
  status = "connecting";
  owner = "bot";
  id = "";
  #asking = false;
  #sending = false;
  #line;

  /** @param {string} base @param {string} language @param {Handlers} handlers */
  constructor(base, language, handlers) {
    this.language = language;
    this.handlers = handlers;
    this.#line = new Line(new URL("socket.io", base), {
      connect: () => this.#request(),
      disconnect: () => this.#lost(),
      session_confirm: (/** @type {Confirmed} */ confirmed) => this.#confirmed(confirmed),
      bot_uttered: (/** @type {Message} */ message) => this.#arrived(message),
      user_uttered: (/** @type {Message} */ message) => this.#arrived(message),
      typing: (/** @type {{on: boolean}} */ { on }) => handlers.typing(on),
      owner: (/** @type {{owner: string}} */ { owner }) => this.#owned(owner),
      problem: (/** @type {Problem} */ problem) => handlers.problem(problem),
      session_end: (/** @type {{reason: EndReason}} */ { reason }) => {
        if (reason === "deleted") forget();
        handlers.ended(reason);
      },
    });
  }

  connect() {
    addEventListener("online", this.#online);
    addEventListener("offline", this.#offline);
    addEventListener("beforeunload", this.#leaving);
    this.#line.connect();
  }

  close() {
    removeEventListener("online", this.#online);
    removeEventListener("offline", this.#offline);
    removeEventListener("beforeunload", this.#leaving);
    this.#line.close(true);
  }

  /** @param {string} message a text, or a button's payload @param {string} [text] what is shown */
  send(message, text = message) {
    this.conversation.add(message, text, newId());
    this.handlers.changed();
    void this.#deliverAll();
  }

  /** Have the assistant say its first words. */
  greet() {
    this.conversation.add("/greet", "", OPENING_ID);
    void this.#deliverAll();
  }

  /** @param {Outgoing} one */
  retry(one) {
    one.state = "waiting";
    this.handlers.changed();
    void this.#deliverAll();
  }

  /**
   * Ask the gateway for something that is answered with yes or no.
   *
   * @param {"feedback" | "end_chat" | "delete_chat"} event
   * @param {Record<string, unknown>} [data]
   * @returns {Promise<boolean>}
   */
  async ask(event, data = {}) {
    if (this.status !== "online") return false;
    try {
      return (await this.#line.ask(event, data, PATIENCE)).ok === true;
    } catch {
      return false; // no answer in time
    }
  }

  #request() {
    if (this.#asking) return;
    this.#asking = true;
    setTimeout(() => (this.#asking = false), PATIENCE);
    this.#line.emit("session_request", {
      client: "mesoguide",
      token: load()?.token ?? null,
      after: this.conversation.last,
      language: this.language,
    });
  }

  /** @param {Confirmed} confirmed */
  #confirmed(confirmed) {
    this.#asking = false;
    const { token, session_id, messages, last_seq } = confirmed;
    // What was not sent yet goes to the new conversation.
    if (this.id && this.id !== session_id) this.conversation.forget();
    this.id = session_id;
    save({ token, session_id, open: load()?.open ?? true });
    const before = this.conversation.last;
    const added = this.conversation.merge(messages);
    this.conversation.complete = Math.max(this.conversation.complete, last_seq);
    this.#become("online");
    if (added.length) this.handlers.arrived(added, before === 0);
    this.#owned(confirmed.owner);
    this.handlers.confirmed();
    this.handlers.changed();
    void this.#deliverAll();
  }

  /** @param {Message} message */
  #arrived(message) {
    const added = this.conversation.merge([message]);
    if (this.conversation.hasGap) this.#request();
    if (added.length) this.handlers.arrived(added, false);
    this.handlers.changed();
  }

  /** @param {string} owner */
  #owned(owner) {
    this.owner = owner;
    this.handlers.owner(owner);
  }

  async #deliverAll() {
    if (this.#sending) return;
    this.#sending = true;
    const { conversation } = this;
    let next;
    while (
      this.status === "online" &&
      (next = conversation.outgoing.find((one) => one.state === "waiting"))
    ) {
      await this.#deliver(next);
      this.handlers.changed();
    }
    this.#sending = false;
  }

  /** @param {Outgoing} one */
  async #deliver(one) {
    one.state = "sending";
    this.handlers.changed();
    const { client_id, message, text } = one;
    const data = text === message ? { message, client_id } : { message, title: text, client_id };
    /** @type {Ack} */
    let ack;
    try {
      ack = await this.#line.ask("user_uttered", data, PATIENCE);
    } catch {
      // Sent again it has the same id, and so is one message.
      one.state = this.status === "online" ? "failed" : "waiting";
      return;
    }
    if (ack.ok) {
      this.conversation.confirm(one, ack);
      if (this.conversation.hasGap) this.#request();
    } else {
      one.state = "failed";
      one.problem = ack.text;
    }
  }

  #lost() {
    this.#asking = false;
    this.handlers.typing(false);
    this.#become("offline");
  }

  /** @param {Status} status */
  #become(status) {
    if (this.status === status) return;
    this.status = status;
    this.handlers.status(status);
  }

  #online = () => this.#line.connect();

  // The line itself may take a minute to notice.
  #offline = () => this.#line.close();

  /** @param {BeforeUnloadEvent} event */
  #leaving = (event) => {
    if (this.conversation.outgoing.some((one) => one.text)) event.preventDefault();
  };
}
