"""What is printed and written: complete, and nothing in an article is markup."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

from assistant import Article, Briefing, Failed, summarize
from assistant.documents import document
from assistant.exporting.markdown import briefing_markdown
from assistant.wording import counted, day, one_line, span, visible


def briefing() -> Briefing:
    hostile = Article(
        "A <script>alert(1)</script> ferry [ran](javascript:x) aground off Larnholm & sank. "
        "# Three people *died* when the `ferry` ran aground, police said.",
        title="Ferry | <b>aground</b>\n# x",
        publisher="Northern_Wire",
        published=date(2024, 5, 3),
        url="javascript:alert(1)",
    )
    return summarize([hostile], words=60)


def test_json_has_every_field_by_name() -> None:
    """Dates are ISO, tuples arrays, pairs pairs."""
    made = briefing()
    written = json.loads(document(made))
    assert set(written) == {field.name for field in fields(made)}
    assert written["citations"][0]["published"] == "2024-05-03"
    assert written["statements"][0]["verdict"]["supported"] is True
    assert json.loads(document([Failed("a", "b")])) == [["a", "b"]]


def test_json_takes_any_text() -> None:
    """Lone surrogates, which UTF-8 has no form for, are escaped."""
    written = document(Article("a\ud800b 🚢"))
    written.encode()
    assert json.loads(written)["text"] == "a\ud800b 🚢"


def test_markdown_keeps_article_text_literal() -> None:
    """No tag, link, heading or emphasis comes from an article."""
    text = briefing_markdown(briefing())
    assert "<script>" not in text
    assert r"\<script\>" in text
    assert r"\[ran\](javascript:x)" in text
    assert "<javascript" not in text
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        r"# Ferry \| \<b\>aground\</b\> \# x"
    ]
    assert "Northern\\_Wire, 3 May 2024" in text


def test_an_address_cannot_steer_a_terminal() -> None:
    """An url with an escape sequence in it is not printed."""
    article = Article(
        "A ferry ran aground off Larnholm on Friday, police said.",
        url="https://x.example/a\x1b[31mb",
    )
    assert "\x1b" not in briefing_markdown(summarize([article], words=60))


def test_terminals_are_not_steered() -> None:
    """Escape sequences and direction overrides do not reach the terminal."""
    assert "\x1b" not in visible("\x1b[31mred\x1b[0m")
    assert "\u202e" not in one_line("a\u202eb\nc")
    assert one_line("a\n  b") == "a b"
    assert visible("a\nb\tc") == "a\nb\tc"


def test_wording() -> None:
    """Counts and days as people write them."""
    assert [counted(n, "copy") for n in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]
    assert counted(1200, "article") == "1,200 articles"
    assert day(date(2016, 3, 27)) == "27 March 2016"
    assert day(None) == "no date"
    for first, last, words in (
        (date(2016, 3, 24), date(2016, 3, 29), "24–29 Mar 2016"),
        (date(2016, 3, 24), date(2016, 3, 24), "24 Mar 2016"),
        (date(2016, 3, 24), date(2016, 4, 1), "24 Mar – 1 Apr 2016"),
        (date(2015, 12, 31), date(2016, 1, 1), "31 Dec 2015 – 1 Jan 2016"),
    ):
        assert span(first, last) == words
