"""Through the facade: who published an article, under whatever name it was kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import Article, ArticleFilter, Assistant, summarize
from vectorstore.errors import OutletsUnreadable

SENTENCE = "The harbour bridge of Larnholm closed on Monday after engineers found cracks."
DAY = date(2024, 5, 6)


def report(n: int, publisher: str, url: str = "") -> Article:
    """One of several reports of one event, in words of its own."""
    endings = (
        "Ferries take the lorries now, the council said, and schools open later.",
        "Repairs need two months, according to the mayor, who called it a hard blow.",
        "Traders at the fish market fear for their stalls, as few customers came.",
        "A second inspection follows in June, when divers look at the pillars.",
    )
    return Article(
        text=f"{SENTENCE} {endings[n % 4]}", title=f"Bridge closed {n}", publisher=publisher,
        published=DAY, url=url,
    )  # fmt: skip


def publishers_of(assistant: Assistant) -> int:
    """How many independent publishers the first point of a briefing has."""
    return assistant.brief(points=1).key_points[0].publishers


def test_one_outlet_under_four_names_confirms_itself_nothing(
    open_assistant: Callable[..., Assistant],
) -> None:
    """Name, section, site and address alone count once, in points, stories and answers."""
    assistant = open_assistant()
    assistant.add(
        report(0, "CNN"), report(1, "(CNN)"), report(2, "cnn.com"),
        report(3, "", "https://edition.cnn.com/2024/05/06/bridge"),
    )  # fmt: skip
    assert publishers_of(assistant) == 1
    assert [story.publishers for story in assistant.stories()] == [1]
    assert assistant.ask("Why did the harbour bridge close?").coverage.publishers == 1


def test_a_publisher_is_found_by_any_of_its_names(
    open_assistant: Callable[..., Assistant],
) -> None:
    """A filter and a question say "BBC" and read what is kept as bbc.com or BBC News."""
    assistant = open_assistant()
    kept = [
        report(0, "bbc.com"), report(1, "BBC News"), report(2, "The Port Herald"),
        report(3, "", "https://www.bbc.co.uk/news/1"),
    ]  # fmt: skip
    assistant.add(*kept)
    ids = {kept[n].id for n in (0, 1, 3)}
    for name in ("BBC", "bbc.co.uk", "bbc news"):
        found = assistant.articles(ArticleFilter(publishers=(name,)))
        assert {article.id for article in found} == ids, name
    answer = assistant.ask("What does the BBC say about the harbour bridge?")
    assert answer.filter.publishers == ("BBC",)
    assert {cited.article_id for cited in answer.citations} <= ids
    assert assistant.articles(ArticleFilter(publishers=("Port Herald",)))
    assert not assistant.articles(ArticleFilter(publishers=("CNN",)))


def test_unknown_publishers_are_independent_by_their_sites_alone(
    open_assistant: Callable[..., Assistant],
) -> None:
    """Texts without publisher and address, or of one site, confirm each other nothing."""
    assistant = open_assistant()
    assistant.add(report(0, ""), report(1, ""))
    assert publishers_of(assistant) == 1
    assert [story.publishers for story in assistant.stories()] == [1]
    assistant.add(report(2, "", "https://a.portpost.example/1"))
    assistant.add(report(3, "", "https://b.portpost.example/2"))
    assert publishers_of(assistant) == 2


def test_a_site_is_the_outlet_that_its_other_pages_name(
    open_assistant: Callable[..., Assistant],
) -> None:
    """What the library's own articles teach counts at once, whatever was added first."""
    assistant = open_assistant()
    assistant.add(report(0, "", "https://portpost.example/1"), report(1, "portpost.example"))
    assistant.add(report(2, "The Port Post", "https://www.portpost.example/2"))
    assert publishers_of(assistant) == 1
    assert len(assistant.articles(ArticleFilter(publishers=("Port Post",)))) == 3


def test_a_users_table_counts_at_once_and_an_unreadable_one_is_said(
    open_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    """`outlets.toml` in the library folder makes one of two names; doctor shows it."""
    assistant = open_assistant()
    assistant.add(report(0, "The Port Herald"), report(1, "PH Online"))
    assert (publishers_of(assistant), assistant.stories()[0].publishers) == (2, 2)
    table = tmp_path / "library" / "outlets.toml"
    table.write_text('"The Port Herald" = ["PH Online"]\n', "utf-8")
    assert (publishers_of(assistant), assistant.stories()[0].publishers) == (1, 1)
    seen = {finding.name: finding for finding in assistant.check()}
    assert seen["outlets"].ok
    assert "The Port Herald" in seen["outlets"].seen
    table.write_text('"The Port Herald" = 3\n', "utf-8")
    with pytest.raises(OutletsUnreadable, match=r"outlets\.toml"):
        assistant.articles()
    assert not {finding.name: finding for finding in assistant.check()}["outlets"].ok


def test_a_file_that_names_only_an_address_is_shown_by_its_outlet(
    open_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    """A known site has a name; an unknown one keeps its address, an object stays as it was."""
    assistant = open_assistant()
    for n, site in enumerate(("www.nytimes.com", "portpost.example")):
        text = f"{report(n, '').text} Officials in Larnholm gave no date for an end of the works."
        page = f"<html><head><title>Bridge {n}</title></head><body><p>{text}</p></body></html>"
        link = f'<link rel="canonical" href="https://{site}/2024/bridge">'
        (tmp_path / f"{n}.html").write_text(page.replace("<head>", f"<head>{link}"), "utf-8")
        assistant.add(tmp_path / f"{n}.html")
    assistant.add(report(2, "nytimes.com"))
    names = sorted(article.publisher for article in assistant.articles())
    assert {"The New York Times", "nytimes.com", "portpost.example"} <= set(names)


def test_articles_in_no_library_are_told_apart_by_outlet_too() -> None:
    """`summarize` counts one outlet once, and look-alikes twice."""
    same = summarize([report(0, "BBC News"), report(1, "", "https://www.bbc.com/a")], points=1)
    assert same.key_points[0].publishers == 1
    apart = summarize([report(0, "The Guardian"), report(1, "Guardian Nigeria")], points=1)
    assert apart.key_points[0].publishers == 2
