"""Briefings made by hand, with something in every section, for tests of what is written."""

from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.types import (
    Briefing,
    Citation,
    Conflict,
    Coverage,
    Figure,
    KeyPoint,
    Person,
    Quotation,
    Side,
    Statement,
    StoryParagraph,
    TimelineEntry,
    Unused,
    Verdict,
)
from vectorstore.documents import Article, ArticleFilter

WIRE = Article(
    title="Ferry runs aground off Larnholm",
    publisher="Northern Wire",
    published=date(2024, 5, 3),
    url="https://wire.example/ferry?a=1&b=2",
    text="A ferry ran aground off Larnholm on Friday. Three people died, police said.\n\n"
    "“The ship left the channel in fog,” said the harbour master, Ines Dahl.",
)
TIMES = Article(
    title="Toll rises in ferry accident",
    publisher="Coastal Times",
    published=datetime(2024, 5, 4, 18, 30, tzinfo=UTC),
    text="The number of dead in the ferry accident off Larnholm has risen to seven.\n\n"
    "It is not known why the ship left the channel.\n\n"
    "“The ship had left the channel in thick fog,” Ms Dahl said.",
)
UNNAMED = Article(
    title="",
    text="Four people died when the ferry ran aground. Паром сел на мель у Ларнхольма.",
)
ARTICLES = (WIRE, TIMES, UNNAMED)
_GOOD = Verdict(True, 1.0)


def cited(number: int, article: Article, quote: str) -> Citation:
    """A citation of these words of an article."""
    start = article.text.index(quote)
    return Citation(
        number, article.id, article.version, article.title, article.publisher, article.published,
        article.url, start, start + len(quote), quote,
    )  # fmt: skip


def _sources() -> tuple[Citation, ...]:
    return (
        cited(1, WIRE, "A ferry ran aground off Larnholm on Friday."),
        cited(2, WIRE, "Three people died, police said."),
        cited(3, TIMES, TIMES.text.split("\n")[0]),
        cited(4, WIRE, "“The ship left the channel in fog,” said the harbour master, Ines Dahl."),
        cited(5, TIMES, "It is not known why the ship left the channel."),
        cited(6, UNNAMED, "Four people died when the ferry ran aground."),
        cited(7, UNNAMED, "Паром сел на мель у Ларнхольма."),
        cited(8, TIMES, "“The ship had left the channel in thick fog,” Ms Dahl said."),
    )


def _said(citation: Citation) -> Statement:
    return Statement(citation.quote, (citation.number,), _GOOD)


def _point(citation: Citation, publishers: int = 1, articles: int = 1) -> KeyPoint:
    single = publishers == 1
    return KeyPoint(citation.quote, (citation.number,), _GOOD, publishers, articles, single=single)


def full() -> Briefing:
    """A briefing that has every section, and holds against `ARTICLES`."""
    one, two, three, four, five, six, seven, eight = sources = _sources()
    lead = (_said(one), _said(three))
    plain = f"{one.quote} {three.quote}"
    return Briefing(
        topic="ferry",
        answered=True,
        headline="Ferry runs aground off Larnholm",
        text=f"{one.quote} [1] {three.quote} [3]",
        plain=plain,
        statements=lead,
        key_points=(_point(two, 4, 9), _point(four)),
        citations=sources,
        coverage=Coverage(
            articles=41, copies=9, undated=1, cited=23, publishers=12,
            oldest=date(2024, 5, 3), newest=date(2024, 5, 29),
        ),
        writer="extractive",
        filter=ArticleFilter(publishers=("Northern Wire",), since=date(2024, 5, 1)),
        notices=("One article has no date.",),
        bottom_line=_said(one),
        timeline=(
            TimelineEntry(date(2024, 4, 1), one.quote, (one,), precision="month"),
            TimelineEntry(date(2024, 5, 3), two.quote, (two, six)),
            TimelineEntry(date(2024, 5, 4), three.quote, (three,)),
        ),
        people=(
            Person("Ines Dahl", "person", ("the harbour master",), (four,), 2, 3),
            Person("Coastguard of Larnholm", "organisation", (), (three,), 1, 1),
        ),
        quotes=(
            Quotation("Ines Dahl", "The ship left the channel in fog,", "Northern Wire",
                      date(2024, 5, 3), (four, eight),
                      ("The ship had left the channel in thick fog",)),
            Quotation("", "A ferry ran aground", "Northern Wire", date(2024, 5, 3), (one,)),
        ),
        figures=(Figure("seven", three.quote, (three,)),),
        conflicts=(
            Conflict("contradiction", "deaths",
                     (Side("Three people died", (two,)), Side("Four people died", (six,)))),
            Conflict("update", "dead in the accident",
                     (Side("Three people died", (two,)), Side("risen to seven", (three,)))),
        ),
        since=date(2024, 5, 4),
        new=(_point(three, 2, 2), _point(seven)),
        open=(_said(five),),
        stories=(
            StoryParagraph("s1", "The ferry accident", 9, 4, f"{one.quote} [1]", (_said(one),)),
        ),
        unused=(
            Unused("a1", "Ferry timetable for the summer", "Coastal Times", date(2024, 5, 8),
                   "nothing that others do not tell"),
            Unused("a2", "", "", None, "not about the topic"),
            Unused("a3", "Harbour fees rise", "Ledger", date(2024, 5, 9),
                   "nothing that others do not tell"),
        ),
    )  # fmt: skip


def small() -> Briefing:
    """A briefing of one sentence."""
    (one, *_) = _sources()
    return Briefing(
        topic="", answered=True, headline="", text=f"{one.quote} [1]", plain=one.quote,
        statements=(_said(one),), key_points=(), citations=(one,),
        coverage=Coverage(articles=1, cited=1, publishers=1), writer="extractive",
    )  # fmt: skip


def refused() -> Briefing:
    """A briefing that is none, and says why."""
    return Briefing(
        topic="volcano", answered=False, headline="", text="", plain="", statements=(),
        key_points=(), citations=(), coverage=Coverage(articles=0), writer="extractive",
        notices=("No article is about this.",),
    )  # fmt: skip


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MARKUP = "](javascript:x) **bold** # head | `code` \x1b[31m \u202egnihton\u202c"


def hostile() -> Briefing:
    """A briefing on an article whose every field tries to be more than text."""
    article = Article(
        title=f"Ferry {SCRIPT} {MARKUP}",
        publisher=f"Wire {SCRIPT}",
        published=date(2024, 5, 3),
        url="javascript:alert(1)//https://wire.example/",
        text=f"1. A ferry {SCRIPT} ran {MARKUP} aground & sank. " + "x" * 600,
    )
    quote = article.text
    one = cited(1, article, quote)
    other = replace(
        one, number=2, url='https://wire.example/"onmouseover="alert(1)', published=None
    )
    point = KeyPoint(quote, (1, 2), _GOOD, 1, 1)
    return replace(
        full(), topic=SCRIPT, headline=f"# {SCRIPT} {MARKUP}", citations=(one, other),
        statements=(_said(one),), plain=quote, key_points=(point,), bottom_line=_said(one),
        notices=(f"{SCRIPT} {MARKUP}",), new=(point,), open=(_said(one),),
        timeline=(TimelineEntry(date(2024, 5, 3), quote, (one,)),
                  TimelineEntry(date(2024, 5, 9), quote, (one,))),
        people=(Person(SCRIPT, "person", (SCRIPT,), (one,), 1, 1),),
        quotes=(Quotation(SCRIPT, quote, SCRIPT, None, (one,), (SCRIPT,)),),
        figures=(Figure(SCRIPT, quote, (one,)),),
        conflicts=(Conflict("contradiction", SCRIPT, (Side(quote, (one,)), Side("", ()))),),
        stories=(StoryParagraph(SCRIPT, SCRIPT, 1, 1, quote, (_said(one),)),),
        unused=(Unused("a", SCRIPT, SCRIPT, None, SCRIPT),),
    )  # fmt: skip
