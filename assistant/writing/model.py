"""The writer that asks a chat model and shows only what the articles hold of what it wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from assistant.errors import ModelError
from assistant.types import Turn, Verdict
from assistant.verification.citations import Quote
from assistant.verification.verify import Quoted
from assistant.wording import counted
from assistant.writing.asking import Asker, Interrupted, TooLong
from assistant.writing.attribution import Attribution, Evidence
from assistant.writing.chat_models import Probe
from assistant.writing.draft import Context, Draft, Drafted, Excerpt
from assistant.writing.reply import (
    CitedSentence,
    cited_sentences,
    finished_sentences,
    whole_sentences,
    without_controls,
    without_reasoning,
)
from assistant.writing.translation import ONLY_SO_FAR, asks_for_translation, mistranslated
from prompts import Prompt, load

NO_ANSWER = "NO ANSWER IN THE EXCERPTS"
"""What the model writes, and nothing else, when the excerpts do not answer."""

T = TypeVar("T")
Unsupported = Literal["leave out", "show"]
"""What becomes of a sentence that no article holds."""

_WINDOW, _KEPT_FREE = 4_096, 900
"""Tokens that a model reads at once where it does not say, and those for instructions and reply."""
_SIGNS_PER_TOKEN = 3.2
_MOST_REPAIRED = 6
# A sentence can only be told to be whole when one of these has come, or its successor begins.
_MAY_END = re.compile(r"[\s.!?…。！？؟۔\])】］>]")
_FENCE = re.compile(r"<(?=\s*/?\s*excerpt)", re.IGNORECASE)
_CORRECTED = re.compile(r"^[^\S\n]*\(?(\d{1,2})[.):][^\S\n]*(\S.*)$", re.MULTILINE)
_GREETS = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|subject:"
    r"|(?:best |kind |warm )?regards"
    r"|sincerely|yours|thanks|thank you|cheers|all the best)\b",
    re.IGNORECASE,
)
_DROP = re.compile(r"\W*drop\b", re.IGNORECASE)
_ADDRESSES_MODELS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|preceding"
    r"|your)\b.{0,30}\b(?:instructions?|prompts?|rules|directions|guidelines)\b"
    r"|\b(?:system prompt|as an? (?:ai|large)? ?language model|you are (?:now )?an? (?:ai|language"
    r" model|chat ?bot|assistant)\b)|<\s*/?\s*(?:excerpt|system|instructions?)\s*>"
    r"|\b(?:AI|LLM|chat ?bot|language model)s?\b.{0,30}\b(?:must|should|shall) (?:now )?"
    r"(?:say|write|answer|reply|output|respond|repeat)\b",
    re.IGNORECASE,
)

MakePrompt = Callable[[Sequence[Excerpt]], Prompt]


@dataclass(slots=True)
class _Reply:
    """What was made of a reply so far: each sentence with what holds it, judged once."""

    evidence: Evidence
    judged: dict[CitedSentence, Attribution] = field(default_factory=dict)

    def held(self, sentences: Iterable[CitedSentence]) -> tuple[Drafted, ...]:
        """Those that the articles hold, each once, in order."""
        held: dict[str, Drafted] = {}
        for sentence in sentences:
            found = self.judge(sentence)
            if found.held:
                held.setdefault(_flat(sentence.text), Drafted(sentence.text, found.quotes))
        return tuple(held.values())

    def judge(self, sentence: CitedSentence) -> Attribution:
        """What holds a sentence."""
        if sentence not in self.judged:
            self.judged[sentence] = self.evidence.attribute(sentence.text, sentence.numbers)
        return self.judged[sentence]


class ModelWriter:
    """Writes answers, briefings and stand-alone questions with a chat model.

    Every sentence is shown with the sentences of the articles that hold it, whatever the model
    cites. One that none holds goes back to the model once, with the reason; what is then still
    held by none is left out, or shown as `unsupported` tells.
    """

    def __init__(self, asker: Asker, *, unsupported: Unsupported = "leave out", window: int = 0):
        self._asker = asker
        self._unsupported = unsupported
        self._window = window
        self.name = asker.name

    def write(self, context: Context) -> Iterator[Draft]:
        """The draft, each time it has a sentence more; raises ModelError."""

        def prompt(excerpts: Sequence[Excerpt]) -> Prompt:
            return load("answer").fill(
                excerpts=fence(excerpts), question=context.question, no_answer=NO_ANSWER
            )

        yield from self.fitting(prompt, context.excerpts)

    def rewrite(self, request: str, excerpts: Sequence[Excerpt]) -> Iterator[Draft]:
        """What a result that rests on these excerpts becomes in the way asked for (a tone, an
        e-mail, another language), each time it has a sentence more; raises ModelError. Of a
        translation no more can be checked than its figures, days and names."""

        def prompt(part: Sequence[Excerpt]) -> Prompt:
            return load("rework").fill(excerpts=fence(part), request=request)

        if asks_for_translation(request):
            drafts = [self._translated(prompt(part), part) for part in self.parts(excerpts)]
            statements = tuple(each for draft in drafts for each in draft.statements)
            notices = dict.fromkeys(notice for draft in drafts for notice in draft.notices)
            yield self._draft(statements, tuple(notices))
        else:
            yield from self.fitting(prompt, excerpts)

    def _translated(self, prompt: Prompt, excerpts: Sequence[Excerpt]) -> Draft:
        written = self._asker.reply(prompt)
        texts = {excerpt.number: excerpt for excerpt in excerpts}
        statements, left = [], 0
        for sentence in cited_sentences(written, texts):
            cited = [texts[number] for number in sentence.numbers if number in texts]
            others = [one.text for one in excerpts if one not in cited]
            sources = [Quoted(one.text, one.article.day) for one in cited]
            if not cited or [*mistranslated(sentence.text, sources, others)]:
                left += 1
                continue
            quotes = tuple(Quote(one.article, one.start, one.end) for one in cited)
            verdict = Verdict(False, 0.5, (ONLY_SO_FAR,))
            statements.append(Drafted(sentence.text, quotes, verdict=verdict))
        if not statements:
            raise ModelError(f"nothing that {self.name} wrote can be traced to the articles")
        notices = ["Translated by the model: no more than figures, days and names was checked."]
        if left:
            what = counted(left, "sentence")
            notices.append(f"{what} without a source, or with other figures or names, left out.")
        return self._draft(tuple(statements), tuple(notices))

    def standalone_question(self, question: str, history: Sequence[Turn]) -> str:
        """The question so that it stands without the turns before it; raises ModelError."""
        conversation = "\n".join(f"Q: {turn.question}\nA: {turn.answer}" for turn in history)
        prompt = load("standalone_question").fill(conversation=conversation, question=question)
        written = without_controls(without_reasoning(self._asker.reply(prompt)))
        return " ".join(written.split()) or question

    def probe(self) -> Probe:
        """What the model can do, by asking it; raises ModelError, which says what to do."""
        return self._asker.probe()

    # ---------------------------------------------------------------- what fits

    def parts(self, excerpts: Sequence[Excerpt]) -> list[Sequence[Excerpt]]:
        """The excerpts in runs that the model can read, in their order."""
        return [tuple(run) for run in self.runs(excerpts, lambda one: len(fence([one])))]

    def runs(self, pieces: Iterable[T], size: Callable[[T], int]) -> list[list[T]]:
        """Pieces of a prompt, each of so many characters, in runs that the model can read at once,
        in their order; what is too long by itself is a run of its own."""
        tokens = self._window or self._asker.window or _WINDOW
        most = int(max(tokens - _KEPT_FREE, tokens // 4) * _SIGNS_PER_TOKEN)
        runs: list[list[T]] = [[]]
        room = most
        for piece in pieces:
            if size(piece) > room and runs[-1]:
                runs.append([])
                room = most
            runs[-1].append(piece)
            room -= size(piece)
        return runs

    def fitting(self, make: MakePrompt, excerpts: Sequence[Excerpt]) -> Iterator[Draft]:
        """The drafts on as many of the excerpts, the best first, as the model can read."""
        given, evidence = self.parts(excerpts)[0], Evidence(excerpts)
        while True:
            fewer = len(excerpts) - len(given)
            notices = _planted(given)
            if fewer:
                told = f"The model was given {len(given)} of {counted(len(excerpts), 'passage')}"
                notices = (*notices, f"{told}: it cannot read more at once.")
            try:
                for draft in self.drafts(make(given), given, evidence):
                    yield replace(draft, notices=(*draft.notices, *notices))
                return
            except TooLong:
                if len(given) < 2:
                    raise
                given = given[: len(given) // 2]

    # ---------------------------------------------------------------- drafts

    def drafts(
        self, prompt: Prompt, excerpts: Sequence[Excerpt], evidence: Evidence
    ) -> Iterator[Draft]:
        """The draft each time a sentence more is held; the last is whole, or a refusal."""
        shown = {excerpt.number for excerpt in excerpts}
        reply = _Reply(evidence)
        written, told = "", 0
        broken = ""
        try:
            for piece in self._asker.stream(prompt):
                written += piece
                if not _MAY_END.search(piece):
                    continue
                finished = finished_sentences(written, shown)
                growing = reply.held(one for one in finished if not _begins_refusal(one))
                # Also where nothing new is held: whoever follows may stop then.
                if growing and len(finished) > told:
                    told = len(finished)
                    yield self._draft(growing)
        except Interrupted as error:
            broken = str(error)
        sentences = (whole_sentences if broken else cited_sentences)(written, shown)
        said = [one for one in sentences if _REFUSAL not in _flat(one.text)]
        said = [one for one in said if one.numbers or not _GREETS.match(one.text)]
        yield self._whole(said, reply, broken, refused=len(said) < len(sentences))

    def _whole(
        self,
        said: Sequence[CitedSentence],
        reply: _Reply,
        broken: str,
        *,
        refused: bool,
    ) -> Draft:
        """All that was said, repaired where it is not held; `broken`: why it is not all that was to
        be said."""
        unheld = [one for one in dict.fromkeys(said) if not reply.judge(one).held]
        repaired = {} if broken else self._repaired(unheld[:_MOST_REPAIRED], reply)
        said = [repaired.get(one, one) for one in said]
        left = [one for one in dict.fromkeys(said) if not reply.judge(one).held]
        statements = reply.held(said)
        if left and self._unsupported == "show":
            shown = [one for one in dict.fromkeys(said) if reply.judge(one).quotes]
            left = [one for one in left if not reply.judge(one).quotes]
            judged = [(one, reply.judge(one)) for one in shown]
            statements = tuple(
                Drafted(one.text, found.quotes, verdict=found.verdict) for one, found in judged
            )
        if not statements:
            if refused:
                return Draft(refused=True, writer=self.name)
            raise ModelError(broken or f"nothing that {self.name} wrote is held by the articles")
        notices = (f"{broken}: what had come is shown.",) if broken else ()
        if left:
            what = counted(len(left), "sentence")
            verb = "is" if len(left) == 1 else "are"
            were = "was" if len(left) == 1 else "were"
            notices = (
                *notices,
                f"{what} that the model wrote {verb} held by no article here and {were} left out.",
            )
        return self._draft(statements, notices)

    def _draft(self, statements: tuple[Drafted, ...], notices: tuple[str, ...] = ()) -> Draft:
        return Draft(statements, notices=notices, writer=self.name)

    def _repaired(
        self, unheld: Sequence[CitedSentence], reply: _Reply
    ) -> dict[CitedSentence, CitedSentence]:
        """What the model makes of sentences that no article holds, where that is held."""
        asked = [one for one in unheld if reply.judge(one).quotes]
        if not asked:
            return {}
        prompt = load("repair").fill(
            sentences="\n\n".join(
                _faulty(number, one, reply.judge(one)) for number, one in enumerate(asked, 1)
            )
        )
        try:
            written = without_controls(without_reasoning(self._asker.reply(prompt)))
        except ModelError:
            return {}
        found = {}
        for line in _CORRECTED.finditer(written):
            number = int(line[1])
            if not 1 <= number <= len(asked) or _DROP.match(line[2]):
                continue
            for corrected in cited_sentences(line[2], ())[:1]:
                new = CitedSentence(corrected.text, asked[number - 1].numbers)
                if reply.judge(new).held:
                    found[asked[number - 1]] = new
        return found


def _faulty(number: int, sentence: CitedSentence, found: Attribution) -> str:
    """A sentence as it goes back to the model: with what is wrong, and what the articles say."""
    source = fenced(" ".join(quote.text for quote in found.quotes))
    wrong = "; ".join(found.verdict.reasons) or "the source does not say it"
    return f"{number}. {_unfenced(sentence.text)}\nWrong: {_unfenced(wrong)}\n{source}"


def _planted(excerpts: Iterable[Excerpt]) -> tuple[str, ...]:
    """That an article has words for a language model, which are quoted and not followed."""
    found: dict[str, str] = {}
    for excerpt in excerpts:
        if match := _ADDRESSES_MODELS.search(excerpt.text):
            name = excerpt.article.title or excerpt.article.publisher or "an article"
            found.setdefault(name, " ".join(match[0].split())[:60])
    return tuple(
        f"“{name}” has words that address language models (“{words}”): they were not followed."
        for name, words in found.items()
    )


def fence(excerpts: Iterable[Excerpt]) -> str:
    """The excerpts as the prompt shows them; nothing in an article can close its fence."""
    blocks = []
    for excerpt in excerpts:
        article = excerpt.article
        about = ", ".join(
            part
            for part in (
                article.publisher or "publisher unknown",
                article.day.isoformat() if article.day else "no date",
                article.title,
            )
            if part
        )
        blocks.append(fenced(f"[{excerpt.number}] {about}\n{excerpt.text}"))
    return "\n\n".join(blocks)


def fenced(text: str) -> str:
    """One numbered text as the prompt shows it."""
    return f"<excerpt>\n{_unfenced(text)}\n</excerpt>"


def _unfenced(text: str) -> str:
    return _FENCE.sub("‹", text)


def _flat(text: str) -> str:
    """The text as it is compared with the words of a refusal."""
    return " ".join(text.casefold().split()).strip(" .!\"'“”")


_REFUSAL = _flat(NO_ANSWER)


def _begins_refusal(sentence: CitedSentence) -> bool:
    return _REFUSAL.startswith(_flat(sentence.text))
