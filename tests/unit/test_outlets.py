"""One outlet is one publisher whatever it is called, and look-alikes are several."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from vectorstore.errors import OutletsUnreadable
from vectorstore.outlets import OUTLETS, Outlets, Printed, outlet_key, own_outlets

Publication = tuple[str, str]
"""A publisher as an article has it, and an address."""

# Each line is one outlet; any two lines are two.
ONE_EACH: list[list[Publication]] = [
    [
        ("CNN", ""), ("(CNN)", ""), ("CNN —", ""), ("cnn.com", ""), ("edition.cnn.com", ""),
        ("", "https://www.cnn.com/2022/07/01/x.html"), ("", "https://money.cnn.com/a"),
        ("", "https://e.newsletters.cnn.com/b"), ("CNN Business", ""), ("CNN.com", ""),
        ("An Opinion Column", "https://edition.cnn.com/c"),
    ],
    [
        ("BBC", ""), ("BBC News", ""), ("bbc.co.uk", ""), ("bbc.com", ""),
        ("", "https://news.bbc.co.uk/1"), ("BBC News", "https://www.bbc.com/news/1"),
    ],
    [("USA Today", ""), ("USA TODAY", "https://www.usatoday.com/a"), ("usatoday.com", ""),
     ("", "https://college.usatoday.com/b")],
    [("The Week", ""), ("theweek.co.uk", ""), ("", "https://www.theweek.co.uk/c"),
     ("THE WEEK", "https://theweek.com/d")],
    [("The New York Times", ""), ("New York Times", ""), ("nytimes.com", ""), ("NYT", "")],
    [("Reuters", ""), ("Reuters", "https://news.yahoo.com/x"), ("Thomson Reuters", ""),
     ("Reuters", "https://www.usatoday.com/wire")],
    [("The Associated Press", ""), ("AP", ""), ("", "https://apnews.com/article/1")],
    [("The Guardian", ""), ("Guardian", ""), ("", "https://www.theguardian.com/world"),
     ("The Observer", "https://www.theguardian.com/observer")],
    [("Guardian Nigeria", ""), ("The Guardian", "https://guardian.ng/news"), ("guardian.ng", "")],
    [("The Guardian", "https://guardian.co.xx/news")],
    [("The Times", ""), ("The Sunday Times", ""), ("The Times", "https://www.thetimes.co.uk/a"),
     ("The Times", "https://example.com/archived")],
    [("The Times of India", ""), ("", "https://timesofindia.indiatimes.com/city")],
    [("The Economic Times", ""), ("", "https://economictimes.indiatimes.com/a")],
    [("Los Angeles Times", ""), ("LA Times", ""), ("latimes.com", "")],
    [("The Independent", ""), ("", "https://www.independent.co.uk/news")],
    [("Irish Independent", ""), ("independent.ie", ""), ("Independent.ie", "")],
    [("Independent Online", ""), ("", "https://www.iol.co.za/news")],
    [("ABC News", ""), ("ABC News", "https://abcnews.go.com/a")],
    [("ABC News", "https://www.abc.net.au/news/a"), ("Australian Broadcasting Corporation", "")],
    [("Sky News", ""), ("", "https://news.sky.com/story/1")],
    [("Sky News Australia", ""), ("skynews.com.au", "")],
    [("The Telegraph", ""), ("Daily Telegraph", "https://www.telegraph.co.uk/a")],
    [("The Telegraph", "https://www.telegraphindia.com/a")],
    [("Daily Telegraph", "https://www.dailytelegraph.com.au/a")],
    [("El País", ""), ("El Pais", ""), ("elpais.com", "")],
    [("Port Herald", ""), ("The Port Herald", ""), ("PORT HERALD", "")],
    [("Port Herald Tribune", "")],
    [("The Herald", ""), ("The Herald", "https://example.com/a")],
    [("The Herald", "https://www.heraldscotland.com/a"), ("HeraldScotland", "")],
    [("The Herald", "https://www.herald.co.zw/a")],
    [("The Herald", "https://theherald.example/a")],
    [("", "")],
    [("", "https://a.portpost.example/1"), ("", "https://b.portpost.example/2")],
    [("", "https://one.substack.com/p/1")],
    [("", "https://two.substack.com/p/1")],
    [("", "https://news.yahoo.com/1"), ("", "https://uk.news.yahoo.com/2")],
]  # fmt: skip


def test_names_and_addresses_of_one_outlet_are_one_and_of_two_are_two() -> None:
    """No two names of an outlet count as independent, and no two outlets as one."""
    keys = [{outlet_key(*each) for each in publications} for publications in ONE_EACH]
    assert [found for found in keys if len(found) != 1] == []
    same = [(a, b) for a, b in combinations(range(len(keys)), 2) if keys[a] & keys[b]]
    assert [(ONE_EACH[a][0], ONE_EACH[b][0]) for a, b in same] == []


def test_no_site_and_no_shown_name_is_of_two_outlets() -> None:
    """Each site is of one outlet, and each outlet is known by the name it is shown by."""
    for outlet in OUTLETS.known:
        assert OUTLETS.name(outlet.name) == outlet.name
        assert [OUTLETS.name(site) for site in outlet.sites] == [outlet.name] * len(outlet.sites)
        for site in outlet.sites[:1]:
            assert {OUTLETS.name(name, site) for name in outlet.names} <= {outlet.name}


def test_a_library_teaches_which_outlet_a_site_is() -> None:
    """Most articles of a site decide; agencies printed there do not, nor does a tie."""
    printed = [
        Printed("Port Herald", "https://portherald.example/", 3),
        Printed("Dockside", "https://portherald.example/", 2),
        Printed("Reuters", "https://portherald.example/", 9),
        Printed("Bay Post", "https://shared.example/"),
        Printed("Bay Star", "https://shared.example/"),
    ]
    for order in (printed, printed[::-1]):
        outlets = Outlets(printed=order)
        assert outlets.name("", "https://m.portherald.example/9") == "Port Herald"
        assert outlets.name("www.portherald.example") == "Port Herald"
        assert outlets.name("Port Herald Sport", "https://portherald.example/") == "Port Herald"
        assert outlets.name("Dockside", "https://portherald.example/") == "Dockside"
        assert outlets.name("Reuters", "https://portherald.example/") == "Reuters"
        assert outlets.name("", "https://shared.example/") == ""


def test_a_paper_called_like_known_ones_is_learned_by_its_site() -> None:
    """Its pages that name no outlet are its own."""
    outlets = Outlets(printed=[Printed("The Herald", "https://theherald.example/")])
    assert outlets.name("The Herald", "https://theherald.example/1") == (
        outlets.name("", "https://theherald.example/2")
    )


def test_a_users_table_extends_and_corrects(tmp_path: Path) -> None:
    """A known name gets more; an other name or a site of a known outlet can be made one's own."""
    path = tmp_path / "outlets.toml"
    path.write_text(
        '"Port Herald" = ["PH", "portherald.example"]\n'
        '"cnn" = ["Cable News"]\n'
        '"BBC Persian" = []\n'
        '"Apple Daily Archive" = ["appledaily.com"]\n',
        "utf-8",
    )
    outlets = Outlets(own_outlets(path))
    assert outlets.name("PH") == outlets.name("", "https://portherald.example/1") == "Port Herald"
    assert outlets.name("Cable News") == outlets.name("cnn.com") == "CNN"
    assert (outlets.name("BBC Persian"), outlets.name("BBC News")) == ("BBC Persian", "BBC")
    assert outlets.name("appledaily.com") == "Apple Daily Archive"


@pytest.mark.parametrize("content", ["CNN = 1", '"CNN" = [1]', '"CNN" = ["x"', b"\xff"])
def test_a_table_that_cannot_be_read_says_so(tmp_path: Path, content: str | bytes) -> None:
    """One line names the file."""
    path = tmp_path / "outlets.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(OutletsUnreadable, match=r"outlets\.toml"):
        own_outlets(path)


def test_all_names_that_are_here_are_listed_with_their_outlet() -> None:
    """For a question may use any of them."""
    printed = [Printed("bbc.co.uk", ""), Printed("BBC Newsnight desk", "https://bbc.com/")]
    [bbc] = Outlets(printed=printed).here
    assert bbc.name == "BBC"
    assert {"BBC Newsnight desk", "BBC News"} <= set(bbc.names)
    assert "bbc.com" in bbc.sites
