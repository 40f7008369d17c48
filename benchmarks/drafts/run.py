"""Drafts as chat models write them, right and wrong sentence by sentence, against what is shown.

    python benchmarks/drafts/run.py --news FOLDER [--misses]

`drafts.jsonl` holds drafts in this project's words on the sample articles and on real news, which
is named by address only; FOLDER has those articles (JSON lines: url, title, text …). Each draft is
what a scripted model sends; its repair is refused. Of the sentences that are right it is counted
how many are shown as held, and cite an article that holds them; of the wrong ones, how many are not
shown as held. Beside it stands what a user has without the check: the model's word and its marks.
`results.json` is written beside this file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import FakeListChatModel

from assistant.errors import ModelError
from assistant.reading import Document, read
from assistant.samples import samples_folder
from assistant.verification.citations import Numbering
from assistant.verification.marks import mark_runs
from assistant.writing.asking import Asker
from assistant.writing.draft import Context, Excerpt, verified
from assistant.writing.model import ModelWriter
from vectorstore.documents import Article
from vectorstore.text.annotate import annotated

FILE = Path(__file__).with_name("drafts.jsonl")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft: whether it is right, of what kind, and which excerpts hold it."""

    text: str
    right: bool
    kind: str
    holds: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A draft, the articles it was written from, and its sentences. `tuned`: it belongs to the
    half that rules were chosen on."""

    news: bool
    articles: tuple[Article, ...]
    draft: str
    sentences: tuple[Sentence, ...]
    tuned: bool


def cases(news: Path | None) -> Iterator[Case]:
    """The drafts whose articles are at hand."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    known = dict(_samples())
    if news is not None:
        known |= dict(_news(news, {name for row in rows for name in row["articles"]}))
    for row in rows:
        if not all(name in known for name in row["articles"]):
            continue
        yield Case(
            row["articles"][0].startswith("http"),
            tuple(known[name] for name in row["articles"]),
            row["draft"],
            tuple(
                Sentence(one["text"], one["right"], one["kind"], frozenset(one["holds"]))
                for one in row["sentences"]
            ),
            hashlib.sha256(row["articles"][0].encode()).digest()[-1] % 2 == 0,
        )


def _samples() -> Iterator[tuple[str, Article]]:
    folder = samples_folder()
    for one in read(folder):
        if isinstance(one, Document):
            yield str(Path(one.article.origin).relative_to(folder)), one.article


def _news(folder: Path, wanted: set[str]) -> Iterator[tuple[str, Article]]:
    """The articles of these addresses, read from a file of their own."""
    lines = [
        line
        for file in sorted(folder.glob("articles*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if json.loads(line)["url"] in wanted
    ]
    with tempfile.TemporaryDirectory() as own:
        (Path(own) / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
        for one in read(Path(own) / "articles.jsonl"):
            if isinstance(one, Document) and one.article.url:
                yield one.article.url, one.article


def shown(case: Case) -> dict[str, tuple[bool, frozenset[int]]]:
    """Of each sentence that is shown whether it is held, and the excerpts that it cites."""
    excerpts = []
    for number, article in enumerate(case.articles, 1):
        known = annotated(article).annotations
        excerpts.append(Excerpt(number, article, 0, len(article.text), (), 0.0, known))
    numbers = {excerpt.article.id: excerpt.number for excerpt in excerpts}
    model = FakeListChatModel(responses=[case.draft, "DROP", "DROP"])
    writer = ModelWriter(Asker(model, "scripted", pause=lambda seconds: None), unsupported="show")
    try:
        *_, draft = writer.write(Context("", tuple(excerpts)))
    except ModelError:
        return {}
    numbering = Numbering()
    found = {}
    for drafted in draft.statements:
        statement = verified(drafted, numbering)
        cited = frozenset(numbers[quote.article.id] for quote in drafted.quotes)
        assert not mark_runs(statement.text, numbers.values()), statement.text
        found[statement.text] = statement.verdict.supported, cited
    return found


def main() -> None:
    """Judges every draft, prints and writes the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--news", type=Path, help="the folder of the articles")
    parser.add_argument("--misses", action="store_true", help="print those of the tuned half")
    options = parser.parse_args()
    counts: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    drafts = 0
    for case in cases(options.news):
        drafts += 1
        found = shown(case)
        half = f"{'news' if case.news else 'samples'}, {'tuned' if case.tuned else 'reported'}"
        for sentence in case.sentences:
            held, cited = found.get(" ".join(sentence.text.split()), (False, frozenset()))
            good = held == sentence.right
            what = "right, shown as held" if sentence.right else "wrong, not shown as held"
            for name in (what, f"{what}: {sentence.kind}"):
                counts[half][name].append(good)
            if sentence.right and held:
                rightly = bool(cited) and cited <= sentence.holds
                counts[half]["right and held, cited rightly"].append(rightly)
            if options.misses and case.tuned and not good:
                print(f"{sentence.kind}, {sentence.right}: {sentence.text}")
    results: dict[str, Any] = {"drafts": drafts}
    for half, rows in sorted(counts.items()):
        results[half] = {
            name: f"{sum(row)}/{len(row)} ({100 * sum(row) / len(row):.1f}%)"
            for name, row in sorted(rows.items())
        }
        for name, figure in results[half].items():
            print(f"{half:20}{name:52}{figure}")
    text = json.dumps(results, indent=2, ensure_ascii=False)
    Path(__file__).with_name("results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
