"""What adding articles costs beside embedding them, and what adding them again costs.

    python benchmarks/adding/run.py [ARTICLES] [--profile]

Writes text files of about 600 words, each with a header, made of words that follow
each other in the sample articles (a Markov chain), and adds the folder twice with
the bundled model. Prints and writes results.json: milliseconds an article spent outside
the embedding model, the share of the whole time that this is, the second run as a share
of the first, and the same for embedding alone, which is what no tool can do without.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from assistant import Assistant
from assistant.reading import Document, read
from assistant.samples import samples_folder
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import sentences
from vectorstore.text.encoder import TokenStates, Vectors

WORDS = 600


class Timed:
    """The bundled model, with the seconds that it took and the texts that it embedded."""

    def __init__(self, model: SentenceTransformerEmbeddings) -> None:
        self._model = model
        self.name, self.checksum = model.name, model.checksum
        self.dimension, self.window = model.dimension, model.window
        self.seconds = 0.0
        self.texts = 0

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where the model's tokens are."""
        return self._model.token_spans(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors, timed."""
        began = time.perf_counter()
        vectors = self._model.embed(texts)
        self.seconds += time.perf_counter() - began
        self.texts += len(texts)
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """The vectors of texts and tokens, timed: one pass of the model gives both."""
        began = time.perf_counter()
        found = self._model.embed_tokens(texts)
        self.seconds += time.perf_counter() - began
        self.texts += len(texts)
        return found


Chain = dict[str, list[str]]
"""The words that follow each word in the sample articles; "" begins and ends a sentence."""


def article(choice: random.Random, chain: Chain) -> str:
    """A text with a header, of about WORDS words."""
    paragraphs: list[str] = []
    words = 0
    while words < WORDS:
        paragraph = " ".join(sentence(choice, chain) for _ in range(3))
        words += len(paragraph.split())
        paragraphs.append(paragraph)
    title = " ".join(sentence(choice, chain).split()[:9]).rstrip(",;:.")
    day = f"2024-{choice.randint(1, 12):02}-{choice.randint(1, 28):02}"
    head = f"Title: {title}\nSource: Post {choice.randint(1, 40)}\nDate: {day}\n"
    return f"{head}\n" + "\n\n".join(paragraphs) + "\n"


def sentence(choice: random.Random, chain: Chain) -> str:
    """Words that follow each other in the sample articles: news in sound, not in sense."""
    said: list[str] = []
    while word := choice.choice(chain[said[-1] if said else ""]):
        said.append(word)
        if len(said) == 40:
            break
    return " ".join(said).rstrip(".") + "."


def sample_chain() -> Chain:
    """Which word follows which in the sample articles."""
    chain: Chain = {}
    for found in read(samples_folder()):
        if isinstance(found, Document):
            text = found.article.text
            for start, end in sentences(text):
                said = ["", *text[start:end].split(), ""]
                for word, following in pairwise(said):
                    chain.setdefault(word, []).append(following)
    return chain


def main() -> None:
    """Run once, twice over the same files."""
    counts = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    number = counts[0] if counts else 1000
    model = SentenceTransformerEmbeddings()
    model.embed(["Loading the model is no part of what is measured."])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        folder.mkdir()
        choice = random.Random(1)
        chain = sample_chain()
        for at in range(number):
            (folder / f"{at:05}.txt").write_text(article(choice, chain))
        profile = cProfile.Profile()
        timed = Timed(model)
        with Assistant(Path(place) / "library", embeddings=timed) as assistant:
            if "--profile" in sys.argv:
                profile.enable()
            began = time.perf_counter()
            report = assistant.add(folder)
            first = time.perf_counter() - began
            profile.disable()
            began = time.perf_counter()
            again = assistant.add(folder)
            second = time.perf_counter() - began
    assert len(report.added) + len(report.duplicates) == len(again.unchanged) == number, report
    results = {
        "articles": number,
        "chunks": timed.texts,
        "beside embedding, ms an article": round((first - timed.seconds) / number * 1000, 2),
        "beside embedding, share of embedding": round((first - timed.seconds) / timed.seconds, 4),
        "second run, share of the first": round(second / first, 4),
    }
    for name, value in results.items():
        print(f"{name:40} {value}")
    if "--profile" in sys.argv:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    path = Path(__file__).with_name("results.json")
    path.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
