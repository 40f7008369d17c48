"""The direct quotations of one article, each with who says it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sections.cast import Cast, cast
from assistant.sections.quotemarks import Marked, marked, paragraphs
from assistant.sections.roles import is_person_noun
from assistant.sections.signs import SAID
from assistant.sections.speakers import Speaker, attributed, is_subject, meant, signed
from assistant.verification.citations import Quote
from vectorstore.text import Span
from vectorstore.text.annotations import AnnotatedArticle

FEWEST = 4
"""Fewer words between marks are a scare quote or a nickname, and no quotation."""
_MOST = 70
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_SAID = re.compile(rf"\b(?:{SAID})\b")
_CONNECTS = re.compile(r"[\s,]*(?:\S+\s+){0,25}?\S*[.,:]\s*$")
_ENDS = re.compile(r"[.!?…][)\]]?$")
_THE_OFFICE = re.compile(r"[Tt]he ([a-z]+)")
_ITS_WORDS = re.compile(
    r"(?:[Tt]heir|[Ii]ts|[Hh]is|[Hh]er) (?:\w+ )?(?:statement|letter|post|tweet|message|note|memo"
    r"|email|report|filing|release|complaint|announcement)"
)
_AN_OFFICE = re.compile(
    r"\b(?P<whose>[Tt]he|[Hh]er|[Hh]is|[Tt]heir|[Ii]ts"
    r"|[Aa]n?) (?P<office>[A-Z]?[a-z]+)\b"
)
_SPEAKS_FOR = frozenset("spokesman spokeswoman spokesperson lawyer attorney".split())
_TERM = re.compile(r"\b(?:known as|so-called|dubbed|nicknamed|titled|entitled|headlined)\s*$")
_IN_WORK = re.compile(
    r"\b(?:[Ii]n|of|(?:book|film|song|poem|novel|essay|column|article|memoir|op-ed|biography),?)"
    r"\s*$"
)
_SHORTENED = re.compile(r"(?:til|tis|twas|cause|em|bout|n|round)\b", re.IGNORECASE)
_WORK_OF = re.compile(
    r"[\"”’'] (?:co-?)?(?:director|star|author|actor|actress|singer|creator|writer|producer|host"
    r"|composer|showrunner)\b"
)
_STOP = re.compile(r"(?<=[.!?…])\s+(?=[A-Z“‘\"'(])")
_SMALL = frozenset("a an the of to in on at for and or with from by is be".split())


@dataclass(frozen=True, slots=True)
class Utterance:
    """A quotation as one article prints it.

    `pieces` are the words between the marks, of one quotation that "she said" interrupts
    each part; `quote` the sentences that hold them and say who speaks, `speaker` ("" where
    nothing says so). `named`: a name, not a phrase such as "a spokesman".
    """

    quote: Quote
    pieces: tuple[Span, ...]
    speaker: str
    named: bool

    @property
    def words(self) -> str:
        """The words as printed; a cut shows as an ellipsis."""
        text = self.quote.article.text
        return " … ".join(" ".join(text[start:end].split()) for start, end in self.pieces)

    @property
    def whole(self) -> bool:
        """Whether it is one whole sentence at least."""
        text = self.quote.article.text
        return text[self.pieces[0].start].isupper()


@dataclass(slots=True)
class _Said:
    """A quotation on the way: its parts, and what is known of its speaker."""

    parts: list[Marked]
    speaker: str = ""
    named: bool = False
    start: int = -1
    end: int = -1
    explicit: bool = False


def utterances(told: AnnotatedArticle) -> list[Utterance]:
    """The quotations of four words and more in an article, in order.

    The speaker is the subject of the verb of saying beside the words; "he" and "she" mean the
    person last named in the paragraph. A paragraph that is all quotation goes on with who spoke
    in the one before. What is printed in Capitals Like This is a title of a work, and left out.
    """
    article = told.article
    found: list[_Said] = []
    walk = _Walk(cast(article.text), sorted(told.spans))
    for paragraph in paragraphs(article.text, walk.spans):
        found += walk.paragraph(paragraph)
    return [made for said in found if (made := _made(told, walk, said)) is not None]


class _Walk:
    """Goes through an article's paragraphs and remembers who spoke."""

    def __init__(self, cast: Cast, spans: Sequence[Span]) -> None:
        self.cast = cast
        self.spans = [Span(*span) for span in spans]
        self._starts = [span.start for span in self.spans]
        self._last = ""
        self._silent = 0
        self._open: _Said | None = None
        self._before: list[Span] = []

    def sentence(self, at: int) -> Span:
        """The sentence that holds a place."""
        return self.spans[max(0, bisect_right(self._starts, at) - 1)]

    def paragraph(self, sentences: list[Span]) -> Iterator[_Said]:
        """The quotations of a paragraph."""
        text = self.cast.text
        found = marked(text, sentences[0].start, sentences[-1].end)
        runs = list(self._runs(found))
        going_on = self._open
        self._open = None
        speaker = ""
        for run in runs:
            if run is runs[0] and going_on and run.parts[0].start == sentences[0].start:
                going_on.parts += run.parts
                going_on.end = max(run.end, sentences[-1].end if run.explicit else run.end)
                run = going_on
            else:
                self._ascribe(run, sentences, found, runs)
                yield run
            speaker = run.speaker or speaker
        if found and found[-1].goes_on and runs:
            self._open = going_on if len(runs) == 1 and going_on else runs[-1]
        self._remember(speaker, sentences, found)
        self._before = sentences

    def _remember(self, speaker: str, sentences: list[Span], found: Sequence[Marked]) -> None:
        if speaker:
            self._last, self._silent = speaker, 0
            return
        self._silent += 1
        if self._silent > 2:
            self._last = ""

    def _runs(self, found: Sequence[Marked]) -> Iterator[_Said]:
        """Quotations that only "she said" parts, together."""
        run: list[Marked] = []
        for mark in found:
            if run and not self._joins(run[-1], mark):
                yield _Said(run)
                run = []
            run.append(mark)
        if run:
            yield _Said(run)

    def _joins(self, one: Marked, other: Marked) -> bool:
        """Whether a quotation goes on in the next one of its paragraph."""
        text = self.cast.text
        gap = text[one.end : other.start]
        if not gap.strip():
            inner = text[other.inner.start : other.inner.end]
            return not one.goes_on and (other.goes_on or _ENDS.search(inner) is not None)
        if len(gap) > 220 or not _CONNECTS.fullmatch(gap) or not _SAID.search(gap):
            return False
        ended = re.search(r"[.!?][\"”’)]*\s+\S", gap)
        if ended or (
            gap.rstrip().endswith(":") and not re.search(r"\badd(?:ed|ing|s):$", gap.rstrip())
        ):
            return False
        if re.search(r"\b(?:of|to|a|an|the|as|called|that)\s*$", gap) or gap.count(",") > 6:
            return False
        if gap.rstrip().endswith(",") and not re.match(r"[\s,]*\S", gap):
            return False
        return self._own(other, one) is None

    def _own(self, mark: Marked, before: Marked) -> Speaker | None:
        """Who is said to say a later quotation by the words right behind it."""
        sentence = self.sentence(mark.end - 1)
        after = Span(mark.end, max(mark.end, sentence.end))
        return attributed(self.cast, Span(mark.start, mark.start), after)

    def _ascribe(
        self, run: _Said, sentences: list[Span], found: Sequence[Marked], runs: Sequence[_Said]
    ) -> None:
        """Finds who says a run, and which sentences say so."""
        first, last = run.parts[0], run.parts[-1]
        run.start = self.sentence(first.start).start
        run.end = max(self.sentence(last.end - 1).end, last.end)
        speaker = self._beside(run, found) or signed(self.cast, last.end)
        if speaker is None:
            self._unsaid(run, sentences, found, runs)
            return
        run.explicit = True
        run.start = min(run.start, self.sentence(speaker.start).start)
        run.end = max(run.end, self.sentence(max(speaker.start, speaker.end - 1)).end)
        run.speaker = speaker.name
        office = _THE_OFFICE.fullmatch(speaker.name)
        if speaker.pronoun:
            run.speaker = self._pronoun(speaker, sentences, found)
        elif _ITS_WORDS.fullmatch(speaker.name):
            run.speaker = self._last if self._silent == 0 else ""
        elif office and (holder := self.cast.holder(office[1], speaker.start)):
            run.speaker = holder
        run.named = self._is_name(run.speaker)

    def _is_name(self, name: str) -> bool:
        return name in self.cast.by_name

    def _beside(self, run: _Said, found: Sequence[Marked]) -> Speaker | None:
        """The speaker that stands before, between or behind the parts of a run."""
        for part in run.parts:
            sentence, ending = self.sentence(part.start), self.sentence(part.end - 1)
            earlier = max((one.end for one in found if one.end <= part.start), default=0)
            later = min((one.start for one in found if one.start >= part.end), default=ending.end)
            before = Span(max(sentence.start, earlier), part.start)
            if earlier > sentence.start:
                # What stands between two quotations of one sentence is about the earlier one too.
                before = Span(sentence.start if len(found) < 4 else earlier, part.start)
            after = Span(part.end, max(part.end, min(ending.end, later)))
            speaker = attributed(self.cast, before, after)
            if speaker:
                return speaker
        return None

    def _pronoun(self, speaker: Speaker, sentences: list[Span], found: Sequence[Marked]) -> str:
        quoted = [one.inner for one in found]
        starts = [span.start for span in sentences if span.start < speaker.start]
        name = meant(self.cast, speaker.pronoun, starts, speaker.start, "", quoted)
        if name:
            return name
        name = self._office(Span(sentences[0].start, speaker.start), found)
        if name:
            return name
        starts = [span.start for span in self._before]
        if self._silent and (name := self._of_before(speaker.pronoun)):
            return name
        office = _THE_OFFICE.fullmatch(self._last)
        if office and is_person_noun(office[1]):
            return self._last
        if self._is_name(self._last) and self.cast.kind(self._last) != "place":
            fits = meant(self.cast, speaker.pronoun, [], 0, self._last)
            if fits:
                return fits
        if starts:
            return meant(self.cast, speaker.pronoun, starts, self._before[-1].end, "")
        return ""

    def _of_before(self, pronoun: str) -> str:
        """Whom the paragraph before, in which nobody speaks, tells of last."""
        sex = "m" if pronoun == "he" else "f"
        for span in reversed(self._before):
            if name := self._office(span, ()):
                return name
            named = self.cast.within(*span)
            fits = [m for m in named if self.cast.sexes[m.full] in (sex, "")]
            if fits and is_subject(self.cast, fits[0], span.start):
                return fits[0].full
        return ""

    def _office(self, before: Span, found: Sequence[Marked]) -> str:
        """Whom the last "the commander" or "her spokesman" of a stretch means, unquoted."""
        for match in reversed(list(_AN_OFFICE.finditer(self.cast.text, *before))):
            office = match["office"].lower()
            quoted = any(one.start <= match.start() < one.end for one in found)
            if quoted or not is_person_noun(office):
                continue
            if match["whose"].lower() == "the":
                return self.cast.holder(office, match.start()) or f"the {office}"
            if office in _SPEAKS_FOR:
                return match[0]
        return ""

    def _unsaid(
        self, run: _Said, sentences: list[Span], found: Sequence[Marked], runs: Sequence[_Said]
    ) -> None:
        """A quotation that no verb of saying stands beside."""
        text = self.cast.text
        first, last = run.parts[0], run.parts[-1]
        opens = not text[self.sentence(first.start).start : first.start].strip()
        closes = not text[last.end : self.sentence(last.end - 1).end].strip(" .")
        if not (opens and closes) or not _ENDS.search(text[last.inner.start : last.inner.end]):
            return
        before = [span for span in sentences if span.end <= first.start]
        said = [one for one in runs if one is not run and one.speaker and one.end <= first.start]
        if said and before and said[-1].end >= before[-1].end:
            run.speaker, run.named = said[-1].speaker, said[-1].named
            return
        lead = before[-1] if before else (self._before[-1] if self._before else None)
        if lead is None:
            return
        name = self._of_lead(lead, before or self._before, bool(before))
        if name:
            run.speaker, run.named = name, self._is_name(name)
            if before or text[lead.start : lead.end].endswith(":"):
                run.start = lead.start
        elif not before and self._last and self._silent == 0:
            run.speaker, run.named = self._last, self._is_name(self._last)

    def _of_lead(self, lead: Span, paragraph: list[Span], same: bool) -> str:
        """Who the sentence before a quotation says will speak."""
        text = self.cast.text
        inside = marked(text, lead.start, lead.end)
        said = text[lead.start : lead.end]
        if inside:
            return ""
        if _SAID.search(said):
            found = attributed(self.cast, lead, Span(lead.end, lead.end))
            if found and found.pronoun:
                starts = [span.start for span in paragraph if span.start < found.start]
                return meant(self.cast, found.pronoun, starts, found.start, self._last)
            if found:
                return found.name
        if not same and not said.endswith(":"):
            return ""
        people = {
            m.full
            for m in self.cast.within(lead.start, lead.end)
            if m.titled or self.cast.kind(m.full) == "person"
        }
        return people.pop() if len(people) == 1 else ""


def _made(told: AnnotatedArticle, walk: _Walk, said: _Said) -> Utterance | None:
    """The quotation, unless it is too short, or a title, or nobody's."""
    text = told.article.text
    pieces = _trimmed(text, [_unmarked(text, part.inner) for part in said.parts])
    words = sum(len(_WORD.findall(text[start:end])) for start, end in pieces)
    if words < FEWEST or _is_title(text, pieces, said.explicit):
        return None
    if not said.speaker and not _stands(text, pieces[0]):
        return None
    start, end = said.start, max(said.end, pieces[-1].end)
    end = max(walk.sentence(max(start, end - 1)).end, end)
    return Utterance(Quote(told.article, start, end), pieces, said.speaker, said.named)


def _unmarked(text: str, piece: Span) -> Span:
    """The words without a second pair of marks around all of them."""
    start, end = piece
    if end - start < 3 or text[start] not in "'‘" or _SHORTENED.match(text, start + 1):
        return piece
    closing = "'" if text[start] == "'" else "’"
    first = re.compile(rf"{closing}(?=$|[\s.,;:!?)\]—–])").search(text, start + 1, end)
    if first is None:
        # Opened here and closed nowhere: the mark belongs to a longer quotation.
        return Span(start + 1, end) if text[start + 1 : start + 2].isupper() else piece
    return Span(start + 1, end - 1) if first.end() == end else piece


def _trimmed(text: str, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The pieces up to some seventy words, cut behind a sentence."""
    kept: list[Span] = []
    room = _MOST
    for piece in pieces:
        if piece.end <= piece.start:
            continue
        words = len(text[piece.start : piece.end].split())
        if words > room:
            cut = _cut(text, piece, room)
            if cut is not None:
                kept.append(cut)
            elif not kept:
                kept.append(piece)
            break
        kept.append(piece)
        room -= words
    return tuple(kept)


def _cut(text: str, piece: Span, room: int) -> Span | None:
    """The whole sentences of a piece that fit so many words."""
    end = None
    for stop in _STOP.finditer(text, piece.start, piece.end):
        if len(text[piece.start : stop.start()].split()) > room:
            break
        end = stop.start()
    return Span(piece.start, end) if end else None


def _stands(text: str, piece: Span) -> bool:
    said = text[piece.start : piece.end]
    ended = _ENDS.search(said) is not None or text[piece.end : piece.end + 1] == ","
    return said[:1].isupper() and ended and len(said.split()) >= 6


def _is_title(text: str, pieces: Sequence[Span], explicit: bool) -> bool:
    """Whether the words are a term, or set like the title of a book or a song.

    `explicit`: a verb of saying stands beside them, as in: In "The Long Way Down" she writes.
    """
    start, end = pieces[0]
    said = text[start:end]
    before = text[max(0, start - 40) : start - 1]
    if len(pieces) == 1 and _TERM.search(before):
        return True
    long = [w for w in _WORD.findall(said) if w.lower() not in _SMALL and w[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    if not long or "\n" in said:
        return False
    if _ENDS.search(said):
        return capitals == len(long) >= 3 and said.count(".") < 2 and said[-1] == "."
    if capitals < 0.75 * len(long):
        return False
    of_work = _IN_WORK.search(before) or _WORK_OF.match(text, end)
    return not explicit or of_work is not None
