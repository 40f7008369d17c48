"""What other processes do to a library that is shared with them.

    python -m tests.integration.sharing DEED LIBRARY [ARGUMENT…]

Each says on standard output when it is ready; what it was told to wait for is a line on
standard input.
"""

import json
import select
import sys
from pathlib import Path

from tests.soak import corpus
from tests.soak.standin import HashedTexts
from vectorstore import Incoming, Library
from vectorstore.lock import WriteLock

QUESTION = "Which bridge was repaired?"


def _said(line: str) -> None:
    print(line, flush=True)


def _told() -> None:
    sys.stdin.readline()


def hold(library: Path) -> None:
    """Hold the lock until told to end."""
    with WriteLock(library).held():
        _said("held")
        _told()


def add(library: Path, first: str, last: str, at_once: str) -> None:
    """Open a library that may not be there yet, and add articles, a few at a time."""
    made = corpus.articles(int(last))[int(first) :]
    _said("ready")
    _told()
    with Library(library, HashedTexts()) as opened:
        for start in range(0, len(made), int(at_once)):
            part = made[start : start + int(at_once)]
            for outcome in opened.add(Incoming(article) for article in part):
                _said(outcome.id)


def remove(library: Path, *article_ids: str) -> None:
    """Remove articles."""
    with Library(library, HashedTexts()) as opened:
        opened.remove(article_ids)


def turn_over(library: Path, rounds: str) -> None:
    """Add one article and remove it, so many times."""
    (article,) = corpus.articles(1, seed=99)
    with Library(library, HashedTexts()) as opened:
        for _ in range(int(rounds)):
            list(opened.add([Incoming(article)]))
            opened.remove([article.id])


def search(library: Path, exact_limit: str) -> None:
    """Search again and again until told to end; every different result, as JSON."""
    seen: dict[str, int] = {}
    with Library(library, HashedTexts(), exact_limit=int(exact_limit)) as opened:
        while not select.select([sys.stdin], [], [], 0.005)[0]:
            found = opened.search(QUESTION, 20)
            key = json.dumps([(p.article_id, p.start, p.end, round(p.score, 9)) for p in found])
            if not seen:
                _said("ready")
            seen[key] = seen.get(key, 0) + 1
    _said(json.dumps([[json.loads(key), count] for key, count in seen.items()]))


if __name__ == "__main__":
    deed, library, *arguments = sys.argv[1:]
    globals()[deed](Path(library), *arguments)
