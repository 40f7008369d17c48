"""Pairs of words, and how likely an editor tells them."""

from __future__ import annotations

from datetime import date

import numpy as np

from assistant import Article
from assistant.briefing.concepts import FEATURES, concepts, pairs, weights
from assistant.sections.sentences import read_sentences
from vectorstore.text.annotate import annotated

ONE = Article(
    "The coast guard searched the wreck until Sunday. A cat slept on a wall.",
    title="Coast guard searches wreck", publisher="A", published=date(2024, 5, 4),
)  # fmt: skip
TWO = Article(
    "Families waited while the coast guard searched the wreck.",
    title="Families wait", publisher="B", published=date(2024, 5, 5),
)  # fmt: skip


def _known(*articles: Article):  # type: ignore[no-untyped-def]
    return concepts(read_sentences([annotated(one) for one in articles]))


def test_pairs_are_stems_that_follow_each_other() -> None:
    """In order, and two stop words are no pair."""
    found = pairs("The coast guards were in the harbour")
    assert found[:2] == [("the", "coast"), ("coast", "guard")]
    assert ("in", "the") not in found
    assert pairs("") == pairs("word") == pairs("!") == []


def test_every_pair_has_a_row_and_every_sentence_its_pairs() -> None:
    """One row of all features for each pair; the sentences hold their own."""
    known = _known(ONE, TWO)
    assert known.rows.shape == (len(known.pairs), len(FEATURES))
    assert np.isfinite(known.rows).all()
    texts = [ONE.text.split(". ")[0], ONE.text.split(". ")[1], TWO.text]
    assert [{known.pairs[n] for n in held} for held in known.held] == [
        set(pairs(text)) for text in texts
    ]


def test_what_several_articles_and_titles_tell_is_worth_more() -> None:
    """The pair that both articles and a title tell outweighs what stands in one sentence."""
    known = _known(ONE, TWO)
    worth = dict(zip(known.pairs, weights(known).tolist(), strict=True))
    assert worth["coast", "guard"] > min(worth[pair] for pair in pairs("A cat slept on a wall."))
    assert all(0 <= weight <= 1 for weight in worth.values())


def test_no_sentences_have_no_pairs() -> None:
    """Nothing told: no pairs, rows of the right width, no weights."""
    known = _known()
    assert (known.pairs, known.held, known.rows.shape) == ((), (), (0, len(FEATURES)))
    assert weights(known).shape == (0,)
