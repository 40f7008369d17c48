"""Briefings as files: each form has all of it, nothing in an article is markup, and the same
briefing gives the same bytes."""

import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from markdown_it import MarkdownIt
from pypdf import PdfReader

from assistant import Article, Briefing
from assistant.documents import document
from assistant.errors import ExportError
from assistant.exporting.files import export, write
from assistant.exporting.forms import Form, form_of
from assistant.exporting.pdf import MISSING, briefing_pdf, faces_for
from assistant.interfaces.cli.show import timeline
from assistant.types import Verdict
from assistant.wording import counted, day, one_line, span, visible
from tests import briefings

HEADINGS = (
    "Key points", "New since 4 May 2024", "Where reports differ", "Timeline",
    "People and organisations", "Figures", "In their words", "Stories", "Not known",
    "Sources", "Coverage",
)  # fmt: skip
TOLD = (
    "Ferry runs aground off Larnholm", "4 publishers; 9 articles", "April 2024", "3 May 2024",
    "Ines Dahl", "the harbour master", "2 publishers; 3 articles", "seven",
    "The ship left the channel in fog,", "printed otherwise too",
    "The ship had left the channel in thick fog", "The ferry accident", "4 publishers; 9 articles",
    "It is not known why the ship left the channel.", "One article has no date.",
    "Four people died when the ferry ran aground.", "publisher unknown", "no date",
    "41 articles read, 9 copies folded, 23 cited, 3 not used, 1 without a date",
    "2 articles not used: nothing that others do not tell", "Harbour fees rise",
    "Паром сел на мель у Ларнхольма.", "Contradictions", "Updates", "Northern Wire, 3 May 2024; p",
    "single-source: Northern Wire", "single-source: publisher unknown",
    "Quoted word for word from 12 outlets; 23 articles cited, 41 read, 9 of them copies",
)  # fmt: skip


def text_of(content: bytes, form: Form) -> str:
    """All that a reader of the file sees, its white space in one form."""
    if form is Form.MD:
        found = re.sub(r"\\(.)", r"\1", content.decode())
    elif form is Form.HTML:
        found = html.document_fromstring(content.decode()).body.text_content()
    elif form is Form.DOCX:
        found = "\n".join(
            "".join(node.text or "" for node in place.iter(qn("w:t")))
            for place in Document(io.BytesIO(content)).element.body.iter(qn("w:p"))
        )
    else:
        pages = PdfReader(io.BytesIO(content)).pages
        found = "\n".join(page.extract_text() for page in pages)
    return " ".join(found.split())


@cache
def exported(made: Callable[[], Briefing], form: Form) -> bytes:
    """A briefing in a form, written once for all tests that look at it: a PDF takes seconds."""
    return export(made(), form)


READABLE = [Form.MD, Form.HTML, Form.DOCX, Form.PDF]


@pytest.mark.parametrize("form", READABLE)
def test_every_form_has_every_section(form: Form) -> None:
    """What the briefing says stands in each file, section after section, in one order."""
    text = text_of(exported(briefings.full, form), form)
    assert [told for told in TOLD if told not in text] == []
    places = [text.find(heading) for heading in HEADINGS]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize("form", READABLE)
def test_what_is_empty_does_not_appear(form: Form) -> None:
    """A briefing of one sentence has that sentence, its source and no other heading."""
    text = text_of(exported(briefings.small, form), form)
    assert "A ferry ran aground off Larnholm on Friday." in text
    assert [heading for heading in HEADINGS if heading in text] == ["Sources", "Coverage"]


@pytest.mark.parametrize("form", READABLE)
def test_a_plan_says_so(form: Form) -> None:
    """An entry of a day after all who tell it were published is a plan, if it is told as to come;
    a day gone by is none."""
    full = briefings.full()
    wire, times, undated = full.citations[1], full.citations[2], full.citations[5]
    for when, citations, plan in (
        (date(2024, 5, 20), (wire, times), "a plan, as of 4 May 2024"),
        (date(2024, 5, 4), (wire, times), ""),
        (date(2024, 5, 20), (wire, undated), ""),
    ):
        entry = replace(full.timeline[1], date=when, citations=citations, text="It will sail.")
        text = text_of(export(replace(full, timeline=(entry,)), form), form)
        assert ("a plan" in text) == bool(plan)
        assert plan in text
        assert ("(a plan, " in timeline([entry])) == bool(plan)  # of the command line
    told = replace(full.timeline[1], date=date(2024, 5, 20), citations=(wire,))
    told = replace(told, text="May 20: Divers brought up the ferry's log book.")
    text = text_of(export(replace(full, timeline=(told,)), form), form)
    assert "on a page dated 3 May 2024" in text
    assert "a plan" not in text


@pytest.mark.parametrize("form", READABLE)
def test_what_was_done_is_said_as_it_is(form: Form) -> None:
    """Quoted without a model; with one checked, if all of it holds; nothing more than that."""
    full = briefings.full()
    doubted = replace(full.open[0], verdict=Verdict(False, 0.2, ("name Homs",)))
    for changes, said in (
        ({}, "Quoted word for word from 12 outlets; 23 articles cited"),
        ({"writer": "openai:x"}, "Checked against its sources, 12 outlets; 23 articles cited"),
        ({"writer": "openai:x", "open": (doubted,)}, "1 of 8 sentences not held by what is cited"),
    ):
        changed = export(replace(full, **changes), form) if changes else None
        text = text_of(changed or exported(briefings.full, form), form)
        assert said in text
        assert ("checked" in text.casefold()) == said.startswith("Checked")


@pytest.mark.parametrize("form", READABLE)
def test_a_refusal_says_why(form: Form) -> None:
    """A briefing that is none tells its notices, and pretends to no source."""
    text = text_of(exported(briefings.refused, form), form)
    assert "volcano" in text
    assert "No article is about this." in text
    assert [heading for heading in HEADINGS if heading in text] == []


@pytest.mark.parametrize("form", READABLE)
def test_a_number_without_a_source_leads_nowhere(form: Form) -> None:
    """It is shown as it is; no link is made that breaks."""
    said = replace(briefings.small().statements[0], citations=(1, 99))
    content = export(replace(briefings.small(), statements=(said,)), form)
    assert "99" in text_of(content, form)
    assert b'"#source-99"' not in content
    assert b'"source99"' not in zipped(content)


def zipped(content: bytes) -> bytes:
    """What the parts of a package hold; nothing for another file."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return b""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(map(parts.read, parts.namelist()))


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("made", [briefings.full, briefings.small, briefings.refused])
def test_the_same_briefing_gives_the_same_bytes(made: Callable[[], Briefing], form: Form) -> None:
    """No file holds the moment in which it was written."""
    assert export(made(), form) == exported(made, form)


def test_a_lead_has_the_paragraphs_of_its_text() -> None:
    """Two stories are two paragraphs in a file too, and no sentence is lost between them."""
    briefing = briefings.full()
    texts = [statement.text for statement in briefing.statements]
    assert len(texts) > 1
    parted = export(replace(briefing, bottom_line=None, plain="\n\n".join(texts)), Form.MD)
    joined = export(replace(briefing, bottom_line=None, plain=" ".join(texts)), Form.MD)
    for written, apart in ((parted, True), (joined, False)):
        head = written.decode().split("## ")[0].split("\n\n")
        assert sum(any(text in block for text in texts) for block in head) == (
            len(texts) if apart else 1
        )
        assert all(any(text in block for block in head) for text in texts)


def test_files_have_no_moment_of_their_own() -> None:
    """A Word file and a PDF are dated by the newest article, whatever the clock says."""
    word = exported(briefings.full, Form.DOCX)
    told = Document(io.BytesIO(word)).core_properties
    assert told.title == "Ferry runs aground off Larnholm"
    assert told.created.date() == date(2024, 5, 29)
    parts = zipfile.ZipFile(io.BytesIO(word)).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    about = PdfReader(io.BytesIO(exported(briefings.full, Form.PDF))).metadata
    assert about is not None
    assert (about.title, about.get("/CreationDate")) == (
        "Ferry runs aground off Larnholm", "D:20240529000000Z",
    )  # fmt: skip


@pytest.mark.parametrize("form", READABLE)
def test_text_of_articles_stays_text(form: Form) -> None:
    """Markup in a title, publisher, quote or name is shown as it is, in every form."""
    content = export(briefings.hostile(), form)
    if form is not Form.PDF:  # where lines of long words are broken anywhere
        assert briefings.SCRIPT in text_of(content, form).replace("&amp;", "&")
    assert b"\x1b" not in content or form in (Form.DOCX, Form.PDF)
    assert "\u202e" not in text_of(content, form)


def test_no_markdown_comes_from_an_article() -> None:
    """Rendered, the page has our headings, no link, no image and no tag of an article's."""
    text = export(briefings.hostile(), Form.MD).decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "code_inline", "hr"}
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    assert levels.count("h1") == 1
    assert levels.count("h3") == 1  # the story's


def page(briefing: Briefing) -> html.HtmlElement:
    """The exported page, parsed."""
    return html.document_fromstring(export(briefing, Form.HTML).decode())


@pytest.mark.parametrize("made", [briefings.full, briefings.hostile])
def test_the_page_asks_for_nothing(made: object) -> None:
    """No script, no style sheet, no image, no handler: one file under a policy of its own."""
    assert callable(made)
    tree = page(made())
    assert tree.xpath("//script | //link | //img | //iframe | //object | //form | //base") == []
    assert tree.xpath("//@src | //@srcset | //@style") == []
    assert [name for node in tree.iter() for name in node.attrib if name.startswith("on")] == []
    links = tree.xpath("//a/@href")
    assert [link for link in links if not re.match(r"#|https?://", link)] == []
    assert not re.search(r"@import|url\(", tree.xpath("string(//style)"))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy


def test_only_plain_addresses_are_links() -> None:
    """An http address of an article is a link; a script or an attribute in one is not."""
    urls = page(briefings.full()).xpath("//a/@href[starts-with(., 'http')]")
    assert set(urls) == {"https://wire.example/ferry?a=1&b=2"}
    assert page(briefings.hostile()).xpath("//a/@href[not(starts-with(., '#'))]") == []


def test_marks_lead_to_the_words_and_back() -> None:
    """Each mark is a link to the source that quotes the words, which leads back to each mark."""
    tree = page(briefings.full())
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in tree.xpath("//a/@href[starts-with(., '#')]")}
    assert targets <= set(ids)
    for citation in briefings.full().citations:
        (source,) = tree.xpath(f"//li[@id='source-{citation.number}']")
        assert source.xpath("string(.//mark)") == citation.quote
        marks = tree.xpath(f"//a[@class='cite'][@href='#source-{citation.number}']/@id")
        assert marks
        assert source.xpath(".//a/@href[starts-with(., '#')]") == [f"#{mark}" for mark in marks]


def test_the_page_reads_well_aloud() -> None:
    """One main part, headings that never skip a level, names for sections and tables' columns."""
    tree = page(briefings.full())
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//main")) == len(tree.xpath("//h1")) == 1
    levels = [int(node.tag[1]) for node in tree.xpath("//h1 | //h2 | //h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tree.xpath("//section[not(@aria-label or @aria-labelledby)]") == []
    assert tree.xpath("//table[not(caption)] | //th[not(@scope)]") == []
    assert tree.xpath("//svg[not(@aria-label)]") == []


def test_the_axis_has_a_dot_for_each_day() -> None:
    """Days stand at their place between the first and the last; a single day is no axis."""
    made = briefings.full()
    tree = page(made)
    assert tree.xpath("//svg//circle/@cx") == ["2.00%", "95.09%", "98.00%"]
    leads = tree.xpath("//svg//a/@href")
    assert leads == ["#timeline-1", "#timeline-2", "#timeline-3"]
    assert all(tree.xpath(f"//li[@id='{lead[1:]}']") for lead in leads)
    same = tuple(replace(entry, date=date(2024, 5, 3)) for entry in made.timeline)
    assert page(replace(made, timeline=same)).xpath("//svg") == []


def test_word_marks_lead_to_the_sources() -> None:
    """A Word file has real headings, raised marks linked to bookmarks, and the conflicts' table."""
    document = Document(io.BytesIO(exported(briefings.full, Form.DOCX)))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == list(HEADINGS)
    body = document.element.body
    anchors = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))} - {None}
    bookmarks = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    assert anchors == set(bookmarks)
    assert len(bookmarks) == 8
    addresses = {one.target_ref for one in document.part.rels.values() if one.is_external}
    assert addresses == {"https://wire.example/ferry?a=1&b=2"}
    contradictions, updates = document.tables
    assert [cell.text for cell in contradictions.rows[2].cells] == [
        "deaths", "Four people died6", "publisher unknown, no date",
        "“Four people died when the ferry ran aground.”",
    ]  # fmt: skip
    assert updates.rows[1].cells[0].text == "dead in the accident"


def test_word_takes_any_text() -> None:
    """Signs that XML has no place for are replaced, not fatal."""
    odd = replace(briefings.small(), headline="a\x00b\ufffec\ud800d\x0be")
    assert Document(io.BytesIO(export(odd, Form.DOCX))).paragraphs[0].text == "a�b�c�d e"


def test_pdf_marks_lead_to_the_sources() -> None:
    """Each mark is a link into the PDF, addresses lead out, sections are in the outline."""
    reader = PdfReader(io.BytesIO(exported(briefings.full, Form.PDF)))
    links = [link.get_object() for one in reader.pages for link in one.get("/Annots", ())]
    inner = [link["/Dest"] for link in links if "/Dest" in link]
    numbers = {reader.get_page_number(target[0].get_object()) for target in inner}
    assert len(inner) == 22
    assert numbers <= {1, 2}  # where the sources stand
    outer = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert outer == {"https://wire.example/ferry?a=1&b=2"}
    assert [str(one.title) for one in reader.outline if not isinstance(one, list)] == list(HEADINGS)
    assert "1 / 3" in reader.pages[0].extract_text()


def test_pdf_writes_many_scripts() -> None:
    """Accents, Cyrillic, Greek, Arabic, Hebrew and more need no font of the system."""
    words = "Łódź Ñandú Київ Αθήνα עברית हिन्दी ไทย"
    made = replace(briefings.small(), headline=words)
    content = briefing_pdf(made, folders=())
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert MISSING not in text
    assert "No font" not in text
    assert [word for word in ("Łódź", "Ñandú", "Київ", "Αθήνα") if word not in text] == []


def test_pdf_says_what_no_font_has(caplog: pytest.LogCaptureFixture) -> None:
    """A sign that no font has is replaced, and the file says so; nothing else is said."""
    made = replace(briefings.small(), headline="Ferry 北京 🚢")
    content = briefing_pdf(made, folders=())
    (only,) = PdfReader(io.BytesIO(content)).pages
    text = " ".join(only.extract_text().split())
    assert text.startswith(f"Ferry {MISSING}{MISSING} {MISSING}")
    assert "No font here has 3 signs of this briefing (U+5317, U+4EAC, U+1F6A2)" in text
    assert caplog.records == []


def test_fonts_of_the_system_are_no_must(tmp_path: Path) -> None:
    """A folder that is missing, or a font that is none, is passed over."""
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"no font")
    (tmp_path / "Bold.ttf").write_bytes(b"")
    assert faces_for({"北"}, [tmp_path, tmp_path / "missing"]) == []


def test_long_words_and_long_quotes_fit() -> None:
    """A word wider than the page and a quote longer than one break, in every form."""
    one = briefings.small().citations[0]
    long = replace(one, quote="y" * 4000 + " " + "words and words " * 800)
    conflict = briefings.full().conflicts[0]
    sides = tuple(replace(side, citations=(long,)) for side in conflict.sides)
    made = replace(
        briefings.small(), citations=(long,), conflicts=(replace(conflict, sides=sides),)
    )
    for form in Form:
        assert len(export(made, form)) > 10_000


# -------------------------------------------------------------------- writing


def test_the_ending_tells_the_form() -> None:
    """As people write endings; another one tells nothing."""
    told = {name: form_of(Path(name)) for name in ("a.PDF", "a.htm", "a.markdown", "a.txt", "a")}
    assert told == {
        "a.PDF": Form.PDF, "a.htm": Form.HTML, "a.markdown": Form.MD, "a.txt": None, "a": None,
    }  # fmt: skip
    with pytest.raises(ExportError, match="'xls' is no form of a briefing: choose of md, html"):
        export(briefings.small(), "xls")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What cannot be written leaves the old file as it was, and nothing beside it."""
    target = tmp_path / "briefing.md"
    target.write_text("old")
    write(target, b"new")
    assert target.read_text() == "new"

    with pytest.raises(TypeError):  # whatever goes wrong on the way
        write(target, None)  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.iterdir()] == ["briefing.md"]
    assert target.read_text() == "new"


def test_a_file_keeps_its_permissions_and_a_link_stays(tmp_path: Path) -> None:
    """A new file is as readable as any; an old one as it was; a link leads where it led."""
    mask = os.umask(0o022)
    try:
        write(tmp_path / "new.md", b"new")
        old = tmp_path / "old.md"
        old.write_text("old")
        old.chmod(0o600)
        (tmp_path / "link.md").symlink_to(old)
        write(tmp_path / "link.md", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.md").stat().st_mode) == 0o644
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert (tmp_path / "link.md").is_symlink()
    assert old.read_text() == "new"


@pytest.mark.parametrize("name", ["missing/briefing.md", ".", "x" * 300])
def test_what_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    """The error names the file."""
    with pytest.raises(ExportError) as raised:
        write(tmp_path / name, b"new")
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


# -------------------------------------------------------------------- words and JSON


def test_json_takes_any_text() -> None:
    """Lone surrogates, which UTF-8 has no form for, are escaped."""
    written = document(Article("a\ud800b 🚢"))
    written.encode()
    assert json.loads(written)["text"] == "a\ud800b 🚢"


def test_terminals_are_not_steered() -> None:
    """Escape sequences and direction overrides do not reach the terminal."""
    assert "\x1b" not in visible("\x1b[31mred\x1b[0m")
    assert "\u202e" not in one_line("a\u202eb\nc")
    assert one_line("a\n  b") == "a b"
    assert visible("a\nb\tc") == "a\nb\tc"


def test_wording() -> None:
    """Counts and days as people write them."""
    assert [counted(n, "copy") for n in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]
    assert counted(1200, "article") == "1,200 articles"
    assert day(date(2016, 3, 27)) == "27 March 2016"
    assert day(None) == "no date"
    for first, last, words in (
        (date(2016, 3, 24), date(2016, 3, 29), "24–29 Mar 2016"),
        (date(2016, 3, 24), date(2016, 3, 24), "24 Mar 2016"),
        (date(2016, 3, 24), date(2016, 4, 1), "24 Mar – 1 Apr 2016"),
        (date(2015, 12, 31), date(2016, 1, 1), "31 Dec 2015 – 1 Jan 2016"),
    ):
        assert span(first, last) == words
