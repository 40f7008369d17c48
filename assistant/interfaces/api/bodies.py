"""What requests bring, checked before anything is done with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from assistant.assistant import Assistant
from assistant.types import Turn
from assistant.understanding.requests import RequestKind
from vectorstore.documents import Article, ArticleFilter

LONGEST_QUESTION = 4_000
LONGEST_TEXT = 2_000_000
MOST_ITEMS = 1_000
_LONGEST_TURN = 50_000
_MOST_TURNS = 100
_MOST_NAMES = 200
_Name = Annotated[str, Field(max_length=500)]


def _at_most(characters: int, what: str) -> AfterValidator:
    """Refuses longer text, and says how long it may be."""

    def checked(text: str) -> str:
        if len(text) > characters:
            raise ValueError(f"the {what} has {len(text):,} characters: {characters:,} are taken")
        return text

    return AfterValidator(checked)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_Question = Annotated[
    str,
    _at_most(LONGEST_QUESTION, "question"),
    Field(
        description=f"What is asked or asked for, in up to {LONGEST_QUESTION:,} characters.",
        examples=["How many people were on board the ferry?"],
    ),
]
Topic = Annotated[
    str | None,
    Field(max_length=LONGEST_QUESTION, description="Left out: the whole library."),
]
_Names = Annotated[
    tuple[_Name, ...],
    BeforeValidator(_listed),
    Field(max_length=_MOST_NAMES),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, given: Any) -> Any:
        """What is null is left out, as many clients write it."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class Filter(_Body):
    """Which articles count; empty: all. Both ends of a time are included."""

    publishers: _Names = Field(default=(), examples=[["Northern Wire"]])
    since: date | None = Field(default=None, description="Published on this day or later.")
    until: date | None = Field(default=None, description="Published by this day.")
    as_of: date | None = Field(default=None, description="As if it were this day.")
    article_ids: _Names = Field(default=(), description="Ids, or how they begin.")
    story: str = Field(default="", max_length=100, description="The id of a story.")

    def of(self, assistant: Assistant) -> ArticleFilter:
        """The filter with the ids as they are in the library; UnknownArticle, UnknownStory."""
        return ArticleFilter(
            publishers=self.publishers,
            since=self.since,
            until=self.until,
            as_of=self.as_of,
            article_ids=tuple(assistant.article(id).id for id in self.article_ids),
            story=assistant.story(self.story).id if self.story else "",
        )


EVERYTHING = Filter()


def filter_of_query(
    publisher: Annotated[list[_Name] | None, Query(max_length=_MOST_NAMES)] = None,
    since: Annotated[date | None, Query(description="Published on this day or later.")] = None,
    until: Annotated[date | None, Query(description="Published by this day.")] = None,
    as_of: Annotated[date | None, Query(description="As if it were this day.")] = None,
    article: Annotated[list[_Name] | None, Query(max_length=_MOST_NAMES)] = None,
    story: Annotated[str, Query(max_length=100)] = "",
) -> Filter:
    """The filter that the parameters of an address tell."""
    return Filter(
        publishers=tuple(publisher or ()), since=since, until=until, as_of=as_of,
        article_ids=tuple(article or ()), story=story,
    )  # fmt: skip


class TurnBody(_Body):
    """A question that was asked before, and its answer in words."""

    question: str = Field(max_length=_LONGEST_TURN)
    answer: str = Field(max_length=_LONGEST_TURN)


class AskBody(_Body):
    """A question, or any other request: a summary, a comparison, a timeline, quotes …"""

    question: _Question
    filter: Filter = EVERYTHING
    history: tuple[TurnBody, ...] = Field(
        default=(), max_length=_MOST_TURNS, description="The turns before it, oldest first."
    )
    k: int = Field(default=10, ge=1, le=100, description="Passages to read.")
    narrow: bool = Field(
        default=True, description="Dates and publishers in the question become part of the filter."
    )
    kind: RequestKind | None = Field(
        default=None, description="What is wanted, where it is not to be read from the words."
    )
    suggest: bool = Field(default=False, description="Say what could be asked next; takes longer.")
    conversation: str | None = Field(
        default=None,
        max_length=64,
        description="The id of a conversation of yours, which goes on with this and stays stored; "
        "`new` begins one. The answer's header X-Conversation-Id tells the id.",
    )

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class BriefBody(_Body):
    """What a briefing is to be on, and how long."""

    topic: Topic = Field(default=None, examples=["ferry"])
    words: int = Field(default=250, ge=1, le=5000, description="Most words of the lead.")
    points: int | None = Field(default=None, ge=1, le=100, description="So many key points.")
    filter: Filter = EVERYTHING


class VerifyBody(_Body):
    """A statement, and the quotes that are to hold all of it."""

    statement: str = Field(max_length=10_000, examples=["The town fell on Sunday."])
    quotes: tuple[Annotated[str, Field(max_length=50_000)], ...] = Field(
        max_length=100, examples=[["The town fell on Sunday, the army said."]]
    )


class ArticleBody(_Body):
    """An article; with a url and no text the page or feed at that address."""

    text: str = Field(default="", max_length=LONGEST_TEXT)
    title: str = Field(default="", max_length=2_000)
    publisher: str = Field(default="", max_length=500)
    published: date | datetime | None = None
    url: str = Field(default="", max_length=4_000, examples=["https://news.example/ferry"])
    authors: _Names = ()

    def source(self) -> Article | str:
        """The article, or the address it is to be fetched from; raises ValueError for neither."""
        if self.text.strip():
            return Article(
                self.text, title=self.title, publisher=self.publisher, published=self.published,
                url=self.url, authors=self.authors,
            )  # fmt: skip
        if self.url.lower().startswith(("http://", "https://")):
            return self.url
        raise ValueError("an article has a text, or a url that begins with http:// or https://")
