"""The pairs of articles that the benchmark judges, with what is true of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from zlib import crc32

import others
from edits import (
    KINDS,
    in_furniture,
    local_added,
    one_after_another,
    sentences_dropped,
    words_changed,
)

from assistant.reading import read
from assistant.reading.types import Document
from assistant.samples import samples_folder, seeds_folder
from vectorstore.documents import Article

TUNED = ("palmyra-recaptured", "ferry-aground", "febrivax-recall")
"""The stories that the thresholds were set on; the other three are reported."""
_HEAVY = one_after_another(words_changed(0.2), sentences_dropped(0.3), local_added(0.25))
_TEMPLATE_TEXTS = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles and whether one is a copy of the other.

    `apart`: reported by itself, not counted overall. `tuned`: of the half that thresholds were
    set on.
    """

    one: Article
    other: Article
    copies: bool
    kind: str
    strength: str
    tuned: bool
    apart: bool = False


def pairs() -> list[Pair]:
    """All pairs, the same on every run."""
    seeds = _seeds()
    found = [*_samples(seeds)]
    for name, article in seeds.items():
        tuned = name.split("/")[0] in TUNED
        found += _edited(name, article, tuned)
        found += _alike(name, article, tuned)
        found += _corrected(name, article, tuned)
    found += _taken_up(seeds, {pair.other.id for pair in found if pair.kind == "sample copies"})
    found += _quoting(seeds)
    found += _behind_notices(seeds)
    found += _templates()
    return found


def _seeds() -> dict[str, Article]:
    """The sample articles by "story/file"."""
    folder = samples_folder()
    return {
        str(Path(document.article.origin).relative_to(folder)): document.article
        for document in read(folder)
        if isinstance(document, Document)
    }


def _samples(seeds: dict[str, Article]) -> Iterator[Pair]:
    """All pairs of sample articles of one story, with what gold.json says of them."""
    gold = json.loads((seeds_folder() / "gold.json").read_text("utf-8"))["copies"]
    group = {
        name: number
        for number, row in enumerate(gold)
        for name in (row["first"], *(copy["article"] for copy in row["copies"]))
    }
    for one, other in combinations(seeds, 2):
        story = one.split("/")[0]
        if story == other.split("/")[0]:
            same = one in group and group[one] == group.get(other)
            kind = "sample copies" if same else "same story"
            yield Pair(seeds[one], seeds[other], same, kind, "", story in TUNED)


def _edited(name: str, article: Article, tuned: bool) -> Iterator[Pair]:
    """An article with each of its edits, published by another outlet that day or the next."""
    for kind in KINDS:
        rng = _rng(name, kind.name, kind.strength)
        copy = _by_another(article, kind.edit(article.text, rng), rng, days=(0, 1))
        yield Pair(article, copy, True, kind.name, kind.strength, tuned, kind.apart)
    rng = _rng(name, "both")
    page = replace(article, text=in_furniture(article.text, rng), url="", id="")
    copy = _by_another(article, in_furniture(article.text, rng), rng, days=(0, 1))
    yield Pair(page, copy, True, "furniture around", "both", tuned)
    if article.agency:
        rng = _rng(name, "wire")
        copy = _by_another(article, _HEAVY(article.text, rng), rng, days=(0, 1))
        yield Pair(
            article, copy, True, "several", "wire: words 20%, sentences 30%, local 25%", tuned
        )


def _corrected(name: str, article: Article, tuned: bool) -> Iterator[Pair]:
    """An article with one figure of many corrected, a copy, and with three, which is none."""
    figures = others.body_figures(article.text)
    for count, fewest in ((1, 5), (3, 5)):
        if figures >= fewest:
            rng = _rng(name, "corrected", str(count))
            text = others.some_changed(count, article.text, rng)
            later = _by_another(article, text, rng, days=(0, 1))
            kind = "one figure corrected" if count == 1 else "update"
            strength = "" if count == 1 else "three figures"
            yield Pair(article, later, count == 1, kind, strength, tuned)


def _alike(name: str, article: Article, tuned: bool) -> Iterator[Pair]:
    """An article with updates of it."""
    made = [
        ("follow-up", "another lead, no figures", others.rewritten_lead),
        ("update", "one figure, news put in", others.running),
        ("update", "toll only", others.toll_changed),
    ]
    if others.figure_count(article.text) >= 4:
        made += [
            ("update", "figures changed", others.figures_changed),
            ("update", "figures and lead changed", others.updated),
        ]
    for kind, strength, make in made:
        for turn, same_outlet in enumerate((True, False)):
            if kind == "update" and not others.toll(article.text):
                continue
            rng = _rng(name, strength, str(turn))
            text = make(article.text, rng)
            later = _by_another(article, text, rng, days=(0, 1))
            if same_outlet:
                later = replace(later, publisher=article.publisher)
            yield Pair(article, later, False, kind, strength, tuned)


def _taken_up(seeds: dict[str, Article], copies: set[str]) -> Iterator[Pair]:
    """An agency's text, and one from another outlet that prints it and as much of its own."""
    wires = {n: a for n, a in seeds.items() if a.agency and a.publisher.endswith(_AGENCIES)}
    for name, wire in wires.items():
        story = name.split("/")[0]
        for other, own in seeds.items():
            if other.split("/")[0] != story or own.publisher == wire.publisher:
                continue
            if own.agency or own.id in copies:
                continue
            longer = replace(own, text=others.around(wire.text, own.text), id="", url="")
            if longer.day and wire.day and longer.day >= wire.day:
                yield Pair(wire, longer, False, "wire inside", "", story in TUNED)


_AGENCIES = ("Agency", "Wire", "Service")


def _quoting(seeds: dict[str, Article]) -> Iterator[Pair]:
    """Articles of one story that share nothing but two long quotes."""
    named = {name: article for name, article in seeds.items() if not article.agency}
    for one, other in combinations(named, 2):
        story = one.split("/")[0]
        if story == other.split("/")[0]:
            made = (
                replace(named[name], text=others.with_quotes(named[name].text), id="")
                for name in (one, other)
            )
            yield Pair(*made, False, "long quotes", "", story in TUNED)


def _behind_notices(seeds: dict[str, Article]) -> Iterator[Pair]:
    """The beginnings of articles of one story with the same notice of their outlet after them."""
    named = {name: article for name, article in seeds.items() if not article.agency}
    for one, other in combinations(named, 2):
        story = one.split("/")[0]
        if story == other.split("/")[0]:
            made = (
                replace(
                    named[name],
                    text=others.behind_notice(named[name].text),
                    publisher="The Gated Gazette",
                    id="",
                    url="",
                )
                for name in (one, other)
            )
            yield Pair(*made, False, "notice of the outlet", "", story in TUNED)


def _templates() -> Iterator[Pair]:
    """Reports to one template with other values; one template a kind for each half."""
    for kind in others.template_kinds():
        for which in (0, 1):
            rng = _rng(kind, str(which))
            texts = [others.from_template(kind, which, rng) for _ in range(_TEMPLATE_TEXTS)]
            made = [Article(text, title=f"{kind} {n}") for n, text in enumerate(texts)]
            for one, other in combinations(made, 2):
                yield Pair(one, other, False, "template", kind, which == 0)


def _by_another(article: Article, text: str, rng: random.Random, days: tuple[int, int]) -> Article:
    """Another outlet's article with this text, so many days later."""
    day = article.day + timedelta(days=rng.randint(*days)) if article.day else None
    publisher = rng.choice(("The Wendlow Courier", "Thornby Post", "Easterfield Echo"))
    title = rng.choice(("What we know so far", "The day in brief", "News from abroad"))
    return replace(
        article, text=text, title=title, publisher=publisher, published=day, url="", id=""
    )


def _rng(*names: str) -> random.Random:
    return random.Random(crc32("\0".join(names).encode()))
