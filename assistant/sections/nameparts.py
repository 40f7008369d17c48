"""Names that run into other words in a headline or a caption, parted; nicknames kept inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.sections.forenames import MEN, WOMEN
from assistant.sections.namewords import BODY_WORDS, EVENTS
from assistant.sections.roles import HONORIFICS, PERSONS, RANKS, TITLE_PARTS, TITLES
from vectorstore.text import Name
from vectorstore.text.places import DEMONYMS, PLACES
from vectorstore.text.terms import STOP_WORDS, fold

_WORD = re.compile(r"\S+")
_NICKNAME = re.compile(r"[ \xa0][\"“‘(][A-Z][\w-]+(?:[ ][\w-]+)?[\"”’)][ \xa0](?=[A-Z])")
_LAST = re.compile(r"[A-Z][\w-]+")
_SHOUT = 4
"""A word in capitals of so many letters before a name in mixed letters is no part of it."""
_NO_FORENAME = re.compile(r"...(?:[tc]ial|tional|ous|[st]ive|ful|able|ible|ment|[st]ion)$")
_TITLED = HONORIFICS | RANKS | TITLES | TITLE_PARTS | PERSONS


def parted(text: str, found: Sequence[Name]) -> Iterator[Name]:
    """The names of a text, those that ran into other words cut to what names something.

    "WATCHED Jane Roe", "Evening With Jane Roe" and "Jane Roe In" are "Jane Roe" where the text
    names her by that too, "Jane Roe Ann Poe" are two; 'Jane "Jay" Roe' is one name.
    """
    own = Counter(name.text for name in found)
    until = 0
    for name in found:
        if name.start < until:
            continue
        whole = _with_nickname(text, name, found)
        until = whole.end
        if whole is not name:
            yield whole
            continue
        yield from _parts(text, name, own)


def _with_nickname(text: str, name: Name, found: Sequence[Name]) -> Name:
    match = _NICKNAME.match(text, name.end)
    last = _LAST.match(text, match.end()) if match else None
    if last is None or "\n" in text[name.start : last.end()]:
        return name
    end = max([last.end(), *(one.end for one in found if one.start == last.start())])
    return Name(name.start, end, text[name.start : end], False, name.kind)


def _parts(text: str, name: Name, own: Counter[str]) -> Iterator[Name]:
    words = [(m.start(), m.end()) for m in _WORD.finditer(name.text)]
    if len(words) < 3:
        yield name
        return

    def piece(first: int, last: int) -> Name:
        start, end = words[first][0], words[last - 1][1]
        return Name(
            name.start + start, name.start + end, name.text[start:end], False, name.kind
        )  # fmt: skip

    for at in range(1, len(words)):
        head, rest = piece(0, at), piece(at, len(words))
        if _opens(text, head, rest, own):
            yield from _parts(text, rest, own)
            return
        if at > 1 and _closes(text, head, rest, own):
            yield head
            if not _is_function(rest.text.split()[0]):
                yield from _parts(text, rest, own)
            return
    yield name


def _opens(text: str, head: Name, rest: Name, own: Counter[str]) -> bool:
    """Whether a name begins only where `rest` does, which stands alone elsewhere."""
    words = head.text.split()
    if " " not in rest.text or not own[rest.text] or _TITLED & {w.lower() for w in words}:
        return False
    if _is_function(words[-1]) or all(_shouted(word, rest.text) for word in words):
        return True
    return len(words) == 1 and _is_common(text, words[0])


def _closes(text: str, head: Name, rest: Name, own: Counter[str]) -> bool:
    """Whether a name ends where `head` does, which stands alone elsewhere or comes again."""
    words, behind = head.text.split(), rest.text.split()
    if behind[0] == words[0] and len(words) > 1:
        return True
    if not own[head.text]:
        return False
    if _is_function(behind[0]):
        return True
    place = fold(head.text) in PLACES or words[0].lower() in DEMONYMS
    body = behind[-1].lower() in BODY_WORDS | EVENTS
    return bool(own[rest.text]) and not place and not body


def _is_function(word: str) -> bool:
    key = word.lower()
    return (
        word[0].isupper()
        and not (word.isupper() and len(word) > 1)
        and key in STOP_WORDS
        and key not in MEN | WOMEN
    )


def _shouted(word: str, rest: str) -> bool:
    return word.isupper() and len(word) >= _SHOUT and not rest.isupper()


def _is_common(text: str, word: str) -> bool:
    """Whether a text also writes a word in small letters, as it writes no name."""
    key = word.lower()
    if key in MEN | WOMEN | PLACES or key in DEMONYMS or not word.isalpha():
        return False
    if _NO_FORENAME.search(key):
        return True
    return re.search(rf"\b{re.escape(key)}\b", text) is not None
