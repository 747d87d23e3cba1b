/**
 * Colours, and what all parts share. Text on the clinic's colour is black or white, whichever
 * has the better contrast: both are equal where CIE lightness is 49.44. As text on a surface
 * the colour is darkened or lightened until it is legible (4.5 to 1 and more).
 */

const dark = `
  color-scheme: dark;
  --surface: #16191d; --soft: #262b31; --line: #343b43; --edge: #7d8791; --text: #eceff2; --muted: #aeb7c0;
  --accent-text: lch(from var(--accent) max(l, 76) c h); --danger: #ff9d94; --danger-soft: #3a1a18; --warn-soft: #33280f; --warn: #f1c257;`;

export const theme = `
:host {
  all: initial; position: fixed; inset: auto; z-index: var(--mesoguide-z-index, 2147483000);
  color-scheme: light;
  --accent: var(--mesoguide-color, #0f6e6a); --on-accent: #fff; --radius: var(--mesoguide-radius, 16px);
  --surface: #fff; --soft: #f0f3f4; --line: #dfe4e8; --edge: #7d868f; --text: #1c2126; --muted: #545d66;
  --accent-text: #0b5a56; --danger: #a3160f; --danger-soft: #fdeeec; --warn-soft: #fdf4e0; --warn: #8a5a00;
}
@supports (color: lch(from red l c h)) {
  :host {
    --on-accent: lch(from var(--accent) calc((49.44 - l) * infinity) 0 0);
    --accent-text: lch(from var(--accent) min(l, 38) c h);
  }
}
@media (prefers-color-scheme: dark) { :host(:not([scheme=light])) { ${dark} } }
:host([scheme=dark]) { ${dark} }

*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
h2, h3 { font-size: 1em; line-height: 1.3; }
p, li, dd, dt, td, th, a { overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
svg { flex: none; width: 1.375em; height: 1.375em; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
a { color: var(--accent-text); text-underline-offset: .15em; }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { min-height: 44px; padding: .45em 1em; border: 1px solid var(--edge); border-radius: 12px; background: var(--surface); cursor: pointer; }
button:hover { background: var(--soft); }
button:disabled { opacity: .6; cursor: default; }
.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary:hover { background: var(--accent); filter: brightness(.94); }
.icon { display: grid; place-items: center; width: 44px; padding: 0; border-color: transparent; background: none; }
.small { min-height: 32px; padding: .15em .9em; border-radius: 16px; font-size: .875em; }
.link { min-height: 28px; padding: 0 .2em; border: 0; background: none; color: var(--accent-text); text-decoration: underline; text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent-text); outline-offset: 2px; }
h2:focus-visible, [tabindex="-1"]:focus-visible { outline: none; }
.scroller:focus-visible { outline-offset: -3px; }
.call { display: flex; align-items: center; justify-content: center; gap: .6em; min-height: 48px; padding: .4em 1em; border-radius: 12px; background: #b3261e; color: #fff; font-weight: 600; text-decoration: none; }
.call:hover { background: #98180f; }
.problem { color: var(--danger); font-size: .875em; }
.problem:empty { display: none; }
@media (prefers-reduced-motion: no-preference) {
  @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
  .panel[open] { animation: rise .18s ease-out; }
  @keyframes beat { 40% { transform: translateY(-4px); } }
  .dots i { animation: beat 1.2s infinite; }
  .dots i:nth-child(2) { animation-delay: .15s; }
  .dots i:nth-child(3) { animation-delay: .3s; }
}
@media (forced-colors: active) {
  .bubble, .card, .call, .primary, .alarm { border: 1px solid CanvasText !important; }
  svg { stroke: CanvasText; }
  .dots i { background: CanvasText; }
}
@media print { :host { display: none; } }
`;
