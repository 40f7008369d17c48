"""The file of logins: names, and hashes of their passwords by scrypt (RFC 7914)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import re
import secrets
import threading
from pathlib import Path

from assistant.errors import SettingsError
from assistant.files import stamp, write_whole

SHORTEST_PASSWORD = 8
"""So many characters a password has at least."""

# 32 MB and about a tenth of a second for each try.
_COST, _BLOCK, _LANES = 15, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_MEMORY = 256 * 1024 * 1024
_NAME = re.compile(r"[^\s:#\x00-\x1f\x7f][^:\x00-\x1f\x7f]{0,63}")
_HASH = re.compile(r"scrypt\$(1[4-7])\$([1-9]|1\d)\$([1-4])\$([\w-]{16,86})\$([\w-]{43})")


class Logins:
    """The logins of one file, read again when it changes; safe in several threads.

    Raises SettingsError, which names the line, for a file that cannot be read, that has no
    login, or that has anything but hashes where hashes belong.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = stamp(path)
        self._hashes = read_logins(path)
        if not self._hashes:
            raise SettingsError(f"{path} has no login: {_make_one(path)}")
        # A name that is not there takes as long to refuse as one that is.
        self._nobody = hashed(secrets.token_hex(16))

    def check(self, name: str, password: str) -> bool:
        """Whether this is the password of this login; takes as long either way."""
        kept_hash = self.hash_of(name)
        right = matches(password, kept_hash or self._nobody)
        return right and kept_hash is not None

    def hash_of(self, name: str) -> str | None:
        """The hash kept for a name; None where there is no such login (any more)."""
        with self._lock:
            self._refresh()
            return self._hashes.get(name)

    def _refresh(self) -> None:
        # A file that is being rewritten badly locks nobody out and lets nobody in.
        with contextlib.suppress(SettingsError):
            now = stamp(self._path)
            if now != self._stamp:
                self._hashes = read_logins(self._path)
                self._stamp = now


def read_logins(path: Path) -> dict[str, str]:
    """The hashes of a file by name; blank lines and lines that begin with # count for nothing.
    Raises SettingsError, which names the line and never tells what stands in it."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise SettingsError(
            f"the logins in {path} cannot be read ({error.strerror}): {_make_one(path)}"
        ) from error
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is no file of logins: {_make_one(path)}") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, kept_hash = line.strip().partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise SettingsError(
                f"line {number} of {path} is no login, which is name:hash; {_make_one(path)}"
            )
        if not _HASH.fullmatch(kept_hash):
            raise SettingsError(
                f"line {number} of {path} has a plain password or no scrypt hash: "
                f"delete the line, and {_make_one(path)}"
            )
        if name in found:
            raise SettingsError(f"line {number} of {path} has a name that is there already")
        found[name] = kept_hash
    return found


def add_login(path: Path, name: str, password: str) -> bool:
    """Write a login into a file, made when missing; True where the name had another password.

    Only its owner may read the file. Raises SettingsError for a name or password that cannot
    be, and for a file that holds anything but logins.
    """
    if not _NAME.fullmatch(name) or name != name.strip():
        raise SettingsError(f"{name[:40]!r} can be no login: up to 64 characters, no colon")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingsError(f"the password is short: take {SHORTEST_PASSWORD} characters or more")
    known = read_logins(path) if path.exists() else {}
    lines = path.read_text("utf-8-sig").splitlines() if known or path.exists() else []
    kept = [line for line in lines if line.strip().partition(":")[0] != name]
    _write(path, "\n".join([*kept, f"{name}:{hashed(password)}"]) + "\n")
    return name in known


def hashed(password: str) -> str:
    """The hash of a password, with its costs and a salt of its own."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = _scrypt(password, salt, _COST, _BLOCK, _LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_text(salt)}${_text(digest)}"


def matches(password: str, kept_hash: str) -> bool:
    """Whether a hash is of this password; compared in constant time."""
    found = _HASH.fullmatch(kept_hash)
    if found is None:
        return False
    cost, block, lanes = (int(part) for part in found.groups()[:3])
    try:
        salt, hash = (_bytes(part) for part in found.groups()[3:])
        return hmac.compare_digest(_scrypt(password, salt, cost, block, lanes), hash)
    except (binascii.Error, ValueError):
        return False


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=salt, n=2**cost, r=block, p=lanes,
        maxmem=_MEMORY, dklen=_HASH_BYTES,
    )  # fmt: skip


def _text(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).decode().rstrip("=")


def _bytes(given: str) -> bytes:
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode(), mode=0o600)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror})") from error


def _make_one(path: Path) -> str:
    return f"make one with newsbrief chat --add-login NAME --auth {path}"
