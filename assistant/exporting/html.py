"""A briefing as one HTML file that asks for nothing from outside.

Its policy allows no script and no style but its own. Each mark leads to the source with the
exact words, each source back to the places that cite it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path

from assistant.exporting.sheet import (
    Block,
    Dot,
    Line,
    Listing,
    Prose,
    Section,
    Sheet,
    Story,
    Table,
    sheet,
)  # fmt: skip
from assistant.types import Briefing, Citation
from assistant.wording import attribution, link, on_page, one_line

_LEFT, _RIGHT = 2.0, 98.0

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="newsbrief">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#text">To the text</a>
{body}
</body>
</html>
"""


def briefing_html(briefing: Briefing) -> str:
    """The briefing as a whole HTML page."""
    laid_out = sheet(briefing)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _FRAME.format(
        policy=policy, title=_text(laid_out.title), style=style, body=_Page(laid_out).body(briefing)
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def _text(text: str) -> str:
    """Article text as literal HTML, on one line."""
    return escape(one_line(text))


@dataclass(slots=True)
class _Page:
    """The page while it is written: it remembers where each source is cited."""

    sheet: Sheet
    _cited: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def body(self, briefing: Briefing) -> str:
        made = self.sheet
        about = f'<p class="about">{_text(made.about)}</p>' if made.about else ""
        parts = [f'<header><h1 dir="auto">{_text(made.title)}</h1>{about}</header>']
        parts.append('<main id="text">')
        for section in made.sections:
            drawn = _axis(made.axis) if section.key == "timeline" else ""
            parts.append(self._section(section, drawn))
        parts += [f'<p class="notice" dir="auto">{_text(notice)}</p>' for notice in made.notices]
        parts += [self._sources(), self._coverage(), "</main>"]
        parts.append("<footer>Made with newsbrief. Each mark leads to the exact words.</footer>")
        return "\n".join(part for part in parts if part)

    # ---------------------------------------------------------------- sections

    def _section(self, section: Section, drawn: str) -> str:
        blocks = "\n".join(self._block(section, block) for block in section.blocks)
        if not section.title:
            return f'<section aria-label="In short">\n{blocks}\n</section>'
        name = f"h-{section.key}"
        head = f'<h2 id="{name}">{_text(section.title)}</h2>'
        return f'<section aria-labelledby="{name}">\n{head}\n{drawn}{blocks}\n</section>'

    def _block(self, section: Section, block: Block) -> str:
        if isinstance(block, Prose):
            kind = ' class="strong"' if block.strong else ""
            return f'<p{kind} dir="auto">{" ".join(map(self._line, block.lines))}</p>'
        if isinstance(block, Listing):
            items = [
                f'<li id="{section.key}-{index}" dir="auto">{self._line(line)}</li>'
                for index, line in enumerate(block.lines, start=1)
            ]
            return "\n".join(["<ul>", *items, "</ul>"])
        if isinstance(block, Story):
            head = f'<h3 dir="auto">{_text(block.title)}</h3><p class="note">{block.note}</p>'
            return f"<article>{head}{self._block(section, block.prose)}</article>"
        return self._table(block)

    def _table(self, table: Table) -> str:
        heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in table.heads)
        rows = []
        for index, row in enumerate(table.rows):
            first = ""
            if index == 0 or row[0].text:
                span = 1 + _following(table.rows[index + 1 :])
                first = (
                    f'<th scope="rowgroup" rowspan="{span}" dir="auto">{self._line(row[0])}</th>'
                )
            rest = "".join(f'<td dir="auto">{self._line(cell)}</td>' for cell in row[1:])
            rows.append(f"<tr>{first}{rest}</tr>")
        kind = "contradiction" if table.caption.startswith("Contra") else "update"
        body = "\n".join(rows)
        return (
            f'<div class="wide"><table class="{kind}"><caption>{_text(table.caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
        )

    def _line(self, line: Line) -> str:
        text = f"<bdi>{_text(line.text)}</bdi>"
        head = f"<b><bdi>{_text(line.head)}</bdi></b> " if line.head else ""
        marks = "".join(map(self._mark, line.numbers))
        note = f' <span class="note">{_text(line.closing)}</span>' if line.closing else ""
        return f"{head}{text}{marks}{note}"

    def _mark(self, number: int) -> str:
        known = chain.from_iterable(self.sheet.sources)
        about = next((cited for cited in known if cited.number == number), None)
        if about is None:
            return f'<span class="cite">{number}</span>'
        places = self._cited[number]
        place = f"cite-{number}-{len(places) + 1}"
        places.append(place)
        label = _text(f"Source {number}: {attribution(about)}")
        return (
            f'<a class="cite" id="{place}" href="#source-{number}" '
            f'title="{label}" aria-label="{label}">{number}</a>'
        )

    # ---------------------------------------------------------------- the end

    def _sources(self) -> str:
        if not self.sheet.sources:
            return ""
        items = "\n".join(map(self._source, self.sheet.sources))
        return (
            '<section class="sources" aria-labelledby="h-sources">\n<h2 id="h-sources">Sources</h2>'
            f"\n<ul>\n{items}\n</ul>\n</section>"
        )

    def _source(self, citations: tuple[Citation, ...]) -> str:
        """An article with all that is cited of it."""
        article = citations[0]
        title = _text(article.title or "Without a title")
        url = link(article.url)
        if url:
            title = f'<a href="{escape(url)}" rel="noopener noreferrer">{title}</a>'
        quotes = "\n".join(map(self._quote, citations))
        return (
            f'<li><span class="title" dir="auto">{title}</span>'
            f'<span class="meta" dir="auto">{_text(attribution(article))}</span>'
            f"<ul>\n{quotes}\n</ul></li>"
        )

    def _quote(self, citation: Citation) -> str:
        back = " ".join(
            f'<a href="#{place}" aria-label="back to citation {index} of source {citation.number}">'
            f"↑ {index}</a>"
            for index, place in enumerate(self._cited[citation.number], start=1)
        )
        return (
            f'<li id="source-{citation.number}"><span class="number">{citation.number}</span>'
            f'<div><blockquote dir="auto"><mark>{_text(citation.quote)}</mark>'
            f"{on_page(citation)}</blockquote>"
            + (f'<span class="meta back">Cited: {back}</span>' if back else "")
            + "</div></li>"
        )

    def _coverage(self) -> str:
        if not self.sheet.report:
            return ""
        parts = ['<section aria-labelledby="h-coverage">', '<h2 id="h-coverage">Coverage</h2>']
        parts.append(f'<p class="about">{_text(self.sheet.report)}</p>')
        for group in self.sheet.unused:
            lines = chain.from_iterable(
                block.lines for block in group.blocks if isinstance(block, Listing)
            )
            items = "".join(f'<li dir="auto">{self._line(line)}</li>' for line in lines)
            parts.append(
                f"<details><summary>{_text(group.title)}</summary><ul>{items}</ul></details>"
            )
        return "\n".join([*parts, "</section>"])


def _axis(dots: Sequence[Dot]) -> str:
    """The days of a timeline on a line, as inline SVG whose text keeps its size; "" for none.

    Places are shares of the width, so that it fits any. Each dot leads to its entry
    (`timeline-1` and on).
    """
    if not dots:
        return ""
    drawn, labels = [], []
    for number, dot in enumerate(dots, start=1):
        place = f"{_LEFT + (_RIGHT - _LEFT) * dot.place:.2f}%"
        drawn.append(
            f'<a href="#timeline-{number}" aria-label="{dot.when}"><title>{dot.when}</title>'
            f'<circle cx="{place}" cy="16" r="6"/></a>'
        )
        if dot.anchor:
            labels.append(f'<text x="{place}" y="44" text-anchor="{dot.anchor}">{dot.when}</text>')
    about = escape(f"{len(dots)} days, from {dots[0].when} to {dots[-1].when}")
    line = f'<line x1="{_LEFT}%" y1="16" x2="{_RIGHT}%" y2="16"/>'
    return f'<svg role="group" aria-label="{about}">{line}{"".join((*drawn, *labels))}</svg>\n'


def _following(rows: Sequence[tuple[Line, ...]]) -> int:
    """How many rows go on with the one above."""
    return next((index for index, row in enumerate(rows) if row[0].text), len(rows))
