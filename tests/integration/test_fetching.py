"""Pages by their address: which machines are reached, how long, how much, and how politely."""

import gzip
import ipaddress
import shutil
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from assistant.reading.fetching import Fetcher, Limits, Page
from assistant.reading.network import Unreachable, public
from tests.integration.page_server import PageServer, serving

pytestmark = pytest.mark.usefixtures("no_proxy")
QUICK = Limits(connect=1, read=0.4, whole=0.8, size=100_000, redirects=4, pause=0.2)
INSIDE = "127.0.0.2"
"""An address that the tests' rule does not permit, unlike that of the server."""


def resolver(host: str, port: int) -> list[str]:
    """Every name leads to the server; "inside" ones to a machine that is not permitted."""
    if host.startswith("nowhere"):
        raise socket.gaierror(-2, "Name or service not known")
    if host.startswith("inside"):
        return [INSIDE]
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return ["127.0.0.1"]


def permitted(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """The rule of the product, but for the one address that the server has."""
    return public(address) or str(address) == "127.0.0.1"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher for which the server counts as public."""
    with Fetcher(limits=QUICK, resolver=resolver, permitted=permitted) as one:
        yield one


def reason(fetcher: Fetcher, url: str) -> str:
    """Why an address cannot be fetched: one line that says what to do."""
    with pytest.raises(Unreachable) as caught:
        fetcher.fetch(url)
    assert "\n" not in caught.value.reason
    assert ";" in caught.value.reason
    return caught.value.reason


# ------------------------------------------------------------ which machines

PRIVATE = """
127.0.0.1 127.1 0 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1
198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 2130706433 0x7f000001 0x7f.1 017700000001
0177.0.0.1 3232235777 0xA9FEA9FE [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
[fe80::1] [fc00::1] [fd00:ec2::254] [ff02::1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe]
[64:ff9b:1::1] [2002:7f00:1::] [2002:a00:1::1] [2001::1] [2001:db8::1] [fec0::1] localhost
""".split()


@pytest.mark.parametrize("host", PRIVATE)
def test_no_spelling_of_a_private_address_is_reached(host: str) -> None:
    """The machine itself, its network and its cloud's metadata are refused however written."""
    with Fetcher(limits=QUICK) as fetcher:
        why = reason(fetcher, f"http://{host}/latest/meta-data")
    assert "no public address" in why or "no address of a page" in why


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public_addresses_are_public_also_where_ipv6_carries_them(address: str) -> None:
    """Networks that have only IPv6 reach the rest of the Internet through such addresses."""
    assert public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://10.0.0.1/", "no public address"),
        ("http://169.254.169.254/latest/meta-data/", "no public address"),
        ("http://[::1]:80/", "no public address"),
        ("http://inside.example/", "no public address"),
        ("//inside.example/x", "no public address"),
        ("file:///etc/passwd", "only http and https"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://[::1/", "no address"),
        ("", "without an address"),
    ],
)
def test_a_redirect_opens_no_door_that_an_address_does_not_open(
    target: str, expected: str, server: PageServer, fetcher: Fetcher
) -> None:
    """Each target of a redirect is checked like the address that the user gave."""
    server.redirect("/a", target)
    assert expected in reason(fetcher, server.url("/a"))


def test_the_address_that_was_checked_is_the_one_that_is_reached(server: PageServer) -> None:
    """A name that changes its answer between the check and the connection gains nothing."""
    server.set("/a", "one")
    answers = iter(["127.0.0.1", "127.0.0.1", INSIDE])
    asked = []

    def turning(host: str, port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    with Fetcher(limits=QUICK, resolver=turning, permitted=permitted) as fetcher:
        assert fetcher.fetch(server.url("/a")).content == b"one"
        assert len(asked) == 2  # once for robots.txt, once for the page
        assert "no public address" in reason(fetcher, server.url("/a"))
    assert server.paths() == ["/a"]


def test_of_several_addresses_only_permitted_ones_are_tried(server: PageServer) -> None:
    """A name with a private and a public answer leads to the public one, a dead one is passed."""
    server.set("/a", "one")
    with Fetcher(
        limits=QUICK, resolver=lambda host, port: [INSIDE, "127.0.0.1"], permitted=permitted
    ) as fetcher:
        assert fetcher.fetch(server.url("/a")).content == b"one"
    with Fetcher(
        limits=QUICK, resolver=lambda host, port: ["::1", "127.0.0.1"], allow_private=True
    ) as fetcher:
        assert fetcher.fetch(server.url("/a")).content == b"one"


def test_private_addresses_are_reached_where_the_user_allows_it(server: PageServer) -> None:
    """An intranet's pages are read with allow_private, and only then."""
    server.set("/a", "one")
    url = f"http://127.0.0.1:{server.port}/a"
    with Fetcher(limits=QUICK) as fetcher:
        assert "allow private" in reason(fetcher, url)
    with Fetcher(limits=QUICK, allow_private=True) as fetcher:
        assert fetcher.fetch(url).content == b"one"
    assert len(server.paths()) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://user@news.example/", "user name or password"),
        ("http://", "no address of a page"),
        ("http:///a", "no address of a page"),
        ("http://a.example:99999/", "no address of a page"),
        ("http://a\x00b.example/", "no address of a page"),
        ("http://" + "a" * 70_000, "no address of a page"),
        ("http://nowhere.example/", "is not known"),
    ],
)
def test_what_is_no_address_of_a_page_is_reported(
    url: str, expected: str, fetcher: Fetcher
) -> None:
    """Other schemes, passwords and broken addresses are refused, and no password is repeated."""
    why = reason(fetcher, url)
    assert expected in why
    assert "secret" not in why


def test_a_proxy_is_used_only_where_private_addresses_are_allowed(
    server: PageServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a proxy nobody here can check which machine is reached: it takes the user's word."""
    server.set("http://far.example/a", "by proxy")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    why = reason(fetcher, "http://far.example/a")
    assert "through a proxy" in why
    assert "--allow-private" in why
    assert server.paths() == []
    with Fetcher(limits=QUICK, allow_private=True) as trusting:
        assert trusting.fetch("http://far.example/a").content == b"by proxy"
    monkeypatch.setenv("no_proxy", "news.example")
    server.set("/a", "direct")
    assert fetcher.fetch(server.url("/a")).content == b"direct"


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificate with openssl")
def test_the_certificate_is_that_of_the_name_not_of_the_checked_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS is held to the name of the address; a certificate for another name is refused."""
    pem = tmp_path / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=news.example", "-addext", "subjectAltName=DNS:news.example", "-keyout", str(pem),
         "-out", str(tmp_path / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    with pem.open("a") as file:
        file.write((tmp_path / "certificate.pem").read_text())
    with serving(pem) as server:
        # Longer than a single look at the connection, so that a secret one is looked at again.
        server.set("/a", "one", wait=0.6)
        url = server.url("/a").replace("http:", "https:")
        with Fetcher(resolver=resolver, permitted=permitted) as stranger:
            assert "certificate" in reason(stranger, url)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        with Fetcher(resolver=resolver, permitted=permitted) as fetcher:
            assert fetcher.fetch(url).content == b"one"
            assert "certificate" in reason(fetcher, url.replace("news.", "other."))


# ------------------------------------------------------------ how long, how much


def _sending(piece: bytes, pause: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send `piece` again and again, as long as anyone listens, at most five seconds."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return send


def test_a_server_that_is_silent_drips_or_never_ends_is_given_up(
    server: PageServer, fetcher: Fetcher
) -> None:
    """A byte now and then keeps no connection alive beyond the time for the whole, and a body
    is counted while it comes in, whatever length it claims."""
    server.set("/silent", "late", wait=1.5)
    assert "no answer for 0.4 seconds" in reason(fetcher, server.url("/silent"))
    server.set("/drips", _sending(b"x", 0.05))
    assert "not complete after 0.8 seconds" in reason(fetcher, server.url("/drips"))
    server.set("/endless", _sending(b"x" * 10_000, 0))
    assert "larger than" in reason(fetcher, server.url("/endless"))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([b"HTTP/1.1 200 OK\r\n", *[b"x"] * 60], "not complete"),
        ([b"220 mail.example ESMTP\r\n"], "broke off"),
    ],
)
def test_what_is_no_answer_in_time_is_given_up(
    sent: list[bytes], expected: str, fetcher: Fetcher
) -> None:
    """The time for the whole holds before the first byte of a page too, and what speaks
    something else than HTTP gives one line."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                for piece in sent:
                    connection.sendall(piece)
                    time.sleep(0.05)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://news.example:{listening.getsockname()[1]}/a"
        assert expected in reason(fetcher, url)
        thread.join()


def test_a_name_server_that_is_silent_is_given_up() -> None:
    """The system's own look-up cannot be told to hurry; it is not waited for."""
    over = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        over.wait(5)
        return ["127.0.0.1"]

    with Fetcher(limits=QUICK, resolver=silent) as fetcher:
        assert "not complete" in reason(fetcher, "http://news.example/")
    over.set()


def test_what_is_packed_is_counted_unpacked(server: PageServer, fetcher: Fetcher) -> None:
    """A small file that unpacks to a huge one is cut off, never held in memory."""
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert len(bomb) < 50_000
    server.set("/a", bomb, headers=(("Content-Encoding", "gzip"),))
    tracemalloc.start()
    try:
        assert "larger than" in reason(fetcher, server.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    server.set("/b", gzip.compress(b"small"), headers=(("Content-Encoding", "gzip"),))
    assert fetcher.fetch(server.url("/b")).content == b"small"


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (gzip.compress(b"a" * 5000)[:-12], "gzip", "broke off"),
        (b"no gzip at all", "gzip", "broke off"),
        (b"....", "br", "not asked for"),
        (gzip.compress(gzip.compress(b"a")), "gzip, gzip", "not asked for"),
    ],
    ids=["cut", "plain", "brotli", "twice"],
)
def test_a_body_that_cannot_be_unpacked_is_reported(
    body: bytes, encoding: str, expected: str, server: PageServer, fetcher: Fetcher
) -> None:
    """Damaged and unwanted packing is an error, never half a page."""
    server.set("/a", body, headers=(("Content-Encoding", encoding),))
    assert expected in reason(fetcher, server.url("/a"))


def test_a_page_that_breaks_off_is_no_page(server: PageServer, fetcher: Fetcher) -> None:
    """A connection that ends before the promised length gives an error, not half an article."""

    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"half")

    server.set("/a", short, headers=(("Content-Length", "8"),))
    assert "broke off" in reason(fetcher, server.url("/a"))


def test_redirects_are_followed_and_a_circle_ends(server: PageServer, fetcher: Fetcher) -> None:
    """The page's address is the last one; a circle is given up after a few rounds."""
    server.redirect("/a", "/b", 301)
    server.redirect("/b", server.url("/c", host="other.example"), 307)
    server.set("/c", "there")
    page = fetcher.fetch(server.url("/a#part"))
    assert page == Page(server.url("/c", host="other.example"), b"there", "text/html", "utf-8")
    server.redirect("/round", "/round")
    assert "more than 4 times" in reason(fetcher, server.url("/round"))
    assert server.paths().count("/round") == 5


def test_cookies_last_from_redirect_to_redirect_and_no_longer(
    server: PageServer, fetcher: Fetcher
) -> None:
    """Sites that want a cookie back before they show a page get it; nothing is kept of it."""
    seen = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Cookie"])

    server.set("/a", status=302, headers=(("Location", "/b"), ("Set-Cookie", "seen=1")))
    server.set("/b", note)
    fetcher.fetch(server.url("/a"))
    fetcher.fetch(server.url("/b"))
    assert seen == ["seen=1", None]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, "404 Not Found"), (410, "410 Gone"), (401, "needs a login or refuses programs (401"),
        (402, "402 Payment Required"), (403, "403 Forbidden"), (451, "(451 Unavailable"),
        (429, "asked for too often"), (500, "500 Internal Server Error"), (503, "503"),
        (599, "(599)"), (418, "418"), (300, "300"),
    ],
)  # fmt: skip
def test_a_status_that_is_no_page_is_told_in_words(
    status: int, expected: str, server: PageServer, fetcher: Fetcher
) -> None:
    """The line has the number, what it means, and what to do."""
    server.set("/a", "an error page", status=status)
    assert expected in reason(fetcher, server.url("/a"))


def test_a_port_where_nobody_listens_is_reported(fetcher: Fetcher) -> None:
    """A refused connection is one line."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "cannot be reached" in reason(fetcher, f"http://news.example:{port}/")


# ------------------------------------------------------------ how politely


def test_robots_txt_is_obeyed_and_asked_for_once(server: PageServer, fetcher: Fetcher) -> None:
    """What a site keeps from programs is not read, in its own group or in that for all."""
    server.set("/robots.txt", "User-agent: NewsBrief\nDisallow: /closed\n\nUser-agent: *\n"
               "Disallow: /", kind="text/plain")  # fmt: skip
    server.set("/open", "open")
    server.set("/closed/a", "closed")
    assert fetcher.fetch(server.url("/open")).content == b"open"
    assert "robots.txt" in reason(fetcher, server.url("/closed/a?x=1"))
    assert [path for _, path, _ in server.asked] == ["/robots.txt", "/open"]
    assert all(agent.startswith("newsbrief/") for agent in server.agents)


def test_a_redirect_into_what_robots_txt_closes_is_not_followed(
    server: PageServer, fetcher: Fetcher
) -> None:
    """The rules hold for every page on the way."""
    server.set("/robots.txt", "User-agent: *\nDisallow: /closed", kind="text/plain")
    server.redirect("/open", "/closed/a")
    server.set("/closed/a", "closed")
    assert "robots.txt" in reason(fetcher, server.url("/open"))
    assert server.paths() == ["/open"]


@pytest.mark.parametrize("status", [404, 403, 410, 429])
def test_a_site_without_robots_txt_may_be_read(
    status: int, server: PageServer, fetcher: Fetcher
) -> None:
    """400 to 499 stands for no rules (RFC 9309, section 2.3.1.3)."""
    server.set("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    server.set("/a", "one")
    assert fetcher.fetch(server.url("/a")).content == b"one"


def test_a_robots_txt_that_fails_closes_the_site(server: PageServer, fetcher: Fetcher) -> None:
    """500 to 599 and silence stand for "nothing may be read" (section 2.3.1.4)."""
    server.set("/a", "one")
    server.set("/robots.txt", status=503)
    assert "its robots.txt cannot be read (status 503)" in reason(fetcher, server.url("/a"))
    server.set("/robots.txt", wait=1.0)
    assert "no answer" in reason(fetcher, server.url("/a", host="silent.example"))
    assert server.paths() == []


def test_a_robots_txt_may_lie_elsewhere(server: PageServer, fetcher: Fetcher) -> None:
    """Up to five redirects are followed, its rules hold where it was asked for; more stand
    for no rules (section 2.3.1.2); into a private network none is followed."""
    server.set("/a", "one")
    server.set("/r/5", "User-agent: *\nDisallow: /a", kind="text/plain")
    for step in range(5):
        server.redirect(f"/r/{step}", f"/r/{step + 1}")
    server.redirect("/robots.txt", "/r/1")
    assert "robots.txt" in reason(fetcher, server.url("/a"))
    server.redirect("/robots.txt", "/r/0")
    assert fetcher.fetch(server.url("/a", host="far.example")).content == b"one"
    server.redirect("/robots.txt", "http://inside.example/robots.txt")
    assert "no public address" in reason(fetcher, server.url("/a", host="sly.example"))


def test_a_huge_robots_txt_is_read_in_part(server: PageServer, fetcher: Fetcher) -> None:
    """The first 500 KiB count (section 2.5); the rest stops nothing."""
    rules = "User-agent: *\nDisallow: /closed\n" + "# padding\n" * 60_000 + "Disallow: /late\n"
    server.set("/robots.txt", rules, kind="text/plain")
    server.set("/late", "one")
    assert fetcher.fetch(server.url("/late")).content == b"one"
    assert "robots.txt" in reason(fetcher, server.url("/closed"))


def test_the_pause_a_site_asks_for_is_kept_up_to_a_limit(
    server: PageServer, fetcher: Fetcher
) -> None:
    """Crawl-delay lies between two pages of a site, and an absurd one is cut short."""
    server.set("/robots.txt", "User-agent: *\nCrawl-delay: 3600", kind="text/plain")
    for path in ("/a", "/b", "/c"):
        server.set(path, path)
    begun = time.monotonic()
    got = list(fetcher.ahead(server.url(path) for path in ("/a", "/b", "/c")))
    assert all(isinstance(page, Page) for _, page in got)
    assert max(when for _, _, when in server.asked) - begun > 1.9 * QUICK.pause


def test_no_more_than_two_at_once_from_one_host(server: PageServer, fetcher: Fetcher) -> None:
    """A feed of many entries does not fall upon a site."""
    urls = []
    for number in range(8):
        server.set(f"/{number}", str(number), wait=0.05)
        urls.append(server.url(f"/{number}"))
    assert [page.content for _, page in fetcher.ahead(urls) if isinstance(page, Page)] == [
        str(number).encode() for number in range(8)
    ]
    assert server.most_at_once == 2


def test_pages_come_in_order_and_in_parallel(server: PageServer) -> None:
    """Eight hosts are asked at a time; the first address is the first answer, failures too."""
    urls = [server.url(f"/{number}", host=f"n{number}.example") for number in range(8)]
    for number in range(8):
        server.set(f"/{number}", str(number), wait=0.3 - number * 0.03)
    server.set("/3", status=500)
    patient = replace(QUICK, connect=10, read=10, whole=20)
    with Fetcher(limits=patient, resolver=resolver, permitted=permitted) as fetcher:
        got = list(fetcher.ahead(urls))
    assert server.most_at_once > 2
    assert [url for url, _ in got] == urls
    assert [isinstance(page, Page) for _, page in got] == [n != 3 for n in range(8)]


def test_an_iterator_that_is_closed_stops_the_rest(server: PageServer, fetcher: Fetcher) -> None:
    """Who has seen enough does not have the other pages fetched, but for those under way."""
    urls = []
    for number in range(40):
        server.set(f"/{number}", str(number), wait=0.05)
        urls.append(server.url(f"/{number}"))
    with closing(fetcher.ahead(urls)) as pages:
        next(pages)
    time.sleep(0.6)
    assert len(server.paths()) < 14


def test_closing_a_fetcher_ends_what_still_waits(server: PageServer) -> None:
    """Ctrl-C is not held up by a server that does not answer."""
    server.set("/a", wait=20)
    slow = Limits(read=30)
    fetcher = Fetcher(limits=slow, resolver=resolver, permitted=permitted)
    pages = fetcher.ahead([server.url("/a")])
    thread = threading.Timer(0.3, fetcher.close)
    thread.start()
    [(_, got)] = list(pages)
    thread.join()
    assert isinstance(got, Unreachable)
    assert "stopped" in got.reason


def test_reading_files_does_not_load_the_network(tmp_path: Path) -> None:
    """Who adds files does not pay for httpx."""
    (tmp_path / "a.txt").write_text("The bridge at Larnholm was closed on Monday after a check.")
    code = (
        "import sys; from assistant.reading import read; found = list(read(sys.argv[1]))\n"
        "assert found[0].article, found; assert 'httpx' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.txt")], check=True)
