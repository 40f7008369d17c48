"""`python -m tests.soak`: the whole soak, its figures kept; smaller ones keep none."""

import argparse
import sys
from pathlib import Path

from tests.soak.run import main

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "soak" / "results.json"

given = argparse.ArgumentParser(description=__doc__)
given.add_argument("--minilm", type=int, default=10, help="kills at any time, with MiniLM")
given.add_argument("--random", type=int, default=20, help="the same with a stand-in, as slow")
given.add_argument("--aimed", type=int, default=15, help="kills after the vector files changed")
given.add_argument("--articles", type=int, default=200)
told = given.parse_args()
whole = told == given.parse_args([])
sys.exit(main(told.minilm, told.random, told.aimed, told.articles, RESULTS if whole else None))
