"""The commands that serve (the window, the HTTP API, MCP), and those for their logins and keys."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.errors import SettingsError
from assistant.interfaces.cli.late import document
from assistant.interfaces.cli.options import (
    Json,
    KeysFile,
    beside,
    command,
    keys_app,
    opened,
    put,
    say,
)

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port.")]


@command()
def chat(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 7860,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file of logins: only who has one gets in. Other hosts than 127.0.0.1 need it.",
        ),
    ] = None,
    add_login: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Write a login into the file of --auth instead: the password is asked for, "
            "or read from standard input, and kept as a hash.",
        ),
    ] = None,
) -> None:
    """Open the chat window in a browser."""
    if add_login is not None:
        _add_login(auth, add_login)
        return
    from assistant.interfaces.chat.server import serve

    with opened(context) as assistant:
        serve(assistant, host, port, auth)


@command()
def serve(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 7860,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A file of logins for the window, as chat --add-login makes it."
        ),
    ] = None,
    keys: KeysFile = None,
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Serve the chat window, too.")
    ] = True,
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=DIR",
            help="One more library, under /api/v1/libraries/NAME; may be given several times.",
        ),
    ] = None,
) -> None:
    """Serve the chat window with the HTTP API, an OpenAI-compatible endpoint and MCP.

    Other hosts than 127.0.0.1 need keys (newsbrief keys add) or logins (--auth); without logins
    they get no window.
    """
    from assistant.interfaces.api.server import serve

    named = _named_libraries(also or ())
    with opened(context) as assistant, contextlib.ExitStack() as stack:
        others = {
            name: stack.enter_context(beside(assistant, folder)) for name, folder in named.items()
        }
        serve(assistant, host, port, logins=auth, keys=keys, also=others, window=window)


def _named_libraries(given: Sequence[str]) -> dict[str, Path]:
    """The folders by the names that --also gives them; raises BadParameter."""
    from assistant.interfaces.api.keys import is_name

    found: dict[str, Path] = {}
    for each in given:
        name, _, folder = each.partition("=")
        if not folder or not is_name(name):
            raise typer.BadParameter(f"{each!r} is no library: write it as NAME=DIR")
        if name == "main" or name in found:
            raise typer.BadParameter(f"there is a library {name} already: take another name")
        found[name] = Path(folder)
    return found


@command()
def mcp(context: typer.Context) -> None:
    """Speak the Model Context Protocol on standard input and output, for one client."""
    from assistant.interfaces.api.libraries import served
    from assistant.interfaces.api.tools import serve_on_pipes

    with opened(context) as assistant:
        serve_on_pipes(served(assistant))


def _add_login(file: Path | None, name: str) -> None:
    from assistant.interfaces.chat.logins import add_login

    if file is None:
        raise typer.BadParameter("name the file of logins with --auth FILE")
    changed = add_login(file, name, _password())
    say(f"{file}: {'the password of' if changed else 'a login for'} {name} is written")


def _password() -> str:
    """A password, typed twice on a terminal, else a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = typer.prompt("Password", hide_input=True, err=True)
    if typer.prompt("Again", hide_input=True, err=True) != first:
        raise SettingsError("the two passwords differ: nothing is written")
    return str(first)


# -------------------------------------------------------------------- the keys of the API


def _keys_path(context: typer.Context, file: Path | None) -> Path:
    """The file of keys that was named, else that of the library, which is made when missing."""
    from assistant.interfaces.api.keys import FILE

    if file is not None:
        return file
    with opened(context, any_model=True) as assistant:
        return assistant.library.folder / FILE


@command("add", of=keys_app)
def add_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who is to have it.")],
    role: Annotated[
        Literal["reader", "admin"],
        typer.Option(help="A reader asks, searches and reads; an admin adds and removes, too."),
    ] = "reader",
    library: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only this library of serve --also (main is the first); may be given several "
            "times. [default: all]",
            show_default=False,
        ),
    ] = None,
    keys: KeysFile = None,
    json: Json = False,
) -> None:
    """Make a key. It is printed once, and only a hash of it is kept."""
    from assistant.interfaces.api.keys import Role
    from assistant.interfaces.api.keys import add_key as make_key

    path = _keys_path(context, keys)
    key = make_key(path, name, Role(role), tuple(library or ()))
    put(document({"name": name, "role": role, "key": key}) if json else f"{key}\n")
    say(f"{path}: the key of {name} ({role}) is written; it is not shown again")


@command("list", of=keys_app)
def list_keys(context: typer.Context, keys: KeysFile = None, json: Json = False) -> None:
    """List who has a key, with the role and the libraries."""
    from assistant.interfaces.api.keys import read_keys

    known = read_keys(_keys_path(context, keys))
    if json:
        put(document([{"name": key.name, "role": key.role, "libraries": key.libraries}
                      for key in known]))  # fmt: skip
    else:
        put("".join(
            f"{key.name}  {key.role}  {', '.join(key.libraries) or 'all libraries'}\n"
            for key in known
        ) or "no keys\n")  # fmt: skip


@command("remove", of=keys_app)
def remove_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    keys: KeysFile = None,
    json: Json = False,
) -> None:
    """Take a key away; a running server knows it at once."""
    from assistant.interfaces.api.keys import remove_key as take_away

    take_away(_keys_path(context, keys), name)
    put(document({"removed": [name]}) if json else f"the key of {name} is removed\n")
