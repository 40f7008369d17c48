"""Which outlet published an article: one outlet is one, whatever its names and sites.

What tells is, in this order: a table of the world's outlets (`outlets.txt`), which the
`outlets.toml` of a library extends and corrects, and what a library's articles teach, where some
name the outlet and others of the same site only their address. Look-alikes stay apart: of several
outlets with one name the address decides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from vectorstore.errors import OutletsUnreadable

FILE = "outlets.toml"
_TABLE = Path(__file__).with_name("outlets.txt")
_OPEN, _HOSTING = "*", "*."
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://)?(?:[^/?#@]*@)?([^/?#:]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,20}")
_NO_LETTER = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_AROUND = " \t\n\"'“”‘’,;:|–—-"
# "bbc.co.uk": what is registered has three labels where the second says what kind of site it is.
_KINDS = frozenset("co com org net gov gob gouv go ac edu or ne nom mil web info".split())


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: the name it is shown by, its other names, and the sites that are its own."""

    name: str
    names: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """So many articles of a library have this publisher, and an address that begins so."""

    publisher: str
    address: str
    articles: int = 1


class _Table:
    """Outlets by the letters of their names and by their sites."""

    def __init__(self, outlets: Iterable[Outlet], own: Sequence[Outlet] = ()) -> None:
        """A user's own outlets, to which alone belongs what they name, go before the others."""
        names: dict[str, list[str]] = defaultdict(list)
        self.by_site: dict[str, str] = {}
        self.outlets: dict[str, Outlet] = {}
        known = {outlet.name: outlet for outlet in outlets}
        main = {_letters(name): name for name in known}
        corrected = [
            Outlet(main.get(_letters(outlet.name), outlet.name), outlet.names, outlet.sites)
            for outlet in own
        ]
        claimed = {_letters(name) for outlet in corrected for name in (outlet.name, *outlet.names)}
        for outlet in corrected:
            self._enter(outlet, names, set())
        for outlet in known.values():
            self._enter(outlet, names, claimed)
        self.by_letters = {letters: tuple(given) for letters, given in names.items()}

    def _enter(self, outlet: Outlet, names: dict[str, list[str]], claimed: set[str]) -> None:
        before = self.outlets.get(outlet.name, Outlet(outlet.name))
        own_names = [name for name in outlet.names if _letters(name) not in claimed]
        sites = [site for site in outlet.sites if self.by_site.setdefault(site, outlet.name)]
        self.outlets[outlet.name] = Outlet(
            outlet.name,
            tuple(dict.fromkeys((*before.names, *own_names))),
            tuple(dict.fromkeys((*before.sites, *sites))),
        )
        for letters in dict.fromkeys(map(_letters, (outlet.name, *own_names))):
            if letters not in claimed and outlet.name not in names[letters]:
                names[letters].append(outlet.name)

    def owner(self, host: str) -> str:
        """The outlet whose site a host belongs to; "" for none."""
        return next((self.by_site[site] for site in _suffixes(host) if site in self.by_site), "")


class Outlets:
    """The outlets of the table, and those of the articles of one library.

    `own` are a user's. `printed` are the publishers and addresses that the library has; what
    they teach does not hang on their order.
    """

    def __init__(self, own: Sequence[Outlet] = (), printed: Iterable[Printed] = ()) -> None:
        self._own = tuple(own)
        self._printed = tuple(printed)
        self._found: dict[tuple[str, str], str] = {}

    @property
    def known(self) -> tuple[Outlet, ...]:
        """The outlets of the table."""
        return tuple(self._table.outlets.values())

    def name(self, publisher: str, url: str = "") -> str:
        """The outlet's name, the same however it is written; "" where nothing tells which it is.

        Sections and columns of a known outlet's site are that outlet, agencies printed there
        are not.
        """
        key = publisher, host_of(url)
        if key not in self._found:
            self._found[key] = self._named(*key)
        return self._found[key]

    def owner(self, url: str) -> str:
        """The outlet that an address is known to belong to; "" where none is."""
        return self._table.owner(host_of(url))

    def printed_by(self, names: Iterable[str]) -> list[Printed]:
        """What the library has of the outlets that are named, by whichever of their names.

        A name of several outlets of which the one that is meant first has nothing here stands
        for all that are written so.
        """
        found: dict[Printed, None] = {}
        for name in names:
            outlet, letters = self.name(name), _letters(name)
            of_outlet = [
                printed
                for printed in self._printed
                if self.name(printed.publisher, printed.address) == outlet
            ]
            if letters and not (of_outlet and self._candidates(name)):
                of_outlet += [
                    printed for printed in self._printed if _letters(printed.publisher) == letters
                ]
            found |= dict.fromkeys(of_outlet)
        return list(found)

    @cached_property
    def here(self) -> list[Outlet]:
        """The outlets that the library has articles of, by name, with all names known of them."""
        written: dict[str, set[str]] = defaultdict(set)
        for printed in self._printed:
            if outlet := self.name(printed.publisher, printed.address):
                written[outlet].add(_bare(printed.publisher))
        found = []
        for name in sorted(written):
            known = self._table.outlets.get(name, Outlet(name))
            others = {*written[name], *known.names} - {"", name}
            found.append(Outlet(name, tuple(sorted(others)), known.sites))
        return found

    @cached_property
    def _table(self) -> _Table:
        return _Table(_parsed()[0], self._own) if self._own else _known()

    def _named(self, publisher: str, host: str) -> str:
        bare = _bare(publisher)
        if is_site(bare):
            bare, host = "", host_of(bare)
            other = self._spelled(host) or site_of(host)
        else:
            other = self._as_written(bare)
        there, candidates = self._table.owner(host), self._candidates(bare)
        if len(candidates) == 1:
            return candidates[0]
        site = _own_site(host)
        if candidates and not there:
            return self._meant(bare, site)
        taught = self._taught.get(site, "")
        return there or (taught if taught and _extends(bare, taught) else other)

    def _meant(self, bare: str, site: str) -> str:
        """The outlet of the table that a name stands for on a site that is in no table.

        Of several with the name it is the first, unless that is shown with its country; and none
        of them where the site is called like the name. "" where the table has none.
        """
        candidates = self._candidates(bare)
        if len(candidates) < 2:
            return candidates[0] if candidates else ""
        if site and _letters(bare) in _letters(site.partition(".")[0]):
            return f"{bare} ({site})"
        return self._as_written(bare) if candidates[0].endswith(")") else candidates[0]

    def _candidates(self, name: str) -> tuple[str, ...]:
        """The outlets of the table that go by a name."""
        return self._table.by_letters.get(_letters(name), ())

    def _spelled(self, host: str) -> str:
        """The publisher here whose name has a site's letters; "" for those of a known outlet."""
        letters = _letters(site_of(host).partition(".")[0])
        return "" if letters in self._table.by_letters else self._forms.get(letters, "")

    def _as_written(self, bare: str) -> str:
        return self._forms.get(_letters(bare), bare)

    @cached_property
    def _forms(self) -> dict[str, str]:
        """How most articles write the name that has these letters."""
        written: dict[str, Counter[str]] = defaultdict(Counter)
        for printed in self._printed:
            bare = _bare(printed.publisher)
            if not is_site(bare):
                written[_letters(bare)][bare] += printed.articles
        return {
            letters: min(forms, key=lambda form: (-forms[form], form))
            for letters, forms in written.items()
            if letters
        }

    @cached_property
    def _taught(self) -> dict[str, str]:
        """The outlet of a site that is in no table: the name that most of its articles have.

        Agencies and others with sites of their own do not count. Where no name has more than
        half nothing is learned.
        """
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for printed in self._printed:
            host, bare = host_of(printed.address), _bare(printed.publisher)
            site = _own_site(host)
            name = self._meant(bare, site) or self._as_written(bare)
            known = self._table.outlets.get(name)
            elsewhere = is_site(bare) or (known is not None and known.sites)
            if site and _letters(bare) and not elsewhere and not self._table.owner(host):
                votes[site][name] += printed.articles
        best = {site: names.most_common(1)[0] for site, names in votes.items()}
        return {
            site: name for site, (name, times) in best.items() if 2 * times > votes[site].total()
        }


OUTLETS = Outlets()
"""The outlets of the table alone, for articles that are in no library."""


def outlet_key(publisher: str, url: str, outlet: str = "") -> str:
    """What tells independent publishers apart; `outlet` is what a library knows of it.

    Unknown publishers of one site are one, and so are all that have no address: they confirm
    each other nothing.
    """
    return _letters(outlet or OUTLETS.name(publisher, url)) or f"unknown:{site_of(host_of(url))}"


def host_of(url: str) -> str:
    """The host of an address in small letters, without "www."; "" for no address."""
    match = _HOST.match(url.strip())
    return match[1].casefold().removeprefix("www.").strip(".") if match else ""


def site_of(host: str) -> str:
    """What of a host is registered to somebody: "edition.cnn.com" is on "cnn.com"."""
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return host
    kind = labels[-2] in _KINDS and len(labels[-1]) == 2
    hosted = ".".join(labels[-2:]) in _parsed()[2]
    return ".".join(labels[-3 if kind or hosted else -2 :])


def is_site(name: str) -> bool:
    """Whether a publisher's name is the address of a site."""
    return any(form.fullmatch(name) for form in (_DOMAIN, _NUMBERS, _ADDRESS))


def own_outlets(path: Path) -> list[Outlet]:
    """The outlets of a user's file: each name with a list of its other names and its sites.

    No file: none. Raises OutletsUnreadable.
    """
    try:
        read = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise OutletsUnreadable(f"{path} cannot be read ({error}): correct it") from error
    for name, others in read.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise OutletsUnreadable(
                f"{path} says of {name!r} what is no outlet: write a line such as "
                '"Port Herald" = ["The Herald of Port", "portherald.example"]'
            )
    return [_outlet(name, others) for name, others in read.items()]


def _outlet(name: str, others: Iterable[str]) -> Outlet:
    given = [other.strip() for other in others if other.strip()]
    sites = tuple(host_of(other) for other in given if is_site(other))
    return Outlet(name.strip(), tuple(other for other in given if not is_site(other)), sites)


@cache
def _parsed() -> tuple[tuple[Outlet, ...], frozenset[str], frozenset[str]]:
    """The outlets of the table, the hosts that print many, and those where everybody has a site."""
    rows = {}
    for line in _TABLE.read_text("utf-8").splitlines():
        name, colon, others = line.partition(": ")
        if colon and not line.startswith("#"):
            rows[name] = _outlet(name, others.split(","))
    open_hosts, hosting = rows.pop(_OPEN).sites, rows.pop(_HOSTING).sites
    return tuple(rows.values()), frozenset(open_hosts), frozenset(hosting)


@cache
def _known() -> _Table:
    return _Table(_parsed()[0])


def _own_site(host: str) -> str:
    """The site of a host that is one outlet's; "" where many are printed."""
    _, open_hosts, hosting = _parsed()
    shared = host in hosting or any(site in open_hosts for site in _suffixes(host))
    return "" if shared else site_of(host)


def _bare(publisher: str) -> str:
    """A publisher's name without the brackets and dashes of datelines ("(CNN)", "CNN —")."""
    bare = " ".join(publisher.split()).strip(_AROUND)
    return bare[1:-1].strip() if bare[:1] == "(" and bare[-1:] == ")" else bare


@lru_cache(maxsize=1 << 14)
def _letters(name: str) -> str:
    """The letters and digits that tell one name from another: no accents, no "The"."""
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    letters = _NO_LETTER.sub("", plain)
    return letters.removeprefix("the") or letters


def _extends(name: str, outlet: str) -> bool:
    """Whether a name is none, or the outlet's with more words: "Port Herald Business"."""
    return not _letters(name) or _letters(name).startswith(_letters(outlet))


def _suffixes(host: str) -> Iterator[str]:
    """A host and the sites it may be part of, the longest first."""
    while "." in host:
        yield host
        host = host.partition(".")[2]
