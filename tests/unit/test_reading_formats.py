"""Files that hold one article or many: mails, feeds, exports, books, archives."""

import csv
import gzip
import io
import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.reading import Document, Failure, PassedOver, read
from assistant.reading.formats import by_content, by_suffix, markup
from tests.reading import (
    FIRST,
    SECOND,
    TEXT,
    TODAY,
    article,
    articles,
    failures,
    place,
    results,
    zipped,
)

PAGE = f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
LONG = " ".join([FIRST, SECOND] * 6)


# ---------------------------------------------------------------- records


ENVELOPES = {
    "a list": [{"Title": "Bridge open", "Full_Text": TEXT, "Publish Date": "3 May 2024",
                "Outlet": "Port Herald", "Link": "https://port.example/a", "By": "Jane Roe"}],
    "news api": {"status": "ok", "totalResults": 1, "articles": [
        {"source": {"id": "port-herald", "name": "Port Herald"}, "author": "Jane Roe",
         "title": "Bridge open", "description": "Short.", "url": "https://port.example/a",
         "publishedAt": "2024-05-03T10:00:00Z", "content": TEXT}]},
    "crawler": {"uuid": "u1", "url": "https://port.example/a", "author": "Jane Roe",
                "published": "2024-05-03T10:00:00.000+03:00", "title": "Bridge open", "text": TEXT,
                "thread": {"site": "Port Herald", "section_title": "News"}},
    "search index": {"hits": {"total": 1, "hits": [{"_id": "7", "_score": 1.5, "_source": {
        "headline": "Bridge open", "maintext": TEXT, "date_publish": "2024-05-03 10:00:00",
        "source": "Port Herald", "url": "https://port.example/a", "authors": ["Jane Roe"]}}]}},
    "schema.org": {"@context": "https://schema.org", "@graph": [
        {"@type": "WebSite", "name": "Port Herald"},
        {"@type": "NewsArticle", "headline": "Bridge open", "articleBody": TEXT,
         "datePublished": "2024-05-03", "author": [{"@type": "Person", "name": "Jane Roe"}],
         "publisher": {"@type": "Organization", "name": "Port Herald"},
         "mainEntityOfPage": {"@id": "https://port.example/a"}}]},
    "parts": {"id": "p1", "article_url": "https://port.example/a", "title": "Bridge open",
              "author": "Jane Roe", "published_date": 1714731300000, "source": "Port Herald",
              "contents": [{"type": "title", "content": "Bridge open"},
                           {"type": "date", "content": 1714731300000},
                           {"type": "text", "content": f"<b>{FIRST}</b>"},
                           {"type": "text", "content": SECOND}]},
    "json feed": {"version": "https://jsonfeed.org/version/1.1", "title": "Port Herald", "items": [
        {"id": "1", "url": "https://port.example/a", "title": "Bridge open", "content_html": PAGE,
         "date_published": "2024-05-03T10:00:00Z", "authors": [{"name": "Jane Roe"}]}]},
}  # fmt: skip


@pytest.mark.parametrize("name", ENVELOPES)
def test_json_of_the_usual_exports_is_read_with_all_its_fields(tmp_path: Path, name: str) -> None:
    """The records are found wherever they lie, and their fields under whatever usual name."""
    one = article(tmp_path / "a.json", json.dumps(ENVELOPES[name]))
    assert one.text == TEXT
    assert (one.title, one.publisher) == ("Bridge open", "Port Herald")
    assert (one.day, one.authors) == (date(2024, 5, 3), ("Jane Roe",))
    assert one.url == "https://port.example/a"


@pytest.mark.parametrize(
    "written",
    ["2024-05-03", "2024-05-03T23:10:00+02:00", "Fri, 03 May 2024 10:00:00 GMT", 1714731300,
     1714731300000, "1714731300", 20240503, "20240503T101500Z", {"$date": "2024-05-03T10:00:00Z"},
     1714731300.25],
)  # fmt: skip
def test_a_date_is_understood_however_an_export_writes_it(tmp_path: Path, written: object) -> None:
    """ISO, mail dates, digits, seconds and milliseconds since 1970."""
    record = {"title": "Bridge open", "text": TEXT, "created": "2020-01-01", "pubDate": written}
    assert article(tmp_path / "a.json", json.dumps(record)).day == date(2024, 5, 3)


def test_records_go_by_something_that_stays_when_the_file_grows(tmp_path: Path) -> None:
    """An id, an address, a title or the words: a new record on top moves no other one."""
    rows = [
        {"id": "7", "title": "One", "text": f"{FIRST} One."},
        {"url": "https://port.example/b", "title": "Two", "text": f"{FIRST} Two."},
        {"title": "Three", "text": f"{FIRST} Three."},
        {"title": "Same", "text": f"{FIRST} Four."},
        {"title": "Same", "text": f"{FIRST} Five."},
    ]
    path = tmp_path / "a.jsonl"
    before = articles(path, "\n".join(map(json.dumps, rows)))
    assert [place(one.origin) for one in before[:3]] == ["7", "https://port.example/b", "Three"]
    assert len({one.origin for one in before}) == 5
    grown = [{"id": "6", "title": "New", "text": f"{SECOND} New."}, *rows]
    after = articles(path, "\n".join(map(json.dumps, grown)))
    assert [one.origin for one in after[1:]] == [one.origin for one in before]


def test_html_in_a_record_becomes_text(tmp_path: Path) -> None:
    """Tags, also escaped ones, entities and scripts are gone; paragraphs stay apart."""
    bodies = {
        "tags": f'<div class="a > b"><p>{FIRST}</p><script>if (a<b) x()</script><p>{SECOND}</div>',
        "escaped": f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;",
        "breaks": f"{FIRST}<br/><br>{SECOND}",
        "drawn": f"<p>{FIRST.replace(' ', '<svg><path/></svg> ', 1)}</p>{SECOND}",
        "words": f"<b>{FIRST}</b>\n\n{SECOND.replace('Some', '<i>Some</i>')}",
        "hidden": f'<p style="display: none">Preview</p>{PAGE}<nav><a href="/">Home</a></nav>',
        "written": f"{FIRST}\\n\\n{SECOND}",
    }
    for name, body in bodies.items():
        record = {"title": "Bridge &amp; <em>harbour</em>", "content": body}
        one = article(tmp_path / f"{name}.json", json.dumps(record))
        assert (one.title, one.text) == ("Bridge & harbour", TEXT), name


def test_a_summary_stands_in_for_a_missing_text_only(tmp_path: Path) -> None:
    """Where there is a text the standfirst is no part of it."""
    expected = {"title": "Bridge open", "date": "2024-05-03", "description": SECOND}
    assert article(tmp_path / "a.json", json.dumps(expected)).text == SECOND
    assert article(tmp_path / "b.json", json.dumps(expected | {"body": FIRST})).text == FIRST


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "tool", "version": "1.0", "description": "A tool that does things for you all",
          "scripts": {"a": "b"}}, "its fields are name, version, description, scripts"),
        ([{"question": "Who?", "answer": "Nobody at all"}], "its fields are question, answer"),
        ([1, 2, 3], "its fields are none"),
        ([{"title": "T", "url": "https://port.example/a", "domain": "port.example"}],
         "add the addresses themselves"),
    ],
)  # fmt: skip
def test_json_of_another_purpose_says_which_fields_it_has(
    tmp_path: Path, value: object, expected: str
) -> None:
    """One line with the names that were found and the names that are understood."""
    ((_, reason),) = failures(results(tmp_path / "a.json", json.dumps(value)))
    assert expected in reason
    assert '"text"' in reason


def written_table(delimiter: str, rows: list[list[str]]) -> str:
    """A table as a spreadsheet writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_whatever_stands_between_its_cells(
    tmp_path: Path, delimiter: str, mark: str
) -> None:
    """Quoted line breaks, the delimiter in a cell and a byte order mark are no trouble."""
    text = f'{FIRST} "Yes; no, maybe | never", it was said.\n\n{SECOND}'
    table = [
        ["", "ID", "Headline", "Publication", "Published At", "Content", "URL"],
        ["0", "a1", f"Bridge{delimiter} open", "Port Herald", "03.05.2024", text, ""],
        ["1", "a2", "Two", "", "1714731300", SECOND, "https://port.example/b"],
    ]
    one, two = articles(tmp_path / "a.csv", mark + written_table(delimiter, table))
    assert one.title == " ".join(f"Bridge{delimiter} open".split())
    assert (one.publisher, one.day, one.text) == ("Port Herald", date(2024, 5, 3), text)
    assert (two.text, two.url, place(two.origin)) == (SECOND, "https://port.example/b", "a2")
    assert two.publisher == "port.example"


def test_a_table_tells_of_bad_rows_and_reads_the_others(tmp_path: Path) -> None:
    """A row without text, one with too many cells, and a quote that is never closed."""
    table = f'text,title\n{FIRST.replace(",", "")},One\n,Two\na,b,c\nx,"never closed\n{SECOND}\n'
    table += f'"{SECOND}",Three\n'
    found = results(tmp_path / "a.csv", table)
    assert [one.article.title for one in found if isinstance(one, Document)] == ["One", "Three"]
    expected = dict(failures(found))
    assert "has no text" in expected["line 3"]
    assert "has 3 cells where the first line has 2" in expected["line 4"]
    assert "never closed" in expected["line 5"]


# ---------------------------------------------------------------- feeds


def rss(items: str, head: str = "") -> str:
    """A feed with its own date, which is nobody else's."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>{head}<title>World news | The Port Herald</title><language>en-gb</language>"
        f"<pubDate>Mon, 01 Jan 2018 00:00:00 GMT</pubDate>{items}</channel></rss>"
    )


ITEMS = (
    "<item><title>Bridge &amp;amp; harbour</title><link>https://port.example/a</link>"
    '<guid isPermaLink="false">tag:1</guid><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>'
    "<dc:creator>Jane Roe</dc:creator><description>Short…</description><content:encoded>"
    f"<![CDATA[{PAGE * 4}]]></content:encoded></item>"
    "<item><title>Ferry late</title><link>https://port.example/b</link>"
    f"<description>&lt;p&gt;{SECOND} &lt;a href='x'&gt;Read more&lt;/a&gt;</description></item>"
)


def test_a_feed_in_a_file_gives_each_entry_as_an_article(tmp_path: Path) -> None:
    """Title, text, address, author and day are the entry's; the feed's day is nobody's."""
    one, two = articles(tmp_path / "a.rss", rss(ITEMS))
    assert (one.title, one.publisher) == ("Bridge & harbour", "The Port Herald")
    assert (one.day, one.authors) == (date(2024, 5, 3), ("Jane Roe",))
    assert (one.url, place(one.origin)) == ("https://port.example/a", "tag:1")
    assert one.text.startswith(TEXT)
    assert (two.published, place(two.origin)) == (None, "https://port.example/b")


ATOM = f"""<?xml version="1.0"?><!-- made by hand -->
<feed xmlns="http://www.w3.org/2005/Atom"><title>Port Herald</title>
<updated>2020-01-01T00:00:00Z</updated>
<entry><title type="html">Bridge &lt;b&gt;open&lt;/b&gt;</title>
<id>urn:1</id><link rel="alternate" href="https://port.example/a"/>
<published>2024-05-03T10:00:00Z</published><author><name>Jane Roe</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{PAGE}</div></content>
</entry></feed>"""
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Port Herald</title><items><rdf:Seq/></items></channel>
<item rdf:about="https://port.example/a"><title>Bridge open</title>
<link>https://port.example/a</link><description>{FIRST}&lt;br&gt;&lt;br&gt;{SECOND}</description>
<dc:date>2024-05-03T10:00:00+01:00</dc:date><dc:creator>Jane Roe</dc:creator></item></rdf:RDF>"""


@pytest.mark.parametrize("name", ["a.atom", "a.xml", "a.rdf"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_atom_and_rdf_are_feeds_too(tmp_path: Path, name: str, encoding: str) -> None:
    """Under any of the usual endings, and in UTF-16 as well."""
    for content in (ATOM, RDF):
        one = article(tmp_path / name, content.encode(encoding))
        assert (one.title, one.publisher, one.text) == ("Bridge open", "Port Herald", TEXT)
        assert (one.day, one.authors) == (date(2024, 5, 3), ("Jane Roe",))
        assert one.url == "https://port.example/a"


def test_the_bytes_of_a_feed_are_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    """Nothing but the bytes is read, whatever they say, and no entity of theirs is expanded."""
    secret = tmp_path / "secret.rss"
    secret.write_text(rss(ITEMS))
    for content in (str(secret), "https://port.example/feed.rss"):
        assert "is no feed" in failures(results(tmp_path / "a.rss", content))[0][1]
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file://{secret}">{laughs}]>'
    body = rss(f"<item><title>T</title><description>{SECOND} &e8; &f;</description></item>")
    head, _, rest = body.partition("\n")
    found = article(tmp_path / "b.rss", f"{head}{doctype}{rest}")
    assert len(found.text) < 200
    assert "Ferry" not in found.text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<!doctype html><html><body><p>Hello</p></body></html>", "is an HTML page and no feed"),
        ("<?xml version='1.0'?><settings><a/></settings>", "is no feed"),
        (rss(""), "is a feed without entries"),
        ("<rss><channel><ti", "damaged or cut short"),
    ],
)
def test_what_is_no_feed_is_told_in_one_line(tmp_path: Path, content: str, expected: str) -> None:
    """A page or other XML under a feed's ending."""
    ((_, reason),) = failures(results(tmp_path / "a.xml", content))
    assert expected in reason


# ---------------------------------------------------------------- mail


def mail(
    plain: str | None,
    page: str | None = None,
    attached: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A message as mail programs write it."""
    one = EmailMessage()
    standard = {
        "From": "Port Herald <news@port.example>", "To": "desk@press.example",
        "Subject": "Brücke wieder offen – endlich", "Date": "Fri, 3 May 2024 23:30:00 +0200",
        "Message-ID": "<m1@port.example>",
    }  # fmt: skip
    for name, value in (standard | headers).items():
        one[name] = value
    if plain is not None:
        one.set_content(plain, cte="quoted-printable")
    if page is not None and plain is not None:
        one.add_alternative(page, subtype="html", cte="base64")
    elif page is not None:
        one.set_content(page, subtype="html", cte="base64")
    for name, content in attached:
        one.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return one.as_bytes()


FOOTER = "You are receiving this email because you signed up.\nUnsubscribe | Manage preferences\n"
NEWSLETTERS = {
    "plain": mail(f"View this email in your browser\n\n{FIRST} <https://click.example/1>\n\n"
                  f"{SECOND}\n\n-- \nPort Herald\n1 Quay Street\n"),
    "footer": mail(f"{TEXT}\n\n{FOOTER}Port Herald, 1 Quay Street, Ostvik\n"),
    "page": mail(None, f"<div style='display:none'>Preview</div><table><tr><td>{PAGE}</td></tr>"
                       "<tr><td><a href='x'>Unsubscribe</a></td></tr></table>"),
    "stand-in": mail("Please use a program that shows pages.", f"<html><body>{PAGE}</body></html>"),
    "answer": mail(f"{TEXT}\n\nOn Thu, 2 May 2024 at 09:00, A. Loe <a@press.example>\nwrote:\n"
                   "> When will it open?\n> Soon?\n"),
    "list": mail(f"{TEXT}\n\n_______________________________________________\n"
                 "Harbour mailing list\nHarbour@lists.example\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEWSLETTERS)
def test_a_newsletter_is_its_text_alone(tmp_path: Path, name: str) -> None:
    """Subject, sender and day are its fields; quotes, signatures and small print are gone."""
    one = article(tmp_path / "a.eml", NEWSLETTERS[name])
    assert one.text == TEXT
    assert (one.title, one.publisher) == ("Brücke wieder offen – endlich", "Port Herald")
    assert (one.day, one.authors) == (date(2024, 5, 3), ())


FORWARDS = [
    "---------- Forwarded message ---------\nFrom: Port Herald <news@port.example>\n"
    "Date: Thu, 2 May 2024 at 09:00\nSubject: Bridge open again\nTo: <desk@press.example>\n\n\n",
    "________________________________\nFrom: Port Herald <news@port.example>\n"
    "Sent: Thursday, May 2, 2024 9:00 AM\nTo: Jane Roe\nSubject: Bridge open again\n\n",
    "Begin forwarded message:\n\n> From: Port Herald <news@port.example>\n> Subject: Bridge open "
    "again\n> Date: 2 May 2024 at 09:00:00 CEST\n> To: desk@press.example\n>\n",
]


@pytest.mark.parametrize("header", FORWARDS)
def test_a_forwarded_article_is_that_of_its_own_sender(tmp_path: Path, header: str) -> None:
    """Who passed it on, and when, and the note above are not the article's."""
    quoted = header.startswith("Begin")
    body = "\n".join(f"> {line}" for line in TEXT.split("\n")) if quoted else TEXT
    content = mail(
        f"See below.\n\n{header}{body}\n",
        From="Jane Roe <jane@gmail.com>",
        Subject="Fwd: Bridge open again",
    )
    one = article(tmp_path / "a.eml", content)
    assert (one.title, one.text) == ("Bridge open again", TEXT)
    assert (one.publisher, one.day) == ("Port Herald", date(2024, 5, 2))


@pytest.mark.parametrize(
    ("sender", "publisher", "authors"),
    [
        ("Port Herald <news@port.example>", "Port Herald", ()),
        ("=?utf-8?q?K=C3=BCsten-Herald?= <newsletter@port.example>", "Küsten-Herald", ()),
        ("Jane Roe <jane.roe@gmail.com>", "", ("Jane Roe",)),
        ("Jane Roe from The Dispatch <dispatch@letters.example>", "The Dispatch", ("Jane Roe",)),
        ("news@port.example", "port.example", ()),
    ],
)
def test_a_sender_is_an_outlet_or_an_author(
    tmp_path: Path, sender: str, publisher: str, authors: tuple[str, ...]
) -> None:
    """By name and address: what reads as an outlet or sends newsletters is the publisher."""
    raw = f"From: {sender}\nTo: a@b.example\nSubject: Bridge open\nDate: 3 May 2024\n\n{TEXT}\n"
    one = article(tmp_path / "a.eml", raw)
    assert (one.publisher, one.authors) == (publisher, authors)


def test_a_mail_in_a_wrong_charset_keeps_its_letters(tmp_path: Path) -> None:
    """A false or unknown charset, raw bytes in the subject, and headers that make no sense."""
    for charset in ("us-ascii", "x-nonsense", "utf-8"):
        raw = (
            "From: Port Herald <news@port.example>\nSubject: Café =?utf-8?B?w7xiZXI=?=\n"
            f"To: a@b.example\nDate: some day\nContent-Type: text/plain; charset={charset}\n\n"
            f"The café “Zürich” is open. {FIRST}\n"
        ).encode("cp1252")
        one = article(tmp_path / "a.eml", raw)
        assert one.title == "Café über"
        assert one.text.startswith("The café “Zürich” is open.")
        assert one.published is None


def test_attached_documents_are_articles_of_their_own(tmp_path: Path) -> None:
    """Those of formats that are read; the covering note is none, and bad ones are told of."""
    attached = (
        ("brief.txt", f"Bridge open again\n\n{TEXT}".encode()),
        ("picture.jpg", b"\xff\xd8"),
        ("bad.pdf", b"broken"),
    )
    found = results(tmp_path / "a.eml", mail("See attached.", attached=attached))
    (one,) = (each for each in found if isinstance(each, Document))
    assert (one.article.title, one.article.text) == ("Bridge open again", TEXT)
    assert place(one.article.origin) == "m1@port.example/brief.txt"
    assert one.original == attached[0][1]
    ((where, _),) = failures(found)
    assert where == "m1@port.example/bad.pdf"


def mailbox(count: int) -> bytes:
    """A mailbox in which a sentence begins with the word that begins messages."""
    body = f"{FIRST}\n\nFrom here on it was quiet.\n\n>From now on it is not. {SECOND}\n"
    return b"".join(
        b"From 17%d@xxx Fri May 03 10:00:00 +0000 2024\n" % at
        + mail(f"{body} {at}", **{"Message-ID": f"<m{at}@port.example>"}, Subject=f"Bridge {at}")
        + b"\n"
        for at in range(count)
    )


def test_a_mailbox_gives_each_message_under_its_id(tmp_path: Path) -> None:
    """A line "From …" that no header follows is a sentence, and an escaped one is restored."""
    found = articles(tmp_path / "a.mbox", mailbox(3))
    assert [place(one.origin) for one in found] == [f"m{at}@port.example" for at in range(3)]
    assert [one.title for one in found] == ["Bridge 0", "Bridge 1", "Bridge 2"]
    assert "From here on it was quiet." in found[1].text
    assert "\n\nFrom now on it is not." in found[1].text


# ---------------------------------------------------------------- documents


RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 A;}}"
    r"{\info{\title Br\'fccke wieder offen}{\author Jane Roe}{\creatim\yr2020\mo1\dy1}}"
    r"\f0\fs24 The caf\'e9 \'93Z\'fcrich\'94 is open \u8211? again, said the owner on Monday.\par "
    r"\f1\'cc\'ee\'f1\'f2 \f0 is a bridge, and \u-10179?\u-8704? is a face in it.\par\par "
    r'{\field{\*\fldinst{HYPERLINK "https://port.example/x"}}{\fldrslt{A link}}} closes the text.'
    r"{\pict\pngblip " + "ab" * 2000 + r"}\par}"
)


def test_an_rtf_file_gives_title_author_and_paragraphs(tmp_path: Path) -> None:
    """Code pages, Unicode and links are read; pictures and the file's date are not."""
    for name in ("a.rtf", "a.txt"):
        one = article(tmp_path / name, RTF.encode("ascii"))
        assert (one.title, one.authors) == ("Brücke wieder offen", ("Jane Roe",))
        assert one.published is None
        assert one.text.split("\n\n") == [
            "The café “Zürich” is open – again, said the owner on Monday.",
            "Мост is a bridge, and 😀 is a face in it.",
            "A link closes the text.",
        ]


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
)


def book(bodies: list[str], about: str, extra: tuple[tuple[str, str], ...] = ()) -> bytes:
    """An EPUB whose chapters have these bodies; the third has a name in the contents."""
    names = [f"text/part%20{at}.xhtml" for at in range(len(bodies))]
    items = "".join(f'<item id="i{at}" href="{name}"/>' for at, name in enumerate(names))
    refs = "".join(f'<itemref idref="i{at}"/>' for at in range(len(bodies)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:opf="o" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</metadata><manifest>{items}'
        f'<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        f'<spine toc="n">{refs}</spine></package>'
    )
    contents = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>'
        'Ferry late</text></navLabel><content src="text/part%202.xhtml#top"/></navPoint></navMap>'
        "</ncx>"
    )
    page = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body>%s</body></html>'
    )
    return zipped(
        [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/content.opf", package),
            ("OEBPS/toc.ncx", contents),
            *((f"OEBPS/text/part {at}.xhtml", page % body) for at, body in enumerate(bodies)),
            *extra,
        ]
    )


ABOUT = (
    "<dc:title>Port Herald [Fri, 03 May 2024]</dc:title><dc:creator>Jane Roe</dc:creator>"
    '<dc:date opf:event="modification">2024-05-20</dc:date><dc:date>2024-05-03</dc:date>'
    "<dc:language>en-GB</dc:language>"
)
CHAPTERS = [
    "<h1>Port Herald</h1><p>Issue 12</p>",
    f"<h1>Bridge &amp; harbour</h1><p>By Adam Loe</p><p>{LONG}</p><p>&leak;{SECOND}</p>",
    f"<p>{LONG} It was late.</p>",
    f"<p>{SECOND} And on it went.</p>",
]


def test_an_issue_as_epub_gives_its_articles(tmp_path: Path) -> None:
    """Chapters with a text are articles of the publication; one without a heading goes on."""
    one, two = articles(tmp_path / "a.epub", book(CHAPTERS, ABOUT))
    assert (one.title, two.title) == ("Bridge & harbour", "Ferry late")
    assert {one.publisher, two.publisher} == {"Port Herald"}
    assert {one.day, two.day} == {date(2024, 5, 3)}
    assert (one.authors, two.authors) == (("Adam Loe",), ("Jane Roe",))
    assert one.text == f"{LONG}\n\n&leak;{SECOND}"
    assert two.text.endswith("And on it went.")
    assert place(one.origin) == "OEBPS/text/part 1.xhtml"


def test_a_small_book_is_one_article(tmp_path: Path) -> None:
    """A report of one chapter goes by the title of the book."""
    about = "<dc:title>Bridge report</dc:title><dc:publisher>Port Office</dc:publisher>"
    one = article(tmp_path / "a.epub", book(["<h1>Bridge report</h1>", PAGE], about))
    assert (one.title, one.publisher, one.text) == ("Bridge report", "Port Office", TEXT)
    assert place(one.origin) == ""


def test_a_locked_book_says_so(tmp_path: Path) -> None:
    """Encrypted chapters are no text; encrypted fonts would be no trouble."""
    lock = '<encryption xmlns:e="x"><e:CipherReference URI="OEBPS/%s"/></encryption>'
    for name, locked in (("text/part%201.xhtml", True), ("font.otf", False)):
        content = book(CHAPTERS, ABOUT, (("META-INF/encryption.xml", lock % name),))
        found = results(tmp_path / "a.epub", content)
        assert [("DRM" in reason) for _, reason in failures(found)] == [True] * locked


# ---------------------------------------------------------------- archives


def named_article(name: str) -> str:
    """An article that names its file."""
    return f"On {name} and no other\n\n{TEXT}"


def test_an_archive_gives_its_members_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Of all formats, nested archives and packed files too; what is hidden or foreign is not."""
    inner = zipped(
        [("x.txt", named_article("x")), ("y.zip", zipped([("z.txt", named_article("z"))]))]
    )
    content = zipped(
        [
            ("b/b.html", f"<html><h1>On b and no other</h1>{PAGE}</html>"),
            ("a.txt", named_article("a")),
            ("__MACOSX/a.txt", named_article("m")),
            (".hidden/a.txt", named_article("h")),
            ("picture.jpg", b"\xff"),
            ("package.json", '{"name": "x"}'),
            ("c.jsonl", json.dumps({"id": "7", "title": "On c and no other", "text": TEXT})),
            ("d.zip", inner),
            ("e.txt.gz", gzip.compress(named_article("e").encode())),
        ]
    )
    found = articles(tmp_path / "a.zip", content)
    assert [one.title.split()[1] for one in found] == ["a", "b", "c", "x", "z", "e"]
    assert [place(one.origin) for one in found] == [
        "a.txt", "b/b.html", "c.jsonl", "d.zip#x.txt", "d.zip#y.zip#z.txt", "e.txt.gz",
    ]  # fmt: skip
    assert not list(tmp_path.glob("*.txt"))


def test_a_packed_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    """By the name in its header, else by its content."""
    line = json.dumps({"id": "7", "title": "Bridge open", "text": TEXT})
    named = io.BytesIO()
    with gzip.GzipFile("export.jsonl", "wb", fileobj=named) as packed:
        packed.write(f"{line}\n{line.replace('7', '8')}\n".encode())
    found = articles(tmp_path / "a.jsonl.gz", named.getvalue())
    assert [place(one.origin) for one in found] == ["7", "8"]
    assert article(tmp_path / "b.gz", gzip.compress(named_article("b").encode())).text == TEXT


# ---------------------------------------------------------------- folders and pipes


def test_a_folder_passes_over_files_of_other_purposes(tmp_path: Path) -> None:
    """Settings, tables of figures and site maps beside articles are named, and no failures."""
    (tmp_path / "a.txt").write_text(named_article("a"))
    (tmp_path / "package.json").write_text('{"name": "x", "description": "y", "version": "1"}')
    (tmp_path / "prices.csv").write_text("day,price\n1,2\n")
    (tmp_path / "map.xml").write_text("<urlset><url/></urlset>")
    (tmp_path / "export.jsonl").write_text(json.dumps({"title": "Bridge open", "text": TEXT}))
    (tmp_path / "old.doc").write_bytes(b"x")
    found = list(read(tmp_path, today=TODAY))
    assert [type(one) for one in found if not isinstance(one, PassedOver)] == [Document, Document]
    passed = {Path(one.source).name: one.reason for one in found if isinstance(one, PassedOver)}
    assert passed.keys() == {"package.json", "prices.csv", "map.xml", "old.doc"}
    assert passed["old.doc"] == 'files ending in ".doc" are not read'
    (tmp_path / "cut.json").write_text('[{"title": "Bridge')
    assert len(failures(one for one in read(tmp_path) if isinstance(one, Failure))) == 1


def test_a_folder_of_nothing_else_says_what_is_wrong_with_them(tmp_path: Path) -> None:
    """With no article anywhere the reasons are told."""
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "prices.csv").write_text("day,price\n1,2\n")
    reasons = " ".join(one.reason for one in read(tmp_path) if isinstance(one, Failure))
    assert "its fields are name" in reasons
    assert "its columns are day, price" in reasons


PIPED = {
    "json": (json.dumps([{"title": "Bridge open", "text": TEXT}]).encode(), ".json"),
    "json lines": (json.dumps({"title": "Bridge open", "text": TEXT}).encode(), ".jsonl"),
    "utf-16 json": (json.dumps([{"title": "T", "text": TEXT}]).encode("utf-16"), ".json"),
    "csv": (b"\xef\xbb\xbfid;Title;Text\n1;2;3\n", ".csv"),
    "rss": (rss(ITEMS).encode(), ".rss"),
    "atom": (ATOM.encode(), ".atom"),
    "rdf": (b"\xef\xbb\xbf" + RDF.encode(), ".rdf"),
    "mail": (mail(TEXT), ".eml"),
    "mailbox": (mailbox(2), ".mbox"),
    "rtf": (RTF.encode(), ".rtf"),
    "epub": (book(CHAPTERS, ABOUT), ".epub"),
    "zip": (zipped([("a.txt", TEXT)]), ".zip"),
    "gzip": (gzip.compress(TEXT.encode()), ".gz"),
    "text": (TEXT.encode(), ".txt"),
    "header": (b"Title: Bridge\nDate: 3 May 2024\nAuthor: Jane Roe\n\n" + TEXT.encode(), ".txt"),
    "bracket": (b"[Photo] The bridge\n\n" + TEXT.encode(), ".txt"),
    "from": (b"From Oslo to Rome in 2024\nBy: Jane Roe\n\n" + TEXT.encode(), ".txt"),
    "a table in words": (b"Read it, title and text\n\n" + TEXT.encode(), ".txt"),
    "page": (f"<!doctype html><p>{FIRST}</p>".encode(), ".html"),
}


@pytest.mark.parametrize("name", PIPED)
def test_what_comes_through_a_pipe_is_known_by_how_it_begins(name: str) -> None:
    """Every format is told from text, and text that looks a little like one is text."""
    content, suffix = PIPED[name]
    assert by_content(content) is by_suffix(suffix)


def test_no_page_takes_longer_than_its_length(tmp_path: Path) -> None:
    """Pieces of HTML made to be slow are read as fast as others."""
    for bad in ("<", '<a "', "<!--", "<script>", "<tr><td>", "<a b='", "<p ", "</p", "&lt;p"):
        assert len(markup.blocks(bad * 20_000)) < 60_000
    deep = "<div>" * 50_000 + FIRST + "</div>" * 50_000
    assert markup.plain(deep) == FIRST
