"""Which names of an article mean one: "Ms Roe" and "Roe" for "Jane Roe", initials for a body."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace

from assistant.sections.forenames import MEN, WOMEN
from assistant.sections.mentions import Mention, is_personal, key
from assistant.sections.namewords import BODY_WORDS
from vectorstore.text.lexicon import listed
from vectorstore.text.places import ALIASES, PLACES

_SPELT = re.compile(r"\s\((?P<short>[A-Z][A-Za-z]{0,2}[A-Z]{1,5})\)")
FEMALE = listed(
    "mrs ms miss dame lady madam queen princess baroness duchess congresswoman spokeswoman"
    " chairwoman councilwoman actress sister"
)
MALE = listed(
    "mr sir lord king prince baron duke congressman spokesman chairman councilman father emperor"
    " sultan sheikh imam rabbi"
)
_CLEARLY = 2
"""Who is named in full this many times less than another of that surname is a side figure."""
_FAR = 400
"""A surname that stands so many characters behind a side figure means whom the text is about."""
_KIN = (
    r"wife|husband|widow|widower|mother|father|son|daughter|brother|sister|uncle|aunt|cousin"
    r"|grandmother|grandfather|grandson|granddaughter|partner|spouse|fianc[ée]e?|boyfriend"
    r"|girlfriend|twin|nephew|niece|ex-wife|ex-husband|parents|sibling"
)
_KIN_BEFORE = re.compile(
    rf"(?:[’']s?|\b(?:his|her|their))\s+(?:[\w-]+\s+){{0,2}}(?:{_KIN}),?\s+$", re.IGNORECASE
)
_KIN_BEHIND = re.compile(
    rf",\s+(?:(?:his|her|their)\s+(?:[\w-]+\s+){{0,2}}(?:{_KIN})\b"
    rf"|(?:the\s+)?(?:[\w-]+\s+)?(?:{_KIN})\s+of\b|\S+[’']s?\s+(?:{_KIN})\b)"
)


def resolved(text: str, found: list[Mention]) -> list[Mention]:
    """Each mention with the full name it stands for."""
    spelt: dict[str, str] = {}
    initials: dict[str, str] = {}
    by_last: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        words = mention.text.split()
        if len(words) < 2:
            continue
        by_last[key(mention.text)[-1] if key(mention.text) else ""].append(mention)
        if match := _SPELT.match(text, mention.end):
            spelt[match["short"]] = mention.text
        short = "".join(word[0] for word in words if word[0].isupper())
        if len(short) > 2:
            initials.setdefault(short, mention.text)
    bearers = {last: Bearers(text, row) for last, row in by_last.items()}
    return [_full(mention, spelt, initials, bearers) for mention in found]


def _full(
    mention: Mention,
    spelt: dict[str, str],
    initials: dict[str, str],
    bearers: dict[str, Bearers],
) -> Mention:
    parts = key(mention.text)
    if not parts:
        return mention
    text = mention.text.replace(".", "")
    full = ""
    if text in spelt:
        full = spelt[text]
    elif text.isupper() and len(text) > 2 and text in initials:
        full = initials[text]
    elif parts[-1] in bearers:
        full = bearers[parts[-1]].full(mention)
    return replace(mention, full=full or mention.text)


class Bearers:
    """The names of several words in an article that end in one word, and whom it means alone."""

    def __init__(self, text: str, named: list[Mention]) -> None:
        self._text = text
        self._named = named
        spelt = {key(one.text) for one in named}
        # Who goes by "Orr Roe" is short for "Jane Orr Roe" and not meant by "Roe".
        doubled = {
            long for long in spelt for short in spelt if len(short) > 1 and _ends_with(long, short)
        }
        self._first = {one.start: self._name(one) for one in named}
        self._count = Counter(self._first[one.start] for one in named if is_personal(one))
        self._single = [
            one
            for one in named
            if is_personal(one)
            and key(self._first[one.start]) not in doubled
            and not any(_ends_with(long, key(one.text)) for long in doubled)
        ]

    def full(self, mention: Mention) -> str:
        """The earlier or longer spelling of a name that a mention may be short for, or ""."""
        parts = key(mention.text)
        before = [one for one in self._named if one.start < mention.start]
        if len(parts) == 1:
            return self._alone(mention, parts[0])
        whole = next((one for one in before if _ends_with(key(one.text), parts)), None)
        if whole and (parts[-1] in BODY_WORDS or is_personal(whole)):
            return whole.text
        return _first(mention.text, before)

    def _alone(self, mention: Mention, word: str) -> str:
        """Whom a surname alone means: the one named last, unless another is as likely."""
        if word in PLACES or word in ALIASES or mention.text.isupper():
            return ""
        fits = [one for one in self._single if _fits(mention, one)]
        fits = [one for one in fits if _suits(mention, one)] or fits
        before = [one for one in fits if one.start < mention.start]
        names = list(dict.fromkeys(self._first[one.start] for one in before or fits))
        if not before:
            # A headline or a first line may say "Roe" before the text says who that is.
            return names[0] if len(names) == 1 else ""
        last = before[-1]
        near = self._first[last.start]
        main = max(names, key=lambda name: (self._count[name], -names.index(name)))
        aside = self._aside(last)
        if near == main:
            return near
        far = mention.start - last.end > _FAR
        rivals = self._count[near] * _CLEARLY >= self._count[main]
        if rivals and not aside:
            return "" if "\n" in self._text[last.end : mention.start] else near
        return main if aside or far else ""

    def _name(self, one: Mention) -> str:
        """How the article spelt the name of a mention first."""
        parts = key(one.text)
        longer = next((m for m in self._named if _ends_with(key(m.text), parts)), None)
        if longer is not None and is_personal(longer):
            return longer.text
        return _first(one.text, [m for m in self._named if m.start < one.start])

    def _aside(self, one: Mention) -> bool:
        """Whether somebody is named by the way, as a relative of who is told of."""
        before = self._text[max(0, one.outer - 60) : one.outer]
        behind = self._text[one.end : one.end + 60]
        return _KIN_BEFORE.search(before) is not None or _KIN_BEHIND.match(behind) is not None


def _fits(short: Mention, full: Mention) -> bool:
    """Whether a title lets a surname mean a full name: "Mrs Roe" is no "Tom Roe"."""
    title = short.title.lower().rstrip(".")
    first = full.text.split()[0].lower()
    other = WOMEN - MEN if title in MALE else MEN - WOMEN if title in FEMALE else frozenset()
    return first not in other


def _suits(short: Mention, full: Mention) -> bool:
    """Whether a title says a surname means a full name: "Mr Roe" is "Tom Roe"."""
    title = short.title.lower().rstrip(".")
    first = full.text.split()[0].lower()
    same = MEN - WOMEN if title in MALE else WOMEN - MEN if title in FEMALE else frozenset()
    return first in same


def _ends_with(longer: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return len(longer) > len(parts) and longer[-len(parts) :] == parts


def _first(name: str, before: list[Mention]) -> str:
    """How the article spelt the name first: "Jane M. Roe" for "Jane Roe"."""
    parts = key(name)
    for one in before:
        other = key(one.text)
        if other[0] == parts[0] and other[-1] == parts[-1] and len(other) >= 2 and (
            set(parts) <= set(other) or set(other) <= set(parts)
        ):  # fmt: skip
            return one.text
    return name
