"""A cold start of sentence-transformers alone: load the model of a folder, embed one text."""

import sys

from sentence_transformers import SentenceTransformer

SentenceTransformer(sys.argv[1], device="cpu").encode(["Who leads?"])
