"""Terms, negations and questions: the words that texts and questions are matched by."""

import pytest

from vectorstore.text import STOP_WORDS, negations, stem, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fighters’ leaders fled.", ["fighter", "leader", "flee"]),
        ("IS’s last stand", ["is", "last", "stand"]),
        ("It is the US, not us.", ["us"]),
        ("U.S. troops", ["us", "troop"]),
        ("1,100 men and 4.5%", ["1100", "man", "4.5"]),
        ("a six-week siege", ["six", "week", "six-week", "sieg"]),
        ("It won’t hold; they won.", ["hold", "win"]),
        ("Élysée, Łódź", [stem("elysee"), stem("lodz")]),
        ("WHO IS IN THE CITY", ["citi"]),
        ("e.g. tents", ["tent"]),
        ("", []),
    ],
)
def test_terms_are_the_stems_of_content_words(text: str, expected: list[str]) -> None:
    """Stop words and possessives go; figures, acronyms and both forms of a compound stay."""
    assert terms(text) == expected


def test_stems_join_the_forms_of_a_word() -> None:
    """Number, tense, case and accents do not part two forms."""
    assert stem("Fighters") == stem("fighter")
    assert stem("destroyed") == stem("destroys")
    assert stem("Café") == stem("cafe")


def test_stop_words_are_folded() -> None:
    """The list can be asked with a lower-case word, and holds no content words."""
    assert "the" in STOP_WORDS
    assert not STOP_WORDS & {"won", "city", "first", "last", "war"}


def test_words_keep_what_belongs_together() -> None:
    """Figures, contractions, compounds and acronyms are one word each."""
    text = "He didn't see 11,000 US-backed U.S. men—or al-Assad."
    found = [text[start:end] for start, end in words(text)]
    assert found == [
        "He", "didn't", "see", "11,000", "US-backed", "U.S", "men", "or", "al-Assad",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("He did not go, and never will.", ["not", "never"]),
        ("They don’t and can't.", ["don’t", "can't"]),
        ("It no longer holds.", ["no longer"]),
        ("She denied it and refused to go.", ["denied", "refused to"]),
        ("None came, without exception.", ["None", "without"]),
        ("Neither he nor she failed to vote.", ["Neither", "nor", "failed to"]),
        ("Not only he but no doubt all did.", []),
        ("No. 5 rose by no more than 3%.", []),
        ("The notable knot annoyed Norma.", []),
        ("", []),
    ],
)
def test_negations_are_cues_and_not_idioms(text: str, cues: list[str]) -> None:
    """What denies is found, what only looks like it is not."""
    assert [text[start:end] for start, end in negations(text)] == cues
