"""Damaged, hostile and odd files: each is read as far as it can be, or told of in one line."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from assistant.reading import Document, Failure, read
from assistant.reading.formats import FORMATS, by_content, by_suffix
from assistant.reading.formats.archive import Archive, Budget
from assistant.reading.types import Unreadable
from tests.reading import (
    ARTICLE,
    FIRST,
    SECOND,
    TEXT,
    TITLE,
    TODAY,
    article,
    docx,
    pdf,
    reason,
    results,
    zipped,
)
from vectorstore.text import sentences

CURLY = "“Café Zürich” is open – again and again, said the owner on Monday evening."


def text(path: Path, content: bytes) -> str:
    """The text of the one article in a file."""
    return article(path, content).text


# ---------------------------------------------------------------- encodings


RUSSIAN = "Мост через залив открыли в понедельник после двух лет ремонта, сообщил порт."
ENCODED: dict[str, tuple[str, bytes, str]] = {
    **{
        encoding: ("a.txt", f"Ein Titel mit fünf Wörtern\r\n\r\n{CURLY}".encode(encoding), CURLY)
        for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
    },
    "other alphabet": ("a.txt", RUSSIAN.encode("utf-16-le"), RUSSIAN),
    "cut in a character": ("a.txt", f"{CURLY} Ein Café".encode()[:-1], f"{CURLY} Ein Caf"),
    "ends in cp1252": ("a.txt", "Alles begann im Café".encode("cp1252"), "Alles begann im Café"),
    "declared": ("a.html", f'<meta charset="cp1251"><p>{RUSSIAN}</p>'.encode("cp1251"), RUSSIAN),
    "falsely declared": ("a.html", f'<meta charset="hex"><p>{CURLY}</p>'.encode("cp1252"), CURLY),
    "page as text": ("a.txt", f"<html><body><p>{CURLY}</p></body></html>".encode(), CURLY),
}  # fmt: skip


@pytest.mark.parametrize("case", ENCODED)
def test_text_is_known_by_its_bytes_whatever_is_said_of_them(tmp_path: Path, case: str) -> None:
    """Marks, zero bytes and what is no UTF-8 tell the encoding; a half character goes."""
    name, content, words = ENCODED[case]
    assert text(tmp_path / name, content) == words


def test_a_file_put_together_from_two_encodings_keeps_all_its_letters(tmp_path: Path) -> None:
    """Each line is read as what it is, and a stray byte spoils no line of the other kind."""
    lines = (f"“Zürich” is open – {name}, said the owner." for name in ("one", "two", "three"))
    one, two, three = lines
    content = b"\n\n".join([b"A headline of five words", one.encode(), two.encode("cp1252")])
    expected = text(tmp_path / "a.txt", content + f"\n\n{three} ".encode() + b"\x96 x.")
    assert expected.split("\n\n") == [one, two, f"{three} – x."]


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + bytes(range(256)) * 8,
        gzip.compress(bytes(range(256)) * 64),
        zipped([("a", bytes(range(256)) * 16)]),
        b"SQLite format 3\x00" + b"\x10\x00\x01\x01\x00" * 99,
        "word ".encode("utf-16-le") * 20 + bytes(range(32)) * 40,
    ],
)
def test_binary_under_a_text_name_is_refused(tmp_path: Path, content: bytes) -> None:
    """Programs, archives and databases make no article of signs."""
    assert "is binary" in reason(tmp_path / "a.txt", content)


# ---------------------------------------------------------------- size


@pytest.mark.timeout(60)
def test_a_text_too_long_for_an_article_is_reported_at_once(tmp_path: Path) -> None:
    """Fifty megabytes are refused before anything is cleaned."""
    for name in ("a.txt", "a.md"):
        content = f"{TEXT}\n\n".encode() * (50_000_000 // len(TEXT))
        assert "is longer than 3,000,000 characters" in reason(tmp_path / name, content)


def test_a_file_beyond_the_limit_is_reported_and_not_called_empty(tmp_path: Path) -> None:
    """More than 512 MB, on a disk or through a pipe that never ends."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(513 * 1024 * 1024)
    assert "is larger than 512 MB" in reason(path)
    with Path("/dev/zero").open("rb") as endless:
        (piped,) = read("-", stdin=endless, today=TODAY)
    assert isinstance(piped, Failure)
    assert "is larger than 512 MB" in piped.reason


ATTRIBUTES = " ".join(f"a{number}=1" for number in range(50_000))
PICTURE = f'<img src="data:image/png;base64,{"iVBOR" * 200_000}">'
ENDLESS = {
    "divisions": "<div>" * 100_000 + "<p>%s</p>" * 2 + "</div>" * 100_000,
    "never closed": "<b><i>" * 50_000 + "<p>%s</p>" * 2,
    "tables": "<table><tr><td>" * 20_000 + "<p>%s</p>" * 2,
    "lists": "<ul><li>" * 50_000 + "<p>%s</p>" * 2,
    "attributes": f"<div {ATTRIBUTES}><p>%s</p>{PICTURE}<p>%s</p></div>",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ENDLESS)
def test_a_page_without_end_is_read_all_the_same(tmp_path: Path, name: str) -> None:
    """Nesting, attributes and pictures in the page neither crash it nor hide its text."""
    page = f"<html><head><title>Bridge</title></head><body>{ENDLESS[name] % (FIRST, SECOND)}"
    assert text(tmp_path / "a.html", page.encode()) == TEXT


# ---------------------------------------------------------------- archives


def test_names_that_lead_out_of_an_archive_are_never_paths(tmp_path: Path) -> None:
    """They name where an article lies, without what leads out, and nothing is written."""
    names = (
        "../../up.txt",
        "/etc/abs.txt",
        "C:\\temp\\drive.txt",
        "a/./b/../c.txt",
        "in\nside.txt",
    )
    inside = tmp_path / "in"
    inside.mkdir()
    content = zipped(
        (name, f"On {at} and no other\n\n{TEXT}".encode()) for at, name in enumerate(names)
    )
    found = results(inside / "a.zip", content)
    places = [one.article.origin.partition("#")[2] for one in found if isinstance(one, Document)]
    assert sorted(places) == ["a/b/c.txt", "etc/abs.txt", "in side.txt", "temp/drive.txt", "up.txt"]
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_member_that_unpacks_to_too_much_is_refused_while_it_is_read(tmp_path: Path) -> None:
    """The others are read; what the archive says of sizes is not believed."""
    bomb = bytearray(zipped([("bomb.txt", b"a" * 70_000_000), ("z.txt", ARTICLE.encode())]))
    found = results(tmp_path / "a.zip", bytes(bomb))
    assert [type(one) for one in found] == [Failure, Document]
    assert "is larger than 64 MB when unpacked" in str(found[0])
    size = bomb.find(b"PK\x01\x02") + 24
    bomb[size : size + 4] = (100).to_bytes(4, "little")
    found = results(tmp_path / "a.zip", bytes(bomb))
    assert "is damaged" in str(found[0])


def test_all_members_together_have_one_budget() -> None:
    """Archives inside archives do not add up to more."""
    budget = Budget(1000)
    archive = Archive(zipped([("a.txt", b"a" * 600), ("b.txt", b"b" * 600)]), budget)
    one, other = archive.members()
    assert len(archive.read(one)) == 600
    with pytest.raises(Unreadable, match="when unpacked"):
        archive.read(other)


def test_archives_in_archives_without_end_are_reported(tmp_path: Path) -> None:
    """From the third one on nothing is unpacked."""
    content = zipped([("a.txt", ARTICLE.encode())])
    for depth in range(6):
        content = zipped([(f"{depth}.zip", content), (f"{depth}.txt", ARTICLE.encode())])
    found = results(tmp_path / "a.zip", content)
    assert sum(isinstance(one, Document) for one in found) == 3
    assert "too deep inside others" in str([one for one in found if isinstance(one, Failure)])


def locked(content: bytes) -> bytes:
    """The archive with the mark of a password on its one member."""
    marked = bytearray(content)
    marked[6] |= 1
    marked[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


ZIPPED = zipped([("a.txt", ARTICLE.encode())])
SHEET = pdf(TITLE, (FIRST, SECOND))
WORD = docx(TITLE, FIRST, SECOND)


def under_password(content: bytes) -> bytes:
    """The PDF under a password."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BAD_FILES = {
    "blank": ("a.txt", b" \n\t\n", "is empty"),
    "picture as text": ("a.txt", b"\x89PNG" + b"\x00\x00\x00\rIHDR" * 9, "is binary"),
    "control characters": ("a.md", b"ab\x01\x02\x03" * 40, "is binary"),
    "form only": ("a.txt", b"Leave a Reply\n\nPost Comment", "no article text"),
    "unknown ending": ("a.xyz", b"text", 'files ending in ".xyz" are not read'),
    "no ending": ("README", b"text", "files without an ending are not read"),
    "pdf of pictures": ("a.pdf", pdf("", ()), "only pictures"),
    "pdf locked": ("a.pdf", under_password(SHEET), "password"),
    "pdf cut short": ("a.pdf", SHEET[:700], "damaged or cut short"),
    "pdf not": ("a.pdf", b"no pdf at all %%EOF", "is damaged"),
    "docx cut short": ("a.docx", WORD[:900], "is not a Word file"),
    "old doc": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old .doc"),
    "docx without text": ("a.docx", docx(""), "holds no text"),
    "page without text": ("a.html", b"<html><script>a</script></html>", "no article text"),
    "page of nothing": ("a.html", b"<!-- -->", "no article text"),
    "zip locked": ("a.zip", locked(ZIPPED), "is locked with a password"),
    "zip lzma": ("a.zip", zipped([("a.txt", b"x" * 99)], zipfile.ZIP_LZMA), "pack it anew"),
    "zip that is none": ("a.zip", b"PK\x03\x04 and nothing else", "is no ZIP file"),
    "zip cut": ("a.zip", ZIPPED[:-30], "is no ZIP file"),
    "zip spoiled": ("a.zip", ZIPPED.replace(b"\xcb", b"\xcc"), "is damaged"),
    "zip of pictures": ("a.zip", zipped([("a.jpg", b"x")]), "nothing that is read; these are"),
    "zip of nothing": ("a.zip", zipped([]), "holds nothing that is read"),
    "zip of blanks": ("a.zip", zipped([("a.txt", b" ")]), "is empty"),
    "office": ("a.zip", zipped([("[Content_Types].xml", b"<x/>")]), "an Office file"),
    "gzip of nothing known": ("a.gz", b"\x1f\x8b\x08", "is no gzip file"),
    "gzip of a tar": ("a.gz", gzip.compress(b"\0" * 257 + b"ustar" + b"\0" * 250), "tar archive"),
    "gzip of a gzip": ("a.gz", gzip.compress(gzip.compress(b"x")), "several times over"),
    "rtf that is none": ("a.rtf", b"plain words", "is no RTF file"),
    "rtf without text": ("a.rtf", b"{\\rtf1\\ansi}", "holds no text"),
    "epub that is none": ("a.epub", b"no book", "is no ZIP file"),
    "epub without a book": ("a.epub", zipped([("a.txt", b"x")]), "is no EPUB file"),
    "mail of noise": ("a.eml", bytes(range(256)) * 9, "no e-mail"),
    "mailbox of text": ("a.mbox", ARTICLE.encode(), "is no mailbox"),
    "json of text": ("a.json", ARTICLE.encode(), "is no valid JSON (line 1, column 1"),
    "json without end": ("a.json", b"[" * 100_000, "nests too deeply"),
    "json of a number": ("a.json", b"9" * 10_000, "a number is too long"),
    "json lines all broken": ("a.jsonl", b'{"a":\n{"b":\n', "is no valid JSON"),
    "binary json": ("a.json", b"\x00\x01\x02" * 99, "is binary"),
    "feed of text": ("a.rss", ARTICLE.encode(), "is no feed"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_is_not_what_its_name_says_is_reported(tmp_path: Path, case: str) -> None:
    """What it is not, and what to do."""
    name, content, expected = BAD_FILES[case]
    assert expected in reason(tmp_path / name, content)


def test_a_zip_of_a_crowd_is_reported(tmp_path: Path) -> None:
    """So many files are no archive of articles."""
    crowd = zipped([(f"{number}.txt", b"") for number in range(20_001)], zipfile.ZIP_STORED)
    assert "more than 20,000 files" in reason(tmp_path / "a.zip", crowd)


# ---------------------------------------------------------------- parts


def test_broken_lines_between_records_stop_nothing(tmp_path: Path) -> None:
    """They are told of by their number, and so is a record without a text."""
    good = [json.dumps({"id": str(at), "title": "T", "text": f"{TEXT} {at}"}) for at in range(3)]
    lines = [good[0], '{"title": "cut', "", good[1], "[1, 2]", '{"title": "x"}', "\x1e" + good[2]]
    found = results(tmp_path / "a.jsonl", "\r\n".join(lines).encode())
    expected = [one.source.partition("#")[2] for one in found if isinstance(one, Failure)]
    assert expected == ["line 2", "line 5", "line 6"]
    assert sum(isinstance(one, Document) for one in found) == 3


def test_json_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    """A download that was cut short loses its last record only."""
    rows = [{"id": str(at), "title": "T", "text": f"{TEXT} {at}"} for at in range(3)]
    whole = json.dumps({"status": "ok", "articles": rows}, indent=1)
    found = results(tmp_path / "a.json", whole[:-40].encode())
    assert [type(one) for one in found] == [Document, Document, Failure]
    assert "the JSON breaks off here" in str(found[2])


# ---------------------------------------------------------------- odd characters


ODD = (
    "The caf\u0065\u0301 was ope\u00adned\u200b again, sa\u0000id \u202bשלום\u202c the mayor. "
    "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 came \ud800 at 5\u00a0p.m. on Friday. "
    "\u200fمرحبا بكم\u200f was written on the wall, and \U0001f600 stood below it\x07."
)  # fmt: skip


def test_odd_characters_leave_every_sentence_at_its_place(tmp_path: Path) -> None:
    """Zero bytes, half characters, marks of direction and joiners are gone or whole."""
    record = {"title": "Half \ud83d a title \u200f", "text": ODD, "author": "Jane \udc00 Roe"}
    words = text(tmp_path / "a.json", json.dumps(record).encode())
    assert "café was opened again, said" in words
    assert not {"\0", "\x07", "\u200b", "\ud800"} & set(words.encode("utf-8").decode())
    spans = sentences(words)
    assert len(spans) == 3
    joined = "".join(words[span.start : span.end] for span in spans)
    assert joined.replace(" ", "") == words.replace(" ", "")


SAMPLES = [
    ("a.json", json.dumps({"articles": [{"title": "T", "text": TEXT, "date": 20240503}]}).encode()),
    ("a.csv", f'id;title;text\n1;T;"{TEXT}"\n'.encode()),
    ("a.rss", f"<rss><channel><title>T</title><item><title>U</title><description>{TEXT}"
              "</description></item></channel></rss>".encode()),
    ("a.eml", f"From: A <a@b.example>\nTo: c@d\nSubject: T\nMIME-Version: 1.0\n\n{TEXT}".encode()),
    ("a.rtf", b"{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\f0 " + FIRST.encode() + b"\\par \\u8211?\\'e9}"),
    ("a.zip", zipped([("a.txt", ARTICLE.encode()), ("b.txt", ARTICLE.encode())])),
    ("a.gz", gzip.compress(ARTICLE.encode())),
    ("a.html", f"<html><body><h1>T</h1><p>{FIRST}</p></body></html>".encode()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_a_file_cut_short_anywhere_is_read_or_reported(
    tmp_path: Path, name: str, content: bytes
) -> None:
    """At whatever byte it ends: articles and one-line reasons, never an error."""
    for end in range(1, len(content), max(1, len(content) // 25)):
        found = results(tmp_path / name, content[:end])
        assert found
        for one in found:
            assert isinstance(one, Document) or (";" in one.reason and "\n" not in one.reason)


MAGIC = [
    b"",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"{\\rtf1 ",
    b"<rss>",
    b'{"text": "',
    b"From a 2024\nFrom: b\n",
]


@given(
    st.sampled_from(sorted({suffix for one in FORMATS for suffix in one.suffixes})),
    st.sampled_from(MAGIC),
    st.binary(max_size=300),
)
def test_no_bytes_under_any_name_raise_anything_but_a_reason(
    suffix: str, magic: bytes, noise: bytes
) -> None:
    """Through a format by its name and by its content; what no reader foresaw is caught above."""
    content = magic + noise
    for one in (by_suffix(suffix), by_content(content)):
        assert one is not None
        one.fits(content)
    found = list(read("-", stdin=io.BytesIO(content), today=TODAY))
    assert found
    assert all(isinstance(one, Document | Failure) for one in found)


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "&#11;", "&#x1;", "&#x110000;", "&#xffff;"])
def test_signs_that_no_page_may_hold_are_blanks(sign: str, tmp_path: Path) -> None:
    page = f"<html><body><h1>{TITLE}</h1><p>{FIRST}\n{sign}{SECOND}</p></body></html>"
    assert article(tmp_path / "page.html", page).text.split() == f"{FIRST} {SECOND}".split()
