"""Which facts belong to a topic."""

from __future__ import annotations

import numpy as np

from assistant import Article
from assistant.briefing.clusters import Clustering
from assistant.briefing.relevance import FEATURES, features, relevance
from assistant.sections.sentences import read_sentences
from vectorstore.text.annotate import annotated

FERRY = [
    "The ferry Maren Astrid ran onto rocks off Ostrey late on Friday. "
    "Divers searched the ferry on Sunday and found the ship's recorder.",
    "The owner of the ferry blamed the steering for the accident off Ostrey. "
    "The coast guard said the ferry had left the channel to save time.",
]
BANK = [
    "The central bank raised its main rate by half a point on Thursday. "
    "Economists had expected a smaller step from the governor.",
    "House prices fell for the third month after the bank raised its rate. "
    "Lenders passed the rise on to customers within a week.",
]


def _told(texts: list[str]) -> Clustering:
    articles = [Article(text, title=str(n), publisher=f"P{n}") for n, text in enumerate(texts)]
    return Clustering(read_sentences([annotated(one) for one in articles]))


def test_facts_about_the_topic_come_before_others() -> None:
    """By words alone: every sentence that names the ferry outranks every one about the bank."""
    known = _told(FERRY + BANK)
    scores = relevance(features(known, "ferry Ostrey", {}))
    named = [
        (float(score), "ferry" in known.sentences[cluster.best].text)
        for cluster, score in zip(known.clusters, scores, strict=True)
    ]
    assert min(s for s, ferry in named if ferry) > max(s for s, ferry in named if not ferry)


def test_nearness_of_the_passage_counts() -> None:
    """Where words do not tell, the facts whose passages are near the topic come first."""
    known = _told(FERRY + BANK)
    near = {
        (one.article.id, one.annotation.start): float(one.text in " ".join(BANK))
        for one in known.sentences
    }
    scores = relevance(features(known, "monetary policy", near))
    best = known.clusters[int(np.argmax(scores))]
    assert known.sentences[best.best].text in " ".join(BANK)


def test_a_row_for_each_fact() -> None:
    """All features, finite numbers, also of one sentence and of a topic of no known word."""
    for texts, topic in ((FERRY + BANK, "ferry"), (FERRY[:1], "zzz"), (BANK[:1], "the of")):
        known = _told(texts)
        rows = features(known, topic, {})
        assert rows.shape == (len(known.clusters), len(FEATURES))
        assert np.isfinite(rows).all()
        assert np.isfinite(relevance(rows)).all()
