"""Briefings from end to end: what the contract promises, and what bad input does."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import pytest

from assistant import Article, ArticleFilter, Assistant, summarize
from assistant.errors import AssistantError
from assistant.exporting.files import export
from assistant.exporting.markdown import escaped
from assistant.types import Briefing, Citation, KeyPoint, Statement
from assistant.verification.marks import closed
from vectorstore.documents import day_of
from vectorstore.errors import VectorStoreError

TOPICS: list[tuple[str | None, dict[str, int]]] = [
    ("Palmyra", {"words": 100}),
    ("ferry wreck off Ostrey", {"points": 7, "words": 30}),
    ("flu vaccine recall", {"words": 1000}),
    ("Was the recount in Port Ansel disputed?", {"points": 3, "words": 120}),
    (None, {"words": 250}),
    (None, {"points": 7, "words": 60}),
]
BRIDGE = (
    "The council of Larnholm voted on Tuesday to rebuild the old harbour bridge. "
    "The work will cost 4 million marks and take two years. "
    "Mayor Ines Dahl said the bridge had been closed since a storm in March. "
)
RUSSIAN = (
    "Паром сел на мель у острова Ларнхольм в пятницу вечером. Погибли три человека, сообщила "
    "береговая охрана. Капитан судна заявил, что судно вышло из фарватера в густом тумане."
)
ARABIC = (
    "جنحت عبارة قبالة جزيرة لارنهولم يوم الجمعة. وقتل ثلاثة أشخاص بحسب خفر السواحل. "
    "وقال القبطان إن السفينة خرجت عن الممر الملاحي بسبب الضباب الكثيف."
)
CHINESE = (
    "周五晚上一艘渡轮在拉恩霍尔姆岛附近搁浅。海岸警卫队说三人死亡。船长表示船只因浓雾偏离了航道。"
)


@pytest.fixture(scope="module")
def briefings(sample_assistant: Assistant) -> list[tuple[Briefing, int]]:
    """Briefings on the sample articles, each with the most words that its lead may have."""
    return [
        (sample_assistant.brief(topic, **asked), asked.get("words", 250))  # type: ignore[arg-type]
        for topic, asked in TOPICS
    ]


def _cited(briefing: Briefing) -> Iterator[Citation]:
    """Every citation of every section that holds its citations."""
    for entry in briefing.timeline:
        yield from entry.citations
    for person in briefing.people:
        yield from person.citations
    for figure in briefing.figures:
        yield from figure.citations
    for quotation in briefing.quotes:
        yield from quotation.citations
    for conflict in briefing.conflicts:
        for side in conflict.sides:
            yield from side.citations


def _said(briefing: Briefing) -> list[Statement]:
    """Every statement of every section that has statements."""
    return [
        *briefing.statements,
        *briefing.key_points,
        *briefing.new,
        *briefing.open,
        *((briefing.bottom_line,) if briefing.bottom_line else ()),
        *(statement for story in briefing.stories for statement in story.statements),
    ]


def _days(citations: Iterable[Citation]) -> list[date]:
    """The days on which what is cited was published; an undated article fails the test."""
    days = [day_of(one.published) for one in citations]
    assert None not in days
    return [day for day in days if day is not None]


def _texts(statements: tuple[KeyPoint, ...] | tuple[Statement, ...]) -> list[str]:
    return [one.text for one in statements]


# -------------------------------------------------------------------- what every briefing keeps


def test_a_lead_is_whole_sentences_and_never_over_its_words(
    briefings: list[tuple[Briefing, int]],
) -> None:
    """`plain` is its statements, without marks, within the words asked for and near them."""
    for briefing, words in briefings:
        assert briefing.answered
        assert 0.6 * words <= len(briefing.plain.split()) <= words or words == 1000
        assert " ".join(briefing.plain.split()) == " ".join(one.text for one in briefing.statements)
        assert "[" not in briefing.plain
        assert all(one.text[-1] in ".!?\"'”’" for one in briefing.statements)


def test_every_citation_is_an_exact_span(
    briefings: list[tuple[Briefing, int]], sample_assistant: Assistant
) -> None:
    """Each quotes its article character by character, with the article's fields."""
    articles = {one.id: one for one in sample_assistant.articles()}
    for briefing, _ in briefings:
        assert briefing.citations
        assert [one.number for one in briefing.citations] == list(
            range(1, len(briefing.citations) + 1)
        )
        for one in briefing.citations:
            article = articles[one.article_id]
            assert article.text[one.start : one.end] == one.quote
            assert (one.version, one.title, one.publisher, one.published, one.url) == (
                article.version, article.title, article.publisher, article.published, article.url,
            )  # fmt: skip


def test_every_section_cites_by_the_numbers_of_the_briefing(
    briefings: list[tuple[Briefing, int]],
) -> None:
    """A section's citations are the briefing's own; a statement has one at least; all are used."""
    for briefing, _ in briefings:
        numbered = {one.number: one for one in briefing.citations}
        for citation in _cited(briefing):
            assert numbered[citation.number] == citation
        for statement in _said(briefing):
            assert statement.citations
            assert set(statement.citations) <= set(numbered)
        used = {number for statement in _said(briefing) for number in statement.citations}
        assert used | {citation.number for citation in _cited(briefing)} == set(numbered)


def test_every_statement_passes_the_gate_and_stands_in_an_article(
    briefings: list[tuple[Briefing, int]],
) -> None:
    """Without a model each is an exact sentence, or pieces of one with its cuts shown."""
    for briefing, _ in briefings:
        assert briefing.writer == "extractive"
        quotes = {one.number: " ".join(one.quote.split()) for one in briefing.citations}
        for one in _said(briefing):
            assert one.verdict.supported
            pieces = [piece.strip() for piece in one.text.split("…") if piece.strip()]
            assert any(all(piece in quotes[number] for piece in pieces) for number in one.citations)


def test_a_briefing_holds_against_its_library(
    briefings: list[tuple[Briefing, int]], sample_assistant: Assistant
) -> None:
    """What was just made is verified: every citation holds, every statement is supported."""
    for briefing, _ in briefings:
        assert sample_assistant.verify_briefing(briefing).holds


def test_nothing_is_told_twice(briefings: list[tuple[Briefing, int]]) -> None:
    """No sentence stands twice in the lead or twice among the points."""
    for briefing, _ in briefings:
        for statements in (briefing.statements, briefing.key_points, briefing.new, briefing.open):
            assert len(set(_texts(statements))) == len(statements)


def test_points_say_how_many_tell_them(briefings: list[tuple[Briefing, int]]) -> None:
    """Independent publishers, and articles of which copies are not cited; never fewer than one."""
    for briefing, _ in briefings:
        numbered = {one.number: one for one in briefing.citations}
        for point in (*briefing.key_points, *briefing.new):
            cited = [numbered[number] for number in point.citations]
            assert point.publishers == len({one.publisher.casefold() for one in cited}) >= 1
            assert point.articles - point.copies == len({one.article_id for one in cited})
            assert point.copies >= 0


def test_a_timeline_has_one_entry_a_day_in_order(briefings: list[tuple[Briefing, int]]) -> None:
    """Days rise and no day stands twice; a month is its first day."""
    for briefing, _ in briefings:
        days = [one.date for one in briefing.timeline]
        assert days == sorted(set(days))
        assert all(one.date.day == 1 for one in briefing.timeline if one.precision == "month")


def test_conflicts_have_a_kind_and_two_sides(briefings: list[tuple[Briefing, int]]) -> None:
    """An update or a contradiction, of two sides at least, each with who tells it."""
    assert any(briefing.conflicts for briefing, _ in briefings)
    for briefing, _ in briefings:
        for one in briefing.conflicts:
            assert one.kind in ("update", "contradiction")
            assert len(one.sides) >= 2
            assert all(side.citations and side.value for side in one.sides)


def test_a_briefing_says_what_it_rests_on(briefings: list[tuple[Briefing, int]]) -> None:
    """Coverage counts the citations; what is not cited is listed with a reason, and only that."""
    for briefing, _ in briefings:
        cited = {one.article_id for one in briefing.citations}
        assert briefing.coverage.cited == len(cited)
        assert briefing.coverage.publishers == len({one.publisher for one in briefing.citations})
        assert not cited & {one.article_id for one in briefing.unused}
        assert len(cited) + len(briefing.unused) == briefing.coverage.articles
        assert all(one.reason for one in briefing.unused)


def test_a_bottom_line_is_one_statement_of_the_briefing(
    briefings: list[tuple[Briefing, int]],
) -> None:
    """The one sentence to read is among the lead and the points."""
    for briefing, _ in briefings:
        assert briefing.bottom_line is not None
        assert briefing.bottom_line.text in _texts((*briefing.statements, *briefing.key_points))


def test_a_headline_is_the_title_of_an_article(
    briefings: list[tuple[Briefing, int]], sample_assistant: Assistant
) -> None:
    """Nothing is made up, the headline neither."""
    titles = {one.title for one in sample_assistant.articles()}
    assert {briefing.headline for briefing, _ in briefings} <= titles


def test_single_are_points_of_one_publisher(briefings: list[tuple[Briefing, int]]) -> None:
    """Key points that one publisher alone tells say so themselves, and are told once."""
    single = [point for briefing, _ in briefings for point in briefing.key_points if point.single]
    assert single
    assert all(point.publishers == 1 for point in single)
    for briefing, _ in briefings:
        text = export(briefing, "md").decode()
        assert text.count("(single-source: ") == sum(point.single for point in briefing.key_points)
        assert all(text.count(f"- {escaped(closed(p.text))} ") == 1 for p in briefing.key_points)


def test_numbers_run_in_the_order_of_reading(
    briefings: list[tuple[Briefing, int]], sample_assistant: Assistant
) -> None:
    """Read from the top every number is one of before or the next; then come the articles, each
    once, with its quotes by number."""
    asked = [sample_assistant.brief("the ferry", points=4), sample_assistant.brief(words=120)]
    for briefing in (*(briefing for briefing, _ in briefings), *asked):
        text, sources = export(briefing, "md").decode().split("\n## Sources\n")
        marks = dict.fromkeys(int(mark) for mark in re.findall(r"(?<!\\)\[(\d+)\]", text))
        assert list(marks) == [citation.number for citation in briefing.citations]
        groups = re.split(r"\n- ", sources.split("\n## Coverage")[0])[1:]
        assert len(groups) == len({citation.article_id for citation in briefing.citations})
        listed = [[int(n) for n in re.findall(r"\n  - \[(\d+)\]", group)] for group in groups]
        assert all(numbers == sorted(numbers) for numbers in listed)
        assert [numbers[0] for numbers in listed] == sorted(numbers[0] for numbers in listed)
        assert sum(map(len, listed)) == len(briefing.citations)


# -------------------------------------------------------------------- what is asked for


def test_who_watches_is_told_how_far_it_is(sample_assistant: Assistant) -> None:
    """What is read, compared, chosen and told, with how many articles; the same briefing."""
    seen: list[tuple[str, int]] = []
    watched = sample_assistant.brief("Palmyra", words=60, watch=lambda *step: seen.append(step))
    assert [stage for stage, _ in seen] == ["reading", "comparing", "choosing", "telling"]
    assert seen[0][1] == len(sample_assistant.articles())
    assert 0 < seen[1][1] <= seen[0][1]
    assert watched == sample_assistant.brief("Palmyra", words=60)


@pytest.mark.parametrize("count", [1, 3, 7, 12])
def test_as_many_points_as_asked(sample_assistant: Assistant, count: int) -> None:
    """Exactly so many, one sentence each; the text is made of them."""
    for topic in ("Palmyra", None):
        briefing = sample_assistant.brief(topic, points=count)
        assert len(briefing.key_points) == count
        assert briefing.text.count("\n- ") == count - 1
        assert briefing.text.startswith("- ")


@pytest.mark.parametrize("words", [1, 30, 60, 120, 400, 401, 2000, 5000])
def test_whatever_the_words(sample_assistant: Assistant, words: int) -> None:
    """Never over; more words tell no less; where none fits the briefing says so."""
    briefing = sample_assistant.brief("Palmyra", words=words)
    assert len(briefing.plain.split()) <= words
    assert briefing.answered
    assert bool(briefing.plain) == (words >= 30)
    assert bool(briefing.plain) != any("fits" in notice for notice in briefing.notices)


def test_a_topic_is_kept_to(sample_assistant: Assistant) -> None:
    """A briefing on one event cites no article of another."""
    for topic, year in (("Palmyra", 2016), ("Baghuz", 2019), ("Febrivax", 2025)):
        briefing = sample_assistant.brief(topic, words=250)
        assert {day.year for day in _days(briefing.citations)} == {year}


def test_a_word_that_one_report_has_does_not_hide_the_story(sample_assistant: Assistant) -> None:
    """ "Aground" stands in one report; all on the ferry are about it, and its headline is new."""
    briefing = sample_assistant.brief("ferry aground", words=60)
    ferry = [one for one in sample_assistant.articles() if "Maren Astrid" in one.text]
    assert briefing.coverage.articles == len(ferry) > 5
    assert "seven" not in briefing.headline
    assert "12" in briefing.plain


def test_the_library_has_a_paragraph_for_each_story(sample_assistant: Assistant) -> None:
    """Each with its title and counts; a topic or a story has none."""
    stories = {one.id: one for one in sample_assistant.stories()}
    briefing = sample_assistant.brief()
    assert {one.story_id for one in briefing.stories} == set(stories)
    for one in briefing.stories:
        story = stories[one.story_id]
        assert (one.title, one.publishers) == (story.title, story.publishers)
        assert one.articles == len(story.article_ids)
        assert one.text
    assert sample_assistant.brief("Palmyra").stories == ()


def test_a_story_is_a_scope(sample_assistant: Assistant) -> None:
    """Only its articles are read; with a topic beside it both hold; another topic is refused."""
    for story in sample_assistant.stories():
        chosen = ArticleFilter(story=story.id)
        briefing = sample_assistant.brief(filter=chosen, words=60)
        assert briefing.stories == ()
        assert {one.article_id for one in briefing.citations} <= set(story.article_ids)
        assert briefing.coverage.articles == len(story.article_ids)
    palmyra = next(s for s in sample_assistant.stories() if "Palmyra" in s.title)
    chosen = ArticleFilter(story=palmyra.id)
    assert sample_assistant.brief("Palmyra", filter=chosen).answered
    assert not sample_assistant.brief("Bank of Calvera", filter=chosen).answered


def test_filters_bound_what_is_read(sample_assistant: Assistant) -> None:
    """Nothing later than `as_of`, nothing earlier than `since`, only the publishers named."""
    day = date(2016, 3, 27)
    for chosen in (ArticleFilter(as_of=day), ArticleFilter(until=day)):
        briefing = sample_assistant.brief("Palmyra", filter=chosen)
        assert briefing.answered
        assert briefing.coverage.newest == day
        assert max(_days(briefing.citations)) <= day
        assert briefing.filter == chosen
    later = sample_assistant.brief("Palmyra", filter=ArticleFilter(since=date(2016, 3, 28)))
    assert later.coverage.oldest == date(2016, 3, 28)
    one = sample_assistant.brief(filter=ArticleFilter(publishers=("Compass Review",)))
    assert {citation.publisher for citation in one.citations} == {"Compass Review"}


def test_what_is_new_since_a_day(sample_assistant: Assistant) -> None:
    """Only what articles of that day or later tell, and no earlier one."""
    day = date(2024, 5, 6)
    briefing = sample_assistant.brief("ferry wreck off Ostrey", new_since=day)
    numbered = {one.number: one for one in briefing.citations}
    assert briefing.since == day
    assert briefing.new
    for point in briefing.new:
        assert min(_days(numbered[number] for number in point.citations)) >= day
    nothing = sample_assistant.brief("Palmyra", new_since=date(2999, 1, 1))
    assert nothing.new == ()
    assert any("new" in notice.casefold() for notice in nothing.notices)
    assert sample_assistant.brief("Palmyra").since is None


def test_what_is_new_since_a_saved_briefing(open_assistant: Callable[..., Assistant]) -> None:
    """Nothing at first; after an article was added, what it alone tells."""
    assistant = open_assistant()
    assistant.add(Article(BRIDGE, title="Bridge", publisher="A", published=date(2024, 3, 9)))
    saved = assistant.save(assistant.brief("harbour bridge"))
    assert assistant.brief("harbour bridge", new_since=saved.id).new == ()
    assistant.add(
        Article(
            "Divers found two cracked piers under the harbour bridge of Larnholm on Friday. "
            "The council of Larnholm voted on Tuesday to rebuild the old harbour bridge.",
            title="Cracks", publisher="B", published=date(2024, 3, 2),
        )
    )  # fmt: skip
    for known in (saved, saved.id, saved.briefing):
        briefing = assistant.brief("harbour bridge", new_since=known)
        assert [one.text.split()[0] for one in briefing.new] == ["Divers"]
    with pytest.raises((AssistantError, VectorStoreError), match="no saved briefing"):
        assistant.brief("harbour bridge", new_since="nonsense")


# -------------------------------------------------------------------- nothing to tell


@pytest.mark.parametrize(
    "topic", ["zebra quantum", "the of and", "!!!", "…", "zz" * 5000, "[1] <b>x</b>"]
)
def test_a_topic_that_nothing_is_about_is_refused(sample_assistant: Assistant, topic: str) -> None:
    """Not answered, nothing told, and a notice."""
    briefing = sample_assistant.brief(topic)
    assert not briefing.answered
    assert briefing.notices
    assert (briefing.plain, briefing.text, briefing.headline) == ("", "", "")
    assert (briefing.statements, briefing.key_points, briefing.citations) == ((), (), ())
    assert (briefing.timeline, briefing.people, briefing.quotes, briefing.conflicts) == (
        (), (), (), (),
    )  # fmt: skip


def test_an_empty_library_and_filters_that_let_nothing_through(
    assistant: Assistant, sample_assistant: Assistant
) -> None:
    """A refusal with a notice, with a topic and without; an unknown story is an error."""
    found = [
        assistant.brief(),
        assistant.brief("Palmyra", points=7),
        sample_assistant.brief(filter=ArticleFilter(publishers=("No One",))),
        sample_assistant.brief("Palmyra", filter=ArticleFilter(since=date(2020, 1, 1))),
    ]
    assert not any(one.answered for one in found)
    assert all(one.notices for one in found)
    with pytest.raises((AssistantError, VectorStoreError), match="nosuch"):
        sample_assistant.brief(filter=ArticleFilter(story="nosuch"))


# -------------------------------------------------------------------- articles of any kind


@pytest.mark.parametrize(
    "texts",
    [
        ["Bridge"],
        ["..."],
        ["The council voted on Tuesday to rebuild the old harbour bridge."],
        [BRIDGE] * 6,
        [RUSSIAN],
        [ARABIC],
        [CHINESE],
        [RUSSIAN, ARABIC, CHINESE, BRIDGE],
        ["Who will pay for it? When will it open again to all of us?"],
        ["Headline\n\nBy Jane Doe\n\nShare this"],
        [" ".join(f"and the river rose over field {n}" for n in range(720)) + "."],
        ["word " * 5000],
        ["The council\x00 of Larnholm voted\u202e on Tuesday to rebuild the harbour bridge."],
    ],
)
@pytest.mark.parametrize("asked", [{"words": 30}, {"points": 100}])
def test_summarize_takes_any_text(texts: list[str], asked: dict[str, int]) -> None:
    """It never raises, is never over its words, and cites exactly or says why it does not."""
    articles = [Article(text, publisher=f"P{n}") for n, text in enumerate(texts)]
    briefing = summarize(articles, **asked)
    assert len(briefing.plain.split()) <= asked.get("words", 250)
    held = {one.id: one.text for one in articles}
    for one in briefing.citations:
        assert held[one.article_id][one.start : one.end] == one.quote
    assert briefing.answered or briefing.notices
    assert len(briefing.key_points) <= 100


@pytest.mark.parametrize("asked", [{"words": 0}, {"words": -5}, {"points": -1}])
def test_fewer_than_none_is_refused(sample_assistant: Assistant, asked: dict[str, int]) -> None:
    """A count that makes no sense is an error that says so, not a briefing."""
    with pytest.raises(ValueError, match=next(iter(asked))):
        summarize([Article(BRIDGE)], **asked)
    with pytest.raises(ValueError, match=next(iter(asked))):
        sample_assistant.brief("Palmyra", **asked)  # type: ignore[arg-type]


def test_a_text_without_spaces_is_told() -> None:
    """Chinese has a lead too."""
    briefing = summarize([Article(CHINESE)], words=60)
    assert briefing.plain
    assert briefing.statements[0].text in CHINESE


def test_what_is_left_of_the_page_fills_no_lead() -> None:
    """However much room there is: headings, bylines and buttons are not told."""
    page = f"Headline here\n\n{BRIDGE}\n\nBy Jane Doe\n\nShare this"
    assert summarize([Article(page)], words=250).plain == BRIDGE.strip()


def test_a_sentence_without_end_is_no_point() -> None:
    """A run-on of thousands of words is told neither in the lead nor as a point."""
    endless = " ".join(f"and the river rose over field {n}" for n in range(720))
    briefing = summarize([Article(f"{endless}. {BRIDGE}")], points=7)
    assert [len(one.text.split()) < 60 for one in briefing.key_points] == [True] * 3


def test_articles_that_differ_in_a_figure_are_no_copies() -> None:
    """Four million and five: both are told, as a conflict."""
    other = BRIDGE.replace("4 million", "5 million")
    briefing = summarize([Article(BRIDGE, publisher="A"), Article(other, publisher="B")])
    (found,) = briefing.conflicts
    told = {quote for side in found.sides for quote in (one.quote for one in side.citations)}
    assert {"4 million" in one for one in told} == {True, False}
    assert all("million marks" in one for one in told)
    assert briefing.coverage.copies == 0


def test_of_copies_one_is_cited_and_the_others_counted() -> None:
    """Six prints of one text tell it once, by one publisher; the rest is unused as copies."""
    days = [date(2024, 3, 20 + n) for n in range(6)]
    copies = [
        Article(BRIDGE, title=f"T{n}", publisher=f"P{n}", published=day)
        for n, day in enumerate(days)
    ]
    briefing = summarize(copies[::-1], points=3)
    assert {one.publisher for one in briefing.citations} == {"P0"}
    assert [(one.publishers, one.articles, one.copies) for one in briefing.key_points] == [
        (1, 6, 5)
    ] * 3
    assert [one.reason for one in briefing.unused] == ["a copy of P0: T0"] * 5
    assert (briefing.coverage.articles, briefing.coverage.copies) == (6, 5)


def test_without_dates_publishers_and_titles() -> None:
    """Articles of which nothing is known are told; they confirm each other nothing."""
    briefing = summarize([
        Article("The coast guard searched the wreck of the Maren Astrid until Sunday evening."),
        Article("The coast guard searched the wreck of the Maren Astrid until late on Sunday."),
    ], points=1)  # fmt: skip
    assert (briefing.headline, briefing.coverage.undated) == ("", 2)
    assert [one.publishers for one in briefing.key_points] == [1]
    assert briefing.coverage.oldest is None


def test_titles_with_markup_stay_text() -> None:
    """A title is copied as it is and changes nothing of the briefing's text."""
    title = "<b>Bridge</b> <script>alert(1)</script> [x](javascript:1)"
    briefing = summarize([Article(BRIDGE, title=title, publisher="<i>P</i>")], words=60)
    plain = summarize([Article(BRIDGE, title="Bridge", publisher="P")], words=60)
    assert briefing.headline == title
    assert (briefing.plain, briefing.text) == (plain.plain, plain.text)


def test_undated_articles_go_with_dated_ones() -> None:
    """Both are told, the dated one first; coverage counts the undated one."""
    briefing = summarize([
        Article("An undated note says that the lighthouse of Sukrin lost its lamp to thieves."),
        Article(BRIDGE, publisher="A", published=date(2024, 3, 20)),
    ])  # fmt: skip
    assert briefing.coverage.undated == 1
    assert len(briefing.statements) == 4
    assert "lighthouse" in briefing.statements[-1].text


def test_a_hundred_articles_about_many_things() -> None:
    """Each thing in a few sentences; the briefing is whole and within its words."""
    chance = random.Random(4)
    things = "river bridge council storm harbour ferry court vaccine doctor school market".split()
    articles = []
    for number in range(100):
        town, (a, b) = number % 60, chance.sample(things, 2)
        text = (
            f"The {a} of Town{town} told the {b} on Monday that {number} people had joined. "
            f"The {b} in Town{town} will open again in June, officials said on Tuesday."
        )
        articles.append(Article(text, title=f"{a} in Town{town}", publisher=f"Paper {number % 7}"))
    briefing = summarize(articles, words=250)
    assert 200 <= len(briefing.plain.split()) <= 250
    assert briefing.coverage.articles == 100


def test_nothing_at_all() -> None:
    """No article: not answered, and a notice."""
    briefing = summarize([])
    assert not briefing.answered
    assert briefing.notices


# -------------------------------------------------------------------- the same each time


def test_the_order_of_the_articles_does_not_show(sample_articles: list[Article]) -> None:
    """Shuffled articles give the same summary, whatever is asked."""
    chosen = [one for one in sample_articles if one.published and one.published.year < 2020]
    first = [summarize(chosen, words=120), summarize(chosen, points=7)]
    shuffled = list(chosen)
    random.Random(1).shuffle(shuffled)
    assert [summarize(shuffled, words=120), summarize(shuffled, points=7)] == first


_SCRIPT = """
import hashlib
from assistant import Article, summarize
articles = [Article(text, title=str(n), publisher=f"P{n}") for n, text in enumerate(texts)]
found = hashlib.sha256(repr(summarize(articles, words=120)).encode()).hexdigest()
"""


def test_two_processes_write_the_same_bytes(sample_articles: list[Article]) -> None:
    """Whatever the seed of Python's hashes: another one than this process has."""
    own: dict[str, object] = {"texts": [one.text for one in sample_articles[:12]]}
    other = f"texts = {own['texts']!r}\n{_SCRIPT}\nprint(found, hash('the same'))"
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "77"
    found, hashed = subprocess.run(
        [sys.executable, "-c", other], env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True, check=True, text=True,
    ).stdout.split()  # fmt: skip
    exec(_SCRIPT, own)
    assert int(hashed) != hash("the same")
    assert (own["found"], len(found)) == (found, 64)


# -------------------------------------------------------------------- what leads

VOTE = (
    "Ministers in Larnholm resigned on Thursday after the council voted to close the harbour. "
    "The council of Larnholm counted 31 votes for the closure and 12 against it."
)


def _dated(text: str, day: date | None, **fields: str) -> Article:
    return Article(text, publisher=f"P{fields.get('title')}", published=day, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("articles", "notice"),
    [
        ([_dated(VOTE, date(2024, 3, 7), title="Harbour vote: live updates")], "no report"),
        ([_dated(VOTE, date(2024, 3, 7), title="Opinion: the harbour must stay")], "no report"),
        ([_dated(VOTE, date(2024, 3, 7), title="5 things to know for March 7")], "no report"),
        ([_dated(VOTE, None, title="Ministers resign"), _dated(BRIDGE, None, title="Bridge")], ""),
    ],
    ids=["live pages", "opinion", "a digest", "undated"],
)
def test_what_is_left_where_there_is_no_plain_report(articles: list[Article], notice: str) -> None:
    """It is told all the same, and the notice says that there is nothing better."""
    briefing = summarize(articles, words=60)
    assert briefing.answered
    assert briefing.plain
    assert bool(notice) == any(notice in one for one in briefing.notices if notice)


def test_opinion_never_leads_and_a_notice_counts_it() -> None:
    """Beside a report the column is not quoted in the lead, whatever it says."""
    column = _dated(
        "Ministers in Larnholm deserve no thanks, and the council of Larnholm deserves less.",
        date(2024, 3, 8), title="Opinion: no thanks to the ministers of Larnholm",
    )  # fmt: skip
    report = _dated(VOTE, date(2024, 3, 7), title="Ministers of Larnholm resign over harbour")
    briefing = summarize([column, report], words=100)
    assert "thanks" not in briefing.plain
    assert briefing.headline == report.title


def test_of_twenty_years_the_last_is_told() -> None:
    """One time of one topic: the closure of this year, not that of another one."""
    articles = [
        _dated(VOTE.replace("31", str(year - 1980)), date(year, 3, 7), title=f"Vote of {year}")
        for year in range(2004, 2025)
    ]
    briefing = summarize(articles, words=60)
    assert "44 votes" in briefing.plain
    assert {day.year for day in _days(briefing.citations) if day} >= {2024}
    assert "43 votes" not in briefing.plain


def test_two_articles_about_two_things_have_a_paragraph_each() -> None:
    """No sentence of one stands in the paragraph of the other."""
    ferry = "The coast guard searched the wreck of the Maren Astrid until late on Sunday evening."
    briefing = summarize([_dated(ferry, None, title="Ferry"), _dated(BRIDGE, None, title="Bridge")])
    paragraphs = briefing.plain.split("\n\n")
    assert len(paragraphs) == len(briefing.stories) == 2
    assert [("Maren Astrid" in one) != ("bridge" in one) for one in paragraphs] == [True, True]
