"""The address a page is known by, the charset a server names, and pages that stand before one."""

import codecs

import pytest

from assistant.reading.addresses import canonical, canonical_of_page, interstitial
from assistant.reading.encoding import utf8

CLEAN = "https://news.example/a/b?id=1&page=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTPS://News.Example/a/b?id=1&page=2",
        "https://news.example:443/a/b?id=1&page=2",
        "https://news.example/a/./x/../b?id=1&page=2",
        "https://news.example/%61/b?id=1&page=2",
        "https://news.example/a/b?utm_source=x&id=1&utm_campaign=y&page=2&fbclid=Z",
        "https://user:secret@news.example/a/b?id=1&page=2",
        " https://news.example/a/b?id=1&&page=2& ",
    ],
)
def test_every_spelling_of_an_address_is_one(spelling: str) -> None:
    """However a page was linked, it gets one address, and so one id."""
    assert canonical(spelling) == CLEAN
    assert canonical(canonical(spelling)) == CLEAN


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a/b?id=1&page=2",
        "https://news.example/A/b?id=1&page=2",
        "https://news.example/a/b?page=2&id=1",
        "https://news.example:8443/a/b?id=1&page=2",
        "https://news.example/a%2Fb?id=1&page=2",
        "no address",
        "http://[::1/",
        "https://news.example/a/b?id=1&page=2&ref=x&source=y",
        "https://www.news.example/a/b?id=1&page=2",
    ],
)
def test_what_may_be_another_page_stays_another_address(other: str) -> None:
    """Only what cannot matter is taken out of an address."""
    assert canonical(other) != CLEAN
    assert canonical(other) == other


@pytest.mark.parametrize(
    ("expected", "url", "known"),
    [
        # its own word counts on its own site, in whatever edition
        ("https://news.example/a", "https://news.example/a?ref=home", "https://news.example/a"),
        ("https://www.news.example/a", "https://amp.news.example/a.amp",
         "https://www.news.example/a"),
        # its front page, another site, another port and nothing at all do not
        ("https://news.example/", "https://news.example/a?utm_source=x", "https://news.example/a"),
        ("https://news.example", "https://news.example/a", "https://news.example/a"),
        ("https://other.example/a", "https://news.example/a", "https://news.example/a"),
        ("https://x.news.example/a", "https://y.news.example/a", "https://y.news.example/a"),
        ("javascript:alert(1)", "https://news.example/a", "https://news.example/a"),
        ("", "https://news.example/a#b", "https://news.example/a"),
        # a front page may well say that it is one
        ("https://news.example/", "https://news.example/index.php", "https://news.example/"),
        ("https://news.example/?p=7", "https://news.example/a", "https://news.example/?p=7"),
    ],
)  # fmt: skip
def test_a_page_speaks_for_itself_only(expected: str, url: str, known: str) -> None:
    """A canonical link is believed where it names a page of the same site that is no front."""
    assert canonical_of_page(expected, url) == known


# ------------------------------------------------------------ charsets

RUSSIAN = "Мост в порту закрыт"
JAPANESE = "港の橋が閉鎖された"


@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        ("“Überraschung”", "cp1252", "ISO-8859-1"),
        ("“Überraschung”", "cp1252", "us-ascii"),
        (JAPANESE + "①", "cp932", "Shift_JIS"),
        (JAPANESE, "euc_jp", '"EUC-JP"'),
        ("桥梁已关闭", "gb18030", "gb2312"),
        (RUSSIAN, "utf-16-le", "utf-16le"),
    ],
)
def test_the_charset_of_the_server_is_read(text: str, codec: str, charset: str) -> None:
    """Bytes come out as UTF-8 with a mark that every reader follows."""
    assert utf8(text.encode(codec), charset) == codecs.BOM_UTF8 + text.encode()


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (RUSSIAN.encode(), "iso-8859-1"),  # a server's default that is wrong beyond doubt
        (RUSSIAN.encode("cp1251"), ""),
        (RUSSIAN.encode("cp1251"), "no-such-charset"),
        (b"a" * 50, "punycode"),
        (codecs.BOM_UTF8 + b"a", "cp1251"),
        (RUSSIAN.encode("utf-16"), "cp1251"),
    ],
)
def test_a_charset_that_says_nothing_changes_nothing(content: bytes, charset: str) -> None:
    """Marks and plain UTF-8 speak for themselves; codecs that are no charset are not run."""
    assert utf8(content, charset) == content


def test_an_xml_declaration_goes_with_its_charset() -> None:
    """What says "windows-1251" in a text that is UTF-8 now would mislead."""
    content = f'<?xml version="1.0" encoding="windows-1251"?><p>{RUSSIAN}</p>'.encode("cp1251")
    assert utf8(content, "windows-1251") == codecs.BOM_UTF8 + f"<p>{RUSSIAN}</p>".encode()


# ------------------------------------------------------------ interstitials

ASKED = "https://news.example/2024/bridge"
ARTICLE = (
    "The bridge over the harbour was closed on Monday after divers found a crack in the second "
    "pier, the port said. "
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You need to enable JavaScript to run this app.", "scripts"),
        ("JavaScript is disabled in your browser.\n\nPlease turn it on.", "scripts"),
        ("Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.", "scripts"),
        ("Checking your browser before you reach news.example.", "proof"),
        ("Sign in to read this story. New here? Create a free account.", "login"),
        ("Jetzt abonnieren und weiterlesen. Bereits Kunde? Anmelden.", "subscription"),
        ("We value your privacy. We and our 900 partners store cookies.", "consent"),
        ("Wir verwenden Cookies.\n\nAlle akzeptieren oder Einstellungen.", "consent"),
    ],
)
def test_what_stands_before_an_article_is_no_article(text: str, expected: str) -> None:
    """A page that only asks for something is told of, with the way around it."""
    why = interstitial(text, b"<p>", ASKED, ASKED)
    assert expected in why
    assert "save it" in why


def test_an_article_about_logins_is_an_article() -> None:
    """Pages are judged by such words only where they hold hardly anything else."""
    text = ARTICLE * 4 + "Subscribe to our newsletter. We use cookies; accept them to go on."
    assert not interstitial(text, b"<script>", ASKED, ASKED)
    assert not interstitial(ARTICLE, b"<script>", ASKED, ASKED)
    brief = f"{ARTICLE}No ship was near the pier.\n\nSign in to comment. We use cookies, accept?"
    assert not interstitial(brief, b"<script>", ASKED, ASKED)


def test_what_cleaning_took_away_still_tells_what_a_page_asks_for() -> None:
    """A title with a login under it is no article of one line."""
    html = b"<head><title>x</title></head><h1>Bridge closed</h1><p>Sign in to read it.</p>"
    assert "login" in interstitial("Bridge closed", html, ASKED, ASKED)
    assert not interstitial("Bridge closed", b"<!-- Sign in --><p>Bridge", ASKED, ASKED)


def test_a_page_without_its_scripts_is_nothing() -> None:
    """A few words beside scripts are what a page shows while it loads."""
    assert "scripts" in interstitial("Loading the latest news", b"<script src=a>", ASKED, ASKED)
    assert not interstitial("The bridge is open.", b"<p>The bridge is open.", ASKED, ASKED)


@pytest.mark.parametrize(
    "url",
    ["https://consent.news.example/v2?to=1", "https://news.example/login?next=/2024/bridge",
     "https://accounts.other.example/x", "https://news.example/de/sso/start"],
)  # fmt: skip
def test_being_led_to_a_gate_is_reported(url: str) -> None:
    """Where an address ends at a login, its words are not the article's, however many."""
    assert "login or for consent" in interstitial(ARTICLE * 4, b"", ASKED, url)
    assert not interstitial(ARTICLE * 4, b"", url, url)
    assert not interstitial(ARTICLE * 40, b"", ASKED, url)
