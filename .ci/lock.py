"""Write a lock file: every package installed beside this interpreter, at its exact version.

`lock.py runtime` writes requirements.lock; `lock.py dev` writes to requirements-dev.lock
what is installed beyond that. A build's local label ("+cpu") is left out, so that any
build of that version satisfies the line.
"""

import sys
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Made by `make lock`; every package at one exact version.\n"
LEFT_OUT = {"newsbrief", "pip", "setuptools", "wheel"}


def installed() -> set[str]:
    """One `name==version` line for each installed package."""
    return {
        f"{found.metadata['Name'].lower().replace('_', '-')}=={found.version.split('+')[0]}"
        for found in distributions()
        if found.metadata["Name"].lower() not in LEFT_OUT
    }


def main(what: str) -> None:
    """Write one of the two files."""
    runtime = ROOT / "requirements.lock"
    lines = installed()
    if what == "dev":
        lines -= set(runtime.read_text().splitlines())
        target = ROOT / "requirements-dev.lock"
    else:
        target = runtime
    target.write_text(HEAD + "\n".join(sorted(lines)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
