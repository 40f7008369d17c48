"""Logins in a real browser: nothing is open without one, and one's conversations go along."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant import Assistant
from assistant.interfaces.chat.logins import add_login
from tests.browser.conftest import _serving
from tests.browser.window import QUESTIONS, answer, ask, log_in

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def guarded(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the chat window is served to two logins."""
    file = tmp_path_factory.mktemp("auth") / "logins"
    add_login(file, "vera", PASSWORD)
    add_login(file, "Jo Ann", PASSWORD)
    with _serving(assistant, logins=file) as address:
        yield address


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Browsers that have been opened, closed afterwards."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def new_page(browser: Browser, contexts: list[BrowserContext], scripts: bool = True) -> Page:
    """A page of a browser of its own."""
    context = browser.new_context(java_script_enabled=scripts)
    context.set_default_timeout(20_000)
    contexts.append(context)
    return context.new_page()


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/", "HEAD"), ("/config", "GET"), ("/gradio_api/info", "GET"),
     ("/gradio_api/call/greet", "POST"), ("/gradio_api/queue/join", "POST"),
     ("/gradio_api/queue/data?session_hash=a", "GET"), ("/gradio_api/run/predict", "POST"),
     ("/gradio_api/heartbeat/a", "GET"), ("/briefing/abc.md", "GET"), ("/upload", "POST"),
     ("/conversation/abc.json", "GET"), ("/logout", "POST"), ("/assets/index.js", "GET"),
     ("/theme.css", "GET"), ("/nothing", "GET"), ("/login/", "GET"), ("//login", "GET"),
     ("/LOGIN", "GET"), ("/static/img/logo.svg", "GET")],
)  # fmt: skip
def test_nothing_is_open_without_a_login(guarded: str, path: str, method: str) -> None:
    """Every route refuses, whatever made it; a page leads to the login page."""
    status, headers, body = answer(guarded, path, method)
    assert (status, headers.get("Set-Cookie")) == (401, None)
    assert "newsbrief.css" not in body
    if method == "GET":
        status, headers, _ = answer(guarded, path, Accept="text/html")
        assert status == 303
        assert headers["Location"].startswith("/login")


def test_only_the_login_page_and_its_looks_are_open(guarded: str) -> None:
    """The page, the stylesheet and the icon; the page loads nothing else and runs no script."""
    for path in ("/newsbrief.css", "/favicon.ico"):
        assert answer(guarded, path)[0] == 200
    status, headers, page = answer(guarded, "/login?next=%2F%3Fc%3D%22%3E%3Cb%3E")
    assert status == 200
    assert "<script" not in page
    assert '"><b>' not in page
    assert "src=" not in page
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_another_page_cannot_log_anybody_in(guarded: str) -> None:
    """A form that comes from elsewhere is refused, whatever it says."""
    form = urlencode({"name": "vera", "password": PASSWORD})
    kind = "application/x-www-form-urlencoded"
    told = {"Content_Type": kind, "Origin": "http://evil.example"}
    assert answer(guarded, "/login", "POST", form, **told)[0] == 403
    assert answer(guarded, "/login", "POST", "x" * 10_000, Content_Type=kind)[0] == 400


def test_any_name_of_the_machine_will_do(guarded: str) -> None:
    """With logins the window may be reached under another name; without one still nothing."""
    assert answer(guarded, "/login", Host="news.example.org")[0] == 200
    assert answer(guarded, "/config", Host="news.example.org")[0] == 401


def test_a_link_elsewhere_does_not_log_out(guarded: str) -> None:
    """Such a request comes without its cookie: the page asks again by itself before it gives up."""
    _, _, page = answer(guarded, "/", Accept="text/html", Sec_Fetch_Site="cross-site")
    assert 'http-equiv="refresh"' in page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_password_and_a_right_one(
    browser: Browser, contexts: list[BrowserContext], guarded: str, scripts: bool
) -> None:
    """The page says that they do not go together, keeps the name, and works without scripts."""
    page = new_page(browser, contexts, scripts)
    page.goto(guarded)
    log_in(page, "vera", "wrong password")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Name")).to_have_value("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{guarded}/")
    if scripts:
        expect(page.locator(".nb-login")).to_contain_text("vera")


def test_a_login_has_the_same_conversations_in_every_browser(
    browser: Browser, contexts: list[BrowserContext], guarded: str
) -> None:
    """And nobody else has them; logged out, the address of one leads to the login and back."""
    one, same, other = (new_page(browser, contexts) for _ in range(3))
    one.goto(guarded)
    log_in(one, "vera", PASSWORD)
    one.locator(".nb-intro > *").first.wait_for()
    ask(one, QUESTIONS[0])
    held = one.url
    same.goto(held)
    log_in(same, "vera", PASSWORD)
    expect(same.locator(".nb-turn h2")).to_have_text(QUESTIONS[0])
    other.goto(held)
    log_in(other, "Jo Ann", PASSWORD)
    expect(other.locator(".nb-intro")).to_contain_text("not here")
    other.get_by_role("tab", name="Conversations").click()
    expect(other.locator(".nb-conversations")).to_contain_text("No conversations yet")

    cookies = one.context.cookies()
    one.get_by_role("button", name="Log out").click()
    expect(one.get_by_role("button", name="Log in")).to_be_visible()
    one.context.add_cookies([
        {"name": c["name"], "value": c["value"], "url": guarded} for c in cookies
    ])  # fmt: skip
    one.goto(guarded)
    expect(one.get_by_role("button", name="Log in")).to_be_visible()
    same.reload()
    expect(same.locator(".nb-turn h2")).to_have_text(QUESTIONS[0])


def test_guessing_is_slowed_down(assistant: Assistant, tmp_path: Path) -> None:
    """After a few failed tries the next one has to wait, and the page says how long."""
    file = tmp_path / "logins"
    add_login(file, "vera", PASSWORD)
    form, kind = "name=vera&password=wrong+password", "application/x-www-form-urlencoded"
    with _serving(assistant, logins=file) as address:
        tries = [answer(address, "/login", "POST", form, Content_Type=kind) for _ in range(9)]
    slowed = [(headers, page) for status, headers, page in tries if status == 429]
    assert [status for status, *_ in tries[:3]] == [401] * 3
    assert all(int(headers["Retry-After"]) > 0 for headers, _ in slowed)
    assert all("Too many tries. Wait" in page for _, page in slowed)
    assert slowed


def test_a_login_is_written_by_the_command(tmp_path: Path) -> None:
    """The password comes from standard input; a mistake is one line, and the window stays shut."""
    file = tmp_path / "logins"

    def run(given: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = "from assistant.interfaces.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", command, "--library", str(tmp_path / "library"), "chat",
             *arguments], input=given, capture_output=True, text=True,
        )  # fmt: skip

    done = run(f"{PASSWORD}\n", "--add-login", "vera", "--auth", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert PASSWORD not in file.read_text()
    file.write_text(f"vera:{PASSWORD}\n")
    refused = run("", "--auth", str(file))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "line 1" in refused.stderr
    assert PASSWORD not in refused.stderr
    without = run("", "--host", "0.0.0.0")
    assert without.returncode == 1
    assert "--auth" in without.stderr
