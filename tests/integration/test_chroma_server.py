"""Vectors in a Chroma server: the same answers, and nothing lost whatever becomes of the server."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import chromadb
import pytest

from assistant import Assistant
from tests.integration.chroma_servers import ChromaProcess, Proxy, proxied
from tests.integration.conftest import Run
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from vectorstore import Finding, Incoming, Library, SentenceTransformerEmbeddings, Status
from vectorstore.errors import VectorsError
from vectorstore.index.server import CLOUD, CONNECTING, ChromaServer, chroma_server

ROOT = Path(__file__).resolve().parents[2]
KEY = "ck-never-to-be-seen"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server that all tests share, each with a collection of its own."""
    process = ChromaProcess(tmp_path_factory.mktemp("chroma") / "server")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def proxy(server: ChromaProcess, no_proxy: None) -> Iterator[Proxy]:
    """A way to that server which can be watched and cut."""
    with proxied(server.url) as found:
        yield found


def add(library: Library, first: int, last: int) -> list[Status]:
    made = corpus.articles(last)[first:]
    return [outcome.status for outcome in library.add(Incoming(one) for one in made)]


def store(library: Library) -> Finding:
    (found,) = (one for one in library.check() if one.name == "vector store")
    return found


def is_asked(library: Library) -> bool:
    """Whether the server, and not the catalog, tells what is near."""
    assert library._vectors is not None
    return library._vectors._reader is not None


def on(library: Path, server: ChromaServer | str) -> Library:
    return Library(library, HashedTexts(), chroma_url=server, exact_limit=0)


# ---------------------------------------------------------------- the same answers


def test_answers_are_those_of_the_embedded_store(
    sample_assistant: Assistant,
    server: ChromaProcess,
    tmp_path: Path,
    embeddings: SentenceTransformerEmbeddings,
) -> None:
    """All sample questions find the same passages with the same scores; answers have the same
    statements and citations. Both stores are asked, though the catalog could tell."""
    lines = (ROOT / "seeds" / "questions.jsonl").read_text().splitlines()
    (tmp_path / "library").mkdir()
    sample_assistant.library.copy_catalog(tmp_path / "library" / "catalog.sqlite3")
    with Assistant(tmp_path / "library", embeddings=embeddings, chroma=server.url) as other:
        other.library.follow()
        for one in (sample_assistant, other):
            one.library._searcher._exact_limit = 0
        for number, line in enumerate(lines):
            words = json.loads(line)["question"]
            assert other.search(words, 20) == sample_assistant.search(words, 20), words
            if number % 36 == 0:  # each takes a second or two, and all 109 were the same
                here, there = other.ask(words), sample_assistant.ask(words)
                assert here.statements == there.statements, words
                assert here.citations == there.citations, words
        assert is_asked(other.library)
        assert is_asked(sample_assistant.library)
        sample_assistant.library._searcher._exact_limit = 200_000


# ---------------------------------------------------------------- the server goes and comes


def test_a_server_that_is_killed_and_started_again_follows_later(tmp_path: Path) -> None:
    """What is added meanwhile is kept and found; doctor says what is wrong; the next add has the
    server follow."""
    process = ChromaProcess(tmp_path / "server")
    process.start()
    try:
        with on(tmp_path / "library", process.url) as library:
            add(library, 0, 10)
            words = corpus.articles(16)[15].text[:200]
            before = library.search(words)
            assert is_asked(library)
            process.kill()
            assert library.search(words) == before
            with pytest.raises(VectorsError, match="the articles are safe") as raised:
                add(library, 10, 16)
            assert process.url in str(raised.value)
            assert len(library.articles()) == 16
            assert library.search(words)[0].article_id == corpus.articles(16)[15].id
            assert not store(library).ok
            process.start()
            assert add(library, 0, 1) == [Status.UNCHANGED]
            assert store(library) == Finding(
                "vector store", True, f"{process.url}, in step, {library.counts()[1]} vectors"
            )
    finally:
        process.kill()


@pytest.mark.parametrize("cut", ["/upsert", "/query"])
def test_a_connection_that_breaks_in_an_add_loses_nothing(
    proxy: Proxy, tmp_path: Path, cut: str
) -> None:
    """Whichever request is cut off: all articles are there, and what was written by half is
    written again, without sending all of it."""
    with on(tmp_path / "library", proxy.url) as library:
        add(library, 0, 6)
        proxy.cut = cut
        with pytest.raises(VectorsError, match="the articles are safe"):
            add(library, 6, 7)
        assert len(library.articles()) == 7
        assert not store(library).ok
        proxy.cut = ""
        proxy.asked.clear()
        assert add(library, 6, 7) == [Status.UNCHANGED]
        assert store(library).ok
        written = [json.loads(one.body) for one in proxy.asked if one.path.endswith("/upsert")]
        assert 0 < sum(len(one["ids"]) for one in written) < library.counts()[1] / 2


def test_a_repair_that_breaks_off_is_not_taken_for_done(proxy: Proxy, tmp_path: Path) -> None:
    """A collection that was filled by half is filled again, though no article changed since."""
    with on(tmp_path / "library", ChromaServer(proxy.url, KEY)) as library:
        add(library, 0, 55)
        assert library.counts()[1] > 300
        proxy.cut, proxy.left = "/upsert", 1
        with pytest.raises(VectorsError, match="the articles are safe"):
            library.repair()
        assert not store(library).ok
        proxy.cut = ""
        assert add(library, 0, 1) == [Status.UNCHANGED]
        assert store(library).ok


def test_a_server_that_hangs_keeps_no_question_waiting(proxy: Proxy, tmp_path: Path) -> None:
    """The catalog answers after a while, and then at once: the server is left alone a time."""
    with on(tmp_path / "library", proxy.url) as library:
        add(library, 0, 6)
        words = corpus.articles(1)[0].text[:100]
        expected = library.search(words)
        proxy.hangs = True
        begun = time.monotonic()
        assert library.search(words) == expected
        assert time.monotonic() - begun < CONNECTING + 5
        begun = time.monotonic()
        assert library.search(words) == expected
        assert time.monotonic() - begun < 1


def test_a_server_that_hangs_after_its_heartbeat_costs_a_moment(
    proxy: Proxy, tmp_path: Path
) -> None:
    """Whoever opens the library then searches it, and adds to it: one line says what is wrong,
    and once the server answers again, it follows."""
    with on(tmp_path / "library", proxy.url) as library:
        add(library, 0, 6)
    proxy.hangs, proxy.spared = True, "/heartbeat"
    words = corpus.articles(7)[6].text[:100]
    with on(tmp_path / "library", proxy.url) as library:
        begun = time.monotonic()
        assert library.search(words)
        assert time.monotonic() - begun < CONNECTING + 5
        begun = time.monotonic()
        with pytest.raises(VectorsError, match="does not answer what it is asked") as raised:
            add(library, 6, 7)
        assert time.monotonic() - begun < CONNECTING + 10
        assert proxy.url in str(raised.value)
        assert "\n" not in str(raised.value)
        assert library.search(words)[0].article_id == corpus.articles(7)[6].id
        assert not store(library).ok
        proxy.hangs = False
        add(library, 0, 1)
        assert store(library).ok


def test_a_server_that_lost_its_collection_gets_it_again(
    server: ChromaProcess, tmp_path: Path
) -> None:
    """Somebody deleted it, or the server has a new disk: doctor says so, the next add mends it."""
    with on(tmp_path / "library", server.url) as library:
        add(library, 0, 4)
        name = f"newsbrief-{library._catalog.setting('identity')}"
        chromadb.HttpClient(host="127.0.0.1", port=server.port).delete_collection(name)
        assert "not there (any more)" in store(library).seen
        add(library, 4, 5)
        assert store(library).ok
        library.remove([corpus.articles(1)[0].id])
        assert store(library).ok
        assert library.repair().vectors == library.counts()[1]
        assert store(library).ok
        assert not (library.folder / "chroma").exists()


# ---------------------------------------------------------------- what is no such server


def test_another_server_at_the_address_is_named(run: Run, proxy: Proxy, tmp_path: Path) -> None:
    """One line says what answers there; the articles are kept."""
    proxy.refusal = "<html>Who are you?</html>"
    with on(tmp_path / "library", proxy.url) as library:
        with pytest.raises(VectorsError, match="answers with status 403, and not as one") as raised:
            add(library, 0, 1)
        assert "\n" not in str(raised.value)
        assert len(library.articles()) == 1


@pytest.mark.parametrize(
    "url",
    ["nonsense", "ftp://host", "http://", "http://host:99999", "http://host/path",
     "http://me:hidden@host:8000"],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_once(tmp_path: Path, url: str) -> None:
    """Before anything is opened; a password in it is not repeated."""
    with pytest.raises(VectorsError, match="NEWSBRIEF_CHROMA is") as raised:
        Library(tmp_path / "library", HashedTexts(), chroma_url=url)
    assert "hidden" not in str(raised.value)


# ---------------------------------------------------------------- Chroma Cloud


def test_chroma_cloud_is_told_what_its_client_reads(tmp_path: Path) -> None:
    """Key, tenant and database come from Chroma's own variables, and go to Chroma Cloud alone."""
    told = {"CHROMA_API_KEY": KEY, "CHROMA_TENANT": "t", "CHROMA_DATABASE": "d"}
    cloud = chroma_server(f"https://{CLOUD}", told)
    assert cloud == ChromaServer(f"https://{CLOUD}", KEY, "t", "d")
    assert KEY not in repr(cloud)
    assert cloud is not None
    assert cloud.address() == (CLOUD, 443, True)
    assert chroma_server("http://127.0.0.1:8000", told) == ChromaServer("http://127.0.0.1:8000")
    with pytest.raises(VectorsError, match="set CHROMA_API_KEY"):
        chroma_server(f"https://{CLOUD}", {})
    with pytest.raises(VectorsError, match="write https") as raised:
        chroma_server(f"http://{CLOUD}", told)
    assert KEY not in str(raised.value)


def test_every_request_to_chroma_cloud_has_the_key_and_keeps_its_quotas(
    server: ChromaProcess, proxy: Proxy, tmp_path: Path
) -> None:
    """Against a server on loopback: token, tenant and database, no more than 300 records a
    request; what comes back is used as that of any server."""
    admin = chromadb.AdminClient(
        chromadb.Settings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host="127.0.0.1",
            chroma_server_http_port=server.port,
        )
    )
    admin.create_tenant("newsroom")
    admin.create_database("archive", "newsroom")
    proxy.identity = {"user_id": "me", "tenant": "newsroom", "databases": ["archive"]}
    cloud = ChromaServer(proxy.url, KEY, "newsroom", "archive")
    with on(tmp_path / "library", cloud) as library:
        add(library, 0, 60)
        assert library.counts()[1] > 300
        words = corpus.articles(3)[2].text[:200]
        assert library.search(words)[0].article_id == corpus.articles(3)[2].id
        assert is_asked(library)
        assert store(library).ok
    asked = [one for one in proxy.asked if not one.path.endswith("/heartbeat")]
    assert {one.headers.get("x-chroma-token") for one in asked} == {KEY}
    paths = [one.path for one in asked if "/collections" in one.path]
    assert all("/tenants/newsroom/databases/archive/" in path for path in paths)
    bodies = [json.loads(one.body) for one in asked if one.body]
    assert max(len(body.get("ids") or ()) for body in bodies) == 300
    assert max(body.get("limit") or 0 for body in bodies) <= 300
    assert max(body.get("n_results") or 0 for body in bodies) <= 300


def test_the_key_is_in_no_message(proxy: Proxy, server: ChromaProcess, tmp_path: Path) -> None:
    """Not even where a server says it again."""
    cloud = ChromaServer(proxy.url, KEY)
    with on(tmp_path / "library", cloud) as library:
        add(library, 0, 1)
        original = proxy.breaks

        def refuses(path: str) -> bool:
            proxy.refusal = "" if path.endswith("/heartbeat") else json.dumps(
                {"error": "Unauthorized", "message": f"the key {KEY} is not known"}
            )  # fmt: skip
            return original(path)

        proxy.breaks = refuses  # type: ignore[method-assign]
        with pytest.raises(VectorsError, match="is not known") as raised:
            add(library, 1, 2)
        found = store(library)
        for told in (str(raised.value), found.seen, repr(raised.value.__cause__)):
            assert KEY not in told
