/** What stands inside and under messages: danger, cards, and the contact form. */

export const content = `
.crisis .bubble { width: 100%; border: 2px solid var(--accent-text); font-size: 1.0625em; }
.emergency .bubble { width: 100%; border: 2px solid #b3261e; background: var(--danger-soft); color: var(--text); font-size: 1.0625em; }
.urgent .bubble { width: 100%; border: 2px solid var(--warn); background: var(--warn-soft); }
.bubble > h3 { display: flex; align-items: center; gap: .5em; color: var(--danger); font-size: 1.15em; font-weight: 700; }
.urgent .bubble > h3 { color: var(--warn); }
.crisis .bubble > h3 { color: var(--accent-text); }
.emergency .bubble { padding-top: 0; overflow: hidden; }
.emergency .bubble > h3 { margin: 0 -16px; padding: 10px 16px; background: #b3261e; color: #fff; }
.calls { display: grid; gap: 8px; }
.emergency .call { min-height: 60px; font-size: 1.2em; }
.crisis .call { background: var(--accent); color: var(--on-accent); }
.crisis .call + .call, .urgent .call + .call { background: none; border: 1px solid currentcolor; color: var(--danger); }
.urgent .call { background: var(--accent); color: var(--on-accent); }

.card { padding: 14px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); font-size: .9375em; line-height: 1.45; }
.card figcaption { margin-bottom: 10px; font-weight: 650; }
.facts dl { display: grid; gap: 10px; }
.facts dt { font-weight: 600; }
.facts dd { color: var(--muted); }
.facts dl > div + div, .comparison tr + tr > * { border-top: 1px solid var(--line); }
.facts dl > div + div { padding-top: 10px; }
.steps ol { display: grid; gap: 0; list-style: none; counter-reset: step; }
.steps li { position: relative; padding: 0 0 14px; padding-inline-start: 36px; counter-increment: step; }
.steps li::before { content: counter(step); position: absolute; inset-inline-start: 0; top: -1px; display: grid; place-items: center; width: 24px; height: 24px; border: 1px solid var(--accent-text); border-radius: 50%; color: var(--accent-text); font-size: .8125em; font-weight: 650; }
.steps li:not(:last-child)::after { content: ""; position: absolute; inset-inline-start: 11.5px; top: 26px; bottom: 3px; width: 1px; background: var(--line); }
.steps li:last-child { padding-bottom: 0; }
.steps p { color: var(--muted); }
.figure img { display: block; width: 100%; height: auto; border-radius: 8px; }
.figure p { margin-top: 8px; color: var(--muted); }

table { width: 100%; border-collapse: collapse; }
th, td { padding: 9px 10px 9px 0; padding-inline: 0 10px; text-align: start; vertical-align: top; }
thead th { color: var(--accent-text); font-weight: 650; }
tbody th { width: 26%; font-weight: 600; }
.column { display: none; }
/* Stacked: a column's name stands in each cell. In the chat's width that is always easier to read. */
@container (max-width: 460px) {
  table, tbody, tr, .comparison tbody th, td { display: block; width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .comparison tr + tr > td { border: 0; }
  tr { padding: 10px 0; }
  .comparison tr + tr > * { border: 0; }
  .comparison tr + tr { border-top: 1px solid var(--line); }
  tr:first-child { padding-top: 0; }
  tr:last-child { padding-bottom: 0; }
  th, td { padding: 0; }
  td { margin-top: 4px; color: var(--muted); }
  .column { display: inline; color: var(--text); font-weight: 550; }
  .column::after { content: ": "; }
}
.comparison { container-type: inline-size; width: 100%; }

.trouble { display: grid; justify-items: start; gap: 10px; margin-top: 18px; padding: 14px 16px; border-radius: 4px 18px 18px 18px; background: var(--warn-soft); }
.contact { display: grid; gap: 14px; width: 100%; padding: 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.field { display: grid; gap: 4px; }
.field label { font-weight: 600; }
.field input, .field textarea { width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); resize: vertical; }
.field [aria-invalid=true] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
.field.consent { grid-template-columns: 1fr auto; align-items: start; gap: 4px 12px; }
.field.consent label { grid-area: 1 / 1; padding-block: 2px; font-weight: 400; }
.field.consent input { grid-area: 1 / 2; width: 24px; min-height: 24px; height: 24px; accent-color: var(--accent-text); }
.field.consent .problem { grid-column: 1 / -1; }
.done { padding: 12px 16px; border-radius: 12px; background: var(--soft); color: var(--text); }
`;
