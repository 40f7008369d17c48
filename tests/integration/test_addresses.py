"""Addresses become articles: pages, documents and feeds, each under the one address it has."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

import pytest

from assistant.reading import read
from assistant.reading.addresses import MOST_ENTRIES, read_address
from assistant.reading.fetching import Fetcher, Limits
from assistant.reading.network import public
from assistant.reading.types import Document, Failure
from tests.integration.page_server import PageServer
from tests.reading import TODAY, pdf
from vectorstore.documents import Article

pytestmark = pytest.mark.usefixtures("no_proxy")
TITLE = "Harbour bridge at Tarnholm closed after crack is found"
FIRST = (
    "The bridge over the harbour of Tarnholm was closed on Monday after divers found a crack in "
    "its second pier, the port authority said."
)
SECOND = (
    "Buses will go around the bay until the pier has been repaired, which may take six weeks, "
    "said the harbour engineer. Two ferries have been chartered for the islands."
)
THIRD = "The town council wants to know why the last inspection, in March, did not find anything."
At = Callable[[str], Article]
Why = Callable[[str], str]
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher for which every name is that of the server, and the server is public."""
    with Fetcher(
        limits=Limits(connect=1, read=0.5, whole=2, size=200_000),
        resolver=lambda host, port: ["127.0.0.1"],
        permitted=lambda address: public(address) or address == ipaddress.ip_address("127.0.0.1"),
    ) as one:
        yield one


def page(
    title: str = TITLE, body: str = BODY, head: str = "", charset: str = '<meta charset="utf-8">'
) -> str:
    """An article's page."""
    return (
        f"<!doctype html><html lang=en><head>{charset}<title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def at(server: PageServer, fetcher: Fetcher) -> At:
    """The only article at a path of the server."""

    def read_one(path: str) -> Article:
        [item] = read_address(server.url(path), fetcher, TODAY)
        assert isinstance(item, Document), item
        return item.article

    return read_one


@pytest.fixture
def refused(server: PageServer, fetcher: Fetcher) -> Why:
    """Why there is no article at a path: one line that says what to do."""

    def read_none(path: str) -> str:
        reason = failed(list(read_address(server.url(path), fetcher, TODAY)))
        assert reason.source == server.url(path)
        return reason.reason

    return read_none


def failed(found: Sequence[Document | Failure]) -> Failure:
    """The only item, which is a failure of one line that says what to do."""
    [item] = found
    assert isinstance(item, Failure), item
    assert "\n" not in item.reason
    assert ";" in item.reason
    return item


# ------------------------------------------------------------ pages and documents


def test_a_page_is_an_article_under_its_final_address(server: PageServer, at: At) -> None:
    """Title, text, day and outlet are the page's; its address is clean, after redirects."""
    head = '<meta property="article:published_time" content="2024-05-06">'
    server.set("/2024/bridge?id=7", page(head=head))
    server.redirect("/short", "/2024/bridge?id=7&utm_source=x#top")
    server.set("/2024/bridge?id=7&utm_source=x", page(head=head))
    article = at("/short")
    assert article.title == TITLE
    assert article.text.startswith(FIRST)
    assert article.text.endswith(THIRD)
    assert article.day == date(2024, 5, 6)
    assert article.url == article.origin == server.url("/2024/bridge?id=7")
    assert article.publisher == "news.example"
    direct = at("/2024/bridge?id=7#end")
    assert (direct.id, direct.version) == (article.id, article.version)


def test_the_day_in_an_address_dates_a_page_that_tells_none(server: PageServer, at: At) -> None:
    """Not one to come, and not where the page itself knows better."""
    head = '<meta property="article:published_time" content="2024-05-07">'
    server.set("/2024/05/06/bridge", page())
    server.set("/2025/05/06/bridge", page())
    server.set("/2024/05/05/bridge", page(head=head))
    days = [at(path).day for path in server.pages]
    assert days == [date(2024, 5, 6), None, date(2024, 5, 7)]


def test_read_takes_an_address_like_any_source(server: PageServer, fetcher: Fetcher) -> None:
    """`read` gives an address's articles; its own fetcher reaches public machines only."""
    server.set("/a", page())
    [found] = read(server.url("/a"), today=TODAY, fetcher=fetcher)
    assert isinstance(found, Document)
    local = f"http://127.0.0.1:{server.port}/a"
    refused = failed([item for item in read(local, today=TODAY) if isinstance(item, Failure)])
    assert "no public address" in refused.reason
    assert refused.source == local


@pytest.mark.parametrize(
    ("canonical", "publisher", "known"),
    [
        ("{site}/clean", "", "{site}/clean"),
        ("{site}/", "", "{site}/a?id=1"),
        ("https://other.example/a", "news.example", "{site}/a?id=1"),
        ("/relative", "", "{site}/a?id=1"),
    ],
)
def test_a_canonical_link_counts_on_its_own_site(
    canonical: str, publisher: str, known: str, server: PageServer, at: At
) -> None:
    """It names the page's clean address; not the front page, and not another's page."""
    site = server.url("")
    link = f'<link rel="canonical" href="{canonical.format(site=site)}">'
    server.set("/a?id=1", page(head=link))
    article = at("/a?id=1")
    assert article.url == known.format(site=site)
    assert article.publisher == (publisher or "news.example")


@pytest.mark.parametrize(
    ("codec", "charset", "letters"),
    [
        ("cp1251", "windows-1251", "Мост закрыт после проверки, сообщает порт"),
        ("cp1252", "iso-8859-1", "Brücke über den “Sund” gesperrt, sagt der Hafen"),
        ("cp932", "shift_jis", "港の橋は月曜日に閉鎖されたと港湾局が発表した"),
    ],
)
@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_the_charset_of_the_header_is_read(
    kind: str, codec: str, charset: str, letters: str, server: PageServer, at: At
) -> None:
    """Letters are right where only the server says in which charset they are."""
    text = f"{TITLE}\n\n{letters}. {FIRST}\n\n{SECOND}\n"
    html = page(body=f"<p>{letters}. {FIRST}</p><p>{SECOND}</p>", charset="")
    body = (html if kind == "text/html" else text).encode(codec)
    server.set("/a", body, kind=f"{kind}; charset={charset}")
    article = at("/a")
    assert letters in article.text


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "text/html", ""])
def test_a_pdf_is_read_whatever_it_is_called(kind: str, server: PageServer, at: At) -> None:
    """A document is known by its media type, and by how it begins."""
    server.set("/report", pdf(TITLE, (FIRST, SECOND, THIRD)), kind=kind)
    article = at("/report")
    assert "divers found a crack" in " ".join(article.text.split())
    assert article.url == server.url("/report")


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/a", "text/plain", f"{TITLE}\n\n{FIRST}\n\n{SECOND}"),
        ("/a.md", "text/plain", f"# {TITLE}\n\n**{FIRST}**\n\n{SECOND}"),
        ("/a", "text/markdown", f"# {TITLE}\n\n{FIRST}\n\n{SECOND}"),
        ("/a", "text/plain", page()),
        ("/a", "application/octet-stream", page()),
        ("/a", "application/xhtml+xml", f'<?xml version="1.0"?>\n{page()}'),
        ("/a.txt", "", f"{TITLE}\n\n{FIRST}\n\n{SECOND}"),
    ],
)
def test_texts_and_pages_are_told_apart(
    path: str, kind: str, body: str, server: PageServer, at: At
) -> None:
    """By the media type, by how they begin, by the ending of the address."""
    server.set(path, body, kind=kind)
    article = at(path)
    assert article.title == TITLE
    assert article.text.startswith(FIRST)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("image/png", b"\x89PNG\r\n", "is image/png, which is not read"),
        ("text/css", b"body { color: red }", "is text/css, which is not read"),
        ("application/xml", b"<?xml version='1.0'?><urlset/>", "is application/xml, which"),
        ("application/octet-stream", b"\0\1\2\3" * 90, "is binary"),
        ("text/html", b"", "is empty"),
        ("text/html", b"<html><body></body></html>", "holds no article text"),
        ("application/pdf", b"%PDF-1.4 cut", "damaged"),
        ("application/rss+xml", b"<p>no feed</p>", "is no feed"),
        ("text/xml", b"<rss><channel><title>T</title></channel></rss>", "without entries"),
    ],
)
def test_what_holds_no_article_is_reported(
    kind: str, body: bytes, expected: str, server: PageServer, refused: Why
) -> None:
    """The line names what it is; nothing is made up from it."""
    server.set("/a", body, kind=kind)
    assert expected in refused("/a")


@pytest.mark.parametrize(
    "body",
    [
        "<div id=app>You need to enable JavaScript to run this app.</div><script src=a></script>",
        "<p>Before you go on: we and our partners use cookies.</p><button>Accept all</button>",
        "<p>This story is for subscribers. Sign in to read it.</p>",
        "<div>Loading the news</div><script>start()</script>",
        "<p>Subscribe</p><p>Share</p>",
        "",
    ],
)
def test_a_page_that_stands_before_an_article_is_none(
    body: str, server: PageServer, refused: Why
) -> None:
    """Scripts, consent and logins: a line says so, and how to get the article all the same."""
    server.set("/a", page(title="Bridge", body=body))
    assert "save" in refused("/a")


def test_being_sent_to_a_login_is_no_article(server: PageServer, refused: Why) -> None:
    """However much the page of the login has to say."""
    server.redirect("/2024/bridge", "/login?next=/2024/bridge")
    server.set("/login?next=/2024/bridge", page(title="Welcome back"))
    assert "a login" in refused("/2024/bridge")


# ------------------------------------------------------------ feeds


def rss(items: Sequence[tuple[str, str, str]], more: str = "") -> str:
    """A feed of (title, link, text) items."""
    entries = "".join(
        f"<item><title>{title}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
        f"<pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for title, link, text in items
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Tarnholm Courier</title>'
        f"{more}{entries}</channel></rss>"
    )


TEASER = f"{FIRST} The port has more on it on Tuesday, when the divers go down once more…"
WHOLE = "".join(f"<p>{FIRST} {SECOND} {THIRD} Part {part}.</p>" for part in range(5))


def test_the_entries_of_a_feed_are_articles(server: PageServer, fetcher: Fetcher) -> None:
    """A whole entry is used as it is, a teaser's page is fetched, and order is kept."""
    whole, short = server.url("/whole?utm_source=rss"), server.url("/short?utm_source=rss")
    server.set("/short?utm_source=rss", page(body=f"{BODY}<p>Only on the page.</p>"))
    server.set("/feed", rss([("One", whole, WHOLE), ("Two", short, TEASER)]),
               kind="application/rss+xml")  # fmt: skip
    found = list(read_address(server.url("/feed"), fetcher, TODAY))
    first, second = (item.article for item in found if isinstance(item, Document))
    assert (first.title, second.title) == ("One", TITLE)
    assert first.url == first.origin == server.url("/whole")
    assert second.url == server.url("/short")
    assert "Part 4." in first.text
    assert "Only on the page." in second.text
    assert server.paths() == ["/feed", "/short?utm_source=rss"]
    for article in (first, second):
        assert article.publisher == "Tarnholm Courier"
        assert article.day == date(2024, 5, 6)


@pytest.mark.parametrize("kind", ["text/html", "text/xml", "application/octet-stream", ""])
def test_a_feed_is_known_by_what_it_is(kind: str, server: PageServer, at: At) -> None:
    """Servers call feeds many things."""
    server.set("/feed", rss([("One", server.url("/a"), WHOLE)]), kind=kind)
    assert at("/feed").title == "One"


def test_a_broken_link_of_a_feed_stops_nothing(server: PageServer, fetcher: Fetcher) -> None:
    """The teaser stands in where it says something; else the entry is told of."""
    items = [
        ("Gone with a teaser", server.url("/gone1"), TEASER),
        ("Gone", server.url("/gone2"), "The port has more."),
        ("There", server.url("/there"), "The port has more."),
        ("Locked", server.url("/locked"), TEASER),
    ]
    server.set("/there", page())
    server.set("/locked", page(body="<p>Please sign in to read on.</p>"))
    server.set("/feed", rss(items), kind="text/xml")
    found = list(read_address(server.url("/feed"), fetcher, TODAY))
    first, second, third, fourth = found
    assert isinstance(first, Document)
    assert (first.article.title, first.article.url) == (items[0][0], items[0][1])
    assert first.article.text.startswith(FIRST)
    assert isinstance(second, Failure)
    assert second.source == server.url("/gone2")
    assert "404" in second.reason
    assert isinstance(third, Document)
    assert third.article.title == TITLE
    assert isinstance(fourth, Document)
    assert fourth.article.text.startswith(FIRST)


def test_a_feed_leads_into_no_private_network(server: PageServer) -> None:
    """What a feed links to is checked like what a user names."""
    inside = "http://10.1.2.3/admin"
    server.set("/feed", rss([("Inside", inside, "Look.")]), kind="text/xml")
    with Fetcher(
        limits=Limits(connect=1, whole=2),
        resolver=lambda host, port: [host if host[0] == "1" else "127.0.0.1"],
        permitted=lambda address: str(address) == "127.0.0.1",
    ) as fetcher:
        refused = failed(list(read_address(server.url("/feed"), fetcher, TODAY)))
    assert refused.source == inside
    assert "no public address" in refused.reason


def test_the_newest_entries_of_a_long_feed_are_read(server: PageServer, fetcher: Fetcher) -> None:
    """Fifty of them, by their days, each address once, in the order of the feed."""
    days = [date(2024, 1 + number // 28, 1 + number % 28) for number in range(60)]
    items = "".join(
        f"<entry><title>Entry {number}</title><id>{number}</id><published>{day}T08:00:00Z"
        f'</published><link href="{server.url(f"/{number}")}"/>'
        f'<content type="html">{escape(WHOLE)}</content></entry>'
        for number, day in enumerate([*days, days[-1]])
    ).replace(server.url("/60"), server.url("/59#again"))
    items += "<entry><title>Undated</title><id>u</id></entry>"
    server.set("/feed", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>{items}'
               "</feed>", kind="application/atom+xml")  # fmt: skip
    found = list(read_address(server.url("/feed"), fetcher, TODAY))
    titles = [item.article.title for item in found if isinstance(item, Document)]
    assert titles == [f"Entry {number}" for number in range(60 - MOST_ENTRIES, 60)]
    assert server.paths() == ["/feed"]


def test_the_charset_of_a_feed_s_header_is_read(server: PageServer, at: At) -> None:
    """It goes before that of the XML declaration (RFC 7303)."""
    words = "Мост закрыт после проверки"
    feed = rss([(words, server.url("/a"), WHOLE)]).replace(
        'version="1.0"?', 'version="1.0" encoding="koi8-r"?'
    )
    server.set("/feed", feed.encode("cp1251"), kind="text/xml; charset=windows-1251")
    assert at("/feed").title == words
