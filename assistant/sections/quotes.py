"""What people are quoted as saying, each quotation once, with the wordings it is printed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import cached_property

from assistant.sections.people import full_names
from assistant.sections.sentences import by_time, days_apart, originals
from assistant.sections.sets import Sets
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article
from vectorstore.text import terms
from vectorstore.text.annotations import AnnotatedArticle
from vectorstore.text.annotations import Quotation as Record
from vectorstore.text.entities import key
from vectorstore.text.lexicon.media import is_medium
from vectorstore.text.lexicon.titles import TITLES
from vectorstore.text.quotations import FEWEST

__all__ = ["Quotation", "quotations"]

_SHINGLE = 4
_DAYS = 14
"""One saying in two wordings is printed within so many days."""
_SHARED, _IN_ORDER, _LENGTH = 0.32, 0.4, 0.66
"""One saying in two wordings: of all content words so many are in both, so many words are in
the same order, and the shorter has so many of the longer's words."""
_ALL = 0.9
"""Where nearly all content words of one are in the other, their order makes no difference."""
_OFTEN = 3
"""A content word in so many sayings of one speaker tells none of them apart."""
_COMMON = 300
_MOST, _FRAGMENT = 70, 5
"""So many words of a quotation are shown; so few without a speaker are none."""
_RELAYED = 8
"""So many words in a row are told once, whoever is said to say them: one relays the other."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_POINTS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)|(?<=\.[a-z])\.")
_CUTS = re.compile(r"\[[^\]]*\]|…|\.\s?\.\s?\.|(?<=[.!?])[\"”’)]*\s+(?=[A-Z“‘\"(])")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is quoted as saying; a cut by "she said" shows as an ellipsis in `words`.

    `publisher` and `published` are those of the earliest article that prints it. `quotes` hold
    the sentences of one article of each independent publisher: of those that print `words`,
    then of those that print another one of the `wordings`.
    """

    speaker: str
    words: str
    publisher: str
    published: date | datetime | None
    quotes: tuple[Quote, ...]
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Print:
    """A quotation as one article prints it, with what it is compared by.

    `words` are those between the marks, a cut shown as an ellipsis; `quote` the sentences that
    hold them and say who speaks, `speaker` ("" where nothing says so). `named`: by a name, not by
    a phrase such as "a spokesman". `whole`: it is one whole sentence at least.
    """

    quote: Quote
    words: str
    speaker: str
    named: bool
    whole: bool
    number: int

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Its runs of words without a cut inside, in order, one for each sentence."""
        found = (_tokens(part) for part in _CUTS.split(self.words))
        return tuple(part for part in found if part)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """All its words in order."""
        return tuple(token for part in self.parts for token in part)

    @cached_property
    def content(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(terms(self.words))

    @property
    def article(self) -> Article:
        """Where it is printed."""
        return self.quote.article


def quotations(articles: Sequence[AnnotatedArticle], most: int = 12) -> list[Quotation]:
    """What is quoted directly, at most `most`: what most independent publishers print first.

    Then what the more quoted speakers say, then the earlier. Copies of an article count once.
    A shorter excerpt of the same words, and other points, capitals and ellipses are the same
    quotation; other words of the same speaker that are mostly the same are told in `wordings`.
    The order of the articles makes no difference. Nothing quoted: an empty list.
    """
    prints = _prints(articles)
    entries = _wordings(_same(prints), prints)
    spoken = _importance(prints)
    rows = [(_rank(entry, spoken), entry) for entry in entries]
    return [_made(entry) for _, entry in sorted(rows, key=lambda row: row[0])[: max(0, most)]]


def _prints(articles: Sequence[AnnotatedArticle]) -> list[_Print]:
    kept = originals(articles)
    full_name = full_names(kept)
    prints: list[_Print] = []
    for annotated in kept:
        for records in _sayings(annotated):
            text, first = annotated.article.text, records[0]
            pieces = _shortened([text[record.start : record.end] for record in records])
            named = first.speaker is not None
            speaker = first.words
            if first.speaker is not None:
                speaker = annotated.annotations.entities[first.speaker].name
                speaker = full_name(annotated.article.id, speaker)
            whole = pieces[0][:1].isupper()
            if not speaker and not (whole and _is_speech(pieces)):
                continue
            spans = [record.attribution for record in records]
            quote = Quote(annotated.article, min(s for s, _ in spans), max(e for _, e in spans))
            words = " … ".join(" ".join(piece.split()) for piece in pieces)
            prints.append(_Print(quote, words, speaker, named, whole, len(prints)))
    return prints


def _sayings(annotated: AnnotatedArticle) -> Iterator[list[Record]]:
    """The quotations of an article's sentences, those together that are parts of one: what goes on
    where the part before it is left out begins anew."""
    row: list[Record] = []
    chosen = {sentence.start for sentence in annotated.sentences if not sentence.boilerplate}
    for sentence in annotated.annotations.sentences:
        for record in sentence.quotations:
            left_out = sentence.start not in chosen
            if row and (left_out or not record.continues):
                yield row
                row = []
            if not left_out:
                row.append(record)
    if row:
        yield row


def _shortened(pieces: Sequence[str]) -> list[str]:
    """The pieces up to some seventy words, cut behind a sentence."""
    kept: list[str] = []
    room = _MOST
    for piece in pieces:
        count = len(piece.split())
        if count > room:
            ends = [m.start() for m in _SENTENCES.finditer(piece)]
            fits = [end for end in ends if len(piece[:end].split()) <= room]
            if fits or not kept:
                kept.append(piece[: fits[-1]] if fits else piece)
            break
        kept.append(piece)
        room -= count
    return kept


def _is_speech(pieces: Sequence[str]) -> bool:
    """Whether words without a speaker are a whole sentence of somebody's, not a phrase."""
    return len(pieces[0].split()) > _FRAGMENT and pieces[0].rstrip()[-1:] in ".!?…"


def _tokens(text: str) -> tuple[str, ...]:
    plain = _POINTS.sub("", text.casefold().replace("’", "'"))
    plain = plain.replace("can't", "can not").replace("n't", " not")
    return tuple(match[0] for match in _TOKEN.finditer(plain))


def _who(speaker: str) -> tuple[str, ...]:
    """A speaker to compare by: without titles, a full name by its first letter and surname."""
    words = [word for word in key(speaker) if word not in TITLES]
    return tuple(words) or key(speaker)


def _same_speaker(quoted: _Print, other: _Print) -> bool:
    """Whether two speakers may be one: one of them nameless, or their surnames the same."""
    if not quoted.named or not other.named:
        return True
    ours, theirs = _who(quoted.speaker), _who(other.speaker)
    if ours[-1] != theirs[-1]:
        return False
    return 1 in (len(ours), len(theirs)) or ours[0][0] == theirs[0][0]


def _same(prints: Sequence[_Print]) -> list[list[_Print]]:
    """Prints of the same words together, in order of their first."""
    by_shingle: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sets = Sets(len(prints))
    for quoted in prints:
        near: dict[int, None] = {}
        shingles = {
            part[start : start + _SHINGLE] for part in quoted.parts for start in range(len(part))
        }
        for shingle in sorted(shingles):
            known = by_shingle[shingle]
            if len(shingle) == _SHINGLE and len(known) < _COMMON:
                near.update(dict.fromkeys(known))
                known.append(quoted.number)
        for number in near:
            other = prints[number]
            apart = sets.find(number) != sets.find(quoted.number)
            if apart and (
                (_same_speaker(quoted, other) and _shares(quoted, other))
                or _verbatim(quoted, other)
            ):
                sets.join(number, quoted.number)
    found: dict[int, list[_Print]] = defaultdict(list)
    for quoted in prints:
        found[sets.find(quoted.number)].append(quoted)
    return list(found.values())


def _shares(quoted: _Print, other: _Print) -> bool:
    """Whether a run of words between cuts stands in the other, so that both are one saying."""
    for mine, its in ((quoted, other), (other, quoted)):
        for part in mine.parts:
            if len(part) >= _SHINGLE and any(_holds(longer, part) for longer in its.parts):
                return True
        if _holds(its.tokens, mine.tokens):
            return True
    return False


def _verbatim(quoted: _Print, other: _Print) -> bool:
    """Whether all words of one stand in the other, so many that nobody else said them too."""
    short, long = sorted((quoted.tokens, other.tokens), key=len)
    return len(short) >= _RELAYED and _holds(long, short)


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether words stand in a row in others."""
    size = len(shorter)
    if size > len(longer):
        return False
    return any(longer[start : start + size] == shorter for start in range(len(longer) - size + 1))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A saying: its prints, and the prints of it in other words."""

    prints: tuple[_Print, ...]
    others: tuple[tuple[_Print, ...], ...] = ()

    @property
    def all(self) -> list[_Print]:
        """Every print, those of the first wording first."""
        return [*self.prints, *(quoted for row in self.others for quoted in row)]


def _wordings(groups: Sequence[list[_Print]], prints: Sequence[_Print]) -> list[_Entry]:
    """The sayings, those of one speaker in words mostly the same brought together."""
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        named = next((quoted for quoted in group if quoted.named), None)
        if named is not None:
            rows[_who(named.speaker)[-1:]].append(number)
    sets = Sets(len(groups))
    for row in rows.values():
        often: dict[str, int] = defaultdict(int)
        for number in row:
            for word in frozenset(w for p in groups[number] for w in p.content):
                often[word] += 1
        usual = frozenset(word for word, count in often.items() if count > _OFTEN)
        for first, second in _pairs(row):
            if _reworded(groups[first], groups[second], usual):
                sets.join(first, second)
    found: dict[int, list[list[_Print]]] = defaultdict(list)
    for number, group in enumerate(groups):
        found[sets.find(number)].append(group)
    return [_entry(members) for members in found.values()]


def _pairs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each with the next ones of its speaker: many sayings of one are far apart in time."""
    for place, number in enumerate(row):
        for other in row[place + 1 : place + 41]:
            yield number, other


def _reworded(prints: Sequence[_Print], others: Sequence[_Print], usual: frozenset[str]) -> bool:
    """Whether two publishers print one saying of one speaker in different words."""
    return any(
        publisher_key(a.article) != publisher_key(b.article)
        and abs(days_apart(a.article, b.article) or 0) <= _DAYS
        and a.named
        and b.named
        and _same_speaker(a, b)
        and _alike(a, b, usual)
        for a in prints[:4]
        for b in others[:4]
    )


def _alike(quoted: _Print, other: _Print, usual: frozenset[str]) -> bool:
    """Whether the words are mostly the same, as a whole or in one sentence of each."""
    if _close(quoted.words, other.words, usual):
        return True
    mine, its = _SENTENCES.split(quoted.words), _SENTENCES.split(other.words)
    if len(mine) * len(its) > 30:
        return False
    return any(_close(a, b, usual) for a in mine for b in its)


def _close(words: str, other: str, usual: frozenset[str]) -> bool:
    ours, theirs = _tokens(words), _tokens(other)
    short, long = sorted((len(ours), len(theirs)))
    if short < FEWEST + 1 or short < _LENGTH * long:
        return False
    mine, its = frozenset(terms(words)), frozenset(terms(other))
    shared = mine & its
    if len(shared - usual) < 2 or len(shared) < _SHARED * len(mine | its):
        return False
    if len(shared) >= _ALL * min(len(mine), len(its)) and len(shared) > 2:
        return True
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.ratio() >= _IN_ORDER


def _entry(members: Sequence[list[_Print]]) -> _Entry:
    """A saying with the wording first that most publishers print."""
    rows = sorted(
        members,
        key=lambda row: (-_publishers(row), *by_time(row[0].article), row[0].quote.start),
    )
    return _Entry(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _publishers(prints: Iterable[_Print]) -> int:
    return len({publisher_key(quoted.article) for quoted in prints})


def _importance(prints: Sequence[_Print]) -> dict[tuple[str, ...], tuple[int, int]]:
    """How many publishers quote each speaker, and how often."""
    quoting: dict[tuple[str, ...], list[_Print]] = defaultdict(list)
    for quoted in prints:
        if quoted.named:
            quoting[_who(quoted.speaker)[-1:]].append(quoted)
    return {who: (_publishers(row), len(row)) for who, row in quoting.items()}


def _rank(entry: _Entry, spoken: dict[tuple[str, ...], tuple[int, int]]) -> tuple[object, ...]:
    speaking = _speaker(entry.all)
    publishers, times = (
        spoken.get(_who(speaking.speaker)[-1:], (0, 0)) if speaking.named else (0, 0)
    )
    best = _best(entry.prints)
    first = min(by_time(quoted.article) for quoted in entry.all)
    return (
        not speaking.speaker, -_publishers(entry.all), not speaking.named, -publishers,
        not best.whole, -times, first, best.quote.start,
    )  # fmt: skip


def _speaker(prints: Iterable[_Print]) -> _Print:
    """The print that names the speaker best: a full name, else a name, else a phrase.

    A newspaper or an agency comes last: it relays what another says.
    """
    return min(
        prints,
        key=lambda quoted: (
            not quoted.named or is_medium(quoted.speaker),
            not quoted.speaker,
            not quoted.named,
            -len(key(quoted.speaker)),
        ),
    )


def _best(prints: Sequence[_Print]) -> _Print:
    """The print whose words most publishers print, of those the longest, then the earliest."""

    def merit(quoted: _Print) -> tuple[object, ...]:
        holding = [p for p in prints if p is quoted or _holds(p.tokens, quoted.tokens)]
        return (
            -_publishers(holding), -len(quoted.tokens), *by_time(quoted.article), quoted.quote.start
        )  # fmt: skip

    return min(prints, key=merit)


def _made(entry: _Entry) -> Quotation:
    chosen = [_best(row) for row in (entry.prints, *entry.others)]
    best = chosen[0]
    first = min(
        entry.all, key=lambda quoted: (*by_time(quoted.article), quoted.quote.start)
    ).article
    quotes: dict[tuple[int, str], Quote] = {}
    for number, row in enumerate((entry.prints, *entry.others)):
        for quoted in sorted(row, key=lambda p: (p is not chosen[number], by_time(p.article))):
            quotes.setdefault((number, publisher_key(quoted.article)), quoted.quote)
    wordings = dict.fromkeys(quoted.words for quoted in chosen[1:])
    return Quotation(
        _speaker(entry.all).speaker, best.words, first.publisher, first.published,
        tuple(quotes.values()), tuple(wordings),
    )  # fmt: skip
