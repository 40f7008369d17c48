"""Measuring: what counts as story_sentences, how rankings are scored, what floors refuse."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Passage, verify
from assistant.evaluating.collection import EvaluationError, Question, holds, read_collection
from assistant.evaluating.figures import (
    Figure,
    Reply,
    answer_figures,
    fallen,
    ndcg,
    read_floors,
    retrieval_figures,
    write_floors,
)
from assistant.evaluating.verification import (
    story_sentences,
    verification_figures,
)

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Makes a folder with one article and the given lines of questions.jsonl."""

    def make(*lines: str) -> Path:
        (tmp_path / "articles" / "ferry").mkdir(parents=True, exist_ok=True)
        (tmp_path / "articles" / "ferry" / "one.txt").write_text("Three people died, police said.")
        (tmp_path / "questions.jsonl").write_text("\n".join(lines) + "\n")
        return tmp_path

    return make


ASKED = json.dumps({"id": "a", "question": "How many died?", "answer": ["Three"]})


def passage(article_id: str, text: str) -> Passage:
    """A passage of an article."""
    return Passage(article_id, "", "", None, text, 0, len(text), 1.0)


@pytest.mark.parametrize(
    ("text", "answer", "told_"),
    [
        ("It rose to 4.75 per cent.", "4.75 per cent", True),
        ("BEYONCÉ’s song", "Beyonce", True),
        ("a toll of 12,300", "2,300", False),
        ("a toll of 12,300", "12300", True),
        ("112 people", "12", False),
        ("14.75 per cent", "4.75 per cent", False),
        ("a two-part vote", "two part", True),
        ("anything", "?!", False),
    ],
)
def test_an_answer_is_told_by_its_words(text: str, answer: str, told_: bool) -> None:
    """Case, accents and punctuation aside; a figure is one word, never a part of another."""
    assert holds(text, answer) is told_


def test_any_answer_will_do_but_where_all_are_asked_for() -> None:
    """A list question needs every item, in whichever texts."""
    one = Question("1", "?", ("Bel", "Baalshamin"))
    every = Question("2", "?", ("Bel", "Baalshamin"), every=True)
    assert one.answered_by(["the temple of Bel"])
    assert not every.answered_by(["the temple of Bel"])
    assert every.answered_by(["the temple of Bel", "and that of Baalshamin"])
    assert not Question("3", "?").answered_by(["anything"])


def test_ndcg_falls_with_the_place() -> None:
    """1 for the best order, less for each place further down, 0 for nothing."""
    assert ndcg([1, 1, 0], 2) == pytest.approx(1.0)
    assert ndcg([0, 1], 1) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg([0] * 10 + [1], 1) == 0.0
    assert ndcg([], 3) == ndcg([1], 0) == 0.0


def test_answers_are_measured_by_statement() -> None:
    """First, first three, whole; a refusal tells nothing and costs no words."""
    question = Question("1", "How many died?", ("Three",))
    replies = [
        Reply(question, ("Three died.",)),
        Reply(question, ("It sank.", "At night.", "Three died.", "It was dark out.")),
        Reply(question, ("It sank.", "At night.", "In fog.", "Three died.")),
        Reply(question, ()),
        Reply(Question("2", "Why?"), ("Three died.",)),
    ]
    figures = answer_figures(replies)
    assert {name: (f.value, f.of) for name, f in figures.items()} == {
        "in_first_statement": (0.25, 4),
        "in_first_three": (0.5, 4),
        "in_answer": (0.75, 4),
        "words": (pytest.approx(6.6667), 3),
        "statements": (3.0, 3),
    }


def test_rankings_count_a_text_once_and_only_where_it_holds_the_answer() -> None:
    """A copy of what was found already brings nothing; nor does the right article's other end."""
    question = Question("1", "How many died?", ("Three",), articles=("a.txt", "b.txt", "copy.txt"))
    firsts = {"A": "a.txt", "C": "a.txt", "B": "b.txt", "X": "x.txt", "copy.txt": "a.txt"}
    found = [passage("X", "Three ships"), passage("B", "fog"), passage("A", "Three died"),
             passage("C", "Three died")]  # fmt: skip
    figures = retrieval_figures([(question, found)], firsts)
    assert figures["answer_recall@1"].value == 1.0
    assert figures["article_recall@1"].value == 0.0
    assert figures["article_recall@3"].value == 1.0
    assert figures["ndcg@10"].value == pytest.approx(0.5 / (1 + 0.6309), abs=1e-3)


def test_a_gate_that_believes_all_catches_nothing_and_one_that_doubts_all_is_alarmed() -> None:
    """Both figures are needed: each of these checks is perfect in one and useless in the other."""
    articles = {
        "a.txt": story_sentences(
            "a", "The mayor of Homs told Reuters on Sunday that 12 people were not found."
        ),
        "b.txt": story_sentences("b", "The bank of Calvera raised its rate to 5% on Monday."),
    }
    quotes = [("a.txt", "12 people were not found"), ("gone.txt", "nothing")]

    believing = verification_figures(
        articles, quotes, lambda statement, _: verify(statement, [statement])
    )
    doubting = verification_figures(articles, quotes, lambda statement, _: verify(statement, []))
    assert believing.keys() == doubting.keys()
    for name, figure in believing.items():
        assert figure.of, name
        assert figure.value == 0.0, name
        assert doubting[name].value == 1.0, name
    real = verification_figures(articles, quotes, verify)
    assert real["altered_numbers"].value == real["wrong_article"].value == 1.0
    assert real["false_alarms"] == Figure(0.0, 2)
    assert real["doubted_cuts"].of == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2 is no question: Invalid JSON"),
        ("[]", "line 2 is no question: "),
        ('{"answer": null}', "'question': Field required"),
        ('{"question": "?", "answer": null}', "'question': "),
        ('{"question": "Who?"}', "'answer': Field required"),
        ('{"question": "Who?", "answer": []}', "'answer': "),
        ('{"question": "Who?", "answer": "me"}', "'answer': "),
        ('{"question": "Who?", "answer": null, "articles": ["no.txt"]}', "no.txt is missing"),
        ('{"question": "Who?", "answer": null, "articles": 1}', "'articles': "),
        ('{"question": "Who?", "answer": null, "history": ["?"]}', "'history': "),
        ('{"question": "Who?", "answer": null, "history": 3}', "'history': "),
    ],
)
def test_a_broken_question_is_named_by_its_line(folder: Folder, line: str, said: str) -> None:
    """One line: the file, the line, what is wrong."""
    with pytest.raises(EvaluationError) as raised:
        read_collection(folder(ASKED, line))
    assert said in str(raised.value)
    assert "line 2" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_a_folder_lacks_is_said(tmp_path: Path, folder: Folder) -> None:
    """No folder, no articles, no questions, none asked, a gold file that is no JSON."""
    with pytest.raises(EvaluationError, match="is no folder"):
        read_collection(tmp_path / "nowhere")
    with pytest.raises(EvaluationError, match="has no articles/"):
        read_collection(tmp_path)
    place = folder(ASKED)
    (place / "questions.jsonl").unlink()
    with pytest.raises(EvaluationError, match=r"questions\.jsonl is missing"):
        read_collection(place)
    with pytest.raises(EvaluationError, match="asks nothing"):
        read_collection(folder(""))
    place = folder(ASKED)
    (place / "gold.json").write_text("{")
    with pytest.raises(EvaluationError, match=r"gold\.json is not JSON"):
        read_collection(place)
    for told_ in ("[]", '{"copies": [{"first": "a"}]}', '{"conflicts": [1]}'):
        (place / "gold.json").write_text(told_)
        with pytest.raises(EvaluationError, match="does not tell copies and conflicts"):
            read_collection(place)
    (place / "questions.jsonl").write_bytes(b'{"question": "\xff"}')
    with pytest.raises(EvaluationError, match="is not UTF-8"):
        read_collection(place)


FIGURES = {
    "answers.in_first_statement": Figure(0.5, 10),
    "answers.words": Figure(40.0, 10),
    "answers.statements": Figure(2.0, 10),
    "refusals.wrong": Figure(0.1, 10),
    "retrieval.search.ndcg@10": Figure(0.8, 10),
}


def test_floors_leave_room_for_one_case_and_no_more(folder: Folder) -> None:
    """A question more or less passes, two do not; too many words or refusals are a fall too."""
    collection = read_collection(folder(ASKED))
    assert read_floors(collection) is None
    write_floors(collection, FIGURES)
    floors = read_floors(collection)
    assert floors is not None
    assert set(floors.floors) == set(FIGURES) - {"answers.statements"}
    assert fallen(FIGURES, floors) == []
    near = {
        "answers.in_first_statement": Figure(0.4, 10),
        "answers.words": Figure(42.0, 10),
        "refusals.wrong": Figure(0.2, 10),
        "retrieval.search.ndcg@10": Figure(0.7, 10),
    }
    assert fallen(near, floors) == []
    worse = {
        "answers.in_first_statement": Figure(0.3, 10),
        "answers.words": Figure(43.0, 10),
        "refusals.wrong": Figure(0.3, 10),
        "retrieval.search.ndcg@10": Figure(0.6, 10),
    }
    falls = fallen(worse, floors)
    assert [fall.figure for fall in falls] == sorted(worse)
    assert str(falls[0]) == ("answers.in_first_statement is 0.3, below the least it may be, 0.4")
    assert "above the most" in str(falls[1])


def test_floors_of_other_questions_or_figures_are_refused(folder: Folder) -> None:
    """A changed question, article or figure's name is an error that says so."""
    place = folder(ASKED)
    collection = read_collection(place)
    write_floors(collection, FIGURES)
    floors = read_floors(collection)
    assert floors is not None
    with pytest.raises(EvaluationError, match=r"answers\.words, which is not measured"):
        fallen({name: f for name, f in FIGURES.items() if name != "answers.words"}, floors)
    folder(ASKED.replace("many", "few"))
    with pytest.raises(EvaluationError, match="made from other articles or questions"):
        read_floors(read_collection(place))
    folder(ASKED)
    assert read_floors(read_collection(place)) == floors
    (place / "articles" / "ferry" / "two.txt").write_text("Four died.")
    with pytest.raises(EvaluationError, match="--lower-floors"):
        read_floors(read_collection(place))


@pytest.mark.parametrize("text", ["{", "[]", '{"checksum": "x"}', '{"floors": {"a": "b"}}'])
def test_floors_that_are_none_say_how_to_get_some(folder: Folder, text: str) -> None:
    """A floors.json that cannot be read is never taken for one without floors."""
    place = folder(ASKED)
    (place / "floors.json").write_text(text)
    with pytest.raises(EvaluationError, match="write it anew with --lower-floors"):
        read_floors(read_collection(place))
