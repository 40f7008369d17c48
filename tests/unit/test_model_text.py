"""What a chat model sends becomes statements, or a refusal, whatever it sends."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import ModelError
from assistant.types import Turn
from assistant.verification.marks import marks
from assistant.writing.asking import Asker, Interrupted
from assistant.writing.draft import Context, Draft, Excerpt
from assistant.writing.model import NO_ANSWER, ModelWriter
from assistant.writing.reply import cited_sentences, whole_sentences
from prompts import Prompt
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.documents import Article
from vectorstore.text import sentences
from vectorstore.text.annotate import annotated

SHOWN = (1, 2, 3)
TEXT = "The city fell on Sunday. The ruins stand, officials said. Nine people died in Palmyra."


class Scripted(FakeListChatModel):
    """Streams one reply character by character, and, as servers do, ends with an empty piece."""

    def _stream(self, *_: object, **__: Any) -> Iterator[ChatGenerationChunk]:
        for character in [*self.responses[0], ""]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=character))


def excerpts() -> tuple[Excerpt, ...]:
    """Three excerpts, one of them without sentences of its own."""
    article = Article(TEXT, title="Palmyra", publisher="Wire", published=date(2016, 3, 27))
    spans = tuple(sentences(TEXT))
    whole = [Excerpt(n, article, 0, len(TEXT), spans) for n in (1, 2)]
    return (*whole, Excerpt(3, article, spans[1].start, spans[1].end, ()))


def writer_of(written: str) -> ModelWriter:
    """A writer whose model replies so, and that waits for nothing."""
    asker = Asker(Scripted(responses=[written]), "scripted", pause=lambda seconds: None)
    return ModelWriter(asker)


def drafts(written: str) -> list[Draft]:
    """All drafts of an answer that the model streams character by character."""
    return list(writer_of(written).write(Context("What fell?", excerpts(), ())))


def texts(draft: Draft) -> list[str]:
    """The statements of a draft."""
    return [statement.text for statement in draft.statements]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The city fell. [Excerpt 1]", [("The city fell.", (1,))]),
        ("The city fell [excerpts 1 and 2].", [("The city fell.", (1, 2))]),
        ("The city fell (1). He left. (2)", [("The city fell.", (1,)), ("He left.", (2,))]),
        ("The city fell (Source: 2).", [("The city fell.", (2,))]),
        ("The city fell. ([1])", [("The city fell.", (1,))]),
        ("The city fell (see [1]).", [("The city fell.", (1,))]),
        ("It fell. [1], [2] The ruins stand. [3]",
         [("It fell.", (1, 2)), ("The ruins stand.", (3,))]),
        ("It fell. [1] and [2] The ruins stand. [3]",
         [("It fell.", (1, 2)), ("The ruins stand.", (3,))]),
        ("It left Palmyra.[1]It fell on Sunday.[1]",
         [("It left Palmyra.", (1,)), ("It fell on Sunday.", (1,))]),
        ("It left the U.S. [1] Army units fell. [2]",
         [("It left the U.S.", (1,)), ("Army units fell.", (2,))]),
        ("It fell. [1]. He left. [2],", [("It fell.", (1,)), ("He left.", (2,))]),
        ("It fell [1] .", [("It fell.", (1,))]),
        ("It fell on [1] Sunday.", [("It fell on Sunday.", (1,))]),
        ("It fell. [[1]]", [("It fell.", (1,))]),
        (r"It fell. \[1\]", [("It fell.", (1,))]),
        ("It fell.<sup>1</sup>", [("It fell.", (1,))]),
        ("It fell.\n[1]", [("It fell.", (1,))]),
        ("[1] It fell.\n[2] He left.", [("It fell.", (1,)), ("He left.", (2,))]),
        ("城市陷落。[1]遗址仍在。[2]", [("城市陷落。", (1,)), ("遗址仍在。", (2,))]),
    ],
)  # fmt: skip
def test_marks_of_every_form_are_cited_and_leave_clean_text(
    written: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    """The words are as if the marks had never been there, and each keeps its sources."""
    assert [(s.text, s.numbers) for s in cited_sentences(written, SHOWN)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "In the [2016] season it fell.",
        "It fell in [2016].",
        "The army [400] strong left.",
        "Nine (9) people died.",
        "He came in place (9).",
        "All (1) of them left.",
        "It fell [on Sunday].",
        "The snake_case file rose by 5 * 3.",
    ],
)
def test_brackets_that_are_no_marks_stay(sentence: str) -> None:
    """Years, figures in mid-sentence and numbers that no excerpt has belong to the text."""
    assert [(c.text, c.numbers) for c in cited_sentences(f"{sentence} [1]", SHOWN)] == [
        (sentence, (1,))
    ]


@pytest.mark.parametrize(
    "written",
    [
        "## What happened\n\nThe city **fell**. [1]\n\n_He_ left. [2]",
        "1. The city fell. [1]\n2. He left. [2]",
        "- The city fell. [1]\n- He left. [2]",
        "* **The city fell.** [1]\n* *He left.* [2]",
        "## Result\nThe city fell. [1]\n## More\nHe left. [2]",
        "The city fell. [1] He left. [2]\n\nSources: [1] [2]",
        "The city fell. [1] He left. [2] Sources: [1], [2]",
        "The city fell. [1] He left. [2]\n\n**References:**\n[1] Wire, 2016\n[2] Post, 2017.",
        "The city fell. [1] He left. [2]\n\n## Sources\n- [1] Wire\n- [2] Post",
        "The city fell. [1] He left. [2]\n\n[^1]: Wire\n[^2]: Post",
        "Answer: The city fell. [1] He left. [2] — ",
        "<think>It rose. [1]</think>The city fell. [1] He left. [2]",
        "<Thinking >\nIt rose. [1]\n</thinking>\n\nThe city fell. [1] He left. [2]",
        "The city fell. [1]<reasoning>It rose. [1]</reasoning> He left. [2]",
        "It rose. [1]</think>The city fell. [1] He left. [2]",
        "The city fell. [1] He left. [2] <think>It rose. [1]",
    ],
)
def test_markup_lists_of_sources_and_reasoning_are_no_part_of_the_answer(written: str) -> None:
    """Only the sentences remain, each with its mark."""
    assert [(s.text, s.numbers) for s in cited_sentences(written, SHOWN)] == [
        ("The city fell.", (1,)),
        ("He left.", (2,)),
    ]


def test_sentences_about_sources_are_no_list_of_sources() -> None:
    """A line is dropped only where nothing but a list follows to the end."""
    written = "Sources: the mayor and two guards. [1]\nThe city fell, they said. [2]"
    assert [c.text for c in cited_sentences(written, SHOWN)][-1] == "The city fell, they said."
    assert [c.numbers for c in cited_sentences("Sources said: it fell. [1]", SHOWN)] == [(1,)]
    written = "It fell, according to two sources: [1]"
    assert [c.numbers for c in cited_sentences(written, SHOWN)] == [(1,)]


BROKEN = "Three died, police said. [1] It cost 4.5 million, Dr. Roe of the U.S. Navy told us. [2]"


@pytest.mark.parametrize("length", range(len(BROKEN) + 1))
def test_of_a_reply_that_broke_off_only_whole_sentences_are_left(length: int) -> None:
    """Wherever it breaks off: not "It cost 4.", nor "Dr."; what has its full stop is whole."""
    whole = ["Three died, police said.", "It cost 4.5 million, Dr. Roe of the U.S. Navy told us."]
    ends = [len("Three died, police said."), BROKEN.index(" [2]")]
    told = [one.text for one in whole_sentences(BROKEN[:length], SHOWN)]
    assert told == [text for text, end in zip(whole, ends, strict=True) if length >= end]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("The city fell. [1] <think>It rose", ["The city fell."]),
        ("<think>It rose. And then", []),
        (
            "The city fell! [1] “It stands,” he said. “It",
            ["The city fell!", "“It stands,” he said."],
        ),
        ("- The city fell [1]\n- He left [2]\n- The ru", ["The city fell", "He left"]),
        ("", []),
    ],
)
def test_what_stands_before_the_break_is_kept(written: str, told: list[str]) -> None:
    """In every form that models write in."""
    assert [one.text for one in whole_sentences(written, SHOWN)] == told


def test_a_follow_up_stands_alone_without_reasoning() -> None:
    """The thoughts are not searched for, and with nothing else the question stands."""
    for written, expected in [
        ("<think>He means it.</think>\nWhen did \x1b[1mPalmyra\x1b[0m fall?",
         "When did Palmyra fall?"),
        ("<think>He means", "And when?"),
    ]:  # fmt: skip
        writer = writer_of(written)
        assert writer.standalone_question("And when?", [Turn("What fell?", "Palmyra.")]) == expected


@pytest.mark.parametrize(
    "written",
    [
        f"{NO_ANSWER}.",
        NO_ANSWER.lower(),
        f"**{NO_ANSWER.title()}**",
        f"{NO_ANSWER}. [1]",
        f"<think>It fell. [1] No.</think>\n\n{NO_ANSWER}",
        f"{NO_ANSWER}\nThe excerpts are about ferries.",
    ],
)
def test_a_refusal_however_it_is_written_shows_nothing(written: str) -> None:
    """Not even while it streams."""
    growing = drafts(written)
    assert growing[-1].refused
    assert all(draft.statements == () for draft in growing)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " \n\t ",
        "[1]",
        "[1] [2], ([3])\n",
        "...",
        "Sources: [1] [2]",
        "the city fell and no mark or stop stands anywhere " * 200,
    ],
)
def test_a_reply_of_which_nothing_is_held_is_an_error_that_names_the_model(written: str) -> None:
    """The model is to blame, not the excerpts; nothing of it was shown."""
    growing = writer_of(written).write(Context("What fell?", excerpts(), ()))
    with pytest.raises(ModelError, match="scripted"):
        next(growing)


COUNTING = " ".join(f"Then came the number {number}." for number in range(9_000))


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("The city fell on Sunday. [1] " * 900, 1_400, 1_700),
        (COUNTING, 11_900, 12_100),
        (f"<think>{COUNTING}", 59_900, 60_100),
    ],
    ids=["in circles", "on and on", "thinking"],
)
def test_a_reply_without_end_is_cut(written: str, least: int, most: int) -> None:
    """After so many characters: one that goes round in circles soon, one that thinks aloud late."""
    pieces: list[str] = []
    asker = Asker(Scripted(responses=[written]), "scripted", pause=lambda seconds: None)
    with pytest.raises(Interrupted, match="cut off"):
        keep(asker.stream(Prompt("", "")), pieces)
    assert least <= len("".join(pieces)) <= most


def keep(stream: Iterator[str], pieces: list[str]) -> None:
    """Add the pieces of a stream to a list, as far as they come."""
    for piece in stream:
        pieces.append(piece)


@pytest.mark.parametrize(
    ("window", "given"), [(0, 3), (300, 1), (100_000, 3)], ids=["unknown", "small", "large"]
)
def test_a_model_is_given_what_it_can_read(window: int, given: int) -> None:
    """The best passages first; that others were not is said."""
    article = Article(TEXT * 9, title="Palmyra", publisher="Wire", published=date(2016, 3, 27))
    several = tuple(
        Excerpt(n, article, 0, len(article.text), tuple(sentences(article.text))) for n in (1, 2, 3)
    )
    asked: list[str] = []

    class Reading(Scripted):
        """Writes down what it is given."""

        def _stream(self, messages: Any, *_: object, **__: Any) -> Iterator[ChatGenerationChunk]:
            asked.append(str(messages[-1].content))
            yield from super()._stream()

    model = Reading(responses=["The city fell on Sunday. [1]"])
    asker = Asker(model, "scripted", pause=lambda seconds: None)
    *_, draft = ModelWriter(asker, window=window).write(Context("What fell?", several, ()))
    assert asked[0].count("<excerpt>") == given
    told = [notice for notice in draft.notices if "cannot read more" in notice]
    assert told == (
        [] if given == 3 else ["The model was given 1 of 3 passages: it cannot read more at once."]
    )


def test_what_no_sentence_is_like_is_not_shown_even_where_the_rest_is() -> None:
    """Shown as unsupported is only what has a sentence to be compared with."""
    written = "Nine people died in Homs. [1] Whales sing."
    asker = Asker(Scripted(responses=[written]), "scripted", pause=lambda seconds: None)
    writer = ModelWriter(asker, unsupported="show")
    *_, draft = writer.write(Context("What fell?", excerpts(), ()))
    assert texts(draft) == ["Nine people died in Homs."]
    assert all(statement.quotes for statement in draft.statements)
    assert any("1 sentence that the model wrote is held by no" in line for line in draft.notices)


class Silent(FakeListChatModel):
    """Sends no piece at all, and counts how often it is asked."""

    asked: list[int]

    def _stream(self, *_: object, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append(1)
        yield from ()


def test_a_model_that_sends_nothing_is_asked_three_times() -> None:
    model = Silent(responses=[""], asked=[])
    asker = Asker(model, "scripted", pause=lambda seconds: None)
    with pytest.raises(ModelError, match="scripted"):
        list(ModelWriter(asker).write(Context("What fell?", excerpts(), ())))
    assert len(model.asked) == 3


def test_an_excerpt_is_read_to_the_end_of_the_sentences_that_it_cuts(
    embeddings: SentenceTransformerEmbeddings,
) -> None:
    """Where the sentences of the article are known, a quote is a whole one."""
    article = Article(TEXT, title="Palmyra", publisher="Wire", published=date(2016, 3, 27))
    known = annotated(article, embeddings).annotations
    cut = Excerpt(1, article, 4, TEXT.index(" stand"), (), 0.0, known)
    *_, draft = writer_of("The ruins stand, officials said. [1]").write(Context("?", (cut,), ()))
    (statement,) = draft.statements
    assert [quote.text for quote in statement.quotes] == ["The ruins stand, officials said."]


def test_a_cited_answer_that_mentions_the_refusal_stands() -> None:
    """Only the words of the refusal go."""
    growing = drafts(f"The city fell. [1] The ruins stand. [2] {NO_ANSWER}.")
    assert texts(growing[-1]) == ["The city fell.", "The ruins stand."]
    assert not any(draft.refused for draft in growing)
    assert growing[-1].notices == ()


def test_control_characters_are_removed() -> None:
    """Neither a terminal nor the direction of the text can be steered from a statement."""
    steered = "\x9b2JThe ruins\u2066 stand.\x00"
    written = f"The \x1b[31mcity\x1b[0m \u202efell\u202c.\x07 [1\u200f] {steered} [2]"
    assert texts(drafts(written)[-1]) == ["The city fell.", "The ruins stand."]


PIECES = st.sampled_from(
    "[ ] ( ) 1 2 3 9 77 2016 [1] [2] (1) ([1]) [Excerpt_1] 【3】 , ; and . ! ? … 。 - * ** _ # \\ "
    "<think> </think> <sup> </sup> Sources: References It fell the_city U.S. ” “ † ^ \x1b[ \u202e "
    "http://a.b :".split()
) | st.sampled_from([" ", "\n", "\n\n", "\r", NO_ANSWER, "No", "\n- ", "\n## ", "\n1. "])
WRITTEN = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


@settings(max_examples=250, deadline=None)
@given(WRITTEN)
def test_whatever_the_model_sends_statements_rest_on_exact_quotes(written: str) -> None:
    """Each has a quote cut from an excerpt's article, and no mark or control in its text."""
    try:
        growing = drafts(written)
    except ModelError:
        return
    assert growing[-1].refused == (not growing[-1].statements)
    assert all(draft.statements for draft in growing[:-1])
    for statement in (statement for draft in growing for statement in draft.statements):
        assert statement.quotes
        assert any(character.isalnum() for character in statement.text)
        assert set(marks(statement.text)).isdisjoint(SHOWN)
        assert not set(statement.text) & {"\x1b", "\u202e", "\x00", "\n"}
        for quote in statement.quotes:
            assert 0 <= quote.start < quote.end <= len(TEXT)
            assert quote.text == TEXT[quote.start : quote.end]
