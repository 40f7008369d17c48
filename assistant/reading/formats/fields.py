"""The fields of an exported record under the names that exports use, and what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import lru_cache

from assistant.reading.formats import markup
from assistant.reading.layout import listed_names

Record = Mapping[str, object]

# In the order in which they are trusted; without case, spaces and punctuation.
TITLES = (
    "title headline webtitle articletitle newstitle storytitle pagetitle heading subject"
    " titel titre título titulo titolo überschrift schlagzeile encabezado titular kop"
    " resolvedtitle giventitle"
).split()
NAMES = ["name"]
TEXTS = (
    "fulltext maintext articlebody articletext bodytext storytext newstext cleantext plaintext"
    " contenttext textcontent contentplain text body content contents article story document"
    " articlecontent fullcontent pagecontent contenthtml bodyhtml contentencoded html rawtext"
    " transcript paragraphs htmlcontent contenthtmltext rawcontent texto texte testo tekst inhalt"
    " contenido contenu conteúdo corps cuerpo corpo volltext artikeltext"
    " texteintégral textocompleto testocompleto artikel articolo artículo artigo"
).split()
SUMMARIES = (
    "leadparagraph description summary standfirst abstract snippet excerpt shortdescription"
    " trailtext teaser dek lead deck résumé resumen riassunto zusammenfassung"
).split()
DATES = (
    "datepublished publishedat published publisheddate publishdate publicationdate datepublish"
    " publishingdate"
    " pubdate webpublicationdate firstpublished firstpublishedat firstpublicationdate publishedon"
    " publishtime publishedtime publicationtime dateissued issued date dategmt datetime posted"
    " postedat dateposted datum fecha data erscheinungsdatum veröffentlicht veröffentlichungsdatum"
    " datedepublication datedeparution fechadepublicación fechadepublicacion datadepublicação"
    " datadepublicacao datadipubblicazione publicatiedatum"
    " created createdat createddate datecreated timestamp time"
    " seendate"
).split()
_PARTS = (("year", "jahr", "année", "annee", "año", "anno", "ano", "jaar"),
          ("month", "monat", "mois", "mes", "mese", "mês", "maand"),
          ("day", "tag", "jour", "día", "dia", "giorno", "dag"))  # fmt: skip
PUBLISHERS = (
    "publisher publishername outlet outletname newspaper publication publicationname"
    " publicationtitle pubtitle containertitle journal journaltitle journalname sitename"
    " metasitename sourcehostname source sourcename newssource feedtitle"
    " originalpublication quelle zeitung fuente fonte bron periódico periodico giornale"
    " krant medio testata veículo veiculo média medianame ogsitename"
    " site provider website sitefull domain sourcedomain sourceuri"
    " feed origin"
).split()
ADDRESSES = (
    "url link canonicalurl canonical articleurl weburl articlelink newsurl newslink permalink"
    " resolvedurl givenurl pageurl"
    " storyurl sourceurl href shareurl guid id mainentityofpage uri loc"
).split()
AUTHORS = (
    "author authors authorname byline bylines writer writers by creator creators autor autoren"
    " autores auteur auteurs autore autori verfasser schrijver"
).split()
LANGUAGES = "language lang metalang languagecode inlanguage locale".split()
IDS = "guid id uuid articleid newsid storyid docid documentid externalid oid uri".split()

_WRAPPERS = (
    "_source fields article attributes data metadata meta thread document node properties row"
    " record item yoast_head_json _embedded"
).split()
_PREFIXES = frozenset("dc dcterms og article fields source metadata meta data record news".split())
_RUNNING = (
    "rendered value text content html body plain #text $t __cdata paragraphs blocks sections"
).split()
_INNER = (
    "rendered main value text content html body plain name title label original full domain uri url"
    " href @id #text $t __cdata $oid $date $numberLong iso id"
).split()
_NOT_TEXT = frozenset(
    "title kicker headline byline date image photo video author author_info gallery embed tweet ad"
    " media list_of_links related instagram inline-audio".split()
)
_UNSET = frozenset(
    ("", "null", "none", "nan", "n/a", "nil", "undefined", "[]", "{}", "-", "[removed]")
)
_NAME_PARTS = ("firstname", "given", "middlename", "family", "lastname")
_DEEPEST = 5
_DEEPEST_WRAPPER = 2
_FEWEST_ESCAPES = 2
_LONGEST_NAME = 80
_WEB = re.compile(r"https?://[^\s/]+\S*\Z", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:www\.|m\.|amp\.)?([^\s/:?#]+)", re.IGNORECASE)
_HAS_PATH = re.compile(r"https?://[^/?#]+/?[?#/]*[^/?#\s]", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z?))?\Z")
_NUMBER = re.compile(r"\d{8,19}(?:\.\d+)?\Z")
_UNITS = ((1e8, 1e11, 1.0), (1e11, 1e14, 1e3), (1e14, 1e17, 1e6), (1e17, 1e20, 1e9))
_TRUNCATED = re.compile(r"(?<!\s)\s*+(?:…|\.\.\.)?+\s*+\[\+?\d+ chars\]\s*$")
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")


@lru_cache(maxsize=10_000)
def key(name: str) -> str:
    """`name` as the lists above write it: "Published_At", "publishedAt", "dc:published at"."""
    *before, last = re.split(r"[:./]", name.casefold())
    prefixes = [re.sub(r"[\W_]+", "", part) for part in before]
    parts = [last] if all(part in _PREFIXES for part in prefixes) else [*prefixes, last]
    return re.sub(r"[\W_]+", "", "".join(parts))


class Fields:
    """The fields of one record, those of what it wraps ("fields", "_source") behind its own."""

    def __init__(self, record: Record) -> None:
        self.names = list(record)
        self._values: dict[str, object] = {}
        self._gather(record, 0)

    def _gather(self, record: Record, depth: int) -> None:
        wrapped: dict[str, Record] = {}
        for name, value in record.items():
            if isinstance(value, dict) and name.casefold() in _WRAPPERS:
                wrapped[name.casefold()] = value
            elif value and not _is_unset(name, value):
                self._values.setdefault(key(name), value)
        for name in _WRAPPERS:
            if name in wrapped and depth < _DEEPEST_WRAPPER:
                self._gather(wrapped[name], depth + 1)

    def has(self, names: list[str]) -> bool:
        """Whether one of the fields has a value that is words or a number."""
        return any(self._strings(names))

    def first(self, names: list[str]) -> str:
        """The first of the fields that has a value, on one line."""
        return next((markup.line(value) for value in self._strings(names) if value), "")

    def texts(self, names: list[str]) -> Iterator[str]:
        """The running text of each field that has one, in plain text."""
        for name in names:
            raw = running(self._values[name]).strip() if name in self._values else ""
            if " " in raw or not raw.isascii():
                yield _TRUNCATED.sub("…", raw) if raw.endswith("chars]") else raw

    def dates(self) -> tuple[str, ...]:
        """The publication dates as dates can be read, the most trusted first; year, month and day
        of fields of their own are one."""
        found = [moment(self._values[name]) for name in DATES if name in self._values]
        parts = [next(self._strings(list(names)), "") for names in _PARTS]
        if all(part.isdecimal() for part in parts) and len(parts[0]) == 4:
            found.append(f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}")
        return tuple(filter(None, found))

    def address(self) -> str:
        """The article's own address on the web; the home page of its site is none."""
        urls = self._strings(ADDRESSES)
        return next((url for url in urls if _WEB.match(url) and _HAS_PATH.match(url)), "")

    def publisher(self, otherwise: str = "") -> str:
        """The outlet by name, else the one that all records have, else the host of an address."""
        lines = map(markup.line, self._strings(PUBLISHERS))
        named = [
            name
            for name in lines
            if (0 < len(name) <= _LONGEST_NAME and not name.isdigit() and name != name.lower())
            or _HOST.match(name)
            or "." in name
        ]
        worded = [name for name in named if not _HOST.match(name)]
        hosts = [host_of(url) for url in [*named, *self._strings(ADDRESSES)]]
        return next((name for name in [*worded, otherwise, *hosts] if name), "")

    def authors(self) -> tuple[str, ...]:
        """The names of who wrote it, each once."""
        for name in AUTHORS:
            found = [person for person in _people(self._values.get(name), 0) if _is_name(person)]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def language(self) -> str:
        """The code of the language with two letters, "" where it is not known."""
        code = re.match(r"([a-z]{2})(?:[-_]|$)", self.first(LANGUAGES).casefold())
        return code[1] if code else ""

    def _strings(self, names: list[str]) -> Iterator[str]:
        return (string(self._values[name]) for name in names if name in self._values)


def _is_unset(name: str, value: object) -> bool:
    """Whether a value says nothing: a word for none, or the mere number of a writer."""
    if isinstance(value, str):
        return value.strip().casefold() in _UNSET
    return isinstance(value, int) and key(name) in AUTHORS


def host_of(address: str) -> str:
    """The host of a web address without "www.", "" for anything else."""
    match = _HOST.match(address)
    return match[1].lower() if match else ""


def string(value: object, depth: int = 0) -> str:
    """A value as one text: that of the first inner value that has one, for lists and objects."""
    if isinstance(value, str):
        bare = value.strip()
        return "" if bare.casefold() in _UNSET else bare
    if isinstance(value, bool) or value is None or depth > _DEEPEST:
        return ""
    if isinstance(value, int | float):
        return f"{value:.0f}" if value == value and abs(value) < 1e20 else ""
    if isinstance(value, dict):
        inner: list[object] = [value[name] for name in _INNER if name in value]
    else:
        inner = list(value) if isinstance(value, list) else []
    return next((text for part in inner if (text := string(part, depth + 1))), "")


def running(value: object, depth: int = 0) -> str:
    """The running text of a value, without tags: of a list all parts that are text."""
    if isinstance(value, list) and depth <= _DEEPEST:
        parts = [running(part, depth + 1) for part in value if not _is_beside(part)]
        return "\n\n".join(part for part in parts if part)
    if isinstance(value, dict) and depth <= _DEEPEST:
        inner = (running(value[name], depth + 1) for name in _RUNNING if name in value)
        return next((text for text in inner if text), "")
    return _unescaped(markup.plain(string(value))) if isinstance(value, str) else ""


def _unescaped(text: str) -> str:
    """`text` with its line breaks, where an export wrote them out as "\\n"."""
    if "\n" in text or text.count("\\n") < _FEWEST_ESCAPES:
        return text
    return text.replace("\\r", "").replace("\\n", "\n")


def _is_beside(part: object) -> bool:
    """Whether a part of a list of parts says of itself that it is no text of the article."""
    kind = part.get("type") if isinstance(part, dict) else ""
    return isinstance(kind, str) and kind.casefold() in _NOT_TEXT


def moment(value: object) -> str:
    """A date as text; counted seconds, milliseconds and finer become a moment (UTC), and the
    parts of a date in a list (CSL) its day."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(f"{int(part):02}" for part in parts[0] if str(part).isdecimal())
    text = string(value)
    compact = _COMPACT.match(text)
    if compact and 1900 <= int(compact[1]) <= 2100 and "01" <= compact[2] <= "12":
        day, clock = "-".join(compact.group(1, 2, 3)), compact.group(4, 5, 6)
        return f"{day}T{':'.join(clock)}{compact[7]}" if all(clock) else day
    if not _NUMBER.match(text):
        return text
    number = float(text)
    unit = next((unit for low, high, unit in _UNITS if low <= number < high), None)
    return datetime.fromtimestamp(int(number / unit), UTC).isoformat() if unit else ""


def _people(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, list) and depth <= _DEEPEST:
        for person in value:
            yield from _people(person, depth + 1)
    elif isinstance(value, dict):
        parts = [string(value.get(name)) for name in _NAME_PARTS]
        joined = " ".join(part for part in parts if part)
        yield from listed_names(joined or string(value))
    elif isinstance(value, str):
        yield from _listed(value)


def _listed(value: str) -> Iterator[str]:
    """The names in a field of a table, which may be a list written out."""
    bare = value.strip()
    if bare.startswith("[") and bare.endswith("]"):
        try:
            yield from _people(json.loads(bare), 1)
        except ValueError:
            yield from (name for match in _QUOTED.finditer(bare) for name in match.groups() if name)
        return
    for name in listed_names(markup.line(bare)):
        yield (parseaddr(name)[0] if "@" in name else "") or name


def _is_name(name: str) -> bool:
    return (
        len(name) < _LONGEST_NAME
        and any(map(str.isalpha, name))
        and not any(map(str.isdigit, name))
        and "@" not in name
        and "://" not in name
        and name.casefold() not in _UNSET
    )
