"""Compares sentence splitters on marked cases and on articles, and records the figures.

    python benchmarks/sentences/run.py [FOLDER OF .txt ARTICLES] [--misses]

`cases.jsonl` holds a text a line, with ‖ where one sentence ends and the next begins. A case is
right when a splitter gives exactly its sentences. Splitters that are not installed are left
out. Each is run as it comes and, where it is given lines, inside our own paragraphs and lines,
so that what is measured is what it adds. `results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vectorstore.text.lexicon import listed
from vectorstore.text.sentences import blocks, sentences

HERE = Path(__file__).parent
Splitter = Callable[[str], list[tuple[int, int]]]
ABBREVIATIONS = listed(
    "mr mrs ms dr prof gen lt col maj capt sgt rev sen rep gov st mt no inc ltd corp co bros jr sr "
    "jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k e.g i.e a.m p.m vs etc al approx"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the sentences it holds."""

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...]


def cases() -> list[Case]:
    """The marked cases, as texts with the spans of their sentences."""
    found = []
    for line in (HERE / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pieces = row["marked"].split("‖")
        spans, position = [], 0
        for piece in pieces:
            start = position + len(piece) - len(piece.lstrip())
            spans.append((start, position + len(piece.rstrip())))
            position += len(piece)
        found.append(Case(row["kind"], "".join(pieces), tuple(spans)))
    return found


def trimmed(text: str, starts: list[int], end: int) -> list[tuple[int, int]]:
    """Spans between boundaries, without the white space at their ends."""
    spans = []
    for left, right in zip(starts, [*starts[1:], end], strict=True):
        piece = text[left:right]
        if piece.strip():
            start = left + len(piece) - len(piece.lstrip())
            spans.append((start, left + len(piece.rstrip())))
    return spans


def pysbd_splitter() -> Splitter:
    """pySBD: golden rules of several languages, as regular expressions."""
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)

    def split(text: str) -> list[tuple[int, int]]:
        return trimmed(text, [piece.start for piece in segmenter.segment(text)], len(text))

    return split


def syntok_splitter() -> Splitter:
    """syntok: a tokenizer and a state machine over its tokens."""
    from syntok import segmenter

    def split(text: str) -> list[tuple[int, int]]:
        starts = [s[0].offset for p in segmenter.analyze(text) for s in p if s]
        return trimmed(text, starts, len(text))

    return split


def punkt_splitter() -> Splitter:
    """NLTK's Punkt without its trained model, which is data to download; told abbreviations."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    tokenizer = PunktSentenceTokenizer(parameters)

    def split(text: str) -> list[tuple[int, int]]:
        return trimmed(text, [start for start, _ in tokenizer.span_tokenize(text)], len(text))

    return split


def blingfire_splitter() -> Splitter:
    """BlingFire: a finite state machine in a binary library."""
    import blingfire

    def split(text: str) -> list[tuple[int, int]]:
        _, spans = blingfire.text_to_sentences_and_offsets(text)
        return trimmed(text, [start for start, _ in spans], len(text))

    return split


def own_splitter() -> Splitter:
    """The splitter of vectorstore.text."""
    return lambda text: [(span.start, span.end) for span in sentences(text)]


def in_blocks(split: Splitter) -> Splitter:
    """A splitter that is given one stretch of running text at a time, as ours finds them."""

    def inside(text: str) -> list[tuple[int, int]]:
        return [
            (block.start + start, block.start + end)
            for block in blocks(text)
            for start, end in split(text[block.start : block.end])
        ]

    return inside


def splitters() -> Iterator[tuple[str, Splitter]]:
    """The splitters that are installed, by name."""
    made: list[tuple[str, Callable[[], Splitter]]] = [
        ("own", own_splitter),
        ("pysbd", pysbd_splitter),
        ("syntok", syntok_splitter),
        ("punkt, untrained", punkt_splitter),
        ("blingfire", blingfire_splitter),
    ]
    for name, make in made:
        try:
            split = make()
        except ImportError:
            print(f"{name}: not installed, left out")
            continue
        yield name, split
        if name != "own":
            yield f"{name} + our lines", in_blocks(split)


def seconds(split: Splitter, texts: list[str]) -> float:
    """The best of three runs over the texts."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for text in texts:
            split(text)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Runs every splitter and prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--misses", action="store_true", help="print the cases ours gets wrong")
    options = parser.parse_args()
    marked = cases()
    articles = sorted(options.folder.glob("*.txt")) if options.folder else []
    texts = [path.read_text(encoding="utf-8") for path in articles] or [c.text for c in marked]
    results: list[dict[str, object]] = []
    own_time = own_count = 0.0
    for name, split in splitters():
        right = [case for case in marked if tuple(split(case.text)) == case.spans]
        missed = Counter(case.kind for case in marked if case not in right)
        taken, count = seconds(split, texts), sum(len(split(text)) for text in texts)
        if name == "own":
            own_time, own_count = taken, count
            if options.misses:
                for case in marked:
                    if case not in right:
                        print([case.text[a:b] for a, b in split(case.text)])
        results.append(
            {
                "splitter": name,
                "accuracy": round(len(right) / len(marked), 4),
                "right": len(right),
                "cases": len(marked),
                "missed": dict(sorted(missed.items())),
                "times_own": round(taken / own_time, 2),
                "sentences_in_articles": count,
            }
        )
        print(
            f"{name:28} {len(right):3}/{len(marked)} right  {len(right) / len(marked):6.1%}"
            f"  time x{taken / own_time:5.1f}  {count} sentences (own {own_count:.0f})"
        )
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (HERE / "results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
