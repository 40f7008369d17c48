"""Cleaning scraped text: what survives, what becomes a field, and what never happens."""

from __future__ import annotations

import textwrap
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.cleaning import Cleaned, clean

TODAY = date(2024, 6, 1)
BODY = (
    "The harbour bridge was opened again on Monday after two years of repair work.\n\n"
    "Some 4,000 cars crossed it in the first hour, the port authority said."
)


def cleaned(text: str, title: str | None = None) -> Cleaned:
    """`text` cleaned on a fixed day."""
    return clean(text, title=title, today=TODAY)


def test_first_line_becomes_the_title_and_leaves_the_text() -> None:
    """The headline is a field and is told in the text neither at the top nor further down."""
    result = cleaned(f"Harbour bridge open again\n\n{BODY}\n\nHarbour bridge open again")
    assert result.title == "Harbour bridge open again"
    assert result.text == BODY


def test_text_that_begins_with_a_sentence_has_no_title() -> None:
    """A first paragraph that is a statement stays in the text."""
    assert cleaned(BODY) == Cleaned(text=BODY)


@pytest.mark.parametrize("text", ["", " \n\n \t", "\ufeff", "Leave a Reply", "* * *"])
def test_text_without_an_article_is_empty(text: str) -> None:
    """Nothing, blanks, and furniture alone give an empty text and no error."""
    assert cleaned(text).text == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The two parties agreed to share the water of the river until 2030.",
        "The cookies sold at the fair brought in £300 for the school roof.",
        "Comments by the minister on Tuesday angered the fishermen of the bay.",
        "The subscription to the service will cost four crowns a month from May.",
        "Advertisement for tobacco was banned in the country in 1998.",
        "Copyright law has changed twice since the library opened its doors.",
        "Support for the government fell in every district but one.",
        "The report may not be published before the court has read it.",
        "First published in 1954, the novel tells of a flood in the valley.",
        "By Friday evening the water had reached the second floor.",
        "Follow the river for two miles and you reach the broken dam.",
        "The photo: a man on a roof, waving a red shirt at a helicopter.",
        "“We use cookies to feed the volunteers,” the baker said.",
        "Read more than a hundred letters and you will find the same complaint.",
        "Read more: that was the advice she gave to all her pupils for years.",
        "Print runs of the paper fell to 4,000 copies last year.",
        "Get out of the valley by nightfall, the loudspeakers told the villagers.",
        "Police said the emails were sent from the mayor's own account.",
        "The next story fell from the tower at ten past four.",
        "It's over.",
        "The storm has contributed to the closing of three marinas on the bay.",
        "Brokers earn a commission of three percent on every boat that they sell.",
        "The town's coverage by mobile networks is supported by four masts.",
        "This story has been updated to correct the number of the dead to nine.",
        "Jane Roe was a reporter at the trial when the roof of the court fell in.",
        "Call the harbour office on 555 0101 before you sail, the crews were told.",
        "Our reporter saw the mayor support local journalism by buying all copies.",
        "The breaking of the news to the families took the whole of Sunday.",
        "The result stood at 3:1 after an hour: nobody had expected that at all.",
        "More: that was all that the boy asked for when the pot was empty.",
    ],
)
def test_a_sentence_that_only_mentions_furniture_survives(sentence: str) -> None:
    """Words such as share, cookies or comments do not make a sentence furniture."""
    assert sentence in cleaned(f"A headline of five words\n\n{BODY}\n\n{sentence}\n\n{BODY}x.").text


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Read here : Ten more bridges to cross",
        "Read also: Ferry fares go up",
        "Related: Who paid for the bridge?",
        "RELATED | Who paid for the bridge?",
        "Share this article",
        "Facebook Twitter WhatsApp Email",
        "ShareTweetSend",
        "Advertisement",
        "We use cookies to improve your experience on our website. Accept all cookies.",
        "Sign up for our newsletter and get the day's stories in your inbox.",
        "© 2024 The Port Herald. All rights reserved.",
        "Tags: bridge, harbour",
        "Photo: A. Loe/Port Herald",
        "Home > News > Local",
        "3 min read",
        "12 Comments",
        "(Reporting by A. Loe; Editing by B. Moe)",
        "Story continues below advertisement",
        "Bridge reopens:How the north pier was saved from the ice of last winter",
        "'Like a leaf':Drivers tell of the first hour on the mended bridge",
        "More:Ferry fares go up for the third time this year",
        "READ: Who paid for the bridge",
        "JUST WATCHED First cars cross Replay More Videos ... MUST WATCH First cars cross 01:12",
        "This story has been updated with additional details.",
        "This is a developing story. Check back for updates.",
        "Contributing: Adam Loe, Port Herald; The Northern Wire",
        "Adam Loe in Ostvik contributed to this report.",
        "Purchases you make through our links may earn us a commission.",
        "The opinions expressed in this commentary are her own. View more opinion here.",
        "Support local journalism by subscribing today: porthe.example/subscribe",
        "Want the news of the bay on your phone? Check out our app here.",
        "Follow the Port Herald on Facebook, X and Instagram for more of the bay.",
        "More on the bay: https://port.example/bay and https://port.example/ships",
        "Thanks for listening. You can find us wherever you get your podcasts.",
        "Found an error? Let us know",
        "Video Ad Feedback First cars cross the bridge 02:54 - Source: PNN",
        "— Associated Press",
    ],
)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    """A line of furniture between two paragraphs or below them is not part of the text."""
    first, second = BODY.split("\n\n")
    assert cleaned(f"{first}\n\n{line}\n\n{second}", title="").text == BODY
    assert cleaned(f"{BODY}\n\n{line}", title="").text == BODY


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Read more at PortHerald.co.uk", "PortHerald.co.uk"),
        ("Read the full story at The Port Herald.", "The Port Herald"),
        ("© 2024 The Port Herald. All rights reserved.", "The Port Herald"),
        ("Copyright 2024 Port Herald", "Port Herald"),
        ("This article was first published in the Port Herald on 3 May", "the Port Herald"),
        ("The post Bridge open again appeared first on Port Herald.", "Port Herald"),
        ("© 2024. All rights reserved.", ""),
    ],
)
def test_furniture_that_names_the_outlet_gives_the_publisher(line: str, publisher: str) -> None:
    """The publisher is read off "Read more at" and copyright lines, which then go."""
    result = cleaned(f"Harbour bridge open again\n\n{BODY}\n\n{line}")
    assert (result.publisher, result.text) == (publisher, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe covers the harbour for the Port Herald. Reach her at jroe@port.example.",
        "Jane Roe is a reporter for the Port Herald.",
        "Reach the reporter at jroe@port.example or 555-0101.",
        "Staff writer Jane Roe can be reached at jroe@port.example.",
    ],
)
def test_how_a_writer_is_reached_goes_from_the_end(line: str) -> None:
    """The last lines of a page tell of its writer; between paragraphs such a line is text."""
    first, second = BODY.split("\n\n")
    assert cleaned(f"{BODY}\n\n{line}", title="").text == BODY
    text = f"{line}\n\n{first}\n\n{BODY}x.\n\n{second}y.\n\n{first}z."
    assert line in cleaned(text, title="").text


@pytest.mark.parametrize(
    ("below", "publisher", "agency"),
    [
        ("Special to The Port Herald", "The Port Herald", ""),
        ("PORT TODAY Sports", "PORT TODAY Sports", ""),
        ("The Port Herald | portherald.example", "The Port Herald", ""),
        ("The Associated Press", "AP", "AP"),
        ("USA TODAY", "USA TODAY", ""),
        ("Staff Writer", "", ""),
    ],
)
def test_a_name_above_an_outlet_is_the_writers(below: str, publisher: str, agency: str) -> None:
    """A writer's name stands on a line of its own above who printed the story."""
    result = cleaned(f"Jane Roe\n\n{below}\n\n{BODY}", title="Harbour bridge open again")
    assert (result.authors, result.publisher, result.agency) == (("Jane Roe",), publisher, agency)
    assert result.text == BODY


def test_a_list_at_the_end_survives_a_link_among_it() -> None:
    """Results and winners end without full stops; a link between them takes none along."""
    winners = [f"Prize {number}: a boat of class {number}" for number in range(12)]
    listed = [*winners[:6], "More:Who won what in the past ten years of the prizes", *winners[6:]]
    result = cleaned("\n\n".join([BODY, *listed]), title="")
    assert result.text == "\n\n".join([BODY, *winners])


def seconds(text: str) -> float:
    """The processor's time to clean a text, the better of two tries."""
    tries = []
    for _ in range(2):
        began = time.process_time()
        cleaned(text)
        tries.append(time.process_time() - began)
    return min(tries)


@pytest.mark.parametrize(
    "part",
    [
        f"{BODY}\n\nComments\n\n",
        f"LARNHOLM (AP) — {BODY}\n\n",
        "Sign up\n\nYour email is safe with us\n\n",
        "More news\n\nA headline of five words\n\n",
        "Aa Bb Cc Dd Ee Ff Gg Hh\n",
        "Home   News   Sport   World\n",
        "A sentence. ",
        "Aaaa bbbb:Cccc dddd eeee ffff gggg hhhh\n",
    ],
)
def test_a_long_text_takes_as_much_longer_as_it_is(part: str) -> None:
    """Cleaning is linear: four times the text takes about four times as long, not sixteen."""
    short = part * (20_000 // len(part))
    assert seconds(short * 4) < 10 * max(seconds(short), 0.004)


def test_a_caption_told_twice_stays_once_whatever_its_apostrophes() -> None:
    """The first telling of a caption stays; curly marks and credits make no new caption."""
    text = (
        f"{BODY}\n\nThe bridge's north pier at dawn\n\nThe bridge’s north pier at dawn\n\n"
        f"The bridge's north pier at dawn (Photo: A. Loe)\n\n{BODY.upper()}x."
    )
    assert cleaned(text, title="").text.count("north pier at dawn") == 1


def test_bullets_become_paragraphs_without_their_marks() -> None:
    """Points at the top stay, one paragraph each."""
    result = cleaned(
        f"Bridge open again\n\n  • Cars cross\n  * Ships wait\n  - Gulls stay\n\n{BODY}"
    )
    assert result.text == f"Cars cross\n\nShips wait\n\nGulls stay\n\n{BODY}"


def test_spaces_are_plain_and_typographic_quotes_stay() -> None:
    """Non-breaking, doubled and invisible characters go, quotation marks are kept as written."""
    result = cleaned(
        "“It is\u00a0open,”  he\u200b said of the bridge\u00ad over the bay.", title=""
    )
    assert result.text == "“It is open,” he said of the bridge over the bay."


def test_wrapped_lines_are_joined_and_paragraphs_stay_apart() -> None:
    """Text wrapped at a fixed width becomes whole paragraphs again."""
    first = "The old harbour bridge was opened again to cars and carts on Monday. " * 5
    second = "Nobody had crossed it for two years, and gulls had nested on it. " * 5
    wrapped = "\n\n".join(textwrap.fill(part.strip(), 70) for part in (first, second))
    assert cleaned(wrapped, title="").text == f"{first.strip()}\n\n{second.strip()}"


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [
        ("BEIRUT, 27 March (Northern Wire) — ", "BEIRUT, 27 March", "Northern Wire"),
        ("OSTVIK, March 4 (Reuters) - ", "OSTVIK, March 4", "Reuters"),
        ("PALMA HARBOR, Velmark (AP) — ", "PALMA HARBOR, Velmark", "AP"),
        ("MELKA (AFP) – ", "MELKA", "AFP"),
        ("BEIRUT — ", "BEIRUT", ""),
        ("ISLAMBURG: ", "ISLAMBURG", ""),
        ("(CNN) ", "", "CNN"),
        ("(Reuters) - ", "", "Reuters"),
        ("Larnholm, Jan 12 (PTI) ", "Larnholm, Jan 12", "PTI"),
        ("March 27 (Reuters) - ", "March 27", "Reuters"),
        ("PUERTO GRIS (EFE).- ", "PUERTO GRIS", "EFE"),
    ],
)
def test_a_dateline_is_kept_as_a_field_and_leaves_the_sentence(
    opening: str, dateline: str, agency: str
) -> None:
    """The first sentence begins behind its dateline; place, day and agency are fields."""
    result = cleaned(f"Harbour bridge open again\n\n{opening}{BODY}")
    assert (result.dateline, result.agency, result.text) == (dateline, agency, BODY)


@pytest.mark.parametrize(
    "opening",
    [
        "Chelsea — the club, not the district — has been sold to a group of bakers.",
        "BREAKING: the dam above Larnholm has burst, the fire brigade says.",
        "Larnholm: a town without a bridge is how the guide describes the place.",
        "Monday (the first of May) — a holiday — saw no trains in the north at all.",
    ],
)
def test_a_sentence_with_a_dash_or_colon_is_no_dateline(opening: str) -> None:
    """Only a place in capitals, a day or an agency's mark makes a dateline."""
    result = cleaned(f"Harbour bridge open again\n\n{opening}\n\n{BODY}")
    assert (result.dateline, result.text) == ("", f"{opening}\n\n{BODY}")


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("By Jane Roe | 4 May 2024", ("Jane Roe",), date(2024, 5, 4)),
        ("By JANE ROE and Adam Loe", ("Jane Roe", "Adam Loe"), None),
        ("By Jane Roe, Political Editor", ("Jane Roe",), None),
        ("Published: 3 May 2024, 10:15 GMT", (), date(2024, 5, 3)),
        ("Updated: 5 May 2024 | Published: 3 May 2024", (), date(2024, 5, 3)),
        ("Posted on May 3, 2024 by Jane Roe", ("Jane Roe",), date(2024, 5, 3)),
        ("Written by Jane Roe on 3 May, 2024", ("Jane Roe",), date(2024, 5, 3)),
        ("Fri 3 May 2024 18.05 BST", (), date(2024, 5, 3)),
        ("2024-05-03T10:15:00Z", (), date(2024, 5, 3)),
        ("Published: 03/05/2024", (), None),
        ("Published: 13/05/2024", (), date(2024, 5, 13)),
        ("Published: 3 May 2031", (), None),
        ("Published 3 hours ago", (), None),
        ("By Our Correspondent", (), None),
    ],
)
def test_bylines_and_date_lines_become_fields(
    line: str, authors: tuple[str, ...], published: date | None
) -> None:
    """Authors and day leave the text; what may be two days, or is to come, is no day."""
    result = cleaned(f"Harbour bridge open again\n{line}\n\n{BODY}")
    assert (result.authors, result.published, result.text) == (authors, published, BODY)


def test_a_dateline_takes_its_year_only_from_the_header() -> None:
    """A day without a year is no date; a year in the lines above the text completes it."""
    text = f"Bridge open again\n\nLARNHOLM, 4 May (Northern Wire) — {BODY}"
    assert cleaned(text).published is None
    assert cleaned(f"{text}\n\n© 2023 The Port Herald").published == date(2023, 5, 4)
    assert cleaned(text.replace("4 May", "4 May 2022")).published == date(2022, 5, 4)


def test_dates_in_sentences_are_no_publication_date() -> None:
    """The day of an event is not taken for the day of publication."""
    assert (
        cleaned(f"Bridge open\n\nIt was opened on 3 May 2024 by the king.\n\n{BODY}").published
        is None
    )


@pytest.mark.parametrize("label", ["Published", "DATE", "published on", "Publication date"])
def test_a_header_block_gives_the_fields_in_any_order_and_case(label: str) -> None:
    """ "Key: value" lines at the very top, closed by a blank line, are fields and no text."""
    header = f"url: https://port.example/1\nBY: Jane Roe, Adam Loe\n{label}: 2024-05-03\n"
    result = cleaned(f"{header}Publisher: Port Herald\nTitle: Bridge: open again\n\n{BODY}")
    assert result == Cleaned(
        text=BODY,
        title="Bridge: open again",
        publisher="Port Herald",
        published=date(2024, 5, 3),
        confidence=0.9,
        authors=("Jane Roe", "Adam Loe"),
        url="https://port.example/1",
    )


def test_a_headline_with_a_colon_is_no_header() -> None:
    """An unknown key is a headline."""
    assert cleaned(f"Bridge : open again\n\n{BODY}").title == "Bridge : open again"


def test_all_below_a_comment_form_goes() -> None:
    """Readers' comments are not the article, however much they read like text."""
    comment = "I crossed it on Monday and it shook like a leaf in the wind, I tell you."
    text = f"{BODY}\n\nLeave a Reply\n\nA reader\n\n{comment}"
    assert cleaned(text, title="").text == BODY


ALPHABET = st.characters(codec="utf-8") | st.sampled_from(
    "\n\n \t•*-:|()©.,’'\"—A1\u00a0\ufeff\x00"
)
MIXED = """\
Leave a Reply; By Jane Roe; Published: 3 May 2024; • Point one; Share; A caption; Related:
Title: x; 3 May 2024; Read more at Port Herald; Comments; Topics; Photo: A. Loe/AP; Home
“Why?” she asked.; Most read; The Port Herald; &amp;amp;; Also read; Skip past newsletter promotion
BEIRUT (AP) — Rain fell on the town for the third day on Sunday.; after newsletter promotion
Jane Roe is a reporter for the Port Herald.; 6,200; Special to The Port Herald; — Associated Press
Bridge reopens:How the pier was saved from the ice; This story has been updated.; Jane Roe"""
LINES = st.lists(
    st.sampled_from([*BODY.split("\n\n"), "", *MIXED.replace("\n", "; ").split("; ")]), max_size=14
)


@given(st.text(ALPHABET, max_size=400), st.none() | st.text(max_size=40))
def test_cleaning_never_raises_and_leaves_only_plain_paragraphs(
    text: str, title: str | None
) -> None:
    """Any text at all gives paragraphs without odd spaces, and cleaning them again none other."""
    result = cleaned(text, title)
    assert "\u00a0" not in result.text
    assert "\n\n\n" not in result.text
    assert all(part == " ".join(part.split()) for part in result.text.split("\n\n"))
    assert cleaned(result.text, result.title).text == result.text


@given(LINES)
def test_cleaning_is_done_once(lines: list[str]) -> None:
    """Whatever lines of text and furniture are mixed, a second cleaning finds nothing more."""
    result = cleaned("\n\n".join(lines))
    assert cleaned(result.text, result.title).text == result.text


@given(LINES)
def test_an_article_that_opens_with_its_text_is_clean_without_being_told_its_title(
    lines: list[str],
) -> None:
    """Without a title given, too, the text of an article cleans to itself."""
    result = cleaned("\n\n".join(["A headline of five words", BODY, *lines]))
    assert cleaned(result.text).text == result.text
