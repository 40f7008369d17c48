"""Files that hold several articles: exports of press databases, ruled lines, headings."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document as new_docx

from assistant.reading import Document
from tests.reading import articles, documents, results


@dataclass(frozen=True)
class Told:
    """An article as a database has it."""

    title: str
    outlet: str
    day: date
    writer: str
    text: tuple[str, ...]

    @property
    def written(self) -> str:
        return f"{self.day:%B} {self.day.day}, {self.day.year}"

    @property
    def in_french(self) -> str:
        return f"mardi {self.day.day} {('juillet', 'août')[self.day.month - 7]} {self.day.year}"


TOLD = (
    Told(
        "Lock gate at Sorren gives way", "Sorren Courier", date(2023, 7, 4), "Ida Maurer",
        ("The upper gate of the Sorren lock gave way on Monday night, and the canal ran dry as far"
         " as the mill.", "Nobody was hurt. Forty barges lie in the mud."),
    ),
    Told(
        "Bargemen ask for pay", "The Canal Post", date(2023, 7, 11), "Jon Tessin",
        ("The bargemen of Sorren asked on Tuesday for pay for the weeks in which they cannot sail.",
         "Their union speaks of 300 crowns a day for each boat."),
    ),
    Told(
        "Sorren canal filled again", "Sorren Courier", date(2023, 8, 1), "Ida Maurer",
        ("Water ran into the Sorren canal again on Tuesday, two weeks before the plan.",
         "The new gate is of steel and weighs 41 tonnes."),
    ),
)  # fmt: skip


def words(told: Told) -> int:
    return sum(len(part.split()) for part in told.text)


def nexis() -> str:
    pages = [
        f"                         {number} of 3 DOCUMENTS\n\n\n            {told.outlet}\n\n"
        f"            {told.written} {told.day:%A}\n            Late Edition\n\n{told.title}\n\n"
        f"BYLINE: {told.writer}\n\nSECTION: NEWS; Pg. {number}\n\nLENGTH: {words(told)} words\n\n\n"
        + "\n\n".join(told.text)
        + f"\n\nLOAD-DATE: {told.written}\n\nLANGUAGE: ENGLISH\n\n"
        f"        Copyright {told.day.year} {told.outlet}\n        All Rights Reserved\n\n\n"
        for number, told in enumerate(TOLD, 1)
    ]
    return "Download Request: Selected Items: 1-3\nTerms: (Sorren lock)\n\n\n" + "".join(pages)


def nexis_fields() -> str:
    """As older exports are: copyright above, title and text in fields of their own."""
    return "\n\n".join(
        f"{number} of 3 DOCUMENTS\n\nCopyright {told.day.year} {told.outlet} Company\n"
        f"{told.outlet}\n\n{told.written} {told.day:%A}\n\nSECTION: Section A; Pg. 1\n\n"
        f"LENGTH: {words(told)} words\n\nHEADLINE: {told.title}\n\nBYLINE:  By {told.writer}\n\n"
        "DATELINE: SORREN\n\nBODY:\n\n" + "\n\n".join(told.text) + f"\n\nLOAD-DATE: {told.written}"
        for number, told in enumerate(TOLD, 1)
    )


def nexis_uni() -> bytes:
    file = new_docx()
    for line in ("Date and Time: Friday, 1 September 2023 10:20:00 CEST", "Documents (3)",
                 *(f"{n}. {told.title}" for n, told in enumerate(TOLD, 1))):  # fmt: skip
        file.add_paragraph(line)
    for told in TOLD:
        file.add_heading(told.title, 1)
        for line in (
            told.outlet, f"{told.written} {told.day:%A}",
            f"Copyright {told.day.year} {told.outlet}",
            "Section: NEWS; Pg. 4", f"Length: {words(told)} words", f"Byline: {told.writer}",
            "Body", *told.text, "Classification", "Language: ENGLISH", f"Load-Date: {told.written}",
            "End of Document",
        ):  # fmt: skip
            file.add_paragraph(line)
    return saved(file)


def saved(file: object) -> bytes:
    out = io.BytesIO()
    file.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def number(told: Told) -> str:
    return f"SORCOU00{told.day:%Y%m%d}e{told.day:%j}0000k"


def factiva() -> str:
    pages = [
        f"Local\n{told.title}\n\nBy {told.writer}\n{words(told)} words\n{told.day.day}"
        f" {told.day:%B %Y}\n08:15\n{told.outlet}\nSORCOU\n3\nEnglish\n(c) {told.day.year}"
        f" {told.outlet} Limited. All rights reserved.\n\n"
        + "\n\n".join(told.text)
        + f"\n\nDocument {number(told)}\n\n"
        for told in TOLD
    ]
    return "".join(pages) + "Search Summary\nText\tSorren\nTimestamp\t1 September 2023 10:30\n"


def coded(told: Told) -> list[tuple[str, str]]:
    first, *others = told.text
    return [
        ("SE", "Local"), ("HD", told.title), ("BY", f"By {told.writer}"),
        ("WC", f"{words(told)} words"), ("PD", f"{told.day.day} {told.day:%B %Y}"),
        ("SN", told.outlet), ("SC", "SORCOU"), ("LA", "English"), ("LP", first),
        ("TD", "\n\n".join(others)), ("AN", f"Document {number(told)}"),
    ]  # fmt: skip


def factiva_codes() -> str:
    return "\n\n".join("\n".join(f"{code}  {text}" for code, text in coded(told)) for told in TOLD)


def factiva_page() -> str:
    return "<html><body>" + "".join(
        f'<div id="article-{number(told)}" class="article"><table>'
        + "".join(
            f"<tr><td><b>{code}</b></td><td>{html.escape(text)}</td></tr>"
            for code, text in coded(told)
        )
        + "</table></div>"
        for told in TOLD
    )


def factiva_xml() -> str:
    return "<?xml version='1.0'?><ppsArticleResponse>" + "".join(
        f"<article><accessionNo>{number(told)}</accessionNo><baseLanguage>EN</baseLanguage>"
        f"<byline><paragraph>By {told.writer}</paragraph></byline><headline><paragraph>{told.title}"
        f"</paragraph></headline><leadParagraph><paragraph>{told.text[0]}</paragraph></leadParagraph>"
        f"<publicationDate><date>{told.day}</date></publicationDate>"
        f"<sourceName>{told.outlet}</sourceName><tailParagraphs><paragraph>{told.text[1]}</paragraph>"
        "</tailParagraphs></article>"
        for told in TOLD
    ) + "</ppsArticleResponse>"  # fmt: skip


def europresse() -> str:
    return "<html><body>" + "".join(
        f"<article><header><span class='DocPublicationName'>{told.outlet}, no. 341</span>"
        f"<span class='DocHeader'>Région, {told.in_french} - p. 5</span>"
        f"<p class='titreArticleVisu'>{told.title}</p></header>"
        f"<p class='sm-margin-bottomNews'>{told.writer}</p><div class='DocText'>"
        + "".join(f"<p>{part}</p>" for part in told.text)
        + f"</div><small>© 2023 {told.outlet}. Tous droits réservés.</small></article>"
        for told in TOLD
    )


def proquest() -> str:
    line = "_" * 60
    return f"\n\n{line}\n\n".join(
        f"Document {n} of 3\n\n{told.title}\n\nAuthor: {told.writer}\n\nPublication info:"
        f" {told.outlet} ; Sorren [Sorren]{told.written}: A.1.\n\nFull text:\n"
        + "\n\n".join(told.text)
        + f"\n\nSubject: Canals\n\nTitle: {told.title}\n\nPublication title: {told.outlet}\n\n"
        f"Publication date: {told.written}\n\nProQuest document ID: 77{n}\n\nDatabase: Newsstream"
        for n, told in enumerate(TOLD, 1)
    )


def ruled() -> str:
    return "\n\n=====\n\n".join(
        f"Title: {told.title}\nSource: {told.outlet}\nDate: {told.day}\nAuthor: {told.writer}\n\n"
        + "\n\n".join(told.text)
        for told in TOLD
    )


def headed() -> str:
    return ruled().replace("=====\n\n", "")


def bare() -> str:
    """Ruled lines between articles that begin with title, outlet, day and writer."""
    return "\n\n* * * * *\n\n".join(
        f"{told.title}\n{told.outlet}\n{told.written}\nBy {told.writer}\n\n"
        + "\n\n".join(told.text)
        for told in TOLD
    )


def word() -> bytes:
    file = new_docx()
    for told in TOLD:
        file.add_heading(told.title, 1)
        for line in (f"{told.outlet}, {told.written}", f"By {told.writer}", *told.text):
            file.add_paragraph(line)
    return saved(file)


def markdown() -> str:
    return "\n\n".join(
        f"# {told.title}\n\nBy {told.writer}\n\n{told.outlet}, {told.written}\n\n"
        + "\n\n".join(told.text)
        for told in TOLD
    )


MADE: Sequence[tuple[str, Callable[[], str | bytes]]] = (
    ("txt", nexis), ("txt", nexis_fields), ("docx", nexis_uni), ("txt", factiva),
    ("txt", factiva_codes), ("html", factiva_page), ("xml", factiva_xml), ("html", europresse),
    ("txt", proquest), ("txt", ruled), ("txt", headed), ("txt", bare), ("docx", word),
    ("md", markdown),
)  # fmt: skip


@pytest.mark.parametrize(("suffix", "make"), MADE, ids=[make.__name__ for _, make in MADE])
def test_each_article_of_an_export_comes_with_its_own_fields(
    tmp_path: Path, suffix: str, make: Callable[[], str | bytes]
) -> None:
    """Title, outlet, day, writer and words of each, and nothing that the database puts around."""
    found = articles(tmp_path / f"export.{suffix}", make())
    assert [(one.title, one.publisher, one.day, one.authors, one.text) for one in found] == [
        (told.title, told.outlet, told.day, (told.writer,), "\n\n".join(told.text)) for told in TOLD
    ]
    assert len({one.origin for one in found}) == 3


def test_an_article_keeps_its_place_when_the_export_grows(tmp_path: Path) -> None:
    """The number that the database gives an article tells it again."""
    first = articles(tmp_path / "a.txt", factiva())
    more = articles(
        tmp_path / "a.txt", factiva_codes() + "\n\n" + factiva_codes().split("\n\nSE")[0]
    )
    assert {one.origin for one in first} == {one.origin for one in more}


REPORT = "\n\n".join((
    "# Canals of the north", "A report on the state of eleven canals and of their locks in 2023.",
    "# 1. Method", "We looked at each lock by day, and asked its keeper what had been mended.",
    "# 2. Findings", "Four of the gates are of oak that was cut before the last war was over.",
))  # fmt: skip


def test_the_sections_of_a_report_are_one_article(tmp_path: Path) -> None:
    (one,) = articles(tmp_path / "a.md", REPORT)
    assert one.title == "Canals of the north"
    assert "Four of the gates" in one.text


def test_a_text_that_may_be_several_and_cannot_be_divided_says_so(tmp_path: Path) -> None:
    """Half of the pieces tell whose they are: nothing is lost, and the user is told what to do."""
    whole = ruled() + "\n\n=====\n\n" + " ".join(("The keeper of the lock was asked again.",) * 4)
    (one,) = documents(tmp_path / "a.txt", whole)
    assert TOLD[1].text[1] in one.article.text
    assert one.notice.startswith(f"{tmp_path / 'a.txt'} looks like several articles")


def test_an_interview_with_rules_between_its_parts_is_one(tmp_path: Path) -> None:
    told = TOLD[0]
    text = (
        f"{told.title}\n\n{told.text[0]}\n\n-----\n\n{told.text[1]}\n\n-----\n\n{TOLD[2].text[1]}"
    )
    (one,) = results(tmp_path / "a.txt", text)
    assert isinstance(one, Document)
    assert one.notice == ""
