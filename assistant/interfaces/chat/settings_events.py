"""The events of the settings: each is read, the desk asked, the masthead updated."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from assistant.interfaces.chat.components import shown
from assistant.interfaces.chat.desk import Desk, said
from assistant.interfaces.chat.live import Workers
from assistant.interfaces.chat.sent import number, text
from assistant.interfaces.chat.settings_desk import TriedView
from assistant.interfaces.chat.talk_events import owner
from assistant.interfaces.chat.visitors import LOGIN


class SettingsEvents:
    """The settings were opened, a model is to be tried, another one is chosen."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._run = workers.run

    async def settings(self, request: gr.Request) -> Any:
        """The settings are opened: how they are now."""
        login = owner(request).startswith(LOGIN)
        return shown(settings=self._desk.settings.shown(_now(), login))

    async def attempt(self, event: gr.EventData, request: gr.Request) -> Any:
        """A model is asked for one word."""
        login = owner(request).startswith(LOGIN)
        at, model, url = number(event, "number"), text(event, "model"), text(event, "url")
        try:
            tried = await self._run(lambda: self._desk.settings.tried(at, model, url, login))
        except Exception as error:
            tried = TriedView(at, False, said(error))
        return shown(tried=tried)

    async def choose(self, event: gr.EventData, request: gr.Request) -> Any:
        """Another model is to write, or none."""
        asking = owner(request)
        login = asking.startswith(LOGIN)
        model, url = text(event, "model"), text(event, "url")
        settings = self._desk.settings
        try:
            outcome = await self._run(lambda: settings.choose(model, url, login))
        except Exception as error:
            return shown(settings=settings.shown(_now(), login, trouble=said(error)))
        masthead = self._desk.masthead(asking.removeprefix(LOGIN) if login else "")
        return shown(value=masthead, settings=settings.shown(_now(), login, outcome))


def _now() -> int:
    return time.monotonic_ns() // 1_000
