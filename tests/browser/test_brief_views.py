"""What the Brief pane shows, without a page: sections, axis, checks, files, narrowed questions."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from assistant import Answer, Assistant
from assistant.conversations.downloads import MOST_OPEN, OpenBriefings, attachment, file_name
from assistant.conversations.jobs import Thread
from assistant.errors import UnknownBriefing
from assistant.exporting.forms import Form
from assistant.interfaces.chat.ask import Question, read_question
from assistant.interfaces.chat.briefings import (
    BriefingModel,
    briefing_view,
    check_view,
)
from assistant.interfaces.chat.components import shown
from assistant.interfaces.chat.library import LibraryModel
from assistant.interfaces.chat.views import answer_view, narrowings, numbered
from assistant.types import Check, Coverage, Verification
from tests import briefings
from vectorstore.documents import ArticleFilter


def answer(**fields: object) -> Answer:
    """An answer that cites the first three sources of the full briefing."""
    made = briefings.full()
    plain = Answer(
        question="Who?", standalone_question="Who?", answered=True, text="", plain="",
        statements=made.statements, citations=made.citations[:3], passages=(),
        filter=ArticleFilter(), coverage=Coverage(articles=3), writer="extractive",
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_what_no_json_carries_does_not_reach_the_page() -> None:
    """Lone surrogates are replaced, so that every view is JSON in UTF-8."""
    made = briefings.full()
    torn = replace(made, headline="a\ud800b", notices=("\udfff",), people=(
        replace(made.people[0], name="\ud801", roles=("\ud802",)),))  # fmt: skip
    json.dumps(shown(value=briefing_view(torn)), ensure_ascii=False).encode()


def test_conflicts_of_an_answer_share_its_numbers() -> None:
    """What an answer cites too keeps its number in "Sources differ"; the rest goes on from it."""
    own = [replace(one, number=at) for at, one in enumerate(briefings.full().citations, start=10)]
    conflict, _ = briefings.full().conflicts
    sides = tuple(replace(side, citations=(one,))
                  for side, one in zip(conflict.sides, (own[1], own[5]), strict=True))  # fmt: skip
    asked = answer(conflicts=(replace(conflict, sides=sides),))
    citations, (shown,) = numbered(asked)
    assert [side.citations[0].number for side in shown.sides] == [2, 4]
    assert [one.number for one in citations] == [1, 2, 3, 4]
    assert citations[3].quote == own[5].quote
    view = answer_view(asked)
    assert [source.number for source in view.sources] == [1, 2, 3, 4]
    assert [side.citations for side in view.differing[0].sides] == [(2,), (4,)]


def test_each_part_of_a_filter_can_be_taken_away() -> None:
    """The days are one part, each publisher is one; the others remain."""
    march = ArticleFilter(publishers=("Wire", "Post"), since=date(2016, 3, 1),
                          until=date(2016, 3, 31))  # fmt: skip
    parts = narrowings(march)
    assert {part: label for part, (label, _) in parts.items()} == {
        "period": "1 March 2016 to 31 March 2016", "publisher-0": "Wire", "publisher-1": "Post",
    }  # fmt: skip
    assert parts["period"][1] == ArticleFilter(publishers=("Wire", "Post"))
    assert parts["publisher-0"][1] == replace(march, publishers=("Post",))
    assert narrowings(ArticleFilter()) == {}
    ticked = narrowings(ArticleFilter(article_ids=("a", "b")))
    assert ticked == {"ticked": ("2 ticked articles", ArticleFilter())}
    assert narrowings(ArticleFilter(story="s"))["ticked"][0] == "what is ticked"


def test_a_tick_is_blamed_only_for_a_refusal() -> None:
    """What is ticked is shown beside the question; a refusal names it as what can be taken away."""
    within = ArticleFilter(article_ids=("a",))
    assert answer_view(answer(filter=within)).narrowed == ()
    refusal = answer(filter=within, answered=False, statements=(), citations=())
    assert [chip.label for chip in answer_view(refusal).narrowed] == ["1 ticked article"]
    assert answer_view(replace(refusal, kind="help")).narrowed == ()


def test_a_doubtful_question_shows_what_it_may_mean() -> None:
    """What a request that asks back may mean can be chosen; what could follow an answer comes
    later, of itself."""
    asked_back = answer(answered=False, statements=(), citations=(), suggestions=("A?", "B?"))
    assert answer_view(asked_back).choices == ("A?", "B?")
    assert answer_view(answer(suggestions=("A?",))).choices == ()


def test_what_was_understood_is_not_said_twice() -> None:
    """The question, its days and its publishers are shown elsewhere and are no chips."""
    march = ArticleFilter(publishers=("Wire",), since=date(2016, 3, 1))
    understood = ("Summary", "Palmyra", "Who?", "Wire", "since 1 March 2016", "3 bullets")
    view = answer_view(answer(filter=march, understood=understood))
    assert view.understood == ("Summary", "Palmyra", "3 bullets")


def test_exact_sentences_are_told_apart() -> None:
    """A sentence that answers and points that say more; a text that a model wrote, or that prose
    was asked for, stays one, and so does whatever has a layout of its own."""
    assert answer_view(answer()).layout == "points"
    assert answer_view(answer(writer="scripted")).layout == "prose"
    assert answer_view(answer(understood=("Answer", "prose"))).layout == "prose"
    assert answer_view(answer(layout="table")).layout == "table"
    assert answer_view(answer(kind="summary")).layout == "prose"


def test_only_what_narrowed_a_turn_can_be_taken_from_it() -> None:
    """A turn or a part that the page names and that there is not asks nothing."""
    thread = Thread((answer(), answer(filter=ArticleFilter(since=date(2016, 3, 1)))))

    def asked(turn: object, without: object) -> Question:
        return read_question(thread, {"question": "x", "turn": turn, "without": without})

    assert asked(1, "period") == Question("Who?", ArticleFilter(), narrow=False, after=1)
    for turn, without in ((0, "period"), (-1, "period"), (2, "period"), (1, "publisher-0")):
        assert asked(turn, without) == Question("x")
    assert read_question(thread, {"question": 7, "instead": 1}) == Question("", instead=1)


def test_a_turn_is_asked_as_another_kind() -> None:
    """The last turn is asked again, one before it comes anew; a kind that there is not is none."""
    thread = Thread((answer(), answer()))

    def asked(turn: int, kind: object) -> Question:
        return read_question(thread, {"question": "x", "turn": turn, "kind": kind})

    assert asked(1, "timeline") == Question("Who?", after=1, instead=1, kind="timeline")
    assert asked(0, "changes") == Question("Who?", after=0, kind="changes")
    for turn, kind in ((1, "transform"), (1, 7), (2, "list")):
        assert asked(turn, kind) == Question("x")


def test_a_check_says_what_no_longer_holds() -> None:
    """All citations hold, or how many do, and for each of the others what became of it."""
    one, two, three, *_ = briefings.full().citations
    whole = Verification(True, (Check(one, "holds"), Check(two, "moved")), ())
    assert check_view("x", whole).line == "all 2 citations hold"
    torn = Verification(False, (Check(one, "holds"), Check(two, "gone"), Check(three, "changed")),
                        (briefings.full().statements[0],))  # fmt: skip
    view = check_view("x", torn)
    assert view.line == "1 of 3 citations hold; 1 statement unsupported"
    assert "is no longer in the library" in view.details[0]
    assert "no longer says it" in view.details[1]
    assert not view.holds


@pytest.mark.parametrize(
    ("headline", "name"),
    [("Ferry runs aground: 7 dead", "ferry-runs-aground-7-dead"), ("../../etc/hosts", "etc-hosts"),
     ("Паром сел на мель", "паром-сел-на-мель"), ('"; rm -rf "', "rm-rf"), ("…", "briefing"),
     ("\r\nSet-Cookie: a", "set-cookie-a"), ("a" * 200, "a" * 80)],
)  # fmt: skip
def test_a_file_is_named_after_the_headline(headline: str, name: str) -> None:
    """Words with hyphens, no path, nothing that could end a header; any script is kept."""
    assert file_name(headline) == name
    header = attachment(f"{name}.md")
    assert header.isascii()
    assert unquote(header.split("''")[1]) == f"{name}.md"


def test_only_who_has_the_token_gets_the_file(tmp_path: Path) -> None:
    """Each opening has a token of its own; an unknown one, or another form, gives nothing."""
    with Assistant(tmp_path / "library") as assistant:
        opened = OpenBriefings(assistant)
        one, other = opened.open(briefings.full()), opened.open(briefings.full())
        assert one.token != other.token
        for form in Form:
            file = opened.download(one.token, form)
            assert file is not None
            assert file.name == f"ferry-runs-aground-off-larnholm.{form}"
            assert file.content
        assert opened.download("", "md") is None
        assert opened.download(one.token, "exe") is None
        for _ in range(MOST_OPEN):
            opened.open(briefings.small())
        assert opened.download(one.token, "md") is None


def test_a_saved_briefing_is_named_by_its_whole_id(tmp_path: Path) -> None:
    """What the page sends must be an id of the list: a beginning of one deletes nothing."""
    with Assistant(tmp_path / "library") as assistant:
        model = BriefingModel(assistant, LibraryModel(assistant))
        saved = model.open.save(model.open.open(briefings.full()))
        assert model.open.save(saved) == saved
        assert model.open.resume(saved.token, "") == saved
        again = model.open.resume("forgotten", saved.id)
        assert again is not None
        assert (again.briefing, again.saved) == (saved.briefing, saved.saved)
        assert model.open.resume("forgotten", "") is model.open.resume("x", "gone") is None
        (row,) = model.saved()
        assert (row.headline, row.saved) == (briefings.full().headline, model.view(saved).saved)
        for wrong in (row.id[:-1], "", "nothing"):
            with pytest.raises(UnknownBriefing):
                model.deleted(wrong)
        assert model.open.reopen(row.id).briefing == briefings.full()
        assert model.deleted(row.id) == ()
