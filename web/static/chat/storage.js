/**
 * The one thing kept in the browser: which conversation is ours, and whether it is open.
 * Nothing is written before the visitor starts a chat.
 */

const KEY = "mesoguide";

/** @typedef {{token: string, session_id: string, open: boolean}} Saved */

/** Where storage is blocked the conversation lasts as long as the page. @type {Saved | null} */
let memory = null;

/** @returns {Saved | null} */
export function load() {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof saved?.token === "string" ? saved : null;
  } catch {
    return memory;
  }
}

/** @param {Saved} saved */
export function save(saved) {
  memory = saved;
  try {
    localStorage.setItem(KEY, JSON.stringify(saved));
  } catch {
    // blocked or full: `memory` has it
  }
}

/** @param {boolean} open */
export function saveOpen(open) {
  const saved = load();
  if (saved && saved.open !== open) save({ ...saved, open });
}

export function forget() {
  memory = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // blocked: nothing is there
  }
}
