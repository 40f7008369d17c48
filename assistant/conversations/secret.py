"""The secret that signs what browsers are told to remember; a file beside the kept things."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from assistant.errors import KeepingError

NAME = "window.key"
_BYTES = 32


def secret(folder: Path) -> bytes:
    """The secret of a library folder, made on the first use; only its owner may read the file.

    Raises KeepingError where the file cannot be read or made, or is no such secret.
    """
    path = folder / NAME
    try:
        if not path.exists():
            _make(path)
        told = path.read_text("ascii").strip()
        path.chmod(0o600)
        found = bytes.fromhex(told)
    except OSError as error:
        raise KeepingError(
            f"{path} cannot be read or written ({error.strerror}): check the folder's permissions"
        ) from error
    except ValueError:
        found = b""
    if len(found) < _BYTES:
        raise KeepingError(f"{path} is damaged: delete it; browsers then begin anew")
    return found


def _make(path: Path) -> None:
    """Write the file whole or not at all; of several processes the first one's stays."""
    part = path.with_name(f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as writing:
            writing.write(secrets.token_hex(_BYTES) + "\n")
            writing.flush()
            os.fsync(writing.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
