"""How well requests and follow-ups are understood, on those held out.

    python benchmarks/requests/run.py

`heldout.jsonl` holds requests in other words than those learned, `heldout_followups.jsonl`
dialogues over real news; neither was read while the weights were made. A rival in the same run: the
frozen MiniLM's nearest labelled request.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from assistant.types import Turn
from assistant.understanding.followups import standalone_forms
from assistant.understanding.form import Form
from assistant.understanding.requests import Wanted, wanted
from vectorstore.text import terms
from vectorstore.text.encoder import SentenceTransformerEmbeddings

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def written(form: Form) -> set[str]:
    """A form as the labels write it."""
    counts = ("bullets", "sentences", "words", "paragraphs")
    found = {f"{name}={getattr(form, name)}" for name in counts if getattr(form, name) is not None}
    if form.layout and not (form.layout == "bullets" and form.bullets is not None):
        found.add(form.layout)
    return found | ({form.length} if form.length else set())


def follow_ups(embeddings: SentenceTransformerEmbeddings) -> None:
    """How many follow-ups, made to stand alone, name what they are about; how many ask back."""
    held = rows("heldout_followups.jsonl")
    named = asked_back = 0
    for row in held:
        turns = [Turn(row["first"], row["answer"])]
        forms = standalone_forms(row["second"], turns, embeddings)
        asked_back += len(forms) > 1
        named += any(set(terms(row["about"])) <= set(terms(form)) for form in forms)
    print(
        f"follow-ups that name what they are about: {named} of {len(held)}, {asked_back} ask back"
    )


def main() -> None:
    embeddings = SentenceTransformerEmbeddings()
    held, learned = rows("heldout.jsonl"), rows("train.jsonl")
    found: list[Wanted] = [wanted(row["text"], embeddings) for row in held]
    vectors = embeddings.embed([row["text"] for row in learned])
    near = np.argmax(embeddings.embed([row["text"] for row in held]) @ vectors.T, axis=1)
    kinds = [row["kind"] for row in held]
    nearest = [learned[number]["kind"] for number in near.tolist()]
    right = [one.kind == kind for one, kind in zip(found, kinds, strict=True)]
    rival = np.mean([one == kind for one, kind in zip(nearest, kinds, strict=True)])
    print(f"kind: {np.mean(right):.3f} of {len(held)} (nearest labelled request: {rival:.3f})")
    scopes = [one.scope == row["scope"] for one, row in zip(found, held, strict=True)]
    forms = [
        written(one.form) == set(filter(None, row["form"].split(";")))
        for one, row in zip(found, held, strict=True)
        if row["kind"] != "answer"
    ]
    print(f"scope: {np.mean(scopes):.3f}; form: {np.mean(forms):.3f} of {len(forms)}")
    follow_ups(embeddings)
    for one, row in zip(found, held, strict=True):
        if one.kind != row["kind"]:
            print(f"  {row['kind']} taken for {one.kind} ({one.sure:.2f}): {row['text']}")


if __name__ == "__main__":
    main()
