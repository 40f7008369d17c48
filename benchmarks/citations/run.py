"""How well verification tells what a page holds from what it does not, and what each part pays.

    python benchmarks/citations/run.py --wice FILE --news FOLDER [--quick] [--misses]

Two sets that this project's code had no part in, passed by hand. Claims of WiCE (JSON lines),
each against all sentences of the page it cites and against the sentences that annotators named;
a claim without a supporting sentence is left out of the second setting. The weights were fitted
on one half (`fit.py`); the figures to go by are of the other. Then sentences of real news altered
by hand (`adversarial.py`): the share of each kind that is doubted. `--quick` leaves the embedding
model's figures as they are. The last table takes one family of reasons away at a time.
`results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from adversarial import Probe, probes
from claims import Claim, auroc, claims

from assistant import Verdict, verify
from assistant.verification.support import Passages
from vectorstore.text import terms
from vectorstore.text.encoder import SentenceTransformerEmbeddings

Score = Callable[[str, Sequence[str]], float]
_SETTINGS: dict[str, Callable[[Claim], tuple[str, ...]]] = {
    "page": lambda claim: claim.page,
    "supporting sentences": lambda claim: claim.gold,
}
_HALVES = {"tuned": (True,), "reported": (False,), "all": (True, False)}
_FAMILIES = {
    "number": r"number ",
    "date": r"date ",
    "name": r"name ",
    "negation": r"(?:a negation|the quoted negation)",
    "opposed small words": r"‘.+’ where ‘",
    "modality": r"(?:‘.+’ is not quoted|the quoted ‘)",
    "swapped": r".* exchanged$",
    "attribution": r"attribution:",
    "replaced word": r"wording: ‘",
    "coverage": r"wording: (?!‘)",
}
_CONTRADICTIONS = ("negation", "opposed small words", "modality", "swapped")
_KEPT_WHEN_CONTRADICTED = 0.6


def overlap(statement: str, quotes: Sequence[str]) -> float:
    """The share of a statement's content words that stand in the quotes."""
    wanted = set(terms(statement))
    known = {term for quote in quotes for term in terms(quote)}
    return len(wanted & known) / len(wanted) if wanted else 0.0


def similarity(everything: Sequence[Claim]) -> Score:
    """The cosine of a claim and the likest of its quotes, by the bundled MiniLM.

    Of a long page the same quotes are compared that verification reads closely.
    """
    needed = {claim.text for claim in everything}
    for claim in everything:
        for take in _SETTINGS.values():
            needed.update(Passages(take(claim)).closest(claim.text))
    texts = sorted(needed, key=lambda text: (len(text), text))
    vectors = SentenceTransformerEmbeddings().embed(texts)
    row = {text: index for index, text in enumerate(texts)}

    def score(statement: str, quotes: Sequence[str]) -> float:
        rows = [row[quote] for quote in Passages(quotes).closest(statement)]
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
            for half, wanted in _HALVES.items():
                rows = [claim for claim in given if claim.tuned in wanted]
                value = auroc([scores[c] for c in rows], [c.supported for c in rows])
                row[half] = round(value, 3)
            print(f"{setting:22}{name:16}" + "  ".join(f"{h} {v:.3f}" for h, v in row.items()))
            found[f"{setting}, {name}"] = row
    return found


def times(everything: Sequence[Claim]) -> dict[str, float]:
    """How many milliseconds a verdict takes."""
    verify(everything[0].text, everything[0].page)
    pages = sorted(_taken(claim.text, claim.page) for claim in everything)
    exact = [_taken(claim.page[0], claim.page[:1]) for claim in everything]
    return {
        "a claim against its page, median": round(statistics.median(pages), 1),
        "a claim against its page, 95th percentile": round(pages[int(0.95 * len(pages))], 1),
        "an exact quote, median": round(statistics.median(exact), 2),
    }


def _taken(statement: str, quotes: Sequence[str]) -> float:
    began = time.perf_counter()
    verify(statement, quotes)
    return 1000 * (time.perf_counter() - began)


def on_altered(every: Sequence[Probe], misses: bool) -> dict[str, dict[str, str]]:
    """For each half and kind of probe how many were doubted, of how many."""
    doubted: dict[str, dict[str, list[bool]]] = {
        half: defaultdict(list) for half in ("tuned", "reported")
    }
    for probe in every:
        verdict = verify(probe.statement, [probe.quote])
        kind = f"{'true' if probe.supported else 'altered'}: {probe.kind}"
        for name in (kind, kind.partition(":")[0]):
            doubted["tuned" if probe.tuned else "reported"][name].append(not verdict.supported)
        if misses and probe.tuned and verdict.supported != probe.supported:
            print(f"{kind}: {probe.statement}\n  {probe.quote}\n  {verdict.reasons}")
    found: dict[str, dict[str, str]] = {}
    for half, kinds in doubted.items():
        found[half] = {
            kind: f"{sum(each)}/{len(each)} doubted ({100 * sum(each) / len(each):.1f}%)"
            for kind, each in sorted(kinds.items())
        }
        for kind, figure in found[half].items():
            print(f"{half:10}{kind:28}{figure}")
    return found


def ablation(
    everything: Sequence[Claim], every: Sequence[Probe]
) -> dict[str, dict[str, float | str]]:
    """Every figure with all families of reasons, and with each of them taken away."""
    claimed = [(claim, verify(claim.text, claim.page)) for claim in everything]
    probed = [(probe, verify(probe.statement, [probe.quote])) for probe in every]
    found: dict[str, dict[str, float | str]] = {}
    for left_out in ("", *_FAMILIES):
        passed = [(claim.supported, not _against(v, left_out)) for claim, v in claimed]
        scores = [_score_without(v, left_out) for _, v in claimed]
        row: dict[str, float | str] = {
            "WiCE AUROC": round(auroc(scores, [claim.supported for claim, _ in claimed]), 4),
            "WiCE true that pass, %": _share(ok for true, ok in passed if true),
            "WiCE false that pass, %": _share(ok for true, ok in passed if not true),
        }
        for half, tuned in (("tuned", True), ("reported", False)):
            rows = [(p.supported, v) for p, v in probed if p.tuned == tuned]
            for what, true in (("altered", False), ("true", True)):
                row[f"{half}, {what} that are doubted, %"] = _share(
                    bool(_against(v, left_out)) for supported, v in rows if supported == true
                )
        found[f"without {left_out}" if left_out else "all"] = row
        print(f"{left_out or 'all':22}" + "  ".join(str(value) for value in row.values()))
    return found


def _against(verdict: Verdict, left_out: str) -> list[str]:
    """The reasons against a statement, idle quotes and one family of reasons aside."""
    form = _FAMILIES.get(left_out, r"(?!)")
    return [
        reason
        for reason in verdict.reasons
        if not re.match(form, reason) and "holds none of it" not in reason
    ]


def _score_without(verdict: Verdict, left_out: str) -> float:
    if left_out not in _CONTRADICTIONS:
        return verdict.score
    count = sum(bool(re.match(_FAMILIES[left_out], reason)) for reason in verdict.reasons)
    return verdict.score / _KEPT_WHEN_CONTRADICTED**count


def _share(values: Iterable[bool]) -> float:
    row = list(values)
    return round(100 * sum(row) / len(row), 1)


def main() -> None:
    """Runs every part, prints it and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wice", type=Path, required=True, help="claims of WiCE")
    parser.add_argument("--news", type=Path, required=True, help="the articles that were altered")
    parser.add_argument(
        "--quick", action="store_true", help="leave the embedding's figures as they are"
    )
    parser.add_argument("--misses", action="store_true", help="print what was judged wrong")
    options = parser.parse_args()
    file = Path(__file__).with_name("results.json")
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    results.pop("samples", None)
    everything, every = claims(options.wice), probes(options.news)
    halves = sum(claim.tuned for claim in everything)
    results["claims"] = {"tuned half": halves, "reported half": len(everything) - halves}
    results["AUROC"] = {**results.get("AUROC", {}), **on_claims(everything, options.quick)}
    results["altered news"] = on_altered(every, options.misses)
    results["ablation"] = ablation(everything, every)
    results["milliseconds"] = times(everything)
    print(results["milliseconds"])
    text = json.dumps(results, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
