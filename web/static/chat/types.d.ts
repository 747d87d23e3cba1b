/** What travels between the gateway and the widget, and what the widget's parts share. */

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Source {
  title: string;
  publisher: string;
  year: number | string | null;
  link: string | null;
}

/** What a message asks for, so that the right keyboard can help. */
export type Asked = "name" | "contact" | "phone" | "email" | "date";

export interface Message {
  /** 1, 2, 3 ... in one conversation, over all senders, without gaps. */
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  sender: "visitor" | "bot" | "team" | "notice";
  client_id?: string;
  /** Plain text; empty for the silent opening, which is not shown. */
  text: string;
  quick_replies: QuickReply[];
  card: Record<string, unknown> | null;
  sources: Source[];
  reviewed: string | null;
  kind: null | "emergency" | "urgent" | "crisis" | "problem";
  owner: string;
  /** Whether to ask "was this helpful". */
  feedback: boolean;
  /** Whether to offer the contact form. */
  contact: boolean;
  /** What it asks for. */
  input: Asked | null;
}

/** A visitor's message that the server has not confirmed yet. */
export interface Outgoing {
  client_id: string;
  /** What is sent: the text, or a button's payload. */
  message: string;
  /** What is shown; empty for the silent opening. */
  text: string;
  at: string;
  state: "waiting" | "sending" | "failed";
  /** Why it failed, in the server's words; empty if it did not answer. */
  problem: string;
}

export type Ack =
  | { ok: true; seq: number; at: string }
  | { ok: false; code: string; text: string; retry_after?: number };

export interface Confirmed {
  session_id: string;
  token: string;
  expires_at: string;
  owner: string;
  messages: Message[];
  last_seq: number;
}

export interface Problem {
  code: string;
  text: string;
  contact: boolean;
}

export type EndReason = "ended" | "deleted" | "expired";

export interface Handlers {
  /** Messages that came in; `replay` if they are older ones, told at (re)connection. */
  arrived(messages: Message[], replay: boolean): void;
  /** Something in the list changed: draw it again. */
  changed(): void;
  typing(on: boolean): void;
  owner(owner: string): void;
  ended(reason: EndReason): void;
  problem(problem: Problem): void;
  status(status: Status): void;
  confirmed(): void;
}

export type Status = "connecting" | "online" | "offline";

export interface Clinic {
  name: string;
  phone: string;
  email: string;
  emergency_number: string;
  privacy_page: string;
  crisis: { name: string; phone: string } | null;
}

export interface Config {
  clinic: Clinic;
  limits: { message_chars: number };
}

export type Strings = typeof import("./strings/en.js").default;

/** What every part of the widget may need. */
export interface Context {
  /** Where the gateway is; ends with "/". */
  base: string;
  language: string;
  /** The visitor's own form of it, for dates and times. */
  locale: string;
  strings: Strings;
  config: Config;
}

export interface Settings {
  base: string;
  language: string;
  title: string;
  greeting: string;
  direction: string;
}
