"""What all pages share: the frame, the style, tables with captions.  No scripts, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import Template

from bpcourse.report.texts import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #595959; --good: #0b62a8; --part: #7fb2dc; --bad: #d9822b;
  --none: #b9b9b9; --box: #8881; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #b0b0b0; --good: #6db3f2; --part: #2f6ea5; --bad: #f0a35e; --none: #5c5c5c; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 46rem; }
body.wide { max-width: 64rem; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
h2.task { display: flex; justify-content: space-between; gap: 1rem; }
h2.task span:last-child { white-space: nowrap; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
.sum { font-size: 1.25rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 400; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number:last-child, td.number:last-child { padding-right: 0; }
td, th, li, p { overflow-wrap: anywhere; }
thead th { overflow-wrap: normal; white-space: nowrap; }
td:has(pre) { width: 48%; }
summary { padding: .5rem 0; cursor: pointer; }
.parts th[scope=row] { width: 12rem; }
.mark { font-weight: 600; }
.where, .id { color: var(--soft); font-size: .875rem; }
pre { background: var(--box); padding: .5rem .75rem; margin: .4rem 0; overflow-x: auto; font-size: .8125rem;
  line-height: 1.4; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 1rem 0; }
figcaption { color: var(--soft); font-size: .875rem; }
svg { width: 100%; max-width: 38rem; height: auto; display: block; }
svg text { fill: currentColor; font: 11px system-ui, sans-serif; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; font-size: .875rem; }
.key i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; print-color-adjust: exact; }
@media (max-width: 40rem) { .parts th[scope=row] { width: 7rem; } svg text { font-size: 13px; }
  .narrow thead { position: absolute; clip-path: inset(50%); }
  .narrow tr, .narrow td, .narrow th { display: block; border: 0; padding: .1rem 0; }
  .narrow tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  .narrow td.number { text-align: left; }
  .narrow td:has(pre) { width: auto; }
  .narrow td[data-label]:not(:empty)::before { content: attr(data-label) ": "; color: var(--soft); } }
@media print { body, body.wide { max-width: none; margin: 0; } h2, h3 { break-after: avoid; }
  tr, figure, pre { break-inside: avoid; } .scroll { overflow: visible; } thead { display: table-header-group; } }
"""
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body class="$kind">
<main>
$content
</main>
</body>
</html>
""")


class Html(str):
    """Text that is markup already; what is not is escaped."""


def page(title: str, content: str, kind: str = "wide") -> str:
    """Return a whole page; ``content`` is markup, the title is not."""
    return PAGE.substitute(title=escape(title), content=content, kind=kind, policy=POLICY, style=STYLE)


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence], numbers: Sequence[int] = ()) -> str:
    """Return a table: the first cell of a row names it; ``numbers`` are the columns set flush right.

    On a narrow screen each row stands by itself, with the headings in front of its cells; the roles say that it still
    is a table, which a browser else forgets of rows that are blocks.
    """
    kinds = [' class="number"' if i in numbers else "" for i in range(len(header))]
    head = "".join(_heading(name, kind) for name, kind in zip(header, kinds, strict=True))
    body = "\n".join(_row(header, row, kinds) for row in rows)
    top = f'<caption>{escape(caption)}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    whole = f'<table class="narrow" role="table">{top}\n<tbody role="rowgroup">{body}</tbody></table>'
    return f'<div class="scroll">{whole}</div>'


def _heading(name: str, kind: str) -> str:
    return f'<th scope="col" role="columnheader"{kind}>{escape(name)}</th>'


def _row(header: Sequence[str], row: Sequence, kinds: Sequence[str]) -> str:
    first, *rest = (cell if isinstance(cell, Html) else escape(cell) for cell in row)
    cells = (
        f'<td role="cell"{kind} data-label="{escape(name)}">{cell}</td>'
        for name, kind, cell in zip(header[1:], kinds[1:], rest, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader"{kinds[0]}>{first}</th>{"".join(cells)}</tr>'


def listing(entries: Iterable[str]) -> str:
    """Return a list of texts."""
    return f"<ul>{''.join(f'<li>{entry if isinstance(entry, Html) else escape(entry)}</li>' for entry in entries)}</ul>"


def code(source: str) -> Html:
    """Return source code as a block, or nothing."""
    return Html(f"<pre><code>{escape(source)}</code></pre>" if source else "")
