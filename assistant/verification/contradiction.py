"""What a near copy of a quoted sentence changes: a word, two mentions, or who says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, islice

from assistant.verification.mentions import Kind, Mention, mentions
from assistant.verification.polarity import Word, words_of
from vectorstore.text import stem, terms, words
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.speech import SAYING

_MOST_READ = 8
"""How many quoted sentences, the likest ones, a sentence is laid beside."""
_LEAST_KEPT, _CHANGED_SHARE = 2, 0.2
"""How many words a near copy keeps in order at least, and what share of its own may be others;
one always may."""
_LONGEST_CHANGE = 2
"""How many words on either side are one in another's place; more are a rewording."""
_LONGEST_SENTENCE = 200


# ---------------------------------------------------------------- words


def replaced_words(sentence: str, quotes: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """Ordinary words set in the place of others, told as "wording: ‘praised’ for ‘blamed’".

    Looked for where the sentence repeats most of a quoted one in order: a word that no quote
    holds (`known` are the stems that they do), between or beside words that are kept, where the
    quote has another. Numbers, dates and names have reasons of their own.
    """
    spans = [(each.start, each.end) for each in mentions(sentence)]
    ours = _content(sentence)
    for theirs in _likest(ours, [_content(quote) for quote in quotes]):
        matched = SequenceMatcher(
            None, [word.term for word in ours], [word.term for word in theirs], autojunk=False
        )
        kept = sum(block.size for block in matched.get_matching_blocks())
        if kept < _LEAST_KEPT or len(ours) - kept > max(1, _CHANGED_SHARE * len(ours)):
            continue
        for kind, start, end, first, last in matched.get_opcodes():
            if kind != "replace" or max(end - start, last - first) > _LONGEST_CHANGE:
                continue
            for offset, word in enumerate(ours[start:end]):
                if word.term in known or any(a <= word.start < b for a, b in spans):
                    continue
                if word.term in _LINKS and not _FIRST & {one.term for one in theirs[first:last]}:
                    continue
                yield f"wording: ‘{word.text}’ for ‘{theirs[min(first + offset, last - 1)].text}’"
        return


_LINKS = frozenset(
    stem(word)
    for word in listed(
        "later also then meanwhile subsequently eventually however therefore additionally moreover "
        "furthermore thus"
    )
)
"""Words that only tell how a sentence follows on another."""
_FIRST = frozenset(stem(word) for word in listed("earlier first before previously already once"))


def _content(text: str) -> list[Word]:
    return [word for word in words_of(text) if word.term]


def _likest(ours: Sequence[Word], rows: Sequence[list[Word]]) -> list[list[Word]]:
    """The quoted sentences that share most words with ours; none for what is endlessly long."""
    if len(ours) > _LONGEST_SENTENCE:
        return []
    wanted = {word.term for word in ours}
    shared = [len(wanted.intersection(word.term for word in row)) for row in rows]
    order = sorted(range(len(rows)), key=lambda index: (-shared[index], index))
    return [
        rows[index][: 2 * _LONGEST_SENTENCE]
        for index in order[:_MOST_READ]
        if shared[index] >= _LEAST_KEPT
    ]


# ---------------------------------------------------------------- numbers, dates and names

_REACH = 3
"""How many content words to each side tell what a number, date or name is about."""
_NEAR = 4
"""How many words may stand between two names that meet, marry or play each other."""
_MOST_MENTIONS = 40
_JOINED = re.compile(r"[\s,]*(?:,|and|or|&|/|with|versus|vs\.?|v)?\s*(?:the\s+)?", re.IGNORECASE)
_MUTUAL = frozenset(stem(word) for word in listed("meet marry face play resemble equal with"))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A number, date or name, and the words that stand around it, with their side."""

    mention: Mention
    around: frozenset[str]


_Row = dict[Kind, list[_Placed]]


def swapped(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """Pairs of numbers, dates or names that changed places, told as "12 and 40 exchanged".

    Of two mentions of a kind that a quoted sentence holds as well, each stands among words that
    stand around the other there, and not among its own. Nothing is said where another quoted
    sentence has them as this one does, where "and" joins them, or of names beside "by".
    """
    for kind, row in _placed(sentence).items():
        there = [placed[kind] for quote in quotes if kind in (placed := _placed(quote))]
        for mention, other in combinations(row if there else (), 2):
            if mention.mention.same(other.mention) or _joined(
                sentence, mention.mention, other.mention
            ):
                continue
            if _everywhere_crossed(mention, other, there):
                yield f"{mention.mention.text} and {other.mention.text} exchanged"


@lru_cache(maxsize=2048)
def _placed(sentence: str) -> _Row:
    """The kinds of which a sentence mentions two at least, with what stands around each."""
    found: _Row = {}
    for each in islice(mentions(sentence), _MOST_MENTIONS):
        found.setdefault(each.kind, []).append(_Placed(each, frozenset()))
    return {
        kind: [
            _Placed(each.mention, _around(sentence, each.mention, [o.mention for o in row]))
            for each in row
        ]
        for kind, row in found.items()
        if len(row) > 1
    }


def _around(text: str, mention: Mention, others: Sequence[Mention]) -> frozenset[str]:
    left = max([0, *(other.end for other in others if other.end <= mention.start)])
    right = min([len(text), *(other.start for other in others if other.start >= mention.end)])
    before = [text[left:][start:end] for start, end in words(text[left : mention.start])]
    after = [text[mention.end :][start:end] for start, end in words(text[mention.end : right])]
    return frozenset((*_nearest(before[::-1], "<"), *_nearest(after, ">")))


def _nearest(row: Sequence[str], side: str) -> Iterator[str]:
    """The nearest content words beside a mention, and the small word next to it."""
    if row and not terms(row[0]):
        yield f"{side} {row[0].lower()}"
    yield from (f"{side} {term}" for term in islice((t for w in row for t in terms(w)), _REACH))


def _joined(text: str, mention: Mention, other: Mention) -> bool:
    first, second = sorted((mention, other), key=lambda mention: mention.start)
    between = text[first.end : second.start]
    if first.end > second.start or _JOINED.fullmatch(between):
        return True
    row = [stem(between[start:end]) for start, end in words(between)]
    return mention.kind == "name" and len(row) <= _NEAR and not _MUTUAL.isdisjoint(row)


def _everywhere_crossed(first: _Placed, second: _Placed, rows: Sequence[list[_Placed]]) -> bool:
    crossed = False
    for row in rows:
        ones = [placed for placed in row if first.mention.same(placed.mention)]
        others = [placed for placed in row if second.mention.same(placed.mention)]
        if len(ones) != 1 or len(others) != 1 or ones[0] is others[0]:
            continue
        if not _crossed(first, second, ones[0], others[0]):
            return False
        crossed = True
    return crossed


def _crossed(placed: _Placed, other: _Placed, ones: _Placed, others: _Placed) -> bool:
    """Whether each stands among the other's words more than among its own."""
    if placed.mention.kind == "name" and _has_by(placed, other) != _has_by(ones, others):
        return False  # a passive may stand against an active
    kept = len(placed.around & ones.around), len(other.around & others.around)
    crossed = len(placed.around & others.around), len(other.around & ones.around)
    return crossed[0] > kept[0] and crossed[1] > kept[1]


def _has_by(*placed: _Placed) -> bool:
    return any("< by" in each.around for each in placed)


# ---------------------------------------------------------------- who says it

_DOUBTING = listed(
    """
    claim claims claimed alleges alleged believe believes believed suspect suspects suspected
    suggest suggests suggested think thinks thought fear fears feared estimate estimates estimated
    predict predicts predicted project projects projected accuses accused speculated hoped
    """
)
_SAID = any_of(SAYING | _DOUBTING)
_HEARSAY = r"(?:reportedly|allegedly|supposedly|purportedly)"
_ANY = re.compile(
    rf"\b(?:{_SAID}|{_HEARSAY}|according|say|tell|quoted|cited|statement|\w+(?:ing|s|ed)\s+that)\b",
    re.IGNORECASE,
)
# "The mayor said on Sunday that …": who says it, in a few words, then what.
_OPENING = re.compile(
    rf"^[\W_]*+(?P<who>(?:according\s+to\s[^,;:]{{2,80}},|(?:[^\s;:]++\s++){{1,14}}?(?<!,\s)(?:{_SAID})"
    rf"|(?:[^\s,;:]++\s+){{0,4}}[^\s,;:]++,\s[^;:]{{2,80}},\s(?:{_SAID})))"
    r",?\s+(?P<what>(?!(?:to|of|in|about|by|with|for)\b).+)$",
    re.IGNORECASE | re.DOTALL,
)
_CLOSING = re.compile(
    rf"^(?P<what>.+?),[”\"]?\s+(?P<who>according\s+to\s[^;:]{{2,120}}"
    rf"|(?:[^\s,;:]++\s++){{1,6}}?(?:{_SAID}|found|finds))[\W_]*+$",
    re.IGNORECASE | re.DOTALL,
)
# "The gap, the poll suggests, could be …".
_BETWEEN = re.compile(
    rf"^(?P<what>[^,;:]{{1,120}}),\s+(?P<who>(?:[^\s,;:]++\s++){{1,6}}?(?:{_SAID})),\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    rf"\b(?:could|should|would|may|might|must|will|can|ought|likely|{any_of(_DOUBTING)})\b",
    re.IGNORECASE,
)
"""What is to come, may be or is thought is never told by itself; what happened is, by who reports
it."""
_ADVERB = re.compile(rf"\b{_HEARSAY}\b", re.IGNORECASE)
_COVERED, _FEWEST = 0.6, 2
"""What share of a statement's content words a quoted sentence holds that tells it."""


def missing_attribution(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """What a sentence tells as fact where the quotes have it as somebody's word.

    Told as "attribution: ‘the mayor said’". A `…` marks a cut that readers see, and any word of
    saying in the sentence is taken for an attribution. One behind or amid what happened may be
    left out ("…, the police said"); before it, of what is to come or may be, or a word of doubt
    ("claimed", "allegedly"), none may, unless another quoted sentence tells the same without.
    """
    wanted = frozenset(terms(sentence))
    if "…" in sentence or _ANY.search(sentence) or len(wanted) < _FEWEST:
        return
    covering = [quote for quote in quotes if _covers(quote, wanted)]
    speakers = [_speaker(quote, wanted) for quote in covering]
    if speakers and all(speakers):
        yield f"attribution: ‘{speakers[0]}’"


def _covers(text: str, wanted: frozenset[str]) -> bool:
    return len(wanted.intersection(terms(text))) >= _COVERED * len(wanted)


def _told(match: re.Match[str]) -> Iterator[str]:
    """What is said, in its pieces around who says it."""
    for name in ("what", "rest"):
        if name in match.re.groupindex:
            yield match[name]


def _speaker(sentence: str, wanted: frozenset[str]) -> str:
    """Who says what is wanted, in the sentence's words; empty when nobody does."""
    for form in (_OPENING, _CLOSING, _BETWEEN):
        match = form.match(sentence)
        if (
            match
            and (form is _OPENING or _OPEN.search(sentence))
            and _covers(" ".join(_told(match)), wanted)
            and wanted.isdisjoint(terms(match["who"]))
        ):
            return " ".join(match["who"].split()).rstrip(",.")
    adverb = _ADVERB.search(sentence)
    return adverb[0] if adverb else ""
