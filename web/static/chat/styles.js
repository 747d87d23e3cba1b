/** The style sheets: constructed, so that a host page's CSP needs no `unsafe-inline`. */

import { content } from "./styles/content.js";
import { frame } from "./styles/frame.js";
import { messages } from "./styles/messages.js";
import { theme } from "./styles/theme.js";

export function sheets() {
  return [theme, frame, messages, content].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
