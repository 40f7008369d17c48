"""Logins: hashes in a file, cookies that cannot be made up, and tries that have to wait."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.conversations.store import ConversationStore
from assistant.errors import SettingsError
from assistant.interfaces.chat.access import Sessions, inner, login_address
from assistant.interfaces.chat.login_page import Attempts
from assistant.interfaces.chat.logins import Logins, add_login, hashed, matches, read_logins

PASSWORD = "correct horse"
SECRET = b"k" * 32


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one login; hashing its password takes long by design."""
    path = tmp_path_factory.mktemp("logins") / "logins"
    add_login(path, "vera", PASSWORD)
    return path


@pytest.fixture
def file(added: Path, tmp_path: Path) -> Path:
    """A file with one login, of the test's own."""
    return Path(shutil.copy2(added, tmp_path / "logins"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[ConversationStore]:
    """What is kept beside the cookies."""
    opened = ConversationStore(tmp_path)
    yield opened
    opened.close()


def value(cookie: str) -> dict[str, str]:
    """The cookie as a browser sends it back."""
    name, _, rest = cookie.partition("=")
    return {name: rest.partition(";")[0]}


def test_a_password_is_kept_as_a_hash_only() -> None:
    """The same password has another hash each time; only the right one matches."""
    one, other = hashed(PASSWORD), hashed(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert matches(PASSWORD, one)
    assert matches(PASSWORD, other)
    assert not matches("correct horse ", one)
    assert not matches("", one)
    assert not matches(PASSWORD, PASSWORD)


def test_the_file_is_for_its_owner_only(file: Path) -> None:
    """Mode 600, also after a second login; comments stay; a name has one line."""
    file.write_text("# the newsroom\n" + file.read_text())
    file.chmod(0o644)
    assert add_login(file, "vera", "another password")
    assert not add_login(file, "Jo Ann", PASSWORD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("# the newsroom\n")
    assert [*read_logins(file)] == ["vera", "Jo Ann"]
    assert [*file.parent.iterdir()] == [file]
    logins = Logins(file)
    assert logins.check("vera", "another password")
    assert not logins.check("vera", PASSWORD)
    assert not logins.check("nobody", PASSWORD)


@pytest.mark.parametrize(
    ("line", "told"),
    [("bob:hunter22", "line 2 .* plain password"), ("bob", "line 2 .* no login"),
     (":x", "line 2 .* no login"), ("bob:$2y$05$abcdefghijklmnopqrstuv", "line 2 .* plain"),
     ("bob:scrypt$31$8$1$aaaaaaaaaaaaaaaaaaaaaa$" + "a" * 43, "line 2 .* plain")],
)  # fmt: skip
def test_anything_but_hashes_is_refused(file: Path, line: str, told: str) -> None:
    """The line is named, what it says is not repeated, and the command that helps is told."""
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(SettingsError, match=told) as caught:
        Logins(file)
    assert "hunter22" not in str(caught.value)
    assert "--add-login" in str(caught.value)
    with pytest.raises(SettingsError, match="line 2"):
        add_login(file, "eva", PASSWORD)


def test_a_file_without_logins_lets_nobody_guess(tmp_path: Path) -> None:
    """Missing, empty or no text at all: the message says how to make one."""
    path = tmp_path / "logins"
    for make in (
        lambda: None,
        lambda: path.write_text("# none\n"),
        lambda: path.write_bytes(b"\xff"),
    ):
        make()
        with pytest.raises(SettingsError, match="--add-login NAME"):
            Logins(path)


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), ("a:b", PASSWORD), (" a", PASSWORD), ("#a", PASSWORD), ("a\nb", PASSWORD),
     ("x" * 65, PASSWORD), ("a", "short"), ("a", "")],
)  # fmt: skip
def test_what_can_be_no_login(tmp_path: Path, name: str, password: str) -> None:
    """Nothing is written for a name or password that cannot be."""
    with pytest.raises(SettingsError):
        add_login(tmp_path / "logins", name, password)
    assert not (tmp_path / "logins").exists()


def test_a_browser_is_known_by_what_it_was_told() -> None:
    """A new one gets a cookie no script reads and no other site sends; it is the same one then."""
    sessions = Sessions(SECRET)
    new = sessions.session({}, may_begin=True)
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {*new.cookie.split("; ")}
    assert "Secure" in sessions.session({}, may_begin=True, secure=True).cookie
    again = Sessions(SECRET).session(value(new.cookie), may_begin=True)
    assert (again.owner, again.cookie) == (new.owner, "")
    assert sessions.session({}, may_begin=True).owner != new.owner
    assert sessions.session({}, may_begin=False).owner == ""


def test_a_cookie_cannot_be_made_up() -> None:
    """Changed anywhere, or signed with another secret, it is nobody's."""
    sessions = Sessions(SECRET)
    ((name, told),) = value(sessions.session({}, may_begin=True).cookie).items()
    for at in range(0, len(told), 7):
        other = told[:at] + ("A" if told[at] != "A" else "B") + told[at + 1 :]
        assert sessions.session({name: other}, may_begin=False).owner == ""
    assert sessions.session({name: ""}, may_begin=False).owner == ""
    assert sessions.session({name: "b." + "é" * 50}, may_begin=False).owner == ""
    stranger = Sessions(b"x" * 32)
    assert stranger.cookie != name
    assert stranger.session({stranger.cookie: told}, may_begin=False).owner == ""


@pytest.mark.parametrize("name", ["vera", "Jo Ann", "j.doe", "Zoë;=,"])
def test_a_login_is_its_name(file: Path, kept: ConversationStore, name: str) -> None:
    """Whichever browser logs in; a browser's own cookie is no login."""
    add_login(file, name, PASSWORD)
    sessions = Sessions(SECRET, Logins(file), kept.ended_logins)
    assert sessions.session(value(sessions.login(name)), may_begin=True).owner == f"login:{name}"
    browser = Sessions(SECRET).session({}, may_begin=True)
    assert sessions.session(value(browser.cookie), may_begin=True).owner == ""


def test_a_login_ends(file: Path, kept: ConversationStore) -> None:
    """By logging out, also after a restart; after a month; with another password; with its line."""
    clock = Clock()
    sessions = Sessions(SECRET, Logins(file), kept.ended_logins, clock)
    first, second = value(sessions.login("vera")), value(sessions.login("vera"))
    assert "Max-Age=0" in sessions.logout(first)
    assert sessions.session(first, may_begin=True).owner == ""
    assert sessions.session(second, may_begin=True).owner == "login:vera"
    restarted = Sessions(SECRET, Logins(file), kept.ended_logins, clock)
    assert restarted.session(first, may_begin=True).owner == ""
    assert restarted.session(second, may_begin=True).owner == "login:vera"
    clock.now += 31 * 86_400
    assert sessions.session(second, may_begin=True).owner == ""
    third = value(sessions.login("vera"))
    add_login(file, "vera", "another password")
    assert sessions.session(third, may_begin=True).owner == ""
    fourth = value(sessions.login("vera"))
    file.write_text("")
    assert sessions.session(fourth, may_begin=True).owner == ""


def test_a_file_that_breaks_meanwhile_opens_no_door(file: Path) -> None:
    """While it holds a plain password, the logins stay as they were."""
    logins = Logins(file)
    file.write_text("vera:plain-password\n")
    assert logins.check("vera", PASSWORD)
    assert not logins.check("vera", "plain-password")


def test_failed_tries_have_to_wait() -> None:
    """Three are free, then each wait is longer up to a minute; a right one ends it."""
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(12):
        waits.append(attempts.wait("name:vera", "from:here"))
        clock.now += waits[-1]
        assert attempts.wait("name:vera", "from:here") == 0
        attempts.failed("name:vera", "from:here")
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.wait("name:vera", "from:elsewhere") > 0
    assert attempts.wait("name:else", "from:elsewhere") == 0
    attempts.succeeded("name:vera", "from:here")
    assert attempts.wait("name:vera", "from:here") == 0


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("/", "/"), ("/?c=abc", "/?c=abc"), ("", "/"), ("//evil.example", "/"),
     ("https://evil.example", "/"), ("/\\evil.example", "/"), ("javascript:alert(1)", "/"),
     ("/login", "/"), ("/login?next=/x", "/"), ("/a\nb", "/"), ("http:/x", "/"), ("//[", "/")],
)  # fmt: skip
def test_the_login_leads_nowhere_else(wanted: str, led: str) -> None:
    """After a login only an address of the window itself is opened."""
    assert inner(wanted) == led


def test_the_login_page_knows_what_was_wanted() -> None:
    """The address of a conversation comes back after the login."""
    assert login_address("/", "") == "/login"
    assert login_address("/", "c=abc") == "/login?next=%2F%3Fc%3Dabc"
