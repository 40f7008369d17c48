"""An article into chunks: runs of whole sentences that fit the embedding model's window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from vectorstore.documents import Article, Chunk, digest
from vectorstore.text import Span
from vectorstore.text.encoder import Embeddings

_Count = Callable[[int, int], int]

TITLE_TOKENS = 40
"""At most this many tokens of the title are embedded with each chunk."""


def split(article: Article, sentences: Sequence[Span], embeddings: Embeddings) -> list[Chunk]:
    """Chunks of whole sentences, in order, each an exact span of the article's text.

    `sentences` are the article's, in order and without overlap. A chunk and the head of
    the title that is embedded with it fit the model's window together. A chunk ends
    where a paragraph ends if that leaves it at least half full. A sentence too long for a
    chunk by itself is cut between tokens. Every sentence is in exactly one chunk.
    """
    room = embeddings.window - min(TITLE_TOKENS, len(embeddings.token_spans(article.title)))
    tokens = embeddings.token_spans(article.text)
    starts = [start for start, _ in tokens]
    ends = [end for _, end in tokens]

    def count(start: int, end: int) -> int:
        return bisect_left(starts, end) - bisect_right(ends, start)

    pieces = [piece for span in sentences for piece in _fit(article.text, span, starts, ends, room)]
    return [
        chunk(article, pieces[first].start, pieces[last].end)
        for first, last in _pack(article.text, pieces, count, room)
    ]


def chunk(article: Article, start: int, end: int) -> Chunk:
    """The chunk that is this span of the article's text.

    Its id follows from article, text and title, as its vector does: an id never meets an
    old vector.
    """
    identity = f"{article.id}-{digest(article.version, article.title)[:8]}"
    return Chunk(f"{identity}-{start}", article.id, start, end, article.text[start:end])


def head(title: str, embeddings: Embeddings) -> str:
    """What is embedded before the text of each chunk: the head of the title, on its own line."""
    tokens = embeddings.token_spans(title)
    return f"{title[: tokens[min(TITLE_TOKENS, len(tokens)) - 1][1]]}\n" if tokens else ""


def _fit(text: str, span: Span, starts: list[int], ends: list[int], room: int) -> Iterator[Span]:
    """The sentence itself, or pieces of it of at most `room` tokens."""
    first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
    cuts = [span.start, *(starts[number] for number in range(first + room, last, room)), span.end]
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if stripped := piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            yield Span(left, left + len(stripped))


def _pack(text: str, pieces: Sequence[Span], count: _Count, room: int) -> Iterator[tuple[int, int]]:
    """First and last piece of each chunk, filled greedily."""
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and count(pieces[first].start, pieces[last + 1].end) <= room:
            last += 1
        if last + 1 < len(pieces):
            last = _paragraph_end(text, pieces, first, last, count, room)
        yield first, last
        first = last + 1


def _paragraph_end(
    text: str, pieces: Sequence[Span], first: int, last: int, count: _Count, room: int
) -> int:
    """The last piece that closes a paragraph with the chunk at least half full, else `last`."""
    for candidate in range(last, first - 1, -1):
        if count(pieces[first].start, pieces[candidate].end) * 2 < room:
            break
        if "\n" in text[pieces[candidate].end : pieces[candidate + 1].start]:
            return candidate
    return last
