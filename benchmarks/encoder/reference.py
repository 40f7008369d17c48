"""Make vectorstore/text/reference.npy: what sentence-transformers makes of the reference.

Run: .venv/bin/python benchmarks/encoder/reference.py
"""

from pathlib import Path

import numpy as np

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.reference import REFERENCE

FILE = Path(__file__).resolve().parents[2] / "vectorstore/text/reference.npy"

if __name__ == "__main__":
    np.save(FILE, SentenceTransformerEmbeddings(graph=False).embed(list(REFERENCE)))
