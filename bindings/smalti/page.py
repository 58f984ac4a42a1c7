# SPDX-License-Identifier: MIT
"""Pages in one file: plain HTML, light and dark, with the pictures inside."""

import base64
import html
import io

STYLE = """\
:root { color-scheme: light dark; --ink: #1c1e21; --quiet: #61666d; --ground: #fff; --raised: #f4f5f6;
  --line: #d9dce0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6e9; --quiet: #9aa1aa; --ground: #16181b; --raised: #202327; --line: #363a40; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem; color: var(--ink); background: var(--ground);
  font: 16px/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 0; padding-bottom: .3rem; border-bottom: 2px solid var(--line); font-size: 1.3rem; }
h3 { margin: 0; font-size: 1.1rem; }
article { scroll-margin-top: 4rem; padding: 1.2rem 0; border-bottom: 1px solid var(--line); }
p { margin: .3rem 0; max-width: 60rem; }
code, pre { font: .85em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.quiet, figcaption, summary { color: var(--quiet); font-size: .85rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .8rem;
  margin: .8rem 0; align-items: start; }
figure { margin: 0; min-width: 0; }
figure img { display: block; max-width: 100%; height: auto; border-radius: 3px; }
figcaption { padding-top: .25rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: .25rem .7rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; }
input[type=search] { width: min(100%, 24rem); padding: .45rem .6rem; font: inherit; color: inherit;
  background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
nav { position: sticky; top: 0; z-index: 1; padding: .6rem 0; background: var(--ground); }
@media (max-width: 40rem) {
  .pictures { grid-template-columns: 1fr 1fr; }
  table, tbody, tr { display: block; }
  tr { padding: .35rem 0; border-bottom: 1px solid var(--line); }
  th, td:empty { display: none; }
  td { display: inline; padding: 0 .6rem 0 0; border: 0; }
  td:first-child, td:last-child { display: block; }
  td:not(:first-child):not(:last-child)::before { color: var(--quiet); content: attr(data-head) " "; }
}
"""

SEARCH = """\
<nav><input type="search" placeholder="operator, family or parameter" aria-label="filter">
<span class="quiet"></span></nav>
"""
FILTER = """\
<script>
const box = document.querySelector("nav input"), count = document.querySelector("nav span");
function filter() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean), all = [...document.querySelectorAll("article")];
  for (const one of all) one.hidden = !words.every(word => one.dataset.words.includes(word));
  for (const family of document.querySelectorAll("section"))
    family.hidden = !family.querySelector("article:not([hidden])");
  count.textContent = all.filter(one => !one.hidden).length + " of " + all.length;
}
box.addEventListener("input", filter);
filter();
</script>
"""


def text(value):
    return html.escape(str(value))


def figure(picture, *captions):
    """A picture (PIL) as JPEG in the page, with lines below it; `captions` are HTML."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85, subsampling=0, optimize=True)
    uri = "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    shown = f'<img src="{uri}" width="{picture.width}" height="{picture.height}" alt="">'
    return f"<figure>{shown}<figcaption>{'<br>'.join(captions)}</figcaption></figure>\n"


def pictures(figures):
    return f'<div class="pictures">\n{"".join(figures)}</div>\n'


def table(head, rows):
    """A table of cells, which are HTML; "" if there are no rows. On a phone a row is a paragraph, its cells named."""
    first = "".join(f"<th>{name}</th>" for name in head)
    lines = ("".join(f'<td data-head="{name}">{cell}</td>' for name, cell in zip(head, row)) for row in rows)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f'<div class="table"><table>\n<tr>{first}</tr>\n{body}</table></div>\n' if rows else ""


def article(name, body, words=""):
    """What the filter shows or hides as one; `words` are what it looks in, beside the name."""
    found = text(f"{name} {words}".lower())
    return f'<article id="{text(name)}" data-words="{found}">\n<h3>{text(name)}</h3>\n{body}</article>\n'


def document(title, intro, body, searched=False):
    """The whole page; `searched` puts a box for filtering its articles on top."""
    search, script = (SEARCH, FILTER) if searched else ("", "")
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{STYLE}</style>\n"
        f"<h1>{text(title)}</h1>\n{intro}{search}{body}{script}</html>\n"
    )
