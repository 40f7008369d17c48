"""A briefing on many stories: each has its share."""

from datetime import date
from functools import cache

from assistant import Article
from assistant.briefing.digest import MOST, Digest
from assistant.briefing.scoping import whole
from assistant.verification.citations import Numbering
from vectorstore.stories import Story
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle

EVENTS = ("ferry ran onto rocks", "council closed the bridge", "bank raised its rate")


def _article(event: int, number: int) -> Article:
    return Article(
        f"The {EVENTS[event]} in Town{event} on Monday, report {number} of the day said. "
        f"Residents of Town{event} met officials number {number} in the old school hall. "
        f"Mayor Number{number} of Town{event} promised a full account before the summer.",
        title=f"Town{event}: {EVENTS[event]}", publisher=f"Paper {number}",
        published=date(2024, 5, 1 + event),
    )  # fmt: skip


def _story(name: str, articles: list[Article], publishers: int) -> Story:
    days = [one.day for one in articles if one.day]
    return Story(
        name, f"Story {name}", tuple(one.id for one in articles), publishers,
        min(days, default=None), max(days, default=None), (),
    )  # fmt: skip


TOLD = [[_article(event, number) for number in range(4 - event)] for event in range(3)]
ALONE = Article(
    "A lost dog walked home across the whole country in eleven weeks, its owner said.",
    title="Dog walks home", publisher="Paper 9", published=date(2024, 5, 9),
)  # fmt: skip
STORIES = [_story(str(n), articles, len(articles)) for n, articles in enumerate(TOLD)]


@cache
def _articles() -> list[AnnotatedArticle]:
    return [annotated(one) for one in (*(one for told in TOLD for one in told), ALONE)]


def _digest(stories: list[Story]) -> Digest:
    return Digest(whole(_articles(), stories=stories), 40, {})


def _lead(stories: list[Story], words: int) -> list[str]:
    return [one.text for paragraph in _digest(stories).lead(words) for one in paragraph]


def _towns(texts: list[str]) -> list[str]:
    return [next((w.strip(".,:") for w in t.split() if w.startswith("Town")), "") for t in texts]


def test_a_lead_tells_story_after_story_the_widest_first() -> None:
    """Sentences of one story stand together; the story of most publishers opens; never over."""
    for words in (40, 80, 120, 250):
        lead = _lead(STORIES[::-1], words)
        towns = list(dict.fromkeys(_towns(lead)))
        assert towns == [f"Town{n}" for n in range(len(towns))] != []
        assert _towns(lead) == sorted(_towns(lead))
        assert sum(len(text.split()) for text in lead) <= words
    assert len(set(_towns(_lead(STORIES, 120)))) == 3


def test_points_take_turns() -> None:
    """One of each story before the second of any; articles of no story come last."""
    texts = [one.drafted.text for one in _digest(STORIES).points(50)]
    assert _towns(texts[:6]) == ["Town0", "Town1", "Town2"] * 2
    assert texts[-1] == ALONE.text
    assert len(texts) == len(set(texts))
    assert [one.drafted.text for one in _digest(STORIES).points(4)] == texts[:4]


def test_every_story_has_a_paragraph() -> None:
    """With its title and counts, the widest told first, sentences only of its own articles."""
    numbering = Numbering()
    found = _digest(STORIES).paragraphs(numbering)
    assert [(one.story_id, one.articles, one.publishers) for one in found] == [
        ("0", 4, 4), ("1", 3, 3), ("2", 2, 2),
    ]  # fmt: skip
    cited = {one.number: one.article_id for one in numbering.citations}
    for one, story in zip(found, STORIES, strict=True):
        assert one.text
        assert {cited[n] for s in one.statements for n in s.citations} <= set(story.article_ids)


def test_of_very_many_stories_the_widest_have_one() -> None:
    """There are no more paragraphs than `MOST`."""
    many = [_story(f"{n:03}", TOLD[n % 3], 2) for n in range(MOST + 5)]
    assert len(_digest(many).paragraphs(Numbering())) == MOST


def test_quotable_are_articles_of_stories_and_those_alone() -> None:
    """Every article that has a sentence."""
    wanted = {one.id for told in TOLD for one in told} | {ALONE.id}
    assert _digest(STORIES).quotable() == wanted
