/** Registers `<mesoguide-chat>`. */

import { MesoguideChat } from "./element.js";

if (!customElements.get("mesoguide-chat")) customElements.define("mesoguide-chat", MesoguideChat);
