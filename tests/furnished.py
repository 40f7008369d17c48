"""A small library with something of everything that is kept, and what is seen of it."""

import base64
from datetime import UTC, date, datetime
from pathlib import Path

from assistant import Article, Assistant
from assistant.types import EXTRACTIVE, Answer, Coverage
from tests import briefings
from tests.soak import corpus
from tests.soak.standin import HashedTexts
from vectorstore.adding import Incoming
from vectorstore.documents import ArticleFilter

NOON = datetime(2024, 5, 5, 12, tzinfo=UTC)
OUTLETS = '"Valley Post" = ["The Valley Post", "valleypost.example"]\n'


def opened(folder: Path) -> Assistant:
    """An assistant whose embedding model costs nothing."""
    return Assistant(folder, embeddings=HashedTexts())


def answer(question: str) -> Answer:
    """An answer that refuses."""
    return Answer(
        question, question, False, "Nothing was found.", "Nothing was found.", (), (), (),
        ArticleFilter(), Coverage(0), EXTRACTIVE,
    )  # fmt: skip


def furnish(folder: Path) -> Path:
    """Articles, copies, a version, corrections, a pair kept apart, a briefing, a conversation, a
    thumb, a question that waits, outlets and settings of the user's."""
    made = corpus.articles(12)
    with opened(folder) as assistant:
        assistant.add(made, Article(made[0].text, publisher="Echo", url="https://echo.example/1"))
        assistant.add(Article(made[0].text, publisher="Mirror", url="https://mirror.example/1"))
        odd = Article("Odd signs: \0 and \ud800 stay.", url="https://odd.example/", pages=((0, 3),))
        list(assistant.library.add([Incoming(odd, b"\0\xff odd", None)]))
        for text in ("Three boats left.", "Four boats left."):
            assistant.add(Article(text, url="https://wire.example/boats", title="Boats"))
        assistant.edit(made[1].id, title="Corrected", published=date(2020, 2, 2))
        assistant.edit(made[2].id, published="")
        first, second = (a for a in assistant.articles() if a.publisher in ("Echo", "Mirror"))
        assistant.edit(first.id, not_copy_of=second.id)
        store = assistant.conversation_store
        store.briefings.save(briefings.full(), NOON)
        id = store.conversations.begin("ada", "", "Where is it?", NOON)
        store.conversations.answer("ada", id, answer("Where is it?"), NOON)
        store.feedback.give("ada", id, 0, False, NOON, "no")
        store.conversations.begin("ada", id, "And when?", NOON)
    (folder / "outlets.toml").write_text(OUTLETS)
    return folder


def seen(folder: Path) -> list[object]:
    """All that users can see of a library: what is the same is kept."""
    with opened(folder) as assistant:
        articles = assistant.articles()
        store, library = assistant.conversation_store, assistant.library
        ids = store.transfer.ids()
        return [
            articles,
            [(article.pages, article.outlet) for article in articles],
            [assistant.versions(article.id) for article in articles],
            [base64.b64encode(library.original(article.id)) for article in articles],
            [library._catalog.articles.published_as_read(article.id) for article in articles],
            [library._catalog.articles.edits(article.id) for article in articles],
            library.kept_apart(),
            assistant.briefings(),
            [store.transfer.conversation(*id) for id in ids],
            assistant.search(articles[0].title, 3),
        ]
