"""Headers, datelines and names of outlets, alike in every format, and sentences left alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document as new_docx
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading import Document, clean, read
from assistant.reading.bylines import dateline, imprint
from assistant.reading.outlets import is_outlet
from vectorstore.documents import Article

TODAY = date(2025, 6, 1)
TITLE = "Salt works on the lagoon will close"
FIRST = "The salt works at Dorn will close in the autumn after ninety years, its owner said."
SECOND = "About 120 people rake and pack the salt, most of them from the two villages nearby."
BODY = f"{FIRST}\n\n{SECOND}"
HEADER = (
    f"Title: {TITLE}\nPublisher: Lagoon Weekly\nPublished: 2025-01-22\nAuthor: Jane Roe\n"
    "URL: https://lagoonweekly.example/salt_works_close"
)


def text_file(*paragraphs: str) -> bytes:
    """The paragraphs under their headline as plain text."""
    return "\n\n".join((TITLE, *paragraphs)).encode()


def markdown_file(*paragraphs: str) -> bytes:
    """The paragraphs under a top heading."""
    return "\n\n".join((f"# {TITLE}", *paragraphs)).encode()


def html_file(*paragraphs: str) -> bytes:
    """A page with the paragraphs and no metadata."""
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><body><article><h1>{TITLE}</h1>{told}</article></body>".encode()


def docx_file(*paragraphs: str) -> bytes:
    """A Word file that names the outlet as its author."""
    file = new_docx()
    file.core_properties.author = "Lagoon Weekly"
    file.add_heading(TITLE, 0)
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def pdf_file(*paragraphs: str) -> bytes:
    """A PDF with a big headline that names the outlet as its author."""
    file = FPDF()
    file.set_author("Lagoon Weekly")
    file.add_page()
    file.set_font("Helvetica", "B", 20)
    file.multi_cell(0, 10, TITLE, new_x="LMARGIN", new_y="NEXT")
    file.set_font("Helvetica", "", 11)
    for paragraph in paragraphs:
        file.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        file.ln(6)
    return bytes(file.output())


Maker = Callable[..., bytes]
MAKERS: tuple[Maker, ...] = (text_file, markdown_file, html_file, docx_file, pdf_file)


def article(content: bytes, name: str) -> Article:
    """The one article of a file's bytes; Markdown has no signs of its own, so it is a file."""
    if name == "markdown_file":
        with TemporaryDirectory() as folder:
            path = Path(folder, "a.md")
            path.write_bytes(content)
            (result,) = read(path, today=TODAY)
    else:
        (result,) = read("-", stdin=io.BytesIO(content), today=TODAY)
    assert isinstance(result, Document), result
    return result.article


@pytest.mark.parametrize("ending", ["\n", "\r\n", "  \n"], ids=["lines", "crlf", "hard breaks"])
@pytest.mark.parametrize("heading", ["", f"# {TITLE}\n\n"], ids=["bare", "heading"])
def test_a_header_block_on_top_of_markdown_is_fields(ending: str, heading: str) -> None:
    """The block means what it means on top of plain text; the same heading below it goes."""
    content = f"{HEADER}\n\n{heading}{FIRST}\n\n**{SECOND}**\n".replace("\n", ending)
    one = article(content.encode(), "markdown_file")
    assert (one.title, one.publisher, one.published) == (TITLE, "Lagoon Weekly", date(2025, 1, 22))
    assert (one.authors, one.url) == (
        ("Jane Roe",),
        "https://lagoonweekly.example/salt_works_close",
    )
    assert one.text == BODY


def test_bold_fields_under_a_markdown_heading_are_a_header() -> None:
    """Fields written with emphasis, one a line, below the headline are read as a header."""
    fields = "**Publisher:** Lagoon Weekly\n**Published:** 22 January 2025\n*By:* Jane Roe"
    one = article(f"# {TITLE}\n\n{fields}\n\n{BODY}".encode(), "markdown_file")
    assert (one.title, one.publisher, one.day) == (TITLE, "Lagoon Weekly", date(2025, 1, 22))
    assert (one.authors, one.text) == (("Jane Roe",), BODY)


def test_lines_of_a_markdown_paragraph_are_joined_also_with_a_colon_in_them() -> None:
    """Only known keys make a header: a sentence broken after a colon stays a sentence."""
    one = article(
        f"# {TITLE}\n\nThe rule is plain: no work\non Sundays: none.\n\n{BODY}".encode(),
        "markdown_file",
    )
    assert one.text == f"The rule is plain: no work on Sundays: none.\n\n{BODY}"


@pytest.mark.parametrize("make", MAKERS)
def test_a_header_of_one_paragraph_a_line_is_read_in_every_format(make: Maker) -> None:
    """Where blank lines stand between the fields, as in Word files, they are a header too."""
    lines = ("Publisher: The Dorn Post", "Published: 22 January 2025", "Author: Adam Loe")
    one = article(make(*lines, FIRST, SECOND), make.__name__)
    assert (one.title, one.publisher, one.day) == (TITLE, "The Dorn Post", date(2025, 1, 22))
    assert one.text == BODY


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "line",
    [
        "Lagoon Weekly | 22 January 2025",
        "Lagoon Weekly, 22 January 2025",
        "Lagoon Weekly - January 22, 2025",
        "22 January 2025 | Lagoon Weekly",
    ],
)
def test_outlet_and_day_under_the_headline_are_fields_in_every_format(
    make: Maker, line: str
) -> None:
    """The line gives publisher and day and leaves the text; the outlet is no author."""
    one = article(make(line, FIRST, SECOND), make.__name__)
    assert (one.title, one.text) == (TITLE, BODY)
    assert (one.publisher, one.day, one.authors) == ("Lagoon Weekly", date(2025, 1, 22), ())


@pytest.mark.parametrize(
    ("line", "outlet", "authors"),
    [
        ("Lagoon Weekly — 22 January 2025, 08:12", "Lagoon Weekly", ()),
        ("The Lantern · Wednesday 22 January 2025", "The Lantern", ()),
        ("Voice of Dorn, 2025-01-22", "Voice of Dorn", ()),
        ("Lagoon Weekly | Jane Roe | 22 January 2025", "Lagoon Weekly", ("Jane Roe",)),
        ("Lagoon Weekly | Dorn | Published 22 January 2025", "Lagoon Weekly", ()),
        ("BBC | 22 January 2025", "BBC", ()),
        ("SaltToday | 22 January 2025", "SaltToday", ()),
        ("dornpost.example | 22 January 2025", None, ()),
        ("DornPost.example | 22 January 2025", "DornPost.example", ()),
        ("Jane Roe | 22 January 2025", None, ()),
        ("Dorn, 22 January 2025", None, ()),
        ("OSLO | 22 January 2025", None, ()),
        ("World News | 22 January 2025", None, ()),
        ("Health Desk | 22 January 2025", None, ()),
        ("Political Reporter | 22 January 2025", None, ()),
        ("The works will close | 22 January 2025", None, ()),
        ("The Weekly Review, 22 January 2025, told of it.", None, ()),
    ],
)
def test_an_outlet_beside_a_date_is_told_from_writers_places_and_sections(
    line: str, outlet: str | None, authors: tuple[str, ...]
) -> None:
    """Only a name with the form of an outlet's counts; others are left to other readings."""
    found = imprint(line)
    assert (found.outlet if found else None) == outlet
    if found:
        assert (found.days, found.authors) == ((date(2025, 1, 22),), authors)


def test_a_writer_beside_a_date_is_still_the_author() -> None:
    """A person's name in the same place makes a byline, unless the page names itself so."""
    text = f"{TITLE}\n\nHarbour Lamp | 22 January 2025\n\n{BODY}"
    assert clean(text, today=TODAY).authors == ("Harbour Lamp",)
    named = clean(f"{text}\n\n© 2025 Harbour Lamp", today=TODAY)
    assert (named.publisher, named.authors) == ("Harbour Lamp", ())


DATELINES = [
    ("DORN, 27 March (LPA) - ", "DORN, 27 March", "LPA"),
    ("TESK, Jan. 20 (LPA) - ", "TESK, Jan. 20", "LPA"),
    ("PORT DORN, Melkia (LPS) - ", "PORT DORN, Melkia", "LPS"),
    ("VARNHOLT (L.P.S.) - ", "VARNHOLT", "L.P.S."),
    ("DORN, Melkia, March 23 (LNA) - ", "DORN, Melkia, March 23", "LNA"),
    ("DORN (LPA), 27 March - ", "DORN, 27 March", "LPA"),
    ("DORN (Lagoon Press) - ", "DORN", "Lagoon Press"),
    ("DORN (Reuters, AFP) - ", "DORN", "Reuters"),
    ("DORN (agencies) - ", "DORN", ""),
    ("Dorn, 4 May (LPA) - ", "Dorn, 4 May", "LPA"),
    ("(LPA) - ", "", "LPA"),
    ("VARNHOLT - ", "VARNHOLT", ""),
]


@pytest.mark.parametrize(("opening", "place", "agency"), DATELINES)
@pytest.mark.parametrize("header", ["", f"{HEADER}\n\n"], ids=["bare", "header"])
def test_a_dateline_of_any_agency_leaves_the_text(
    header: str, opening: str, place: str, agency: str
) -> None:
    """Agencies that nobody has listed are read off their brackets, also below a header."""
    one = clean(f"{header or TITLE}\n\n{opening}{BODY}", today=TODAY)
    assert (one.dateline, one.agency, one.text) == (place, agency, BODY)
    assert (one.title, one.publisher) == (TITLE, "Lagoon Weekly" if header else agency)


@pytest.mark.parametrize("make", MAKERS)
def test_a_dateline_leaves_the_text_in_every_format(make: Maker) -> None:
    """Below a line that names the outlet, as well."""
    one = article(
        make("Lagoon Weekly, 27 March 2025", f"DORN, 27 March (LPA) - {FIRST}", SECOND),
        make.__name__,
    )
    assert (one.dateline, one.agency, one.text) == ("DORN, 27 March", "LPA", BODY)
    assert (one.publisher, one.day) == ("Lagoon Weekly", date(2025, 3, 27))


@pytest.mark.parametrize(
    "opening",
    [
        "Salt Union (SU) - a party of two - ",
        "Dorn (LPA) - ",
        "The Works (LPA) - ",
        "UPDATE (LPA) - ",
        "WHO (UN) - ",
        "DORN (08:12) - ",
        "DORN (England) - ",
        "DORN (LPA) ",
        "MONDAY - ",
        "BREXIT - ",
        "SPORT: ",
    ],
)
def test_an_opening_that_only_looks_like_a_dateline_stays(opening: str) -> None:
    """Parties, hours, labels and weekdays make no place, and no place without its dash."""
    assert dateline(f"{opening}{FIRST}") is None
    assert clean(f"{TITLE}\n\n{opening}{BODY}", today=TODAY).text == f"{opening}{BODY}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"DORN - {FIRST}\n\nNobody in Dorn had been told.", "DORN"),
        (f"DORN - {FIRST}\n\nDORN AT A GLANCE\n\nDorn has one road.", "DORN"),
        (f"SALCO - {BODY}\n\nThe shares of SALCO fell by a third.", ""),
        (f"ROE: {BODY}\n\nROE: We shall see.", ""),
        (f"JANE ROE: {BODY}\n\nADAM LOE: We shall see.", ""),
    ],
)
def test_capitals_that_come_again_are_a_name_and_no_place(text: str, place: str) -> None:
    """A firm is written in capitals throughout, and speakers take turns; a place does not."""
    one = clean(f"{TITLE}\n\n{text}", today=TODAY)
    assert one.dateline == place
    assert one.text.startswith(FIRST if place else text[:20])


def test_an_agency_is_the_publisher_only_where_nothing_else_is() -> None:
    """A report that names no outlet is its agency's; one that names itself is not."""
    wire = f"{TITLE}\n\nDORN, 4 May (Lagoon Wire) — {BODY}"
    one = clean(wire, today=TODAY)
    assert (one.publisher, one.agency) == ("Lagoon Wire", "Lagoon Wire")
    below = clean(f"{wire}\n\n© 2025 Lagoon Weekly", today=TODAY)
    assert (below.publisher, below.agency) == ("Lagoon Weekly", "Lagoon Wire")
    file = article(docx_file(f"DORN, 4 May (Lagoon Wire) - {FIRST}", SECOND), "docx_file")
    assert (file.publisher, file.agency) == ("Lagoon Weekly", "Lagoon Wire")


@pytest.mark.parametrize(
    "menu",
    [
        "Front page  News  Tides  Letters  Obituaries",
        "News\tTides\tSalt\tLetters",
        "News · Sport · Letters",
        "   Home    Sport    Weather   ",
    ],
)
def test_a_menu_is_furniture_however_its_places_are_set_apart(menu: str) -> None:
    """Wide gaps, tabs, bars and dots part the sections of a site; the line is no text."""
    assert clean(f"{TITLE}\n\n{menu}\n\n{BODY}", today=TODAY).text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Dorn  Varnholt  Tesk  Melk",
        "Jane Roe | Opinion | Dorn",
        "News of the closure  came late  to the villages.",
        "Week 1  Sport  14  Weather  9",
    ],
)
def test_other_lines_with_gaps_or_bars_are_no_menu(line: str) -> None:
    """Names of places, figures and sentences stay, with their gaps closed."""
    one = clean(f"{TITLE}\n\n{FIRST}\n\n{line}\n\n{SECOND}", today=TODAY)
    assert one.text == f"{FIRST}\n\n{' '.join(line.split())}\n\n{SECOND}"


LINES = st.lists(
    st.sampled_from(
        [
            FIRST, SECOND, TITLE, *HEADER.split("\n"), "Lagoon Weekly | 22 January 2025", "DORN",
            "News  Tides  Sport  Letters", "Read more at LagoonWeekly.example", "", "ROE: Yes.",
            *(f"{opening}{FIRST}" for opening, _, _ in DATELINES[::4]),
        ]
    ),
    max_size=12,
    unique=True,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\n\n"]))
def test_cleaning_is_done_once_with_headers_and_datelines_in_any_order(
    lines: list[str], between: str
) -> None:
    """A cleaned text, cleaned again under its title, is the same text."""
    one = clean(between.join(lines), today=TODAY)
    assert clean(one.text, title=one.title, today=TODAY).text == one.text


@given(st.text(max_size=60), st.text(max_size=20))
def test_names_of_any_letters_are_read_without_error(line: str, known: str) -> None:
    """Whatever stands in a line, it is an imprint with an outlet in it, or none."""
    found = imprint(line, known)
    assert found is None or (found.outlet in line and is_outlet(found.outlet, known))
