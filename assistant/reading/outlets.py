"""Names of outlets: told beside a date, and found again behind the address of a site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.reading import heading, patterns
from assistant.reading.agencies import agency
from assistant.reading.layout import is_sentence

_LONGEST = 120
_MOST_WORDS = 6
_FEWEST_LETTERS = 3
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}")
_CUT = re.compile(r"\s*[|•·]\s*|\s+[–—-]+\s+|\s*—\s*|,\s+")
_FORM = re.compile(r"[A-Z0-9][\w.&'’+-]*(?: (?:[A-Z0-9&][\w.&'’+-]*|of|the|and|de|la|le|der)){0,5}")
# Initials such as BBC; longer ones with a vowel may be a place ("OSLO").
_INITIALS = re.compile(r"[A-Z]{2,3}|[B-DF-HJ-NP-TV-XZ]{4,5}")
_CAMEL = re.compile(r"[A-Z]+[a-z]+[A-Z]\w*")
_ROLES = frozenset(
    "reporter reporters correspondent correspondents editor editors writer writers desk staff team"
    " newsroom bureau columnist analyst contributor contributors".split()
)
_SPECIAL = re.compile(r"^(?i:special)(?:ly)? (?i:to|for) (?=[A-Z])")
# Words that outlets are named with; those that are common surnames ("Sun") are left out.
_WORDS = frozenset(
    "advertiser advocate argus beacon broadcasting bulletin business channel chronicle"
    " courier daily digest dispatch echo enquirer examiner express gazette globe guardian"
    " herald independent inquirer insider journal ledger magazine mail media mercury mirror"
    " monitor monthly network news newspaper newswire observer online outlook post press"
    " quarterly radio record register review sentinel standard star statesman telegraph"
    " television times today tribune tv voice weekly wire world".split()
)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a line such as "Tessen Weekly | 22 January 2025" tells; dates that may be two
    days are left out of `days`."""

    outlet: str
    days: tuple[date, ...]
    authors: tuple[str, ...] = ()


def imprint(line: str, known: str = "") -> Imprint | None:
    """The outlet and the day of a line that holds nothing else, in either order.

    A bar, dash or comma stands between them; a writer or a place may stand there too.
    `known` is a name or address by which the outlet is recognised whatever its form.
    None for any other line, also where the name could be that of a writer.
    """
    if len(line) > _LONGEST or is_sentence(line):
        return None
    for cut in _CUT.finditer(line):
        before, after = line[: cut.start()], line[cut.end() :]
        for names, told in ((before, after), (after, before)):
            when = heading.stamp(told)
            found = _told(names, known) if when else None
            if when and found:
                return Imprint(found.outlet, when.days, found.authors)
    return None


def _told(names: str, known: str) -> Imprint | None:
    """The outlet that opens `names`, and the writers behind it."""
    first, *others = _CUT.split(names)
    if not is_outlet(first, known):
        return None
    authors: list[str] = []
    for other in others:
        who = heading.byline(other) or heading.names(other)
        if not who and not _FORM.fullmatch(other):
            return None
        authors += [name for name in (who.authors if who else ()) if " " in name]
    return Imprint(first, (), tuple(authors))


def is_outlet(name: str, known: str = "") -> bool:
    """Whether `name` is, by its form, an outlet's and not a writer's, a place or a section."""
    words = name.split()
    if not words or len(words) > _MOST_WORDS or not _FORM.fullmatch(name):
        return False
    low = [word.lower().strip(".,") for word in words]
    if known and same(name, known):
        return True
    if low[-1] in _ROLES or all(
        word in patterns.NAVIGATION or word in patterns.BESIDE_NAVIGATION for word in low
    ):
        return False
    if heading.is_masthead(name) or agency(name) or is_domain(name) or words[0] == "The":
        return True
    if len(words) == 1:
        return bool(_INITIALS.fullmatch(name) or _CAMEL.fullmatch(name))
    return any(word in _WORDS for word in low) or "of" in low


def employer(line: str) -> str:
    """The outlet or agency that a line below a writer's name tells: "Special to The Port
    Herald", "AP", "PORT TODAY Sports", "The Herald | portherald.example"; "" for any other line.
    """
    named, special = _SPECIAL.subn("", line)
    first = re.split(r"\s*\|\s*", named)[0].strip()
    words = first.split()
    if not words or len(words) > _MOST_WORDS or is_sentence(line) or not _FORM.fullmatch(first):
        return ""
    shouted = len(words) > 1 and words[0].isupper() and words[1].lower() in _WORDS
    return first if special or shouted or agency(first) or is_outlet(first) else ""


def is_domain(name: str) -> bool:
    """Whether `name` is the address of a site ("RiverPost.example") and no name in words."""
    return bool(_DOMAIN.fullmatch(name))


def same(name: str, other: str) -> bool:
    """Whether two names have the same letters, "The" and what ends an address left aside."""
    one = _letters(name)
    return bool(one) and one == _letters(other)


def written(domain: str, furniture: Iterable[str], text: Iterable[str] = ()) -> str:
    """The name in words whose letters are those of `domain`; `domain` where none is found.

    Lines of a page's `furniture` may name it in one word; in the `text` only a name of
    several capitalised words counts, since one word may be any word.
    """
    letters = _letters(domain)
    if not is_domain(domain) or len(letters) < _FEWEST_LETTERS:
        return domain
    spaced = r"[\s'’&-]{0,3}".join(map(re.escape, letters))
    name = re.compile(rf"(?i)(?<![\w.@/-])(?:the\s+)?{spaced}(?![\w@/-]|\.\w)")
    found = [match[0].removeprefix("the ") for line in furniture for match in name.finditer(line)]
    in_text = [match[0].removeprefix("the ") for line in text for match in name.finditer(line)]
    found += [one for one in in_text if " " in one.removeprefix("The ")]
    named = [one for one in found if all(word[0].isupper() for word in one.split())]
    shouted = [one for one in named if " " in one or not _CAMEL.match(domain)]
    return next((one for one in named if not one.isupper()), next(iter(shouted), domain))


def _letters(name: str) -> str:
    """The letters and digits that tell one outlet from another, in small letters."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", name.casefold()).split("/")[0]
    if is_domain(bare):
        bare = max(bare.split(".")[:-1], key=len)
    letters = re.sub(r"[\W_]+", "", bare)
    return letters.removeprefix("the") or letters
