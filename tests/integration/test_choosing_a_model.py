"""Another model is chosen while an assistant is open: tried first, kept, used for what comes."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant import Article, Assistant, AssistantError
from assistant.errors import ModelError, SettingsError
from assistant.settings import Origin
from assistant.writing.chat_models import checked_address, tried
from tests.integration.scripted_server import serving

Open = Callable[..., Assistant]
MODEL = "openai:scripted"
QUESTION = "How many people died in the ferry accident off Larnholm?"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no key of who runs them."""
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_the_next_answer_is_the_chosen_models(
    open_assistant: Open, articles: list[Article], tmp_path: Path
) -> None:
    """It writes without a restart, is there after one, and exact quotes come back as simply."""
    assistant = open_assistant()
    assistant.add(*articles)
    assert assistant.ask(QUESTION).writer == "extractive"
    with serving(lambda system, user: "Three people died, police said. [1]") as server:
        assistant.choose_model(f" {MODEL} ", server.url)
        assert (assistant.model, assistant.decided("model")) == (MODEL, Origin.FILE)
        assert assistant.ask(QUESTION).writer == MODEL
        again = open_assistant()
        assert again.ask(QUESTION).writer == MODEL
        assistant.choose_model("")
        assert assistant.ask(QUESTION).writer == "extractive"
    assert 'model = ""' in (tmp_path / "library" / "newsbrief.toml").read_text()
    assert server.url in (tmp_path / "library" / "newsbrief.toml").read_text()


@pytest.mark.parametrize("setting", ["model", "model_url"])
def test_what_the_environment_or_an_argument_decides_is_not_changed(
    open_assistant: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    """The error names who decided, and no file is written."""
    url = "http://127.0.0.1:9/v1"
    monkeypatch.setenv(f"NEWSBRIEF_{setting.upper()}", {"model": MODEL, "model_url": url}[setting])
    assistant = open_assistant()
    with pytest.raises(SettingsError, match=f"NEWSBRIEF_{setting.upper()} decides"):
        assistant.choose_model("openai:other", "http://127.0.0.1:10/v1")
    monkeypatch.delenv(f"NEWSBRIEF_{setting.upper()}")
    given = open_assistant(
        **{"model": "openai:x", "model_url": url, setting: "http://127.0.0.1:8/"}
    )
    with pytest.raises(SettingsError, match="who opened the library decides"):
        given.choose_model("openai:other", "http://127.0.0.1:10/v1")
    assert not (tmp_path / "library" / "newsbrief.toml").exists()


def test_a_model_that_was_handed_over_stays(open_assistant: Open) -> None:
    """It can be tried, and nothing else takes its place."""
    assistant = open_assistant(chat_model=FakeListChatModel(responses=["ready"]))
    assert assistant.decided("model") == Origin.ARGUMENT
    assert assistant.try_model() >= 0
    with pytest.raises(SettingsError, match="decides"):
        assistant.choose_model(MODEL)


def test_trying_asks_for_one_word_and_changes_nothing(open_assistant: Open, tmp_path: Path) -> None:
    """One request, no articles in it, and the library writes as before."""
    assistant = open_assistant()
    with serving(lambda system, user: "ready " * 500) as server:
        assert assistant.try_model(MODEL, server.url) >= 0
    assert len(server.requests) == 1
    assert "Say: ready" in server.prompts()[0][1]
    assert assistant.model == ""
    assert not (tmp_path / "library" / "newsbrief.toml").exists()


@pytest.mark.parametrize(
    ("status", "said"),
    [(400, "refuses the request"), (401, "refuses the key: correct OPENAI_API_KEY"),
     (404, "knows no openai:scripted"), (429, "wants no more requests"),
     (500, "has a fault (500)"), (418, "check that the server")],
)  # fmt: skip
def test_a_server_that_refuses_is_understood(open_assistant: Open, status: int, said: str) -> None:
    """Each line says what is wrong, at which address, and what to do."""
    with (
        serving(lambda system, user: "", status=status) as server,
        pytest.raises(ModelError) as told,
    ):
        open_assistant().try_model(MODEL, server.url)
    assert said in str(told.value)
    assert server.url in str(told.value)
    assert "\n" not in str(told.value)
    assert len(server.requests) == 1, "what fails is not asked again"


def test_silence_and_an_empty_reply_are_understood(open_assistant: Open) -> None:
    """A port where nothing listens, and a model that says nothing."""
    with pytest.raises(ModelError, match="cannot be reached: start the server, or correct"):
        open_assistant().try_model(MODEL, "http://127.0.0.1:9/v1")
    with serving(lambda system, user: " ") as server, pytest.raises(ModelError, match="nothing"):
        open_assistant().try_model(MODEL, server.url)


class ReadTimeout(Exception):
    """What a client may raise when a server is silent."""


class Silent(FakeListChatModel):
    """A model whose server never answers."""

    def _stream(self, *given: object, **named: object) -> object:  # type: ignore[override]
        raise ReadTimeout


def test_a_model_that_keeps_silent_is_given_up() -> None:
    """The line says how long was waited."""
    with pytest.raises(ModelError, match="did not answer within 30 seconds"):
        tried(Silent(responses=[""]), MODEL, "http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    ("name", "said"),
    [("openai:gpt-5-mini", "set OPENAI_API_KEY in the environment"),
     ("cohere:command", r"pip install 'langchain-cohere'"),
     ("nonsense", "write it like openai:"), ("nowhere:model", "write it like openai:"),
     ("", "no model is named"), ("a\ud800", "no name"), ("x" * 501, "no name")],
)  # fmt: skip
def test_a_model_that_cannot_be_set_up_says_what_is_missing(
    open_assistant: Open, tmp_path: Path, name: str, said: str
) -> None:
    """Neither tried nor chosen, and the file stays as it is."""
    assistant = open_assistant()
    with pytest.raises(AssistantError, match=said):
        assistant.try_model(name)
    if name:
        with pytest.raises(AssistantError, match=said):
            assistant.choose_model(name)
    assert not (tmp_path / "library" / "newsbrief.toml").exists()


@pytest.mark.parametrize(
    ("name", "extra"),
    [("anthropic:claude-sonnet-4-5", "anthropic"),
     ("google_genai:gemini-2.5-flash", "google-genai"),
     ("huggingface:HuggingFaceTB/SmolLM3-3B", "huggingface")],
)  # fmt: skip
def test_a_provider_whose_package_is_missing_is_one_clear_line(
    open_assistant: Open, articles: list[Article], name: str, extra: str
) -> None:
    """The same when it is tried, when `doctor` looks, and when something is asked."""
    if find_spec(f"langchain_{name.partition(':')[0]}"):
        pytest.skip(f"newsbrief[{extra}] is installed here")
    install = f"needs a package: pip install 'newsbrief[{extra}]'"
    with pytest.raises(ModelError, match=re.escape(install)) as told:
        open_assistant().try_model(name)
    assert "\n" not in str(told.value)
    assistant = open_assistant(model=name)
    (found,) = (one for one in assistant.check() if one.name == "chat model")
    assert not found.ok
    assert install in f"{found.seen}{found.fix}"
    assistant.add(*articles)
    with pytest.raises(ModelError, match=re.escape(install)):
        assistant.ask(QUESTION)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/", "127.0.0.1:11434", "http://", "http://[", "http://a b/",
     "javascript:1", "http://x:99999/", "http://\u202ex/", "http://x/" + "y" * 500],
)  # fmt: skip
def test_only_web_addresses_are_asked(url: str) -> None:
    """Anything else is named, with how one is written."""
    with pytest.raises(SettingsError, match="write it like http"):
        checked_address(url)


def test_an_address_holds_no_password() -> None:
    """Keys are not kept in the file, so none is taken; the error does not repeat it."""
    with pytest.raises(SettingsError, match="environment") as told:
        checked_address("https://me:secret@host/v1")
    assert "secret" not in str(told.value)
    assert checked_address("  https://host/v1 ") == "https://host/v1"
    assert checked_address(" ") == ""


@pytest.mark.parametrize(
    ("form", "told"),
    [('{"name": "Paris"}', "structured output"), ("Paris, I think", "no structured output")],
)
def test_doctor_tells_how_much_is_read_and_whether_forms_are_filled_in(
    open_assistant: Open, monkeypatch: pytest.MonkeyPatch, form: str, told: str
) -> None:
    """Ollama is told how much to read at once: what is set, or more than it would by itself."""

    def reply(system: str, user: str) -> str:
        return form if "capital of France" in user else "one, two, three"

    with serving(reply) as server:
        url = server.url.removesuffix("/v1")
        for context, read in (("", "8,192"), ("16384", "16,384")):
            monkeypatch.setenv("NEWSBRIEF_MODEL_CONTEXT", context)
            assistant = open_assistant(model="ollama:scripted", model_url=url)
            (found,) = (one for one in assistant.check() if one.name == "chat model")
            assert found.ok
            assert f"reads {read} tokens at once" in found.seen
            assert ("no structured output" in found.seen) == (told == "no structured output")
            assert server.requests[-1]["options"]["num_ctx"] == int(read.replace(",", ""))
            assistant.close()
        monkeypatch.setenv("NEWSBRIEF_MODEL_CONTEXT", "")
        assistant = open_assistant(model="openai:scripted", model_url=server.url)
        (found,) = (one for one in assistant.check() if one.name == "chat model")
        assert "NEWSBRIEF_MODEL_CONTEXT" in found.seen


@pytest.mark.parametrize("protocol", ["openai", "ollama"])
def test_doctor_asks_the_model_what_it_can(open_assistant: Open, protocol: str) -> None:
    """Seconds to the first word, streaming, how much it reads; a dead server has a fix."""
    with serving(lambda system, user: "one, two, three") as server:
        url = server.url if protocol == "openai" else server.url.removesuffix("/v1")
        assistant = open_assistant(model=f"{protocol}:scripted", model_url=url)
        (found,) = (one for one in assistant.check() if one.name == "chat model")
        server.status = 401
        (refused,) = (one for one in assistant.check() if one.name == "chat model")
    (gone,) = (one for one in assistant.check() if one.name == "chat model")
    assert found.ok
    assert all(part in found.seen for part in ("first word", "streams", "structured", "reads"))
    assert not refused.ok
    assert "key" in refused.seen + refused.fix
    assert not gone.ok
    assert gone.fix
