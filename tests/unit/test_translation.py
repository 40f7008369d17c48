"""What a translated sentence may say of days, figures and names: what its quotes say."""

from datetime import date

import pytest

from assistant.verification.verify import Quoted
from assistant.writing.translation import asks_for_translation, mistranslated

PUBLISHED = date(2024, 5, 4)
VOTE = "The vote was held on 5 March 2024, officials said."
FERRY = "The ferry ran aground on Friday. It will sail again in June."
ROW = "Talks were held on March 3 and 4, and again on 9 April."


def wrong(quote: str, sentence: str, *others: str) -> list[str]:
    """What is wrong with a translation of a quote of 4 May 2024, a Saturday."""
    return [*mistranslated(sentence, [Quoted(quote, PUBLISHED)], others)]


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (VOTE, "Die Abstimmung fand am 5. März 2024 statt, sagten Beamte."),
        (VOTE, "Le vote a eu lieu le 5 mars 2024, selon des responsables."),
        (VOTE, "La votación se celebró el 5 de marzo de 2024, dijeron funcionarios."),
        (VOTE, "Il voto si è tenuto il 5 marzo 2024. Mai prima d'ora."),
        (VOTE, "A votação foi realizada em 5 de março de 2024."),
        (VOTE, "De stemming vond plaats op 5 maart 2024."),
        (VOTE, "Głosowanie odbyło się 5 marca 2024 roku."),
        (VOTE, "Omröstningen hölls den 5 mars 2024."),
        (VOTE, "Голосование состоялось 5 марта 2024 года."),
        (VOTE, "Η ψηφοφορία έγινε στις 5 Μαρτίου 2024."),
        (VOTE, "Die Abstimmung fand am 05.03.2024 statt."),
        (VOTE, "Le vote a eu lieu le 05/03/2024."),
        (VOTE, "投票は2024年3月5日に行われた。"),
        (VOTE, "Die Abstimmung war im März."),
        (VOTE, "Die Abstimmung war am Dienstag, dem 5. März."),
        (FERRY, "Die Fähre lief am Freitag auf Grund. Im Juni fährt sie wieder."),
        (FERRY, "Die Fähre lief am Freitag, dem 3. Mai, auf Grund."),
        (FERRY, "Le ferry s'est échoué vendredi 3 mai 2024."),
        (ROW, "Gespräche gab es am 3. und 4. März und am 9. April."),
        ("The probe reached Mars on Friday.", "La sonde a atteint Mars vendredi."),
        ("Theresa May said so on Friday.", "Theresa May lo dijo el viernes."),
        ("They never meet on Fridays.", "Non si incontrano mai, e di marca. Los viernes."),
    ],
)
def test_the_same_days_pass(quote: str, sentence: str) -> None:
    """In whatever language and form they are written, worked out or not."""
    assert wrong(quote, sentence) == []


@pytest.mark.parametrize(
    ("quote", "sentence", "named"),
    [
        (VOTE, "Die Abstimmung fand am 5. Mai 2024 statt.", "date 5. Mai"),
        (VOTE, "Le vote a eu lieu le 5 juin 2024.", "date 5 juin"),
        (VOTE, "La votación se celebró el 5 de mayo de 2024.", "date 5 de mayo"),
        (VOTE, "Il voto si è tenuto il 5 maggio 2024.", "date 5 maggio"),
        (VOTE, "A votação foi realizada em 5 de maio de 2024.", "date 5 de maio"),
        (VOTE, "De stemming vond plaats op 5 mei 2024.", "date 5 mei"),
        (VOTE, "Głosowanie odbyło się 5 maja 2024 roku.", "date 5 maja"),
        (VOTE, "Omröstningen hölls den 5 maj 2024.", "date 5 maj"),
        (VOTE, "Голосование состоялось 5 мая 2024 года.", "date 5 мая"),
        (VOTE, "Η ψηφοφορία έγινε στις 5 Μαΐου 2024.", "date 5 Μαΐου"),
        (VOTE, "Die Abstimmung fand am 05.04.2024 statt.", "date 05.04.2024"),
        (VOTE, "Die Abstimmung fand am 05.03.2023 statt.", "date 05.03.2023"),
        (VOTE, "Die Abstimmung war im Juni.", "date Juni"),
        (VOTE, "Die Abstimmung war im Mai 2024.", "date Mai"),
        (VOTE, "Die Abstimmung war am Montag.", "date Montag"),
        (FERRY, "Die Fähre lief am Sonntag auf Grund.", "date Sonntag"),
        (FERRY, "Die Fähre lief am Freitag, dem 3. Juni, auf Grund.", "date 3. Juni"),
        (ROW, "Gespräche gab es am 9. März.", "date 9. März"),
        (ROW, "Gespräche gab es am 3. April.", "date 3. April"),
    ],
)
def test_another_month_or_weekday_is_found(quote: str, sentence: str, named: str) -> None:
    """A day belongs to its month: both standing somewhere is not enough."""
    assert any(reason.startswith(named) for reason in wrong(quote, sentence))


def test_figures_and_the_names_of_others_are_found() -> None:
    """However thousands are parted; a name that only another source has is in the wrong place."""
    quote = "Ines Dahl paid 1,200 crowns, or 4.5 million in all."
    assert wrong(quote, "Ines Dahl zahlte 1.200 Kronen, insgesamt 4,5 Millionen.") == []
    assert wrong(quote, "Ines Dahl zahlte 1.300 Kronen.") == ["number 1.300"]
    other = "Ruth Calder leads the fund."
    assert wrong(quote, "Ruth Calder zahlte 1.200 Kronen.", other) == ["name Ruth Calder"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Translate this", True),
        ("And now in German, please", True),
        ("auf Deutsch", True),
        ("Write it for readers in German towns", False),
        ("Write an e-mail to the Spanish desk", False),
    ],
    ids=str,
)
def test_another_language_is_asked_for(words: str, asks: bool) -> None:
    """A language named as such, not a place or a people."""
    assert asks_for_translation(words) == asks
