"""Chunks: exact, whole, and never longer than the model reads."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore import Article, Chunk, SentenceTransformerEmbeddings
from vectorstore.text import sentences
from vectorstore.text.splitter import head, split

EMBEDDINGS = SentenceTransformerEmbeddings()
WORDS = st.sampled_from(
    ["Troops", "took", "the", "town", "Mr. Dahl", "11,000", "U.S.", "said.", "yes!", "“No.”",
     "fell.", "\n\n", "\n", "naïve", "🚢", "\u200f", "\x00", "x" * 300, "Überfall", "3.5"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=500).map(" ".join))


def chunks_of(text: str, title: str = "") -> tuple[Article, list[Chunk]]:
    article = Article(text, title=title)
    return article, split(article, sentences(text), EMBEDDINGS)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, title=st.text(max_size=120))
def test_chunks_are_exact_spans_that_fit_the_window(text: str, title: str) -> None:
    """Every chunk is a span of its article and is read by the model to its last token."""
    article, chunks = chunks_of(text, title)
    for chunk in chunks:
        assert article.text[chunk.start : chunk.end] == chunk.text
        embedded = head(article.title, EMBEDDINGS) + chunk.text
        assert len(EMBEDDINGS.token_spans(embedded)) <= EMBEDDINGS.window
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_nothing_but_blanks_is_left_out(text: str) -> None:
    """What is in no chunk is white space."""
    article, chunks = chunks_of(text)
    kept = bytearray(len(article.text))
    for chunk in chunks:
        kept[chunk.start : chunk.end] = b"\1" * (chunk.end - chunk.start)
    assert not "".join(c for c, k in zip(article.text, kept, strict=True) if not k).strip()


def test_a_chunk_holds_whole_sentences() -> None:
    """Chunks begin and end where sentences do."""
    text = " ".join(f"Sentence number {n} tells of the harbour and its ships." for n in range(80))
    _, chunks = chunks_of(text)
    starts = {span.start for span in sentences(text)}
    ends = {span.end for span in sentences(text)}
    assert len(chunks) > 1
    assert all(chunk.start in starts and chunk.end in ends for chunk in chunks)


def test_a_sentence_longer_than_the_window_is_cut_between_tokens() -> None:
    """A sentence of 2,000 words is spread over chunks, all of it kept."""
    text = " ".join(["harbour"] * 2000) + "."
    article, chunks = chunks_of(text)
    assert len(chunks) > 5
    assert " ".join(chunk.text for chunk in chunks).split() == article.text.split()


def test_a_changed_title_or_text_gives_new_chunk_ids() -> None:
    """A vector is found by its chunk's id, so what changes the vector changes the id."""
    one = Article("A ferry ran aground.", title="Ferry", url="https://a.example/1")
    other = Article("A ferry ran aground.", title="Ship", url="https://a.example/1")
    ids = [split(a, sentences(a.text), EMBEDDINGS)[0].id for a in (one, other)]
    assert one.id == other.id
    assert ids[0] != ids[1]
