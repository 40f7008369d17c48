"""The settings on the page: which chat model writes, who decided it, how to try it.

Keys are neither taken nor shown: they stay in the environment of newsbrief. Where there are
logins, each may choose the model but none the server's address, as the key goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversations.workers import Workers
from assistant.errors import SettingsError
from assistant.interfaces.chat.components import login, number, sent, shown, text, tick
from assistant.settings import FILE, Origin
from assistant.wording import counted, error_line, one_line

_NONE_HERE = "No server of chat models answers on this machine: start one, such as Ollama, first."
_ADDRESS_FIXED = (
    "Logins cannot change the address, as the key goes there: it is set in "
    f"{FILE} or NEWSBRIEF_MODEL_URL on the machine that runs newsbrief."
)
_FOR_ALL = "The choice counts for everyone who uses this library, and every login may make it."


@dataclass(frozen=True, slots=True)
class MastheadView:
    """The library's name, the model that writes ("" for exact quotes), and who is logged in."""

    library: str
    model: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The model and its server's address, and for each why it is not changed here ("": it is).

    `writer` is who writes answers now, "" for exact quotes; `shared` says for whom a choice
    counts. `outcome` is what became of the last change, `trouble` why it failed. `opened`
    differs each time.
    """

    opened: int
    model: str
    url: str
    writer: str
    model_fixed: str = ""
    url_fixed: str = ""
    shared: str = ""
    outcome: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class TriedView:
    """Whether a model answered, in a line; `number` is that of the try that the page sent."""

    number: int
    works: bool
    line: str


@dataclass(frozen=True, slots=True)
class LocalView:
    """The models that servers on this machine offer: server, address and name of each; `line`
    says how many, `number` is that of the look that the page sent."""

    number: int
    models: tuple[tuple[str, str, str], ...]
    line: str


class SettingsModel:
    """What pages may do with the settings of one assistant; it knows nothing of Gradio."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def writer(self) -> str:
        """The model that writes; "" for exact quotes."""
        return one_line(self._assistant.model)

    def masthead(self, login: str = "") -> MastheadView:
        """The library's name, who writes the answers, and who is logged in."""
        name = self._assistant.library.folder.resolve().name
        return MastheadView(one_line(name), self.writer, one_line(login))

    def shown(self, opened: int, login: bool, outcome: str = "", trouble: str = "") -> SettingsView:
        """The settings as they are now."""
        return SettingsView(
            opened=opened,
            model=self.writer,
            url=one_line(self._assistant.settings.model_url),
            writer=self.writer,
            model_fixed=self._fixed("model"),
            url_fixed=self._fixed("model_url") or (_ADDRESS_FIXED if login else ""),
            shared=_FOR_ALL if login else "",
            outcome=outcome,
            trouble=trouble,
        )

    def choose(self, model: str, url: str, login: bool) -> str:
        """Take another model, and with it an address; says what writes from now on. Raises
        SettingsError and ModelError, which say what to do."""
        self._assistant.choose_model(model, self._address(url, login))
        if not self.writer:
            return "From the next answer on, answers are exact quotes."
        return f"From the next answer on, {self.writer} writes."

    def tried(self, number: int, model: str, url: str, login: bool) -> TriedView:
        """Ask a model for one word; raises SettingsError and ModelError, which say what to do."""
        wanted = None if self._fixed("model") else model
        seconds = self._assistant.try_model(wanted, self._address(url, login))
        return TriedView(number, True, f"It works: the first word came after {seconds:.1f} s.")

    def local(self, number: int, login: bool) -> LocalView:
        """The models on this machine; raises SettingsError where no address may be chosen."""
        if login or self._fixed("model_url"):
            raise SettingsError(_ADDRESS_FIXED.rstrip("."))
        models = tuple(
            (server.name, server.url, one_line(model))
            for server in self._assistant.local_models()
            for model in server.models
        )
        line = f"{counted(len(models), 'model')} on this machine:" if models else _NONE_HERE
        return LocalView(number, models, line)

    def _address(self, url: str, login: bool) -> str | None:
        """The address that was sent, None where it is not for pages to say."""
        if self._fixed("model_url"):
            return None
        if login and url.strip() != self._assistant.settings.model_url:
            raise SettingsError(_ADDRESS_FIXED.rstrip("."))
        return url

    def _fixed(self, setting: str) -> str:
        """Why a setting is not changed by a page; "" where it may be."""
        origin = self._assistant.decided(setting)
        if origin == Origin.ENVIRONMENT:
            variable = f"NEWSBRIEF_{setting.upper()}"
            return f"{variable} decides this: change it there, then start newsbrief again."
        if origin == Origin.ARGUMENT:
            return "Whoever opened this library decided this: it is changed there."
        return ""


class SettingsEvents:
    """The settings were opened, a model is to be tried, another one is chosen."""

    def __init__(self, model: SettingsModel, workers: Workers) -> None:
        self._model = model
        self._run = workers.run

    async def settings(self, request: gr.Request) -> Any:
        """The settings are opened: how they are now."""
        return shown(settings=self._model.shown(tick(), bool(login(request))))

    async def attempt(self, event: gr.EventData, request: gr.Request) -> Any:
        """A model is asked for one word."""
        fields, by_login = sent(event), bool(login(request))
        attempt, model, url = number(fields, "number"), text(fields, "model"), text(fields, "url")
        try:
            tried = await self._run(lambda: self._model.tried(attempt, model, url, by_login))
        except Exception as error:
            tried = TriedView(attempt, False, error_line(error))
        return shown(tried=tried)

    async def look(self, event: gr.EventData, request: gr.Request) -> Any:
        """Models are looked for on this machine."""
        attempt, by_login = number(sent(event), "number"), bool(login(request))
        try:
            found = await self._run(lambda: self._model.local(attempt, by_login))
        except Exception as error:
            found = LocalView(attempt, (), error_line(error))
        return shown(local=found)

    async def choose(self, event: gr.EventData, request: gr.Request) -> Any:
        """Another model is to write, or none."""
        fields, by_login = sent(event), bool(login(request))
        model, url = text(fields, "model"), text(fields, "url")
        try:
            outcome = await self._run(lambda: self._model.choose(model, url, by_login))
        except Exception as error:
            return shown(settings=self._model.shown(tick(), by_login, trouble=error_line(error)))
        masthead = self._model.masthead(login(request))
        return shown(value=masthead, settings=self._model.shown(tick(), by_login, outcome))
