"""Token vectors are kept in few bytes, and sentences are met token by token."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.search.late import (
    SIZE,
    Tokens,
    basis,
    best_in,
    packed,
    similarities,
    unpacked,
)
from vectorstore.search.ranking import diversified
from vectorstore.text.encoder import BUNDLED


def drawn(count: int, size: int, seed: int = 0) -> Tokens:
    rows = np.random.default_rng(seed).standard_normal((count, size)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    starts = np.arange(count, dtype=np.int64) * 5
    return Tokens(rows, starts, starts + 4)


@given(st.integers(0, 40), st.sampled_from([2, 16, 96]), st.integers(0, 99))
def test_what_is_packed_comes_back_nearly_the_same(count: int, size: int, seed: int) -> None:
    """Places exactly, directions to within a few degrees, in half a byte a number."""
    tokens = drawn(count, size, seed)
    blob = packed(tokens)
    assert len(blob) == 8 + count * (10 + size // 2)
    back = unpacked(blob)
    assert back.starts.tolist() == tokens.starts.tolist()
    assert back.ends.tolist() == tokens.ends.tolist()
    assert ((back.vectors * tokens.vectors).sum(axis=1) > 0.95).all()


@pytest.mark.parametrize("cut", [0, 3, 8, 100])
def test_bytes_that_are_cut_short_are_told(cut: int) -> None:
    """A damaged row is an error, never vectors of something else."""
    with pytest.raises(ValueError, match="token vectors"):
        unpacked(packed(drawn(5, 96))[:cut])


def test_a_sentence_is_met_by_the_best_of_its_own_tokens() -> None:
    """Tokens of a neighbour do not count, and a sentence without tokens is not met at all."""
    vectors = np.eye(4, dtype=np.float32)
    tokens = Tokens(vectors, np.array([0, 6, 12, 18]), np.array([5, 11, 17, 23]))
    question = np.eye(4, dtype=np.float32)[[0, 3]]
    (similar,) = similarities(question, [tokens])
    found = best_in(similar, tokens, [(0, 11), (12, 23), (24, 30)])
    assert found.tolist() == [[1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize(("name", "dimension"), [(BUNDLED, 384), ("other", 384), ("small", 65)])
def test_a_basis_is_orthonormal_and_always_the_same(name: str, dimension: int) -> None:
    """Similarities along it are those of the model, less what it leaves out."""
    columns = basis(name, dimension)
    assert columns.shape == (dimension, min(SIZE, dimension - dimension % 2))
    assert np.allclose(columns.T @ columns, np.eye(columns.shape[1]), atol=2e-3)
    basis.cache_clear()
    assert (basis(name, dimension) == columns).all()


def test_the_second_telling_of_a_story_waits_for_another_one() -> None:
    """Of two that are the same the better one comes first, then what is new."""
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert diversified(np.array([5.0, 4.9, 3.0]), vectors, 3) == [0, 2, 1]
    assert diversified(np.array([5.0, 4.9, 0.1]), vectors, 3) == [0, 1, 2]
    assert diversified(np.array([1.0, 1.0, 1.0]), vectors, 0) == [0, 1, 2]
    assert diversified(np.zeros(0), np.zeros((0, 2), dtype=np.float32), 3) == []
