"""What annotations are worth beside hand labels: one figure for each layer."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vectorstore.text.annotations import Annotations, Quotation, Sentence

HERE = Path(__file__).parent
Span = tuple[int, int]
NAMED = ("person", "organisation", "place")
SPOKEN = ("speech", "fragment")
FEWEST = 4
"""Quotations of fewer words are not shown to anybody, so they are not counted."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An article of the data folder with its hand labels, as `gold.json` describes them."""

    text: str
    title: str
    published: str
    half: str
    url: str
    labels: dict[str, Any]

    @property
    def mentions(self) -> dict[Span, int]:
        """The entity of each labelled name."""
        return {
            (start, end): number
            for number, entity in enumerate(self.labels["entities"])
            for start, end in entity["mentions"]
        }

    def kind(self, number: int) -> str:
        """What an entity is."""
        return str(self.labels["entities"][number]["kind"])


def load(data: Path, name: str = "gold") -> list[Gold]:
    """The labelled articles of `name`.json, their texts from the folder `data`.

    Raises ValueError where an article is not there with exactly the text that was labelled.
    """
    labelled = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["articles"]
    found: dict[str, dict[str, Any]] = {}
    for file in sorted({article["file"] for article in labelled}):
        with (data / file).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found.setdefault(hashlib.sha256(row["text"].encode()).hexdigest(), row)
    missing = [article["url"] for article in labelled if article["sha256"] not in found]
    if missing:
        raise ValueError(f"{data} lacks the labelled text of {missing[0]}")
    return [
        Gold(row["text"], row["title"], row["published"], article["half"], article["url"], article)
        for article in labelled
        for row in [found[article["sha256"]]]
    ]


@dataclass(slots=True)
class Score:
    """Counts of every layer over some articles."""

    counts: Counter[str] = field(default_factory=Counter)

    def ratio(self, right: str, of: str) -> float | None:
        """A share, or nothing where nothing was counted."""
        return self.counts[right] / self.counts[of] if self.counts[of] else None

    def f1(self, layer: str) -> tuple[float | None, float | None, float | None]:
        """Precision, recall and F1 of a layer."""
        precision = self.ratio(f"{layer} right", f"{layer} found")
        recall = self.ratio(f"{layer} right", f"{layer} gold")
        if precision is None or recall is None or not precision + recall:
            return precision, recall, None
        return precision, recall, 2 * precision * recall / (precision + recall)


def score(pairs: Iterable[tuple[Gold, Annotations]]) -> Score:
    """The counts of all layers over articles and what was found in them."""
    total = Score()
    for gold, found in pairs:
        _names(gold, found, total.counts)
        _clusters(gold, found, total.counts)
        _roles(gold, found, total.counts)
        _quotations(gold, found, total.counts)
        _sentences(gold, found, total.counts)
        _quantities(gold, found, total.counts)
        _date_names(gold, found, total.counts)
    return total


def table(score: Score) -> dict[str, float | None]:
    """One line for each figure that the runner prints."""
    rows: dict[str, float | None] = {}
    for layer in (
        "names",
        "names with kind",
        "names with kind, other too",
        "person",
        "organisation",
        "place",
        "other",
        "same entity, pairs",
        "quotation or not",
        "boilerplate",
        "unknown",
        "event",
        "quantities",
        "dates in names",
    ):
        precision, recall, f1 = score.f1(layer)
        rows[f"{layer}: P"], rows[f"{layer}: R"], rows[f"{layer}: F1"] = precision, recall, f1
    bcubed_p = score.ratio("bcubed p", "bcubed p of")
    bcubed_r = score.ratio("bcubed r", "bcubed r of")
    if bcubed_p and bcubed_r:
        rows["same entity, B-cubed: F1"] = 2 * bcubed_p * bcubed_r / (bcubed_p + bcubed_r)
    rows["roles right of those given"] = score.ratio("roles right", "roles found")
    rows["roles found"] = score.ratio("roles told", "roles gold")
    rows["speakers right of those named"] = score.ratio("speakers right", "speakers named")
    rows["speakers named and right of gold"] = score.ratio("speakers right", "speakers gold")
    rows["quotation or not: accuracy"] = score.ratio("quotation yes/no right", "quotation yes/no")
    rows["self-contained: accuracy"] = score.ratio("self-contained right", "self-contained of")
    rows["self-contained: always yes"] = score.ratio("self-contained yes", "self-contained of")
    rows["event day right"] = score.ratio("days right", "days of")
    rows["quantity value right"] = score.ratio("values right", "quantities right")
    rows["quantity counted words right"] = score.ratio("counted right", "counted of")
    return rows


def _found_mentions(found: Annotations) -> Iterator[tuple[Span, int]]:
    for sentence in found.sentences:
        for mention in sentence.mentions:
            yield (mention.start, mention.end), mention.entity


def _names(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    """Exact spans, and exact spans with their kind."""
    ours = {span: found.entities[number].kind for span, number in _found_mentions(found)}
    theirs = {span: gold.kind(number) for span, number in gold.mentions.items()}
    layers = {"names": None, "names with kind": NAMED, "names with kind, other too": None}
    for layer, kinds in {**layers, **{kind: (kind,) for kind in (*NAMED, "other")}}.items():
        mine = {s: k for s, k in ours.items() if kinds is None or k in kinds}
        wanted = {s: k for s, k in theirs.items() if kinds is None or k in kinds}
        right = sum(
            span in wanted and (layer == "names" or wanted[span] == kind)
            for span, kind in mine.items()
        )
        counts[f"{layer} found"] += len(mine)
        counts[f"{layer} gold"] += len(wanted)
        counts[f"{layer} right"] += right


def _clusters(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    """Which labelled names that were found (by overlap) are one: pairs, and B-cubed.

    B-cubed is of Bagga and Baldwin 1998, "Algorithms for Scoring Coreference Chains".
    """
    paired = [(theirs, ours) for _, theirs, ours in _aligned(gold, found)]
    for at, (theirs, ours) in enumerate(paired):
        for other_theirs, other_ours in paired[at + 1 :]:
            same, told = theirs == other_theirs, ours == other_ours
            counts["same entity, pairs gold"] += same
            counts["same entity, pairs found"] += told
            counts["same entity, pairs right"] += same and told
        both = sum(pair == (theirs, ours) for pair in paired)
        counts["bcubed p"] += both / sum(pair[1] == ours for pair in paired)  # type: ignore[assignment]
        counts["bcubed r"] += both / sum(pair[0] == theirs for pair in paired)  # type: ignore[assignment]
        counts["bcubed p of"] += 1
        counts["bcubed r of"] += 1


def _aligned(gold: Gold, found: Annotations) -> list[tuple[Span, int, int]]:
    """Labelled names with their entity and ours, by the found name that shares most with it."""
    ours = sorted(_found_mentions(found))
    aligned = []
    for span, number in sorted(gold.mentions.items()):
        best = max(ours, key=lambda one: _shared(span, one[0]), default=None)
        if best is not None and 2 * _shared(span, best[0]) > max(_size(span), _size(best[0])):
            aligned.append((span, number, best[1]))
    return aligned


def _ours_to_theirs(gold: Gold, found: Annotations) -> dict[int, int]:
    """The labelled entity that each found one mostly is."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for _, theirs, ours in _aligned(gold, found):
        votes[ours][theirs] += 1
    return {ours: tally.most_common(1)[0][0] for ours, tally in votes.items()}


def _roles(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    """A role is right when it shares more than half its words with one labelled for that entity,
    or is worded as one of them."""
    meaning = _ours_to_theirs(gold, found)
    labelled = [[tuple(role) for role in one["roles"]] for one in gold.labels["entities"]]
    told: set[tuple[int, Span]] = set()
    for number, entity in enumerate(found.entities):
        theirs = labelled[meaning[number]] if number in meaning else []
        worded = {_key(gold.text, span) for span in theirs}
        for role in entity.roles:
            span = (role.start, role.end)
            hits = [one for one in theirs if 2 * _shared(span, one) >= min(_size(span), _size(one))]
            counts["roles found"] += 1
            counts["roles right"] += bool(hits) or _key(gold.text, span) in worded
            told.update((meaning[number], one) for one in hits)
    counts["roles gold"] += sum(len(row) for row in labelled)
    counts["roles told"] += len(told)


def _key(text: str, span: Span) -> str:
    return " ".join(text[span[0] : span[1]].casefold().split())


def _quotations(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    """Direct speech of four words and more against titles, scare quotes and documents."""
    ours = [quotation for sentence in found.sentences for quotation in sentence.quotations]
    meaning = _ours_to_theirs(gold, found)
    for start, end, what, speaker in gold.labels["quotations"]:
        if what == "other" or len(gold.text[start:end].split()) < FEWEST:
            continue
        inner = (start + 1, end - 1)
        hit = _quoted(inner, ours)
        spoken = what in SPOKEN
        counts["quotation yes/no"] += 1
        counts["quotation yes/no right"] += (hit is not None) == spoken
        counts["quotation or not found"] += hit is not None
        counts["quotation or not gold"] += spoken
        counts["quotation or not right"] += spoken and hit is not None
        if not spoken:
            continue
        counts["speakers gold"] += isinstance(speaker, int)
        if hit is not None and hit.speaker is not None:
            counts["speakers named"] += 1
            counts["speakers right"] += meaning.get(hit.speaker, -1) == speaker


def _quoted(span: Span, ours: Sequence[Quotation]) -> Quotation | None:
    for one in ours:
        if 2 * _shared(span, (one.start, one.end)) > _size(span):
            return one
    return None


def _sentences(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    for start, end, flags in gold.labels["sentences"]:
        ours = _over((start, end), found.sentences)
        if ours is None:
            continue
        furniture = bool(flags.get("boilerplate"))
        _yes_no("boilerplate", ours.boilerplate, furniture, counts)
        if furniture:
            continue
        _yes_no("unknown", ours.unknown, bool(flags.get("unknown")), counts)
        if gold.text[start:end].rstrip("\"”’')")[-1:] in ".!?":
            stands = not flags.get("dependent")
            counts["self-contained of"] += 1
            counts["self-contained yes"] += stands
            counts["self-contained right"] += ours.self_contained == stands
        day = flags.get("event")
        if day == "?":
            continue
        _yes_no("event", ours.event is not None, bool(day), counts)
        if day and ours.event is not None:
            counts["days of"] += 1
            counts["days right"] += _same_day(ours, day)


def _same_day(ours: Sentence, day: str) -> bool:
    """Whether a day is the labelled one, as far as both are told."""
    told = {"day": 10, "month": 7, "year": 4}[ours.event_precision]
    length = min(len(day), told)
    return ours.event is not None and ours.event.isoformat()[:length] == day[:length]


def _yes_no(layer: str, ours: bool, theirs: bool, counts: Counter[str]) -> None:
    counts[f"{layer} found"] += ours
    counts[f"{layer} gold"] += theirs
    counts[f"{layer} right"] += ours and theirs


def _quantities(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    ours = [quantity for sentence in found.sentences for quantity in sentence.quantities]
    theirs = gold.labels["quantities"]
    used: set[int] = set()
    for start, end, value, _unit, counted in theirs:
        hits = [one for one in ours if _shared((start, end), (one.start, one.end))]
        counts["quantities gold"] += 1
        if not hits:
            continue
        used.update(map(id, hits))
        hit = max(hits, key=lambda one: _shared((start, end), (one.start, one.end)))
        counts["quantities right"] += 1
        counts["values right"] += value is not None and abs(hit.value - value) <= 1e-6 * abs(value)
        if counted:
            counts["counted of"] += 1
            counts["counted right"] += 2 * _shared(tuple(counted), hit.counted) >= min(
                _size(tuple(counted)), max(1, _size(hit.counted))
            )
    wrong = sum(id(one) not in used for one in ours)
    counts["quantities found"] += wrong + sum(
        any(_shared((one[0], one[1]), (our.start, our.end)) for our in ours) for one in theirs
    )


def _date_names(gold: Gold, found: Annotations, counts: Counter[str]) -> None:
    ours = [(t.start, t.end) for one in found.sentences for t in one.times if t.named]
    theirs = [tuple(span) for span in gold.labels["date_names"]]
    counts["dates in names found"] += len(ours)
    counts["dates in names gold"] += len(theirs)
    counts["dates in names right"] += sum(any(_shared(one, our) for our in ours) for one in theirs)


def _over(span: Span, sentences: Sequence[Sentence]) -> Sentence | None:
    """The found sentence that shares most with a labelled one."""
    best = max(sentences, key=lambda one: _shared(span, (one.start, one.end)), default=None)
    return best if best is not None and _shared(span, (best.start, best.end)) else None


def _size(span: Span) -> int:
    return span[1] - span[0]


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
