"""News sentences altered by hand, beside the sentences as they were: what to catch, what to pass.

`adversarial.jsonl` holds no article text: of each sentence the article's address, the SHA-256 of
its text and the sentence's span; of each probe its kind, whether the sentence still holds it, and
its edits, each a span of the sentence with the words that take its place. The edits were written
by reading the sentences, not by code: a number, a date, a name of the same article, a negation,
an antonym, another word, two things swapped, the speaker left out, the scope or the possibility
changed; and cuts, paraphrases and other forms of a figure that stay true.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("adversarial.jsonl")


@dataclass(frozen=True, slots=True)
class Probe:
    """A statement, the sentence it is cited to, and whether that holds it.

    `tuned`: it belongs to the half that rules were chosen on, by a hash of the article's address.
    """

    kind: str
    statement: str
    quote: str
    supported: bool
    tuned: bool


def probes(news: Path, file: Path = FILE) -> list[Probe]:
    """Every probe, on the articles of a folder of JSON lines (url, text).

    Raises ValueError where an article is missing or its text is another.
    """
    texts = _texts(news)
    found: list[Probe] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = texts.get((row["url"], row["sha256"]))
        if text is None:
            raise ValueError(f"{news} has no {row['url']} with the text that was altered")
        quote = text[row["start"] : row["end"]]
        tuned = hashlib.sha256(row["url"].encode()).digest()[-1] % 2 == 0
        found += [
            Probe(each["kind"], _edited(quote, each["edits"]), quote, each["supported"], tuned)
            for each in row["probes"]
        ]
    return found


def _texts(news: Path) -> dict[tuple[str, str], str]:
    """The texts of all articles, by address and SHA-256."""
    found: dict[tuple[str, str], str] = {}
    for file in sorted(news.glob("articles*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = row.get("text") or ""
            found[row["url"], hashlib.sha256(text.encode()).hexdigest()] = text
    return found


def _edited(sentence: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, words in reversed(edits):
        sentence = f"{sentence[:start]}{words}{sentence[end:]}"
    return " ".join(sentence.split())
