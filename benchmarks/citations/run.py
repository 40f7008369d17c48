"""How well the gate tells what a page holds from what it does not, and how well others do.

    python benchmarks/citations/run.py --wice FILE [--quick] [--misses]

Two parts. Claims of WiCE (a file of JSON lines, passed by hand: it is no part of this project),
each against all sentences of the page it cites and against the sentences that annotators named:
AUROC of the gate's score, of word overlap and of embedding similarity. A claim without a
supporting sentence is left out of the second setting. The weights were fitted on one half
(`fit.py`); the figures to go by are of the other. Then sentences of the sample articles, altered
by code (`altered.py`): the share of each kind that the gate doubts, with the false alarms on what
is only quoted, cut or written another way. `results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from altered import Probe, probes, samples
from claims import Claim, auroc, claims

from assistant import verify
from assistant.verification.relevant import relevant
from vectorstore.text import terms
from vectorstore.text.encoder import SentenceTransformerEmbeddings

Score = Callable[[str, Sequence[str]], float]
_SETTINGS: dict[str, Callable[[Claim], tuple[str, ...]]] = {
    "page": lambda claim: claim.page,
    "supporting sentences": lambda claim: claim.gold,
}


def overlap(statement: str, quotes: Sequence[str]) -> float:
    """The share of a statement's content words that stand in the quotes."""
    wanted = set(terms(statement))
    known = {term for quote in quotes for term in terms(quote)}
    return len(wanted & known) / len(wanted) if wanted else 0.0


def similarity(everything: Sequence[Claim]) -> Score:
    """The cosine of a claim and the likest of its quotes, by the bundled MiniLM.

    Of a long page the same quotes are compared that the gate reads closely.
    """
    needed = {claim.text for claim in everything}
    for claim in everything:
        for take in _SETTINGS.values():
            needed.update(relevant(claim.text, take(claim)))
    texts = sorted(needed, key=lambda text: (len(text), text))
    vectors = SentenceTransformerEmbeddings().embed(texts)
    row = {text: index for index, text in enumerate(texts)}

    def score(statement: str, quotes: Sequence[str]) -> float:
        rows = [row[quote] for quote in relevant(statement, quotes)]
        return float((vectors[rows] @ vectors[row[statement]]).max()) if rows else 0.0

    return score


def on_claims(everything: Sequence[Claim], quick: bool) -> dict[str, object]:
    """AUROC of each way, by setting and half; `quick` leaves the embedding model out."""
    ways: dict[str, Score] = {
        "newsbrief": lambda statement, quotes: verify(statement, quotes).score,
        "word overlap": overlap,
    }
    if not quick:
        ways["MiniLM cosine"] = similarity(everything)
    found: dict[str, object] = {}
    for setting, take in _SETTINGS.items():
        given = [claim for claim in everything if take(claim)]
        for name, score in ways.items():
            scores = {claim: score(claim.text, take(claim)) for claim in given}
            row = {}
            for half, wanted in (
                ("tuned", (True,)),
                ("reported", (False,)),
                ("all", (True, False)),
            ):
                rows = [claim for claim in given if claim.tuned in wanted]
                value = auroc([scores[c] for c in rows], [c.supported for c in rows])
                row[half] = round(value, 3)
            print(f"{setting:22}{name:16}" + "  ".join(f"{h} {v:.3f}" for h, v in row.items()))
            found[f"{setting}, {name}"] = row
    return found


def times(everything: Sequence[Claim]) -> dict[str, float]:
    """Milliseconds for a claim against its page, and for a quoted sentence against itself."""
    pages = sorted(_taken(claim.text, claim.page) for claim in everything)
    exact = [_taken(claim.page[-1], claim.page[-1:]) for claim in everything]
    return {
        "a claim against its page, median": round(statistics.median(pages), 1),
        "a claim against its page, 95th percentile": round(pages[int(0.95 * len(pages))], 1),
        "an exact quote, median": round(statistics.median(exact), 2),
    }


def _taken(statement: str, quotes: Sequence[str]) -> float:
    began = time.perf_counter()
    verify(statement, quotes)
    return 1000 * (time.perf_counter() - began)


def on_samples(misses: bool) -> dict[str, str]:
    """For each kind of probe how many were doubted, of how many."""
    doubted: dict[str, list[bool]] = defaultdict(list)
    for probe in probes(samples()):
        verdict = verify(probe.statement, probe.quotes)
        doubted[probe.kind].append(not verdict.supported)
        if misses and verdict.supported != _is_held(probe):
            print(f"{probe.kind}: {probe.statement}\n  {probe.quotes[0]}\n  {verdict.reasons}")
    found = {}
    for kind, each in doubted.items():
        found[kind] = f"{sum(each)}/{len(each)} doubted ({100 * sum(each) / len(each):.1f}%)"
        print(f"{kind:36}{found[kind]}")
    return found


def _is_held(probe: Probe) -> bool:
    return probe.kind.startswith("held: ")


def main() -> None:
    """Runs both parts, prints them and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wice", type=Path, help="claims of WiCE; without it, the samples only")
    parser.add_argument(
        "--quick", action="store_true", help="leave the embedding's figures as they are"
    )
    parser.add_argument("--misses", action="store_true", help="print the probes judged wrong")
    options = parser.parse_args()
    file = Path(__file__).with_name("results.json")
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    results["samples"] = on_samples(options.misses)
    if options.wice:
        everything = claims(options.wice)
        halves = sum(claim.tuned for claim in everything)
        results["claims"] = {"tuned half": halves, "reported half": len(everything) - halves}
        results["AUROC"] = {**results.get("AUROC", {}), **on_claims(everything, options.quick)}
        results["milliseconds"] = times(everything)
        print(results["milliseconds"])
    text = json.dumps(results, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
