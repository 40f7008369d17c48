"""Prompt templates."""

from importlib.resources import files

import pytest

from prompts import load


def test_every_template_has_both_messages_and_known_fields() -> None:
    """What the code fills in is what the files name."""
    fields = {
        "answer": {"excerpts", "question", "no_answer"},
        "brief": {"excerpts", "topic", "words"},
        "probe": set(),
        "repair": {"sentences"},
        "rework": {"excerpts", "request"},
        "standalone_question": {"conversation", "question"},
        "try": set(),
    }
    found = {path.name.removesuffix(".txt") for path in files("prompts").iterdir()
             if path.name.endswith(".txt")}  # fmt: skip
    assert found == set(fields)
    for name, expected in fields.items():
        prompt = load(name)
        assert prompt.system
        assert prompt.user
        assert prompt.fields == expected


def test_values_are_never_read_as_templates() -> None:
    """Braces in an article stay as they are."""
    prompt = load("standalone_question").fill(conversation="{question} {0}", question="{secret}?")
    assert "{question} {0}" in prompt.user
    assert "{secret}?" in prompt.user


def test_a_missing_value_or_template_is_an_error() -> None:
    """Nothing is sent with a hole in it."""
    with pytest.raises(KeyError):
        load("standalone_question").fill(question="x")
    with pytest.raises(FileNotFoundError):
        load("nonsense")
