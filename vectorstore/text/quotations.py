"""Direct quotations of a text, and who says each: the subject of the verb of saying beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vectorstore.text.annotations import Mention, Quotation
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.roles import is_body_noun, is_person_noun
from vectorstore.text.lexicon.speech import SAYING
from vectorstore.text.lexicon.titles import FEMALE, MALE
from vectorstore.text.roles import NamedText, head_noun
from vectorstore.text.spans import Span

FEWEST = 4
"""Fewer words between marks are a scare quote or a nickname, and no quotation."""
_LONGEST = 1500
_PAIRS = {"“": '”"', "„": "“”", "«": "»", "‘": "’", '"': '"”'}
_MARK = re.compile('[“”„«»‘’"]')
_BEFORE_OPENING = re.compile(r"(?:^|[\s(\[{—–:/\-‑'‘“„«])$")
_WORD = re.compile(r"[^\W_][\w’'.-]*")

_SAYS = rf"(?:{any_of(SAYING - {'shared', 'reports', 'hopes', 'reads', 'read'})}|pointed\s+out)"
_LABELS = (
    r"called|calls|calling|described|describes|describing|dubbed|hailed|praised|condemned|denounced"
    r"|dismissed|criticized|criticised|accused|labeled|labelled|branded|referred|likened"
)
_SAYING = re.compile(rf"\b{_SAYS}\b")
_VERB = re.compile(
    rf"\b(?:{_SAYS}|{_LABELS}|telling|adding|warning|explaining|writing|saw|thinks?|believes?"
    r"|hopes?|hoped|expressed|denied|sees|[Aa]ccording\s+to)\b"
)
_CREDIT_END = re.compile(
    r"(?:^|[\s(])[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}/[A-Z][\w.]*(?:[ /][A-Z][\w.]*){0,3}\)?$"
)
_LATER_ACCORDING = re.compile(r"[^.;!?”\"]*,\s+according\s+to\s+")
_ADVERB = (
    r"(?:also|then|later|has|had|have|reportedly|once|recently|previously|simply|further|first|now"
    r"|even|repeatedly|never|always|\w+ly)\s+"
)
_ADVERBS_END = re.compile(rf"(?:\b{_ADVERB})+$")
_VERB_FIRST = re.compile(rf"[\s,]*+(?:{_ADVERB})?{_SAYS}\b")
_ACCORDING = re.compile(r"[\s,]*+according\s+to\s+")
_PRONOUN_END = re.compile(r"(?:^|[\s,;—–(])(he|she|they|it|i|we|you)\s*$", re.IGNORECASE)
_PRONOUN_FIRST = re.compile(r"[\s,]*(he|she|they|it|I|we)\b")
_CONJUNCTION = re.compile(
    r"[\s,]*(?:and|but|which|who|that|as|when|while|after|before|where|although|because|so|if)\b"
)
_PREPOSITION = re.compile(
    r"\b(?:of|for|at|in|from|to|with|by|on|near|about|against|after|under|over|between|and|told|than"
    r"|like|into|via|during|before|since|outside|inside)\s+(?:the\s+|an?\s+|his\s+|her\s+|their\s+)?"
    r"(?:\w+\s+)?$"
)
_NOUN_PHRASE = re.compile(
    r"(?P<phrase>\b(?:an?|the|one|another|its|his|her|their)\s+(?:[\w’'-]+\s+){0,4}?[\w’'-]+"
    r"(?:\s+(?:for|of|at|from|in|with)\s+(?:[\w’'&-]+\s*){1,6})?)\s*$",
    re.IGNORECASE,
)
_OBJECT_END = re.compile(
    r"[,;:—–(“\"]|(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov))\.(?:\s|$)"
    r"|\s(?:who|which|when|while|after|before|in|on|to)\s"
)
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov))[.!?][”\"’)]*\s"
)
# "Poe called Roe “a fool” of his time, but argued": the subject stands further ahead.
_SHARED_SUBJECT = re.compile(r"\b(?:but|and)\s*$")
_LED = re.compile(r"\b(?:for|of|at|from|with|in|to|by)\b")
# "Poe pressed him on it": he is somebody else.
_HIM = re.compile(r"\bhim\b")
_NOUN_AFTER = re.compile(r"\s([a-z][\w-]+)")
_OWNS = re.compile(r"[’']s?\s+\w")
_PHRASE_END = re.compile(
    r"[,.;:—–(\"“‘]|\s(?:who|which|as|when|while|after|before|during|in|on|at|to|last|earlier"
    r"|shared|issued|posted|published|released|sent|made|signed|obtained)\s"
)
_THE_OFFICE = re.compile(r"[Tt]he (?P<before>[\w-]+ )?(?P<head>[\w-]+)")
_CONNECTS = re.compile(r"[\s,]*(?:\S+\s+){0,25}?\S*[.,:]\s*$")
_ENDS = re.compile(r"[.!?…][)\]]?$")
_SMALL = listed("a an the of to in on at for and or with from by is be")
_SPEAKING_THINGS = listed(
    """
    statement report letter study post tweet filing website suit lawsuit complaint memo email
    department office government army police navy family man woman boy girl notice sign page survey
    document indictment affidavit ruling order release announcement message note court authors
    administration campaign
    researchers officials prosecutors authorities investigators protesters scientists statements
    judges ministers paper advisory editorial article bulletin warning embassy airport fund video
    """
)
_NEAR, _FAR = 30, 170
_MANY_WORDS = 14


@dataclass(frozen=True, slots=True)
class _Marked:
    """A stretch in quotation marks, `start` to `end` with them; `inner` are the words between.

    `goes_on`: its paragraph ends before it is closed, and the next one opens it again.
    """

    start: int
    end: int
    inner: Span
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks: a name, a pronoun or a noun phrase, and the span of the words that say so."""

    start: int
    end: int
    mention: Mention | None = None
    words: str = ""
    pronoun: str = ""


@dataclass(slots=True)
class _Run:
    """Stretches of one quotation, parted by "she said" at most, and who is known to say it."""

    parts: list[_Marked]
    start: int = 0
    end: int = 0
    entity: int | None = None
    words: str = ""
    certain: bool = False
    continues: bool = False


def quotations(named: NamedText, sentences: Sequence[Span]) -> list[Quotation]:
    """The direct quotations of four words and more, in order, each with who says it.

    The speaker is the subject of the verb of saying beside the words; "he" and "she" mean whom
    the paragraph tells of. A paragraph that is all quotation goes on with who spoke in the one
    before. What is printed in Capitals Like This is a title of a work, and left out.
    """
    walk = _Walk(named, sentences)
    runs = [run for part in _paragraphs(named.text, sentences) for run in walk.paragraph(part)]
    return [record for run in runs for record in walk.records(run)]


def _paragraphs(text: str, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Sentences in runs that no line break parts."""
    run: list[Span] = []
    for span in spans:
        if run and "\n" in text[run[-1].end : span.start]:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


class _Walk:
    """Goes through the paragraphs of a text and remembers who spoke."""

    def __init__(self, named: NamedText, sentences: Sequence[Span]) -> None:
        self.named = named
        self.text = named.text
        self.sentences = sentences
        self._starts = [span.start for span in sentences]
        self._sexes = sexes(named)
        self._offices = _offices(named)
        self._last: _Run | None = None
        self._silent = 0
        self._open: _Run | None = None
        self._before: list[Span] = []

    def sentence(self, place: int) -> Span:
        """The sentence that holds a place."""
        return self.sentences[max(0, bisect_right(self._starts, place) - 1)]

    def paragraph(self, sentences: list[Span]) -> Iterator[_Run]:
        """The quotations of a paragraph."""
        marks = marked(self.text, sentences[0].start, sentences[-1].end)
        runs = self._runs(marks)
        going_on, self._open = self._open, None
        speaking: _Run | None = None
        for number, run in enumerate(runs):
            first = run.parts[0]
            run.start = self.sentence(first.start).start
            run.end = max(self.sentence(run.parts[-1].end - 1).end, run.parts[-1].end)
            if number == 0 and going_on and first.start == sentences[0].start:
                self._take_over(run, going_on)
                run.continues = True
            else:
                self._ascribe(run, sentences, marks, runs[:number])
            if run.entity is not None or run.words:
                speaking = run
            yield run
        if marks and marks[-1].goes_on and runs:
            self._open = runs[-1]
        if not marks and self._is_credit(sentences[-1]):
            return  # a picture between two paragraphs: nobody in it is spoken of
        self._silent = 0 if speaking else self._silent + 1
        self._last = speaking or (self._last if self._silent <= 2 else None)
        self._before = sentences

    def _is_credit(self, sentence: Span) -> bool:
        """Whether a sentence ends with who took a picture, and for whom: "Ann Poe/Reuters"."""
        return (
            _CREDIT_END.search(self.text, max(sentence.start, sentence.end - 80), sentence.end)
            is not None
        )

    def records(self, run: _Run) -> Iterator[Quotation]:
        """A run as records, one for each of its parts, unless it is too short or a title."""
        pieces = [part.inner for part in run.parts if part.inner.end > part.inner.start]
        words = sum(len(_WORD.findall(self.text, *piece)) for piece in pieces)
        if not pieces or (words < FEWEST and not run.continues):
            return
        if self._is_title(pieces[0], run.certain):
            return
        for number, piece in enumerate(pieces):
            yield Quotation(
                *piece,
                run.entity,
                run.words,
                (run.start, run.end),
                run.certain,
                run.continues or number > 0,
            )

    # ------------------------------------------------------------ parts of one quotation

    def _runs(self, marks: Sequence[_Marked]) -> list[_Run]:
        """Stretches that only "she said" parts, together."""
        runs: list[_Run] = []
        for mark in marks:
            if runs and self._joins(runs[-1].parts[-1], mark):
                runs[-1].parts.append(mark)
            else:
                runs.append(_Run([mark]))
        return runs

    def _joins(self, marked: _Marked, other: _Marked) -> bool:
        """Whether a quotation goes on in the next one of its paragraph."""
        gap = self.text[marked.end : other.start]
        if not gap.strip():
            inner = self.text[other.inner.start : other.inner.end]
            return not marked.goes_on and (other.goes_on or _ENDS.search(inner) is not None)
        if len(gap) > 220 or not _CONNECTS.fullmatch(gap) or not _SAYING.search(gap):
            return False
        sentence = self.sentence(other.end - 1)
        return self._behind(Span(other.end, max(other.end, sentence.end))) is None

    # ------------------------------------------------------------ who speaks

    def _take_over(self, run: _Run, before: _Run) -> None:
        run.entity, run.words, run.certain = before.entity, before.words, before.certain

    def _ascribe(
        self, run: _Run, sentences: list[Span], marks: Sequence[_Marked], earlier: Sequence[_Run]
    ) -> None:
        """Find who says a run, and which sentences say so."""
        speaker = self._beside(run, marks)
        if speaker is None:
            self._unsaid(run, sentences, earlier)
            return
        run.start = min(run.start, self.sentence(speaker.start).start)
        run.end = max(run.end, self.sentence(max(speaker.start, speaker.end - 1)).end)
        if speaker.pronoun:
            run.entity = self._meant(speaker, sentences)
        elif speaker.mention is not None:
            run.entity, run.certain = speaker.mention.entity, True
        else:
            run.entity, run.words = self._holder(speaker), speaker.words

    def _holder(self, speaker: _Speaker) -> int | None:
        """Who "the commander" is: the one person or body of which the text says so."""
        match = _THE_OFFICE.fullmatch(speaker.words)
        if match is None:
            return None
        holders = self._offices.get(match["head"].lower(), {})
        if len(holders) != 1:
            return None
        ((holder, worded),) = holders.items()
        return holder if (match["before"] or "").lower() in worded else None

    def _beside(self, run: _Run, marks: Sequence[_Marked]) -> _Speaker | None:
        """The speaker that stands before, between or behind the parts of a run."""
        for part in run.parts:
            sentence, ending = self.sentence(part.start), self.sentence(part.end - 1)
            earlier = max((marked.end for marked in marks if marked.end <= part.start), default=0)
            later = min((m.start for m in marks if m.start >= part.end), default=ending.end)
            before = Span(max(sentence.start, earlier), part.start)
            if earlier > sentence.start and len(marks) < 4:
                # What stands before two quotations of one sentence is about the later one too.
                before = Span(sentence.start, part.start)
            after = Span(part.end, max(part.end, min(ending.end, later)))
            speaker = self._attributed(before, after)
            if speaker:
                return speaker
        return None

    def _attributed(self, before: Span, after: Span) -> _Speaker | None:
        behind = self._behind(after)
        led = self.text[before.start : before.end].rstrip().endswith((",", ":"))
        if behind and behind.pronoun and led:
            # Ann Poe told them, "…," she said.
            ahead = self._ahead(before)
            if ahead and ahead.mention:
                return replace(ahead, end=max(ahead.end, behind.end))
        if behind is None and (match := _LATER_ACCORDING.match(self.text, *after)):
            behind = self._object(match.end(), after.end)
        return behind or self._ahead(before)

    def _behind(self, after: Span) -> _Speaker | None:
        """ "…," said Ann Poe; "…," she said; "…," Ann Poe, the mayor, said."""
        stop = min(after.end, after.start + _FAR)
        tail = self.text[after.start : stop]
        if match := _ACCORDING.match(tail) or _VERB_FIRST.match(tail):
            return self._object(after.start + match.end(), stop)
        verb = _SAYING.search(tail)
        if verb is None:
            return None
        subject, end = tail[: verb.start()], after.start + verb.end()
        if _SENTENCE_END.search(subject) or len(subject.split()) > 22:
            return None
        first = _PRONOUN_FIRST.match(subject)
        if first and len(subject.split()) <= 4:
            return _Speaker(after.start, end, pronoun=first[1].lower())
        if _CONJUNCTION.match(subject):
            # "…" and "…", Ann Poe said: the name right before the verb.
            inside = self.named.within(after.start, after.start + len(subject))
            if inside and not self.text[inside[-1].end : end - len(verb[0])].strip(" ,"):
                return _Speaker(inside[-1].title, end, inside[-1])
            return None
        return self._subject(Span(after.start, after.start + verb.start()), end)

    def _ahead(self, before: Span) -> _Speaker | None:
        """Ann Poe said: "…"; Ann Poe, the mayor, called it "…"."""
        head = self.text[before.start : before.end]
        for verb in reversed(list(_VERB.finditer(head))):
            if len(head[verb.end() :].split()) > _MANY_WORDS:
                break
            place = before.start + verb.end()
            if verb[0][1:].startswith("ccording"):
                return self._object(place, before.end)
            named = self.named.within(place, before.end)[:1]
            inverted = named and head[: verb.start()].rstrip().endswith(",")
            if inverted and not self.text[named[0].end : before.end].strip(" ."):
                # "The river is safe, said Ann Poe."
                return _Speaker(named[0].title, named[0].end, named[0])
            hanging = verb[0].endswith("ing")
            where = Span(before.start, before.start + verb.start())
            found = self._subject(where, place, hanging=hanging)
            if found:
                return found
        if not head.rstrip().endswith(":"):
            return None
        people = [m for m in self.named.within(*before) if self._is_person(m)]
        if len({mention.entity for mention in people}) != 1:
            return None
        return _Speaker(people[0].title, before.end, people[0])

    def _subject(self, where: Span, end: int, *, hanging: bool = False) -> _Speaker | None:
        """The subject that stands before a verb; `end` is where the verb ends.

        That of a `hanging` one ("…, adding") is the sentence's: the first that may be.
        """
        subject = _ADVERBS_END.sub("", self.text[where.start : where.end])
        stop = where.start + len(subject)
        if match := _PRONOUN_END.search(subject):
            who = match[1].lower()
            return None if who in ("i", "we", "you") else _Speaker(stop - 4, end, pronoun=who)
        inside = [m for m in self.named.within(where.start, stop) if m.end <= stop]
        free = [m for m in inside if self._is_free(m, where.start, stop)]
        phrase = _NOUN_PHRASE.search(subject)
        if free:
            chosen = free[0] if hanging else self._chosen(free, stop)
            gap = self.text[chosen.end : stop]
            of_place = gap.startswith((" of ", " in ")) and inside[-1].end == stop
            between = (
                not of_place
                and gap.strip()
                and (not gap.lstrip().startswith(",") or not gap.rstrip().endswith(","))
            )
            if self._is_modifier(chosen):
                # "a second Poe adviser said"
                start = where.start + phrase.start() if phrase else 0
                return self._nameless(phrase["phrase"], start, end) if phrase else None
            if between and phrase and not self._is_person(chosen):
                return self._nameless(phrase["phrase"], where.start + phrase.start(), end)
            if _OWNS.match(gap):
                return self._of_owner(chosen, gap, end)
            if not _has_clause(gap):
                return _Speaker(chosen.title, end, chosen)
        if phrase:
            return self._nameless(phrase["phrase"], where.start + phrase.start(), end)
        if inside and not self.text[inside[-1].end : stop].strip():
            return _Speaker(inside[-1].title, end, inside[-1])
        return None

    def _is_free(self, mention: Mention, start: int, stop: int) -> bool:
        """Whether a name may be a subject: it hangs on no preposition, and is no mere place."""
        if self.named.kind(mention) in ("place", "other") and self.text[mention.end : stop].strip():
            return False
        found = _PREPOSITION.search(self.text[start : mention.title])
        return found is None or (found[0].startswith("with ") and self._is_person(mention))

    def _chosen(self, free: Sequence[Mention], stop: int) -> Mention:
        """The name that is the subject: right before the verb, or before what is in commas."""
        owners = [m for m in free if re.match(r"[’']s?\s", self.text[m.end : m.end + 3])]
        people = [m for m in free if self._is_person(m) and m not in owners]
        if people:
            # "Ann Poe, a friend of Tom Roe, said": what is in commas says who she is.
            gap = self.text[people[0].end : stop]
            apposed = gap.startswith(",") and gap.rstrip().endswith(",")
            return people[0] if apposed else people[-1]
        if owners and self._is_person(owners[-1]):
            return owners[-1]
        # "The Harbour League (HL), a charity of Roe, said": what follows a comma is no subject.
        return free[0] if self.text[free[0].end : free[0].end + 1] == "," else free[-1]

    def _of_owner(self, owner: Mention, gap: str, end: int) -> _Speaker | None:
        """Who speaks where something of a person does: "Poe's lawyer", "Poe's brother, Tom,"."""
        inside = self.named.within(owner.end, owner.end + len(gap))
        if inside and self._is_person(inside[0]):
            return _Speaker(inside[0].title, end, inside[0])
        if not _can_speak(head_noun(gap[2:])):
            return None
        owner_text = self.text[owner.start : owner.end + len(gap)]
        return _Speaker(owner.title, end, words=" ".join(owner_text.split()).rstrip(" ,"))

    def _object(self, start: int, stop: int) -> _Speaker | None:
        """Who stands behind the verb: a name or a noun phrase, up to the next comma."""
        rest = self.text[start:stop]
        if match := re.match(r"\s+(he|she|they|it)\b", rest):
            return _Speaker(start, start + match.end(), pronoun=match[1])
        cut = _OBJECT_END.search(rest)
        end = start + (cut.start() if cut else len(rest))
        near = self._nameless(self.text[start:end], start, end)
        behind = self.named.within(end, min(stop, end + _NEAR))[:1]
        if behind and self.text[end : behind[0].title] == ", " and self._is_person(behind[0]):
            # "said the company's president, Ann Poe, who": the name follows in apposition.
            apposed: _Speaker | None = _Speaker(start, behind[0].end, behind[0])
        else:
            apposed = None
        inside = [m for m in self.named.within(start, end) if self.named.kind(m) != "place"]
        if not inside or _LED.search(self.text[start : inside[0].title]):
            plain = _Speaker(start, end, inside[0]) if inside else None
            return (apposed or near) if near else plain
        chosen = next((m for m in inside if self._is_person(m)), inside[0])
        gap = self.text[chosen.end : end]
        if _OWNS.match(gap):
            return apposed or self._of_owner(chosen, gap, end)
        if near and _can_speak(gap.strip().split(" ")[0]):
            return near
        return _Speaker(start, max(end, chosen.end), chosen)

    def _nameless(self, text: str, start: int, end: int) -> _Speaker | None:
        """A noun phrase that says who speaks without a name: "a spokesman for the ministry"."""
        kept = " ".join(text.split()).strip(" ,")
        stop = _PHRASE_END.search(kept)
        words = (kept[: stop.start()] if stop else kept).split()
        opening = ("a", "an", "the", "one", "another", "its", "his", "her", "their")
        if not 2 <= len(words) <= 12 or words[0].lower() not in opening:
            return None
        head = head_noun(" ".join(words[1:]))
        if not _can_speak(head):
            return None
        return _Speaker(start, end, words=" ".join(words))

    # ------------------------------------------------------------ pronouns and no words at all

    def _meant(self, speaker: _Speaker, sentences: list[Span]) -> int | None:
        """Whom "she" means, where that is certain.

        Of the nearest sentence that names persons whom she may be the only one;
        across paragraphs nobody else than who spoke last, if somebody did in the one before.
        """
        if speaker.pronoun not in ("he", "she"):
            return None
        here = [Span(s.start, min(s.end, speaker.start)) for s in sentences]
        quoted = self._quoted(sentences)
        for span in reversed([span for span in here if span.end > span.start]):
            if fits := self._agreeing(span, speaker.pronoun, quoted):
                return self._one_of(fits, span, speaker.pronoun)
        last = self._last.entity if self._last and not self._silent else None
        if last is not None and self._sexes.get(last, speaker.pronoun) != speaker.pronoun:
            last = None
        if last is not None and self.named.entities[last].kind != "person":
            last = None
        quoted = self._quoted(self._before)
        for span in reversed(self._before):
            if fits := self._agreeing(span, speaker.pronoun, quoted):
                meant = self._one_of(fits, span, speaker.pronoun)
                if meant is None or last is None:
                    meant = meant if last is None else last
                    return None if self._speaks_of(meant, speaker.pronoun) else meant
                meant = meant if meant == last else None
                return None if self._speaks_of(meant, speaker.pronoun) else meant
        return None if self._speaks_of(last, speaker.pronoun) else last

    def _speaks_of(self, person: int | None, pronoun: str) -> bool:
        """Whether a person whose pronoun is not known has just said "she" of somebody else, who
        may then be the one that speaks now."""
        if person is None or person in self._sexes or self._last is None:
            return False
        said = (self.text[part.inner.start : part.inner.end] for part in self._last.parts)
        other = re.compile(rf"\b{pronoun}\b", re.IGNORECASE)
        return self._last.entity == person and any(other.search(words) for words in said)

    def _one_of(self, people: Sequence[Mention], span: Span, pronoun: str) -> int | None:
        """The one person of a sentence whom a pronoun behind it may mean; of two it is unsure."""
        if len({mention.entity for mention in people}) != 1:
            return None
        other = pronoun == "he" and _HIM.search(self.text, people[0].end, span.end)
        return None if other else people[0].entity

    def _quoted(self, sentences: Sequence[Span]) -> Sequence[_Marked]:
        """What stands in quotation marks in a paragraph: it may begin in one sentence and end in
        another."""
        return marked(self.text, sentences[0].start, sentences[-1].end) if sentences else ()

    def _agreeing(self, span: Span, pronoun: str, quoted: Sequence[_Marked]) -> list[Mention]:
        """The persons of a stretch whom a pronoun may mean, not those in quotation marks."""
        return [
            mention
            for mention in self.named.within(span.start, span.end)
            if self._is_person(mention)
            and self._sexes.get(mention.entity, pronoun) == pronoun
            and not any(part.start <= mention.start < part.end for part in quoted)
            and not self._is_modifier(mention)
        ]

    def _is_modifier(self, mention: Mention) -> bool:
        """Whether a name only says whose somebody is: "Poe spokesman Tom Roe"."""
        noun = _NOUN_AFTER.match(self.text, mention.end)
        return noun is not None and _can_speak(noun[1])

    def _unsaid(self, run: _Run, sentences: list[Span], earlier: Sequence[_Run]) -> None:
        """Who says what no verb of saying stands beside: whoever spoke, or is to speak, before."""
        text = self.text
        first, last = run.parts[0], run.parts[-1]
        opens = not text[self.sentence(first.start).start : first.start].strip()
        closes = not text[last.end : self.sentence(last.end - 1).end].strip(" .")
        if not (opens and closes) or not _ENDS.search(text[last.inner.start : last.inner.end]):
            return
        before = [span for span in sentences if span.end <= first.start]
        spoke = [record for record in earlier if record.entity is not None or record.words]
        if spoke and before and spoke[-1].end >= before[-1].end:
            self._take_over(run, replace(spoke[-1], certain=False))
            return
        lead = (before or self._before)[-1:]
        if not lead:
            return
        speaker = self._of_lead(lead[0], bool(before))
        if speaker is not None:
            run.entity = speaker.mention.entity if speaker.mention else None
            run.words = speaker.words
            if before or text[lead[0].start : lead[0].end].endswith(":"):
                run.start = lead[0].start
        elif not before and self._last and self._silent == 0:
            self._take_over(run, replace(self._last, certain=False))

    def _of_lead(self, lead: Span, same_paragraph: bool) -> _Speaker | None:
        """Who the sentence before a quotation says will speak."""
        lead_text = self.text[lead.start : lead.end]
        if marked(self.text, lead.start, lead.end):
            return None
        if _SAYING.search(lead_text):
            found = self._attributed(lead, Span(lead.end, lead.end))
            if found:
                return None if found.pronoun else found
        if not same_paragraph and not lead_text.endswith(":"):
            return None
        people = [m for m in self.named.within(lead.start, lead.end) if self._is_person(m)]
        only_one = len({mention.entity for mention in people}) == 1
        return _Speaker(people[0].title, people[0].end, people[0]) if only_one else None

    def _is_person(self, mention: Mention) -> bool:
        return self.named.kind(mention) == "person"

    # ------------------------------------------------------------ what is no quotation

    def _is_title(self, piece: Span, certain: bool) -> bool:
        """Whether the words are set like the title of a book or a song."""
        piece_text = self.text[piece.start : piece.end]
        long = [w for w in _WORD.findall(piece_text) if w.lower() not in _SMALL and w[0].isalpha()]
        capitals = sum(word[0].isupper() for word in long)
        if not long or "\n" in piece_text:
            return False
        if _ENDS.search(piece_text):
            least = 3 if certain else 2
            return bool(len(long) >= least and capitals == len(long) and piece_text.count(".") < 2)
        return bool(capitals >= 0.75 * len(long))


def _can_speak(word: str) -> bool:
    """Whether a noun names somebody or something that is said to say: "lawyer", "statement"."""
    single = word[:-1] if word.endswith("s") else word
    return word.lower() in _SPEAKING_THINGS or any(
        is_person_noun(form) or is_body_noun(form) for form in (word, single)
    )


def _has_clause(gap: str) -> bool:
    """Whether a finite clause stands between a name and a verb, so that it is no subject of it."""
    if len(gap.split()) > 25 or _SENTENCE_END.search(gap) or _SHARED_SUBJECT.search(gap):
        return True
    return len(re.sub(r",[^,]*,", " ", gap).split()) > _MANY_WORDS


def _offices(named: NamedText) -> dict[str, dict[int, str]]:
    """By the head noun of a role the persons and bodies of which the text says so, and how."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for number, entity in enumerate(named.entities):
        for role in entity.roles:
            worded = named.text[role.start : role.end]
            row = found[head_noun(worded).lower()]
            row[number] = f"{row.get(number, '')} {worded.lower()}"
    return found


def sexes(named: NamedText) -> dict[int, str]:
    """The pronoun that titles give to persons: "Mr Roe", "spokeswoman Ann Poe"."""
    found: dict[int, str] = {}
    for mention in named.mentions:
        before = named.text[max(0, mention.start - 24) : mention.start].lower()
        for word in before.replace(".", "").split()[-1:]:
            if word in FEMALE or word in MALE:
                found.setdefault(mention.entity, "she" if word in FEMALE else "he")
    return found


# ---------------------------------------------------------------- quotation marks


def marked(text: str, start: int, end: int) -> list[_Marked]:
    """The stretches in quotation marks between two places of a text, outermost only, in order.

    A mark that opens and is never closed quotes nothing, unless the stretch ends in it and the
    next one opens with the same mark. One straight mark too many costs its neighbour only.
    """
    found: list[_Marked] = []
    place = start
    while match := _MARK.search(text, place, end):
        opening, place = match.start(), match.end()
        if match[0] not in _PAIRS or not _opens(text, opening, start, end):
            continue
        closing = _closing(text, opening, end)
        if closing is not None:
            inner = _trimmed(text, opening + 1, closing)
            found.append(_Marked(opening, closing + 1, inner))
            place = closing + 1
        elif text[end : end + 12].lstrip().startswith(match[0]) and "\n" in text[end : end + 12]:
            found.append(_Marked(opening, end, _trimmed(text, opening + 1, end), True))
            break
    return found


def _opens(text: str, place: int, start: int, end: int) -> bool:
    """Whether a mark opens: something touches it behind, and nothing before."""
    behind = text[place + 1 : place + 2]
    if place + 1 >= end or (behind.isspace() and text[place] != "«"):
        return False
    return _BEFORE_OPENING.search(text[place - 1] if place > start else "") is not None


def _closing(text: str, opening: int, end: int) -> int | None:
    """Where the quotation closes that opens at a place, or nothing."""
    mark, perhaps = text[opening], None
    for match in _MARK.finditer(text, opening + 1, min(end, opening + _LONGEST)):
        char, place = match[0], match.start()
        before, behind = text[place - 1], text[place + 1 : place + 2]
        if char not in _PAIRS[mark]:
            if char == mark:
                return None
            continue
        if mark == '"' and before.isspace():
            return None if behind.strip() else place
        if mark == "“" and char == '"' and before not in ",.!?…":
            continue
        if mark == "‘" and behind.isalnum():
            continue
        if mark == "‘" and before in "sS" and behind.isspace():
            # "The boys’ boat", perhaps.
            perhaps = perhaps or place
            continue
        return place
    return perhaps


def _trimmed(text: str, start: int, end: int) -> Span:
    """The words without white space and a comma that only leads on to "she said"."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return Span(start, end)
