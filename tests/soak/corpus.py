"""Articles made up by code: sentences from word lists, the same ones for the same seed."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from assistant import Article

_PLACES = """
Larnholm Vestra Oakmere Port-Ellis Dunvale Karsund Mirabel Tolven Sandreef Brackwater Hollin
Eastmoor Quarrell Norrvik Pellworth Saint-Orin Calder Ravnsborg Ulmen Westhaven
""".split()
_PEOPLE = """
harbour-master mayor minister engineer teacher fisherman baker surgeon pilot warden spokeswoman
captain gardener auditor driver historian farmer librarian coach judge
""".split()
_THINGS = """
bridge ferry reservoir school budget market railway clinic lighthouse library museum orchard
stadium tunnel warehouse windmill harbour canal archive greenhouse
""".split()
_DEEDS = """
closed reopened inspected repaired sold painted flooded extended photographed surveyed abandoned
insured rebuilt measured renamed auctioned fenced cleaned heated mapped
""".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ENDS = (
    "after {number} complaints",
    "at a cost of {number} crowns",
    "for the first time in {number} years",
    "before {number} witnesses",
    "although {number} people had signed against it",
    "because of {number} cracks in its north wall",
)
_PUBLISHERS = ("Northern Wire", "Coastal Times", "The Ledger", "Valley Post", "")


def articles(count: int, seed: int = 1) -> list[Article]:
    """Articles of 150 to 300 words each, no two alike."""
    return [_article(number, random.Random(f"{seed}-{number}")) for number in range(count)]


def _article(number: int, chance: random.Random) -> Article:
    length, text = chance.randint(150, 290), ""
    while len(text.split()) < length:
        paragraph = " ".join(_sentence(chance) for _ in range(chance.randint(2, 5)))
        text += ("\n\n" if text else "") + paragraph
    return Article(
        text,
        title=f"{chance.choice(_PLACES)} {chance.choice(_THINGS)}, report {number}",
        publisher=chance.choice(_PUBLISHERS),
        published=date(2024, 1, 1) + timedelta(days=chance.randrange(366)),
    )


def _sentence(chance: random.Random) -> str:
    end = chance.choice(_ENDS).format(number=chance.randint(2, 9_999))
    return (
        f"The {chance.choice(_THINGS)} in {chance.choice(_PLACES)} was {chance.choice(_DEEDS)} "
        f"on {chance.choice(_DAYS)}, the {chance.choice(_PEOPLE)} of {chance.choice(_PLACES)} "
        f"said, {end}."
    )


def write(folder: Path, made: Sequence[Article], names: Sequence[int]) -> Path:
    """The articles as text files with numbers for names; what a file said before is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, article in zip(names, made, strict=True):
        path = folder / f"{number:05d}.txt"
        path.write_text(f"{article.title}\n\n{article.text}\n", encoding="utf-8")
    return folder
