"""Bytes become text: byte order marks, UTF-8, UTF-16, named charsets, Windows-1252."""

from __future__ import annotations

import codecs
import re

from assistant.reading.types import Unreadable

LONGEST = 3_000_000
"""Characters of an article: more than the longest of books."""
_MOST_BYTES = 4 * LONGEST
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = [chr(code) for code in range(1, 32) if chr(code) not in "\t\n\r\f\v"]
_MOST_CONTROLS = 0.05
_MOST_NULS = 0.001
_STRAY_NULS = 2
_SNIFFED = 4096
_FEWEST_PAIRS = 4
_NUL_SHARE = 0.1
_STRAY_SHARE = 0.01
_CUT = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
_LOOKED_AT = 64 * 1024
_FOREIGN_SHARE = 0.3
_FOREIGN = (
    "cp1251", "koi8_r", "cp866", "cp1253", "iso8859_7", "shift_jis", "euc_jp", "gb18030", "big5",
    "euc_kr", "cp1255", "cp1256", "cp874",
)  # fmt: skip
_WIDE = ("utf-16", "utf16", "utf-32", "utf32", "ucs-2", "ucs2")
# Latin-1 but for these; five of these bytes have no meaning and go.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
TOO_LONG = f"is longer than {LONGEST:,} characters, no single article; split it into its articles"
_BINARY = "is binary, not text; give the file the ending of its true format, or save it as text"


def decode(content: bytes, declared: str = "") -> str:
    """The text of `content`.

    A byte order mark decides; without one UTF-16 is known by where its zero bytes stand,
    then UTF-8 is tried, then the `declared` encoding (of an HTML page or a mail; Latin-1 means
    Windows-1252 there). Where none fits, a text that is mostly no ASCII is read in the encoding
    that charset-normalizer finds for it, and else what is no UTF-8 as Windows-1252, in which
    every byte means something, so that a file put together from both keeps its letters. UTF-8
    that was once read as Windows-1252 is mended. A few stray NUL characters are dropped. Raises
    Unreadable when there are more, or more than 5% control characters.
    """
    text = mended(_decoded(content, declared))
    nuls = text.count("\0")
    controls = sum(map(text.count, _CONTROLS)) + nuls
    if nuls > max(_STRAY_NULS, _MOST_NULS * len(text)) or controls > _MOST_CONTROLS * len(text):
        raise Unreadable(_BINARY)
    return text.replace("\0", "") if nuls else text


def one_article(content: bytes) -> str:
    """The text of a file that is all one article; raises Unreadable as `decode` does, and
    when it is too long for any article, before much time goes into it."""
    if len(content) > _MOST_BYTES:
        raise Unreadable(TOO_LONG)
    text = decode(content)
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    return text


def _decoded(content: bytes, declared: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    # Bytes that a declaration could be found in are no UTF-16, whatever it says.
    named = "" if declared.lower().startswith(_WIDE) else _codec(declared) or declared
    even = content[: len(content) // 2 * 2]
    for part, encoding in ((even, _by_zeros(even)), (content, "utf-8"), (content, named)):
        try:
            if encoding:
                return part.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    # A file cut short ends in the middle of a character.
    cut = _CUT.search(content)
    whole = content[: cut.start()] if cut else b""
    if not whole.isascii() and _is_utf8(whole):
        return whole.decode()
    if (text := _foreign(content)) is not None:
        return text
    return content.decode("utf-8", _AS_WINDOWS)


def _windows(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8, as Windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    odd = error.object[error.start : error.end]
    return odd.decode("latin-1").translate(_WINDOWS), error.end


def _foreign(content: bytes) -> str | None:
    """A text whose bytes are mostly no ASCII in the encoding that is found for it; None for any
    other text, and where none of those that are looked for fits."""
    start = content[:_LOOKED_AT].translate(None, b" \t\r\n0123456789.,;:-")
    if sum(byte > 0x7F for byte in start) < _FOREIGN_SHARE * len(start) or not start:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_LOOKED_AT], cp_isolation=list(_FOREIGN)).best()
    if best is None:
        return None
    try:
        return content.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None


# UTF-8 that was read as Windows-1252 and written again: "caf\u00c3\u00a9".

_BYTES = {
    char: code
    for code in range(0x80, 0x100)
    for char in (chr(code), bytes([code]).decode("cp1252", "ignore"))
    if char
}
_FOLLOWING = "".join(re.escape(char) for char, code in _BYTES.items() if code < 0xC0)
_TWICE = re.compile(
    f"[\u00c2-\u00df][{_FOLLOWING}]|[\u00e0-\u00ef][{_FOLLOWING}]{{2}}"
    f"|[\u00f0-\u00f4][{_FOLLOWING}]{{3}}"
)
_SURE_TWICE = re.compile(
    "Ã[\u0080-\u009f\u00a1-\u00bf‚ƒ„†‡ˆ‰‹Œ‘’“”•–—˜™š›œžŸ]|â[€\u0080]|Â[\u00a0-\u00bf]"
)
_FEWEST_TWICE = 2
_MOST_TIMES = 2


def mended(text: str) -> str:
    """`text` with letters that were encoded twice as they were meant.

    Only marks that no writing has are a sign of it: "Ã" or "Â" before a sign that cannot follow
    them in a word, or "â€"; twice at least, or "â€" once.
    """
    for _ in range(_MOST_TIMES):
        found = _SURE_TWICE.findall(text)
        if len(found) < _FEWEST_TWICE and not any(one[0] == "â" for one in found):
            break
        text = _TWICE.sub(_once, text)
    return text


def _once(match: re.Match[str]) -> str:
    try:
        meant = bytes(_BYTES[char] for char in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    # What two letters of a Latin text stand for is of Latin too, or a sign.
    return meant if ord(meant) < 0x250 or 0x2000 <= ord(meant) < 0x2200 else match[0]


_AS_WINDOWS = "newsbrief.windows-1252"
codecs.register_error(_AS_WINDOWS, _windows)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_zeros(content: bytes) -> str:
    """The kind of UTF-16 whose zero bytes `content` has: every other one of Latin letters,
    spaces and digits; "" for anything else."""
    start = content[:_SNIFFED]
    pairs = len(start) // 2
    first, second = start[0::2].count(0), start[1::2].count(0)
    if pairs < _FEWEST_PAIRS:
        return ""
    for zeros, others, encoding in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if zeros > _NUL_SHARE * pairs and others <= _STRAY_SHARE * pairs:
            return encoding
    return ""


# The charset that a server names for a page.

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# Names that pages use for more than the codec of that name holds (WHATWG Encoding Standard).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_OF_PAGES = re.compile(
    r"cp\d{3,4}|iso8859-\d{1,2}|iso2022_jp|koi8-[ru]|mac-(?:roman|cyrillic)|utf-(?:8|16|16-[lb]e)"
    r"|gb18030|big5hkscs|euc_jp"
)


def utf8(content: bytes, charset: str) -> bytes:
    """`content` in UTF-8 with a byte order mark, read as the `charset` of a Content-Type.

    It comes back as it is where a byte order mark speaks for itself, where no charset of
    pages is named, and where it is UTF-8 beyond doubt, whatever the server says. An XML
    declaration goes with the encoding that it named.
    """
    codec = _codec(charset)
    if not codec or _speaks_for_itself(content):
        return content
    text = content.decode(codec, "replace")
    return codecs.BOM_UTF8 + _XML_DECLARATION.sub("", text).encode("utf-8", "replace")


def _codec(charset: str) -> str:
    """Python's name for a charset, or "" where it is none that pages are written in."""
    try:
        name = codecs.lookup(charset.strip().strip("'\"")).name if charset.isascii() else ""
    except (LookupError, ValueError):
        return ""
    meant = _MEANT.get(name, name)
    return meant if _OF_PAGES.fullmatch(meant) else ""


def _speaks_for_itself(content: bytes) -> bool:
    """Whether bytes have a byte order mark, or are UTF-8 and no other encoding."""
    marked = content.startswith(tuple(mark for mark, _ in _MARKS))
    return marked or (not content.isascii() and _is_utf8(content))
