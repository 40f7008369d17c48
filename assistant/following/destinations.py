"""Where a briefing can go: a folder, a webhook, an e-mail address; read from what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import SettingsError

LONGEST = 2_000
MOST_ADDRESSES = 20
_KINDS = "write folder:DIR, https://… for a webhook, or mailto:name@example.org"
# Of what an address may hold only what no header, command or display name is made of.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that gets a file for each briefing."""

    path: Path


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that gets each briefing as JSON."""

    url: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Addresses that get each briefing as one e-mail."""

    addresses: tuple[str, ...]


Destination = Folder | Webhook | Mailbox


def settled(typed: str) -> tuple[str, ...]:
    """What was typed as it is stored: a folder by its whole path, each of several addresses by
    itself, so that one that fails is not in the way of the others. Raises SettingsError."""
    found = destination(typed)
    if isinstance(found, Folder):
        return (f"folder:{found.path}",)
    if isinstance(found, Mailbox):
        return tuple(f"mailto:{address}" for address in found.addresses)
    return (found.url,)


def destination(typed: str) -> Destination:
    """The destination that was typed; raises SettingsError, which says what can be."""
    words = typed.strip()
    kind, _, rest = words.partition(":")
    if len(words) > LONGEST or not words.isprintable():
        raise SettingsError(f"{words[:40]!r} is no destination: {_KINDS}")
    if kind.lower() == "folder" and rest.strip():
        return Folder(_absolute(rest.strip()))
    if kind.lower() in ("http", "https"):
        return Webhook(_url(words))
    if kind.lower() == "mailto":
        return Mailbox(_addresses(rest))
    raise SettingsError(f"{words[:40]!r} is no destination: {_KINDS}")


def _absolute(path: str) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise SettingsError(f"{path[:80]!r} is no folder ({error}): name another one") from error


def _url(words: str) -> str:
    import httpx  # takes a moment, which a command line that needs none does without

    try:
        url = httpx.URL(words)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SettingsError(f"{words[:80]!r} is no address: {_KINDS}") from error
    if not url.host or not _has_host(words):
        raise SettingsError(f"{words[:80]!r} names no host: {_KINDS}")
    if url.userinfo:
        raise SettingsError(
            "a webhook's address has no user name or password: sign what is sent with "
            "NEWSBRIEF_WEBHOOK_SECRET instead"
        )
    return words


def _has_host(words: str) -> bool:
    """Whether the standard library, too, finds a host and a port that there can be."""
    try:
        parts = urlsplit(words)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _addresses(listed: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(address.strip() for address in listed.split(",")))
    for address in found:
        local = address.rpartition("@")[0]
        dots = ".." in address or local.startswith(".") or local.endswith(".")
        if not _ADDRESS.fullmatch(address) or dots or len(address) > 254:
            raise SettingsError(
                f"{address[:80]!r} is no e-mail address: write mailto:name@example.org"
            )
    if len(found) > MOST_ADDRESSES:
        raise SettingsError(f"{len(found)} addresses are too many: {MOST_ADDRESSES} at most")
    return found


def shown(to: str) -> str:
    """A destination as it may be shown to whoever looks: a webhook by its host alone, since who
    knows the rest of its address may write there."""
    try:
        found = destination(to)
    except SettingsError:
        return "unknown"
    if isinstance(found, Folder):
        return f"the folder {found.path.name}"
    if isinstance(found, Mailbox):
        return ", ".join(found.addresses)
    return f"the webhook at {urlsplit(found.url).hostname}"
