"""Files, folders and standard input: every good file is read, every bad one is told of."""

import os
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.reading import Document, Failure
from tests.reading import (
    ARTICLE,
    FIRST,
    SECOND,
    TITLE,
    article,
    documents,
    docx,
    pdf,
    reason,
    results,
)

SHEETS = tuple(
    tuple(
        f"{line} {FIRST} This was told on sheet {sheet}."
        for line in (FIRST, "It had carried inter-\nnational trains before.", SECOND)
    )
    for sheet in ("one", "two", "three")
)


def test_a_text_file_gives_its_article_its_bytes_and_where_it_lay(tmp_path: Path) -> None:
    """Title, text, original bytes and the absolute path are those of the file."""
    path = tmp_path / "a.TXT"
    path.write_text(ARTICLE, encoding="utf-8")
    (result,) = documents(path)
    assert result.article.title == "Harbour bridge open again"
    assert result.article.text == f"{FIRST}\n\n{SECOND}"
    assert result.article.origin == str(path.resolve())
    assert result.original == ARTICLE.encode()


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
    assert expected in reason(source)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A special file would never end; it is a failure at once."""
    os.mkfifo(tmp_path / "a.txt")
    assert "no ordinary file" in reason(tmp_path / "a.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    """Missing permission is told of."""
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    path.chmod(0)
    assert "cannot be read" in reason(path)


def test_a_folder_gives_its_files_in_order_and_goes_on_past_bad_ones(tmp_path: Path) -> None:
    """Sorted, with folders inside, hidden and foreign files passed over, bad ones told of."""
    for name in ("b/c.txt", "a.txt", "z.md", ".hidden/d.txt", ".e.txt", "b/picture.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"On {name} and no other\n\n{FIRST}")
    (tmp_path / "b/a.pdf").write_bytes(b"broken")
    found = results(tmp_path)
    expected = [one.article.title if isinstance(one, Document) else one.source for one in found]
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
    found = results(tmp_path)
    origins = [one.article.origin for one in found if isinstance(one, Document)]
    failed = [one.source for one in found if isinstance(one, Failure)]
    assert origins == [str((tmp_path / "in/x.txt").resolve())]
    assert failed == [str(tmp_path / "gone.txt")]


@pytest.mark.parametrize("names", [(), ("a.jpg", "b.xyz"), (".hidden.txt",)])
def test_a_folder_with_nothing_to_read_says_what_is_read(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """An empty folder, or one of other formats, is one failure that lists the formats."""
    for name in names:
        (tmp_path / name).write_text(ARTICLE)
    assert {".txt", ".docx"} <= set(re.findall(r"\.\w+", reason(tmp_path)))


def test_standard_input_is_read_as_what_it_is() -> None:
    """Text, a page and a PDF on standard input are told apart by how they begin."""
    page = f"<!doctype html><h1>Harbour bridge open again</h1><p>{FIRST}</p><p>{SECOND}</p>"
    word, sheet = docx(TITLE, FIRST, SECOND), pdf(TITLE, SHEETS[0])
    for content in (ARTICLE.encode(), page.encode(), b"\n\n  " + page.encode(), word, sheet):
        one = article("-", content)
        assert (one.title, one.origin) == (TITLE, "stdin")
        assert FIRST in one.text
    assert "is empty" in reason("-", b"")


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
    one = article(path, PAGE % ("2024-05-03T10:15:00+01:00", FIRST, SECOND))
    assert one.title == TITLE
    assert one.publisher == "The Port Herald"
    assert one.published == datetime.fromisoformat("2024-05-03T10:15:00+01:00")
    assert one.authors == ("Jane Roe", "Adam Loe")
    assert one.url == "https://port.example/2024/05/03/bridge"
    assert (one.language, one.agency) == ("en", "Reuters")
    assert one.dateline == "OSTVIK, 3 May"
    assert one.text.startswith(FIRST)
    assert SECOND in one.text
    for gone in ("newsletter", "Home", "Copyright", "I crossed", "OSTVIK", "open again"):
        assert gone not in one.text


def test_markdown_becomes_text_with_its_front_matter_as_fields(tmp_path: Path) -> None:
    """Front matter gives fields, the heading the title; links, emphasis and lists give words."""
    path = tmp_path / "a.md"
    content = (
        "---\ntitle: 'Harbour bridge: open again'\ndate: 2024-05-03\nauthors:\n  - Jane Roe\n"
        "  - Adam Loe\nsource: Port Herald\nurl: https://port.example/1\ndraft: no\n---\n\n"
        "# Harbour bridge: open again\n\nThe *old* **bridge** was [opened\nagain](https://x.example/_a_)"
        " on Monday by `someone` with snake_case_name.\n\n- Cars cross\n- Ships wait\n\n"
        "> A quoted line.\n"
        "\n## After the opening\n\n![The bridge at dawn](a.jpg)\n\n<div>Bare</div>\n\n---\n\n"
        "The end came late.\n"
    )
    one = article(path, content)
    assert one.title == "Harbour bridge: open again"
    assert (one.publisher, one.published) == ("Port Herald", date(2024, 5, 3))
    assert (one.authors, one.url) == (("Jane Roe", "Adam Loe"), "https://port.example/1")
    assert one.text.split("\n\n") == [
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
    content = pdf(TITLE, *SHEETS, head="The Port Herald, spring issue")
    one = article(tmp_path / "a.pdf", content)
    assert one.title == TITLE
    paragraphs = one.text.split("\n\n")
    assert paragraphs[0] == f"{FIRST} {FIRST} This was told on sheet one."
    assert paragraphs[1].startswith("It had carried international trains before.")
    assert len(paragraphs) == 9
    assert not re.search("spring issue|of 3", one.text)


def test_a_word_file_gives_heading_author_paragraphs_and_tables(tmp_path: Path) -> None:
    """The heading is the title, the core properties name the author, a table's row is a line."""
    content = docx(TITLE, FIRST, SECOND, author="Jane Roe", row=("Cars", "4,000"))
    one = article(tmp_path / "a.docx", content)
    assert one.title == TITLE
    assert one.authors == ("Jane Roe",)
    assert one.text.split("\n\n") == [FIRST, SECOND, "Cars | 4,000"]
    assert one.published is None
