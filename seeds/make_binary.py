"""Writes the corpus's PDF and DOCX articles, the same bytes on every run."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from fpdf import FPDF

ARTICLES = Path(__file__).parent / "articles"

REVIEW_TITLE = "Cold store failed before flu vaccine recall, source says"
REVIEW_BYLINE = "Orvania Health Review | 22 January 2025"
REVIEW = (
    "A refrigeration failure in a Kelmar warehouse spoiled part of this winter's supply of"
    " Febrivax, a source at the manufacturer has told the Review, contradicting talk of a fault"
    " in the vials.",
    "The source, who works in quality control at Halden Biologics and asked not to be named,"
    " said that a cold store warmed to 14 degrees over the Christmas holiday because an alarm"
    " had been switched off. Flu vaccine should be kept between 2 and 8 degrees.",
    "The account appeared as Orvania's Medicines Board enlarged its recall to 112,000 doses"
    " from 48,000. Patients in nine districts have now reported fever or a hot, swollen arm,"
    " 41 of them in all.",
    "Halden has said that it first heard of a problem on 13 January, when a clinic in the town"
    " of Ardley complained. It informed the Board a week later.",
    "Doctors contacted by the Review were divided. Some wondered how a vaccine that had been"
    " too warm could make anybody feverish; heat as a rule makes it weaker. Others said that"
    " proteins which clump together can irritate the skin.",
    "The Board's director, Lena Hartwick, urged patience. \"Better to recall a vaccine that"
    ' proves to be fine than to leave one in use that is not," she said.',
    "General practitioners should report any reaction that begins within two days of the"
    " injection. The hotline is staffed until 10 p.m.",
)

GAZETTE_TITLE = "Bags, keys and a missing signature: the Mill Street ballots in court"
GAZETTE_BYLINE = "Quayside Gazette | 30 October 2024"
GAZETTE = (
    "The question before the Regional Electoral Court yesterday was simple enough: how do"
    " several hundred votes get lost in a room with one door?",
    "Judge Amara Voss heard five witnesses in the case that Ruben Castellane has brought over"
    " the mayoral election in Port Ansel. The caretaker of the Mill Street sports hall, Josip"
    " Lark, said he locked two grey bags in the equipment room on polling day because he had"
    ' been told that a van would come for them. The van never came. "I thought it was'
    ' gymnastics mats," he said of the bags.',
    "Mr Castellane's lawyers told the court that the bags held 640 ballots. The figure was"
    " read, they said, from a docket that bears no signature.",
    "Henrik Obara, the returning officer, disputed it. His staff had weighed the sealed bags"
    ' and arrived at 460. "These ballots were not hidden. They were forgotten," he told the'
    " judge, and he apologised to the people who had cast them.",
    "Counsel for Mayor Dorothea Quill argued that there was no reason to think the missing"
    " votes differed from the rest. If they split as the others did, she would still have won.",
    "The judge wondered aloud why, in that case, anyone should object to opening them. The law"
    " on the point dates from 1931 and was not written with postal voting in mind.",
    "A ruling is expected at the end of next week.",
)


def write_pdf(path: Path) -> None:
    """Write the review's article as a PDF with fixed dates and metadata."""
    page = FPDF(format="A4")
    page.set_creation_date(datetime(2025, 1, 22, 9, 0, tzinfo=UTC))
    page.set_title(REVIEW_TITLE)
    page.set_author("Orvania Health Review")
    page.set_margins(25, 20, 25)
    page.add_page()
    page.set_font("Helvetica", "B", 18)
    page.multi_cell(0, 9, REVIEW_TITLE, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(2)
    page.set_font("Helvetica", "I", 10)
    page.multi_cell(0, 6, REVIEW_BYLINE, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)
    page.set_font("Times", "", 12)
    for paragraph in REVIEW:
        page.multi_cell(0, 6, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        page.ln(3)
    page.output(str(path))


def write_docx(path: Path) -> None:
    """Write the gazette's article as a DOCX whose archive entries carry no clock time."""
    document = Document()
    moment = datetime(2024, 10, 30, 6, 0)
    properties = document.core_properties
    properties.title = GAZETTE_TITLE
    properties.author = "Quayside Gazette"
    properties.comments = ""
    properties.created = properties.modified = moment
    document.add_heading(GAZETTE_TITLE, level=1)
    document.add_paragraph(GAZETTE_BYLINE)
    for paragraph in GAZETTE:
        document.add_paragraph(paragraph)
    drawn = io.BytesIO()
    document.save(drawn)
    with (
        zipfile.ZipFile(drawn) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(2024, 10, 30, 6, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))


def main() -> None:
    """Write both files into the article folders."""
    write_pdf(ARTICLES / "febrivax-recall" / "04-orvania-health-review.pdf")
    write_docx(ARTICLES / "port-ansel-vote" / "05-quayside-gazette.docx")


if __name__ == "__main__":
    main()
