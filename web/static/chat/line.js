/**
 * A small Socket.IO client (protocol 5 over Engine.IO 4): texts and JSON, one namespace,
 * WebSocket, and long polling where a proxy lets no WebSocket through. It comes back by itself.
 * Why not the official one: docs/embedding.md, "Size".
 *
 * @typedef {{send(packet: string): void, close(): void}} Transport
 * @typedef {(address: string, packet: (text: string) => void, closed: () => void) => Transport} Open
 */

const SLOWEST = 5_000; // ms between two attempts
const SPLIT = "\x1e"; // between packets of one poll

/** @type {Open} */
function overWebSocket(address, packet, closed) {
  const socket = new WebSocket(`${address.replace(/^http/, "ws")}&transport=websocket`);
  socket.onmessage = ({ data }) => packet(data);
  socket.onclose = closed;
  return { send: (text) => socket.send(text), close: () => socket.close() };
}

/** @type {Open} */
function overPolling(address, packet, closed) {
  const stop = new AbortController();
  let url = `${address}&transport=polling`;
  /** @type {string[]} */
  let waiting = [];
  let isPosting = false;

  const call = async (/** @type {RequestInit} */ how) => {
    const response = await fetch(url, { ...how, signal: stop.signal });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  };
  const poll = async () => {
    for (const text of (await call({})).split(SPLIT)) {
      if (text[0] === "0") url += `&sid=${encodeURIComponent(JSON.parse(text.slice(1)).sid)}`;
      packet(text);
    }
    return poll();
  };
  const post = async () => {
    while (waiting.length) {
      const body = waiting.join(SPLIT);
      waiting = [];
      await call({ method: "POST", body });
    }
    isPosting = false;
  };
  const send = (/** @type {string} */ text) => {
    waiting.push(text);
    if (isPosting) return;
    isPosting = true;
    post().catch(closed);
  };
  poll().catch(closed);
  return { send, close: () => stop.abort() };
}

export class Line {
  isConnected = false;
  /** @type {Record<string, (data: any) => void>} */
  #listeners;
  #address;
  #open = overWebSocket;
  /** @type {Transport | null} */
  #transport = null;
  /** @type {Map<number, (answer: any) => void>} */
  #asked = new Map();
  #number = 0;
  #attempts = 0;
  #silence = 0; // ms without a packet after which the line is dead
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  /**
   * @param {URL} address of the Socket.IO path
   * @param {Record<string, (data: any) => void>} listeners by event; `connect` and `disconnect` too
   */
  constructor(address, listeners) {
    this.#address = `${address.href}/?EIO=4`;
    this.#listeners = listeners;
  }

  connect() {
    clearTimeout(this.#again);
    if (this.#transport) return;
    let isOpened = false;
    let isOver = false;
    const closed = () => {
      if (isOver) return;
      isOver = true;
      if (!isOpened) this.#open = this.#open === overWebSocket ? overPolling : overWebSocket;
      if (transport === this.#transport) this.#lost();
    };
    const packet = (/** @type {string} */ text) => {
      isOpened = true;
      if (!isOver && transport === this.#transport) this.#received(text);
    };
    const transport = this.#open(this.#address, packet, closed);
    this.#transport = transport;
  }

  /** Hang up; the line comes back unless it is `forGood`. */
  close(forGood = false) {
    const transport = this.#transport;
    if (forGood) this.#listeners = {};
    this.#lost();
    if (forGood) clearTimeout(this.#again);
    transport?.close();
  }

  /** @param {string} event @param {unknown} data */
  emit(event, data) {
    this.#transport?.send(`42${JSON.stringify([event, data])}`);
  }

  /**
   * Emit, and wait for the answer; fails after `patience` ms or when the line breaks.
   *
   * @param {string} event @param {unknown} data @param {number} patience
   * @returns {Promise<any>}
   */
  ask(event, data, patience) {
    const number = this.#number++;
    const answer = new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(undefined), patience);
      const settle = (/** @type {any} */ value) => {
        clearTimeout(timer);
        this.#asked.delete(number);
        if (value === undefined) reject(new Error("no answer"));
        else resolve(value);
      };
      this.#asked.set(number, settle);
    });
    this.#transport?.send(`42${number}${JSON.stringify([event, data])}`);
    return answer;
  }

  /** @param {string} text one packet: its kind in the first digits, then what it holds */
  #received(text) {
    const [, engine, kind, number, data] = /^(\d)(\d?)(\d*)(.*)$/s.exec(text) ?? [];
    if (engine === "0") {
      const { pingInterval, pingTimeout } = JSON.parse(text.slice(1));
      this.#silence = pingInterval + pingTimeout;
      this.#transport?.send("40");
    } else if (engine === "1") this.close();
    else if (engine === "2") this.#transport?.send("3");
    else if (kind === "0") {
      this.isConnected = true;
      this.#attempts = 0;
      this.#tell("connect");
    } else if (kind === "1" || kind === "4") this.close(); // sent away
    else if (kind === "2") this.#tell(...JSON.parse(data));
    else if (kind === "3") this.#asked.get(Number(number))?.(JSON.parse(data)[0]);
    clearTimeout(this.#watch);
    if (this.#silence && this.#transport) {
      this.#watch = setTimeout(() => this.close(), this.#silence);
    }
  }

  /** @param {...any} event its name and what came with it */
  #tell(...[event, data]) {
    this.#listeners[event]?.(data);
  }

  #lost() {
    this.#transport = null;
    this.isConnected = false;
    clearTimeout(this.#watch);
    for (const settle of [...this.#asked.values()]) settle(undefined);
    // Scattered, so that all visitors do not come back in the same moment.
    const pause = Math.min(SLOWEST, 250 * 2 ** this.#attempts++) * (0.5 + Math.random() / 2);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.connect(), pause);
    this.#tell("disconnect");
  }
}
