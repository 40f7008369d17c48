"""How often the day of publication is found where only the text or the address tells it.

    python benchmarks/dates/run.py FOLDER [--worst N]

FOLDER holds .jsonl files of dated articles, one JSON object a line with `url`, `title`,
`published` and `text`. Of each text that occurs once, reading is given only the title and
the text, then only the address, and the day found is compared with `published`. Rules were
tuned on the articles published in even ISO weeks and are reported on those of odd weeks
too. Two simple rules stand beside: the first full date of the text, and the latest that is
not to come. `results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.reading.cleaning import clean
from assistant.reading.dates import date_in_url, find_dates, parse_date, publication_date
from vectorstore.documents import day_of

HERE = Path(__file__).parent
TODAY = date.today()
WITHIN = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Sample:
    """An article and the day that it was published."""

    url: str
    title: str
    text: str
    published: date

    @property
    def half(self) -> str:
        """Which half of the weeks it belongs to."""
        return "reported" if self.published.isocalendar().week % 2 else "tuned"


Guess = tuple[date, float] | None
"""A day and how sure it is."""


def samples(folder: Path) -> Iterator[Sample]:
    """The dated articles of a folder, each text once."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            day = parse_date(str(one.get("published") or ""))
            if day and one.get("text") and one["text"] not in seen:
                seen.add(one["text"])
                yield Sample(one.get("url") or "", one.get("title") or "", one["text"], day)


def by_reading(one: Sample) -> Guess:
    """What reading finds in the title and the text."""
    cleaned = clean(one.text, title=one.title, today=TODAY)
    found = publication_date((), cleaned, "", one.text, TODAY)
    day = day_of(found.published)
    return (day, found.confidence) if day else None


def by_url(one: Sample) -> Guess:
    """What the address tells."""
    day = date_in_url(one.url)
    return (day, 0.8) if day else None


def first_date(one: Sample) -> Guess:
    """The first full date of the text."""
    day = next((found.day for found in find_dates(one.text) if found.day), None)
    return (day, 0.0) if day else None


def latest_date(one: Sample) -> Guess:
    """The latest full date of the text that is not to come."""
    days = [found.day for found in find_dates(one.text) if found.day and found.day <= TODAY]
    return (max(days), 0.0) if days else None


def figures(found: list[tuple[Sample, Guess]]) -> dict[str, object]:
    """The share found, and of those the share within 0, 1 and 2 days, in percent."""
    gaps = [abs((one.published - guess[0]).days) for one, guess in found if guess]
    near = {
        f"within_{days}": round(100 * sum(gap <= days for gap in gaps) / len(gaps), 1)
        for days in WITHIN
        if gaps
    }
    share = round(100 * len(gaps) / len(found), 1) if found else 0.0
    return {"articles": len(found), "found": len(gaps), "found_share": share, **near}


def by_level(found: list[tuple[Sample, Guess]]) -> dict[str, object]:
    """The figures of each confidence that was given."""
    levels: dict[str, list[tuple[Sample, Guess]]] = defaultdict(list)
    for one, guess in found:
        if guess:
            levels[f"{guess[1]:.2f}"].append((one, guess))
    return {level: figures(levels[level]) for level in sorted(levels, reverse=True)}


def main() -> None:
    """Runs every way to find the day and prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="print so many of the worst")
    options = parser.parse_args()
    articles = list(samples(options.folder))
    ways: dict[str, Callable[[Sample], Guess]] = {
        "reading, text only": by_reading,
        "address only": by_url,
        "first full date": first_date,
        "latest full date": latest_date,
    }
    results: list[dict[str, object]] = []
    for name, way in ways.items():
        found = [(one, way(one)) for one in articles]
        for half in ("tuned", "reported"):
            part = [(one, guess) for one, guess in found if one.half == half]
            row = {"way": name, "weeks": half, **figures(part)}
            print({key: value for key, value in row.items() if key != "levels"})
            results.append(row | ({"levels": by_level(part)} if way is by_reading else {}))
        if way is by_reading:
            wrong = [(abs((one.published - g[0]).days), one, g) for one, g in found if g]
            wrong.sort(key=lambda row: -row[0])
            for gap, one, guess in wrong[: options.worst]:
                print(f"{gap:6} days: {guess[0]} ({guess[1]}) for {one.published}, {one.url}")
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (HERE / "results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
