"""The file of API keys: a name, a role, the libraries it may use, and a hash of the key.

A key has 256 random bits, so that a plain SHA-256 of it tells nothing of it; what people choose
themselves, passwords, is hashed slowly elsewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.errors import SettingsError
from assistant.files import stamp, write_whole

FILE = "api.keys"
"""The name that the file has in a library folder."""

_PREFIX = "nbk-"
_KEY_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]{0,63}):(?P<role>reader|admin):"
    r"(?P<libraries>\*|[\w.,-]+):sha256\$(?P<hash>[0-9a-f]{64})"
)


class Role(StrEnum):
    """What a key may do: ask, search and read; an admin may also add and remove."""

    READER = "reader"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: never the key itself. `libraries` are the names of those that it may
    use; empty: all."""

    name: str
    role: Role
    hash: str
    libraries: tuple[str, ...] = ()


class Keys:
    """The keys of one file, read again when it changes; safe in several threads.

    A file that is not there has no keys. Raises SettingsError, which names the line, for a file
    that cannot be read or holds anything else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = stamp(path)
        self._keys = read_keys(path)
        self._required = bool(self._keys)

    @property
    def required(self) -> bool:
        """Whether there is a key, or was one: the last one's end opens no door."""
        with self._lock:
            self._refresh()
            return self._required

    def find(self, given: str) -> Key | None:
        """The key with this text; None for none. Takes as long for either."""
        wanted = hashed(given)
        with self._lock:
            self._refresh()
            known = self._keys
        found = None
        for key in known:
            if hmac.compare_digest(wanted, key.hash):
                found = key
        return found

    def _refresh(self) -> None:
        # A file that is being rewritten badly locks nobody out and lets nobody in.
        with contextlib.suppress(SettingsError):
            now = stamp(self._path)
            if now != self._stamp:
                self._keys = read_keys(self._path)
                self._stamp = now
                self._required = self._required or bool(self._keys)


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file, in its order; blank lines and lines that begin with # count for nothing.
    Raises SettingsError, which names the line and never tells what stands in it."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SettingsError(
            f"the keys in {path} cannot be read ({error.strerror}): allow reading the file"
        ) from error
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is no file of keys: {_make_one(path)}") from None
    found: dict[str, Key] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise SettingsError(f"line {number} of {path} is no key: delete it, {_make_one(path)}")
        if match["name"] in found:
            raise SettingsError(f"line {number} of {path} has a name that is there already")
        libraries = () if match["libraries"] == "*" else tuple(match["libraries"].split(","))
        key = Key(match["name"], Role(match["role"]), match["hash"], libraries)
        found[key.name] = key
    return tuple(found.values())


def is_name(word: str) -> bool:
    """Whether a key or a library may be called so."""
    return _NAME.fullmatch(word) is not None


def add_key(path: Path, name: str, role: Role, libraries: Sequence[str] = ()) -> str:
    """Make a key and keep its hash in a file, made when missing; returns the key, which nothing
    tells again. Only its owner may read the file.

    Raises SettingsError for a name that cannot be or is taken, and for a file of other things.
    """
    for word in (name, *libraries):
        if not is_name(word):
            raise SettingsError(
                f"{word[:40]!r} can be no name: take up to 64 letters, digits, dots and hyphens"
            )
    known = read_keys(path)
    if any(key.name == name for key in known):
        raise SettingsError(
            f"there is a key of the name {name}: remove it first, or take another name"
        )
    key = _PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    _write(path, (*known, Key(name, role, hashed(key), tuple(libraries))))
    return key


def remove_key(path: Path, name: str) -> None:
    """Remove a key from a file; raises SettingsError where there is none of this name."""
    known = read_keys(path)
    left = tuple(key for key in known if key.name != name)
    if len(left) == len(known):
        raise SettingsError(f"there is no key of the name {name[:64]!r}: newsbrief keys list")
    _write(path, left)


def hashed(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _write(path: Path, keys: Sequence[Key]) -> None:
    lines = [
        f"{key.name}:{key.role}:{','.join(key.libraries) or '*'}:sha256${key.hash}\n"
        for key in keys
    ]
    try:
        write_whole(path, "".join(lines).encode(), mode=0o600)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}): allow that") from error


def _make_one(path: Path) -> str:
    return f"make one with newsbrief keys add NAME --keys {path}"
