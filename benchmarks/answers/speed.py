"""How long a warm question takes, against one query embedding and one Chroma query.

    python benchmarks/answers/speed.py --news FOLDER --library DIR [--questions N]

The folders are those of `run.py`; the library of the news has some thirteen thousand chunks.
Each question is asked whole, without a language model, and beside it, in the same run, its
vector is made by sentence-transformers and asked of a Chroma collection of the same vectors.
Printed are medians and 95th percentiles in milliseconds, and the ratio of the percentiles. The
first ten questions warm up and do not count. Results go to `speed.json` beside this file.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import chromadb
import numpy as np
from run import built
from sentence_transformers import SentenceTransformer
from sets import news_articles, news_questions, picked

from assistant import ArticleFilter
from vectorstore.catalog.catalog import Catalog

_WARM = 10


def main() -> None:
    """Ask, time, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=110)
    given = parser.parse_args()
    asked = picked(news_questions(given.news), given.questions)
    with built(given.library / "news", news_articles(given.news)) as assistant:
        catalog = Catalog(assistant.library.folder / "catalog.sqlite3")
        numbers, vectors = catalog.chunks.matrix(assistant.library.embeddings.dimension)
        catalog.close()
        client = chromadb.EphemeralClient()
        collection = client.create_collection("chunks", metadata={"hnsw:space": "cosine"})
        for first in range(0, len(numbers), 5000):
            collection.add(
                ids=[str(number) for number in numbers[first : first + 5000]],
                embeddings=vectors[first : first + 5000],
            )
        model = SentenceTransformer(str(assistant.library.embeddings.folder), device="cpu")  # type: ignore[attr-defined]
        ours: list[float] = []
        plain: list[float] = []
        for one in asked:
            began = time.perf_counter()
            assistant.ask(one.question.text, filter=ArticleFilter(as_of=one.day))
            between = time.perf_counter()
            vector = model.encode([one.question.text], normalize_embeddings=True)
            collection.query(query_embeddings=vector, n_results=10)
            ended = time.perf_counter()
            ours.append(1000 * (between - began))
            plain.append(1000 * (ended - between))
    found = {
        "chunks": len(numbers),
        "questions": len(asked) - _WARM,
        "ask": _told(ours),
        "embedding and Chroma query": _told(plain),
        "ratio of 95th percentiles": round(
            float(np.percentile(ours[_WARM:], 95) / np.percentile(plain[_WARM:], 95)), 2
        ),
        "ratio of medians": round(float(np.median(ours[_WARM:]) / np.median(plain[_WARM:])), 2),
    }
    print(json.dumps(found, indent=1))
    Path(__file__).with_name("speed.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _told(times: list[float]) -> dict[str, float]:
    counted = times[_WARM:]
    return {
        "median": round(float(np.median(counted)), 1),
        "95th percentile": round(float(np.percentile(counted, 95)), 1),
    }


if __name__ == "__main__":
    main()
