"""How well copies are told from what is merely alike, and how well other ways do.

    python benchmarks/copies/run.py [--misses] [--ours]

The pairs are made by code from the sample articles (`pairs.py`): each article with edits of it
at graded strengths, which are copies, and with updates, templates and the like, which are not.
Thresholds, ours and the other ways', were set on three of the six stories; the figures are of the
other three. Other ways appear at thresholds that are in common use, and at the one that does best
on the first half. `results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pairs import Pair, pairs
from rivals import Judge, Score, by_lsh, cosine, jaccard, newsbrief, ratio

from vectorstore.documents import Article
from vectorstore.duplicates import are_copies, signature
from vectorstore.duplicates.wording import wording

_STEPS = [step / 100 for step in range(5, 100)]
_WORDS = 600
"""The length of the texts that times are taken on."""


def above(score: Score, threshold: float) -> Judge:
    """Copies are what scores this much or more."""
    return lambda pair: score(pair) >= threshold


def counted(judge: Judge, judged: Iterable[Pair]) -> Counter[tuple[bool, bool]]:
    """How many pairs there are by what is true and what was said."""
    return Counter((pair.copies, judge(pair)) for pair in judged if not pair.apart)


def figures(counts: Counter[tuple[bool, bool]]) -> dict[str, float]:
    """Precision, recall and their harmonic mean, in percent."""
    right, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    mean = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        name: round(100 * value, 1)
        for name, value in (("precision", precision), ("recall", recall), ("F1", mean))
    }


def best_threshold(score: Score, tuned: Sequence[Pair]) -> float:
    """The threshold with the highest F1; of equal ones the lowest."""
    scored = [(pair, score(pair)) for pair in tuned]

    def mean(threshold: float) -> float:
        said = ((pair.copies, value >= threshold) for pair, value in scored if not pair.apart)
        return figures(Counter(said))["F1"]

    return max(_STEPS, key=lambda threshold: (mean(threshold), -threshold))


def by_kind(judge: Judge, judged: Iterable[Pair]) -> dict[str, str]:
    """For each kind and strength how many pairs are judged right, of how many."""
    right: dict[str, list[bool]] = defaultdict(list)
    for pair in judged:
        what = "copies" if pair.copies else "none"
        name = f"{what}: {pair.kind}{f', {pair.strength}' if pair.strength else ''}"
        right[name].append(judge(pair) == pair.copies)
    return {name: f"{sum(each)}/{len(each)}" for name, each in sorted(right.items())}


def ways(tuned: Sequence[Pair], reported: Sequence[Pair]) -> Iterator[tuple[str, Judge]]:
    """The ways to tell copies, by name."""
    vectors = cosine([*tuned, *reported])
    yield "newsbrief", newsbrief
    yield "MinHash LSH, Jaccard 0.5", by_lsh(0.5)
    yield "MinHash LSH, Jaccard 0.8", by_lsh(0.8)
    yield "difflib ratio, 0.6", above(ratio, 0.6)
    yield "MiniLM cosine, 0.95", above(vectors, 0.95)
    for name, score in (
        ("MinHash Jaccard", jaccard),
        ("difflib ratio", ratio),
        ("MiniLM cosine", vectors),
    ):
        best = best_threshold(score, tuned)
        yield f"{name}, best ({best:.2f})", above(score, best)


def times(made: Sequence[Pair]) -> dict[str, float]:
    """Milliseconds for texts of about 600 words, the best of several runs."""
    texts = [pair.one.text for pair in made[:40]]
    long = [" ".join(" ".join(texts[at:] + texts[:at]).split()[:_WORDS]) for at in (0, 13)]
    one, other = (Article(text) for text in long)

    def compared() -> None:
        wording.cache_clear()
        are_copies(one, other)

    return {
        "a signature": _best(lambda: signature(one.text, one.version)),
        "a comparison, both texts new": _best(compared),
        "a comparison, both texts kept": _best(lambda: are_copies(one, other)),
    }


def _best(run: Callable[[], object], turns: int = 30) -> float:
    taken = []
    for _ in range(turns):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return round(1000 * min(taken), 2)


def main() -> None:
    """Judges every pair in every way and prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--misses", action="store_true", help="print the pairs ours gets wrong")
    parser.add_argument("--ours", action="store_true", help="ours alone, quickly; keeps nothing")
    options = parser.parse_args()
    made = pairs()
    tuned = [pair for pair in made if pair.tuned]
    reported = [pair for pair in made if not pair.tuned]
    print(f"{len(tuned)} pairs to set thresholds on, {len(reported)} to report")
    results: dict[str, object] = {}
    judges = [("newsbrief", newsbrief)] if options.ours else ways(tuned, reported)
    for name, judge in judges:
        row = figures(counted(judge, reported))
        print(f"{name:32}" + "  ".join(f"{what} {value:5}" for what, value in row.items()))
        results[name] = {**row, "right by kind": by_kind(judge, reported)}
    on_tuned = figures(counted(newsbrief, tuned))
    print(f"{'newsbrief, on the tuned half':32}{on_tuned}")
    results["newsbrief, on the tuned half"] = on_tuned
    results["milliseconds"] = times(made)
    print(results["milliseconds"])
    if options.misses:
        for pair in made:
            if newsbrief(pair) != pair.copies:
                print(pair.tuned, pair.kind, pair.strength, pair.one.title, "|", pair.other.title)
    if options.ours:
        return
    text = json.dumps(results, indent=2, ensure_ascii=False)
    Path(__file__).with_name("results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
