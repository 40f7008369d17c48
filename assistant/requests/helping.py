"""Greetings, what can be asked here, and what only a chat model could do."""

from __future__ import annotations

import re

from assistant.requests.results import Asked, Result
from assistant.understanding.form import Form
from assistant.understanding.requests import Wanted
from assistant.wording import counted, listed
from vectorstore.library import Library

_GREETS = re.compile(
    r"\s*(?:hi|hello|hey|hiya|howdy|greetings|good\s+(?:morning|afternoon|evening|day))\b", re.I
)
_THANKS = re.compile(
    r"\b(?:thanks|thank\s+you|thx|cheers|great|perfect|brilliant|lovely|nice|well\s+done|appreciate"
    r"|much\s+obliged)\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(r"\b(?:bye|goodbye|see\s+you|good\s+night|that[’']?s\s+all)\b", re.IGNORECASE)
_ADDS = re.compile(
    r"\b(?:add|upload|import|load|feed|put|include|ingest|read)\w*\b.{0,60}\b(?:articles?|files?"
    r"|pdfs?|pages?|documents?|texts?|links?|urls?|own|folders?|feeds?)\b",
    re.IGNORECASE,
)
_OUTLETS = 8
_WHAT = (
    "Ask a question, or for a summary (“in three bullets”, “in 100 words”), a timeline, a "
    "comparison, a list, quotes, where reports differ, what is new, or what is in the library."
)
_CONNECT = (
    "To connect one, choose it under Settings in the window, or set NEWSBRIEF_MODEL "
    "(such as openai:gpt-5-mini or ollama:llama3.2)."
)
_INSTEAD = (
    "Without one, exact sentences can be given: a summary, a timeline, a list, quotes, shorter, "
    "longer, as bullets or as a table."
)


def help_with(library: Library, asked: Asked) -> Result:
    """A short human line, and what can be asked here."""
    words = asked.request.question
    articles = library.counts()[0]
    held = (
        f"The library has {counted(articles, 'article')}."
        if articles
        else ("The library is empty: add articles first.")
    )
    if _ADDS.search(words):
        line = (
            "Add files, folders, addresses or text with “Add” in the window's library pane, or "
            "with `newsbrief add SOURCE…`."
        )
        return Result("help", preface=f"{line} {held}")
    if _LEAVES.search(words):
        return Result("help", preface="Goodbye. What was asked here is kept.")
    if _THANKS.search(words) and not _GREETS.match(words):
        return Result("help", preface="You are welcome. Ask on whenever you like.")
    greeting = "Hello. " if _GREETS.match(words) else ""
    return Result("help", preface=f"{greeting}{held} {_WHAT}")


def needs_model(library: Library, asked: Asked) -> Result:
    """That a chat model is needed, what can be done instead, and how to connect one."""
    line = "This needs a chat model, and none is connected."
    return Result("help", notices=(line, _INSTEAD, _CONNECT))


def nothing_to_change(library: Library, asked: Asked) -> Result:
    """That there is no result yet that could be changed."""
    return Result(
        "help", notices=("There is no result here yet that could be changed: ask first.", _WHAT)
    )


def cannot_change(library: Library, asked: Asked) -> Result:
    """That exact sentences can't be changed so."""
    line = "Exact sentences cannot be changed so: that needs a chat model, and none is connected."
    return Result("help", notices=(line, _INSTEAD, _CONNECT))


def is_beyond(change: Wanted, narrows: bool) -> bool:
    """Whether a change is one that no engine can make: neither form, nor part, nor topic."""
    return not (change.form != Form() or change.point or change.topics or narrows)


def no_such_outlet(library: Library, outlet: str) -> Result:
    """That nothing here is by an outlet, and by whom there is something."""
    known = library.publishers()
    few = listed(known[:_OUTLETS]) + (" and others" if len(known) > _OUTLETS else "")
    return Result("help", notices=(f"Nothing here is by {outlet}. There are articles by {few}.",))


def which_is_meant(library: Library, asked: Asked) -> Result:
    """That a follow-up may mean either of two things, which are the suggestions."""
    return Result("help", notices=("Which of the two do you mean? Choose one, or name it.",))


def unfit(form: Form) -> Result | None:
    """Why nothing can be given in a form: it asks for none of something."""
    asked_for = {
        "bullet": form.bullets, "sentence": form.sentences, "word": form.words,
        "paragraph": form.paragraphs,
    }  # fmt: skip
    none = next((noun for noun, number in asked_for.items() if number == 0), None)
    if none is None:
        return None
    return Result("help", notices=(f"0 {none}s say nothing: ask for 1 or more.",))
