"""The lead of a briefing by a chat model: at once where its material fits, else story by story.

What does not fit into the model's context is told in parts, each story by itself, and the lead is
written from what was told. Every told sentence carries the numbers of the excerpts that hold it,
and every sentence of the lead is held by the excerpts themselves, never by what was told of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from assistant.errors import ModelError
from assistant.wording import counted
from assistant.writing.attribution import Evidence
from assistant.writing.draft import Draft, Drafted, Excerpt
from assistant.writing.model import ModelWriter, fence, fenced
from prompts import Prompt, load

Watch = Callable[[int], None]
"""Is told of how many articles the model is about to write."""

_MORE = 1.5
"""A part is told in so many times the words that it may have in the lead: there is to choose."""
_FEWEST = 30
"""And in no fewer words than this, which is a sentence."""
_SHORTER = 0.8
"""What was told is put together in passes as long as each leaves at most this much of it."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A sentence that was told, and the numbers of the excerpts that hold it."""

    drafted: Drafted
    numbers: tuple[int, ...]

    @property
    def text(self) -> str:
        """As the model is shown it."""
        return fenced(f"{''.join(f'[{n}]' for n in self.numbers)} {self.drafted.text}")


@dataclass(frozen=True)
class _Material:
    """All that a lead is about: its topic, and the excerpts that hold what it says."""

    topic: str
    excerpts: tuple[Excerpt, ...]

    @cached_property
    def evidence(self) -> Evidence:
        """What sentences are held against."""
        return Evidence(self.excerpts)

    def prompt(self, words: int, shown: str) -> Prompt:
        """What the model is asked."""
        about = self.topic or "everything below"
        return load("brief").fill(excerpts=shown, topic=about, words=str(max(1, words)))

    def numbered(self, drafted: Drafted) -> _Numbered:
        """A sentence with the numbers of its excerpts."""
        numbers = tuple(
            excerpt.number
            for excerpt in self.excerpts
            for quote in drafted.quotes
            if quote.article.id == excerpt.article.id
            and quote.start < excerpt.end
            and excerpt.start < quote.end
        )
        return _Numbered(drafted, tuple(dict.fromkeys(numbers)))


class LeadWriter:
    """Writes leads with a chat model."""

    def __init__(self, writer: ModelWriter) -> None:
        self._writer = writer

    def write(
        self, topic: str, words: int, stories: Sequence[Sequence[Excerpt]], watch: Watch
    ) -> Draft:
        """A lead of about so many words on the excerpts of the stories, numbered through; `watch`
        is told before each part. Raises ModelError where the model tells nothing that holds."""
        excerpts = tuple(chain.from_iterable(stories))
        material = _Material(topic, excerpts)
        if len(self._writer.parts(excerpts)) == 1:
            watch(_articles(excerpts))
            return self._of(material, words, excerpts)
        parts = [part for story in stories for part in self._writer.parts(story) if part]
        sentences, notices = self._in_parts(material, words, parts, watch)
        watch(_articles(excerpts))
        try:
            whole = self._put_together(material, words, list(chain.from_iterable(sentences)))
        except ModelError as error:
            notices.append(f"{error}. What it told of each story is shown instead.")
            whole = Draft(tuple(_in_turn(sentences, words)), writer=self._writer.name)
        return replace(whole, notices=tuple(dict.fromkeys((*whole.notices, *notices))))

    def _of(self, material: _Material, words: int, excerpts: Sequence[Excerpt]) -> Draft:
        *_, draft = self._writer.fitting(
            lambda given: material.prompt(words, fence(given)), excerpts
        )
        return draft

    def _in_parts(
        self,
        material: _Material,
        words: int,
        parts: Sequence[Sequence[Excerpt]],
        watch: Watch,
    ) -> tuple[list[list[_Numbered]], list[str]]:
        """What the model tells of each part, and what is to be said of it."""
        sentences, notices, failed = list[list[_Numbered]](), list[str](), list[ModelError]()
        for part in parts:
            watch(_articles(part))
            share = round(_MORE * words * len(part) / len(material.excerpts))
            try:
                draft = self._of(material, max(share, _FEWEST), part)
            except ModelError as error:
                failed.append(error)
                continue
            sentences.append([material.numbered(drafted) for drafted in draft.statements])
            notices += draft.notices
        if not any(sentences):
            raise failed[0] if failed else ModelError(f"{self._writer.name} told nothing")
        if failed:
            what = f"{len(failed)} of {counted(len(parts), 'part')}"
            notices.append(f"The model told nothing that holds of {what} of the material.")
        return sentences, notices

    def _put_together(self, material: _Material, words: int, sentences: list[_Numbered]) -> Draft:
        """The lead from what was told; in passes where even that does not fit."""
        while len(runs := self._writer.runs(sentences, lambda one: len(one.text))) > 1:
            size, shorter = sum(len(one.text) for one in sentences), list[_Numbered]()
            for run in runs:
                share = max(_FEWEST, round(_MORE * words * len(run) / len(sentences)))
                draft = self._written(material, share, run)
                shorter += [material.numbered(drafted) for drafted in draft.statements]
            sentences = shorter
            if sum(len(one.text) for one in sentences) > _SHORTER * size:
                raise ModelError(f"{self._writer.name} could not put its parts together")
        return self._written(material, words, sentences)

    def _written(self, material: _Material, words: int, sentences: Sequence[_Numbered]) -> Draft:
        prompt = material.prompt(words, "\n\n".join(one.text for one in sentences))
        *_, draft = self._writer.drafts(prompt, material.excerpts, material.evidence)
        if not draft.statements:
            raise ModelError(f"{self._writer.name} found nothing to tell in its own parts")
        return draft


def _articles(excerpts: Iterable[Excerpt]) -> int:
    return len({excerpt.article.id for excerpt in excerpts})


def _in_turn(sentences: Sequence[Sequence[_Numbered]], words: int) -> Iterable[Drafted]:
    """The first sentences of each part, as many as its share of the words has room for."""
    share = words // max(1, sum(map(bool, sentences)))
    for part in sentences:
        room = share
        for one in part:
            room -= len(one.drafted.text.split())
            if room < 0 and one is not part[0]:
                break
            yield one.drafted
