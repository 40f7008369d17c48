"""A briefing as JSON and back: nothing is lost, and a damaged file is told in one line."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Briefing
from assistant.documents import document
from assistant.errors import NotABriefing
from assistant.exporting.files import export, parsed, read_briefing
from assistant.types import KeyPoint, Quotation, Verdict
from tests import briefings


@pytest.mark.parametrize("made", [briefings.full(), briefings.small(), briefings.refused()])
def test_what_is_read_is_what_was_written(made: Briefing) -> None:
    """Every section comes back, days as days and moments as moments."""
    assert parsed(export(made, "json")) == made
    assert parsed(document(made)) == made  # as --json prints it


_MOMENTS = st.one_of(
    st.none(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=30)))),
)
_VERDICTS = st.builds(Verdict, st.booleans(), st.floats(0, 1), st.lists(st.text()).map(tuple))
_NUMBERS = st.lists(st.integers(0, 99)).map(tuple)
_POINTS = st.builds(KeyPoint, st.text(), _NUMBERS, _VERDICTS, st.integers(), st.integers())
_QUOTES = st.builds(
    Quotation, st.text(), st.text(), st.text(), _MOMENTS, st.just(()), st.tuples(st.text())
)


@given(
    st.text(),
    st.booleans(),
    st.lists(_POINTS, max_size=3).map(tuple),
    st.lists(_QUOTES, max_size=3).map(tuple),
    st.one_of(st.none(), st.dates()),
)
def test_any_briefing_comes_back(
    text: str,
    answered: bool,
    points: tuple[KeyPoint, ...],
    quotes: tuple[Quotation, ...],
    since: date | None,
) -> None:
    """Whatever text, numbers and days a briefing holds."""
    made = replace(
        briefings.full(), headline=text, answered=answered, key_points=points, new=points,
        quotes=quotes, since=since,
    )  # fmt: skip
    assert parsed(export(made, "json").decode()) == made


def test_the_file_has_the_fields_by_name_and_the_format() -> None:
    """The field names of Python stand at the top level, beside the number of the format."""
    written = json.loads(export(briefings.full(), "json"))
    assert written.pop("newsbrief") == 2
    assert set(written) == {field.name for field in fields(Briefing)}


def damaged(**changes: object) -> dict[str, Any]:
    """The fields of a briefing, some with other values; `...` takes one out."""
    written: dict[str, Any] = json.loads(export(briefings.full(), "json"))
    written.update(changes)
    return {name: value for name, value in written.items() if value is not ...}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"headline": ...}, "headline: Field required"),
        ({"headline": 7}, "headline: "),
        ({"answered": "yes"}, "answered: "),
        ({"citations": {}}, "citations: "),
        ({"citations": [{"number": 1}]}, "citations[0].article_id: "),
        ({"citations": [None]}, "citations[0]: "),
        ({"coverage": {"articles": True}}, "coverage.articles: "),
        ({"coverage": {"articles": 1, "oldest": "May"}}, "coverage.oldest: "),
        ({"coverage": {"articles": 1, "oldest": "2024-05-03T10:00:00"}}, "coverage.oldest: "),
        ({"conflicts": [{"kind": "quarrel", "about": "", "sides": []}]}, "conflicts[0].kind: "),
        ({"coverage": {"articles": 1, "x\ny": 1}}, "coverage.x y: Unexpected"),
        ({"mood": "good"}, "mood: Unexpected"),
        ({"newsbrief": 3}, "written by a newer newsbrief"),
        ({"newsbrief": "one"}, "newsbrief is to be 2"),
        ({"newsbrief": True}, "newsbrief is to be 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changes: dict[str, object], told: str) -> None:
    """The error is one line, with the file's name and the field."""
    with pytest.raises(NotABriefing) as raised:
        parsed(json.dumps(damaged(**changes)), "my.json")
    said = str(raised.value)
    assert said.startswith("my.json is no briefing")
    assert told in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b"null", b"{}", b"\xff\xfe{", b"[" * 100_000, b'{"topic": NaN}',
     export(briefings.full(), "json")[:-500]],
)  # fmt: skip
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    """Empty, cut short, too deep, not UTF-8, not JSON, other JSON: each in one line."""
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(NotABriefing, match=r"other\.json is no briefing") as raised:
        read_briefing(path)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The error says so; a folder is no file either."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(NotABriefing, match="cannot be read"):
            read_briefing(path)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """As some editors write it before UTF-8."""
    path = tmp_path / "briefing.json"
    path.write_bytes(b"\xef\xbb\xbf" + export(briefings.small(), "json"))
    assert read_briefing(path) == briefings.small()


def test_a_field_with_a_default_may_be_missing() -> None:
    """What an older newsbrief wrote, before a section existed, is still read."""
    made = damaged(figures=..., unused=..., since=..., newsbrief=...)
    found = parsed(json.dumps(made))
    assert (found.figures, found.unused, found.since) == ((), (), None)
    assert found.people == briefings.full().people


@pytest.mark.parametrize("form", [{"newsbrief": 1}, {"newsbrief": ...}])
def test_the_first_form_is_still_read(form: dict[str, object]) -> None:
    """It told single-source points a second time, in a list; they are marked where they stand."""
    points = damaged()["key_points"]
    older = [{name: point[name] for name in point if name != "single"} for point in points]
    found = parsed(json.dumps(damaged(key_points=older, single=older[1:], **form)))
    assert found.key_points == briefings.full().key_points
    assert parsed(json.dumps(damaged(key_points=older, single=0, **form))).key_points == tuple(
        replace(point, single=False) for point in briefings.full().key_points
    )
