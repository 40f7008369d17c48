"""A briefing against articles: what stands, what moved, what is gone, and what was altered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant import Article, Briefing
from assistant.types import Citation, Statement, Verdict
from assistant.verification.briefings import verification
from tests import briefings
from vectorstore.errors import UnknownArticle


def among(*articles: Article) -> Callable[[str], Article]:
    """Reads from these articles, taking how an id begins as a library does."""

    def read(article_id: str) -> Article:
        found = [one for one in articles if article_id and one.id.startswith(article_id)]
        if not found:
            raise UnknownArticle(article_id)
        return found[0]

    return read


def now(text: str) -> Article:
    """The first article as it is when its text has become this one."""
    return replace(briefings.WIRE, text=text, id=briefings.WIRE.id)


def outcomes(briefing: Briefing, *articles: Article) -> dict[int, str]:
    """What became of each citation, by number."""
    found = verification(briefing, among(*articles))
    return {check.citation.number: check.outcome for check in found.checks}


def test_a_briefing_holds_against_what_it_was_made_of() -> None:
    """Every citation of every section stands, and every statement is verified."""
    found = verification(briefings.full(), among(*briefings.ARTICLES))
    assert (found.holds, found.unsupported, found.notices) == (True, (), ())
    assert [check.citation for check in found.checks] == list(briefings.full().citations)
    assert {check.outcome for check in found.checks} == {"holds"}


def test_the_four_outcomes() -> None:
    """Words that stand hold; elsewhere they moved; no more there they changed; else gone."""
    moved = "Corrected. " + briefings.WIRE.text.replace(" aground", "\n aground")
    others = briefings.ARTICLES[1:]
    assert outcomes(briefings.small(), now(moved), *others) == {1: "moved"}
    changed = briefings.WIRE.text.replace("on Friday", "on Thursday")
    assert outcomes(briefings.small(), now(changed), *others) == {1: "changed"}
    assert outcomes(briefings.small(), *others) == {1: "gone"}
    assert outcomes(briefings.small(), *briefings.ARTICLES) == {1: "holds"}


def test_the_same_words_in_another_text_moved() -> None:
    """A text that changed after the quote is another text, though the words stand in place."""
    longer = now(briefings.WIRE.text + "\n\nThe search goes on.")
    assert outcomes(briefings.small(), longer) == {1: "moved"}


def test_half_an_id_names_no_article() -> None:
    """A library takes how an id begins; a citation names the whole."""
    made = briefings.small()
    cut = replace(made.citations[0], article_id=briefings.WIRE.id[:6])
    assert outcomes(replace(made, citations=(cut,)), briefings.WIRE) == {1: "gone"}


def altered(**changes: object) -> Briefing:
    """The full briefing with some fields changed."""
    return replace(briefings.full(), **changes)  # type: ignore[arg-type]


FULL = briefings.full()
FALSE = "A ferry ran aground off Larnholm on Monday."
LIE = Statement(FALSE, (1,), Verdict(True, 1.0))


@pytest.mark.parametrize(
    "made",
    [
        altered(bottom_line=LIE),
        altered(key_points=(replace(FULL.key_points[0], text="Eight people died, police said."),)),
        altered(new=(replace(FULL.new[0], text=FALSE),)),
        altered(open=(LIE,)),
        altered(new=(replace(FULL.new[1], text=FALSE),)),
        altered(stories=(replace(FULL.stories[0], statements=(LIE,)),)),
        altered(statements=(LIE, *FULL.statements[1:])),
        altered(plain=FULL.plain.replace("seven", "eight")),
        altered(timeline=(replace(FULL.timeline[0], text=FALSE),)),
        altered(figures=(replace(FULL.figures[0], text="The toll has risen to eight."),)),
        altered(quotes=(replace(FULL.quotes[0], words="The ship never left the channel,"),)),
        altered(quotes=(replace(FULL.quotes[0], words="left … The ship"),)),
        altered(people=(replace(FULL.people[0], roles=("the mayor of Larnholm",)),)),
        altered(conflicts=(replace(FULL.conflicts[0], sides=(
            replace(FULL.conflicts[0].sides[0], value="Ninety people died"),)),)),
    ],
)  # fmt: skip
def test_altered_words_are_not_supported(made: Briefing) -> None:
    """A false sentence in any section fails, whatever verdict the file itself gives it."""
    found = verification(made, among(*briefings.ARTICLES))
    assert not found.holds
    assert {check.outcome for check in found.checks} == {"holds"}
    assert found.unsupported
    assert all(one.verdict.reasons and not one.verdict.supported for one in found.unsupported)


def test_a_quotation_may_be_cut() -> None:
    """Words left out between the parts of a quotation are no fault."""
    cut = replace(FULL.quotes[0], words="The ship … in fog,", wordings=())
    assert verification(altered(quotes=(cut,)), among(*briefings.ARTICLES)).holds


def test_a_number_without_a_citation_is_not_supported() -> None:
    """A statement that cites what is not in the briefing fails, and the number is named."""
    said = FULL.statements[0]
    made = altered(statements=(replace(said, citations=(1, 99)), *FULL.statements[1:]))
    (found,) = verification(made, among(*briefings.ARTICLES)).unsupported
    assert found.verdict.reasons == ("[99] is not in the briefing",)


def forged(**changes: object) -> Citation:
    """The first citation with some fields changed."""
    return replace(FULL.citations[0], **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("citation", "outcome"),
    [
        (forged(quote="A ferry sank off Larnholm on Friday."), "changed"),
        (forged(start=3, end=46), "moved"),
        (forged(quote="", start=0, end=0), "changed"),
        (forged(start=-46, end=-3), "moved"),
        (forged(version="0" * 16), "moved"),
    ],
)
def test_a_forged_citation_does_not_hold(citation: Citation, outcome: str) -> None:
    """Other words, another place or another version than the article's."""
    made = replace(briefings.small(), citations=(citation,))
    assert outcomes(made, *briefings.ARTICLES) == {1: outcome}


def test_each_section_is_looked_at() -> None:
    """A citation that only one section has is checked too, and its disagreement told."""
    entry = replace(FULL.timeline[0], citations=(forged(quote="A ferry sank."),))
    found = verification(altered(timeline=(entry,)), among(*briefings.ARTICLES))
    assert [check.outcome for check in found.checks].count("changed") == 1
    assert found.notices == ("[1] is another citation in one place than in the list of sources",)
    assert not found.holds


def test_what_else_differs_is_told() -> None:
    """Another publisher or day than the article's is no fault of the words, and is said."""
    edited = replace(briefings.WIRE, publisher="Wire North", published=date(2024, 5, 2))
    found = verification(briefings.small(), among(edited))
    assert found.holds
    assert found.notices == (
        "[1] names Northern Wire; the article has Wire North",
        "[1] names 2024-05-03; the article has 2024-05-02",
    )


def test_a_refusal_holds() -> None:
    """A briefing that tells nothing has nothing that could fail."""
    found = verification(briefings.refused(), among())
    assert (found.holds, found.checks, found.unsupported) == (True, (), ())
