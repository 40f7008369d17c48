"""The model as a graph: the same states as sentence-transformers gives, or it is not used."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import graph_encoder, sentences
from vectorstore.text.entities import tag
from vectorstore.text.graph_encoder import GraphEncoder, form, padded
from vectorstore.text.runtimes import Remembered, Runtime, alike, tried

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "newsbrief" / "encoder"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Sentences of the sample articles, short and long, and what is odd."""
    found = [
        text[span.start : span.end]
        for path in sorted(SEEDS.iterdir())[:6]
        if path.is_file()
        for text in [path.read_text("utf-8", "replace")]
        for span in sentences(text)[:8]
    ]
    return [*found, "", "x", "Ж " * 400, "a\ud800b"]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEmbeddings:
    """The bundled model by sentence-transformers itself."""
    return SentenceTransformerEmbeddings(graph=False)


def test_states_tags_and_spans_are_those_of_sentence_transformers(
    texts: list[str], reference: SentenceTransformerEmbeddings
) -> None:
    """Few texts and many: vectors, token states, their places, and the names read off them."""
    model = SentenceTransformerEmbeddings()
    wanted, states = reference.embed_tokens(texts)
    for vectors, own in (
        model.embed_tokens(texts),
        tuple(zip(*[(model.embed_tokens([t])[0][0], model.embed_tokens([t])[1][0]) for t in texts],
                  strict=True)),
    ):  # fmt: skip
        assert float((np.asarray(vectors) * wanted).sum(axis=1).min()) >= 0.9995
        for text, one, right in zip(texts, own, states, strict=True):
            assert list(one.spans) == list(right.spans)
            assert one.vectors.shape == right.vectors.shape
            if len(right.spans):
                assert float((one.vectors * right.vectors).sum(axis=1).min()) >= 0.9995
            spans = [(span.start, span.end) for span in sentences(text)]
            assert tag(text, spans, one) == tag(text, spans, right)
    assert "ONNX Runtime" in model.runtime()


def test_a_question_needs_no_torch(cache: Path) -> None:
    """Neither torch nor transformers, OpenVINO or onnx is imported to embed a question."""
    script = (
        "import sys; from vectorstore import SentenceTransformerEmbeddings as S;"
        "S().embed(['Who leads?']); S().embed(['Who leads?']);"
        "print([m for m in ('torch','transformers','openvino','scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert list(cache.glob("*.graph"))
    assert list(cache.glob("*.json"))


@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "folder"])
def test_a_damaged_cache_is_made_anew(
    cache: Path, damage: str, reference: SentenceTransformerEmbeddings
) -> None:
    """Whatever becomes of the files in the cache: the same vectors."""
    model = SentenceTransformerEmbeddings()
    before = model.embed(["The harbour was closed."])
    for file in cache.iterdir():
        whole = file.read_bytes()
        file.unlink()
        if damage == "folder":
            file.mkdir()
        else:
            file.write_bytes({"cut": whole[: len(whole) // 2], "empty": b""}.get(
                damage, whole[:80] + b"\x00\x01" + whole[82:]))  # fmt: skip
    again = SentenceTransformerEmbeddings()
    assert np.array_equal(again.embed(["The harbour was closed."]), before)
    assert "ONNX Runtime" in again.runtime()


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the cache should be: the graph is made each time, and doctor's line says so."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    model = SentenceTransformerEmbeddings()
    assert model.embed(["x"] * 8).shape == (8, 384)
    assert "cannot be written" in model.runtime()


def test_a_graph_that_is_not_true_is_not_used(
    monkeypatch: pytest.MonkeyPatch, reference: SentenceTransformerEmbeddings
) -> None:
    """Other vectors than the reference: sentence-transformers runs it, and the line says so."""
    monkeypatch.setattr(GraphEncoder, "pooled", lambda self, last, mask: last[:, 1])
    model = SentenceTransformerEmbeddings()
    assert np.allclose(model.embed(["No."]), reference.embed(["No."]), atol=1e-5)
    assert model.runtime() == "sentence-transformers (its graph gives other vectors here)"


def test_a_runtime_that_fails_is_not_used(
    monkeypatch: pytest.MonkeyPatch, reference: SentenceTransformerEmbeddings
) -> None:
    """No ONNX Runtime that works here: sentence-transformers runs the model."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no such instruction")

    monkeypatch.setattr(graph_encoder, "OnnxRuntime", fails)
    model = SentenceTransformerEmbeddings()
    assert np.allclose(model.embed(["No."]), reference.embed(["No."]), atol=1e-5)
    assert "does not run here: no such instruction" in model.runtime()


class _Scripted:
    """A runtime that gives its states after so many seconds of a clock of the test's own."""

    def __init__(self, name: str, cost: float, shift: float = 0.0) -> None:
        self.name, self._cost, self._shift = name, cost, shift

    def run(
        self, ids: graph_encoder.NDArray, types: graph_encoder.NDArray, mask: graph_encoder.NDArray
    ) -> list[graph_encoder.Floats]:
        """Two numbers for each token."""
        import time

        time.sleep(self._cost)
        rows = np.stack([ids, ids + 1], axis=-1).astype(np.float32)
        rows[..., 0] *= 1 - self._shift
        return [rows]


def test_the_trial_takes_the_fastest_that_is_true() -> None:
    """A faster one with other states, one that fails and a slower one are passed over."""

    def fails() -> Runtime:
        raise RuntimeError

    others = {
        "untrue": lambda: _Scripted("untrue", 0.0, shift=2.0),
        "fails": fails,
        "slow": lambda: _Scripted("slow", 0.05),
        "fast": lambda: _Scripted("fast", 0.005),
    }
    found = tried(_Scripted("plain", 0.03), others)
    assert found.fastest == "fast"
    assert found.ratio > 1.5
    assert tried(_Scripted("plain", 0.0), {"slow": others["slow"]}).fastest == ""


def test_padding_is_no_token() -> None:
    """What is filled up takes no part in the comparison of states."""
    ids, mask = padded([[5, 6, 7], [8]])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    one = np.ones((2, 3, 4), np.float32)
    other = one.copy()
    other[1, 1:] = -1
    assert alike([one], [other], mask)
    other[0, 2] = -1
    assert not alike([one], [other], mask)


def test_what_was_found_out_is_of_one_model(tmp_path: Path) -> None:
    """Another checksum remembers nothing of it; what is no JSON object counts for nothing."""
    one = Remembered(tmp_path, "a" * 64)
    assert one.keep(checked=True)
    assert one.keep(fastest="f32")
    assert (one["checked"], one["fastest"]) == (True, "f32")
    assert Remembered(tmp_path, "b" * 64)["checked"] is None
    (file,) = tmp_path.glob("*.json")
    file.write_text("[1]")
    assert one["checked"] is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the bundled model that tell its form, with weights that nobody reads."""
    source = SentenceTransformerEmbeddings().folder
    copied = tmp_path / "model"
    shutil.copytree(source, copied, ignore=shutil.ignore_patterns("*.safetensors", "vocab*"))
    (copied / "model.safetensors").write_bytes(b"")
    return copied


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "relu"}),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
        ("modules.json", None),
    ],
)
def test_a_model_of_another_form_is_known_as_such(
    folder: Path, file: str, changed: dict[str, object] | None
) -> None:
    """Another network, pooling or prompt, or files that cannot be read: no graph is made of it."""
    assert form(folder) is not None
    if changed is None:
        (folder / file).write_text("[")
    else:
        (folder / file).write_text(
            json.dumps({**json.loads((folder / file).read_text()), **changed})
        )
    assert form(folder) is None


def test_the_reference_is_what_sentence_transformers_gives(
    reference: SentenceTransformerEmbeddings,
) -> None:
    """The file of reference vectors is of these sentences and this model."""
    from vectorstore.text.reference import REFERENCE, reference_vectors

    assert np.allclose(reference.embed(list(REFERENCE)), reference_vectors(), atol=1e-5)
    weights = reference.folder / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == reference.checksum
    assert os.path.getsize(weights) > 80_000_000
