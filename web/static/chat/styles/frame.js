/** The dialog, its head, the first screen, the composer and the menu. */

export const frame = `
.panel {
  --gap: var(--mesoguide-offset, 20px);
  font: medium/1.5 var(--mesoguide-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  /* What a host page says of all elements reaches the element around this dialog. */
  letter-spacing: normal; word-spacing: normal; text-transform: none; text-align: start; white-space: normal;
  position: fixed; inset: auto; bottom: var(--gap); right: var(--gap); margin: 0; padding: 0; overflow: hidden;
  width: min(var(--mesoguide-width, 400px), 100vw - 2 * var(--gap)); max-width: none;
  height: min(var(--mesoguide-height, 680px), 100dvh - 2 * var(--gap)); max-height: none;
  border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--text);
  box-shadow: 0 12px 48px #0003, 0 2px 8px #0002; flex-direction: column;
}
.panel[open] { display: flex; }
:host([corner=top]) .panel { bottom: auto; top: var(--gap); }
:host([side=left]) .panel { right: auto; left: var(--gap); }
.head { flex: none; display: flex; align-items: center; gap: .5em; padding-block: 10px; padding-inline: 20px 8px; border-bottom: 1px solid var(--line); }
.names { flex: 1; min-width: 0; }
.names h2 { font-size: 1em; font-weight: 650; }
.names p { color: var(--muted); font-size: .8125em; line-height: 1.35; }
.tools { display: flex; }
.body, .room { flex: 1; display: flex; flex-direction: column; min-height: 0; }

.welcome { flex: 1; display: flex; flex-direction: column; min-height: 0; }
.about { flex: 1; min-height: 0; overflow-y: auto; display: grid; align-content: start; gap: .75em; padding: 24px 20px 12px; }
.about h3 { font-size: 1.5em; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
.about .lead { font-size: 1.0625em; }
.about p { color: var(--muted); }
.about .lead { color: var(--text); }
.welcome .alarm { display: flex; align-items: center; gap: 12px; padding: 10px 10px 10px 14px; padding-inline: 14px 10px; border-radius: 12px; background: var(--danger-soft); font-size: .9375em; line-height: 1.35; }
.alarm p { flex: 1; }
.about:focus-visible { outline-offset: -3px; }
.welcome .call { flex: none; min-height: 44px; background: var(--surface); border: 1px solid var(--danger); color: var(--danger); }
.begin { flex: none; display: grid; gap: .75em; padding: 12px 20px 20px; }
.begin .primary { min-height: 52px; font-size: 1.0625em; }
.privacy { color: var(--muted); font-size: .8125em; }

.line { flex: none; padding: 8px 20px; background: var(--warn-soft); color: var(--text); font-size: .875em; }
.over { flex: none; display: grid; gap: .75em; padding: 16px 20px 20px; border-top: 1px solid var(--line); }
.composer { flex: none; display: grid; gap: 8px; padding: 12px; padding-bottom: max(12px, env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
.composer .row { display: flex; align-items: flex-end; gap: 8px; }
.composer textarea { flex: 1; min-width: 0; min-height: 48px; max-height: 8em; padding: 11px 14px; border: 1px solid var(--edge); border-radius: 14px; background: var(--surface); line-height: 1.5; resize: none; }
.composer textarea::placeholder { color: var(--muted); opacity: 1; }
.composer textarea:focus-visible { outline-width: 2px; outline-offset: 0; }
.send { flex: none; display: grid; place-items: center; width: 48px; height: 48px; padding: 0; border-color: transparent; border-radius: 14px; background: var(--accent); color: var(--on-accent); }
.send:hover { background: var(--accent); filter: brightness(.94); }
[dir=rtl] .send svg { transform: scaleX(-1); }
.helpers > * { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; color: var(--muted); font-size: .875em; }
.helpers input { min-height: 36px; padding: 2px 8px; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); color: var(--text); }
.helpers [aria-pressed=true] { border-color: var(--accent-text); color: var(--accent-text); box-shadow: inset 0 0 0 1px var(--accent-text); }

.menus { position: relative; }
.menu { position: absolute; z-index: 2; inset-inline-end: 0; top: 100%; width: max-content; max-width: 70vw; padding: 6px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); box-shadow: 0 8px 32px #0003; }
.menu button { display: block; width: 100%; border: 0; background: none; text-align: start; }
.menu button:hover { background: var(--soft); }
.menu button:focus-visible { outline-offset: -3px; }
.menus svg path { stroke-width: 3; }
.question { width: min(340px, 100vw - 32px); padding: 20px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface); color: var(--text); box-shadow: 0 12px 48px #0005; }
.question::backdrop { background: #0008; }
.question h3 { margin-bottom: .4em; font-size: 1.125em; }
.question p { color: var(--muted); }
.answers { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; margin-top: 18px; }

@media (max-width: 480px), (max-height: 480px) {
  .panel, :host([side=left]) .panel, :host([corner=top]) .panel { inset: var(--top, 0) 0 auto 0; width: 100%; height: var(--height, 100dvh); border: 0; border-radius: 0; box-shadow: none; }
  .names h2 { font-size: .9375em; }
}
@media (max-height: 480px) {
  .welcome { display: block; overflow-y: auto; }
  .about { overflow: visible; }
}
/* Zoomed far in, the head and the composer must leave room to read. */
@media (max-height: 360px) {
  .head { padding-block: 0; }
  .names p { display: none; }
  .composer { padding-block: 4px; }
  .begin .primary { min-height: 44px; }
}
`;
