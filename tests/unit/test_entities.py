"""Names of a text: where they stand, what they are, and which are one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import sentences, tagger
from vectorstore.text.encoder import TokenStates
from vectorstore.text.entities import Tagged, TaggedName, key, tag, together

MODEL = SentenceTransformerEmbeddings()
TEXT = (
    "Helsinki mayor Maria Lindqvist said on Monday that Nordbank Group would leave Finland.\n\n"
    "“We are sorry,” Lindqvist told the European Space Agency (ESA). Nordbank’s chief, Anders "
    "Holm, and ESA gave no reason. Ms. Lindqvist later met Holm."
)


def tagged(text: str, *, model: bool = True) -> Tagged:
    """What is found in a text by the bundled model, or by a model without a tagger."""
    _, (states,) = MODEL.embed_tokens([text])
    return tag(text, sentences(text), states if model else states._replace(layers=None))


def test_names_of_one_are_one_entity_with_its_kind() -> None:
    """A surname, a short name, a possessive and initials are the full name's."""
    found = tagged(TEXT)
    names = {entity.name: entity for entity in found.entities}
    assert names["Maria Lindqvist"].kind == "person"
    assert names["Maria Lindqvist"].aliases == ("Lindqvist",)
    assert names["European Space Agency"].aliases == ("ESA",)
    assert names["Finland"].kind == "place"
    mentioned = [m for row in found.mentions for m in row]
    titled = next(m for m in mentioned if TEXT[m.start - 4 : m.start] == "Ms. ")
    assert TEXT[titled.title : titled.start] == "Ms. "


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ([("Jane Roe", "person"), ("Roe", "person"), ("Tom Roe", "person")], "001"),
        ([("Acme Inc.", "organisation"), ("Acme", "organisation")], "00"),
        ([("José Peña", "person"), ("Jose Pena", "person")], "00"),
        ([("World Food Programme", "organisation"), ("WFP", "organisation")], "00"),
        ([("Mexico City", "place"), ("Mexico", "place")], "01"),
        ([("Marlow County", "place"), ("Marlow", "place")], "00"),
        ([("Lyrids", "other"), ("Lyrid", "other")], "00"),
        ([("Ann Marlow", "person"), ("Marlow", "place")], "01"),
        ([("Aidan O'Connell", "person"), ("O'Connell", "person")], "00"),
    ],
)
def test_which_names_are_one(names: list[tuple[str, str]], groups: str) -> None:
    """Names in the order of a text, and the entity of each."""
    text = ", ".join(name for name, _ in names)
    rows, start = [], 0
    for name, kind in names:
        rows.append(TaggedName(start, start + len(name), kind, 1.0))  # type: ignore[arg-type]
        start += len(name) + 2
    found = together(text, [(0, len(text))], rows)
    assert "".join(str(mention.entity) for mention in found.mentions[0]) == groups


def test_a_name_has_no_verb_and_no_address_in_it() -> None:
    """Two names beside a verb are two; "Ms" is no part of a name."""
    found = tagged(
        "The Ministry of Trade fined Oreen Bank. Ms Lindt was there, and so was Nordbank."
    )
    assert {entity.name for entity in found.entities} >= {
        "Ministry of Trade",
        "Oreen Bank",
        "Lindt",
    }


@given(st.text(max_size=300) | st.lists(st.sampled_from(TEXT.split()), max_size=60).map(" ".join))
def test_mentions_lie_in_their_sentence_and_do_not_overlap(text: str) -> None:
    """Whatever the states are, of any text."""
    spans = sentences(text)
    words = tagger.words(text, spans)
    rng = np.random.default_rng(len(text))
    layers = rng.normal(size=(len(words), 1152)).astype(np.float32)
    places = list(zip(words.starts.tolist(), words.ends.tolist(), strict=True))
    for states in (TokenStates(layers, places, [layers]), TokenStates(layers, places)):
        found = tag(text, spans, states)
        assert len(found.mentions) == len(spans)
        for (first, last), row in zip(spans, found.mentions, strict=True):
            end = first
            for mention in row:
                assert end <= mention.start < mention.end <= last
                assert first <= mention.title <= mention.start
                assert 0 <= mention.entity < len(found.entities)
                end = mention.end


@pytest.mark.parametrize(
    "text", ["", "   ", "你好，世界。今天天气很好。", "مرحبا بالعالم", "\ud800 x"]
)
def test_a_text_without_english_names_gives_next_to_nothing(text: str) -> None:
    """Nothing wild is tagged, and nothing raises."""
    assert len(tagged(text).entities) <= 1
    assert not tagged(text, model=False).entities


def test_keys_leave_out_what_does_not_tell_names_apart() -> None:
    """Case, accents, points, articles and endings."""
    assert key("The ACME Corp.") == key("Acme") == ("acme",)
    assert key("Peña") == key("PENA")


@pytest.mark.parametrize(
    ("text", "spans", "names"),
    [
        (
            "The pro-Vale Harbour League met. The Harbour League voted.",
            [(8, 27), (37, 51)],
            ["Harbour League"],
        ),
        ("The pro-Vale Harbour League met.", [(8, 27)], ["pro-Vale Harbour League"]),
        ("The ex-Vale United coach left Vale.", [(7, 18), (30, 34)], ["Vale United", "Vale"]),
        ("An anti-Vale Union march left Vale.", [(8, 18), (30, 34)], ["anti-Vale Union", "Vale"]),
        ("The anti-Red Star front met Red Star.", [(9, 17), (28, 36)], ["Red Star"]),
    ],
)
def test_a_prefix_is_not_lost(text: str, spans: list[tuple[int, int]], names: list[str]) -> None:
    """What a hyphen joins to the first word of a name is told with it, or neither of them is."""
    rows = [TaggedName(start, end, "organisation", 1.0) for start, end in spans]
    found = together(text, [(0, len(text))], rows)
    assert [entity.name for entity in found.entities] == names
