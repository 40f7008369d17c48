"""The settings in a real browser: a model is tried, chosen, used, and given up again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from assistant import Article, Assistant
from assistant.errors import SettingsError
from assistant.interfaces.chat.logins import add_login
from assistant.interfaces.chat.settings import SettingsModel
from assistant.writing import local_servers
from tests.browser.window import Opened, Serving, ask, log_in, settings
from tests.integration.scripted_server import serving as model_server

pytestmark = pytest.mark.browser

Open = Callable[..., Assistant]
MODEL = "openai:scripted"
QUESTION = "How many people died in the ferry accident off Larnholm?"
KEY = "sk-that-nobody-sees"


@pytest.fixture(autouse=True)
def _own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has a key, which is none of the page's business."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def served(
    open_assistant: Open, articles: list[Article], serving: Serving
) -> Iterator[tuple[Assistant, str]]:
    """An assistant on three articles, and where it is served."""
    assistant = open_assistant()
    assistant.add(*articles)
    with serving(assistant) as address:
        yield assistant, address


def file_of(assistant: Assistant) -> Path:
    """Where the choice is kept."""
    return assistant.library.folder / "newsbrief.toml"


def fill(dialog: Locator, model: str, url: str) -> None:
    """Type a model and an address."""
    dialog.get_by_label("Model", exact=True).fill(model)
    dialog.get_by_label("Address of its server").fill(url)


def test_a_model_is_tried_chosen_and_given_up(visit: Opened, served: tuple[Assistant, str]) -> None:
    """Tried, it works; saved, it writes the next answer; exact quotes are one button away."""
    assistant, address = served
    file_of(assistant).write_text("# mine\n")
    page = visit(at=address)
    dialog = settings(page)
    expect(dialog.locator(".nb-writes")).to_contain_text("answers are exact quotes")
    expect(dialog.locator(".nb-how")).to_contain_text("pip install 'newsbrief[ollama]'")
    expect(dialog.get_by_role("button", name="Use exact quotes")).to_be_hidden()
    with model_server(lambda system, user: "Three people died, police said. [1]") as server:
        fill(dialog, MODEL, server.url)
        dialog.get_by_role("button", name="Test").click()
        verdict = dialog.locator(".nb-verdict")
        expect(verdict).to_have_text(
            re.compile(r"✓ It works: the first word came after \d+\.\d s\.")
        )
        assert assistant.model == ""
        dialog.get_by_label("Model", exact=True).press("End")
        page.keyboard.type("2")
        expect(verdict).to_be_hidden()  # it was said of another model
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(page.locator(".nb-model")).to_have_text(MODEL)
        expect(page.get_by_role("button", name="Settings")).to_be_focused()
        ask(page, QUESTION)
        expect(page.locator(".nb-rests").first).to_contain_text(f"written by {MODEL}")
        assert file_of(assistant).read_text().startswith("# mine\n")
        page.reload()
        dialog = settings(page)
        expect(dialog.get_by_label("Model", exact=True)).to_have_value(MODEL)
        expect(dialog.get_by_label("Address of its server")).to_have_value(server.url)
        dialog.get_by_role("button", name="Use exact quotes").click()
        expect(page.locator(".nb-model")).to_contain_text("Exact quotes")
        assert assistant.ask(QUESTION).writer == "extractive"
        assert KEY not in page.content()
    assert KEY not in file_of(assistant).read_text()
    page.context.close()


def test_the_keyboard_alone(visit: Opened, served: tuple[Assistant, str]) -> None:
    """The focus goes into the dialog, stays in it, and comes back when Esc closes it."""
    page = visit(at=served[1])
    opener = page.get_by_role("button", name="Settings")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_label("Model", exact=True)).to_be_focused()
    seen = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "() => { const at = document.activeElement; return at === document.body ? 'window' "
            ": at.closest('dialog') ? at.id || at.textContent : 'outside' }"
        )
        seen.add(place)
    assert "outside" not in seen
    assert {"nb-model", "nb-url", "Save", "Cancel"} <= seen
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.context.close()


def test_what_the_environment_decides_is_said_and_stays(
    visit: Opened, served: tuple[Assistant, str], open_assistant: Open, serving: Serving,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The fields cannot be changed and say where; trying still works."""
    with model_server(lambda system, user: "ready") as server:
        monkeypatch.setenv("NEWSBRIEF_MODEL", MODEL)
        monkeypatch.setenv("NEWSBRIEF_MODEL_URL", server.url)
        assistant = open_assistant()
        with serving(assistant) as address:
            page = visit(at=address)
            dialog = settings(page)
            for label, name in (("Model", "MODEL"), ("Address of its server", "MODEL_URL")):
                expect(dialog.get_by_label(label, exact=True)).not_to_be_editable()
                expect(dialog).to_contain_text(f"NEWSBRIEF_{name} decides this")
            expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
            expect(dialog.get_by_role("button", name="Use exact quotes")).to_be_hidden()
            dialog.get_by_role("button", name="Test").click()
            expect(dialog.locator(".nb-verdict")).to_contain_text("It works")
            page.context.close()
    assert not file_of(assistant).exists()


def test_logins_choose_the_model_but_not_where_the_key_goes(
    browser: Browser, open_assistant: Open, articles: list[Article], serving: Serving,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The address is fixed for them, and the dialog says for whom a choice counts."""
    assistant = open_assistant()
    assistant.add(*articles)
    logins = tmp_path / "logins"
    add_login(logins, "vera", "correct horse")
    with serving(assistant, logins=logins) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        log_in(page, "vera", "correct horse")
        page.locator(".nb-intro > *").first.wait_for()
        dialog = settings(page)
        expect(dialog).to_contain_text("counts for everyone who uses this library")
        expect(dialog.get_by_label("Address of its server")).not_to_be_editable()
        expect(dialog).to_contain_text("the key goes there")
        dialog.get_by_label("Model", exact=True).fill(MODEL)
        dialog.get_by_role("button", name="Save").click()
        expect(page.locator(".nb-model")).to_have_text(MODEL)
        expect(page.locator(".nb-login")).to_contain_text("vera")
    assert assistant.settings.model_url == ""


def test_an_address_that_a_login_sends_all_the_same_is_refused(open_assistant: Open) -> None:
    """What the page does not offer is not taken from a request made by hand either."""
    assistant = open_assistant()
    model = SettingsModel(assistant)
    with model_server(lambda system, user: "ready") as server:
        with pytest.raises(SettingsError, match="the key goes there"):
            model.choose(MODEL, server.url, login=True)
        with pytest.raises(SettingsError, match="the key goes there"):
            model.tried(1, MODEL, server.url, login=True)
        assert server.requests == []
        assert model.tried(1, MODEL, server.url, login=False).works
    assert not file_of(assistant).exists()


def test_models_on_this_machine_are_looked_for_when_asked(
    visit: Opened, served: tuple[Assistant, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked before the button is pressed; one found fills in model and address."""
    _, at = served
    with model_server(lambda system, user: "ready") as server:
        port = int(server.url.rsplit(":", 1)[1].split("/")[0])
        monkeypatch.setattr(local_servers, "PORTS", {port: "Ollama"})
        dialog = settings(visit(at=at))
        assert server.looked == 0
        dialog.get_by_role("button", name="Look on this machine").click()
        dialog.get_by_role("button", name="scripted · Ollama").click()
        expect(dialog.get_by_label("Model", exact=True)).to_have_value("openai:scripted")
        expect(dialog.get_by_label("Address of its server")).to_have_value(server.url)
        assert server.looked == 1
    dialog.get_by_role("button", name="Look on this machine").click()
    expect(dialog.locator(".nb-nearby")).to_contain_text("No server of chat models")
    dialog.get_by_label("Provider").select_option("Anthropic")
    expect(dialog.get_by_label("Model", exact=True)).to_have_value(re.compile("^anthropic:"))
    expect(dialog.get_by_label("Address of its server")).to_have_value("")
