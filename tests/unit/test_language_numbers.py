"""Numbers: what figures and number words are worth, what they count, and when two agree."""

import pytest

from vectorstore.text import Number, numbers, same


def only(text: str) -> Number:
    """The one number of a text."""
    (number,) = numbers(text)
    return number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.1k followers", 1100),
        ("1,100 soldiers", 1100),
        ("1\u202f100 soldiers", 1100),
        ("eleven hundred soldiers", 1100),
        ("two and a half million people", 2_500_000),
        ("2½ million people", 2_500_000),
        ("2 1/2 million people", 2_500_000),
        ("two hundred and fifty thousand people", 250_000),
        ("two thousand five hundred people", 2500),
        ("one hundred and five houses", 105),
        ("twenty-one men", 21),
        ("ten thousand men", 10_000),
        ("a hundred tents", 100),
        ("a dozen eggs", 12),
        ("half a dozen eggs", 6),
        ("half a million people", 500_000),
        ("5m people", 5_000_000),
        ("a 30-strong force", 30),
        ("one soldier died", 1),
    ],
)
def test_scale_and_words_are_worth_their_value(text: str, value: float) -> None:
    """However it is written, a figure is read as one number of its full value."""
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.5 per cent", 4.5, "%"),
        ("4.5%", 4.5, "%"),
        ("4.5 percent", 4.5, "%"),
        ("$1.5bn", 1.5e9, "$"),
        ("1.5 billion dollars", 1.5e9, "$"),
        ("US$40", 40, "$"),
        ("a 10km march", 10, "km"),
        ("10 kilometres", 10, "km"),
        ("700 square metres", 700, "square m"),
        ("a wall 10m long", 10, "m"),
        ("a seven-year-old boy", 7, "year"),
        ("a six-week siege", 6, "week"),
        ("it was 25°C", 25, "degree"),
        ("one-third of voters", 1 / 3, "fraction"),
        ("two-thirds of voters", 2 / 3, "fraction"),
        ("half the city", 0.5, "fraction"),
    ],
)
def test_units_are_told_in_one_form(text: str, value: float, unit: str) -> None:
    """Signs, short and long words for a unit come out the same; the scale is not lost."""
    number = only(text)
    assert number.value == pytest.approx(value)
    assert number.unit == unit


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("400 extremists were killed", "extremist"),
        ("30,000 hardened fighters were pinned down", "fighter"),
        ("400 of the extremists", "extremist"),
        ("seven million people", "person"),
        ("10 percent of voters", "voter"),
        ("a 20-member panel", "member"),
        ("a six-week siege", "sieg"),
        ("1,700 by land", ""),
        ("400 were killed", ""),
        ("$400 coats", ""),
    ],
)
def test_the_counted_noun_is_told_by_its_stem(text: str, noun: str) -> None:
    """The noun is the thing counted, past its adjectives; none is made up."""
    assert only(text).noun == noun


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("over 400 men", "over"),
        ("more than 400 men", "over"),
        ("at least 400 men", "over"),
        ("no fewer than 400 men", "over"),
        ("400 or more men", "over"),
        ("400+ men", "over"),
        ("fewer than 400 men", "under"),
        ("no more than 400 men", "under"),
        ("up to 400 men", "under"),
        ("about 400 men", "about"),
        ("an estimated 400 men", "about"),
        ("nearly 400 men", "about"),
        ("400 men or so", "about"),
        ("the 400 men", ""),
    ],
)
def test_bounds_are_read_from_the_words_beside(text: str, bound: str) -> None:
    """More than, fewer than, about: told apart, and "no more than" is not "more than"."""
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20 to 30 people", 20, 30),
        ("20-30 people", 20, 30),
        ("between 2 and 3 million people", 2e6, 3e6),
        ("a 1.5–2bn loan", 1.5e9, 2e9),
        ("$5-7m", 5e6, 7e6),
        ("two or three days", 2, 3),
        ("tens of thousands of people", 10_000, 99_000),
    ],
)
def test_a_range_is_one_number_with_two_ends(text: str, low: float, high: float) -> None:
    """A range is not two figures, and a scale told once is meant for both ends."""
    number = only(text)
    assert (number.low, number.high) == (low, high)


def test_a_change_is_two_numbers() -> None:
    """What rose from one figure to another is no range."""
    assert [number.value for number in numbers("It rose from 5% to 7%.")] == [5, 7]
    assert [number.value for number in numbers("It fell from 30 to 20 cases.")] == [30, 20]


@pytest.mark.parametrize(
    "text",
    [
        "in 2016",
        "on 27 March 2016",
        "on March 27",
        "the 1990s",
        "at 5 p.m.",
        "at 10:30",
        "at 3.15pm",
        "AK-47s and COVID-19",
        "version 2.0.1",
        "call 313-555-6631",
        "see www.a5.com/7 and me2@b3.org",
        "no one knows",
        "one of them",
        "3,5 Mio",
        "the 9/11 attacks",
        "",
    ],
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    """Dates, times, versions, names and addresses are not quantities."""
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("the third man", 3), ("the 21st time", 21), ("the twenty-first day", 21)]
)
def test_ordinals_are_marked(text: str, value: float) -> None:
    """What comes third is not three things."""
    number = only(text)
    assert (number.value, number.ordinal) == (value, True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.1k men", "1,100 soldiers"),
        ("4.5 per cent", "4.5%"),
        ("$1.5bn", "1.5 billion dollars"),
        ("half of voters", "50% of voters"),
        ("12 men", "a dozen men"),
        ("over 400 men", "400 men"),
        ("20-30 men", "between 20 and 30 men"),
        ("a 10km march", "10 kilometres"),
        ("£5", "five pounds"),
    ],
)
def test_the_same_figure_told_otherwise_is_the_same(a: str, b: str) -> None:
    """Digits, words, scale and unit forms do not matter, nor the order asked in."""
    assert same(only(a), only(b))
    assert same(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("400 men", "401 men"),
        ("$5", "€5"),
        ("5%", "5 people"),
        ("5 km", "5 miles"),
        ("the third man", "three men"),
        ("20-30 men", "20 men"),
        ("1.5m people", "1.5bn people"),
        ("$5", "5 people"),
    ],
)
def test_another_figure_is_not_the_same(a: str, b: str) -> None:
    """Another value, another unit or another use is another figure."""
    assert not same(only(a), only(b))
    assert not same(only(b), only(a))


def test_the_text_of_a_number_holds_its_sign_and_unit() -> None:
    """What is pointed at is the whole quantity."""
    text = "It cost $1.5bn, or 4.5 per cent of output."
    assert [number.text for number in numbers(text)] == ["$1.5bn", "4.5 per cent"]
