"""What answers and briefings can be turned into: plain terms, JSON, Markdown, HTML, rows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from assistant import Answer, Article, ArticleFilter, Assistant, Briefing, summarize
from assistant.documents import restored
from assistant.types import AnswerPart, Citation, Conflict, Coverage, Side, Statement, Verdict

HOSTILE = '<script>alert("1")</script> & *bold* [9] | cell'
HELD = Verdict(True, 1.0)


def cited(number: int, quote: str, **fields: object) -> Citation:
    """A citation of an article of that number."""
    given: dict[str, object] = {
        "article_id": f"a{number}", "version": "v", "title": f"Title {number}",
        "publisher": f"Paper {number}", "published": date(2024, 5, number), "url": "",
        "start": 0, "end": len(quote), "quote": quote, **fields,
    }  # fmt: skip
    return Citation(number, **given)  # type: ignore[arg-type]


ONE = cited(1, "The ferry ran aground.", url="https://a.example/1")
TWO = cited(2, HOSTILE, title=HOSTILE, publisher=HOSTILE, url="javascript:alert(1)")
SIDES = (Side("214", (ONE,)), Side(HOSTILE, (TWO,)))
ANSWER = Answer(
    question=f"What happened? {HOSTILE}",
    standalone_question="What happened?",
    answered=True,
    text="", plain="",
    statements=(
        Statement("The ferry ran aground.", (1,), HELD),
        Statement(HOSTILE, (1, 2), HELD),
        Statement("It sank.", (), Verdict(False, 0.1, ("name It",))),
    ),
    citations=(ONE, TWO),
    passages=(),
    filter=ArticleFilter(),
    coverage=Coverage(articles=3, cited=2, publishers=2),
    writer="extractive",
    notices=(f"A notice. {HOSTILE}",),
    conflicts=(Conflict("contradiction", "on board", SIDES),),
    kind="summary",
    preface="There are 3 articles:\n- one\n- two",
    parts=(AnswerPart(f"First {HOSTILE}", 2), AnswerPart("Second", 1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def briefing(sample_articles: list[Article]) -> Briefing:
    """A briefing on the articles about the ferry."""
    return summarize([article for article in sample_articles if "ferry" in article.text])


def test_an_answer_is_the_same_again_after_json(sample_assistant: Assistant) -> None:
    """`to_dict` has the field names of the contract, days as ISO 8601; `to_json` is its text."""
    answer = sample_assistant.ask("Summarise what is told of the ferry in three bullets", k=3)
    fields = answer.to_dict()
    assert fields == json.loads(answer.to_json())
    assert (fields["kind"], len(fields["statements"])) == ("summary", 3)
    assert fields["citations"][0]["published"].startswith("2024-05-")
    assert fields["briefing"] == answer.briefing.to_dict()
    assert restored(Answer, fields) == answer


def test_an_answer_without_the_newer_fields_is_read(sample_assistant: Assistant) -> None:
    """What older versions kept: no kind, layout, parts, preface or briefing."""
    answer = sample_assistant.ask("Who raised the flag in Baghuz?")
    fields = answer.to_dict()
    for name in ("kind", "understood", "preface", "layout", "parts", "briefing"):
        del fields[name]
    assert restored(Answer, fields) == replace(answer, understood=(), parts=())


def test_markdown_has_all_of_an_answer() -> None:
    """What newsbrief says, headings, marks, doubts, differences and sources; articles' text is
    literal."""
    page = ANSWER.to_markdown()
    assert page.startswith("# What happened? \\<script\\>")
    assert "There are 3 articles:\n\n- one\n- two\n\n### First" in page
    assert "The ferry ran aground. [1]" in page
    assert "It sank. (not supported by what is quoted)" in page
    assert "## Where reports differ" in page
    assert "  - [1] The ferry ran aground." in page
    assert "<https://a.example/1>" in page
    assert "javascript:" not in page
    assert not re.search(r"(?<!\\)<script", page)
    assert not re.search(r"(?<!\\)\[9\]", page)


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("bullets", "\n- The ferry ran aground. [1]\n- "),
        ("numbered", "\n1. The ferry ran aground. [1]\n2. "),
        ("table", "\n| The ferry ran aground. [1] | Paper 1, 1 May 2024 |\n| "),
    ],
)
def test_markdown_has_the_layout(layout: str, line: str) -> None:
    """Bullets, numbers that run through the parts, or a table with who says it."""
    page = replace(ANSWER, layout=layout).to_markdown()  # type: ignore[arg-type]
    assert line in page
    if layout == "numbered":
        assert "### Second\n\n3. It sank." in page


def test_differences_are_told_once() -> None:
    """Where they are the answer, no table of them follows."""
    page = replace(ANSWER, kind="differences").to_markdown()
    assert "Where reports differ" not in page


@pytest.mark.parametrize("layout", ["prose", "bullets", "numbered", "table"])
def test_notebooks_show_escaped_text_only(layout: str) -> None:
    """Nothing in an article, a question or a notice is markup; only web addresses are links."""
    html = replace(ANSWER, layout=layout)._repr_html_()  # type: ignore[arg-type]
    assert html.count("<script") == 0
    assert "&lt;script&gt;alert(&quot;1&quot;)" in html
    assert re.findall(r'href="([^"]*)"', html) == ["https://a.example/1"]
    assert set(re.findall(r"<(\w+)", html)) <= {
        "div", "h3", "h4", "h5", "p", "i", "b", "ul", "ol", "li", "sup", "q", "a", "table",
        "caption", "tr", "th", "td",
    }  # fmt: skip
    for tag in ("ul", "ol", "li", "p", "table", "td"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")


def test_a_briefing_is_shown_as_it_is_exported(briefing: Briefing) -> None:
    """Markdown as in the file; every section in the notebook's HTML."""
    from assistant.exporting.files import export

    assert briefing.to_markdown() == export(briefing, "md").decode()
    html = briefing._repr_html_()
    assert all(f"<h4>{title}</h4>" in html for title in ("Key points", "Timeline", "Sources"))
    assert restored(Briefing, briefing.to_dict()) == briefing


def test_rows_of_an_answer() -> None:
    """One for each citation of each statement, or one where there is none."""
    rows = ANSWER.rows()
    assert [(row["item"], row.get("number")) for row in rows] == [(1, 1), (2, 1), (2, 2), (3, None)]
    assert rows[0] == {
        "item": 1, "text": "The ferry ran aground.", "supported": True, "score": 1.0,
        "reasons": "", "number": 1, "article_id": "a1", "version": "v", "title": "Title 1",
        "publisher": "Paper 1", "published": "2024-05-01", "url": "https://a.example/1",
        "start": 0, "end": 22, "page": None, "quote": "The ferry ran aground.", "outlet": "",
        "answer": "",
    }  # fmt: skip
    assert rows[3]["reasons"] == "name It"
    assert [row["value"] for row in ANSWER.rows("conflicts")] == ["214", HOSTILE]
    assert [row["number"] for row in ANSWER.rows("citations")] == [1, 2]
    with pytest.raises(ValueError, match="choose of statements, conflicts, citations"):
        ANSWER.rows("timeline")


def test_what_answers_is_a_column_and_no_citation() -> None:
    """The place of the answer in a statement is no list of numbers of citations."""
    first = replace(ANSWER.statements[0], answer_span=(4, 9))
    answer = replace(ANSWER, statements=(first, *ANSWER.statements[1:]))
    assert [row["item"] for row in answer.rows()] == [row["item"] for row in ANSWER.rows()]
    assert answer.rows()[0]["answer"] == first.text[4:9]


def test_rows_of_a_briefing_are_flat(briefing: Briefing) -> None:
    """Every section that has something in it, each value a plain one."""
    for section in ("statements", "key_points", "timeline", "people", "quotes", "figures",
                    "conflicts", "citations"):  # fmt: skip
        rows = briefing.rows(section)
        assert len({row["item"] for row in rows}) == len(getattr(briefing, section)), section
        values = (value for row in rows for value in row.values())
        assert all(isinstance(value, str | int | float | None) for value in values), section
    assert briefing.rows("key_points")[0]["publishers"] >= 1
    assert briefing.rows("timeline")[0]["date"].startswith("2024-05-")
    assert "roles" in briefing.rows("people")[0]


def test_pandas_takes_the_rows(briefing: Briefing) -> None:
    """A data frame has a column for each field."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(briefing.rows("key_points"))
    assert {"text", "publishers", "articles", "article_id", "quote"} <= set(frame.columns)


def test_stories_keep_their_title_beside_those_of_their_sources(
    sample_assistant: Assistant,
) -> None:
    """A row tells of which story the statement is and which article it is taken from."""
    made = sample_assistant.brief(words=80)
    rows = made.rows("stories")
    assert {row["story"] for row in rows} == {story.title for story in made.stories}
    titles = {citation.title for citation in made.citations}
    assert all(row["title"] in titles for row in rows)
