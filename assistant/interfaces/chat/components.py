"""The panes of the page: Gradio components that take JSON and build their nodes in a script.

The template of a pane is constant and its script is a file; what an article, a model or a
user wrote reaches the page only as a value, which the script puts into text nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import gradio as gr

from assistant.exporting.documents import jsonable

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
        js_on_load="\n".join(asset(f"{one}.js") for one in ("shared", *scripts, name)),
        apply_default_css=False,
        elem_id=f"nb-{name}-pane",
        **empty,
    )


def shown(**views: object) -> Any:
    """An update of a pane: its `value`, what is `live` in it, or both, from views."""
    changes: dict[str, Any] = {name: jsonable(view) for name, view in views.items()}
    return gr.update(**changes)
