/** The list of messages. */

export const messages = `
.log { position: relative; flex: 1; min-height: 0; }
.scroller { position: relative; height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 8px; }
.scroller > ol { display: grid; gap: 18px; list-style: none; }
.message { display: grid; justify-items: start; gap: 6px; min-width: 0; }
.message.follows { margin-top: -10px; }
.message.follows .meta { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.meta { color: var(--muted); font-size: .8125em; line-height: 1.3; }
.meta span { font-weight: 600; }
.bubble { max-width: 100%; min-width: 0; padding: 12px 16px; border-radius: 4px 18px 18px 18px; background: var(--soft); }
[dir=rtl] .bubble { border-radius: 18px 4px 18px 18px; }
.bubble > * + * { margin-top: .65em; }
.bubble ul { padding-inline-start: 1.2em; list-style-type: disc; }
.visitor { justify-items: end; }
.visitor .bubble { max-width: 85%; border-radius: 18px 4px 18px 18px; background: var(--accent); color: var(--on-accent); }
[dir=rtl] .visitor .bubble { border-radius: 4px 18px 18px 18px; }
.visitor .bubble a { color: inherit; }
.team .bubble { box-shadow: inset 3px 0 var(--accent-text); }
.notice .bubble, .problem .bubble { background: var(--warn-soft); }
.message.problem { color: inherit; font-size: 1em; }
.state { color: var(--muted); font-size: .8125em; }
.state.sent { display: none; }
.latest .state.sent { display: block; }
.state.failed { color: var(--danger); }
.closed .choices, .past .choices, .past .below > .primary { display: none; }

.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.choices button { border-color: var(--accent-text); border-radius: 22px; color: var(--accent-text); font-weight: 550; text-align: start; }
.below { display: flex; flex-wrap: wrap; align-items: start; gap: 2px 16px; width: 100%; color: var(--muted); font-size: .875em; }
.below .primary { font-size: 1.143em; }
.below .contact { font-size: 1.143em; color: var(--text); }
details { min-width: 0; }
details[open] { width: 100%; }
summary { min-height: 32px; padding: .3em 0; cursor: pointer; }
details ul { display: grid; gap: .4em; padding-inline-start: 1.2em; }
details a { display: inline-block; padding-block: 3px; }
details p { margin-top: .5em; }
.rating { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; min-height: 32px; }

.typing { width: max-content; margin-top: 14px; padding: 12px 16px; border-radius: 4px 18px 18px 18px; background: var(--soft); }
.dots { display: flex; gap: 5px; padding: 4px 0; }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--muted); }
.newer { position: absolute; bottom: 10px; left: 50%; display: flex; align-items: center; gap: .4em; translate: -50%; border-radius: 22px; box-shadow: 0 4px 16px #0003; font-weight: 600; white-space: nowrap; }
.newer svg { width: 1.1em; height: 1.1em; }
`;
