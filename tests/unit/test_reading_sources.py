"""Files, folders and standard input: every good file is read, every bad one is told of."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document as new_docx
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from assistant.reading import Document, Failure, read

TODAY = date(2024, 6, 1)
FIRST = "The harbour bridge was opened again on Monday after two years of repair work."
SECOND = "Some 4,000 cars crossed it in the first hour, the port authority said."
SHEETS = ("one", "two", "three")
ARTICLE = f"Harbour bridge open again\n\n{FIRST}\n\n{SECOND}\n"


def pdf(pages: int = 1, *, text: bool = True) -> bytes:
    """A small PDF with a big heading, running heads and hyphens at line ends."""
    file = FPDF()
    for number in range(1, pages + 1):
        file.add_page()
        file.set_font("Helvetica", "", 9)
        if text:
            file.cell(0, 6, "The Port Herald, spring issue", new_x="LMARGIN", new_y="NEXT")
        if text and number == 1:
            file.set_font("Helvetica", "B", 20)
            file.multi_cell(0, 10, "Harbour bridge open again", new_x="LMARGIN", new_y="NEXT")
        file.set_font("Helvetica", "", 11)
        if text:
            for line in (FIRST, "It had carried inter-\nnational trains before.", SECOND):
                line = f"{line} {FIRST} This was told on sheet {SHEETS[number - 1]}."
                file.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
                file.ln(6)
            file.cell(0, 6, f"Page {number} of {pages}", new_x="LMARGIN", new_y="NEXT")
    return bytes(file.output())


def locked(content: bytes) -> bytes:
    """The PDF under a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(
    *, heading: str = "Harbour bridge open again", body: tuple[str, ...] = (FIRST, SECOND)
) -> bytes:
    """A Word file with a heading, paragraphs, an author and a table."""
    file = new_docx()
    file.core_properties.author = "Jane Roe"
    if heading:
        file.add_heading(heading, 0)
    for paragraph in body:
        file.add_paragraph(paragraph)
    if body:
        row = file.add_table(rows=1, cols=2).rows[0]
        row.cells[0].text, row.cells[1].text = "Cars", "4,000"
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def only(source: str | Path, content: bytes | None = None) -> Document | Failure:
    """The one thing that a source gives."""
    stdin = None if content is None else io.BytesIO(content)
    (result,) = read(source, stdin=stdin, today=TODAY)
    return result


def document(source: str | Path, content: bytes | None = None) -> Document:
    """The one document that a source gives."""
    result = only(source, content)
    assert isinstance(result, Document), result
    return result


def failure(source: str | Path) -> Failure:
    """The one failure of a source: a line that says what to do."""
    result = only(source)
    assert isinstance(result, Failure), result
    assert ";" in result.reason
    assert "\n" not in result.reason
    return result


def test_a_text_file_gives_its_article_its_bytes_and_where_it_lay(tmp_path: Path) -> None:
    """Title, text, original bytes and the absolute path are those of the file."""
    path = tmp_path / "a.TXT"
    path.write_text(ARTICLE, encoding="utf-8")
    result = document(path)
    assert result.article.title == "Harbour bridge open again"
    assert result.article.text == f"{FIRST}\n\n{SECOND}"
    assert result.article.origin == str(path.resolve())
    assert result.original == ARTICLE.encode()


BAD_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "blank": ("a.txt", lambda: b" \n\t\n", "is empty"),
    "picture as text": ("a.txt", lambda: b"\x89PNG" + b"\x00\x00\x00\rIHDR" * 9, "is binary"),
    "control characters": ("a.md", lambda: b"ab\x01\x02\x03" * 40, "is binary"),
    "form only": ("a.txt", lambda: b"Leave a Reply\n\nPost Comment", "no article text"),
    "unknown ending": ("a.xyz", lambda: b"text", 'files ending in ".xyz" are not read'),
    "no ending": ("README", lambda: b"text", "files without an ending are not read"),
    "pdf of pictures": ("a.pdf", lambda: pdf(text=False), "only pictures"),
    "pdf locked": ("a.pdf", lambda: locked(pdf()), "password"),
    "pdf cut short": ("a.pdf", lambda: pdf()[:700], "damaged or cut short"),
    "pdf not": ("a.pdf", lambda: b"no pdf at all %%EOF", "may be damaged"),
    "docx cut short": ("a.docx", lambda: docx()[:900], "is not a Word file"),
    "old doc": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old .doc"),
    "docx without text": ("a.docx", lambda: docx(heading="", body=()), "holds no text"),
    "page without text": ("a.html", lambda: b"<html><script>a</script></html>", "no article text"),
    "page of nothing": ("a.html", lambda: b"<!-- -->", "no article text"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_one_failure_that_says_what_to_do(tmp_path: Path, case: str) -> None:
    """What is wrong comes as one line about that file, and nothing is raised."""
    name, content, expected = BAD_FILES[case]
    (tmp_path / name).write_bytes(content())
    result = failure(tmp_path / name)
    assert result.source == str(tmp_path / name)
    assert expected in result.reason


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("no/such/file.txt", "no such file"),
        ("a" * 5000 + ".txt", "cannot be opened"),
        ("nul\0.txt", "cannot be opened"),
        ("", "the path is empty"),
    ],
)
def test_a_source_that_is_no_file_is_a_failure(source: str, expected: str) -> None:
    """Missing paths and impossible paths are told of."""
    assert expected in failure(source).reason


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A special file would never end; it is a failure at once."""
    os.mkfifo(tmp_path / "a.txt")
    assert "no ordinary file" in failure(tmp_path / "a.txt").reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    """Missing permission is told of."""
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    path.chmod(0)
    assert "cannot be read" in failure(path).reason


def test_a_folder_gives_its_files_in_order_and_goes_on_past_bad_ones(tmp_path: Path) -> None:
    """Sorted, with folders inside, hidden and foreign files passed over, bad ones told of."""
    for name in ("b/c.txt", "a.txt", "z.md", ".hidden/d.txt", ".e.txt", "b/picture.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"On {name} and no other\n\n{FIRST}")
    (tmp_path / "b/a.pdf").write_bytes(b"broken")
    results = list(read(tmp_path, today=TODAY))
    expected = [one.article.title if isinstance(one, Document) else one.source for one in results]
    assert expected == [
        "On a.txt and no other",
        str(tmp_path / "b/a.pdf"),
        "On b/c.txt and no other",
        "On z.md and no other",
    ]


def test_links_in_a_folder_are_followed_once(tmp_path: Path) -> None:
    """A link to the folder itself makes no circle, and a file comes under its own path only."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.txt").write_text(ARTICLE)
    (tmp_path / "in/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.txt").symlink_to(tmp_path / "in/x.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    results = list(read(tmp_path, today=TODAY))
    origins = [one.article.origin for one in results if isinstance(one, Document)]
    failed = [one.source for one in results if isinstance(one, Failure)]
    assert origins == [str((tmp_path / "in/x.txt").resolve())]
    assert failed == [str(tmp_path / "gone.txt")]


@pytest.mark.parametrize("names", [(), ("a.jpg", "b.xyz"), (".hidden.txt",)])
def test_a_folder_with_nothing_to_read_says_what_is_read(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """An empty folder, or one of other formats, is one failure that lists the formats."""
    for name in names:
        (tmp_path / name).write_text(ARTICLE)
    assert {".txt", ".docx"} <= set(re.findall(r"\.\w+", failure(tmp_path).reason))


def test_standard_input_is_read_as_what_it_is() -> None:
    """Text, a page and a PDF on standard input are told apart by how they begin."""
    page = f"<!doctype html><h1>Harbour bridge open again</h1><p>{FIRST}</p><p>{SECOND}</p>"
    for content in (ARTICLE.encode(), page.encode(), b"\n\n  " + page.encode(), docx()):
        article = document("-", content).article
        assert article.title == "Harbour bridge open again"
        assert FIRST in article.text
        assert article.origin == "stdin"
    assert isinstance(only("-", b""), Failure)
    assert document("-", pdf()).article.title == "Harbour bridge open again"


PAGE = """<!doctype html><html lang="en-GB"><head>
<title>Harbour bridge open again - The Port Herald</title>
<meta property="og:site_name" content="The Port Herald">
<link rel="canonical" href="https://port.example/2024/05/03/bridge">
<script type="application/ld+json">{broken</script>
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
 "headline": "Harbour bridge open again", "datePublished": "%s",
 "author": [{"@type": "Person", "name": "Jane Roe"}, {"name": "Adam Loe"}]}]}</script>
</head><body><nav><a href="/">Home</a> <a href="/s">Sport</a></nav>
<article><h1>Harbour bridge open again</h1>
<p>OSTVIK, 3 May (Reuters) - %s</p>
<figure><img src="a.jpg"><figcaption>Cars wait at the northern end</figcaption></figure>
<p>%s</p><p>Sign up for our newsletter to get the news in your inbox.</p>
<p>“It had carried trains before,” an engineer said, “and it will carry them once more.”</p>
</article><footer>Copyright 2024 The Port Herald</footer>
<div class="comments"><p>I crossed it myself.</p></div></body></html>"""


def test_a_page_tells_of_its_article_by_its_metadata(tmp_path: Path) -> None:
    """Outlet, moment, authors, address and language are the page's own; its text is clean."""
    path = tmp_path / "a.html"
    path.write_text(PAGE % ("2024-05-03T10:15:00+01:00", FIRST, SECOND), encoding="utf-8")
    article = document(path).article
    assert article.title == "Harbour bridge open again"
    assert article.publisher == "The Port Herald"
    assert article.published == datetime.fromisoformat("2024-05-03T10:15:00+01:00")
    assert article.authors == ("Jane Roe", "Adam Loe")
    assert article.url == "https://port.example/2024/05/03/bridge"
    assert (article.language, article.agency) == ("en", "Reuters")
    assert article.dateline == "OSTVIK, 3 May"
    assert article.text.startswith(FIRST)
    assert SECOND in article.text
    for gone in ("newsletter", "Home", "Copyright", "I crossed", "OSTVIK", "open again"):
        assert gone not in article.text


def test_markdown_becomes_text_with_its_front_matter_as_fields(tmp_path: Path) -> None:
    """Front matter gives fields, the heading the title; links, emphasis and lists give words."""
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: 'Harbour bridge: open again'\ndate: 2024-05-03\nauthors:\n  - Jane Roe\n"
        "  - Adam Loe\nsource: Port Herald\nurl: https://port.example/1\ndraft: no\n---\n\n"
        "# Harbour bridge: open again\n\nThe *old* **bridge** was [opened\nagain](https://x.example/_a_)"
        " on Monday by `someone` with snake_case_name.\n\n- Cars cross\n- Ships wait\n\n"
        "> A quoted line.\n"
        "\n## After the opening\n\n![The bridge at dawn](a.jpg)\n\n<div>Bare</div>\n\n---\n\n"
        "The end came late.\n",
        encoding="utf-8",
    )
    article = document(path).article
    assert article.title == "Harbour bridge: open again"
    assert (article.publisher, article.published) == ("Port Herald", date(2024, 5, 3))
    assert (article.authors, article.url) == (("Jane Roe", "Adam Loe"), "https://port.example/1")
    assert article.text.split("\n\n") == [
        "The old bridge was opened again on Monday by someone with snake_case_name.",
        "Cars cross",
        "Ships wait",
        "A quoted line.",
        "After the opening",
        "The bridge at dawn",
        "Bare",
        "The end came late.",
    ]


def test_a_pdf_gives_whole_paragraphs_without_running_heads(tmp_path: Path) -> None:
    """The big line is the title, hyphens are closed, page heads and numbers are dropped."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(pages=3))
    article = document(path).article
    assert article.title == "Harbour bridge open again"
    paragraphs = article.text.split("\n\n")
    assert paragraphs[0] == f"{FIRST} {FIRST} This was told on sheet one."
    assert paragraphs[1].startswith("It had carried international trains before.")
    assert len(paragraphs) == 9
    assert not re.search("spring issue|of 3", article.text)


def test_a_word_file_gives_heading_author_paragraphs_and_tables(tmp_path: Path) -> None:
    """The heading is the title, the core properties name the author, a table's row is a line."""
    path = tmp_path / "a.docx"
    path.write_bytes(docx())
    article = document(path).article
    assert article.title == "Harbour bridge open again"
    assert article.authors == ("Jane Roe",)
    assert article.text.split("\n\n") == [FIRST, SECOND, "Cars | 4,000"]
    assert article.published is None
