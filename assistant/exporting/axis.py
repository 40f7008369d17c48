"""A timeline as a drawing: a dot for each day, at its place between the first and the last."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.types import TimelineEntry
from assistant.wording import day, month

_FEWEST = 2
_LEFT, _RIGHT = 2.0, 98.0
_APART = 34.0
"""Labels nearer than this share of the width would run into each other."""


def axis(entries: Sequence[TimelineEntry]) -> str:
    """The entries on a line, as inline SVG whose text keeps its size; "" for a single day.

    Places are shares of the width, so that it fits any. Each dot leads to its entry
    (`timeline-1` and on); what has no room for a label is told by the dot's title.
    """
    if len({entry.date for entry in entries}) < _FEWEST:
        return ""
    first, last = entries[0].date, entries[-1].date
    days = (last - first).days
    dots, labels, end = [], [], -_APART
    for number, entry in enumerate(entries, start=1):
        at = _LEFT + (_RIGHT - _LEFT) * (entry.date - first).days / days
        when = month(entry.date) if entry.precision == "month" else day(entry.date)
        dots.append(
            f'<a href="#timeline-{number}" aria-label="{when}"><title>{when}</title>'
            f'<circle cx="{at:.2f}%" cy="16" r="6"/></a>'
        )
        is_last = entry is entries[-1]
        if at - end >= _APART and (is_last or _RIGHT - at >= _APART):
            anchor = "end" if is_last else "start" if at == _LEFT else "middle"
            labels.append(f'<text x="{at:.2f}%" y="44" text-anchor="{anchor}">{when}</text>')
            end = at
    told = escape(f"{len(entries)} days, from {day(first)} to {day(last)}")
    line = f'<line x1="{_LEFT}%" y1="16" x2="{_RIGHT}%" y2="16"/>'
    return f'<svg role="group" aria-label="{told}">{line}{"".join((*dots, *labels))}</svg>\n'
