"""What an article is about, as its title and beginning tell it."""

from assistant import Article
from assistant.answering.heads import head_terms, names_all
from vectorstore.text import terms


def test_a_head_is_title_and_beginning() -> None:
    """What stands far down is not what an article is about."""
    filler = "The council met on Monday and spoke of roads. " * 20
    article = Article(f"A lorry hit the gate. {filler} A whale was seen.", title="Gate at Orvik")
    assert set(terms("Orvik gate lorry council")) <= head_terms(article)
    assert set(terms("whale")).isdisjoint(head_terms(article))


def test_all_words_of_all_names_must_be_there() -> None:
    """Half a name is not held, and no names at all are not either."""
    words = set(terms("Corvin Bank closes a branch in Orvik"))
    assert names_all(["Corvin Bank", "Orvik"], words)
    assert not names_all(["Corvin Bank", "Larnholm"], words)
    assert not names_all(["Corvin Trust"], words)
    assert not names_all([], words)
    assert not names_all([""], words)
