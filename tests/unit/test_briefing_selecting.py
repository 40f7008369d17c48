"""Which sentences a text of so many words is made of."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.briefing.selecting import selected


@dataclass(frozen=True)
class Case:
    """Sentences, what each holds, and how many words there are."""

    held: list[frozenset[int]]
    weights: np.ndarray
    lengths: list[int]
    words: int
    alike: list[frozenset[int]]

    def chosen(self) -> list[int]:
        """What is selected."""
        return selected(self.held, self.weights, self.lengths, self.words, self.alike)

    def worth(self, chosen: tuple[int, ...] | list[int]) -> float:
        """What a choice tells."""
        return float(sum(self.weights[one] for one in set().union(*(self.held[c] for c in chosen))))

    def allowed(self, chosen: tuple[int, ...] | list[int]) -> bool:
        """Whether a choice keeps to the words and tells nothing twice."""
        short = sum(self.lengths[one] for one in chosen) <= self.words
        return short and not any(b in self.alike[a] for a in chosen for b in chosen if a != b)

    def best(self) -> float:
        """What the best of all choices tells."""
        numbers = [at for at, length in enumerate(self.lengths) if length]
        return max(
            self.worth(choice)
            for size in range(len(numbers) + 1)
            for choice in combinations(numbers, size)
            if self.allowed(choice)
        )


@st.composite
def cases(draw: st.DrawFn, most: int = 8) -> Case:
    """Few sentences that hold some of ten concepts, some of them alike."""
    count = draw(st.integers(0, most))
    concepts = st.frozensets(st.integers(0, 9), max_size=5)
    held = draw(st.lists(concepts, min_size=count, max_size=count))
    weights = draw(st.lists(st.integers(0, 50), min_size=10, max_size=10))
    lengths = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    pairs = draw(st.sets(st.tuples(st.integers(0, most), st.integers(0, most)), max_size=6))
    alike = [
        frozenset(
            other
            for other in range(count)
            if other != one and ((one, other) in pairs or (other, one) in pairs)
        )
        for one in range(count)
    ]
    return Case(held, np.array(weights) / 50, lengths, draw(st.integers(0, 30)), alike)


@given(cases())
def test_never_over_the_words_and_never_two_alike(case: Case) -> None:
    """The choice keeps to the budget, tells nothing twice, and is in rising order."""
    chosen = case.chosen()
    assert case.allowed(chosen)
    assert chosen == sorted(set(chosen))
    assert all(case.lengths[one] > 0 for one in chosen)


@given(cases())
def test_of_few_sentences_no_choice_tells_more(case: Case) -> None:
    """The choice is the best there is, to the two thousandth that the search leaves."""
    assert case.worth(case.chosen()) >= case.best() * (1 - 0.002) - 1e-9


def test_a_long_text_is_chosen_too() -> None:
    """Beyond the words for which the best is computed, the budget and the alikes still hold."""
    chance = np.random.default_rng(3)
    held = [frozenset(chance.integers(0, 4000, 12).tolist()) for _ in range(400)]
    lengths = chance.integers(5, 40, 400).tolist()
    alike = [frozenset({at ^ 1}) for at in range(400)]
    case = Case(held, chance.random(4000), lengths, 2000, alike)
    chosen = case.chosen()
    assert case.allowed(chosen)
    assert sum(lengths[one] for one in chosen) > 1500


def test_what_two_sentences_tell_counts_once() -> None:
    """Two that hold the same are worse than one of them and one that holds less."""
    case = Case(
        [frozenset({0, 1}), frozenset({0, 1}), frozenset({2})],
        np.array([1.0, 1.0, 0.1]), [10, 10, 10], 20, [frozenset()] * 3,
    )  # fmt: skip
    assert 2 in case.chosen()


def test_nothing_fits() -> None:
    """No sentences, none that fits, and none of any words give an empty choice."""
    weights = np.array([1.0])
    assert selected([], weights, [], 100) == []
    assert selected([{0}], weights, [20], 19) == []
    assert selected([{0}], weights, [0], 19) == []
