"""Which sentences tell the same: by the rare words that they share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.sections.similarity import Links, clusters, links, word_table

WORDS = st.sampled_from(["bridge", "council", "ferry", "fog", "harbour", "judge", "storm", "vote"])
SENTENCES = st.lists(st.tuples(st.lists(WORDS, max_size=6), st.integers(0, 4)), max_size=14)


def _pairs(found: Links, count: int) -> dict[tuple[int, int], float]:
    return {
        (one, int(other)): float(share)
        for one in range(count)
        for other, share in zip(*found.of(one), strict=True)
    }


def test_the_same_words_are_wholly_alike() -> None:
    """Two sentences of the same words share all of them, whatever their order."""
    first = ("ferry", "rock", "fog", "night", "captain", "harbour", "island", "wreck")
    known = word_table([first, tuple(reversed(first)), ("bank", "rate")], [0, 1, 2])
    found = _pairs(links(known, 0.4), 3)
    assert set(found) == {(0, 1), (1, 0)}
    assert np.isclose(found[0, 1], 1.0)


def test_nothing_and_sentences_without_words_are_alike_nothing() -> None:
    """No sentences, or none with a content word, give no links and no error."""
    for sentences in ([], [()], [(), ()]):
        known = word_table(sentences, list(range(len(sentences))))
        assert _pairs(links(known, 0.3), len(sentences)) == {}


@given(SENTENCES)
def test_links_go_both_ways_and_never_to_oneself(sentences: list[tuple[list[str], int]]) -> None:
    """Alike is mutual, no more than 1, and a sentence is not alike itself."""
    known = word_table([words for words, _ in sentences], [article for _, article in sentences])
    found = _pairs(links(known, 0.3), len(sentences))
    for (one, other), share in found.items():
        assert one != other
        assert found[other, one] == share
        assert 0.3 <= share <= 1 + 1e-9


def test_the_same_words_and_figures_are_one_cluster() -> None:
    """Small changes of wording join; another figure parts; nothing gives nothing."""
    texts = [
        "Seven people died when the ferry ran aground off Ostrey, police said.",
        "Pensions will rise by a tenth in spring.",
        "Police said 7 people died when the ferry ran aground off Ostrey.",
        "Eleven people died when the ferry ran aground off Ostrey, police said.",
    ]
    assert clusters(texts) == [[0, 2], [1], [3]]
    assert clusters(["The dam above Orvik held, engineers said."] * 300) == [list(range(300))]
    assert clusters([]) == []
