"""What cleaning keeps and drops, line by line, against marked texts and pages, beside others.

    python benchmarks/cleaning/run.py [FOLDER]

The marked texts are those of the tests: `scraped`, which the rules were tuned on, and
`heldout`, which they were not; with FOLDER, its `.txt` files of the same form. A line is
right when it is kept exactly as marked. Beside ours: keeping everything, dropping lines
of less than eight words, and jusText and trafilatura given each line as a paragraph.

The pages in `pages/` and the sample corpus's own page are read whole as HTML: by our
reading, by trafilatura with its defaults and for recall, and by jusText; the lines that
each gives are compared with the marked ones. `results.json` is written beside this file;
times are of one pass over fresh texts, a page's parsing included.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from assistant.reading.cleaning import clean
from assistant.reading.formats.html import read_page
from assistant.samples import seeds_folder

HERE = Path(__file__).parent
MARKED = HERE.parents[1] / "tests" / "unit" / "reading_files"
SAMPLE = seeds_folder() / "articles" / "ferry-aground" / "07-vestmark-today.html"
TODAY = date(2026, 1, 1)
FEWEST_WORDS = 8

Lines = list[str]
Way = Callable[[str], Lines]
"""A text or a page becomes the lines that are its article's."""


@dataclass(frozen=True, slots=True)
class Case:
    """A raw text or page and the lines of its article."""

    raw: str
    kept: Lines


def marked(path: Path) -> Case:
    """A marked text: "= title", "- dropped", "+ kept", "> kept as this"; "#" tells a field."""
    raw: Lines = []
    kept: Lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, text = line[:1], line[2:]
        if mark == ">":
            kept[-1] = text
        elif mark != "#":
            raw.append(text)
            kept += [text] if mark == "+" else []
    return Case("\n".join(raw).strip("\n"), kept)


def pages() -> list[Case]:
    """The HTML pages with the lines that are marked for them."""
    found = {path: path.with_suffix(".txt") for path in sorted((HERE / "pages").glob("*.html"))}
    found[SAMPLE] = HERE / "pages" / "sample.txt"
    return [
        Case(page.read_text(encoding="utf-8"), told.read_text(encoding="utf-8").splitlines())
        for page, told in found.items()
    ]


def lines(text: str) -> Lines:
    """The lines of a text without blank ones, spaces made plain."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def own(text: str) -> Lines:
    """Our cleaning of a plain text."""
    return lines(clean(text, today=TODAY).text)


def long_lines(text: str) -> Lines:
    """The lines of eight words or more."""
    return [line for line in lines(text) if len(line.split()) >= FEWEST_WORDS]


def own_page(page: str) -> Lines:
    """Our reading of a page: the main content, cleaned."""
    return [
        line
        for draft in read_page(page.encode())
        for line in lines(clean(draft.text, title=draft.title, today=TODAY).text)
    ]


def as_page(text: str) -> str:
    """A plain text as a page of one paragraph a line."""
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines(text))
    return f"<html><body><article>{body}</article></body></html>"


def trafilatura_page(page: str, *, recall: bool = False) -> Lines:
    """What trafilatura takes for a page's main text, without comments."""
    import trafilatura

    text = trafilatura.extract(page, include_comments=False, favor_recall=recall)
    return lines(text or "")


def justext_page(page: str) -> Lines:
    """What jusText takes for no boilerplate."""
    import justext  # type: ignore[import-untyped]

    found = justext.justext(page, justext.get_stoplist("English"))
    return [" ".join(one.text.split()) for one in found if not one.is_boilerplate]


TEXTS: dict[str, Way] = {
    "own": own,
    "keep everything": lines,
    "lines of 8 words or more": long_lines,
    "jusText, a paragraph a line": lambda text: justext_page(as_page(text)),
    "trafilatura, a paragraph a line": lambda text: trafilatura_page(as_page(text)),
}
PAGES: dict[str, Way] = {
    "own": own_page,
    "trafilatura": trafilatura_page,
    "trafilatura, for recall": lambda page: trafilatura_page(page, recall=True),
    "jusText": justext_page,
}


def figures(cases: Sequence[Case], way: Way) -> dict[str, float]:
    """Precision, recall and F1 of the lines kept, in percent, and milliseconds a text."""
    right = given = wanted = 0
    began = time.process_time()
    results = [way(case.raw) for case in cases]
    taken = (time.process_time() - began) / len(cases)
    for case, found in zip(cases, results, strict=True):
        right += sum((Counter(found) & Counter(case.kept)).values())
        given += len(found)
        wanted += len(case.kept)
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    both = precision + recall
    return {
        "precision": round(100 * precision, 1),
        "recall": round(100 * recall, 1),
        "f1": round(200 * precision * recall / both, 1) if both else 0.0,
        "milliseconds": round(1000 * taken, 2),
    }


def main() -> None:
    """Runs every way on every set and prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    options = parser.parse_args()
    names = {"tuned": MARKED / "scraped", "held out": MARKED / "heldout"}
    folders = {"given": options.folder} if options.folder else names
    sets: list[tuple[str, list[Case], dict[str, Way]]] = [
        (name, [marked(path) for path in sorted(folder.glob("*.txt"))], TEXTS)
        for name, folder in folders.items()
    ]
    sets.append(("pages", pages(), PAGES))
    results: list[dict[str, object]] = []
    for name, cases, ways in sets:
        for way, run in ways.items():
            # What is imported at first use is no time of a text's.
            run(cases[0].raw)
            row = {"set": name, "texts": len(cases), "way": way, **figures(cases, run)}
            results.append(row)
            print(*(f"{key} {value}" for key, value in row.items()), sep="  ")
    if not options.folder:
        text = json.dumps(results, indent=2, ensure_ascii=False)
        (HERE / "results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
