"""Learns to read a question and a passage together: the weights of `assistant/answering/reader.py`.

    python benchmarks/answers/train_reader.py --qa FOLDER --year FOLDER --states DIR
                                              [--epochs 3] [--report] [--write]

`--qa`: a folder with `amazon_reviews.json` and `reddit.json` (SQuAD 1.1's format, questions of
people on reviews and on forum posts), `xquad.en.json` and `squad2_dev.json`; `--year`: a year of
the news quiz. Learned from are nine in ten passages of the first two, and of the quiz nine in ten
weeks other than the `--weeks` that `train.py` and `run.py` use; xquad and squad2 are only read for
the report. What a passage of the quiz answers is not known: those that hold the answer and have
most words of the question count as answering it, and those that have as many words and no answer as
not. Questions are also put to a passage of the same kind that answers another one.

The encoder stays as it is: its states are computed once and kept in `--states`, and what a library
keeps of them is read, or with `--whole`, to compare, the states of two layers as they are. Learned
is what reads them: attention of each token of the passage to the question and back (Seo et al.,
"Bidirectional Attention Flow for Machine Comprehension", ICLR 2017), then layers of convolution,
self-attention and two matrices (Yu et al., "QANet", ICLR 2018), then where an answer begins and
ends, or that there is none (Levy et al., "Zero-Shot Relation Extraction via Reading Comprehension",
CoNLL 2017). Several spans may be right: their sum counts.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sets import WRITTEN, _hash, weeks
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional

from assistant.answering.reader import HEADS, REACH, Reading
from assistant.evaluating.collection import holds
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.search.late import basis
from vectorstore.text import Span, sentences, terms
from vectorstore.text.encoder import BUNDLED

WEIGHTS = Path(__file__).parents[2] / "assistant" / "answering" / "reader.npz"
BATCH, RATE = 32, 1e-3
LONGEST, MOST_ASKED = 200, 48
"""Tokens of a passage, with its title, and of a question."""
WIDTH = 128
KEPT = slice(384, None)
"""Of the layers whose states the encoder gives, all but the first."""
WINDOW = 110
"""Words of a passage of the quiz, about."""


@dataclass(frozen=True)
class Read:
    """A question, a passage with its title, the spans of it that answer, and what it is of."""

    source: str
    group: str
    question: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]
    held: bool


def shifted(folder: Path, name: str) -> Iterator[Read]:
    """Questions on reviews or forum posts."""
    for page in json.loads((folder / f"{name}.json").read_text("utf-8"))["data"]:
        for paragraph in page["paragraphs"]:
            text = paragraph["context"]
            held = _hash(text) % 10 == 0
            for asked in paragraph["qas"]:
                spans = {
                    (one["answer_start"], one["answer_start"] + len(one["text"]))
                    for one in asked["answers"]
                }
                yield Read(name, text, asked["question"], "", text, tuple(sorted(spans)), held)


def wikipedia(folder: Path) -> Iterator[Read]:
    """Questions on pages, half of those of squad2 without an answer: all of them held out, for
    `train.py` learns from a half of them what reading is worth."""
    for page in json.loads((folder / "xquad.en.json").read_text("utf-8"))["data"]:
        title = page["title"].replace("_", " ")
        for paragraph in page["paragraphs"]:
            for asked in paragraph["qas"]:
                spans = {
                    (one["answer_start"], one["answer_start"] + len(one["text"]))
                    for one in asked["answers"]
                }
                yield Read(
                    "xquad", title, asked["question"], title, paragraph["context"],
                    tuple(sorted(spans)), True,
                )  # fmt: skip
    for line in json.loads((folder / "squad2_dev.json").read_text("utf-8")):
        text, answer = line["paragraph"], line["answer"]
        places = [m.span() for m in re.finditer(re.escape(answer), text)] if answer else []
        yield Read(
            "squad2", line["title"], line["question"], line["title"].replace("_", " "), text,
            tuple(places), True,
        )  # fmt: skip


def written(year: Path, without: frozenset[str]) -> Iterator[Read]:
    """Questions that were written about articles of the news, some of which the article answers:
    those on the passage that holds the answer, the others on the two passages that share most
    with them. Those of held out weeks are for the report."""
    articles = {
        told["url"]: told
        for path in sorted(year.glob("articles*.jsonl"))
        for told in map(json.loads, path.read_text("utf-8").splitlines())
    }
    rows = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    for told in rows:
        article = articles[told["url"]]
        title, text = article["title"] or "", article["text"]
        held = article["week"] in without
        cut, at = [], 0
        for passage in windows(text):
            at = text.index(passage, at)
            cut.append((at, passage))
        if "start" in told:
            start, end = told["start"], told["end"]
            for at, passage in cut:
                if at <= start and end <= at + len(passage):
                    span = (start - at, end - at)
                    yield Read("news", told["url"], told["question"], title, passage, (span,), held)
            continue
        asked = set(terms(told["question"]))
        cut.sort(key=lambda one: -len(asked & set(terms(one[1]))))
        for _, passage in cut[:2]:
            yield Read("news", told["url"], told["question"], title, passage, (), held)


def windows(text: str) -> list[str]:
    """A text in passages of whole sentences."""
    found, start, words = [], 0, 0
    for span in sentences(text):
        words += len(text[span.start : span.end].split())
        if words >= WINDOW:
            found.append(text[start : span.end].strip())
            start, words = span.end, 0
    return [*found, text[start:].strip()] if text[start:].strip() else found


def quiz(folder: Path, without: frozenset[str], most: int) -> Iterator[Read]:
    """Questions of the news quiz on the passages of their week."""
    by_week: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("articles*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            told = json.loads(line)
            if told["week"] not in without:
                passages = windows((told["text"] or "")[:12_000])
                by_week.setdefault(told["week"], []).extend(
                    (told["title"] or "", passage) for passage in passages
                )
    asked: dict[str, list[dict[str, str]]] = {}
    for told in json.loads((folder / "questions.json").read_text("utf-8")):
        asked.setdefault(told["question_id"][:8], []).append(told)
    for week, passages in by_week.items():
        if not asked.get(week):
            continue
        vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
        rows = vectorizer.fit_transform(f"{title}. {text}" for title, text in passages)
        found = vectorizer.transform(told["question"] for told in asked[week]) @ rows.T
        for number, told in enumerate(asked[week]):
            scores = found[number].toarray()[0]
            taken = {True: 0, False: 0}
            for at in np.argsort(-scores)[:25]:
                title, text = passages[at]
                right = holds(text, told["answer"])
                if scores[at] < 0.12 or taken[right] == most or len(text) < 200:
                    continue
                places = [
                    m.span() for m in re.finditer(rf"(?i)\b{re.escape(told['answer'])}\b", text)
                ]
                if right and not places:
                    continue
                taken[right] += 1
                held = _hash(week) % 10 == 0
                yield Read("quiz", week, told["question"], title, text, tuple(places), held)


class States:
    """The states of texts, each once, kept as half floats in one file beside their places."""

    def __init__(self, folder: Path, name: str, texts: Sequence[str], longest: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{name}.npz"
        model = SentenceTransformerEmbeddings()
        self.rows = np.zeros((0, 768), np.float16)
        self.places: dict[str, tuple[int, int]] = {}
        if kept.exists():
            loaded = np.load(kept)
            self.rows, ends = loaded["rows"], np.cumsum(loaded["sizes"])
            for text, size, end in zip(loaded["texts"], loaded["sizes"], ends, strict=True):
                self.places[str(text)] = (int(end - size), int(end))
        spans = {text: model.token_spans(text)[:longest] for text in texts}
        new = [text for text in texts if text not in self.places]
        parts = [self.rows]
        for start in range(0, len(new), 256):
            batch = new[start : start + 256]
            cut = [text[: spans[text][-1][1]] if spans[text] else text for text in batch]
            _, made = model.embed_tokens(cut)
            for text, one in zip(batch, made, strict=True):
                rows = np.vstack([rows[:, KEPT] for rows in one.layers or ()])
                end = sum(map(len, parts))
                parts.append(rows.astype(np.float16))
                self.places[text] = (end, end + len(rows))
            if start % 2048 == 0:
                print(f"{name}: {start} of {len(new)}", flush=True)
        self.rows = np.vstack(parts)
        if new:
            sizes = [end - start for start, end in self.places.values()]
            np.savez(kept, rows=self.rows, sizes=sizes, texts=list(self.places))
        self.spans = {
            text: told[: self.places[text][1] - self.places[text][0]]
            for text, told in spans.items()
        }

    def stored(self, *, coarse: bool) -> None:
        """Makes of the states what a library keeps of its chunks' tokens: unit vectors along the
        basis, in four bits where `coarse`; those of a question are not rounded."""
        columns, parts = basis(BUNDLED, 384), []
        for start in range(0, len(self.rows), 100_000):
            rows = unit(self.rows[start : start + 100_000, -384:].astype(np.float32))
            rows = unit(rows @ columns)
            if coarse:
                scales = np.abs(rows).max(1, keepdims=True)
                rows = unit(np.rint(rows / scales * 7) * scales / 7)
            parts.append(rows)
        self.rows = np.vstack(parts)

    def __getitem__(self, text: str) -> torch.Tensor:
        start, end = self.places[text]
        return torch.from_numpy(self.rows[start:end].astype(np.float32))


def unit(rows: Any) -> Any:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.n1, self.n2, self.n3 = (nn.LayerNorm(width) for _ in range(3))
        self.near = nn.Conv1d(width, width, 2 * REACH + 1, padding=REACH, groups=width)
        self.point = nn.Linear(width, width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.drop = nn.Dropout(0.15)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        kept = mask[..., None]
        near = self.near((self.n1(x) * kept).transpose(1, 2)).transpose(1, 2)
        x = x + self.drop(self.point(functional.relu(near)))
        heads = HEADS
        b, n, d = x.shape
        q, k, v = (
            part.view(b, n, heads, d // heads).transpose(1, 2)
            for part in self.qkv(self.n2(x)).chunk(3, -1)
        )
        bias = (1 - mask[:, None, None, :]) * -1e4
        seen = torch.softmax(q @ k.transpose(-1, -2) / (d // heads) ** 0.5 + bias, -1) @ v
        x = x + self.drop(self.out(seen.transpose(1, 2).reshape(b, n, d)))
        return x + self.drop(self.down(functional.relu(self.up(self.n3(x)))))


class Reader(nn.Module):
    """As `assistant/answering/reader.py` computes it; the names are those of its weights."""

    def __init__(self, inputs: int, width: int, blocks: int = 2) -> None:
        super().__init__()
        self.project = nn.Linear(inputs, width)
        self.pool = nn.Linear(width, 1)
        self.wp, self.wq = nn.Linear(width, 1), nn.Linear(width, 1)
        self.wpq = nn.Parameter(torch.ones(width) / width**0.5)
        self.mix = nn.Linear(5 * width + 2, width)
        self.mixed = nn.LayerNorm(width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(blocks)])
        self.last = nn.LayerNorm(width)
        self.ends = nn.Linear(width, 2)
        self.none = nn.Linear(2 * width, 64)
        self.none_out = nn.Linear(64, 1)
        self.drop = nn.Dropout(0.2)

    def forward(
        self, asked: torch.Tensor, am: torch.Tensor, passage: torch.Tensor, pm: torch.Tensor,
        alike: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        q = torch.tanh(self.project(self.drop(asked)))
        p = torch.tanh(self.project(self.drop(passage)))
        no_q, no_p = (1 - am) * -1e4, (1 - pm) * -1e4
        met = (p * self.wpq) @ q.transpose(1, 2) + self.wp(p) + self.wq(q).transpose(1, 2)
        met = met + no_q[:, None, :]
        to_q = torch.softmax(met, -1) @ q
        back = torch.softmax(met.max(-1).values + no_p, -1)
        to_p = (back[..., None] * p).sum(1, keepdim=True).expand_as(p)
        whole = (torch.softmax(self.pool(q)[..., 0] + no_q, -1)[..., None] * q).sum(1)
        best = alike.masked_fill(am[:, None, :] == 0, -1).max(-1).values
        mean = alike.masked_fill(pm[:, :, None] == 0, -1).max(1).values
        covered = ((mean * am).sum(1) / am.sum(1))[:, None].expand_as(best)
        parts = [p, to_q, p * to_q, p * to_p, whole[:, None].expand_as(p)]
        feats = torch.stack([best, covered], -1)
        x = self.mixed(functional.relu(self.mix(torch.cat([*parts, feats], -1))))
        for block in self.blocks:
            x = block(x, pm)
        x = self.last(x)
        ends = self.ends(self.drop(x)) + no_p[..., None]
        top = (x + no_p[..., None]).max(1).values
        none = self.none_out(functional.relu(self.none(torch.cat([top, whole], -1))))
        return ends, none[:, 0]


class Batches:
    """Examples as tensors."""

    def __init__(self, asked: States, passages: States) -> None:
        self.asked, self.passages = asked, passages

    def tensors(self, group: Sequence[Read]) -> tuple[torch.Tensor, ...]:
        asked, am = filled([self.asked[row.question] for row in group])
        read = [self.passages[passage_of(row)][self.skipped(row) :] for row in group]
        passage, pm = filled(read)
        units = [functional.normalize(m[..., -384:], dim=-1) for m in (asked, passage)]
        return asked, am, passage, pm, units[1] @ units[0].transpose(1, 2)

    def skipped(self, row: Read) -> int:
        """How many tokens are those of the title, which are not read."""
        before = len(passage_of(row)) - len(row.text)
        return sum(start < before for start, _ in self.passages.spans[passage_of(row)])

    def spans(self, row: Read) -> list[tuple[int, int]]:
        return self.passages.spans[passage_of(row)][self.skipped(row) :]

    def targets(self, group: Sequence[Read], size: int) -> torch.Tensor:
        """Whether an answer begins or ends at each token, (n, size, 2)."""
        wanted = torch.zeros(len(group), size, 2)
        for number, row in enumerate(group):
            before = len(passage_of(row)) - len(row.text)
            spans = self.spans(row)
            for start, end in row.spans if spans else ():
                inside = [
                    at for at, (a, b) in enumerate(spans) if a < end + before and b > start + before
                ]
                if inside and spans[-1][1] >= end + before:
                    wanted[number, inside[0], 0] = 1
                    wanted[number, inside[-1], 1] = 1
        return wanted


def passage_of(row: Read) -> str:
    """The passage as it is embedded: under its title."""
    return f"{row.title}\n{row.text}" if row.title else row.text


def filled(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(row) for row in rows)
    mask = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows])
    return (
        torch.stack([functional.pad(row, (0, 0, 0, longest - len(row))) for row in rows]),
        mask,
    )


def loss_of(net: Reader, batches: Batches, group: Sequence[Read]) -> torch.Tensor:
    inputs = batches.tensors(group)
    ends, none = net(*inputs)
    wanted = batches.targets(group, ends.shape[1])
    total = torch.zeros(())
    for side in (0, 1):
        logits = torch.cat([none[:, None], ends[..., side]], 1)
        right = torch.cat([1 - wanted[..., side].amax(1, keepdim=True), wanted[..., side]], 1)
        likely = torch.log_softmax(logits, -1)
        total = total - torch.logsumexp(likely + torch.log(right + 1e-9), -1).mean()
    return total / 2


def negatives(rows: Sequence[Read]) -> dict[Read, list[Read]]:
    """For each question passages of the same kind that are near in words and answer others."""
    found: dict[Read, list[Read]] = {}
    for source in sorted({row.source for row in rows if row.source != "quiz"}):
        own = [row for row in rows if row.source == source]
        texts = sorted({(row.title, row.text, row.group, row.held) for row in own})
        spoken = {text: text.casefold() for _, text, _, _ in texts}
        vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
        held = vectorizer.fit_transform(text for _, text, _, _ in texts)
        for start in range(0, len(own), 500):
            part = own[start : start + 500]
            scores = (vectorizer.transform(row.question for row in part) @ held.T).toarray()
            for row, line in zip(part, scores, strict=True):
                near = [texts[at] for at in np.argsort(-line)[:8] if line[at] > 0]
                found[row] = [
                    Read(source, row.group, row.question, title, text, (), row.held)
                    for title, text, group, apart in near
                    if apart == row.held
                    and text != row.text
                    and not any(row.text[a:b].casefold() in spoken[text] for a, b in row.spans)
                ][:4]
    return found


@dataclass
class Judged:
    """Of examples of one source: F1 of the spans that were found, whether they lie in the right
    sentence, and whether that is the one that meets the question best; and of all how sure the
    reader is of an answer, and whether there is one."""

    f1s: list[float] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)
    plain: list[bool] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)

    def add(self, row: Read, reading: Reading, alike: torch.Tensor) -> None:
        """One more example, as it was read; `alike` has a row for each token of the passage and a
        column for each of the question."""
        text = passage_of(row)
        before = len(text) - len(row.text)
        sure, (start, end) = reading.best(0, len(text))
        self.sure.append(sure)
        self.told.append(bool(row.spans))
        if not row.spans:
            return
        gold = [text[a + before : b + before] for a, b in row.spans]
        self.f1s.append(max(f1(text[start:end], one) for one in gold))
        lines = sentences(text)
        self.hits.append(hit(lines, (start + end) / 2, row, before))
        best = max(lines, key=lambda line: _met(line, reading, alike))
        self.plain.append(hit(lines, (best.start + best.end) / 2, row, before))

    def __str__(self) -> str:
        auc = roc_auc_score(self.told, self.sure) if len(set(self.told)) == 2 else float("nan")
        return (
            f"{len(self.f1s)} answered of {len(self.told)}: span F1 {np.mean(self.f1s):.3f}, right "
            f"sentence {np.mean(self.hits):.3f} (best match {np.mean(self.plain):.3f}), told from "
            f"none, AUROC {auc:.3f}"
        )


def _met(line: Span, reading: Reading, alike: torch.Tensor) -> float:
    """How well each token of the question is met in a sentence, on average."""
    inside = (reading.starts >= line.start) & (reading.starts < line.end)
    return float(alike[torch.from_numpy(inside)].amax(0).mean()) if inside.any() else -1.0


@torch.no_grad()
def report(
    net: Reader, batches: Batches, rows: Sequence[Read], others: dict[Read, list[Read]]
) -> None:
    """How those that are held out are read, with one passage each that does not answer."""
    net.eval()
    for source in sorted({row.source for row in rows}):
        own = [row for row in rows if row.source == source and row.held]
        pairs = own + [other for row in own for other in others.get(row, ())[:1]]
        judged = Judged()
        for start in range(0, len(pairs), BATCH):
            group = pairs[start : start + BATCH]
            inputs = batches.tensors(group)
            ends, none = net(*inputs)
            for number, row in enumerate(group):
                places = np.array(batches.spans(row), dtype=np.int64)
                begins, stops = ends[number, : len(places)].T.numpy()
                reading = Reading(places[:, 0], places[:, 1], begins, stops, float(none[number]))
                asked = int(inputs[1][number].sum())
                judged.add(row, reading, inputs[4][number, : len(places), :asked])
        print(f"{source}: {judged}", flush=True)
    net.train()


def hit(lines: Sequence[Any], place: float, row: Read, before: int) -> bool:
    return any(
        line.start <= place < line.end and line.start < b + before and line.end > a + before
        for line in lines
        for a, b in row.spans
    )


def f1(mine: str, gold: str) -> float:
    a, b = re.findall(r"\w+", mine.casefold()), re.findall(r"\w+", gold.casefold())
    left, common = list(b), 0
    for word in a:
        if word in left:
            left.remove(word)
            common += 1
    return 2 * common / (len(a) + len(b)) if a or b else 0.0


def pieces(
    learned: Sequence[Read], others: dict[Read, list[Read]], rng: random.Random
) -> list[list[Read]]:
    """One pass over what is learned from, a fourth of it once more with a passage that does not
    answer: batches of passages of one length, in any order."""
    new = [*learned]
    new += [rng.choice(others[row]) for row in learned if others.get(row) and rng.random() < 0.25]
    rng.shuffle(new)
    new.sort(key=lambda row: len(row.text) // 60)
    found = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
    rng.shuffle(found)
    return found


def train(
    net: Reader,
    batches: Batches,
    rows: Sequence[Read],
    others: dict[Read, list[Read]],
    epochs: int,
    most: int | None,
) -> None:
    """Learns from what is not held out, and reports after each pass."""
    rng = random.Random(0)
    learned = [row for row in rows if not row.held]
    if most:
        learned = rng.sample(learned, most)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    steps, step, began = epochs * (len(learned) * 5 // 4) // BATCH, 0, time.time()
    for _ in range(epochs):
        losses = []
        for group in pieces(learned, others, rng):
            for setting in optimizer.param_groups:
                setting["lr"] = RATE * min(1, (step + 1) / 100) * max(0.02, 1 - step / steps)
            loss = loss_of(net, batches, group)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        rate = step * BATCH / (time.time() - began)
        print(f"step {step}: loss {np.mean(losses[-50:]):.3f}, {rate:.0f} a second", flush=True)
        report(net, batches, rows, others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qa", type=Path, required=True)
    parser.add_argument("--year", type=Path, required=True)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--states", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="states as they are, for comparison")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--most", type=int, help="so many examples at most, to try")
    parser.add_argument("--report", action="store_true", help="of the weights that are there")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if given.whole and given.write:
        parser.error("--whole is for comparison: the product does not read such states")
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    rows = [
        *shifted(given.qa, "amazon_reviews"), *shifted(given.qa, "reddit"),
        *wikipedia(given.qa), *quiz(given.year, weeks(given.year, given.weeks), 2),
        *written(given.year, weeks(given.year, given.weeks)),
    ]  # fmt: skip
    print(f"{len(rows)} examples: {Counter(row.source for row in rows)}")
    others = negatives(rows)
    asked = States(given.states, "asked", sorted({row.question for row in rows}), MOST_ASKED)
    texts = sorted({passage_of(row) for row in rows})
    passages = States(given.states, "passages", texts, LONGEST)
    if not given.whole:
        asked.stored(coarse=False)
        passages.stored(coarse=True)
    net = Reader(asked.rows.shape[1], WIDTH)
    with torch.no_grad():  # unit vectors have small numbers
        net.project.weight *= 1 if given.whole else asked.rows.shape[1] ** 0.5
    print(f"{sum(weight.numel() for weight in net.parameters()):,} weights")
    batches = Batches(asked, passages)
    if given.report:
        with np.load(WEIGHTS, allow_pickle=False) as kept:
            net.load_state_dict(
                {name: torch.from_numpy(kept[name].astype(np.float32)) for name in kept.files}
            )
        report(net, batches, rows, others)
        return
    train(net, batches, rows, others, given.epochs, given.most)
    learned = {name: weight.numpy().astype(np.float16) for name, weight in net.state_dict().items()}
    target = WEIGHTS if given.write else given.states / "reader.npz"
    np.savez_compressed(target, **learned)
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
