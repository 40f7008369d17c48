"""Take the pictures of the chat window on the sample articles, in a real browser.

`pictures.py` writes those that the README and the docs show: chat.png and chat-*.png
beside this file. `pictures.py FOLDER` writes every state at 360, 768, 1024 and 1440 px, light
and dark, into that folder, to look at after a change of the style sheet.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, FilePayload, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("newsbrief")
QUESTION = "How many people died when the ferry ran aground?"
SCOPED = "How many votes separated the candidates after the recount?"
STORY, OTHER = "Recount", "Bank of Calvera"
LOGIN = ("vera", "correct horse")
UNSEEN = 12
"""So many levels of 255 nobody sees."""
WIDTHS = {1440: 900, 1024: 768, 768: 1024, 360: 740}


@dataclass
class Places:
    """Where the window is served: with the sample articles, empty, and behind a login."""

    chat: str
    empty: str = ""
    guarded: str = ""


@dataclass(frozen=True)
class Picture:
    """One file: which state, how wide, light or dark."""

    file: str
    state: str
    width: int = 1440
    scheme: str = "light"


PICTURES = (
    Picture("chat.png", "ask"),
    Picture("chat-dark.png", "ask", scheme="dark"),
    Picture("chat-briefing.png", "briefing"),
    Picture("chat-briefing-dark.png", "briefing", scheme="dark"),
    Picture("chat-who-tells-what.png", "matrix"),
    Picture("chat-library.png", "library"),
    Picture("chat-conversations.png", "conversations"),
    Picture("chat-phone.png", "ask", width=360),
    Picture("chat-phone-evidence-dark.png", "evidence", width=360, scheme="dark"),
)


# ---- the states


def start(page: Page, places: Places) -> None:
    """A library, and nothing asked yet."""
    page.goto(places.chat)
    page.locator(".nb-starters button").first.wait_for()
    page.locator("[data-story]").first.wait_for(state="attached")


def answered(page: Page, places: Places) -> None:
    """A question with its answer."""
    start(page, places)
    _ask(page, QUESTION)


def evidence(page: Page, places: Places) -> None:
    """An answer, and the article of its first citation."""
    answered(page, places)
    _first_citation(page, ".nb-chip")


def ask(page: Page, places: Places) -> None:
    """An answer, and its evidence where there is room for both."""
    (evidence if _wide(page) else answered)(page, places)


def request(words: str) -> Callable[[Page, Places], None]:
    """A request of some kind, with what is given for it."""

    def asked(page: Page, places: Places) -> None:
        start(page, places)
        page.get_by_label("Your question").fill(words)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator(".nb-as:enabled").wait_for(timeout=60_000)
        page.locator(".nb-ask").evaluate("node => { node.scrollTop = 0; }")

    return asked


def menu(page: Page, places: Places) -> None:
    """What the same words can be asked as."""
    request("Summarise everything")(page, places)
    page.locator(".nb-as").click()


def scoped(page: Page, places: Places) -> None:
    """Two stories ticked, one of them open, and an answer that rests on them alone."""
    start(page, places)
    with _library(page):
        for title in (STORY, OTHER):
            page.get_by_role("checkbox", name=re.compile(f"the story {title}")).check()
        story = page.locator("[data-story]").filter(has_text=STORY)
        story.click()
        page.locator(".nb-stories [data-id]").first.wait_for(state="attached")
    _ask(page, SCOPED)
    if _wide(page):
        _first_citation(page, ".nb-chip")
    _show_library(page)


def briefing(page: Page, places: Places) -> None:
    """A whole briefing of one story, from its headline."""
    start(page, places)
    page.get_by_role("tab", name="Brief").click()
    page.get_by_label("Topic").fill("The ferry Maren Astrid")
    page.get_by_role("button", name="Brief me").click()
    page.locator(".nb-headline").wait_for(timeout=60_000)
    if _wide(page):
        _first_citation(page, ".nb-sheet .nb-chip")


def following(page: Page, places: Places) -> None:
    """A topic that is followed, and the form for more."""
    start(page, places)
    page.get_by_role("tab", name="Brief").click()
    page.locator(".nb-followed summary").click()
    if page.locator(".nb-followed li").count() == 0:
        page.get_by_label("Follow", exact=True).fill("The ferry Maren Astrid")
        page.get_by_role("button", name="Follow", exact=True).click()
    page.locator(".nb-followed li").first.wait_for()


def part(key: str) -> Callable[[Page, Places], None]:
    """A briefing, scrolled to one of its sections."""

    def scrolled(page: Page, places: Places) -> None:
        briefing(page, places)
        page.locator(f".nb-part-{key}").evaluate("node => node.scrollIntoView({block: 'start'})")

    return scrolled


def conversations(page: Page, places: Places) -> None:
    """The list of what was asked before."""
    answered(page, places)
    page.get_by_role("button", name="New conversation").click()
    page.locator(".nb-starters button").first.wait_for()
    page.locator(".nb-starters button").nth(1).click()
    _whole(page)
    page.get_by_role("tab", name="Conversations").click()
    page.locator(".nb-conversations li").nth(1).wait_for()
    # The time of day would make another picture each time.
    page.locator(".nb-conversations .nb-meta").evaluate_all(
        "nodes => nodes.forEach((node) => "
        "{ node.textContent = node.textContent.replace(/\\d\\d:\\d\\d/, '10:24'); })"
    )


def settings(page: Page, places: Places) -> None:
    """The settings, where a model is chosen."""
    start(page, places)
    page.get_by_role("button", name="Settings").click()
    page.locator(".nb-writes").wait_for()


def empty(page: Page, places: Places) -> None:
    """A library with nothing in it."""
    page.goto(places.empty)
    page.get_by_role("button", name="Load the sample articles").wait_for()


def report(page: Page, places: Places) -> None:
    """What became of files that were added: some came in, one failed."""
    start(page, places)
    with _library(page):
        text = ROOT / "seeds" / "articles" / "port-ansel-vote" / "01-port-ansel-chronicle.txt"
        sent: list[FilePayload] = [
            {"name": text.name, "mimeType": "text/plain", "buffer": text.read_bytes()},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
        ]
        page.locator(".nb-incoming input[type=file]").set_input_files(sent)
        page.locator(".nb-report").first.wait_for(timeout=60_000)
    _show_library(page)


def login(page: Page, places: Places) -> None:
    """The page that asks who it is."""
    page.goto(places.guarded)
    page.get_by_label("Password").wait_for()


def logged_in(page: Page, places: Places) -> None:
    """The window with a login."""
    login(page, places)
    page.get_by_label("Name").fill(LOGIN[0])
    page.get_by_label("Password").fill(LOGIN[1])
    page.get_by_role("button", name="Log in").click()
    page.locator(".nb-intro > *").first.wait_for()


STATES: dict[str, Callable[[Page, Places], None]] = {
    "start": start, "ask": ask, "evidence": evidence, "library": scoped, "briefing": briefing,
    "matrix": part("matrix"), "timeline": part("timeline"), "differ": part("differ"),
    "sources": part("sources"), "following": following, "conversations": conversations,
    "settings": settings,
    "summary": request("Summarise everything"), "timeline-asked": request("Timeline of Palmyra"),
    "comparison": request("Compare Palmyra and Baghuz"), "menu": menu,
    "differences": request("Where do reports differ?"), "articles": request("List the articles"),
    "rows": request("Summarise Palmyra as a table"), "hello": request("Hello"),
    "empty": empty, "report": report, "login": login, "logged-in": logged_in,
}  # fmt: skip


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    _whole(page)


def _whole(page: Page) -> None:
    """The answer is there, and what could be asked next; the page is scrolled to its top."""
    page.locator(".nb-turn .nb-rests").last.wait_for(timeout=60_000)
    page.get_by_role("button", name="Ask", exact=True).wait_for()
    page.locator(".nb-turn .nb-next button").last.wait_for(timeout=60_000)
    page.locator(".nb-ask").evaluate("node => { node.scrollTop = 0; }")


def _wide(page: Page) -> bool:
    """Whether an answer and its evidence stand side by side."""
    return page.viewport_size is not None and page.viewport_size["width"] > 1099


def _first_citation(page: Page, chip: str) -> None:
    page.locator(chip).first.click()
    page.locator(".nb-text mark").first.wait_for()


def _drawer(page: Page) -> Locator | None:
    drawer = page.locator(".nb-drawer")
    return drawer if drawer.is_visible() else None


def _show_library(page: Page) -> None:
    if drawer := _drawer(page):
        drawer.click()


@contextlib.contextmanager
def _library(page: Page) -> Iterator[None]:
    """The library is in reach, as a drawer where the page is narrow, which closes again."""
    _show_library(page)
    yield
    if _drawer(page):
        page.keyboard.press("Escape")


# ---- taking them


def take(browser: Browser, places: Places, picture: Picture, folder: Path) -> None:
    """Write one picture: from a new browser, with the pointer away from everything."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": WIDTHS[picture.width]},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    STATES[picture.state](page, places)
    page.mouse.move(3, 3)
    page.evaluate("document.activeElement?.blur?.()")
    page.wait_for_timeout(400)  # a scroll that ends
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    # 256 colours are enough for text on paper, and a third of the size.
    taken = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    path = folder / picture.file
    if not _same(path, taken):
        taken.save(path, optimize=True)


def _same(path: Path, taken: Image.Image) -> bool:
    """Whether the file shows this already: Chromium draws the edge of a letter now so, now so."""
    if not path.is_file():
        return False
    before, now = Image.open(path).convert("RGB"), taken.convert("RGB")
    if before.size != now.size:
        return False
    levels = ImageChops.difference(before, now).convert("L").histogram()
    return not any(levels[UNSEEN + 1 :])


@contextlib.contextmanager
def served(library: Path, *options: str) -> Iterator[str]:
    """`newsbrief chat` in a process of its own; its address."""
    chat = subprocess.Popen(
        [COMMAND, "--library", library, "chat", "--port", "0", *options],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert chat.stderr is not None
        lines = iter(chat.stderr.readline, "")
        yield next(match[0] for line in lines if (match := re.search(r"http://\S+", line)))
    finally:
        chat.terminate()
        chat.wait()


def every(places: Places, browser: Browser, folder: Path) -> None:
    """Every state at every width, light and dark."""
    for state in STATES:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                name = f"{state}-{width}-{scheme}.png"
                take(browser, places, Picture(name, state, width, scheme), folder)


def main(wanted: list[str]) -> int:
    """Write the pictures; needs Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("the pictures need Chromium: apt install chromium", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = folder / "samples"
        add: list[str | Path] = [COMMAND, "--library", library, "add", ROOT / "seeds" / "articles"]
        subprocess.run(add, check=True, capture_output=True)
        places = Places(stack.enter_context(served(library)))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        if wanted:
            logins = folder / "logins"
            write: list[str | Path] = [COMMAND, "chat", "--auth", logins, "--add-login", LOGIN[0]]
            subprocess.run(write, check=True, input=LOGIN[1], text=True, capture_output=True)
            places.empty = stack.enter_context(served(folder / "empty"))
            places.guarded = stack.enter_context(served(library, "--auth", str(logins)))
            Path(wanted[0]).mkdir(parents=True, exist_ok=True)
            every(places, browser, Path(wanted[0]))
        else:
            for picture in PICTURES:
                take(browser, places, picture, ROOT / "docs")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
