"""Verification: do the quotes hold what is stated?

A statement passes when its numbers, dates, names and negations all stand in the quotes, nothing
in it contradicts them, and most of its other words are there. What is missing is said in words.
The same check guards every writer; whole sentences of a quote pass by being quoted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assistant.types import Verdict
from assistant.verification.certainty import raised
from assistant.verification.contradiction import missing_attribution, replaced_words, swapped
from assistant.verification.holding import evidence, held_by
from assistant.verification.mentions import Held, clocks, held, mentions, shares_mention, untold
from assistant.verification.opposites import opposite
from assistant.verification.plain_words import in_plain_words
from assistant.verification.polarity import reversals
from assistant.verification.quoted_words import misquoted
from assistant.verification.speakers import other_speaker
from assistant.verification.support import Measures, Passages, measured, support
from vectorstore.text import Span, dates, numbers, sentences, terms

HELD = 0.55
"""What a statement in other words must score to be held."""
_CONSTANT, _OF_WORDS, _OF_READING = 0.0, 0.5, 0.5
_LEAST = 0.001
_HELD_BY_WORDS = 0.48
"""And where only its words are looked at."""
_SURE = 0.8
"""How sure the network must be where a word stands in another's place."""

_MOST_MARKS = 8
_KEPT_WHEN_CONTRADICTED = 0.6
"""What each contradiction leaves of the score."""
_SAME_WORDS = 0.6
"""The share of their content words in which near copies are the same."""
_BLANKS = re.compile(r"\s+")
_QUOTATION = str.maketrans("‘’“”„«»‐‑–—", '\'\'"""""----')


def verify(
    statement: str, quotes: Sequence[str] | str, days: Sequence[date | None] = ()
) -> Verdict:
    """Whether the quotes, or a single one, together hold all of the statement.

    `days` are those on which the quotes were published, in their order, from which "on Monday"
    counts; without them it is no date.

    `reasons` names in words what is lacking ("number 400", "date 28 March", "name Homs", "a
    negation that is not quoted", "‘before’ where ‘after’ is quoted", "12 and 40 exchanged",
    "attribution: ‘the mayor said’", "speaker: ‘Jane Roe’", "quotation “…”", "certainty: ‘will’ is
    quoted", "wording: …"), and each quote that holds none of the
    statement, or tells it with another number, time or word; it is supported when there is
    nothing to name. The score, in 0..1, says how far it is held: 1 for what is quoted word for
    word, else what the words, numbers, dates and names that the quotes hold (`by_words`) and a
    network that reads both together (`holding`) come to. Whole sentences of one quote are never
    doubted; a cut from a sentence is, where the cut drops a "not" or a "fewer than". A statement
    without a letter or digit, or no quotes, is not supported. A date may be told less precisely
    than quoted, never more. Of many quotes, or of a long one, the sentences closest to each of
    the statement's are read. More than eight quotes are a page and not a statement's marks: those
    that hold nothing are named there and decide nothing, and its words alone are looked at.
    """
    quotes = [quotes] if isinstance(quotes, str) else quotes
    words = by_words(statement, quotes, days)
    if words.score in (0.0, 1.0) or len(quotes) > _MOST_MARKS:
        return words  # of a page the network, which knows passages, says less than its words
    if _is_cut(statement, quotes, words):
        return words
    idle = {number - 1 for number in _idle(statement, quotes)}
    near = _nearest(statement, [quote for at, quote in enumerate(quotes) if at not in idle])
    told = dict(zip(quotes, days, strict=False))
    day = next((told[quote] for quote in quotes if told.get(quote)), None)
    return _together(words, held_by([(evidence(" ".join(near), day=day), statement)])[0])


_READ_TOGETHER = 3
"""So many sentences of the quotes, the closest ones, are read together with a statement."""


def _nearest(statement: str, quotes: Sequence[str]) -> list[str]:
    """The sentences of the quotes that share most with a statement, in their order."""
    wanted = frozenset(terms(statement))
    spans = [quote[start:end] for quote in quotes for start, end in sentences(quote)]
    if len(spans) <= _READ_TOGETHER:
        return spans
    left, chosen = wanted, list[int]()
    for _ in range(_READ_TOGETHER):
        rest = [at for at in range(len(spans)) if at not in chosen]
        best = max(rest, key=lambda at: (len(left & set(terms(spans[at]))), -at))
        chosen.append(best)
        left = left - set(terms(spans[best]))
    return [spans[at] for at in sorted(chosen)]


def read_with(statement: str, quotes: Sequence[Quoted]) -> list[Verdict]:
    """What `verify` gives for a statement and each of many quotes alone, which are read at once."""
    words = [by_words(statement, [quote.text], [quote.day]) for quote in quotes]
    open_ = [
        at
        for at, (verdict, quote) in enumerate(zip(words, quotes, strict=True))
        if verdict.score not in (0.0, 1.0) and not _is_cut(statement, [quote.text], verdict)
    ]
    passages = [
        evidence(" ".join(_nearest(statement, [quotes[at].text])), day=quotes[at].day)
        for at in open_
    ]
    said = held_by([(passage, statement) for passage in passages])
    for at, share in zip(open_, said, strict=True):
        words[at] = _together(words[at], share)
    return words


class Quoted(NamedTuple):
    """The words of a quote and the day on which they were published."""

    text: str
    day: date | None


def _is_cut(statement: str, quotes: Sequence[str], words: Verdict) -> bool:
    """Whether a statement is an unbroken part of a quote against which nothing speaks, figures in
    another form aside."""
    if not words.supported or "…" in statement:
        return False
    bare = _without_numbers(statement)
    return _is_copied(statement, quotes) or (
        len(terms(bare)) > 0 and _is_copied(bare, [_without_numbers(quote) for quote in quotes])
    )


def _without_numbers(text: str) -> str:
    return " ".join(_without(text, [Span(one.start, one.end) for one in numbers(text)]).split())


def _together(words: Verdict, held: float) -> Verdict:
    """A verdict by words with what the network says of it: a number, date or name that is lacking
    or turned round, or who says it, is lacking whatever it says; other words are no obstacle
    where it is sure."""
    total = _CONSTANT + _OF_WORDS * _logit(words.score) + _OF_READING * _logit(held)
    score = round(1 / (1 + math.exp(-total)), 4)
    against = [reason for reason in words.reasons if not reason.startswith("wording: ")]
    replaced = any("‘" in reason for reason in words.reasons)
    if against or (replaced and held < _SURE):
        return Verdict(False, round(min(score, words.score), 4), words.reasons)
    if score >= HELD:
        return Verdict(True, score, ())
    return Verdict(False, score, words.reasons or ("the quotes do not say so",))


def _logit(share: float) -> float:
    share = min(max(share, _LEAST), 1 - _LEAST)
    return math.log(share / (1 - share))


def by_words(
    statement: str, quotes: Sequence[str] | str, days: Sequence[date | None] = ()
) -> Verdict:
    """What `verify` gives by words, numbers, dates and names alone, quickly and without a model."""
    quotes = [quotes] if isinstance(quotes, str) else quotes
    if not any(char.isalnum() for char in statement):
        return Verdict(False, 0.0, ("the statement is empty",))
    if not any(_flat(quote) for quote in quotes):
        return Verdict(False, 0.0, ("nothing is quoted",))
    marks = len(quotes) <= _MOST_MARKS
    idle = (
        *(f"quote {number} holds none of it" for number in _idle(statement, quotes)),
        *(_otherwise(*_in_plain_words(statement, quotes)) if len(quotes) > 1 and marks else ()),
    )
    if _is_whole(statement, quotes):
        return Verdict(not (idle and marks), 1.0, idle)
    statement, quotes = _in_plain_words(statement, quotes)
    compared = _compared(statement, quotes, days)
    contradicted = tuple(dict.fromkeys(_contradictions(compared)))
    score = support(_measures(compared)) * _KEPT_WHEN_CONTRADICTED ** len(contradicted)
    lacking = dict.fromkeys((*compared.held.reasons, *contradicted, *_unsaid(compared, score)))
    return Verdict(not (lacking or (idle and marks)), round(score, 4), (*lacking, *idle))


def _in_plain_words(statement: str, quotes: Sequence[str]) -> tuple[str, list[str]]:
    return in_plain_words(statement), [in_plain_words(quote) for quote in quotes]


_PART_OF_DAY = re.compile(r"(?<=day) (?:night|evening|morning|afternoon)\b")
"""Who tells the day but no part of it tells the same."""
_SAYS_ENOUGH = 0.45
"""How far a quote in other words must hold a statement to say it by itself."""


def holds_alone(statement: str, quote: str) -> bool:
    """Whether one quote says by itself what a statement says, as each of several marks must.

    Nothing may stand against it: no other number, time of day, date or name, no negation, no word
    in another's place. Other words are no obstacle where it holds enough of the statement.
    """
    bare = _PART_OF_DAY.sub("", statement)
    verdict = by_words(bare, _PART_OF_DAY.sub("", quote))
    if verdict.supported:
        return True
    opening = f"name {bare.split()[0]}" if bare.split() else ""
    reworded = all(
        reason == opening or (reason.startswith("wording: ") and "‘" not in reason)
        for reason in verdict.reasons
    )
    alike = reworded and clocks(statement) <= clocks(quote)
    return alike and verdict.score >= _SAYS_ENOUGH


def _otherwise(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """Which quotes repeat the statement but for one thing: a number, a time, a word, a "not"."""
    wanted = set(terms(statement))
    for number, quote in enumerate(quotes, start=1):
        known = set(terms(quote))
        # What shares less repeats nothing: it says who "she" is.
        if _is_whole(statement, [quote]) or 2 * len(wanted & known) <= len(wanted):
            continue
        compared = _compared(statement, [quote])
        told = [*_contradictions(compared)]
        for sentence, closest in compared.pairs:
            same_time = clocks(sentence) and clocks(sentence) <= clocks(quote)
            told += [] if same_time else replaced_words(sentence, closest, known)
            told += _another_value(sentence, closest)
        if told:
            yield f"quote {number} says otherwise: {told[0]}"


def _another_value(sentence: str, closest: Sequence[str]) -> Iterator[str]:
    """A number or time of a sentence that a quoted one, the same in nearly all other words, has
    not, where it has one of its own."""
    for quoted in closest:
        mine, its = set(terms(sentence)), set(terms(quoted))
        if len(mine & its) < _SAME_WORDS * max(len(mine), len(its)):
            continue
        ours, theirs = clocks(sentence), clocks(quoted)
        if ours and theirs and not ours & theirs:
            yield "another time of day"
        lacking = held(sentence, quoted).counts["number"]
        if lacking and held(quoted, sentence).counts["number"]:
            yield "another number"


def measures(statement: str, quotes: Sequence[str]) -> Measures:
    """What the score of a statement rests on, where it is not quoted whole."""
    return _measures(_compared(statement, quotes))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A statement, all its quotes, those that are read closely, and what they hold of it.

    `near` are whole quotes; `pairs` are the sentences of the statement, each with the sentences
    of `near` that are closest to it. `copied`: the statement stands in one quote, its own `…`
    aside.
    """

    statement: str
    quotes: Sequence[str]
    near: Sequence[str]
    pairs: Sequence[tuple[str, Sequence[str]]]
    copied: bool
    held: Held


def _compared(
    statement: str, quotes: Sequence[str], days: Sequence[date | None] = ()
) -> _Comparison:
    near = Passages(quotes).closest(statement)
    passages = Passages(quote[start:end] for quote in near for start, end in sentences(quote))
    ours = [statement[start:end] for start, end in sentences(statement)]
    pairs = [(sentence, passages.closest(sentence)) for sentence in ours]
    copied = _is_copied(statement, near)
    told = dict(zip(quotes, days, strict=False))
    dated = [each for quote in near if (day := told.get(quote)) for each in dates(quote, day)]
    found = held(statement, "\n".join(near), dated)
    return _Comparison(statement, quotes, near, pairs, copied, found)


def _measures(compared: _Comparison) -> Measures:
    found = compared.held
    lacking = found.counts["number"], untold(found.dates, compared.quotes), found.counts["name"]
    return measured(compared.statement, compared.near, found.spans, lacking)


def _contradictions(compared: _Comparison) -> Iterator[str]:
    """What the statement denies, reverses or exchanges that the quotes say."""
    known = frozenset(term for quote in compared.near for term in terms(quote))
    for sentence, closest in compared.pairs:
        yield from reversals(sentence, closest)
        yield from opposite(sentence, closest, known)
        # An unbroken run of a quote has everything in its place.
        if "…" in compared.statement or not compared.copied:
            yield from swapped(sentence, closest)


def _unsaid(compared: _Comparison, score: float) -> Iterator[str]:
    """Who says it, and ordinary words that the quotes do not hold: one for another, or many."""
    for sentence, closest in compared.pairs:
        yield from missing_attribution(sentence, closest)
        yield from other_speaker(sentence, closest)
        # On a page that it happened may be told in other words than that it was to come.
        if len(compared.quotes) <= _MOST_MARKS:
            yield from raised(sentence, closest)
    yield from misquoted(compared.statement, compared.quotes)
    if compared.copied:
        return
    known = {term for quote in compared.near for term in terms(quote)}
    for sentence, closest in compared.pairs:
        yield from replaced_words(sentence, closest, known)
    bare = _without(compared.statement, compared.held.spans)
    left = [term for term in terms(bare) if term not in known]
    named = " ".join(each.text for each in mentions(compared.statement))
    if set(left) - set(terms(named)) and score < _HELD_BY_WORDS:
        yield "wording: " + ", ".join(list(dict.fromkeys(left))[:5])


def _without(text: str, spans: Sequence[Span]) -> str:
    """The text with blanks for some of its spans."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        pieces += [text[position:start], " "]
        position = max(position, end)
    return "".join([*pieces, text[position:]])


# ---------------------------------------------------------------- exact quotes


def _flat(text: str) -> str:
    """The text with one form of quotation mark, dash and blank, and no end punctuation."""
    return _BLANKS.sub(" ", text.translate(_QUOTATION)).strip(" .,;:").casefold()


def _is_whole(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the statement is a whole quote, or whole sentences that follow in one."""
    wanted = _flat(statement)
    return any(wanted == _flat(quote) or _has_run(quote, statement) for quote in quotes)


def _has_run(quote: str, statement: str) -> bool:
    wanted, quoted = _sentences(statement), _sentences(quote)
    return bool(wanted) and any(
        quoted[start : start + len(wanted)] == wanted
        for start in range(len(quoted) - len(wanted) + 1)
    )


def _sentences(text: str) -> list[str]:
    return [flat for start, end in sentences(text) if (flat := _flat(text[start:end]))]


def _is_copied(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the statement, between its own `…`, is in one quote, in order."""
    pieces = [flat for piece in statement.split("…") if (flat := _flat(piece))]
    return any(_holds_in_order(_flat(quote), pieces) for quote in quotes)


def _holds_in_order(quote: str, pieces: Sequence[str]) -> bool:
    position = 0
    for piece in pieces:
        found = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(quote, position)
        if found is None:
            return False
        position = found.end()
    return bool(pieces)


def _idle(statement: str, quotes: Sequence[str]) -> Iterator[int]:
    """The numbers, from 1, of quotes that share no content word, number or name with it."""
    wanted = set(terms(statement))
    for number, quote in enumerate(quotes, start=1):
        if wanted and wanted.isdisjoint(terms(quote)) and not shares_mention(statement, quote):
            yield number
