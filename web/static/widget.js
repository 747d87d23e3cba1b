/**
 * The one script of the chat: puts a button into the corner of the page and loads the rest
 * when it is pressed. What it may be told: docs/embedding.md.
 */
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || document.querySelector("mesoguide-launcher")) return;

  const base = new URL(".", script.src).href;
  const { color, corner, side, title, greeting, direction, scheme, language } = script.dataset;

  /** The words needed before anything is loaded. @type {Record<string, Record<string, string>>} */
  const WORDS = {
    en: { chat: "Chat", open: "Open chat", unread: "new messages", failed: "The chat could not be loaded. Please try again." },
    es: { chat: "Chat", open: "Abrir el chat", unread: "mensajes nuevos", failed: "No se ha podido abrir el chat. Inténtelo de nuevo." },
  };
  const wished = [language, document.documentElement.lang, "en"].map((tag) => (tag ?? "").split("-")[0].toLowerCase());
  const spoken = wished.find((tag) => tag in WORDS) ?? "en";
  const words = WORDS[spoken];

  // The text on the colour is black or white, by which has the better contrast (WCAG 2.2: both
  // are equal where CIE lightness is 49.44).
  const STYLE = `
    :host { all: initial; position: fixed; z-index: var(--mesoguide-z-index, 2147483000);
      --gap: var(--mesoguide-offset, 20px); bottom: max(var(--gap), env(safe-area-inset-bottom)); right: var(--gap); }
    :host([corner=top]) { bottom: auto; top: var(--gap); }
    :host([side=left]) { right: auto; left: var(--gap); }
    button, p { all: initial; font: 600 medium/1.2 var(--mesoguide-font, system-ui, sans-serif); }
    button { box-sizing: border-box; display: flex; align-items: center; gap: .55em; min-height: 52px;
      padding: 0 1.3em 0 1.1em; border-radius: 26px; cursor: pointer; background: var(--mesoguide-color, #0f6e6a); color: #fff;
      box-shadow: 0 0 0 1px #fff6, 0 6px 20px #0004; transition: transform .15s; }
    @supports (color: lch(from red l c h)) {
      button { color: lch(from var(--mesoguide-color, #0f6e6a) calc((49.44 - l) * infinity) 0 0); } }
    button:hover { transform: translateY(-2px); }
    button:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #000; }
    button[aria-busy=true] { opacity: .75; cursor: progress; }
    [hidden] { display: none !important; }
    svg { width: 24px; height: 24px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    b { box-sizing: border-box; min-width: 24px; padding: 3px 6px; border-radius: 12px; background: #b3261e; color: #fff; font-size: .85em; text-align: center; }
    p { display: block; max-width: 16em; margin: 0 0 8px; padding: 10px 14px; border-radius: 12px; background: #fff; color: #1c2126; border: 1px solid #838c95; font-weight: 400; }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }
    @media (forced-colors: active) { button { border: 2px solid ButtonText; } }
    @media print { :host { display: none; } }`;

  const host = document.createElement("mesoguide-launcher");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const SVG = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M4 5h16v11h-8l-5 4v-4H4z");
  icon.append(path);

  const button = document.createElement("button");
  const badge = document.createElement("b");
  badge.hidden = true;
  badge.ariaHidden = "true";
  button.append(icon, `${words.chat} `, badge);
  button.ariaHasPopup = "dialog";
  button.ariaLabel = words.open;
  const trouble = document.createElement("p");
  trouble.hidden = true;
  trouble.role = "alert";
  root.append(trouble, button);

  /** @type {(HTMLElement & import("./chat/element.js").MesoguideChat) | null} */
  let chat = null;

  /** @param {HTMLElement} element */
  function place(element) {
    element.lang = spoken;
    if (corner === "top") element.setAttribute("corner", corner);
    if (side === "left") element.setAttribute("side", side);
    if (scheme) element.setAttribute("scheme", scheme);
    if (color) element.style.setProperty("--mesoguide-color", color);
    document.body.append(element);
  }

  async function make() {
    await import(new URL("static/chat/define.js", base).href);
    const made = /** @type {HTMLElement & import("./chat/element.js").MesoguideChat} */ (
      document.createElement("mesoguide-chat")
    );
    made.settings = { base, language: spoken, title: title ?? "", greeting: greeting ?? "", direction: direction ?? "" };
    made.addEventListener("hide", () => {
      button.hidden = false;
      button.focus();
    });
    made.addEventListener("unread", (event) => count(/** @type {CustomEvent<number>} */ (event).detail));
    place(made);
    return made;
  }

  /** @param {boolean} isReopened */
  async function open(isReopened) {
    trouble.hidden = true;
    button.ariaBusy = "true";
    try {
      chat ??= await make();
      await chat.show({ isReopened });
      button.hidden = true;
    } catch {
      trouble.textContent = words.failed;
      trouble.hidden = isReopened;
    }
    button.ariaBusy = "false";
  }

  /** @param {number} unread */
  function count(unread) {
    badge.textContent = String(unread);
    badge.hidden = !unread;
    button.ariaLabel = unread ? `${words.open}, ${unread} ${words.unread}` : words.open;
  }

  /** On the page before the chat was open; over all of a small screen it would hide the new one. */
  function wasOpen() {
    if (!matchMedia("(min-width: 481px) and (min-height: 481px)").matches) return false;
    try {
      return JSON.parse(localStorage.getItem("mesoguide") ?? "null")?.open === true;
    } catch {
      return false; // storage is blocked
    }
  }

  button.addEventListener("click", () => open(false));
  const start = () => {
    place(host);
    if (wasOpen()) void open(true);
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
