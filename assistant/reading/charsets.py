"""The charset that a server names for a page: its bytes become UTF-8, marked as such."""

from __future__ import annotations

import codecs
import re

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
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
    if not codec or content.startswith(_MARKS) or _is_utf8(content):
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


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
