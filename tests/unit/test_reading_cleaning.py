"""Cleaning scraped text: what survives, what becomes a field, and what never happens."""

import textwrap
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.reading import Cleaned, Document, clean
from tests.growth import grows_in_proportion
from tests.reading import docx, pdf, results
from vectorstore.documents import Article

TODAY = date(2025, 6, 1)
TITLE = "Salt works on the lagoon will close"
FIRST = "The salt works at Dorn will close in the autumn after ninety years, its owner said."
SECOND = "About 120 people rake and pack the salt, most of them from the two villages nearby."
BODY = f"{FIRST}\n\n{SECOND}"
HEADER = (
    f"url: https://lagoon.example/1\nBY: Jane Roe, Adam Loe\nPublished: 2025-01-22\n"
    f"Publisher: Lagoon Weekly\nTitle: {TITLE}\n"
)


def cleaned(text: str, title: str | None = None) -> Cleaned:
    """`text` cleaned on a fixed day."""
    return clean(text, title=title, today=TODAY)


# ---------------------------------------------------------------- text and boilerplate


def test_first_line_becomes_the_title_and_leaves_the_text() -> None:
    """The headline is a field and is in the text neither at the top nor further down."""
    result = cleaned(f"{TITLE}\n\n{BODY}\n\n{TITLE}")
    assert (result.title, result.text) == (TITLE, BODY)
    assert cleaned("Salt : the end of an age\n\n" + BODY).title == "Salt : the end of an age"


def test_text_that_begins_with_a_sentence_has_no_title() -> None:
    """A first paragraph that is a statement stays in the text."""
    assert cleaned(BODY) == Cleaned(text=BODY)


@pytest.mark.parametrize("text", ["", " \n\n \t", "\ufeff", "Leave a Reply", "* * *"])
def test_text_without_an_article_is_empty(text: str) -> None:
    """Nothing, blanks, and boilerplate alone give an empty text and no error."""
    assert cleaned(text).text == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The cookies sold at the fair brought in £300 for the school roof.",
        "Comments by the minister on Tuesday angered the fishermen of the bay.",
        "Copyright law has changed twice since the library opened its doors.",
        "First published in 1954, the novel tells of a flood in the valley.",
        "By Friday evening the water had reached the second floor.",
        "Follow the river for two miles and you reach the broken dam.",
        "The photo: a man on a roof, waving a red shirt at a helicopter.",
        "“We use cookies to feed the volunteers,” the baker said.",
        "Read more: that was the advice she gave to all her pupils for years.",
        "Print runs of the paper fell to 4,000 copies last year.",
        "The storm has contributed to the closing of three marinas on the bay.",
        "Brokers earn a commission of three percent on every boat that they sell.",
        "The town's coverage by mobile networks is supported by four masts.",
        "This story has been updated to correct the number of the dead to nine.",
        "Jane Roe was a reporter at the trial when the roof of the court fell in.",
        "Our reporter saw the mayor support local journalism by buying all copies.",
        "The result stood at 3:1 after an hour: nobody had expected that at all.",
        "6,200",
        "2. Facebook grew",
    ],
)
def test_a_line_that_only_mentions_boilerplate_survives(sentence: str) -> None:
    """Words such as share, cookies or comments do not make a sentence boilerplate."""
    assert sentence in cleaned(f"{TITLE}\n\n{BODY}\n\n{sentence}\n\n{BODY}x.").text


@pytest.mark.parametrize(
    "line",
    [
        "Your email address will not be published. Required fields are marked *",
        "Read here : Ten more bridges to cross",
        "RELATED | Who paid for the bridge?",
        "Share Tweet Send",
        "We use cookies to improve your experience on our website. Accept all cookies.",
        "Sign up for our newsletter and get the day's stories in your inbox.",
        "© 2024 The Port Herald. All rights reserved.",
        "Tags: bridge, harbour",
        "Photo: A. Loe/Port Herald",
        "Home > News > Local",
        "3 min read",
        "(Reporting by A. Loe; Editing by B. Moe)",
        "Bridge reopens:How the north pier was saved from the ice of last winter",
        "More:Ferry fares go up for the third time this year",
        "JUST WATCHED First cars cross Replay More Videos ... MUST WATCH First cars cross 01:12",
        "This story has been updated with additional details.",
        "Adam Loe in Ostvik contributed to this report.",
        "Purchases you make through our links may earn us a commission.",
        "The opinions expressed in this commentary are her own. View more opinion here.",
        "Support local journalism by subscribing today: porthe.example/subscribe",
        "Want the news of the bay on your phone? Check out our app here.",
        "Follow Jane E. Roe on Facebook, X and Instagram for more of the bay.",
        "More on the bay: https://port.example/bay and https://port.example/ships",
        "— Associated Press",
        "News · Sport · Letters",
    ],
)
def test_boilerplate_goes_wherever_it_stands(line: str) -> None:
    """A line of a page between two paragraphs or below them is not part of the text."""
    assert cleaned(f"{FIRST}\n\n{line}\n\n{SECOND}", title="").text == BODY
    assert cleaned(f"{BODY}\n\n{line}", title="").text == BODY


def test_a_list_at_the_end_survives_a_link_among_it() -> None:
    """Results and winners end without full stops; a link between them takes none along."""
    winners = [f"Prize {number}: a boat of class {number}" for number in range(12)]
    listed = [*winners[:6], "More:Who won what in the past ten years of the prizes", *winners[6:]]
    assert cleaned("\n\n".join([BODY, *listed]), "").text == "\n\n".join([BODY, *winners])


def test_all_below_a_comment_form_goes() -> None:
    """Readers' comments are not the article, however much they read like text."""
    comment = "I worked there for a year and the salt got into everything, I tell you."
    assert cleaned(f"{BODY}\n\nLeave a Reply\n\nA reader\n\n{comment}", "").text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe covers the harbour for the Port Herald. Reach her at jroe@port.example.",
        "Jane Roe is a reporter for the Port Herald.",
        "Staff writer Jane Roe can be reached at jroe@port.example.",
    ],
)
def test_how_a_writer_is_reached_goes_from_the_end(line: str) -> None:
    """The last lines of a page tell of its writer; between paragraphs such a line is text."""
    assert cleaned(f"{BODY}\n\n{line}", title="").text == BODY
    assert line in cleaned(f"{line}\n\n{FIRST}\n\n{BODY}x.\n\n{SECOND}y.\n\n{FIRST}z.", "").text


def test_a_caption_comes_once_whatever_its_apostrophes() -> None:
    """The first of equal captions stays; curly marks and credits make no new caption."""
    text = (
        f"{BODY}\n\nThe lagoon's north pier at dawn\n\nThe lagoon’s north pier at dawn\n\n"
        f"The lagoon's north pier at dawn (Photo: A. Loe)\n\n{BODY.upper()}x."
    )
    assert cleaned(text, title="").text.count("north pier at dawn") == 1


def test_lines_and_spaces_become_plain_paragraphs() -> None:
    """Bullets, odd spaces and wrapping go, typographic quotes stay."""
    bullets = cleaned(f"{TITLE}\n\n  • Cars cross\n  * Ships wait\n  - Gulls stay\n\n{BODY}")
    assert bullets.text == f"Cars cross\n\nShips wait\n\nGulls stay\n\n{BODY}"
    spaced = "“It is\u00a0shut,”  he\u200b said of the works\u00ad on the bay."
    assert cleaned(spaced, title="").text == "“It is shut,” he said of the works on the bay."
    parts = (f"{FIRST} " * 5, f"{SECOND} " * 5)
    wrapped = "\n\n".join(textwrap.fill(part.strip(), 70) for part in parts)
    assert cleaned(wrapped, title="").text == "\n\n".join(part.strip() for part in parts)


# ---------------------------------------------------------------- who, when and where


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Read more at PortHerald.co.uk", "PortHerald.co.uk"),
        ("Read the full story at The Port Herald.", "The Port Herald"),
        ("Copyright 2024 Port Herald", "Port Herald"),
        ("This article was first published in the Port Herald on 3 May", "the Port Herald"),
        ("The post Bridge open again appeared first on Port Herald.", "Port Herald"),
        ("© 2024. All rights reserved.", ""),
    ],
)
def test_boilerplate_that_names_the_outlet_gives_the_publisher(line: str, publisher: str) -> None:
    """The publisher is read off "Read more at" and copyright lines, which then go."""
    result = cleaned(f"{TITLE}\n\n{BODY}\n\n{line}")
    assert (result.publisher, result.text) == (publisher, BODY)


@pytest.mark.parametrize(
    ("behind", "site", "publisher"),
    [
        (" | Port Herald", "portherald.example", "Port Herald"),
        (" - Port Herald Sport", "www.portherald.example", "Port Herald"),
        (" | Port Herald ...", "Port Herald", "Port Herald"),
        (" - The Dorn Gazette", "", "The Dorn Gazette"),
    ],
)
def test_the_outlet_at_the_end_of_a_title_is_the_publisher(
    behind: str, site: str, publisher: str
) -> None:
    """It is known by the site or by its form, also with a section or cut short."""
    result = clean(BODY, title=f"{TITLE}{behind}", site=site, today=TODAY)
    assert (result.title, result.publisher) == (TITLE, publisher)
    other = clean(BODY, title=f"{TITLE} - and why", site=site, today=TODAY)
    assert (other.title, other.publisher) == (f"{TITLE} - and why", "")


@pytest.mark.parametrize(
    ("below", "publisher", "agency"),
    [
        ("Special to The Port Herald", "The Port Herald", ""),
        ("The Port Herald | portherald.example", "The Port Herald", ""),
        ("The Associated Press", "AP", "AP"),
        ("USA TODAY", "USA TODAY", ""),
        ("Staff Writer", "", ""),
    ],
)
def test_a_name_above_an_outlet_is_the_writers(below: str, publisher: str, agency: str) -> None:
    """A writer's name stands on a line of its own above who printed the story."""
    result = cleaned(f"Jane Roe\n\n{below}\n\n{BODY}", title=TITLE)
    assert (result.authors, result.publisher, result.agency) == (("Jane Roe",), publisher, agency)
    assert result.text == BODY


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("By Jane Roe | 4 May 2024", ("Jane Roe",), date(2024, 5, 4)),
        ("By JANE ROE and Adam Loe", ("Jane Roe", "Adam Loe"), None),
        ("By Jane Roe, Political Editor", ("Jane Roe",), None),
        ("Updated: 5 May 2024 | Published: 3 May 2024", (), date(2024, 5, 3)),
        ("Posted on May 3, 2024 by Jane Roe", ("Jane Roe",), date(2024, 5, 3)),
        ("Fri 3 May 2024 18.05 BST", (), date(2024, 5, 3)),
        ("2024-05-03T10:15:00Z", (), date(2024, 5, 3)),
        ("Published: 03/05/2024", (), None),
        ("Published: 13/05/2024", (), date(2024, 5, 13)),
        ("Published: 3 May 2031", (), None),
        ("Published 3 hours ago", (), None),
        ("By Our Correspondent", (), None),
    ],
)
def test_bylines_and_date_lines_become_fields(
    line: str, authors: tuple[str, ...], published: date | None
) -> None:
    """Authors and day leave the text; what may be two days, or is to come, is no day."""
    result = cleaned(f"{TITLE}\n{line}\n\n{BODY}")
    assert (result.authors, result.published, result.text) == (authors, published, BODY)


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [
        ("DORN, 27 March (LPA) - ", "DORN, 27 March", "LPA"),
        ("OSTVIK, March 4 (Reuters) - ", "OSTVIK, March 4", "Reuters"),
        ("PORT DORN, Melkia (AP) — ", "PORT DORN, Melkia", "AP"),
        ("VARNHOLT (L.P.S.) - ", "VARNHOLT", "L.P.S."),
        ("DORN (LPA), 27 March - ", "DORN, 27 March", "LPA"),
        ("DORN (Reuters, AFP) - ", "DORN", "Reuters"),
        ("DORN (agencies) - ", "DORN", ""),
        ("Larnholm, Jan 12 (PTI) ", "Larnholm, Jan 12", "PTI"),
        ("March 27 (Reuters) - ", "March 27", "Reuters"),
        ("PUERTO GRIS (EFE).- ", "PUERTO GRIS", "EFE"),
        ("(CNN) ", "", "CNN"),
        ("VARNHOLT - ", "VARNHOLT", ""),
        ("ISLAMBURG: ", "ISLAMBURG", ""),
    ],
)
@pytest.mark.parametrize("header", ["", f"{HEADER}\n"], ids=["bare", "header"])
def test_a_dateline_of_any_agency_leaves_the_text(
    header: str, opening: str, dateline: str, agency: str
) -> None:
    """Place, day and agency are fields, the agency of a report without an outlet its publisher."""
    result = cleaned(f"{header or TITLE}\n\n{opening}{BODY}")
    assert (result.dateline, result.agency, result.text) == (dateline, agency, BODY)
    assert (result.title, result.publisher) == (TITLE, "Lagoon Weekly" if header else agency)


@pytest.mark.parametrize(
    "opening",
    [
        "Salt Union (SU) - a party of two - ",
        "The Works (LPA) - ",
        "UPDATE (LPA) - ",
        "WHO (UN) - ",
        "DORN (08:12) - ",
        "DORN (LPA) ",
        "MONDAY - ",
        "SPORT: ",
        "Chelsea — the club, not the district — was sold. ",
        "BREAKING: the dam has burst. ",
    ],
)
def test_an_opening_that_only_looks_like_a_dateline_stays(opening: str) -> None:
    """Parties, hours, labels and weekdays make no place, and no place without its dash."""
    result = cleaned(f"{TITLE}\n\n{opening}{BODY}")
    assert (result.dateline, result.text) == ("", f"{opening}{BODY}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"DORN - {FIRST}\n\nNobody in Dorn had been told.", "DORN"),
        (f"SALCO - {BODY}\n\nThe shares of SALCO fell by a third.", ""),
        (f"ROE: {BODY}\n\nROE: We shall see.", ""),
        (f"JANE ROE: {BODY}\n\nADAM LOE: We shall see.", ""),
    ],
)
def test_capitals_that_come_again_are_a_name_and_no_place(text: str, place: str) -> None:
    """A firm is written in capitals throughout, and speakers take turns; a place does not."""
    result = cleaned(f"{TITLE}\n\n{text}")
    assert result.dateline == place
    assert result.text.startswith(FIRST if place else text[:20])


def test_a_header_block_gives_the_fields_in_any_order_and_case() -> None:
    """ "Key: value" lines at the very top, closed by a blank line, are fields and no text."""
    assert cleaned(f"{HEADER}\n{BODY}") == Cleaned(
        text=BODY, title=TITLE, publisher="Lagoon Weekly", published=date(2025, 1, 22),
        authors=("Jane Roe", "Adam Loe"), url="https://lagoon.example/1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "outlet", "authors"),
    [
        ("The Lantern · Wednesday 22 January 2025", "The Lantern", ()),
        ("Voice of Dorn, 2025-01-22", "Voice of Dorn", ()),
        ("Lagoon Weekly | Jane Roe | 22 January 2025", "Lagoon Weekly", ("Jane Roe",)),
        ("Lagoon Weekly | Dorn | Published 22 January 2025", "Lagoon Weekly", ()),
        ("BBC | 22 January 2025", "BBC", ()),
        ("DornPost.example | 22 January 2025", "DornPost.example", ()),
        ("Jane Roe | 22 January 2025", "", ("Jane Roe",)),
        ("Dorn, 22 January 2025", "", ()),
        ("OSLO | 22 January 2025", "", ()),
    ],
)
def test_an_outlet_beside_a_date_is_told_from_writers_and_places(
    line: str, outlet: str, authors: tuple[str, ...]
) -> None:
    """Only a name with the form of an outlet's counts; a person's makes a byline."""
    result = cleaned(f"{TITLE}\n\n{line}\n\n{BODY}")
    assert (result.publisher, result.authors) == (outlet, authors)


# ---------------------------------------------------------------- alike in every format


def text_file(*paragraphs: str) -> bytes:
    """The paragraphs under their headline as plain text."""
    return "\n\n".join((TITLE, *paragraphs)).encode()


def markdown_file(*paragraphs: str) -> bytes:
    """The paragraphs under a top heading."""
    return "\n\n".join((f"# {TITLE}", *paragraphs)).encode()


def html_file(*paragraphs: str) -> bytes:
    """A page with the paragraphs and no metadata."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><body><article><h1>{TITLE}</h1>{body}</article></body>".encode()


def docx_file(*paragraphs: str) -> bytes:
    """A Word file that names the outlet as its author."""
    return docx(TITLE, *paragraphs, author="Lagoon Weekly")


def pdf_file(*paragraphs: str) -> bytes:
    """A PDF with a big headline that names the outlet as its author."""
    return pdf(TITLE, paragraphs, author="Lagoon Weekly")


Maker = Callable[..., bytes]
MAKERS: tuple[Maker, ...] = (text_file, markdown_file, html_file, docx_file, pdf_file)


def article(content: bytes, make: Maker = markdown_file) -> Article:
    """The one article of a file's bytes; Markdown has no signs of its own, so it is a file."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "a.md") if make is markdown_file else "-"
        (result,) = results(source, content, TODAY)
    assert isinstance(result, Document), result
    return result.article


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "above",
    [
        ("Publisher: Lagoon Weekly", "Published: 22 January 2025", "Author: Adam Loe"),
        ("Lagoon Weekly | 22 January 2025",),
        ("Lagoon Weekly - January 22, 2025",),
        ("22 January 2025 | Lagoon Weekly",),
        ("Lagoon Weekly, 22 January 2025", "DORN, 20 January (LPA) -"),
    ],
)
def test_what_stands_above_the_text_is_read_in_every_format(
    make: Maker, above: tuple[str, ...]
) -> None:
    """A header with blank lines between its fields, outlet and day in one line, a dateline."""
    opening = f"{above[-1]} {FIRST}" if above[-1].endswith("-") else FIRST
    lines = [line for line in above if not line.endswith("-")]
    found = article(make(*lines, opening, SECOND), make)
    assert (found.title, found.text) == (TITLE, BODY)
    assert (found.publisher, found.day) == ("Lagoon Weekly", date(2025, 1, 22))
    assert found.dateline == ("DORN, 20 January" if opening != FIRST else "")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "  \n"], ids=["lines", "crlf", "hard breaks"])
@pytest.mark.parametrize("heading", ["", f"# {TITLE}\n\n"], ids=["bare", "heading"])
def test_a_header_block_on_top_of_markdown_is_fields(ending: str, heading: str) -> None:
    """The block means what it means on top of plain text; the same heading below it goes."""
    found = article(f"{HEADER}\n{heading}{FIRST}\n\n**{SECOND}**\n".replace("\n", ending).encode())
    assert (found.title, found.publisher, found.day) == (TITLE, "Lagoon Weekly", date(2025, 1, 22))
    assert (found.authors, found.text) == (("Jane Roe", "Adam Loe"), BODY)


def test_bold_fields_under_a_markdown_heading_are_a_header() -> None:
    """Fields written with emphasis, one a line, are a header; a sentence with a colon is none."""
    fields = "**Publisher:** Lagoon Weekly\n**Published:** 22 January 2025\n*By:* Jane Roe"
    found = article(f"# {TITLE}\n\n{fields}\n\n{BODY}".encode())
    assert (found.title, found.publisher, found.day) == (TITLE, "Lagoon Weekly", date(2025, 1, 22))
    assert (found.authors, found.text) == (("Jane Roe",), BODY)
    broken = article(f"# {TITLE}\n\nThe rule is plain: no work\non Sundays: none.\n".encode())
    assert broken.text == "The rule is plain: no work on Sundays: none."


# ---------------------------------------------------------------- any text at all

ALPHABET = st.characters(codec="utf-8") | st.sampled_from(
    "\n\n \t•*-:|()©.,’'\"—A1\u00a0\ufeff\x00"
)
MIXED = f"""\
Leave a Reply; By Jane Roe; Published: 3 May 2024; • Point one; Share; A caption; Related:
Title: x; 3 May 2024; Read more at Port Herald; Comments; Topics; Photo: A. Loe/AP; Home
“Why?” she asked.; Most read; The Port Herald; &amp;amp;; Also read; Skip past newsletter promotion
BEIRUT (AP) — Rain fell on the town for the third day on Sunday.; after newsletter promotion
Jane Roe is a reporter for the Port Herald.; 6,200; Special to The Port Herald; — Associated Press
Bridge reopens:How the pier was saved from the ice; This story has been updated.; Jane Roe
Lagoon Weekly | 22 January 2025; DORN; ROE: Yes.; News  Tides  Sport  Letters; Publisher: A. Roe
DORN, 27 March (LPA) - {FIRST}; ISLAMBURG: {FIRST}"""
LINES = st.lists(
    st.sampled_from([FIRST, SECOND, TITLE, "", *MIXED.replace("\n", "; ").split("; ")]), max_size=14
)


@given(st.text(ALPHABET, max_size=400), st.none() | st.text(max_size=40))
def test_cleaning_never_raises_and_leaves_only_plain_paragraphs(
    text: str, title: str | None
) -> None:
    """Any text at all gives paragraphs without odd spaces, and cleaning them again none other."""
    result = cleaned(text, title)
    assert "\n\n\n" not in result.text
    assert all(part == " ".join(part.split()) for part in result.text.split("\n\n"))
    assert cleaned(result.text, result.title).text == result.text


@given(LINES, st.sampled_from(["\n", "\n\n"]))
@example(["Title: x", "&amp;amp;"], "\n\n")
def test_cleaning_is_done_once(lines: list[str], between: str) -> None:
    """Whatever lines of text and boilerplate are mixed, a second cleaning finds nothing more."""
    result = cleaned(between.join(lines))
    assert cleaned(result.text, result.title).text == result.text
    opened = cleaned("\n\n".join(["A headline of five words", BODY, *lines]))
    assert cleaned(opened.text).text == opened.text


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (cleaned, f"{BODY}\n\nComments\n\n"),
        (cleaned, f"LARNHOLM (AP) — {BODY}\n\n"),
        (cleaned, "Sign up\n\nYour email is safe with us\n\n"),
        (cleaned, "More news\n\nA headline of five words\n\n"),
        (cleaned, "Aa Bb Cc Dd Ee Ff Gg Hh\n"),
        (cleaned, "A sentence. "),
        (lambda text: article(text.encode()), "an <!-- open comment "),
        (lambda text: article(text.encode()), "a tag <a b='"),
    ],
)
def test_a_long_text_takes_as_much_longer_as_it_is(
    make: Callable[[str], object], part: str
) -> None:
    """Reading is linear: four times the text takes about four times as long, not sixteen."""
    text = f"{FIRST}\n\n" + part * (10_000 // len(part))
    assert grows_in_proportion(lambda parts: partial(make, text * parts))
