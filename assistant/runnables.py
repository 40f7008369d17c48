"""What LangChain composes: passages as a retriever, answers as a tool and as a runnable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Protocol, Required, Unpack, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import StructuredTool, ToolException
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from assistant.errors import AssistantError
from assistant.types import Answer, Turn
from assistant.understanding.requests import RequestKind
from assistant.wording import by_article, link, one_line, source_line
from vectorstore.documents import Article, ArticleFilter, Passage
from vectorstore.errors import VectorStoreError

NAME = "newsbrief"
_DESCRIPTION = (
    "Answers from a library of news articles: questions, summaries, comparisons, timelines, lists, "
    "where reports differ, quotes, and what is in the library. Gives cited sentences with their "
    "sources, or says that the articles do not tell it."
)


class Asking(TypedDict, total=False):
    """The arguments of `Assistant.ask` beside the question."""

    filter: ArticleFilter | None
    history: Sequence[Turn]
    k: int
    narrow: bool
    kind: RequestKind | None
    since: date | str | None
    until: date | str | None
    publisher: str | Sequence[str] | None


@with_config(ConfigDict(extra="forbid"))
class _Asked(Asking, total=False):
    question: Required[str]


_ASKED = TypeAdapter(_Asked)

Search = Callable[[str, int, ArticleFilter | None], list[Passage]]


class Ask(Protocol):
    """`Assistant.stream`."""

    def __call__(self, question: str, /, **given: Unpack[Asking]) -> Iterator[Answer]: ...


class AskAsync(Protocol):
    """`Assistant.astream`."""

    def __call__(self, question: str, /, **given: Unpack[Asking]) -> AsyncIterator[Answer]: ...


# -------------------------------------------------------------------- the retriever


class PassageRetriever(BaseRetriever):
    """The passages of a library as documents, best first.

    The metadata of each: `article_id`, `title`, `publisher`, `published` (ISO 8601, None where
    there is no date), `url`, `start`, `end` and `score`; `start` and `end` are places in the text
    of the article.
    """

    search: Search
    article: Callable[[str], Article]
    k: int = 10
    filter: ArticleFilter | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [self._document(passage) for passage in self.search(query, self.k, self.filter)]

    def _document(self, passage: Passage) -> Document:
        published = passage.published
        return Document(
            id=f"{passage.article_id}:{passage.start}-{passage.end}",
            page_content=passage.text,
            metadata={
                "article_id": passage.article_id,
                "title": passage.title,
                "publisher": passage.publisher,
                "published": None if published is None else published.isoformat(),
                "url": self.article(passage.article_id).url,
                "start": passage.start,
                "end": passage.end,
                "score": passage.score,
            },
        )


# -------------------------------------------------------------------- the runnable


def answering(ask: Ask, ask_async: AskAsync) -> Runnable[str | dict[str, Any], Answer]:
    """A runnable that takes a question, or a dict of `question` and other arguments of
    `Assistant.ask`, and gives the answer; streamed, the answer so far."""

    def answers(asked: str | dict[str, Any]) -> Iterator[Answer]:
        question, given = _read(asked)
        yield from ask(question, **given)

    async def answers_async(asked: str | dict[str, Any]) -> AsyncIterator[Answer]:
        question, given = _read(asked)
        async for answer in ask_async(question, **given):
            yield answer

    return RunnableLambda(answers, answers_async, name=NAME)


def _read(asked: str | dict[str, Any]) -> tuple[str, Asking]:
    """The question and the other arguments; raises ValueError, which says what is wrong."""
    if isinstance(asked, str):
        return asked, {}
    try:
        found = _ASKED.validate_python(asked)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"])) or "the request"
        raise ValueError(f"{place}: {problem['msg']}; what is asked is text, or a dict with "
                         "“question” and other arguments of Assistant.ask") from None  # fmt: skip
    given = {name: value for name, value in found.items() if name != "question"}
    return found["question"], cast(Asking, given)


# -------------------------------------------------------------------- the tool


@contextmanager
def _for_agents() -> Iterator[None]:
    """Errors become messages that an agent reads."""
    try:
        yield
    except (AssistantError, VectorStoreError) as error:
        raise ToolException(one_line(str(error))) from error


def cited_text(answer: Answer) -> str:
    """The text with its marks, what is to be said of it, and where each mark leads."""
    parts = [answer.text, *answer.notices]
    for citations in by_article(answer.citations):
        article = citations[0]
        head = " ".join(filter(None, (source_line(article), link(article.url))))
        quotes = (f"[{cited.number}] “{one_line(cited.quote)}”" for cited in citations)
        parts.append("\n".join([head, *quotes]))
    return "\n\n".join(filter(None, parts))


_Question = Annotated[str, "What is asked, in whole words, standing alone"]
_Since = Annotated[date | None, "Only articles published on this day or later"]
_Until = Annotated[date | None, "Only articles published by this day"]
_Publisher = Annotated[str | None, "Only articles of this publisher"]


def tool(
    ask: Ask,
    ask_async: AskAsync,
    filter: ArticleFilter | None = None,
) -> StructuredTool:
    """A tool for agents. Its content is the cited text with its sources, its artifact the Answer;
    what cannot be asked is an error message for the agent."""

    def run(
        question: _Question,
        since: _Since = None,
        until: _Until = None,
        publisher: _Publisher = None,
    ) -> tuple[str, Answer]:
        with _for_agents():
            *_, answer = ask(question, filter=filter, since=since, until=until, publisher=publisher)
        return cited_text(answer), answer

    async def run_async(
        question: _Question,
        since: _Since = None,
        until: _Until = None,
        publisher: _Publisher = None,
    ) -> tuple[str, Answer]:
        with _for_agents():
            growing = ask_async(
                question, filter=filter, since=since, until=until, publisher=publisher
            )
            answer = [answer async for answer in growing][-1]
        return cited_text(answer), answer

    return StructuredTool.from_function(
        run, run_async, name=NAME, description=_DESCRIPTION,
        response_format="content_and_artifact", handle_tool_error=True,
    )  # fmt: skip
