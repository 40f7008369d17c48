"""Sections of a briefing on and off, in every form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Briefing
from assistant.briefing.selection import selected
from assistant.exporting.files import export, parsed
from assistant.exporting.forms import SECTIONS, Form
from assistant.samples import samples_folder
from assistant.verification.marks import marks
from vectorstore import SentenceTransformerEmbeddings


@pytest.fixture(scope="module")
def ferry_assistant(
    tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings
) -> Iterator[Assistant]:
    """An assistant on the sample articles about the ferry."""
    folder = tmp_path_factory.mktemp("ferry") / "library"
    with Assistant(folder, embeddings=embeddings) as opened:
        opened.add(samples_folder() / "ferry-aground")
        yield opened


@pytest.fixture(scope="module")
def whole(ferry_assistant: Assistant) -> Briefing:
    """A briefing with most sections."""
    return ferry_assistant.brief("ferry", words=100)


def numbers(briefing: Briefing) -> set[int]:
    """The numbers that sections have."""
    every = (*briefing.statements, *briefing.key_points, *briefing.open)
    listed = (*briefing.timeline, *briefing.people, *briefing.quotes, *briefing.figures)
    sides = (side for conflict in briefing.conflicts for side in conflict.sides)
    return {n for statement in every for n in statement.citations} | {
        citation.number for item in (*listed, *sides) for citation in item.citations
    }


def test_without_a_section_all_else_stays(whole: Briefing) -> None:
    """The text is the same; citations are numbered from 1 without a gap."""
    left = selected(whole, set(SECTIONS) - {"quotes", "people"})
    assert (left.quotes, left.people) == ((), ())
    assert (left.text, left.plain, left.timeline[0].text) == (
        whole.text, whole.plain, whole.timeline[0].text,
    )  # fmt: skip
    assert [citation.number for citation in left.citations] == [*range(1, len(left.citations) + 1)]
    assert numbers(left) == {citation.number for citation in left.citations}
    assert set(marks(left.text)) <= numbers(left)


def test_one_section_alone(whole: Briefing) -> None:
    """It cites what it cited; what is rested on follows; all that was read is still listed."""
    left = selected(whole, {"timeline"})
    assert (left.text, left.plain, left.statements, left.bottom_line) == ("", "", (), None)
    assert len(left.timeline) == len(whole.timeline)
    assert left.timeline[0].citations[0].quote == whole.timeline[0].citations[0].quote
    assert left.timeline[0].citations[0].number == 1
    assert left.coverage.cited == len({citation.article_id for citation in left.citations})
    assert left.coverage.cited <= whole.coverage.cited
    read = {c.article_id for c in left.citations} | {u.article_id for u in left.unused}
    assert read == {c.article_id for c in whole.citations} | {u.article_id for u in whole.unused}


def test_points_that_were_asked_for_and_no_lead(ferry_assistant: Assistant) -> None:
    """The text is then made of what is left."""
    made = ferry_assistant.brief("ferry", points=3)
    points = selected(made, {"key_points"})
    assert points.text == made.text
    lead = selected(made, {"lead"})
    assert lead.key_points == ()
    assert lead.text.startswith(lead.statements[0].text)
    assert set(marks(lead.text)) == {citation.number for citation in lead.citations}


def test_the_facade_takes_sections_and_names_them(ferry_assistant: Assistant) -> None:
    """A section that is none is named with those that there are."""
    made = ferry_assistant.brief("ferry", words=60, sections=["lead", "figures"])
    assert made.figures
    assert made.timeline == ()
    with pytest.raises(ValueError, match="no section 'moods': choose of lead, key_points"):
        ferry_assistant.brief("ferry", sections=["moods"])


@pytest.mark.parametrize("form", list(Form))
def test_every_form_has_what_is_left(whole: Briefing, form: Form) -> None:
    """A file is written of any selection; JSON is read again as the same briefing."""
    left = selected(whole, {"figures", "conflicts"})
    content = export(left, form)
    assert content
    if form == Form.MD:
        assert "## Figures" in content.decode()
        assert "## Timeline" not in content.decode()
    if form == Form.JSON:
        assert parsed(content) == left
