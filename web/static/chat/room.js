/**
 * A started chat: joins the line to the gateway with the list, the composer and the menu.
 *
 * @import {Context, EndReason, Message, Problem, Status} from "./types.js"
 */

import { Announcer } from "./announce.js";
import { Composer } from "./composer.js";
import { ContactForm } from "./contact.js";
import { fill, h } from "./dom.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { confirmed } from "./question.js";
import { Session } from "./session.js";
import { forget, load } from "./storage.js";
import { download, transcript } from "./transcript.js";

const BLIP = 1_000; // ms without a line before the visitor is told

/**
 * What the room tells the frame around it.
 *
 * @typedef {object} Hooks
 * @property {(text: string) => void} subtitle
 * @property {(count: number) => void} arrived
 * @property {() => void} again a new chat is wished
 */

export class Room {
  #announcer = new Announcer();
  #notice = h("p", { class: "line", hidden: true });
  #over = h("div", { class: "over", hidden: true });
  /** @type {Set<string>} */
  #failed = new Set();
  #timer = 0;
  #isOver = false;

  /** @param {Context} context @param {Hooks} hooks */
  constructor(context, hooks) {
    this.context = context;
    this.hooks = hooks;
    const { base, language, strings } = context;
    /** @type {Session} */
    this.session = new Session(base, language, {
      arrived: (messages, replay) => this.#arrived(messages, replay),
      changed: () => this.#draw(),
      typing: (on) => this.log.typing(on && !this.#isOver),
      owner: (owner) => this.#owned(owner),
      ended: (reason) => this.#ended(reason),
      problem: (problem) => this.#problem(problem),
      status: (status) => this.#status(status),
      confirmed: () => this.session.conversation.isEmpty && this.session.greet(),
    });
    this.log = new Log(context, {
      choose: ({ payload, title }) => this.#send(payload, title),
      rate: (seq, helpful) => this.session.ask("feedback", { seq, helpful }),
      contact: (button) => this.#contact(button),
      retry: (one) => this.session.retry(one),
    });
    this.composer = new Composer(context, (text) => this.#send(text));
    this.menu = new Menu(strings.menu, [
      [strings.startOver, () => void this.#startOver()],
      [strings.download, () => this.#download()],
      [strings.end, () => void this.#end()],
      [strings.remove, () => void this.#remove()],
    ]);
    this.element = h("div", { class: "room" }, this.log.element, this.#notice);
    this.element.append(this.#over, this.composer.element, this.#announcer.element);
  }

  start() {
    this.#status("connecting");
    this.session.connect();
  }

  stop() {
    clearTimeout(this.#timer);
    this.session.close();
  }

  /** @param {string} message @param {string} [text] */
  #send(message, text) {
    this.session.send(message, text);
    this.log.toEnd();
    // The pressed button is gone; the keyboard of a phone is not wanted.
    if (text) this.log.scroller.focus();
  }

  #draw() {
    const { conversation } = this.session;
    this.log.draw(conversation);
    const last = conversation.messages.findLast(({ text }) => text);
    this.composer.expect((last?.sender === "visitor" ? null : last?.input) ?? null);
    for (const { client_id, state, problem } of conversation.outgoing) {
      if (state !== "failed") this.#failed.delete(client_id);
      else if (!this.#failed.has(client_id)) {
        this.#failed.add(client_id);
        this.#announcer.tell(problem || this.context.strings.failed);
      }
    }
  }

  /** @param {Message[]} messages @param {boolean} replay */
  #arrived(messages, replay) {
    if (replay) {
      this.#draw();
      this.log.toEnd();
      return;
    }
    const { strings } = this.context;
    const incoming = messages.filter(({ sender, text }) => sender !== "visitor" && text);
    if (!incoming.length) return;
    for (const { text, sender, kind } of incoming) {
      const who = sender === "team" ? strings.team : strings.assistant;
      if (kind === "emergency") this.#announcer.interrupt(`${strings.emergencyHeading}. ${text}`);
      else this.#announcer.tell(`${who}: ${text}`);
    }
    this.log.append(null);
    this.log.arrived(incoming.length);
    this.hooks.arrived(incoming.length);
  }

  /** @param {string} owner */
  #owned(owner) {
    const { strings } = this.context;
    if (owner === "closed") this.#ended("ended");
    else this.hooks.subtitle(owner === "bot" ? strings.isMachine : strings.isTeam);
  }

  /** @param {EndReason} reason */
  #ended(reason) {
    const { strings } = this.context;
    const { conversation } = this.session;
    if (reason === "deleted") {
      conversation.forget();
      conversation.outgoing = [];
    }
    if (this.#isOver) return;
    this.#isOver = true;
    const words = { ended: strings.isClosed, deleted: strings.removed, expired: strings.expired };
    this.hooks.subtitle(strings.isClosed);
    this.log.typing(false);
    this.log.element.classList.add("closed");
    this.#draw();
    this.#say("");
    if (reason === "deleted") this.session.close();
    const again = () => {
      // Another tab may have begun the next chat.
      if (load()?.session_id === this.session.id) forget();
      this.hooks.again();
    };
    const button = h("button", { class: "primary", onclick: again }, strings.newChat);
    this.#over.replaceChildren(h("p", {}, words[reason]), button);
    this.#over.hidden = false;
    this.composer.element.hidden = true;
    this.menu.element.hidden = reason === "deleted";
    this.#announcer.tell(words[reason]);
    button.focus();
  }

  /** @param {Problem} problem */
  #problem({ text, contact }) {
    const { config, strings } = this.context;
    this.log.typing(false);
    const box = h("div", { class: "trouble" }, h("p", {}, text));
    if (contact) {
      const press = (/** @type {Event} */ event) => {
        this.#contact(/** @type {HTMLElement} */ (event.currentTarget));
      };
      box.append(h("button", { class: "primary", onclick: press }, strings.contactOpen));
    }
    this.log.append(box);
    this.#announcer.tell(text || fill(strings.actionFailed, { phone: config.clinic.phone }));
  }

  /** Put the contact form where its button stands. @param {HTMLElement} button */
  #contact(button) {
    const form = new ContactForm(this.context, (text) => {
      const done = h("p", { class: "done", tabindex: -1 }, text);
      form.element.replaceWith(done);
      done.focus();
    });
    button.replaceWith(form.element);
    form.element.scrollIntoView({ block: "nearest" });
    form.focus();
  }

  /** @param {Status} status */
  #status(status) {
    clearTimeout(this.#timer);
    if (status === "online") {
      this.#say("");
      return;
    }
    const { strings, config } = this.context;
    const words = status === "offline" ? strings.offline : strings.connecting;
    const text = fill(words, { phone: config.clinic.phone });
    this.#timer = setTimeout(() => this.#say(text), BLIP);
    this.#draw();
  }

  /** What stands above the composer. @param {string} text */
  #say(text) {
    if (this.#notice.textContent === text) return;
    this.#notice.textContent = text;
    this.#notice.hidden = !text;
    if (text) this.#announcer.tell(text);
  }

  /** @param {string} title @param {string} text @param {string} yes */
  #ask(title, text, yes) {
    return confirmed(this.element, { title, text, yes, no: this.context.strings.cancel });
  }

  async #startOver() {
    const { startOver, startOverAsk, startOverText } = this.context.strings;
    if (await this.#ask(startOverAsk, startOverText, startOver)) this.#send("/restart", startOver);
  }

  async #end() {
    const { strings } = this.context;
    if (!(await this.#ask(strings.endAsk, strings.endText, strings.end))) return;
    if (await this.session.ask("end_chat")) this.#ended("ended");
    else this.#failedAction();
  }

  async #remove() {
    const { strings } = this.context;
    if (!(await this.#ask(strings.removeAsk, strings.removeText, strings.remove))) return;
    const isDone = await this.session.ask("delete_chat");
    // All tabs hear that it is deleted; this one may hear it before its answer.
    if (this.#isOver && !load()) return;
    if (!isDone) {
      this.#failedAction();
      return;
    }
    forget();
    this.#ended("deleted");
  }

  #failedAction() {
    const { strings, config } = this.context;
    const text = fill(strings.actionFailed, { phone: config.clinic.phone });
    this.#problem({ code: "action_failed", text, contact: false });
  }

  #download() {
    const text = transcript(this.session.conversation.messages, this.context);
    download(text, `chat-${new Date().toISOString().slice(0, 10)}.txt`);
  }
}
