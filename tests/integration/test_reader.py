"""Question and passage are read together: what answers stands out, and the reader can be off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Assistant
from assistant.answering.reader import LONGEST_ANSWER, read
from assistant.verification.citations import Numbering, Quote
from assistant.writing.draft import Drafted, verified
from tests.soak.standin import WordSums
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.search import Tokens
from vectorstore.text import Span

ARTICLES = (
    Article(
        "The harbour bridge at Ostrey was closed on Monday. Engineers had found cracks in two of "
        "its pillars, so lorries are sent over the old road. It will open again in March, the "
        "mayor, Edda Varn, told reporters. Repairs cost 14 million crowns.",
        title="Harbour bridge at Ostrey closed",
        publisher="Northern Wire",
        published=date(2024, 2, 6),
    ),
    Article(
        "Voters in Calvera chose Ines Roth as governor on Sunday. She won 54 percent of the votes. "
        "Her rival, Olav Brandt, said that he would not contest the result.",
        title="Roth wins in Calvera",
        publisher="The Pilot",
        published=date(2024, 2, 12),
    ),
)


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """A library of two articles."""
    folder = tmp_path_factory.mktemp("reader") / "library"
    with Assistant(folder, embeddings=embeddings) as assistant:
        assistant.add(*ARTICLES)
        yield assistant


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is the mayor of Ostrey?", "Edda Varn"),
        ("How much do the repairs of the bridge cost?", "14 million"),
    ],
)
def test_the_words_that_answer_are_marked(held: Assistant, question: str, words: str) -> None:
    """`answer_span` says where in a statement the answer stands."""
    answer = held.ask(question)
    first = answer.statements[0]
    assert words in first.text
    assert first.answer_span is not None
    marked = first.text[slice(*first.answer_span)]
    assert words in marked
    assert len(marked.split()) <= len(words.split()) + 2


def test_the_reader_can_be_turned_off(
    held: Assistant, embeddings: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers come without it too, and nothing is marked then: as a setting and in Python."""
    question = "Who is the mayor of Ostrey?"
    with Assistant(held.library.folder, embeddings=embeddings, reader=False) as without:
        answer = without.ask(question)
    assert "Edda Varn" in answer.statements[0].text
    assert answer.statements[0].answer_span is None
    monkeypatch.setenv("NEWSBRIEF_READER", "off")
    with Assistant(held.library.folder, embeddings=embeddings) as without:
        assert without.ask(question) == answer


def test_vectors_of_another_model_are_not_read(tmp_path: Path) -> None:
    """A library of another embedding model is asked without the reader."""
    question = "Engineers had found cracks in which of its pillars?"
    given = {"embeddings": WordSums()}
    answers = []
    for reader in (True, False):
        with Assistant(tmp_path / "library", reader=reader, **given) as assistant:
            assistant.add(*ARTICLES)
            answers.append(assistant.ask(question))
    assert answers[0] == answers[1]


def tokens(rng: np.random.Generator, count: int) -> Tokens:
    """So many tokens of three characters, each with a space behind it."""
    vectors = rng.standard_normal((count, 96)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    starts = np.arange(count, dtype=np.int64) * 4
    return Tokens(vectors, starts, starts + 3)


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 60), max_size=3),
    st.integers(0, 5),
    st.tuples(st.integers(0, 250), st.integers(0, 250)),
)
def test_an_answer_lies_within_the_part_that_is_asked_of(
    seed: int, counts: Sequence[int], asked: int, part: tuple[int, int]
) -> None:
    """Whatever is read, the best answer is whole tokens of the part, at most so many, and finite;
    a passage is read the same by itself as beside others."""
    rng = np.random.default_rng(seed)
    question, passages = tokens(rng, asked).vectors, [tokens(rng, count) for count in counts]
    readings = read(question, passages)
    assert len(readings) == len(passages)
    start, end = sorted(part)
    for reading, passage in zip(readings, passages, strict=True):
        sure, (first, last) = reading.best(start, end)
        inside = (passage.starts + passage.ends) / 2
        if not ((inside >= start) & (inside < end)).any():
            assert sure == -np.inf
            continue
        assert np.isfinite(sure)
        assert first in passage.starts
        assert last in passage.ends
        assert first < last <= first + 4 * LONGEST_ANSWER
        assert start <= (first + first + 3) / 2
        assert (last + last - 3) / 2 < end
        (alone,) = read(question, [passage])
        assert np.allclose(alone.begins, reading.begins)


@given(st.lists(st.sampled_from(["24", "2024", "dead", " ", "  ", "\n", ",", "é"]), min_size=1))
def test_the_place_of_an_answer_outlives_mended_white_space(pieces: Sequence[str]) -> None:
    """Of any part of a sentence that begins and ends with a word the same words are marked."""
    text = "".join(pieces)
    article = Article(text)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for first in range(len(words)):
        for last in range(first, len(words)):
            span = Span(words[first][0], words[last][1])
            quote = Quote(article, 0, len(text))
            statement = verified(Drafted(text, (quote,), span), Numbering())
            assert statement.answer_span is not None
            marked = statement.text[slice(*statement.answer_span)]
            assert marked.split() == text[span.start : span.end].split()
            assert statement.text[: statement.answer_span[0]].split() == text[: span.start].split()
