"""Pages: when they were published, by whom, under which title, and what of them is the article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.reading import article, documents, reason

TITLE = "Lock gate at Sorren gives way"
FIRST = (
    "The upper gate of the Sorren lock gave way on Monday night, and the canal ran dry as far as"
    " the old mill, the water board said."
)
SECOND = (
    "Nobody was hurt. Forty barges lie in the mud, and their owners wait for word from the board."
)
THIRD = "A new gate of steel is to be built in Larn, which the board expects to take until autumn."
BODY = f"<h1>{TITLE}</h1>%s<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
DAY = date(2023, 7, 4)


def page(
    *, head: str = "", meta: str = "", before: str = "", after: str = "", lang: str = "en",
    named: str = TITLE, body: str = BODY,
) -> str:  # fmt: skip
    """A page: in its head, `meta` below the headline, and what stands before and after it all."""
    inner = body % meta if "%s" in body else body
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{named}</title>{head}</head><body>'
        f"{before}<article>{inner}</article>{after}</body></html>"
    )


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


OTHERS = (
    '<div class="side"><h3>Most read</h3><a href="/1"><time datetime="2023-09-01">1 September'
    " 2023</time> Harbour bridge open again</a></div>"
)
COMMENTS = (
    '<div class="comments"><p>Pia: about time!</p><time datetime="2023-07-09">9 July</time></div>'
)
DATED = {
    "JSON-LD in CDATA": page(head=json_ld(
        '\n//<![CDATA[\n{"@type":"NewsArticle","headline":"x","datePublished":"2023-07-04"}\n//]]>'
    )),
    "JSON-LD of the page": page(head=json_ld(
        '{"@type":"WebPage","datePublished":"2023-07-04","dateModified":"2023-08-08"}'
    )),
    "an old name": page(head='<meta name="ptime" content="20230704071200">'),
    "another's name": page(head='<meta name="bt:pubDate" content="2023-07-04T07:12:00">'),
    "seconds": page(head='<meta property="article:published_time" content="1688454000">'),
    "ISO without signs": page(
        head='<meta property="article:published_time" content="20230704T071200Z">'
    ),
    "a page's program": page(
        after='<script type="application/json">{"a":{"firstPublishDate":1688454000000}}</script>'
    ),
    "the month first in America": page(
        head='<meta name="date" content="07/04/2023">', lang="en-US"
    ),
    "the day first in France": page(meta="<p>Publié le 04/07/2023 à 7h12</p>", lang="fr"),
    "another date tells the order": page(
        meta="<p>Published: 04/07/2023 | Updated: 17/07/2023</p>", after=COMMENTS
    ),
    "a line below the headline": page(meta="<p class='when'>Published 4 July 2023, 07:12</p>"),
    "a line in German": page(
        meta="<div>Veröffentlicht am 4. Juli 2023 um 7:12 Uhr</div>", lang="de"
    ),
    "beside the writer": page(meta="<div>Ida Maurer | 4 July 2023</div>"),
    "an ordinal": page(meta="<div class='meta'>July 4th, 2023</div>"),
    "an abbreviation": page(
        meta="<abbr class='published' title='2023-07-04T07:12:00'>Tuesday</abbr>"
    ),
    "in a title": page(meta="<span class='ago' title='4 July 2023'>a year ago</span>"),
    "before the end of its day": page(
        head='<meta property="article:published_time" content="2023-07-04T23:40:00-04:00">'
    ),
    "others' days beside": page(before=OTHERS, meta="<p>4 July 2023</p>", after=COMMENTS),
    "the address breaks a tie": page(
        head='<meta name="date" content="2023-08-08"><meta name="pubdate" content="2023-07-04">'
             '<link rel="canonical" href="https://a.example/2023/07/04/lock">'
    ),
}  # fmt: skip


@pytest.mark.parametrize("html", DATED.values(), ids=DATED.keys())
def test_the_day_of_publication_is_found(tmp_path: Path, html: str) -> None:
    assert article(tmp_path / "a.html", html).day == DAY


UNDATED = {
    "another story's": page(before=OTHERS, after=COMMENTS),
    "an update's": page(meta="<p>Updated 4 July 2023</p>"),
    "the foot's": page(after="<footer>© 2011–2026 Sorren Courier. Built 12 January 2026.</footer>"),
    "in either order": page(head='<meta name="date" content="07/04/2023">'),
}


@pytest.mark.parametrize("html", UNDATED.values(), ids=UNDATED.keys())
def test_no_other_day_is_taken_for_it(tmp_path: Path, html: str) -> None:
    assert article(tmp_path / "a.html", html).day is None


SIGNED = {
    "linked": ('<a rel="author" href="/i">View all posts by Ida Maurer</a>', "Ida Maurer"),
    "in a line": ('<div class="byline">By <a href="/i">Ida Maurer</a> and Jon Tessin</div>',
                  "Ida Maurer, Jon Tessin"),
    "in German": ('<span class="autor">Von Ida Maurer und Jon Tessin</span>',
                  "Ida Maurer, Jon Tessin"),
    "submitted": ("<p>Submitted by Ida Maurer on 4 July 2023</p>", "Ida Maurer"),
    "nobody": ('<span class="author">Staff</span>', ""),
}  # fmt: skip


@pytest.mark.parametrize(("meta", "names"), SIGNED.values(), ids=SIGNED.keys())
def test_who_wrote_it_stands_near_the_headline(tmp_path: Path, meta: str, names: str) -> None:
    assert ", ".join(article(tmp_path / "a.html", page(meta=meta)).authors) == names


META = {
    "a degree": ("Ida Maurer, PhD", "Ida Maurer"),
    "an address": ("i.maurer@sorren.example", ""),
    "last name first": ("Maurer, Ida", "Ida Maurer"),
    "several": ("Maurer, Ida; Tessin, Jon", "Ida Maurer, Jon Tessin"),
    "a firm": ("Ida Maurer &amp; Co", "Ida Maurer & Co"),
}


@pytest.mark.parametrize(("content", "names"), META.values(), ids=META.keys())
def test_names_of_metadata_are_people(tmp_path: Path, content: str, names: str) -> None:
    found = article(tmp_path / "a.html", page(head=f'<meta name="author" content="{content}">'))
    assert ", ".join(found.authors) == names
    assert found.publisher == ""


def test_titles_are_no_sections_and_no_sites(tmp_path: Path) -> None:
    """What heads the page and what its own title begins or ends with is not the headline."""
    section = page(body=BODY.replace("h1", "h2"), before="<h1>Coast and County</h1>")
    assert article(tmp_path / "a.html", section).title == TITLE
    named = page(named=f"{TITLE} - Sorren Courier", body=BODY.replace(f"<h1>{TITLE}</h1>", ""))
    found = article(tmp_path / "b.html", named)
    assert (found.title, found.publisher) == (TITLE, "Sorren Courier")
    twice = page(
        head=json_ld('{"@type":"NewsArticle","headline":"Sorren&#8217;s lock &amp;amp; gate"}')
    )
    assert article(tmp_path / "c.html", twice).title == "Sorren’s lock & gate"


def test_the_text_is_what_a_reader_sees(tmp_path: Path) -> None:
    """Hidden parts and footnote marks are gone; lists with links and wrapped lines are whole."""
    body = f"""<h1>{TITLE}</h1><p>{FIRST[:60]}<sup><a href="#n">1</a></sup>{FIRST[60:]}</p>
    <p hidden>A draft that nobody may read at all, and that is long enough to be a paragraph.</p>
    <p style="display:none">Another one that nobody may read, and that is as long as the first.</p>
    <p>The boats by owner:</p><ul><li><a href="/a">Maurer</a>: 14 boats</li>
    <li><a href="/b">Tessin</a>: 3 boats</li></ul>
    <div>
      Nobody was hurt. Forty barges lie in the mud,
      and their owners wait for word from the board.
    </div><p>{THIRD}</p>"""
    found = article(tmp_path / "a.html", page(body=body))
    assert found.text.split("\n\n") == [
        FIRST, "The boats by owner:", "Maurer: 14 boats", "Tessin: 3 boats",
        SECOND,
        THIRD,
    ]  # fmt: skip


def test_other_stories_and_readers_words_are_no_text(tmp_path: Path) -> None:
    found = article(tmp_path / "a.html", page(before=OTHERS, after=COMMENTS))
    assert found.text.split("\n\n") == [FIRST, SECOND, THIRD]


def test_a_front_page_is_refused(tmp_path: Path) -> None:
    sections = "".join(
        f"<section><h2><a href='/{n}'>Headline number {n} of the day</a></h2>"
        f"<p>What it tells in one line of a teaser.</p><span>{n} May 2023</span></section>"
        for n in range(1, 6)
    )
    told = reason(tmp_path / "a.html", f"<html><head><title>Sorren</title></head><body>{sections}")
    assert "front page" in told


def test_the_beginning_of_a_paid_article_is_marked(tmp_path: Path) -> None:
    paid = json_ld('{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}')
    html = page(
        head=paid, body=f"<h1>{TITLE}</h1><p>{FIRST}</p><p>Subscribe to continue reading.</p>"
    )
    (found,) = documents(tmp_path / "a.html", html)
    assert found.notice.endswith("the site keeps the rest for subscribers")
    (whole,) = documents(tmp_path / "b.html", page())
    assert whole.notice == ""
