"""The panes of the page: Gradio components that take JSON and build their nodes in a script.

The template of a pane is constant and its script is a file; what an article, a model or a
user wrote reaches the page only as a value, which the script puts into text nodes.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import gradio as gr

from assistant.exporting.documents import jsonable

_ASSETS = files("assistant.interfaces.chat") / "assets"

def asset(name: str) -> str:
    """The text of a file that comes with the page."""
    return (_ASSETS / name).read_text("utf-8")

from gradio.events import Dependency

class Pane(gr.HTML):
    """A pane named like its script; `live` changes often, apart from the larger value."""

    def __init__(self, name: str, *, value: Any = None, live: Any = None, **settings: Any) -> None:
        # Gradio makes a component anew for each update: from these arguments, and what is new.
        super().__init__(
            value=value or {},
            live=live,
            html_template=f'<div class="nb-{name}"></div>',
            js_on_load=f"{asset('shared.js')}\n{asset(f'{name}.js')}",
            apply_default_css=False,
            elem_id=f"nb-{name}-pane",
            **settings,
        )

    def api_info(self) -> dict[str, Any]:
        """The value is an object."""
        return {"type": "object"}
    from typing import Callable, Literal, Sequence, Any, TYPE_CHECKING
    from gradio.blocks import Block
    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component

def shown(**views: object) -> Any:
    """An update of a pane: its `value`, what is `live` in it, or both, from views."""
    return gr.update(**{name: jsonable(view) for name, view in views.items()})
