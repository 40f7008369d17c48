"""The process that is killed, and the one that comes after it: adds, or repairs, and tells.

    python -m tests.soak.adding LIBRARY FOLDER [--minilm | --pause SECONDS] [--repair]
                                [--compare OTHER]

Each article is named on a line of its own as soon as it is reported as kept.
"""

import argparse
import json
from pathlib import Path

from assistant import Assistant
from tests.soak.standin import HashedTexts


def main() -> None:
    """Add a folder's articles to a library, or repair it; say what another library has more."""
    given = argparse.ArgumentParser()
    given.add_argument("library", type=Path)
    given.add_argument("folder", type=Path)
    given.add_argument("--minilm", action="store_true")
    given.add_argument("--pause", type=float, default=0.0)
    given.add_argument("--repair", action="store_true")
    given.add_argument("--compare", type=Path)
    told = given.parse_args()
    embeddings = None if told.minilm else HashedTexts(told.pause)
    with Assistant(told.library, embeddings=embeddings) as assistant:
        print("open", flush=True)
        if told.repair:
            assistant.repair()
        else:
            report = assistant.add(
                told.folder, watch=lambda _, outcome: print("kept", outcome.id, flush=True)
            )
            for notice in (*report.notices, *(f"{f.source}: {f.reason}" for f in report.failed)):
                print("notice", notice, flush=True)
    print("done", flush=True)
    if told.compare:
        from tests.soak.states import misses

        found = misses(told.library, told.compare, embeddings or "")
        print("misses", json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
