"""No pattern of the product is slow on a long text: twice the text takes about twice the time."""

import ast
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    file
    for name in ("assistant", "vectorstore", "prompts")
    for file in ROOT.glob(f"{name}/**/*.py")
]
SIZE = 4000
GLANCE = 1000
"""Characters of the first look, which is enough to pass over what is quick."""
AT_MOST = 2.6
"""How much longer twice the text may take: 2 is linear, 4 quadratic."""
QUICK = 0.0003
TRIES = 5
PARTS = 4
"""So many tests, that workers may share them."""
CALLS = re.compile(r"\b(\w++)\.(search|match|fullmatch|sub|split|findall|finditer)\b")
SOURCES = {file: file.read_text(encoding="utf-8") for file in FILES}
SIGNS = ("a", "A", "1", " ", "\n", "a ", "A ", "1 ", "Aa ", "a.", "Aa, ", "- ", "—", "“", "(", "@")


def compiled(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    """The patterns in a value of a module, in its tables and records too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from compiled(tuple(value.values()))
    elif isinstance(value, tuple | list | frozenset | set):
        for inner in value:
            yield from compiled(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from compiled(tuple(getattr(value, field.name) for field in fields(value)))


@cache
def patterns() -> dict[tuple[str | bytes, int], tuple[str, Any, set[str]]]:
    """Every pattern once, with where it stands and by which functions it is tried; a pattern
    in a table may be searched for anywhere."""
    used: dict[str, set[str]] = {}
    for file, source in SOURCES.items():
        for name, function in CALLS.findall(source):
            used.setdefault(f"{file}{name}" if name[0] == "_" else name, set()).add(function)
    found: dict[tuple[str | bytes, int], tuple[str, Any, set[str]]] = {}

    def add(where: str, pattern: Any, functions: set[str]) -> None:
        known = found.setdefault((pattern.pattern, pattern.flags), (where, pattern, set()))
        known[2].update(functions or {"search"})

    for file, source in SOURCES.items():
        if "import re\n" not in source:
            continue
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for name, value in vars(import_module(module)).items():
            for pattern in compiled(value):
                tried = used.get(f"{file}{name}" if name[0] == "_" else name, set())
                add(f"{module}.{name}", pattern, tried if value is pattern else set())
        for call in ast.walk(ast.parse(source)):
            match call:
                case ast.Call(
                    ast.Attribute(ast.Name("re"), function), [ast.Constant(str() as text), *_]
                ) if CALLS.match(f"re.{function}"):
                    add(f"{module}:{call.lineno}", re.compile(text), {function})
    return found


def units(pattern: str) -> list[str]:
    """Short pieces of text that come near to what a pattern matches: its signs and words."""
    bare = re.sub(r"\\[bBdDsSwWAZzgx]|\(\?[a-zA-Z:=!<>]*|P<\w+>|[\\^$|*+?{}\[\]()]", "\0", pattern)
    signs = sorted({sign for sign in bare if sign != "\0" and not sign.isalnum()} - {*SIGNS})
    words = sorted({word for word in re.split(r"\0+", bare) if 1 < len(word.strip()) < 20})
    return [*SIGNS, *signs[:12], *(f"{sign}a" for sign in signs[:12]), *words[:12],
            *(f"{word} " for word in words[:12])]  # fmt: skip


def seconds(find: Callable[[Any], object], text: str | bytes, repeats: int = 1) -> float:
    """The processor's time for a text, the least of so many tries."""
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        find(text)
        taken.append(time.process_time() - began)
    return min(taken)


def is_linear(find: Callable[[Any], object], text: str | bytes) -> bool:
    """Whether twice the text takes hardly more than twice the time, in one of five tries."""
    return seconds(find, text[:GLANCE]) < QUICK or any(
        seconds(find, text + text) <= max(AT_MOST * seconds(find, text, 2), QUICK)
        for _ in range(TRIES)
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_no_pattern_takes_more_than_its_share_of_a_long_text(part: int) -> None:
    """Repeated pieces of what a pattern looks for cost no more than in proportion."""
    slow = []
    for (source, _), (where, pattern, functions) in [*patterns().items()][part::PARTS]:
        binary = isinstance(source, bytes)
        kinds = {kind if kind in ("match", "fullmatch") else "search" for kind in functions}
        for unit in units(source.decode("latin-1") if isinstance(source, bytes) else source):
            text = (unit * SIZE)[:SIZE]
            piece = text.encode()[:SIZE] if binary else text
            if not all(is_linear(getattr(pattern, kind), piece) for kind in kinds):
                slow.append((where, unit))
                break
    assert slow == []
