"""The bundled model, and any other sentence-transformers model by setting."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import Article, Assistant
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.errors import ModelDamaged, ModelMismatch, ModelNotFound
from vectorstore.text.encoder import _bundled_folder

BUNDLED = SentenceTransformerEmbeddings()


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of 32 dimensions and one layer, made here."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("model")
    bare = folder / "bare"
    torch.manual_seed(1)
    BertModel(
        BertConfig(vocab_size=30522, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
                   intermediate_size=64, max_position_embeddings=128)
    ).save_pretrained(bare)  # fmt: skip
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        shutil.copy(_bundled_folder() / name, bare / name)
    model = Transformer(str(bare), max_seq_length=64)
    SentenceTransformer(modules=[model, Pooling(32), Normalize()]).save(str(folder / "small"))
    return folder / "small"


def test_another_model_by_setting(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: list[Article]
) -> None:
    """A folder in NEWSBRIEF_EMBEDDINGS is used, remembered, and not mixed with another."""
    monkeypatch.setenv("NEWSBRIEF_EMBEDDINGS", str(small_model))
    with Assistant(tmp_path / "library") as assistant:
        assistant.add(*articles)
        embeddings = assistant.library.embeddings
        assert (embeddings.dimension, embeddings.window) == (32, 62)
        assert assistant.search("ferry")[0].title != articles[2].title
        assert all(finding.ok for finding in assistant.check())
    monkeypatch.delenv("NEWSBRIEF_EMBEDDINGS")
    with pytest.raises(ModelMismatch, match="repair --reindex"):
        Assistant(tmp_path / "library")
    with Assistant(tmp_path / "library", any_model=True) as assistant:
        assert assistant.repair(reindex=True).vectors == 3
    with Assistant(tmp_path / "library") as assistant:
        assert assistant.search("harbour master fog")[0].title == articles[0].title


def test_vectors_have_unit_length_and_one_row_a_text() -> None:
    """Shape, type and length; none for no texts."""
    vectors = BUNDLED.embed(["A ferry ran aground.", "", "\ud800 \0"])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert BUNDLED.embed([]).shape == (0, 384)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_token_spans_lie_in_the_text_in_order(text: str) -> None:
    """Offsets are code points of the text as given, even with what no encoding takes."""
    spans = BUNDLED.token_spans(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_long_texts_are_counted_to_their_end() -> None:
    """The shipped tokenizer's cut at 128 tokens is switched off."""
    assert len(BUNDLED.token_spans("harbour " * 500)) == 500


def test_models_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, a folder with broken files and an unknown name each say what to do."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelNotFound, match=r"model\.safetensors"):
        _ = SentenceTransformerEmbeddings(str(tmp_path)).checksum
    with pytest.raises(ModelNotFound, match="NEWSBRIEF_EMBEDDINGS"):
        _ = SentenceTransformerEmbeddings("nobody/nothing-of-the-kind").checksum
    (tmp_path / "model.safetensors").write_bytes(b"x")
    (tmp_path / "tokenizer.json").write_text(json.dumps({"version": "1.0"}))
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json"):
        SentenceTransformerEmbeddings(str(tmp_path)).token_spans("x")
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        SentenceTransformerEmbeddings(str(tmp_path)).embed(["x"])
