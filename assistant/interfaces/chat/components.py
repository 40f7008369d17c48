"""The panes of the page: Gradio components that take JSON and build their nodes in a script.

The template of a pane is constant and its script is a file; what an article, a model or a
user wrote reaches the page only as a value, which the script puts into text nodes. What a
browser sends back may be anything, and is read here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import gradio as gr

from assistant.conversations.jobs import Thread
from assistant.documents import jsonable
from assistant.interfaces.chat.access import LOGIN, OWNER
from assistant.wording import error_line
from vectorstore.documents import writable

_ASSETS = files("assistant.interfaces.chat") / "assets"


def asset(name: str) -> str:
    """The text of a file that comes with the page."""
    return (_ASSETS / name).read_text("utf-8")


def pane(name: str, *parts: str, scripts: Sequence[str] = ()) -> gr.HTML:
    """A pane named like its script, with a `value` and, for what changes often, a `live` one.

    `parts` are further things it shows, each of which can be updated by itself, and `scripts`
    further files that its script is made of.

    It is no subclass: for each subclass Gradio writes a stub file beside its source.
    """
    empty: dict[str, Any] = {part: {} for part in parts}
    return gr.HTML(
        value={},
        live={},
        html_template=f'<div class="nb-{name}"></div>',
        js_on_load="\n".join(asset(f"{script}.js") for script in ("shared", *scripts, name)),
        apply_default_css=False,
        elem_id=f"nb-{name}-pane",
        **empty,
    )


def shown(**views: object) -> Any:
    """An update of a pane: its `value`, what is `live` in it, or both, from views."""
    changes: dict[str, Any] = {name: _sendable(jsonable(view)) for name, view in views.items()}
    return gr.update(**changes)


def _sendable(value: object) -> object:
    """What `jsonable` gives, without lone surrogates, which cannot be sent."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {key: _sendable(item) for key, item in value.items()}
    return [_sendable(item) for item in value] if isinstance(value, list) else value


def trouble(error: Exception) -> Any:
    """An update of a pane that says what went wrong."""
    return shown(live={"trouble": error_line(error)})


def tick() -> int:
    """A number that differs each time, so that a page notices what is shown to it again."""
    return time.monotonic_ns() // 1_000


# -------------------------------------------------------------------- what a browser sends


def owner(request: gr.Request) -> str:
    """Who sent this, as the middleware found it; "" where that is not known."""
    inner = request.request
    return str(inner.scope.get(OWNER, "")) if inner is not None else ""


def login(request: gr.Request) -> str:
    """The name of the login that sent this; "" where nobody logged in."""
    asking = owner(request)
    return asking.removeprefix(LOGIN) if asking.startswith(LOGIN) else ""


def mine(thread: Thread, request: gr.Request) -> Thread:
    """The thread of a page where it is that of who asks, else a new one."""
    asking = owner(request)
    return thread if thread.owner == asking else Thread(owner=asking)


def sent(event: gr.EventData) -> Mapping[str, object]:
    """All fields that came with an event."""
    fields: object = event._data
    return fields if isinstance(fields, dict) else {}


def text(fields: Mapping[str, object], name: str) -> str:
    """A field that is to be text; "" where it is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def number(fields: Mapping[str, object], name: str, default: int = 0) -> int:
    """A field that is to be a whole number; the default where it is none."""
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A field that is to be a list of texts, each once; what is no text is left out."""
    value = fields.get(name)
    found = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(item for item in found if isinstance(item, str)))
