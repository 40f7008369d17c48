"""Every state of the window under axe-core: nothing serious, at both widths, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FilePayload, Page, expect

from assistant import Assistant
from assistant.interfaces.chat.logins import add_login
from tests import briefings
from tests.browser import window
from tests.browser.conftest import _serving
from tests.browser.window import Fixed, Serving, ask, briefed, log_in, sideways, tab

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
    log_in(page, "nobody", "wrong horse")
    page.get_by_role("alert").wait_for()


def an_answer(page: Page, places: dict[str, str]) -> None:
    """An answer, its evidence, and what was wrong with it."""
    page.goto(places["chat"])
    page.locator("[data-story]").first.wait_for(state="attached")
    ask(page, "How many people died in the ferry accident off Larnholm?")
    page.get_by_role("button", name="Bad answer").click()
    page.locator(".nb-chip").first.click()
    page.locator(".nb-text mark").first.wait_for()
    page.locator(".nb-apart .nb-differs").first.wait_for()


def asked_as_a_timeline(page: Page, places: dict[str, str]) -> None:
    """The same words as a timeline, and the menu of what they can be asked as."""
    page.keyboard.press("Escape")
    turn = page.locator(".nb-turn").last
    turn.locator(".nb-as").click()
    page.get_by_role("menuitemradio", name="Timeline").click()
    expect(turn.locator(".nb-as")).to_have_text("Timeline")
    expect(turn.locator(".nb-as")).to_be_enabled()
    turn.locator(".nb-as").click()


def a_briefing(page: Page, places: dict[str, str]) -> None:
    """A whole briefing, and one that is saved."""
    page.keyboard.press("Escape")
    briefed(page)
    page.get_by_role("button", name="Show or hide").click()
    page.locator("[data-section=figures]").click()
    save = page.get_by_role("button", name="Save", exact=True)
    if save.count():
        save.click()
    page.locator(".nb-kept summary").click()
    page.locator(".nb-kept [data-open]").first.wait_for()


def conversations(page: Page, places: dict[str, str]) -> None:
    """What was asked before."""
    tab(page, "Conversations")
    page.locator(".nb-conversations li").first.wait_for()


def a_conversation_to_be_deleted(page: Page, places: dict[str, str]) -> None:
    """Is it to go for good?"""
    page.get_by_role("button", name="Delete: How").click()


def a_conversation_to_be_renamed(page: Page, places: dict[str, str]) -> None:
    """What is it to be called?"""
    page.get_by_role("button", name="Keep: How").click()
    page.get_by_role("button", name="Rename: How").click()


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
    """Where a model is chosen: one that is not there, and one that cannot be."""
    if page.locator(".nb-drawer").is_visible():
        page.keyboard.press("Escape")
    dialog = window.settings(page)
    dialog.get_by_label("Model", exact=True).fill("openai:scripted")
    dialog.get_by_label("Address of its server").fill("http://127.0.0.1:9/v1")
    dialog.get_by_role("button", name="Test").click()
    dialog.locator(".nb-verdict.nb-warn").wait_for()
    dialog.get_by_label("Model", exact=True).fill("nonsense")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("[role=alert]")).to_be_in_viewport(ratio=1)
    expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)


STATES: tuple[Callable[[Page, dict[str, str]], None], ...] = (
    an_empty_library, a_login, an_answer, asked_as_a_timeline, a_briefing, conversations,
    a_conversation_to_be_deleted, a_conversation_to_be_renamed, a_library, settings,
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_serious_in_any_state(
    browser: Browser, places: dict[str, str], width: int, scheme: str
) -> None:
    """Axe-core finds nothing that stands in the way of a screen reader, a keyboard or weak eyes,
    and nothing is wider than the page."""
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
        if state is an_empty_library:
            paper = "rgb(22, 22, 20)" if scheme == "dark" else "rgb(250, 249, 247)"
            expect(page.locator("body")).to_have_css("background-color", paper)
        page.wait_for_timeout(250)
        panes = (
            ".nb-masthead, .nb-ask, .nb-brief, .nb-evidence, .nb-conversations, .nb-settings, "
            ".nb-library, .nb-shelf, .nb-finding, .nb-incoming, .nb-dialog"
        )
        if problems := [*page.evaluate(SOUND), *sideways(page, panes)]:
            found[state.__name__] = problems
    context.close()
    assert found == {}
