"""What a browser sends with an event, which may be anything."""

from __future__ import annotations

import gradio as gr


def text(event: gr.EventData, name: str) -> str:
    """A field that is to be text; "" where it is none."""
    value = _field(event, name)
    return value if isinstance(value, str) else ""


def number(event: gr.EventData, name: str) -> int:
    """A field that is to be a whole number; 0 where it is none."""
    value = _field(event, name)
    return value if isinstance(value, int) else 0


def number_or_none(event: gr.EventData, name: str) -> int | None:
    """A field that may be a whole number; None where it is none."""
    value = _field(event, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _field(event: gr.EventData, name: str) -> object:
    sent: object = event._data
    return sent.get(name) if isinstance(sent, dict) else None
