"""Texts, tables, documents and saved pages as programs write them: encodings, columns, notes."""

from __future__ import annotations

import io
import json
import plistlib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from docx import Document as new_docx
from docx.oxml import parse_xml
from fpdf import FPDF

from assistant.reading.encoding import decode
from assistant.reading.layout import paragraphs
from tests.growth import grows_in_proportion
from tests.reading import FIRST, SECOND, TITLE, article, articles, reason

DAY = date(2023, 7, 4)
RUSSIAN = "Совет решил в четверг закрыть старый рынок до конца года, сообщил мэр города на площади."
GREEK = "Το συμβούλιο αποφάσισε την Πέμπτη να κλείσει την παλιά αγορά μέχρι το τέλος του έτους."
JAPANESE = (
    "町議会は木曜日の夜、古い市場を年末までに閉鎖することを決めた。町長は新しい場所を約束した。"
)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (RUSSIAN, "cp1251", ""), (RUSSIAN, "koi8-r", ""), (GREEK, "iso8859-7", ""),
        (JAPANESE, "shift_jis", ""), (JAPANESE, "euc_jp", ""), (RUSSIAN, "utf-8", ""),
        ("“Café” – déjà vu, € 1,900", "cp1252", "iso-8859-1"), ("“Café” – déjà vu", "cp1252", ""),
    ],
)  # fmt: skip
def test_the_encoding_is_known_without_a_word_of_it(
    text: str, encoding: str, declared: str
) -> None:
    """Alphabets by their letters; and who says Latin-1 means Windows-1252."""
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize("text", ["“We won’t give up”, café", "Ångström – naïve", "São João"])
def test_what_was_encoded_twice_is_mended(text: str) -> None:
    twice = text.encode().decode("latin-1").encode()
    assert decode(twice) == text
    assert decode(twice.decode().encode("latin-1").decode("latin-1").encode()) == text


def test_what_only_looks_so_stays() -> None:
    assert decode("Vigo, Ã©".encode()) == "Vigo, Ã©"
    assert decode("VIÇOSA, SÃO JOÃO, ÀS 8H".encode()) == "VIÇOSA, SÃO JOÃO, ÀS 8H"


WRAPPED = """Market hall to close
Sorren Courier, 4 July 2023

The council voted on Thurs-
day evening to close the old
market hall by the end of the
year, after a debate of four
hours. A 48-year-
old trader was led out.

The mayor promised the traders
places in the new hall.
"""
INDENTED = """Market hall to close

Sorren Courier, 4 July 2023

  The council voted on Thursday evening to close the old market hall by
the end of the year, after a debate of four hours and more.
  The mayor promised the traders places in the new hall, which is to be
opened in March at the station and has room for forty stalls and more
than two hundred guests.
"""
HEADLINE = "Market hall is to close this year"
HEADS = {
    "outlet first": f"Sorren Courier\n4 July 2023\n\n{HEADLINE}\nBy Ida Maurer\n\n",
    "outlet below": f"{HEADLINE}\nThe Sorren Sentinel\n4 July 2023\n\n",
    "in one line": f"{HEADLINE}\nSorren Courier | 4 July 2023 | By Ida Maurer\n\n",
    "day first": f"4 July 2023\n{HEADLINE}\nSorren Courier\nWords: Ida Maurer\n\n",
    "name alone": f"{HEADLINE}\n4 July 2023\nIda Maurer\nSorren Courier\n\n",
}


@pytest.mark.parametrize("text", [WRAPPED, INDENTED], ids=["hyphens", "indents"])
def test_wrapped_lines_are_paragraphs(tmp_path: Path, text: str) -> None:
    found = article(tmp_path / "a.txt", text)
    first, second = found.text.split("\n\n")
    assert first.startswith("The council voted on Thursday evening to close the old market hall")
    assert ("48-year-old trader" in first) == ("48-" in text)
    assert second.startswith("The mayor promised the traders places")
    assert (found.title, found.publisher, found.day) == (
        "Market hall to close",
        "Sorren Courier",
        DAY,
    )


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_what_stands_on_top_is_told_apart(tmp_path: Path, head: str) -> None:
    found = article(tmp_path / "a.txt", f"{head}{FIRST}\n\n{SECOND}\n")
    assert found.title == HEADLINE
    assert found.day == DAY
    assert found.publisher in ("Sorren Courier", "The Sorren Sentinel")
    assert found.authors == (("Ida Maurer",) if "Ida Maurer" in head else ())
    assert found.text == f"{FIRST}\n\n{SECOND}"


def test_lists_of_figures_and_tickers_stay_whole(tmp_path: Path) -> None:
    figures = article(
        tmp_path / "a.txt",
        f"Sorren in figures\n\nSorren Courier, 4 July 2023\n\n1. Schools: 41 million\n"
        f"2. Roads: 12 million\n\n{FIRST}\n",
    )
    assert figures.title == "Sorren in figures"
    assert figures.text.split("\n\n") == ["1. Schools: 41 million", "2. Roads: 12 million", FIRST]
    ticker = article(
        tmp_path / "b.txt",
        f"Vote in Sorren: as it happened\n\n22:10\n\n{FIRST}\n\n20:45\n\n{SECOND}\n",
    )
    assert ticker.text.split("\n\n") == ["22:10", FIRST, "20:45", SECOND]


def table(columns: str, *rows: str) -> str:
    return "\n".join((columns, *rows))


LONG = f"{FIRST} {SECOND}"
TABLES = {
    "order by another row": table(
        "title,source,date,text", f'"{TITLE}",Sorren Courier,04/07/2023,"{LONG}"',
        f'Next,Sorren Courier,17/07/23,"{LONG} Again."',
    ),
    "the month first": table(
        "title,source,date,text", f'"{TITLE}",Sorren Courier,07/04/2023,"{LONG}"',
        f'Next,Sorren Courier,07/17/2023,"{LONG} Again."',
    ),
    "in German": table("Titel;Quelle;Datum;Text", f'"{TITLE}";Sorren Courier;04.07.23;"{LONG}"'),
    "in French": table("Titre;Journal;Date de parution;Texte intégral",
                       f'"{TITLE}";Sorren Courier;04/07/2023;"{LONG}"',
                       f'B;C D;17/07/2023;"{LONG} B"'),
    "in Portuguese": table("Título\tVeículo\tData de publicação\tTexto",
                           f"{TITLE}\tSorren Courier\t2023-07-04\t{LONG}"),
    "columns for a day": table("title,source,year,month,day,text",
                               f'"{TITLE}",Sorren Courier,2023,7,4,"{LONG}"'),
}  # fmt: skip


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_as_its_columns_tell(tmp_path: Path, text: str) -> None:
    first, *_ = articles(tmp_path / ("a.tsv" if "\t" in text else "a.csv"), text)
    assert (first.title, first.publisher, first.day) == (TITLE, "Sorren Courier", DAY)


RECORDS = {
    "CSL": {"id": "1", "title": TITLE, "container-title": "Sorren Courier", "abstract": LONG,
            "author": [{"family": "Maurer", "given": "Ida"}],
            "issued": {"date-parts": [[2023, 7, 4]]}},
    "fundus": {"title": TITLE, "publisher": "Sorren Courier", "authors": ["Ida Maurer"],
               "publishing_date": "2023-07-04 07:00:00+00:00",
               "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [FIRST, SECOND]}
                                                    ]}},
    "a reader": {"title": TITLE, "author": "Ida Maurer", "source": "reader",
                 "site_name": "Sorren Courier", "published_date": "2023-07-04",
                 "html_content": f"<p>{FIRST}</p><p>{SECOND}</p>", "source_url": "https://a.example/1"},
    "a feed's entry": {"title": TITLE, "author": "Ida Maurer", "content": f"<p>{LONG}</p>",
                       "published_at": "2023-07-04T07:00:00Z", "feed": {"title": "Sorren Courier"}},
    "paragraphs": {"headline": TITLE, "byline": "Ida Maurer", "date": "2023-07-04",
                   "newspaper": "Sorren Courier", "paragraphs": [FIRST, SECOND]},
}  # fmt: skip


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())
def test_the_records_of_known_programs_are_read(tmp_path: Path, record: object) -> None:
    (found,) = articles(tmp_path / "a.json", json.dumps([record]))
    assert (found.title, found.publisher, found.day) == (TITLE, "Sorren Courier", DAY)
    assert found.authors == ("Ida Maurer",)
    assert FIRST in found.text


RIS = (f"TY  - NEWS\nTI  - {TITLE}\nAU  - Maurer, Ida\nT2  - Sorren Courier\nDA  - 2023/07/04\n"
       f"AB  - {LONG}\nER  - \n")  # fmt: skip
BIB = (f"@article{{a1,\n title = {{{TITLE}}},\n author = {{Maurer, Ida}},\n journal = {{Sorren "
       f"Courier}},\n date = {{2023-07-04}},\n abstract = {{{LONG}}},\n}}\n")  # fmt: skip
MHTML = (
    "From: <Saved by a browser>\nSnapshot-Content-Location: https://sorren.example/a/bridge\n"
    'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="--x"\n\n'
    "----x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n"
    "----x--\n"
)
PAGE = (
    f'<html lang="en"><head><title>{TITLE}</title><meta property="og:site_name" content="Sorren '
    'Courier"><meta name="author" content="Ida Maurer"><meta property="article:published_time" '
    f'content="2023-07-04"></head><body><article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>'
    "</article></body></html>"
)


def odt() -> bytes:
    parts = "".join(
        f'<text:p text:style-name="{style}">{escape(text)}</text:p>'
        for style, text in (
            ("Title", TITLE), ("P", "Sorren Courier, 4 July 2023"), ("P", "By Ida Maurer"),
            ("P", FIRST), ("P", SECOND),
        )
    )  # fmt: skip
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0">'
        f"<office:body><office:text>{parts}</office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def webarchive() -> bytes:
    main = {"WebResourceData": PAGE.encode(), "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": "https://sorren.example/a/bridge"}  # fmt: skip
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ris", RIS), ("a.bib", BIB), ("a.mhtml", MHTML % PAGE), ("a.webarchive", webarchive()),
        ("a.odt", odt()),
    ],
)  # fmt: skip
def test_other_programs_files_are_read(tmp_path: Path, name: str, content: str | bytes) -> None:
    found = article(tmp_path / name, content)
    assert (found.title, found.publisher, found.day) == (TITLE, "Sorren Courier", DAY)
    assert found.authors == ("Ida Maurer",)
    assert found.text.startswith(FIRST)


@pytest.mark.parametrize("name", ["a.ris", "a.bib", "a.mhtml", "a.webarchive", "a.odt"])
def test_what_is_none_of_them_is_refused(tmp_path: Path, name: str) -> None:
    assert reason(tmp_path / name, "nothing of the kind")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
IN_WORD = {
    "put in": (f"<w:p {W}><w:r><w:t xml:space='preserve'>The hall opens in </w:t></w:r>"
               "<w:ins w:id='1' w:author='a'><w:r><w:t>March</w:t></w:r></w:ins>"
               "<w:del w:id='2' w:author='a'><w:r>"
               "<w:delText>May</w:delText></w:r></w:del><w:r><w:t>.</w:t></w:r></w:p>",
               "The hall opens in March."),
    "a control": (f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>The mayor promised it.</w:t></w:r>"
                  "</w:p></w:sdtContent></w:sdt>", "The mayor promised it."),
    "a break": (f"<w:p {W}><w:r><w:t>The fund has 900 crowns</w:t><w:br/><w:t>and grows.</w:t>"
                "</w:r></w:p>", "The fund has 900 crowns and grows."),
    "equal cells": (f"<w:tbl {W}><w:tr>" + "".join(
        f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ("Labour", "14", "14")
    ) + "</w:tr></w:tbl>", "Labour | 14 | 14"),
    "a box": (f"<w:p {W}><w:r><w:t>The vote was close.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p>"
              "<w:r><w:t>17 to 11.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
              "17 to 11."),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "told"), IN_WORD.values(), ids=IN_WORD.keys())
def test_all_that_word_shows_is_read(tmp_path: Path, xml: str, told: str) -> None:
    file = new_docx()
    file.add_heading(TITLE, 0)
    file.add_paragraph(FIRST)
    file.element.body.insert(2, parse_xml(xml))
    out = io.BytesIO()
    file.save(out)
    assert told in article(tmp_path / "a.docx", out.getvalue()).text.split("\n\n")


LEFT = ("The council voted on Thursday", "evening to close the old hall", "by the end of the year.")
RIGHT = ("Most of the traders have been", "there for ten years or more,", "their association said.")


def test_columns_of_a_pdf_are_read_one_after_the_other(tmp_path: Path) -> None:
    """However the lines were drawn: here row by row."""
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=11)
    for at, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True)):
        file.text(20, 40 + 6 * at, one)
        file.text(110, 40 + 6 * at, other)
    text = " ".join(article(tmp_path / "a.pdf", bytes(file.output())).text.split())
    assert " ".join((*LEFT, *RIGHT)) in text


def test_running_heads_of_a_pdf_tell_outlet_and_day(tmp_path: Path) -> None:
    file = FPDF()
    for part in (FIRST, SECOND):
        file.add_page()
        file.set_font("Helvetica", size=9)
        file.text(20, 12, "SORREN COURIER")
        file.text(150, 12, "Tuesday 4 July 2023")
        file.set_font("Helvetica", size=11)
        file.set_xy(20, 40)
        file.multi_cell(0, 6, part)
    found = article(tmp_path / "a.pdf", bytes(file.output()))
    assert (found.publisher, found.day) == ("Sorren Courier", DAY)
    assert "SORREN" not in found.text


@pytest.mark.parametrize(
    "text", ["« liberté\u00a0»", "“café”—then", "»Spaß« und »Gruß«", "„Fleiß“ und „Spaß“"]
)
def test_letters_beside_quotation_marks_stay(text: str) -> None:
    """They look like bytes of another encoding, and are none."""
    assert decode(text.encode()) == text


SECTIONS = (
    f"# {TITLE}\n\n{FIRST} {SECOND}\n\n# What the council decided today\n\n{LONG}\n\n"
    f"# Why it matters for towns\n\n{SECOND} {FIRST}\n"
)
SETEXT = f"{TITLE}\n====\n\nBy Ida Maurer\n\n{FIRST} {SECOND}\n\nWhat next\n----\n\n{LONG}\n"
FOOTER = (
    f"Title: {TITLE}\nSource: Sorren Courier\nDate: 2023-07-04\n\n{LONG}\n\n-----\n\nYou get this"
    " letter because you asked for it, and can end it at any time you like.\n"
)


@pytest.mark.parametrize(
    ("name", "text"), [("a.md", SECTIONS), ("a.md", SETEXT), ("a.txt", FOOTER)]
)
def test_one_article_with_parts_stays_one(tmp_path: Path, name: str, text: str) -> None:
    found = article(tmp_path / name, text)
    assert found.title == TITLE
    assert FIRST in found.text


HEADLINES = ("Von Miller Signs With Bills", "Door County Board Approves Budget")


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_no_byline(tmp_path: Path, headline: str) -> None:
    found = article(tmp_path / "a.txt", f"{headline}\nSorren Courier, 4 July 2023\n\n{FIRST}\n")
    assert (found.title, found.authors) == (headline, ())


def test_long_texts_take_time_in_proportion() -> None:
    """Lines without a blank one between them are joined as fast as others."""
    line = "the council voted on the budget of the town and on the roads that lead to"

    def work(parts: int) -> Callable[[], object]:
        text = "\n".join([line] * (400 * parts))
        return lambda: paragraphs(text)

    assert grows_in_proportion(work)
