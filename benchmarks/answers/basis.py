"""Finds the directions in which the bundled model's token vectors are kept.

    python benchmarks/answers/basis.py [--write]

They are the first principal directions, not centred, of the token vectors of the sample
articles. Printed are the share of their length that is kept and how far the file that is there
lies from it; `--write` puts `vectorstore/search/late/basis.npy` in its place, which makes the token
vectors of every library unusable until `newsbrief repair --reindex`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from assistant import Assistant
from assistant.samples import samples_folder
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.catalog.catalog import Catalog
from vectorstore.lock import CATALOG
from vectorstore.search.late import SIZE
from vectorstore.text.encoder import embed_tokens

FILE = Path(__file__).parents[2] / "vectorstore/search/late/basis.npy"


def main() -> None:
    """Embed, decompose, compare, and write if asked to."""
    import tempfile

    model = SentenceTransformerEmbeddings()
    with (
        tempfile.TemporaryDirectory() as folder,
        Assistant(Path(folder) / "library", embeddings=model) as assistant,
    ):
        assistant.add(samples_folder())
        catalog = Catalog(assistant.library.folder / CATALOG)
        spans = catalog.chunks.places_by_id(catalog.chunks.ids())
        texts = [assistant.article(id).text[start:end] for id, start, end in spans]
        catalog.close()
    _, states = embed_tokens(model, texts)
    rows = np.vstack([one.vectors for one in states]).astype(np.float64)
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    kept = vectors[:, ::-1][:, :SIZE]
    print(f"{len(rows)} tokens; {values[::-1][:SIZE].sum() / values.sum():.1%} of them kept")
    if FILE.exists():
        known = np.load(FILE).astype(np.float64)
        print(f"in common with the file: {np.linalg.norm(known.T @ kept) ** 2 / SIZE:.1%}")
    if "--write" in sys.argv:
        np.save(FILE, kept.astype(np.float16))


if __name__ == "__main__":
    main()
