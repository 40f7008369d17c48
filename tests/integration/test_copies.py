"""Copies are kept and found, linked to their first publication, and never count as sources."""

from collections.abc import Callable
from datetime import date

import pytest

from assistant import Article, ArticleFilter, Assistant
from vectorstore.errors import UnknownArticle

WIRE = (
    "A container ship lost power in the strait of Orvik on Tuesday and drifted for six hours "
    "before two tugs reached it, the coastguard said. None of its 23 sailors was hurt.\n\n"
    "The Marit Halden was on its way from Tessen to Brannock with 4,100 tonnes of timber when "
    "its engine failed in high waves, said Ruth Calder, who leads the coastguard's station in "
    "Sille. A helicopter stood by all morning in case the crew had to be taken off.\n\n"
    "Calder praised the crew for dropping both anchors in time. The owner, a company from "
    "Dorvale, said divers would look at the hull before the ship sails again. The strait is "
    "one of the busiest in the region, and pilots have asked for a stronger tug for years.\n"
)
EDITED = (
    WIRE.replace("A container ship lost power", "A cargo vessel lost power")
    .replace("None of its 23 sailors was hurt.", "None of the 23 sailors was injured.")
    .replace("all morning in case", "throughout the morning in case")
)
OWN = (
    "Pilots in Orvik say they warned the ministry twice this year that the old tug is too weak. "
    "The harbour office declined to comment on Wednesday, and the minister was abroad.\n\n"
    "Shipping through the strait has grown by a third since the new terminal was opened."
)


def article(text: str, publisher: str, day: int) -> Article:
    return Article(text, title="Ship adrift", publisher=publisher, published=date(2024, 5, day))


WIRE_COPY, EDITED_COPY, OWN_WORDS = (
    article(WIRE, "Northern Wire", 7),
    article(EDITED, "Coastal Times", 8),
    article(OWN, "The Pilot", 8),
)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0)])
def test_the_first_publication_does_not_follow_the_order_of_adding(
    order: tuple[int, ...], open_assistant: Callable[..., Assistant]
) -> None:
    """Whichever comes first, the later publication is the copy, and is told of as such."""
    assistant = open_assistant()
    given = (WIRE_COPY, EDITED_COPY, OWN_WORDS)
    duplicates = [i for at in order for i in assistant.add(given[at]).duplicates]
    kept = {one.id: one.copy_of for one in assistant.articles()}
    assert kept == {WIRE_COPY.id: "", EDITED_COPY.id: WIRE_COPY.id, OWN_WORDS.id: ""}
    assert duplicates == [given[at].id for at in order if at != 2][1:]


def test_a_copy_is_never_cited_beside_its_original(assistant: Assistant) -> None:
    """An answer and a briefing cite the first publication, and count one publisher."""
    assistant.add(EDITED_COPY, WIRE_COPY, OWN_WORDS)
    answer = assistant.ask("Why did the ship drift in the strait of Orvik?")
    assert answer.answered
    cited = {citation.article_id for citation in answer.citations}
    assert WIRE_COPY.id in cited
    assert EDITED_COPY.id not in cited
    assert answer.coverage.copies == 1
    briefing = assistant.brief()
    assert EDITED_COPY.id not in {citation.article_id for citation in briefing.citations}
    assert all(point.publishers == 1 for point in briefing.key_points)
    assert briefing.coverage.copies == 1


def test_a_copy_is_found_and_cited_where_its_original_does_not_count(assistant: Assistant) -> None:
    """It is searchable, and under a filter that leaves the original out it is the source."""
    assistant.add(EDITED_COPY, WIRE_COPY)
    only = ArticleFilter(publishers=("Coastal Times",))
    assert assistant.search("ship adrift", filter=only)[0].article_id == EDITED_COPY.id
    answer = assistant.ask("How many sailors were on the ship?", filter=only)
    assert {citation.article_id for citation in answer.citations} == {EDITED_COPY.id}
    assert answer.coverage.copies == 0


def test_a_user_can_say_that_two_are_no_copies(assistant: Assistant) -> None:
    """And it stays so when both are added again, until one of them is removed."""
    assistant.add(WIRE_COPY, EDITED_COPY)
    assistant.edit(EDITED_COPY.id, not_copy_of=WIRE_COPY.id)
    assert [one.copy_of for one in assistant.articles()] == ["", ""]
    assistant.add(article(WIRE + OWN, "Northern Wire", 9), EDITED_COPY, WIRE_COPY)
    assert assistant.article(EDITED_COPY.id).copy_of == ""
    with pytest.raises(UnknownArticle):
        assistant.edit(EDITED_COPY.id, not_copy_of=EDITED_COPY.id)
    with pytest.raises(UnknownArticle):
        assistant.edit(EDITED_COPY.id, not_copy_of="nothing")


def test_when_the_original_goes_its_copies_stay(assistant: Assistant) -> None:
    """The earliest of them is the original then; removing all leaves no trace."""
    later = article(EDITED.replace("in time", "so early"), "The Strait", 9)
    assistant.add(WIRE_COPY, EDITED_COPY, later)
    assistant.remove(WIRE_COPY.id)
    assert {one.id: one.copy_of for one in assistant.articles()} == {
        EDITED_COPY.id: "",
        later.id: EDITED_COPY.id,
    }
    assistant.remove(EDITED_COPY.id, later.id)
    catalog = assistant.library._catalog
    for table in ("articles", "chunks", "bands", "copy_pairs", "kept_apart", "copies", "versions",
                  "edits", "sources", "full_text"):  # fmt: skip
        assert catalog.database.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_repair_finds_the_copies_anew(assistant: Assistant) -> None:
    """Links follow from the articles: without them they are the same again."""
    assistant.add(WIRE_COPY, EDITED_COPY, OWN_WORDS)
    catalog = assistant.library._catalog
    with catalog.database.transaction():
        for table in ("bands", "copy_pairs", "copies"):
            catalog.database.rows(f"DELETE FROM {table}")
    assert not any(one.copy_of for one in assistant.articles())
    assistant.repair()
    assert assistant.article(EDITED_COPY.id).copy_of == WIRE_COPY.id


def test_many_copies_of_one_text_have_one_original(assistant: Assistant) -> None:
    """Forty outlets with one agency's text, each a little edited, are one source."""
    words = "harbour office said again that ferries would wait".split()
    given = [
        article(WIRE.replace("before two tugs", f"before {word} two tugs"), f"Outlet {n}", 10)
        for n in range(5)
        for word in words
    ]
    assistant.add(given, WIRE_COPY)
    assert {one.copy_of for one in assistant.articles() if one.id != WIRE_COPY.id} == {WIRE_COPY.id}


ADDED = "In Brannock the roof of the town library was torn off, and 9,000 books were ruined."


def test_a_copy_keeps_what_it_adds(assistant: Assistant) -> None:
    """A sentence that only the copy has is found, told in a briefing and cited as the copy's."""
    longer = f"{WIRE}\n{ADDED}\n"
    assistant.add(WIRE_COPY, article(longer, "Coastal Times", 8))
    (copy,) = [one for one in assistant.articles() if one.copy_of]
    answer = assistant.ask("How many books were ruined in the library?")
    assert answer.statements[0].text == ADDED
    assert [answer.citations[n - 1].article_id for n in answer.statements[0].citations] == [copy.id]
    whole = assistant.brief(words=250)
    cited = [one for one in whole.citations if one.quote == ADDED]
    assert [one.publisher for one in cited] == ["Coastal Times"]


def test_the_same_words_again_bring_their_day_and_outlet(assistant: Assistant) -> None:
    """What was added without them is completed and counts once."""
    bare = Article(WIRE, title="Ship adrift")
    assert len(assistant.add(bare).added) == 1
    report = assistant.add(WIRE_COPY)
    assert (len(report.updated), len(report.added), len(report.duplicates)) == (1, 0, 0)
    (known,) = assistant.articles()
    assert (known.publisher, known.day) == ("Northern Wire", date(2024, 5, 7))
    assert len(assistant.add(bare).unchanged) == 1
    (known,) = assistant.articles()
    assert known.publisher == "Northern Wire"
