"""Who may use the HTTP interface: keys, roles, logins, this machine; and how much of it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant
from assistant.errors import SettingsError
from assistant.interfaces.api.keys import Keys, Role, add_key, hashed, read_keys, remove_key
from assistant.interfaces.api.limits import RateLimit
from assistant.interfaces.chat.logins import add_login
from tests.integration.api_server import QUESTION, serving
from tests.integration.conftest import Run

ASK, ARTICLES = "/api/v1/ask", "/api/v1/articles"
ORIGIN = "https://desk.example"
_BODY = {"text": "The bridge was closed on Monday, the road office said."}


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Guarded:
    """A served library with keys, and the keys."""

    def __init__(self, client: httpx.Client, path: Path, keys: dict[str, str]) -> None:
        self.client, self.path, self.keys = client, path, keys

    def status(self, method: str, path: str, key: str = "", **given: Any) -> int:
        """The status of a request with one of the keys, or with none."""
        headers = _bearer(self.keys.get(key, key)) if key else {}
        return self.client.request(method, path, headers=headers, **given).status_code


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, embeddings: Any) -> Iterator[Assistant]:
    """An assistant on an empty library."""
    with Assistant(tmp_path_factory.mktemp("own") / "library", embeddings=embeddings) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def guarded(own: Assistant, ferry_assistant: Assistant, tmp_path_factory: Any) -> Iterator[Guarded]:
    """A server on two libraries with three keys."""
    path = tmp_path_factory.mktemp("keys") / "keys"
    keys = {
        "reader": add_key(path, "reader", Role.READER),
        "admin": add_key(path, "admin", Role.ADMIN),
        "ferries": add_key(path, "ferries", Role.ADMIN, ["ferries"]),
    }
    with serving(own, keys=Keys(path), also={"ferries": ferry_assistant}) as client:
        yield Guarded(client, path, keys)


def test_roles(guarded: Guarded) -> None:
    """Nobody without a key; a reader asks and reads; an admin adds and removes, too."""
    status = guarded.status
    for key in ("", "nbk-wrong"):
        assert status("POST", ASK, key, json={}) == 401
    odd = {b"Authorization": b"Bearer \xc3\xbc\xff"}
    assert guarded.client.get(ARTICLES, headers=odd).status_code == 401
    assert status("GET", ARTICLES, "reader") == 200
    assert status("POST", ASK, "reader", json={"question": QUESTION}) == 200
    assert status("POST", ARTICLES, "reader", json=_BODY) == 403
    assert status("DELETE", f"{ARTICLES}/abcd", "reader") == 403
    headers = _bearer(guarded.keys["admin"])
    (added,) = guarded.client.post(ARTICLES, json=_BODY, headers=headers).json()["added"]
    assert status("DELETE", f"{ARTICLES}/{added}", "admin") == 200


def test_a_key_of_one_library(guarded: Guarded) -> None:
    """Other libraries are as if they were not there."""
    status = guarded.status
    assert status("GET", "/api/v1/libraries/ferries/articles", "ferries") == 200
    assert status("GET", ARTICLES, "ferries") == 404
    headers = _bearer(guarded.keys["ferries"])
    assert guarded.client.get("/api/v1/libraries", headers=headers).json() == ["ferries"]
    models = guarded.client.get("/v1/models", headers=headers).json()["data"]
    assert [model["id"] for model in models] == ["newsbrief/ferries"]
    assert 'library="main"' not in guarded.client.get("/metrics", headers=headers).text
    assert status("POST", "/mcp", "ferries", json={}) == 404


def test_the_log_of_adds_names_the_key(guarded: Guarded, own: Assistant) -> None:
    """Who added and removed, by the key's name; never the key."""
    headers = _bearer(guarded.keys["admin"])
    (added,) = guarded.client.post(ARTICLES, json=_BODY, headers=headers).json()["added"]
    guarded.client.delete(f"{ARTICLES}/{added}", headers=headers)
    text = own.audit.path.read_text()
    *_, add, remove = (json.loads(line) for line in text.splitlines())
    assert (add["who"], add["added"]) == ("key:admin", [added])
    assert (remove["who"], remove["removed"]) == ("key:admin", [added])
    assert not any(key in text for key in guarded.keys.values())


def test_what_anybody_may_know(guarded: Guarded) -> None:
    """Whether newsbrief is alive and ready, and how it is called; no counts and no versions."""
    assert guarded.client.get("/api/v1/health/live").json() == {"status": "alive"}
    health = guarded.client.get("/api/v1/health").json()
    assert health["status"] in ("ready", "not ready")
    assert not any(health[name] for name in ("versions", "articles", "libraries", "reason"))
    assert guarded.status("GET", "/metrics") == 401
    assert guarded.status("GET", "/api/v1/openapi.json") == 200
    told = guarded.client.get(ARTICLES)
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.json()["error"]["type"] == "unauthorized"


def test_a_reader_is_not_told_of_the_server(tmp_path: Path, embeddings: Any) -> None:
    """Where the library cannot be read, an admin is told where it lies, and a reader is not."""
    path = tmp_path / "keys"
    keys = {role: add_key(path, role.value, role) for role in Role}
    with Assistant(tmp_path / "library", embeddings=embeddings) as assistant:
        assistant.conversation_store.conversations.list("anybody")
        (tmp_path / "library" / "kept.sqlite3").write_bytes(b"no database at all")
        with serving(assistant, keys=Keys(path)) as client:
            told = {
                role: client.get("/api/v1/conversations", headers=_bearer(key))
                for role, key in keys.items()
            }
    assert {one.status_code for one in told.values()} == {503}
    assert str(tmp_path) in told[Role.ADMIN].text
    assert str(tmp_path) not in told[Role.READER].text
    assert told[Role.READER].json()["error"]["type"] == "conversation_store_error"


def test_keys_end_at_once(guarded: Guarded) -> None:
    """One that is taken away counts no more, and the last one's end opens no door."""
    new = add_key(guarded.path, "brief", Role.READER)
    assert guarded.status("GET", ARTICLES, new) == 200
    remove_key(guarded.path, "brief")
    assert guarded.status("GET", ARTICLES, new) == 401
    kept = guarded.path.read_text()
    guarded.path.write_text("")
    assert guarded.status("GET", ARTICLES) == 401
    guarded.path.write_text("what is this")  # a file that breaks lets nobody in, nor out
    assert guarded.status("GET", ARTICLES, "reader") == 401
    guarded.path.write_text(kept)
    assert guarded.status("GET", ARTICLES, "reader") == 200


def test_a_name_that_is_given_again_opens_no_conversation(guarded: Guarded) -> None:
    """What was asked through a key is that key's: another one of its name does not see it, and the
    log goes on with the name."""
    asked = {"question": QUESTION, "conversation": "new"}
    first = add_key(guarded.path, "guest", Role.READER)
    told = guarded.client.post(ASK, json=asked, headers=_bearer(first))
    place = f"/api/v1/conversations/{told.headers['x-conversation-id']}"
    assert guarded.status("GET", place, first) == 200
    remove_key(guarded.path, "guest")
    second = add_key(guarded.path, "guest", Role.READER)
    assert guarded.client.get("/api/v1/conversations", headers=_bearer(second)).json() == []
    assert guarded.status("GET", place, second) == 404
    assert guarded.status("DELETE", place, second) == 404
    remove_key(guarded.path, "guest")


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE", "OPTIONS"])
def test_mcp_does_not_tell_which_libraries_there_are(guarded: Guarded, method: str) -> None:
    """One that a key may not use, and one that there is not, are told alike, with a slash too."""
    key = add_key(guarded.path, f"own-{method}", Role.READER, ["main"])

    def told(path: str) -> tuple[int, str, list[str]]:
        answer = guarded.client.request(method, path, headers=_bearer(key))
        return answer.status_code, answer.text, sorted(answer.headers)

    for end in ("", "/", "/more"):
        there, nowhere = told(f"/mcp/ferries{end}"), told(f"/mcp/nothing{end}")
        assert there[0] == nowhere[0] == 404
        assert there[1].replace("ferries", "nothing") == nowhere[1]
        assert there[2] == nowhere[2]


def test_without_keys_only_this_machine(api: httpx.Client) -> None:
    """Another host name is refused, as is another site's page, whatever key it sends along."""
    assert api.get(ARTICLES, headers={"Host": "evil.example"}).status_code == 421
    assert api.get(ARTICLES, headers={"Host": "["}).status_code == 421
    assert api.get(ARTICLES, headers={"Origin": "https://evil.example"}).status_code == 403
    assert api.get(ARTICLES, headers={"Origin": "null"}).status_code == 403
    assert api.get(ARTICLES, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert api.get(ARTICLES, headers={"Origin": str(api.base_url).rstrip("/")}).status_code == 200
    assert api.get(ARTICLES, headers=_bearer("sk-anything")).status_code == 200
    for name in ("access-control-allow-origin", "access-control-allow-credentials"):
        assert name not in api.get(ARTICLES, headers={"Origin": ORIGIN}).headers


def test_pages_of_sites_that_are_named(
    own: Assistant, monkeypatch: pytest.MonkeyPatch, embeddings: Any
) -> None:
    """A site of the settings may ask beforehand and read answers; another one may not."""
    monkeypatch.setenv("NEWSBRIEF_ALLOWED_ORIGINS", f"{ORIGIN}, https://other.example")
    with Assistant(own.library.folder, embeddings=embeddings) as set_up, serving(set_up) as client:
        asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
        told = client.options(ASK, headers=asked)
        assert (told.status_code, told.headers["access-control-allow-origin"]) == (204, ORIGIN)
        assert "POST" in told.headers["access-control-allow-methods"]
        told = client.get(ARTICLES, headers={"Origin": ORIGIN})
        assert told.headers["access-control-allow-origin"] == ORIGIN
        assert "access-control-allow-credentials" not in told.headers
        asked["Origin"] = "https://desk.example.evil.example"
        assert client.options(ASK, headers=asked).status_code == 403


def test_limits(own: Assistant, monkeypatch: pytest.MonkeyPatch, embeddings: Any) -> None:
    """Who asks too often waits, as long as it says; a large body is refused before it is read, a
    question's sooner; health goes on."""
    monkeypatch.setenv("NEWSBRIEF_RATE_LIMIT", "12")
    monkeypatch.setenv("NEWSBRIEF_REQUEST_LIMIT", "2")
    with Assistant(own.library.folder, embeddings=embeddings) as set_up, serving(set_up) as client:
        large = {"text": "word " * 500_000}
        told = client.post(ARTICLES, json=large)
        assert told.status_code == 413
        assert "2 MB" in told.json()["error"]["message"]
        pieces = (b"x" * 100_000 for _ in range(30))
        assert client.post(ARTICLES, content=pieces).status_code in (413, 415)
        pieces = (b"x" * 100_000 for _ in range(30))
        kind = {"Content-Type": "application/json"}
        assert client.post(ARTICLES, content=pieces, headers=kind).status_code == 413
        told = client.post(ASK, content=b"x" * 1_100_000, headers=kind)
        assert told.status_code == 413
        statuses = [client.get(ARTICLES).status_code for _ in range(12)]
        assert statuses[0] == 200
        assert statuses[-1] == 429
        told = client.get(ARTICLES)
        assert 1 <= int(told.headers["retry-after"]) <= 5
        assert told.json()["error"]["type"] == "rate_limited"
        assert client.get("/v1/models").json()["error"]["code"] == "rate_limit_exceeded"
        assert client.get("/api/v1/health/live").status_code == 200


def test_a_bucket_refills() -> None:
    """So many at once, then one for each share of the minute; each client for itself."""
    now = [0.0]
    rate = RateLimit(60, lambda: now[0])
    assert [rate.wait("a") for _ in range(60)] == [0] * 60
    assert rate.wait("a") == 1
    assert rate.wait("b") == 0
    now[0] += 1.01
    assert (rate.wait("a"), rate.wait("a")) == (0, 1)
    assert RateLimit(0).wait("a") == 0


def test_a_login_is_a_caller(
    ferry_assistant: Assistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With logins a cookie of the window's counts, under its name; without one nothing answers."""
    file = tmp_path / "logins"
    add_login(file, "vera", "correct horse")
    with serving(ferry_assistant, logins=file, window=True) as client:
        assert client.get(ARTICLES).status_code == 401
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 303
        form = {"name": "vera", "password": "correct horse"}
        origin = {"Origin": str(client.base_url).rstrip("/")}
        assert client.post("/login", data=form, headers=origin).status_code == 303
        assert client.get("/").status_code == 200
        assert client.get(ARTICLES).status_code == 200
        told = client.post(ASK, json={"question": "Who is Ines Dahl?", "conversation": "new"})
        id = told.headers["x-conversation-id"]
        stored = ferry_assistant.conversation_store.conversations
        assert stored.open("login:vera", id).turns  # the window lists it, too
        client.delete(f"/api/v1/conversations/{id}")
        assert client.post("/logout", headers=origin).status_code == 303
        assert client.get(ARTICLES).status_code == 401


def test_the_log_has_no_words_and_no_keys(
    guarded: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    """A line for each request: its id, given or made, method, route, status, time and who."""
    caplog.set_level(logging.DEBUG)
    headers = {**_bearer(guarded.keys["reader"]), "X-Request-Id": "mine-1"}
    told = guarded.client.post(ASK, json={"question": "Where is Zanzibar?"}, headers=headers)
    assert told.headers["x-request-id"] == "mine-1"
    guarded.client.get("/api/v1/search", params={"q": "Zanzibar"}, headers=headers)
    guarded.client.get("/api/v1/Zanzibar", headers=headers)
    guarded.client.get("/api/v1/articles/Zanzibar", headers={**headers, "X-Request-Id": "a b"})
    lines = [one for one in caplog.records if one.name == "newsbrief.requests"]
    assert [(one.__dict__["method"], one.__dict__["route"], one.__dict__["status"])
            for one in lines] == [
        ("POST", "/api/v1/ask", 200), ("GET", "/api/v1/search", 200), ("GET", "unmatched", 404),
        ("GET", "/api/v1/articles/{id}", 404),
    ]  # fmt: skip
    assert lines[0].__dict__["request"] == "mine-1"
    assert lines[-1].__dict__["request"] != "a b"
    assert {one.__dict__["who"] for one in lines} == {"key:reader"}
    assert all(one.__dict__["ms"] >= 0 for one in lines)
    whole = "\n".join(f"{one.getMessage()} {one.__dict__}" for one in lines)
    assert "Zanzibar" not in whole
    assert guarded.keys["reader"] not in whole


def test_keys_of_the_command_line(run: Run, tmp_path: Path) -> None:
    """Made, told once, kept as a hash, listed and taken away; in the library, or in a file."""
    library = ("--library", tmp_path / "library")
    made = run(*library, "keys", "add", "desk", "--role", "admin", "--library", "main")
    assert made.status == 0
    key, file = made.out.strip(), tmp_path / "library" / "api.keys"
    assert key not in file.read_text()
    assert hashed(key) in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert run(*library, "keys", "list", "--json").document == [
        {"name": "desk", "role": "admin", "libraries": ["main"]}
    ]
    assert run(*library, "keys", "add", "desk").status == 1
    assert run(*library, "keys", "add", "a:b").status == 1
    assert run(*library, "keys", "add", "desk2", "--role", "owner").status == 2
    assert run(*library, "keys", "remove", "desk").status == 0
    assert run(*library, "keys", "remove", "desk").status == 1
    assert run(*library, "keys", "list").out == "no keys\n"
    apart = run("keys", "add", "desk", "--keys", tmp_path / "keys", "--json").document
    (kept,) = read_keys(tmp_path / "keys")
    assert (kept.name, kept.role, kept.hash) == ("desk", Role.READER, hashed(apart["key"]))


@pytest.mark.parametrize("line", ["a:reader:*:plain", "a:owner:*:sha256$" + "0" * 64, "nonsense"])
def test_a_file_of_other_things(tmp_path: Path, line: str) -> None:
    """Its line is named, and what stands there is not told."""
    path = tmp_path / "keys"
    path.write_text(f"# keys\n\n{line}\n")
    with pytest.raises(SettingsError, match="line 3") as raised:
        Keys(path)
    assert "plain" not in str(raised.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_other_hosts_need_keys_or_logins(run: Run, tmp_path: Path, host: str) -> None:
    """One line says what to do."""
    ran = run("--library", tmp_path / "library", "serve", "--host", host, "--port", "0")
    assert ran.status == 1
    assert "newsbrief keys add" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_without_keys_nobody_comes_by_a_proxy(api: httpx.Client, header: str) -> None:
    """A proxy may name this machine as the host: who asks is still somebody else."""
    assert api.get(ARTICLES, headers={header: "203.0.113.9"}).status_code == 421


def test_a_reader_brings_little_to_mcp(guarded: Guarded) -> None:
    """A megabyte is enough for who adds nothing."""
    body = b'{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"' + b"x" * (2 << 20) + b'"}}'
    kind = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    headers = {**kind, **_bearer(guarded.keys["reader"])}
    assert guarded.client.post("/mcp", content=body, headers=headers).status_code == 413


def test_figures_of_another_library_are_not_told(guarded: Guarded) -> None:
    """What an admin's scrape named before is not named to who may not know of it."""

    def scraped(key: str) -> str:
        return guarded.client.get("/metrics", headers=_bearer(guarded.keys[key])).text

    assert 'library="main"' in scraped("admin")
    assert 'library="main"' not in scraped("ferries")
    assert 'library="ferries"' in scraped("ferries")


def test_a_name_that_is_too_long_is_wrong(guarded: Guarded) -> None:
    """A filter's names have a length."""
    for name in ("publisher", "article"):
        path = f"/api/v1/search?q=ferry&{name}={'x' * 501}"
        assert guarded.status("GET", path, "reader") == 422
