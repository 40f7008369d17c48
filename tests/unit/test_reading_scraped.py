"""How much of scraped pages is kept and dropped, line by line, against texts marked by hand."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.reading.cleaning import clean

FILES = Path(__file__).parent / "reading_files"
TODAY = date(2026, 1, 1)
TUNED = sorted((FILES / "scraped").glob("*.txt"))
HELD_OUT = sorted((FILES / "heldout").glob("*.txt"))


@dataclass(frozen=True, slots=True)
class Marked:
    """A scraped text, the paragraphs that its article has, and what is told of it."""

    name: str
    raw: str
    kept: list[str]
    fields: dict[str, str]


def marked(path: Path) -> Marked:
    """A marked file: "# field: value", "= title", "- dropped", "+ kept", "> kept as this"."""
    fields: dict[str, str] = {}
    raw: list[str] = []
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, text = line[:1], line[2:]
        if mark == "#":
            name, _, value = text.partition(":")
            fields[name.strip()] = value.strip()
        elif mark == ">":
            kept[-1] = text
        else:
            raw.append(text)
            if mark == "+":
                kept.append(text)
    return Marked(path.stem, "\n".join(raw).strip("\n"), kept, fields)


def found(one: Marked) -> tuple[list[str], dict[str, str]]:
    """The paragraphs and the fields that cleaning gives for a marked text."""
    cleaned = clean(one.raw, today=TODAY)
    values = {name: getattr(cleaned, name) for name in one.fields}
    expected = {
        name: ", ".join(value) if isinstance(value, tuple) else str(value or "")
        for name, value in values.items()
    }
    return cleaned.text.split("\n\n"), expected


def figures(paths: list[Path]) -> tuple[float, float, float]:
    """Precision and recall of kept paragraphs and the share of right fields, over all files."""
    right = given = wanted = told_right = expected = 0
    for one in map(marked, paths):
        kept, fields = found(one)
        right += sum((Counter(kept) & Counter(one.kept)).values())
        given += len(kept)
        wanted += len(one.kept)
        told_right += sum(fields[name] == value for name, value in one.fields.items())
        expected += len(one.fields)
    return right / given, right / wanted, told_right / expected


@pytest.mark.parametrize("path", TUNED, ids=lambda path: path.stem)
def test_every_line_of_a_known_layout_goes_where_it_belongs(path: Path) -> None:
    """Text survives whole and in order, boilerplate goes, and what it tells is kept as fields."""
    one = marked(path)
    assert found(one) == (one.kept, one.fields)


def test_layouts_that_were_never_tuned_for_keep_their_text() -> None:
    """On held-out layouts most text survives and most boilerplate goes; the floors are
    below what was measured when these files were first read."""
    precision, recall, fields = figures(HELD_OUT)
    print(f"\nheld out: precision {precision:.3f}, recall {recall:.3f}, fields {fields:.3f}")
    assert recall >= 0.9
    assert precision >= 0.75
    assert fields >= 0.9
