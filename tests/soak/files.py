"""A small file of each format that is read, to be damaged in all ways."""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import zipfile
from collections.abc import Mapping

from docx import Document
from fpdf import FPDF

TITLE = "Lock gate at Sorren gives way"
PARAGRAPHS = (
    "The upper gate of the Sorren lock gave way on Monday night, and the canal ran dry as far as "
    "the mill. Nobody was hurt, the canal office said.",
    "Forty barges lie in the mud. “We have no water and no orders,” said Ida Maurer, who speaks "
    "for "
    "the bargemen. A new gate of steel is to cost 300,000 crowns.",
    "The canal was last dry in 1963. Work on the gate begins on 12 July 2023 and takes three "
    "weeks.",
)
_BODY = "\n\n".join(PARAGRAPHS)
_HEAD = f"{TITLE}\nBy Jon Tessin\nThe Canal Post, 4 July 2023\n\n"
_HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
_PAGE = (
    f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{TITLE} | The Canal Post"
    "</title><meta property='og:site_name' content='The Canal Post'><meta property='article:"
    "published_time' content='2023-07-04T09:00:00Z'><script type='application/ld+json'>"
    + json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": {"name": "Jon Tessin"}})
    + f"</script></head><body><nav>Home News</nav><article><h1>{TITLE}</h1>{_HTML}<ul><li><a href="
    "'https://canal.example/a'>More</a></li></ul></article><footer>© 2023</footer></body></html>"
)
_LIVE = _PAGE.replace(TITLE, f"Live: {TITLE}").replace(
    _HTML,
    "".join(f"<h2>1{at}:05 Post {at}</h2><p>{text}</p>" for at, text in enumerate(PARAGRAPHS)),
)
_MAIL = (
    f"From: The Canal Post <news@canal.example>\nTo: reader@example.org\nSubject: {TITLE}\n"
    "Date: Tue, 4 Jul 2023 09:00:00 +0000\nMessage-ID: <1@canal.example>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/alternative; boundary=cut\n\n--cut\nContent-Type: text/plain; "
    f"charset=utf-8\n\n{_BODY}\n\n--cut\nContent-Type: text/html; charset=utf-8\n\n{_PAGE}\n"
    f"--cut--\n"
)
_RECORD = {
    "title": TITLE, "publisher": "The Canal Post", "published": "2023-07-04", "text": _BODY,
    "authors": ["Jon Tessin"], "url": "https://canal.example/lock",
}  # fmt: skip
_NEXIS = "\n".join(
    f"{at} of 2 DOCUMENTS\n\nThe Canal Post\n\nJuly {at}, 2023\n\n{TITLE} {at}\n\nBYLINE: Jon "
    f"Tessin\n"
    f"\nLENGTH: 90 words\n\n{_BODY}\n\nLOAD-DATE: July 9, 2023\n\nLANGUAGE: ENGLISH\n\n"
    for at in (1, 2)
)
_FACTIVA = (
    f"<div id='article-X'><table><tr><td>HD</td><td>{TITLE}</td></tr><tr><td>SN</td><td>The Canal "
    f"Post</td></tr><tr><td>PD</td><td>4 July 2023</td></tr><tr><td>LP</td><td>{_HTML}</td></tr>"
    "<tr><td>AN</td><td>Document CANAL00020230704e7</td></tr></table></div>"
)
_PRESS = (
    "<?xml version='1.0'?><PPSResponse><article><accessionNo>X1</accessionNo><headline><para>"
    f"{TITLE}</para></headline><sourceName>The Canal "
    f"Post</sourceName><publicationDate><date>20230704"
    f"</date></publicationDate><leadParagraph><para>{PARAGRAPHS[0]}</para></leadParagraph>"
    f"<tailParagraphs><para>{PARAGRAPHS[1]}</para></tailParagraphs></article></PPSResponse>"
)
_FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>The Canal Post</title><item><title>"
    f"{TITLE}</title><link>https://canal.example/lock</link><pubDate>Tue, 04 Jul 2023 09:00:00 GMT"
    f"</pubDate><description><![CDATA[{_HTML}]]></description></item></channel></rss>"
)


def samples() -> Mapping[str, bytes]:
    """Files by name, one at least for each format."""
    return {**_texts_and_pages(), **_lists(), **_containers()}


def _texts_and_pages() -> Mapping[str, bytes]:
    return {
        "plain.txt": f"{_HEAD}{_BODY}".encode(),
        "nexis.txt": _NEXIS.encode(),
        "brief.txt": (
            "NEWS IN BRIEF\nThe Canal Post\n4 July 2023\n\n"
            + "\n\n".join(f"ITEM NUMBER {at}\n{text}" for at, text in enumerate(PARAGRAPHS))
        ).encode(),
        "notes.md": f"# {TITLE}\n\nThe Canal Post, 4 July 2023\n\n{_BODY}\n\n| a | b |\n"
        f"|--|--|\n".encode(),
        "page.html": _PAGE.encode(),
        "live.html": _LIVE.encode(),
        "factiva.html": f"<html><body>{_FACTIVA}</body></html>".encode(),
        "press.xml": _PRESS.encode(),
        "feed.xml": _FEED.encode(),
        "letter.eml": _MAIL.encode(),
        "box.mbox": (f"From a@b Tue Jul  4 09:00:00 2023\n{_MAIL}\n" * 2).encode(),
        "page.mhtml": (
            "From: <saved>\nSnapshot-Content-Location: https://canal.example/lock\n"
            "MIME-Version: 1.0\n"
            'Content-Type: multipart/related; type="text/html"; boundary="cut"\n\n--cut\n'
            f"Content-Type: text/html; charset=utf-8\nContent-Location: https://canal.example/lock\n\n"
            f"{_PAGE}\n--cut--\n"
        ).encode(),
        "page.webarchive": plistlib.dumps(
            {"WebMainResource": {
                "WebResourceData": _PAGE.encode(), "WebResourceMIMEType": "text/html",
                "WebResourceTextEncodingName": "UTF-8",
                "WebResourceURL": "https://canal.example/lock",
            }},
            fmt=plistlib.FMT_BINARY,
        ),
    }  # fmt: skip


def _lists() -> Mapping[str, bytes]:
    return {
        "list.json": json.dumps([_RECORD, _RECORD | {"title": "Another"}]).encode(),
        "lines.jsonl": f"{json.dumps(_RECORD)}\n{json.dumps(_RECORD)}\n".encode(),
        "table.csv": (
            "title,source,date,text\n" + f'"{TITLE}","The Canal Post",04/07/2023,"{_BODY}"\n' * 2
        ).encode(),
        "refs.ris": (
            f"TY  - NEWS\nTI  - {TITLE}\nT2  - The Canal Post\nDA  - 2023/07/04\nAB  - "
            f"{PARAGRAPHS[0]}\n"
            "ER  -\n"
        ).encode(),
        "refs.bib": (
            f"@article{{a, title={{{TITLE}}}, journal={{The Canal Post}}, date={{2023-07-04}}, "
            f"abstract={{{PARAGRAPHS[0]}}}}}\n"
        ).encode(),
    }  # fmt: skip


def _containers() -> Mapping[str, bytes]:
    return {
        "text.rtf": (
            r"{\rtf1\ansi{\b " + TITLE + r"}\par " + r"\par ".join(PARAGRAPHS) + "}"
        ).encode("cp1252"),
        "word.docx": _word(),
        "text.odt": _zip({
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": (
                "<office:document-content "
                "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:"
                "1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
                f"<office:text><text:h>{TITLE}</text:h>"
                + "".join(f"<text:p>{text}</text:p>" for text in PARAGRAPHS)
                + "</office:text></office:body></office:document-content>"
            ),
        }),
        "book.epub": _zip({
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
                "<rootfile full-path='a.opf'/></rootfiles></container>"
            ),
            "a.opf": (
                "<package xmlns='http://www.idpf.org/2007/opf'><metadata xmlns:dc='http://purl.org/dc/"
                f"elements/1.1/'><dc:title>{TITLE}</dc:title></metadata><manifest><item id='a' "
                f"href="
                "'a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref "
                "idref='a'/>"
                "</spine></package>"
            ),
            "a.xhtml": _PAGE,
        }),
        "print.pdf": _print(),
        "several.zip": _zip({"a.txt": f"{_HEAD}{_BODY}", "b.html": _PAGE}),
        "one.gz": gzip.compress(f"{_HEAD}{_BODY}".encode()),
    }  # fmt: skip


def _word() -> bytes:
    document = Document()
    document.add_heading(TITLE, 1)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "Barges"
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _print() -> bytes:
    sheet = FPDF()
    sheet.set_compression(False)
    for _ in range(2):
        sheet.add_page()
        sheet.set_font("helvetica", size=18)
        sheet.multi_cell(0, 10, TITLE, new_x="LMARGIN", new_y="NEXT")
        sheet.set_font("helvetica", size=11)
        for text in PARAGRAPHS:
            sheet.multi_cell(
                0, 6, text.replace("“", '"').replace("”", '"'), new_x="LMARGIN", new_y="NEXT"
            )
    return bytes(sheet.output())


def _zip(members: Mapping[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return kept.getvalue()
