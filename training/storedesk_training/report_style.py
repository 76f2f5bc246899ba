"""The style sheet of a report: one column, light and dark, a phone's width or a desk's."""

STYLE = """
:root { color-scheme: light dark; --page: #fff; --ink: #1d2129; --soft: #59616e; --line: #d5d9e0; --card: #f5f6f8;
  --mark: #0a5fa8; --warn: #8a3b00; --shade: #0003; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15181d; --ink: #e4e7ec; --soft: #a3abb8; --line: #363c46; --card: #1e2229; --mark: #7ab8f0;
    --warn: #ffb27a; --shade: #000c; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 54rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
a { color: var(--mark); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
nav a { display: inline-block; padding: .35rem 0; }
.findings li { margin: .4rem 0; }
.note { color: var(--soft); font-size: .9rem; }
.warning { color: var(--warn); font-weight: 600; }
.wide { overflow-x: auto; }
/* A shade at the right edge of a table, for as long as there is more of it to move in. */
.scores { background: linear-gradient(to left, var(--page) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--shade), transparent) right / .8rem 100% no-repeat scroll; }
.wide:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { vertical-align: bottom; }
tbody th, thead th:first-child { position: sticky; left: 0; background: var(--page); text-align: left; }
tbody th { font-weight: 500; max-width: 13rem; white-space: normal; min-width: 7rem; }
thead th:first-child, tbody th { padding-left: 0; }
td.best { font-weight: 700; }
.deviation { color: var(--soft); font-weight: 400; }
details { background: var(--card); border-radius: .4rem; margin: .5rem 0; padding: 0 .9rem; }
summary { cursor: pointer; padding: .6rem 0; overflow-wrap: anywhere; }
summary span { color: var(--soft); font-size: .9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 0 .9rem; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; }
figure { margin: 1.5rem 0; }
figcaption { margin-top: .5rem; font-size: .92rem; }
/* Figures are drawn on white, and stay so in the dark. */
.figure { background: #fff; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem; }
.figure img { display: block; margin: 0 auto; max-width: 100%; height: auto; }
@media (max-width: 38rem) {
  th, td { padding: .4rem .5rem; }
  tbody th { max-width: 8rem; min-width: 5.5rem; }
  thead th:first-child, tbody th { padding-left: 0; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .4rem; }
  /* Squeezed to a phone's width a large figure's words could not be read: it is moved sideways instead. */
  .figure img.large { max-width: max(100%, 40rem); }
}
@media print { details { break-inside: avoid; } figure { break-inside: avoid; } }
"""
