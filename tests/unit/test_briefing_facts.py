"""Facts: every sentence is in one, and who tells it is counted by article and publisher."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant import Article
from assistant.briefing.facts import Told
from assistant.briefing.telling import tellings
from vectorstore.language import sentences

WHO = ["The harbour council", "Mayor Dahl", "The coast guard", "A court in Larnholm"]
DID = ["closed the old bridge", "raised the ferry fare", "searched the wreck", "blamed the storm"]
WHEN = ["on Tuesday", "after the storm in March", "before the vote", "without a word to residents"]
MORE = ["and 12 people were hurt.", "and 40 people were hurt.", "to save money.", "as fog came in."]
SENTENCE = st.builds(lambda *parts: " ".join(parts), *map(st.sampled_from, (WHO, DID, WHEN, MORE)))
TEXTS = st.lists(st.lists(SENTENCE, min_size=1, max_size=4), min_size=1, max_size=6)


def told(articles: list[Article]) -> Told:
    """The sentences of the articles."""
    return Told(tellings((one, sentences(one.text)) for one in articles))


def written(texts: list[list[str]]) -> list[Article]:
    """An article of each text, of three publishers."""
    return [
        Article(" ".join(text), title=str(n), publisher=f"Paper {n % 3}",
                published=date(2024, 5, 1 + n))
        for n, text in enumerate(texts)
    ]  # fmt: skip


def _places(known: Told, numbers: tuple[int, ...]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (known.tellings[at].article.id, known.tellings[at].quote.start) for at in numbers
    )


@given(TEXTS)
def test_every_sentence_is_in_exactly_one_fact(texts: list[list[str]]) -> None:
    """Nothing is lost and nothing is told twice."""
    known = told(written(texts))
    members = [at for fact in known.facts for at in fact.members]
    assert sorted(members) == list(range(len(known.tellings)))


@given(TEXTS)
def test_an_article_tells_a_fact_once(texts: list[list[str]]) -> None:
    """The tellers are of different articles, the best sentence first; alike is a share."""
    known = told(written(texts))
    for fact in known.facts:
        articles = [known.tellings[at].article.id for at in fact.tellers]
        assert len(articles) == len(set(articles))
        assert fact.best == fact.tellers[0] == fact.members[0]
        assert 0 <= fact.alike <= 1 + 1e-9
        assert 1 <= known.publishers(fact) <= len(fact.tellers)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_articles_does_not_matter(
    texts: list[list[str]], chance: random.Random
) -> None:
    """The same articles in any order have the same facts, told by the same sentences."""
    articles = written(texts)
    shuffled = list(articles)
    chance.shuffle(shuffled)
    found = [
        {(_places(known, (f.best,)), _places(known, f.members)) for f in known.facts}
        for known in (told(articles), told(shuffled))
    ]
    assert found[0] == found[1]


def test_the_same_report_of_two_papers_is_one_fact() -> None:
    """Both are quoted, and count as two publishers; what one alone tells is its own fact."""
    known = told([
        Article("The coast guard searched the wreck of the Maren Astrid until Sunday evening. "
                "Schools on the island stay shut this week.", publisher="A"),
        Article("The coast guard searched the wreck of the Maren Astrid until Sunday night.",
                publisher="B"),
        Article("The central bank raised its main rate to a level not seen in ten years.",
                publisher="C"),
    ])  # fmt: skip
    counts = sorted((known.publishers(fact), len(fact.tellers)) for fact in known.facts)
    assert counts == [(1, 1), (1, 1), (2, 2)]


def test_articles_of_one_publisher_are_one_publisher() -> None:
    """Two articles of one paper, however it is written, are no second source."""
    text = "The coast guard searched the wreck of the Maren Astrid until Sunday evening."
    known = told([
        Article(text, publisher="Northern Wire", title="one"),
        Article(text, publisher=" northern wire ", title="two"),
    ])  # fmt: skip
    (fact,) = known.facts
    assert (len(fact.tellers), known.publishers(fact)) == (2, 1)


def test_articles_without_a_publisher_count_each() -> None:
    """A publisher that is not known is its own independent one."""
    text = "The coast guard searched the wreck of the Maren Astrid until Sunday evening."
    known = told([Article(text, title="one"), Article(text, title="two")])
    assert known.publishers(known.facts[0]) == 2


def test_other_figures_are_another_fact() -> None:
    """A toll of 7 and one of 11 are two facts, however alike the words."""
    known = told([
        Article("Divers said 7 people had died in the wreck of the Maren Astrid.", publisher="A"),
        Article("Divers said 11 people had died in the wreck of the Maren Astrid.", publisher="B"),
    ])  # fmt: skip
    assert [known.publishers(fact) for fact in known.facts] == [1, 1]


def test_nothing_told_has_no_facts() -> None:
    """No articles, and articles without a letter, have no facts."""
    assert told([]).facts == []
    assert told([Article("… – !")]).facts == []
