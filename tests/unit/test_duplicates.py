"""Which articles are copies of which, and which of them is the original."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading import read
from assistant.reading.types import Document
from assistant.samples import samples_folder, seeds_folder
from vectorstore import linked
from vectorstore.documents import Article
from vectorstore.duplicates import ENOUGH, Member, are_copies, originals, signature

DAY = date(2024, 5, 4)
FIRE = """\
A fire in a paper mill at Corrigan Bay destroyed two halls on Friday night and forced 340 people \
from their homes, the fire service said. Nobody was killed, but 12 workers were treated for smoke.

The alarm was raised at 9.40 p.m. by a night watchman who had seen flames behind the drying hall. \
Eighty firefighters with 14 engines fought the blaze until dawn, hindered by a strong wind.

"We saved the old mill, and for an hour I would not have bet on it," said the head of the brigade, \
Colm Tarrant. He would not be drawn on the cause of the fire.

The mill, which was founded in 1911, employs 260 people and makes paper for schoolbooks. Its \
owner, the Bray family, said that production would not start again before the autumn.

Residents of Station Road were allowed to return on Saturday afternoon. The district council \
opened a school hall for those whose flats are still without electricity and water."""

LOCAL = """\
In Wendlow, where many of the workers live, the parish hall stayed open through the night. A \
collection for the families has begun at the library and will run until the end of the month."""


def article(text: str, publisher: str = "Northern Wire", day: date | None = DAY) -> Article:
    """An article of that text."""
    return Article(text, publisher=publisher, published=day)


def copies(one: str, other: str) -> bool:
    """Whether two outlets' texts of one day are copies."""
    return are_copies(article(one), article(other, "The Wendlow Courier"))


def shared(one: str, other: str) -> int:
    """How many bands two texts share."""
    return len(set(signature(one, "").bands) & set(signature(other, "").bands))


def sentences_of(text: str) -> list[str]:
    """The sentences of FIRE, roughly."""
    return text.replace("\n\n", " ").split(". ")


# What is kept of a text


def test_bands_are_signed_64_bit_and_the_same_everywhere() -> None:
    """A signature is stored: neither the run nor the machine may change it."""
    mine = signature(FIRE, "v").bands
    assert all(-(2**63) <= band < 2**63 for band in mine)
    assert len(set(mine)) == len(mine)
    assert mine[:2] == (23502924, 4300541204)


# What is a copy


@pytest.mark.parametrize(
    "other",
    [
        FIRE.upper(),
        FIRE.replace("\n\n", "\n").replace(" ", "  "),
        FIRE.replace("destroyed", "gutted").replace("hindered by", "in spite of"),
        FIRE.replace("12 workers", "twelve workers").replace("Eighty", "80"),
        FIRE.replace('"', "“").replace(", and", " – and"),
        "\n\n".join(reversed(FIRE.split("\n\n"))),
        f"CORRIGAN BAY, 5 May (NW) — {FIRE}",
        f"{FIRE}\n\n{LOCAL}",
        f"{LOCAL}\n\n{FIRE}",
        "\n\n".join(FIRE.split("\n\n")[:3]),
        "\n\n".join(FIRE.split("\n\n")[:2]),
        ". ".join(sentences_of(FIRE)[::2]),
        f"Home | News | Sport\n\n5 minute read\n\n{FIRE}\n\nRead more: the week in pictures",
        FIRE.replace("founded in 1911", "founded in 1912"),
    ],
    ids=[
        "case", "spaces", "words", "numbers", "quotes", "order", "dateline", "local paragraph",
        "local paragraph first", "shortened", "excerpt", "every other sentence", "furniture",
        "one figure corrected",
    ],
)  # fmt: skip
def test_an_edited_text_is_a_copy(other: str) -> None:
    """Edits that tell nothing new make a copy, however the page was read."""
    assert copies(FIRE, other)
    assert shared(FIRE, other) >= ENOUGH


@pytest.mark.parametrize(
    "other",
    [
        FIRE.replace("340 people", "510 people"),
        FIRE.replace("12 workers", "31 workers").replace("260", "290").replace("1911", "1921"),
        FIRE.replace("340", "400").replace(FIRE.split("\n\n")[1], LOCAL),
        "\n\n".join([LOCAL, LOCAL.upper(), *FIRE.split("\n\n")[2:]]),
        LOCAL,
    ],
    ids=["figure of the lead", "three figures", "update", "another lead", "another text"],
)
def test_an_update_is_no_copy(other: str) -> None:
    """Other figures, or another lead with news of its own, make a text of its own."""
    assert not copies(FIRE, other)


TEMPLATE = (
    "{0} beat {1} in front of a large crowd. The winners, who had lost to {2} the week before,"
    " took the lead through a header by {3} and never looked back. The visitors missed {4}, who"
    " is injured, and seldom came near the goal of {5} on an afternoon of steady rain."
)


def test_reports_to_one_template_are_no_copies() -> None:
    """Two matches are told in the same words."""
    one = TEMPLATE.format("Harlow", "Denby", "Elton", "Marsh", "Rudd", "Tovey")
    other = TEMPLATE.format("Corby", "Bexley", "Penn", "Sorley", "Quarles", "Ingram")
    assert not copies(one, other)
    assert copies(one, one.replace("large", "big").replace("steady", "heavy"))


def test_short_texts_are_copies_when_their_words_are_the_same() -> None:
    """Below 25 words likeness is chance: case and points may differ, no word."""
    one = "Seven people died when the ferry ran aground off Ostrey, police said."
    assert copies(one, "Seven people died when the ferry ran aground off Ostrey, Police said!")
    assert not copies(one, one.replace("police", "officials"))
    assert not copies("…", "!")
    assert not copies(one, FIRE.replace("A fire", f"{one} A fire"))


# Who wrote it, and when

OWN = """\
What the mill meant to the town can be read off its streets, which are named after its machines. \
For three generations whoever left school went to the mill or to sea, and those who went to sea \
came back to the mill. The quay was built for its timber, the railway for its bales.

The trade has been shrinking since the schoolbooks moved to screens. Two neighbouring mills have \
closed within a decade, and the Bray family had been looking for a buyer since the spring. An \
offer from abroad was on the table, two people who know the papers said, and nobody can tell what \
it is worth now.

The insurers will send their people on Tuesday. Until then the gates stay shut, and the men stand \
before them in their good coats, as if there had been a funeral. One of them has brought the key \
of his locker, which he will not need."""


def wire(text: str, publisher: str, agency: str, day: date | None = DAY) -> Article:
    """An article that is marked with an agency."""
    return replace(article(text, publisher, day), agency=agency)


BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
PARTS = FIRE.split("\n\n")
BEGUN, AROUND, EXTENDED = (
    "\n\n".join(PARTS[:2]),
    f"{OWN}\n\n{FIRE}\n\n{OWN.upper()[:400]}",
    f"{FIRE}\n\n{OWN}",
)
EDITED = "\n\n".join([*PARTS[:2], OWN[:280], PARTS[4].replace("Residents", "People")])
MORNING = Article(FIRE[:640], publisher="Herald", published=datetime(2024, 5, 4, 8))
NOON = Article(EXTENDED, publisher="Herald", published=datetime(2024, 5, 4, 12, tzinfo=UTC))
HEAVY = wire(FIRE, "Herald", "NW")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Who takes up an agency's or an earlier text and adds as much has an article of his own.
        (wire(FIRE, "Northern Wire", "Northern Wire"), article(AROUND, "Herald"), False),
        (article(FIRE, day=BEFORE), article(AROUND, "Herald"), False),
        # What is taken out of a text that was there before tells nothing new.
        (article(EXTENDED, "Herald"), article(BEGUN, "Echo", AFTER), True),
        (article(EXTENDED, "Herald"), article(BEGUN, "Echo", None), True),
        (article(EXTENDED, "Herald"), article(BEGUN, "Echo", BEFORE), False),
        # An outlet's first version stands in its last; what it adds is news, another's is colour.
        (MORNING, NOON, True),
        (article(FIRE), article(f"{OWN[:450]}\n\n{FIRE}", day=AFTER), False),
        (article(FIRE), article(f"{LOCAL}\n\n{FIRE}\n\n{LOCAL}", "Echo", AFTER), True),
        # Two that carry one agency's mark have one source, if it was at about one time.
        (HEAVY, wire(EDITED, "Echo", "nw"), True),
        (HEAVY, article(EDITED, "NW", None), True),
        (HEAVY, article(EDITED, "Echo"), False),
        (HEAVY, wire(EDITED, "Echo", "NW", DAY + timedelta(3)), False),
    ],
)
def test_who_wrote_it_and_when_tells_what_is_a_copy(
    one: Article, other: Article, expected: bool
) -> None:
    """The same words are a copy or not by outlet, agency and day."""
    assert are_copies(one, other) is are_copies(other, one) is expected


# Other languages

LANGUAGES = {
    "German": (
        "Bei einem Brand in einer Papierfabrik in Corrigan Bay sind in der Nacht zum Samstag zwei"
        " Hallen zerstört worden. 340 Menschen mussten ihre Wohnungen verlassen, teilte die"
        " Feuerwehr mit. Getötet wurde niemand, 12 Arbeiter kamen mit Rauchvergiftungen ins"
        " Krankenhaus. Die Ursache des Feuers ist noch unklar.",
        ("teilte die Feuerwehr mit", "sagte ein Sprecher der Feuerwehr"),
        ("340", "510"),
    ),
    "Chinese": (
        "科里根湾一家造纸厂周五晚间发生火灾，烧毁两座厂房，消防部门说，340名居民被迫离开家园。"
        "火灾没有造成人员死亡，但有12名工人因吸入浓烟接受治疗。起火原因仍在调查之中，"
        "工厂老板表示，秋季之前不会恢复生产，周围道路已经重新开放。",
        ("仍在调查之中", "目前还不清楚"),
        ("340", "510"),
    ),
    "Thai": (
        "เกิดเหตุเพลิงไหม้โรงงานกระดาษที่อ่าวคอร์ริแกนเมื่อคืนวันศุกร์ อาคารสองหลังถูกทำลาย"
        " และประชาชน 340 คนต้องออกจากบ้าน เจ้าหน้าที่ดับเพลิงกล่าว ไม่มีผู้เสียชีวิต"
        " แต่คนงาน 12 คนเข้ารับการรักษาเพราะสูดควันไฟ สาเหตุของเพลิงไหม้ยังไม่ทราบแน่ชัด",
        ("เจ้าหน้าที่ดับเพลิงกล่าว", "หัวหน้าหน่วยดับเพลิงแถลง"),
        ("340", "510"),
    ),
    "Hindi": (
        "कोरिगन बे में कागज़ की एक मिल में शुक्रवार रात आग लगने से दो हॉल नष्ट हो गए और 340 लोगों"
        " को अपने घर छोड़ने पड़े, दमकल सेवा ने बताया। किसी की मौत नहीं हुई, लेकिन 12 मज़दूरों का धुएँ"
        " के कारण इलाज किया गया। आग लगने का कारण अभी पता नहीं चला है।",
        ("दमकल सेवा ने बताया", "अधिकारियों ने कहा"),
        ("340", "510"),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_copies_and_updates_in_other_languages(language: str) -> None:
    """Scripts without spaces, vowel signs and capital nouns are compared as well."""
    text, edit, update = LANGUAGES[language]
    assert copies(text, text.replace(*edit))
    assert shared(text, text.replace(*edit)) >= ENOUGH
    assert not copies(text, text.replace(*update))
    assert not any(copies(text, other) for name, (other, *_) in LANGUAGES.items() if other != text)


# Which is the original


def members(*given: tuple[str, int | None, int]) -> list[Member]:
    """Members by id, day (counted from some day) and length."""
    return [
        Member(id, None if day is None else DAY + timedelta(day), length)
        for id, day, length in given
    ]


def test_of_one_day_the_agency_comes_first() -> None:
    """The agency wrote what others printed that day; of an earlier day it is not told by that."""
    printed = replace(article(FIRE, "Bay Herald"), agency="MPA")
    wire = replace(article(FIRE, "Meridian Press Agency"), agency="MPA")
    echo = replace(article(FIRE, "Echo"), agency="MPA")
    assert linked([printed, wire, echo]) == {printed.id: wire.id, echo.id: wire.id}
    before = replace(echo, published=DAY - timedelta(1))
    assert linked([printed, wire, before]) == {printed.id: before.id, wire.id: before.id}


NESTED = members(("a", 0, 100), ("b", 1, 100), ("c", 2, 40), ("d", 3, 20))


@pytest.mark.parametrize(
    ("known", "pairs", "apart", "expected"),
    [
        # Days decide, undated ones come last, ids part equals.
        (members(("a", None, 9), ("b", 2, 9), ("c", 1, 9), ("d", 1, 9)),
         "ab bc ac dc da db", "", "ac bc dc"),
        # A text that a much longer one contains is the copy of that, however old it is.
        (members(("a", 0, 50), ("b", 3, 100)), "ab", "", "ab"),
        (members(("a", 0, 60), ("b", 3, 100)), "ab", "", "ba"),
        # No copy of a copy: who pairs with copies only is an original, unless contained in them.
        (members(("a", 0, 100), ("b", 1, 100), ("c", 2, 100)), "ab bc", "", "ba"),
        (NESTED, "ab bc cd", "", "ba ca da"),
        (NESTED, "ab bc", "ac", "ba"),
    ],
)  # fmt: skip
def test_which_is_the_original(known: list[Member], pairs: str, apart: str, expected: str) -> None:
    """Pairs, and who is the copy of whom, as two letters each."""
    never = [(one, other) for one, other in apart.split()]
    found = originals(known, [(one, other) for one, other in pairs.split()], never)
    assert found == {pair[0]: pair[1] for pair in expected.split()}


IDS = "abcdefgh"
SETS = st.lists(
    st.tuples(st.sampled_from(IDS), st.one_of(st.none(), st.integers(0, 3)), st.integers(20, 200)),
    unique_by=lambda member: member[0],
)
PAIRS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=20)


@given(SETS, PAIRS, st.randoms(use_true_random=False))
def test_originals_are_a_function_of_the_set(
    given_: list[tuple[str, int | None, int]], pairs: list[tuple[str, str]], rng: random.Random
) -> None:
    """Any order, pairs turned round: the same; a copy is never an original."""
    made = members(*given_)
    found = originals(made, pairs)
    assert not set(found) & set(found.values())
    assert set(found) | set(found.values()) <= {member.id for member in made}
    turned = [pair[:: rng.choice((1, -1))] for pair in pairs]
    rng.shuffle(turned)
    rng.shuffle(made)
    assert originals(made, [(one, other) for one, other in turned]) == found


# All in one


@pytest.fixture(scope="module")
def seeds() -> dict[str, Article]:
    """The sample articles by "story/file"."""
    folder = samples_folder()
    return {
        str(Path(found.article.origin).relative_to(folder)): found.article
        for found in read(folder)
        if isinstance(found, Document)
    }


def test_the_copies_among_the_sample_articles(seeds: dict[str, Article]) -> None:
    """All copies that the record of the samples names are found, and nothing else."""
    gold = json.loads((seeds_folder() / "gold.json").read_text("utf-8"))["copies"]
    expected = {
        seeds[copy["article"]].id: seeds[row["first"]].id for row in gold for copy in row["copies"]
    }
    assert linked(list(seeds.values())) == expected


def test_one_id_counts_once() -> None:
    """An article given twice is no copy of itself; of two texts one counts, in any order."""
    one = Article(FIRE, url="https://a.example/1")
    other = Article(OWN, url="https://a.example/1")
    copy = article(FIRE, "Echo")
    assert linked([one, one]) == {}
    assert linked([one, other, copy]) == linked([copy, other, one])


def test_nothing_and_texts_without_words() -> None:
    """No articles, no links; articles without words are linked by the same text only."""
    assert linked([]) == {}
    blank = sorted((article("", name) for name in "ab"), key=lambda one: one.id)
    odd = [article("…", "c"), article("\ud800", "d")]
    assert linked([*blank, *odd]) == {blank[1].id: blank[0].id}
