"""Which fonts a PDF is set in: FiraGO, and for signs that it lacks others that are at hand.

FiraGO (Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari, Thai, Georgian) and Noto's symbols
come with the package `pymupdf-fonts`, under the SIL Open Font License. Chinese, Japanese,
Korean and the rest are looked for among the fonts of the system.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

MISSING = "\ufffd"
"""What stands where no font at hand has the sign."""
_BUNDLED = ("notos", "symbol2", "symbol1")
_FOLDERS = (
    "~/.fonts", "~/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts",
    "~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
# Families with many signs come first: they are tried before the rest of a folder.
_LARGE = ("notosanscjk", "notosans-regular", "notosans", "sourcehansans", "dejavusans.", "wqy",
          "droidsansfallback", "arialunicode", "arial unicode", "pingfang", "hiragino", "msyh",
          "malgun", "meiryo", "unifont")  # fmt: skip
_MOST_TRIED = 300
_INVISIBLE = {"Cf", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, or one of those in a collection."""

    path: Path
    number: int = 0


def bundled() -> dict[str, bytes]:
    """The fonts that come with newsbrief: "regular", "bold", then those to fall back to."""
    from pymupdf_fonts import myfont

    names = {"regular": "figo", "bold": "figbo", **{name: name for name in _BUNDLED}}
    return {name: bytes(myfont(code)) for name, code in names.items()}


def faces_for(signs: Set[str], folders: Iterable[str | Path] = _FOLDERS) -> list[Face]:
    """System fonts that together have as many of the signs as any do, few fonts at most.

    Always the same ones on the same system. Fonts that cannot be read are passed over.
    """
    left = {ord(sign) for sign in signs}
    found = []
    for tried, path in enumerate(_files(folders)):
        if not left or tried == _MOST_TRIED:
            break
        known = _signs(path)
        if left & known:
            found.append(Face(path))
            left -= known
    return found


def _files(folders: Iterable[str | Path]) -> Iterator[Path]:
    """The plain font files of the folders, those of large families first, then by name."""
    files = []
    for folder in folders:
        for place, _, names in os.walk(Path(folder).expanduser()):
            files += [Path(place, name) for name in names if _is_plain(name)]
    yield from sorted(files, key=lambda path: (_rank(path.name.casefold()), str(path)))


def _is_plain(name: str) -> bool:
    """Whether this is a font of upright letters in one colour and of ordinary weight."""
    folded = name.casefold()
    other = ("bold", "italic", "oblique", "mono", "emoji", "color", "light", "black", "thin")
    return Path(folded).suffix in _ENDINGS and not any(word in folded for word in other)


def _rank(name: str) -> int:
    return next(
        (place for place, start in enumerate(_LARGE) if name.startswith(start)), len(_LARGE)
    )


@cache
def _signs(path: Path) -> frozenset[int]:
    """The code points a font has; none when it cannot be read."""
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, ValueError, KeyError, AssertionError):
        return frozenset()


def without(text: str, is_missing: Callable[[str], bool]) -> str:
    """The text with `MISSING` for each sign that no font has; invisible ones are left out."""
    shown = []
    for sign in text:
        if not is_missing(sign):
            shown.append(sign)
        elif unicodedata.category(sign) not in _INVISIBLE:
            shown.append(MISSING)
    return "".join(shown)
