"""Live blogs, digests, newsletters and alerts come as their items; one article stays one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.reading import read
from assistant.reading.types import Document
from vectorstore.documents import Article

TODAY = date(2026, 11, 1)


def articles(folder: Path, name: str, content: str) -> list[Article]:
    (folder / name).write_text(content, encoding="utf-8")
    return [one.article for one in read(folder / name, today=TODAY) if isinstance(one, Document)]


FLOOD = (
    "Water from the Lenn has reached the lower steps of the corn exchange, the fire service said, "
    "and two streets have been closed to traffic.",
    "Forty people from the almshouses have been taken to the school hall in Harbour Road, where "
    "the "
    "council has set up beds and a kitchen.",
    "The gauge at Tarn Bridge stands at four metres and ten, thirty centimetres under the mark of "
    "the flood of 1987, and is still rising.",
)


def live_page(posts: str, data: str = "") -> str:
    return (
        "<html lang='en'><head><title>Floods in Ostrow: live updates - Lenn Valley Post</title>"
        "<meta property='og:site_name' content='Lenn Valley Post'>"
        "<meta property='article:published_time' content='2026-03-12T21:00:00+00:00'>"
        "<link rel='canonical' href='https://lennpost.example/live/ostrow-floods'>"
        f"{data}</head><body><main><h1>Floods in Ostrow: live "
        f"updates</h1>{posts}</main></body></html>"
    )


POSTS = {
    "times in elements": "".join(
        f"<div class='post' id='p{hour}'><time "
        f"datetime='2026-03-12T{hour}:05:00+00:00'>{hour}.05</time>"
        f"<h2>Post of {hour}</h2><p>{text}</p><button>Share</button></div>"
        for hour, text in zip((20, 19, 18), FLOOD, strict=True)
    ),
    "headline above the time": "".join(
        f"<article class='post'><h3>Post of {hour}</h3><p class='meta'>Posted at {hour}:05 12 "
        f"March</p>"
        f"<p>{text}</p><p>Share this post</p></article>"
        for hour, text in zip((20, 19, 18), FLOOD, strict=True)
    ),
    "clock before the headline": "".join(
        f"<h2>{hour}:05 – Post of {hour}</h2><p>{text}</p>"
        for hour, text in zip((20, 19, 18), FLOOD, strict=True)
    ),
    "oldest first": "".join(
        f"<p><b>{hour}.05</b></p><h2>Post of {hour}</h2><p>{text}</p>"
        for hour, text in zip((18, 19, 20), FLOOD[::-1], strict=True)
    ),
}


@pytest.mark.parametrize("kind", POSTS)
def test_posts_of_a_live_blog_are_articles_in_the_order_of_time(kind: str, tmp_path: Path) -> None:
    found = articles(tmp_path, "live.html", live_page(POSTS[kind]))
    assert [one.title for one in found] == ["Post of 18", "Post of 19", "Post of 20"]
    assert [one.text for one in found] == list(FLOOD[::-1])
    assert {one.publisher for one in found} == {"Lenn Valley Post"}
    assert {one.day for one in found} == {date(2026, 3, 12)}
    assert len({one.id for one in found}) == 3
    assert all(one.url.startswith("https://lennpost.example/live/ostrow-floods#") for one in found)


def test_clock_goes_back_past_midnight_to_the_day_before(tmp_path: Path) -> None:
    posts = "".join(
        f"<h2>{clock} Post of {clock}</h2><p>{text}</p>"
        for clock, text in zip(("01:20", "00:10", "23:40"), FLOOD, strict=True)
    )
    page = live_page(posts).replace("2026-03-12T21:00", "2026-03-12T01:20")
    found = articles(tmp_path, "night.html", page)
    assert [one.day for one in found] == [date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 12)]
    assert [one.text for one in found] == list(FLOOD[::-1])
    assert [one.title for one in found] == ["Post of 23:40", "Post of 00:10", "Post of 01:20"]


def test_posts_are_read_from_the_data_of_a_page(tmp_path: Path) -> None:
    updates = ",".join(
        f'{{"@type":"BlogPosting","headline":"Post of {hour}",'
        f'"datePublished":"2026-03-12T{hour}:05:00Z","articleBody":"{text}"}}'
        for hour, text in zip((20, 19, 18), FLOOD, strict=True)
    )
    data = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting",'
        f'"headline":"Floods in Ostrow","liveBlogUpdate":[{updates}]}}</script>'
    )
    found = articles(tmp_path, "data.html", live_page("<p>Loading the posts …</p>", data))
    assert [one.title for one in found] == ["Post of 18", "Post of 19", "Post of 20"]
    assert [one.text for one in found] == list(FLOOD[::-1])
    assert {one.day for one in found} == {date(2026, 3, 12)}


ITEMS = {
    "Bakery saved by its customers": "The bakery in Mill Lane will stay open after four hundred "
    "people "
    "bought shares in it, its owner said on Tuesday. The roof is to be mended first.",
    "Ferry fares to rise": "A crossing to the island will cost five crowns from May, the "
    "harbour board "
    "decided. Islanders with a pass pay what they paid before.",
    "School gets a bell back": "The bell of the old school, sold in 1951, has been found in a "
    "barn and "
    "was hung in the new building yesterday by former pupils.",
}  # fmt: skip
ONE = {
    "A cold start": "Mara Quill was nineteen when she came to the yard, and nobody expected her "
    "to stay. "
    "She swept floors for two winters before anyone handed her a plane.",
    "The second boat": "The boat that made the name of Mara Quill was built in a shed without a "
    "roof, out "
    "of larch that she had cut with her brother in the hills.",
    "What is left": "Today Mara Quill teaches three apprentices and builds one boat a year. "
    "Orders, she "
    "says, reach into the next decade, and she will not hurry.",
}  # fmt: skip


def page(title: str, items: dict[str, str]) -> str:
    body = "".join(f"<h2>{name}</h2><p>{text}</p>" for name, text in items.items())
    return (
        f"<html lang='en'><head><title>{title}</title><meta property='og:site_name' content='Lenn "
        "Valley Post'><meta property='article:published_time' content='2026-03-12'></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def markdown(title: str, items: dict[str, str]) -> str:
    body = "\n\n".join(f"**{name}.** {text}" for name, text in items.items())
    return f"# {title}\n\nLenn Valley Post, 12 March 2026\n\n{body}\n"


def capitals(title: str, items: dict[str, str]) -> str:
    body = "\n\n".join(f"{name.upper()}\n{text}" for name, text in items.items())
    return f"{title}\nLenn Valley Post\n12 March 2026\n\n{body}\n"


@pytest.mark.parametrize(
    ("name", "write"), [("page.html", page), ("notes.md", markdown), ("notes.txt", capitals)]
)
def test_items_of_a_digest_are_articles(name: str, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = articles(tmp_path, name, write("News in brief", ITEMS))
    assert [one.title.casefold() for one in found] == [title.casefold() for title in ITEMS]
    assert [one.text for one in found] == list(ITEMS.values())
    assert {(one.publisher, one.day) for one in found} == {("Lenn Valley Post", date(2026, 3, 12))}


@pytest.mark.parametrize("title", ["The boats of Mara Quill", "Morning briefing: Mara Quill"])
@pytest.mark.parametrize(
    ("name", "write"), [("page.html", page), ("notes.md", markdown), ("notes.txt", capitals)]
)
def test_one_article_with_headings_stays_one(
    name: str, write, title: str, tmp_path: Path  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    assert len(articles(tmp_path, name, write(title, ONE))) == 1


def mail(body: str, sender: str = "Lenn Valley Post <news@lennpost.example>") -> str:
    return (
        f"From: {sender}\nSubject: Your morning in Ostrow\nDate: Thu, 12 Mar 2026 06:00:00 +0000\n"
        "Message-ID: <7@lennpost.example>\nList-Unsubscribe: <https://lennpost.example/u>\n"
        f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{body}"
        "<p>You are receiving this newsletter because you signed up. "
        "Unsubscribe</p></body></html>\n"
    )


def test_items_of_a_newsletter_are_articles_without_what_was_paid_for(tmp_path: Path) -> None:
    items = "".join(
        f"<tr><td><h2>{name}</h2></td></tr><tr><td><p>{text}</p></td></tr>"
        for name, text in ITEMS.items()
    )
    paid = "<tr><td><h2>Presented by Corvin Bank</h2></td></tr><tr><td><p>Save with us, and your "
    paid += "children will thank you for it one day, as ours have thanked us.</p></td></tr>"
    content = mail(f"<p>Good morning.</p><table>{items}{paid}</table>")
    found = articles(tmp_path, "letter.eml", content)
    assert [one.title for one in found] == list(ITEMS)
    assert [one.text for one in found] == list(ITEMS.values())
    assert {(one.publisher, one.day) for one in found} == {("Lenn Valley Post", date(2026, 3, 12))}


def test_items_of_an_alert_are_teasers_of_their_outlets(tmp_path: Path) -> None:
    told = {
        "Ostrow Herald": (
            "Harbour board raises fares",
            "The board of the harbour decided on Tuesday to …",
        ),
        "Coast Today": (
            "Bell of the old school found",
            "A barn near Tarn gave back what was sold in 1951 …",
        ),
    }
    items = "".join(
        f"<div><a href='https://search.example/url?sa=t&amp;url=https://{at}.example/a'>{title}</a></div>"
        f"<div>{outlet}</div><div>{teaser}</div>"
        for at, (outlet, (title, teaser)) in enumerate(told.items())
    )
    (tmp_path / "alert.eml").write_text(mail(items, "Alerts <alerts@search.example>"))
    found = [one for one in read(tmp_path / "alert.eml", today=TODAY) if isinstance(one, Document)]
    assert [(one.article.publisher, one.article.title) for one in found] == [
        (outlet, title) for outlet, (title, _) in told.items()
    ]
    assert [one.article.url for one in found] == [
        "https://0.example/a#teaser",
        "https://1.example/a#teaser",
    ]
    assert all("teaser" in one.notice for one in found)


SECTIONS = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in ONE.items())
LEDE = (
    "<p>The yard at Ostrow has built wooden boats for a hundred and forty years, and until last "
    "winter nobody outside the valley had heard of the woman who now runs it alone with three "
    "apprentices, a cat and a steam box.</p>"
)
WHOLE_ARTICLES = (
    "5 things to know about the yard at Ostrow",
    "The yard at Ostrow at a glance",
    "Weather bulletin warns of storm as the yard prepares",
    "Annual business report of the Ostrow yard",
    "A day in the life of a boat builder",
    "Live on TV tonight: the yard at Ostrow",
    "How we live now in Ostrow",
    "The yard posts record results for 2023",
    "Ostrow yard to show fewer boats in search results",
)


@pytest.mark.parametrize("title", WHOLE_ARTICLES)
def test_an_article_with_sections_is_one_whatever_its_title(title: str, tmp_path: Path) -> None:
    page = (
        f"<html><head><title>{title}</title><meta property='article:published_time' "
        f"content='2026-03-12T09:00:00Z'></head><body><nav><a href='/'>Home</a> <a href='/live' "
        f"class='live-blog-link'>Live</a></nav><article><h1>{title}</h1>{LEDE}{SECTIONS}</article>"
        "<section class='comments'><h3>Ann</h3><time datetime='2026-03-12T10:00:00Z'>10:00</time>"
        "<p>I bought a boat there in my youth and it still floats today, believe me.</p></section>"
        "</body></html>"
    )
    (one,) = articles(tmp_path, "page.html", page)
    assert one.title == title
    assert "a cat and a steam box" in one.text


DAY_IN_TOWN = {
    "6.30 am: the baker": "Oven and radio are on when the first children ring at the back door of "
    "Corvin's bakery, which sells yesterday's rolls for the price of a smile.",
    "11:00 The court": "A judge hears three cases before lunch; in one a neighbour's hen crossed a "
    "fence, and nobody can say whose fence it was.",
    "17.45 – The ferry": "The last boat to the island takes two cars, a coffin and a brass band, "
    "which plays until the rope is cast off.",
}


def test_sections_with_hours_are_no_live_blog(tmp_path: Path) -> None:
    """A day told by its hours is one article, though its parts have nothing to do with each
    other."""
    body = "".join(f"<h2>{name}</h2><p>{text}</p>" for name, text in DAY_IN_TOWN.items())
    title = "A day in Ostrow, told by its hours"
    page = (
        f"<html lang='en'><head><title>{title}</title><meta property='article:published_time' "
        f"content='2026-03-12T09:00:00Z'></head><body><article><h1>{title}</h1>{LEDE}{body}"
        "</article></body></html>"
    )
    (one,) = articles(tmp_path, "page.html", page)
    assert one.title == title
    assert all(text in one.text for text in DAY_IN_TOWN.values())


def test_a_live_blog_in_plain_text_is_read_whole(tmp_path: Path) -> None:
    """Its posts, however they are cut, lose no word and keep the day."""
    posts = "\n\n".join(
        f"{hour}:05\n{text}" for hour, text in zip((20, 19, 18), FLOOD, strict=True)
    )
    head = "Floods in Ostrow: live updates\nLenn Valley Post\n12 March 2026\n\n"
    found = articles(tmp_path, "live.txt", head + posts + "\n")
    told = " ".join(one.text for one in found)
    assert all(text in told for text in FLOOD)
    assert {(one.publisher, one.day) for one in found} == {("Lenn Valley Post", date(2026, 3, 12))}


def test_a_letter_with_sections_is_one(tmp_path: Path) -> None:
    """A list to which one may no longer wish to belong is no newsletter of many items yet."""
    letter = mail(
        f"<h1>The line that closed</h1>{LEDE}{SECTIONS}", "Mara Quill <mara@boats.example>"
    )
    letter = letter.replace("Subject: ", "Subject: The line that closed\nX-Was: ", 1)
    (one,) = articles(tmp_path, "letter.eml", letter)
    assert "a cat and a steam box" in one.text


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2<sup>1</sup>/<sub>2</sub> hours", "21/2 hours"),
        ("35 µg/m<sup>3</sup> of dust", "35 µg/m3 of dust"),
        ("m/s<sup>2</sup>", "m/s2"),
        ("140 m<sup>2</sup>", "140 m2"),
        ("$4<sup>99</sup>", "$499"),
        ("2 × 10<sup>3</sup> parts", "2 × 10^3 parts"),
        ("the 21<sup>st</sup> of May", "the 21st of May"),
        ("XX<sup>e</sup> siècle", "XXe siècle"),
        ("on 26 wards<sup>a,b</sup> from", "on 26 wards from"),
        ("4,310<sup>*</sup> people", "4,310 people"),
        ("in 1931<sup><a href='#fn2'>2</a></sup> it", "in 1931 it"),
        ("went dark.<sup>4</sup> Then", "went dark. Then"),
    ],
)
def test_raised_signs_stay_unless_they_lead_to_notes(
    written: str, read_as: str, tmp_path: Path
) -> None:
    rest = "".join(f"<p>{text}</p>" for text in FLOOD)
    page = f"<html><body><article><h1>Signs</h1><p>It was {written} there.</p>{rest}</article>"
    (one,) = articles(tmp_path, "page.html", page)
    assert f"It was {read_as} there" in one.text
