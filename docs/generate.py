"""Write what the documentation takes from the program: help, settings, README session, figures.

`generate.py` writes; `generate.py --check` changes nothing and exits 1 where a file would
change. The session in README.md is the block between its two markers: each line that
begins with `$ ` is run in a fresh library of the sample articles, and what it prints
stands below it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from assistant.interfaces.cli.commands import app
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("newsbrief")
_FIGURES = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)
_SESSION = re.compile(r"(<!-- session -->\n```console\n)(.*?)(```\n<!-- /session -->)", re.DOTALL)


def commands() -> str:
    """docs/commands.md: the help of every command, as it is printed."""
    names = ["", *_names(typer.main.get_command(app))]
    blocks = ["# Commands\n\nMade by `make docs` from the program itself.\n"]
    for name in names:
        shown = CliRunner().invoke(
            app, [*name.split(), "--help"], prog_name="newsbrief", terminal_width=88
        )
        help_ = shown.output.strip()
        blocks.append(f"## newsbrief {name}".rstrip() + f"\n\n```\n{help_}\n```\n")
    return "\n".join(blocks)


def _names(group: object, before: str = "") -> Iterator[str]:
    """The commands of a group, each followed by its own."""
    for name, command in getattr(group, "commands", {}).items():
        yield f"{before}{name}"
        yield from _names(command, f"{before}{name} ")


def settings() -> str:
    """docs/settings.md: every setting, its meaning and its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default() if not field.default_factory else "the user's data folder"
        shown = f"`{default}`" if default and not field.default_factory else default or "empty"
        rows.append(f"| `NEWSBRIEF_{name.upper()}` | `{name}` | {field.description} | {shown} |")
    table = "\n".join(rows).replace("| `library` |", "| |")
    return (
        "# Settings\n\nMade by `make docs` from the program itself.\n\n"
        "An argument beats the environment, the environment beats `newsbrief.toml` in the library "
        "folder.\n\n| environment | in newsbrief.toml | meaning | default |\n|---|---|---|---|\n"
        f"{table}\n"
    )


def readme() -> str:
    """README.md with its session run anew."""
    text = (ROOT / "README.md").read_text("utf-8")

    def session(match: re.Match[str]) -> str:
        return match[1] + "\n".join(_session(match[2])) + "\n" + match[3]

    text = _SESSION.sub(session, text)
    return _FIGURES.sub(lambda match: match[1] + figures() + match[2], text)


def figures() -> str:
    """The table of benchmarks/seeds/results.json, in percent but for the words."""
    results = json.loads((ROOT / "benchmarks" / "seeds" / "results.json").read_text())
    names = list(next(iter(results.values())))
    lines = [f"| {' | '.join(['sample questions', *names])} |", "|---" * (len(names) + 1) + "|"]
    for way, measured in results.items():
        lines.append(f"| {' | '.join([way, *(str(measured[name]) for name in names)])} |")
    return "\n".join(lines) + "\n"


def _session(block: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        library = {"NEWSBRIEF_LIBRARY": f"{folder}/library"}
        for number, line in enumerate(re.findall(r"^\$ .*$", block, re.MULTILINE)):
            if number:
                yield ""
            yield line
            yield _run(["bash", "-c", line[2:]], library).rstrip()


def _run(command: list[object], environment: dict[str, str]) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSBRIEF_")}
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True, text=True, check=True, cwd=ROOT,
        env={**kept, "PATH": f"{COMMAND.parent}:{kept['PATH']}", "COLUMNS": "90", **environment},
    )  # fmt: skip
    return done.stdout


def main(check: bool) -> int:
    """Write the files, or say which would change."""
    wanted = {
        ROOT / "docs" / "commands.md": commands(),
        ROOT / "docs" / "settings.md": settings(),
        ROOT / "README.md": readme(),
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is not what the program says: run make docs")
        else:
            path.write_text(wanted[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
