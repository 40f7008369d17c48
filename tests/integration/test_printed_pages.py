"""Text that was printed: a quote names its page wherever it is shown."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.exporting.files import export
from tests.integration.conftest import Run
from tests.reading import article, pdf

PAGES = (
    (
        "The council of Tarnwick met for nine hours on Monday to discuss its harbour, which has "
        "silted up since the lock was closed to larger boats.",
    ),
    (
        "Fishermen from both shores spoke before noon, and most asked for a deeper channel along "
        "the eastern mole before the herring return.",
    ),
    (
        "Dredging will cost 14 million crowns, the treasurer said, and it is to be paid over six "
        "years from the fees of the marina.",
    ),
)
QUESTION = "How much will dredging cost?"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf("Harbour report", *PAGES, head="Tarnwick council papers"))
    return path


def test_every_offset_has_its_page(report: Path) -> None:
    read = article(report)
    starts = {read.text.index(page[0].split(" ", 3)[1]): n for n, page in enumerate(PAGES, 1)}
    assert [read.page_at(offset) for offset in starts] == [1, 2, 3]
    assert read.page_at(len(read.text) - 1) == 3
    assert [page for _, page in read.pages] == [1, 2, 3]
    for start, page in read.pages:
        assert read.page_at(start) == page
        assert read.page_at(start - 1) == (page - 1 or None)
    firsts = [read.text.index(page[0].split(",")[0][:30]) for page in PAGES]
    assert [start for start, _ in read.pages][1:] == firsts[1:]


def test_what_was_not_printed_has_no_page(tmp_path: Path) -> None:
    read = article(tmp_path / "report.txt", "\n\n".join(page[0] for page in PAGES))
    assert read.pages == ()
    assert read.page_at(0) is None


def test_a_quote_names_its_page(assistant: Assistant, report: Path) -> None:
    """In the answer, in its rows and files and after the library was opened again."""
    assistant.add(report)
    (kept,) = assistant.articles()
    assert kept.pages == article(report).pages
    with Assistant(assistant.library.folder, embeddings=assistant.library.embeddings) as again:
        [same] = again.ask(QUESTION).citations
        assert same.page == 3
        assert again.article(kept.id).pages == kept.pages
    answer = assistant.ask(QUESTION)
    [citation] = answer.citations
    assert "14 million crowns" in citation.quote
    assert citation.page == 3
    assert answer.rows()[0]["page"] == 3
    assert "(page 3)" in answer._repr_html_()
    briefing = assistant.brief("Harbour of Tarnwick")
    for kind in ("md", "html"):
        assert "(page 1)" in export(briefing, kind).decode()


def test_the_command_shows_the_page(run: Run, report: Path, tmp_path: Path) -> None:
    library = ("--library", str(tmp_path / "library"))
    assert run(*library, "add", str(report)).status == 0
    assert "(page 3)" in run(*library, "ask", QUESTION).out
