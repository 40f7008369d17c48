"""Every state of the window under axe-core: nothing serious, at both widths, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FilePayload, Page, expect

from assistant import Assistant, Briefing
from assistant.interfaces.chat.logins import add_login
from tests import briefings
from tests.browser.conftest import _serving
from tests.browser.window import Serving, ask

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"
SOUND = """async () => {
  if (!window.axe) throw new Error("axe is not here");
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)));
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} `
      + node.any.map((check) => check.message).join("; ")));
}"""


class Fixed(Assistant):
    """An assistant whose every briefing is one that was made by hand."""

    def brief(self, topic: str | None = None, **asked: Any) -> Briefing:
        """A briefing with something in every section."""
        return briefings.full()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[dict[str, str]]:
    """Where a library, an empty one, and one behind a login are served."""
    folder = tmp_path_factory.mktemp("axe")
    add_login(folder / "logins", "vera", PASSWORD)
    with Fixed(folder / "library") as full, Assistant(folder / "empty") as empty:
        full.add(*briefings.ARTICLES)
        with (
            serving(full) as chat,
            serving(empty) as bare,
            _serving(full, logins=folder / "logins") as guarded,
        ):
            yield {"chat": chat, "empty": bare, "guarded": guarded}


def an_empty_library(page: Page, places: dict[str, str]) -> None:
    """Nothing there yet."""
    page.goto(places["empty"])
    page.get_by_role("button", name="Load the sample articles").wait_for()


def a_login(page: Page, places: dict[str, str]) -> None:
    """Who is it? After a wrong password, with what was wrong."""
    page.goto(places["guarded"])
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong horse")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()


def an_answer(page: Page, places: dict[str, str]) -> None:
    """An answer, and its evidence."""
    page.goto(places["chat"])
    page.locator("[data-story]").first.wait_for(state="attached")
    ask(page, "How many people died in the ferry accident off Larnholm?")
    page.locator(".nb-chip").first.click()
    page.locator(".nb-text mark").first.wait_for()
    page.locator(".nb-apart .nb-differs").first.wait_for()


def a_briefing(page: Page, places: dict[str, str]) -> None:
    """A whole briefing, and one that is saved."""
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Brief").click()
    page.get_by_role("button", name="Brief me").click()
    page.locator(".nb-headline").wait_for()
    save = page.get_by_role("button", name="Save", exact=True)
    if save.count():
        save.click()
    page.locator(".nb-kept summary").click()
    page.locator(".nb-kept [data-open]").first.wait_for()


def conversations(page: Page, places: dict[str, str]) -> None:
    """What was asked before."""
    page.get_by_role("tab", name="Conversations").click()
    page.locator(".nb-conversations li").first.wait_for()


def a_library(page: Page, places: dict[str, str]) -> None:
    """A ticked and opened story, publishers to choose, and what became of files."""
    drawer = page.locator(".nb-drawer")
    if drawer.is_visible():
        drawer.click()
    page.locator("[data-story]").first.click()
    page.locator(".nb-stories [data-tick]").first.check()
    page.get_by_role("button", name="Publishers:").click()
    bad: FilePayload = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
    page.locator(".nb-incoming input[type=file]").set_input_files(bad)
    expect(page.locator(".nb-failures")).to_contain_text("empty.txt", timeout=60_000)


def settings(page: Page, places: dict[str, str]) -> None:
    """Where a model is chosen."""
    if page.locator(".nb-drawer").is_visible():
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog", name="Settings").locator(".nb-writes").wait_for()


STATES: tuple[Callable[[Page, dict[str, str]], None], ...] = (
    an_empty_library, a_login, an_answer, a_briefing, conversations, a_library, settings,
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_serious_in_any_state(
    browser: Browser, places: dict[str, str], width: int, scheme: str
) -> None:
    """What stands in the way of a screen reader, a keyboard or weak eyes is found by axe-core."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce",
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    context.set_default_timeout(20_000)
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    found = {}
    for state in STATES:
        state(page, places)
        page.wait_for_timeout(250)
        if told := page.evaluate(SOUND):
            found[state.__name__] = told
    context.close()
    assert found == {}
