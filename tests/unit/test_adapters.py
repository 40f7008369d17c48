"""The bundled model with a low-rank change: what it reads, and that the model itself stays."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vectorstore.text.adapters import LONGEST, SHARED, Adapter
from vectorstore.text.encoder import SentenceTransformerEmbeddings, embed_tokens

QUESTION, PASSAGE = "Who holds Palmyra?", "The army said that it holds Palmyra."
CHANGED = "layer.5.output.dense"


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings()


def _adapter(folder: Path, matrices: Mapping[str, NDArray[np.float16]]) -> Adapter:
    np.savez(folder / "adapter.npz", **matrices)  # type: ignore[arg-type]
    return Adapter(folder / "adapter.npz")


def _change(size: float) -> dict[str, NDArray[np.float16]]:
    drawn = np.random.default_rng(0)
    return {
        f"{CHANGED}.a": (size * drawn.standard_normal((2, 1536))).astype(np.float16),
        f"{CHANGED}.b": (size * drawn.standard_normal((384, 2))).astype(np.float16),
    }


def test_without_change_the_states_are_the_models_own(
    tmp_path: Path, model: SentenceTransformerEmbeddings
) -> None:
    """A text alone, with a file that changes nothing: states and places as the encoder has them."""
    states = _adapter(tmp_path, {}).states([(PASSAGE, "")], model)[0]
    lengths = np.linalg.norm(states.first, axis=1, keepdims=True)
    own = embed_tokens(model, [PASSAGE])[1][0]
    assert np.allclose(states.first / lengths, own.vectors, atol=1e-5)
    assert list(states.first_spans) == list(own.spans)
    assert not len(states.second)


def test_a_change_is_of_the_copy_alone(
    tmp_path: Path, model: SentenceTransformerEmbeddings
) -> None:
    """What the file changes shows in the adapted states, never in the library's vectors."""
    before = model.embed([PASSAGE])
    plain = _adapter(tmp_path, {}).states([(PASSAGE, "")], model)[0]
    adapted = _adapter(tmp_path, _change(0.1)).states([(PASSAGE, "")], model)[0]
    assert not np.allclose(plain.first, adapted.first, atol=1e-2)
    assert np.array_equal(before, model.embed([PASSAGE]))


def test_two_texts_are_read_together(tmp_path: Path, model: SentenceTransformerEmbeddings) -> None:
    """The states of a passage depend on the question; spans point into each of the two."""
    adapter = _adapter(tmp_path, _change(0.1))
    asked, other = adapter.states([(QUESTION, PASSAGE), ("Why?", PASSAGE)], model)
    assert asked.second.shape == other.second.shape == (len(asked.second_spans), 384)
    assert not np.allclose(asked.second, other.second, atol=1e-3)
    assert {0, 4, PASSAGE.index("Palmyra")} <= {start for start, _ in asked.second_spans}
    assert [QUESTION[start:end] for start, end in asked.first_spans[:2]] == ["Who", "holds"]


def test_a_pair_is_read_alike_alone_and_among_others(
    tmp_path: Path, model: SentenceTransformerEmbeddings
) -> None:
    """Order and neighbours in a batch change nothing; a text too long is cut, not refused."""
    adapter = _adapter(tmp_path, _change(0.1))
    long = "The army holds Palmyra, and the old city too. " * 60
    first, second = adapter.states([(QUESTION, PASSAGE), (QUESTION, long)], model)
    assert np.allclose(
        first.second, adapter.states([(QUESTION, PASSAGE)], model)[0].second, atol=1e-4
    )
    assert len(second.first) + len(second.second) + 3 == LONGEST


def test_words_of_the_question_can_be_marked_in_the_passage(
    tmp_path: Path, model: SentenceTransformerEmbeddings
) -> None:
    """With a vector for them in the file, tokens that both texts have are read differently."""
    plain = _adapter(tmp_path, {}).states([(QUESTION, PASSAGE)], model)[0]
    vector = np.random.default_rng(0).standard_normal(384).astype(np.float16)
    marked = _adapter(tmp_path, {SHARED: vector}).states([(QUESTION, PASSAGE)], model)[0]
    assert not np.allclose(plain.second, marked.second, atol=1e-2)
