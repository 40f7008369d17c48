"""How much of two texts stands in one another, and whether they are copies.

Two texts about one event share single words and set phrases by chance; a copy shares whole
passages, in which an editor changed a word here and there. It has nothing that its original
lacks: the same text, an edited one, an excerpt. An update with other figures is none, nor is a
report written to the same template, nor an article that prints an agency's text and adds as much
of its own. The thresholds were set on half of `benchmarks/copies` and on scraped news that was
read by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from vectorstore.documents import Article, before
from vectorstore.duplicates.wording import LEAD, RUN, SHORTEST, Place, Wording, wording

GAP = 6
"""Up to so many changed words between two shared runs are an edit inside a shared passage."""


@dataclass(frozen=True, slots=True)
class _Overlap:
    """What a text shares with another that is no shorter.

    `of_short` and `of_long`: the share of the words of each; `of_leads`: of the first words, the
    smaller one. A figure or name is altered when what stands around it is the same in both texts
    and it is another one, kept when it is the same. `lead_altered`: a number of the first words
    is altered.
    """

    short_words: int
    long_words: int
    of_short: float
    of_long: float
    of_leads: float
    figures_altered: int
    figures_kept: int
    names_altered: int
    names_kept: int
    lead_altered: bool


def _overlap(short: Wording, long: Wording) -> _Overlap:
    """What the texts share, in any order of passages; at most 1 ms for 600 words each."""
    of_short, short_lead = _share(short, long)
    of_long, long_lead = _share(long, short)
    return _Overlap(
        len(short.words),
        len(long.words),
        of_short,
        of_long,
        min(short_lead, long_lead),
        *_compared(short.figures, long.figures),
        *_compared(short.names, long.names),
        _lead_altered(short, long),
    )


def _share(wording: Wording, other: Wording) -> tuple[float, float]:
    """The share of all words of `wording`, and of its first ones, in passages shared with `other`.

    Shared passages are shared runs and the short gaps between those that follow one another in
    both texts. Boilerplate counts only where they are shared.
    """
    skipped, lead = wording.boilerplate, _lead(wording)
    shared = shared_first = boilerplate = end = 0
    last = there = -1
    for place, run in enumerate(zip(*(wording.words[n:] for n in range(RUN)), strict=False)):
        found = other.runs.get(run)
        if found is None:
            continue
        start = max(place, end)
        if last >= 0 and place - end <= GAP and 0 < found - there <= place - last + GAP:
            start = end
        end, last, there = place + RUN, place, found
        shared += end - start
        boilerplate += skipped[end] - skipped[start]
        if start < lead:
            upto = min(end, lead)
            shared_first += upto - start - (skipped[upto] - skipped[start])
    omitted = skipped[-1] - boilerplate
    return shared / max(1, len(wording.words) - omitted), shared_first / max(
        1, lead - skipped[lead]
    )


def _lead(wording: Wording) -> int:
    """Where the first words end; boilerplate is not counted."""
    end = bisect_left(
        range(len(wording.boilerplate)), LEAD, key=lambda index: index - wording.boilerplate[index]
    )
    return min(end, len(wording.words))


def _compared(ours: dict[Place, set[str]], theirs: dict[Place, set[str]]) -> tuple[int, int]:
    """How many values at the same places differ, and how many are the same."""
    altered = kept = 0
    for place in ours.keys() & theirs.keys():
        same = len(ours[place] & theirs[place])
        kept += same
        altered += min(len(ours[place]), len(theirs[place])) - same
    return altered, kept


def _lead_altered(wording: Wording, other: Wording) -> bool:
    """Whether a number of the first words differs: a toll, a price, a score."""
    places = wording.figures.keys() & other.figures.keys() & (wording.first | other.first)
    return any(wording.figures[place].isdisjoint(other.figures[place]) for place in places)


# The verdict

CONTAINED = 0.6
"""A text shorter than this share of another is contained in it, if its words are."""
_SAME = 1.8
"""Two texts are near when the shares of each that stand in the other add up to this."""
_NEAR = 1.45
"""The same where the first words are shared too."""
_LEAD = 0.4
"""First words that share less than this were written anew."""
_WHOLE = 0.93
"""A text that shares this much of its words stands in the other as a whole."""
_EXCERPT = 0.82
"""The same for an excerpt, which may be edited as well."""
_OLD = 0.62
"""What the longer of two near texts has at least from the shorter: with less it is its own."""
_OLD_BY_OUTLET = 0.75
"""The same where an outlet adds to its own text: it does so to tell what is new."""

_WIRE_DAYS = 2
_WIRE_NEAR = 1.2
_WIRE_OLD = 0.5
_WIRE_LEAD = 0.65

_CHANCE = 0.05
"""So few figures differ by chance: the same words stand around another matter."""
_NEARLY_ALL = 0.85
"""Texts with one figure of several that differs are copies only when all else is the same."""
_RENAMED = 0.35
"""The share of names that may differ."""


def are_copies(article: Article, other: Article) -> bool:
    """Whether two articles are copies, whichever is given first; about 3 ms for 600 words each.

    The same text is a copy. Texts of fewer than 25 words are copies when their words are the same.
    """
    if article.version == other.version:
        return True
    (_, _, short), (_, _, long) = sorted(
        (len(wording(one.text).words), one.version, one) for one in (article, other)
    )
    ours, theirs = wording(short.text), wording(long.text)
    if len(ours.words) < SHORTEST:
        return ours.words == theirs.words != ()
    found = _overlap(ours, theirs)
    return not _differs_in_facts(found) and (
        _is_near(short, long, found) or _is_excerpt(short, long, found)
    )


def _differs_in_facts(found: _Overlap) -> bool:
    """Whether figures or names differ as they do in updates and in templates."""
    figures = found.figures_altered + found.figures_kept
    names = found.names_altered + found.names_kept
    if found.lead_altered or found.names_altered > max(2.0, _RENAMED * names):
        return True
    if found.figures_altered <= _CHANCE * figures:
        return False
    nearly_all = min(found.of_short, found.of_long) >= _NEARLY_ALL
    return found.figures_altered > 1 or figures == 1 or not nearly_all


def _is_near(short: Article, long: Article, found: _Overlap) -> bool:
    """Whether the texts are the same but for edits, and for a little that the longer one adds."""
    both = found.of_short + found.of_long
    if _same_wire(short, long) and found.of_long >= _WIRE_OLD and found.of_leads >= _WIRE_LEAD:
        return both >= _WIRE_NEAR
    extends = _same_outlet(short, long) and _before(short, long)
    if found.of_long < (_OLD_BY_OUTLET if extends else _OLD):
        return False
    if both >= _SAME or (both >= _NEAR and found.of_leads >= _LEAD):
        return True
    return found.of_short >= _WHOLE and not extends


def _is_excerpt(short: Article, long: Article, found: _Overlap) -> bool:
    """Whether the shorter text was taken from the longer one."""
    if found.of_short < _EXCERPT:
        return False
    if found.short_words < CONTAINED * found.long_words:
        return not _takes_up(long, short)
    return found.of_leads >= _LEAD and not _before(short, long)


def _takes_up(long: Article, short: Article) -> bool:
    """Whether `long` prints what another outlet had published, and adds as much of its own."""
    if _same_outlet(long, short) or _same_wire(long, short):
        return False
    return _before(short, long) or (bool(short.agency) and not long.agency)


def is_wire(article: Article) -> bool:
    """Whether the article came out with the agency whose mark it carries: it is the source."""
    return _is_agency(article.publisher, article.agency)


def _same_wire(article: Article, other: Article) -> bool:
    """Whether both carry the text of one agency and came out at about the same time."""
    same = bool(article.agency) and article.agency.casefold() == other.agency.casefold()
    if not (
        same
        or _is_agency(article.publisher, other.agency)
        or _is_agency(other.publisher, article.agency)
    ):
        return False
    return (
        article.day is None
        or other.day is None
        or abs((article.day - other.day).days) <= _WIRE_DAYS
    )


def _is_agency(publisher: str, agency: str) -> bool:
    """Whether the publisher is the agency, by its name or by the letters that stand for it."""
    if not (publisher and agency):
        return False
    words = re.findall(r"\w+", publisher.casefold().removeprefix("the "))
    name = agency.casefold()
    return name in (publisher.casefold(), " ".join(words), "".join(word[0] for word in words))


def _same_outlet(article: Article, other: Article) -> bool:
    return bool(article.publisher) and article.publisher.casefold() == other.publisher.casefold()


def _before(article: Article, other: Article) -> bool:
    """Whether `article` is known to have come out before `other`."""
    return before(article.published, other.published)
