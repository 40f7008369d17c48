"""The language of an article: what its words are in, whatever its page claims."""

import pytest

from assistant.reading.articles import identify_language

TEXTS = {
    "en": "The harbour bridge was opened again on Monday after two years of repair work, and some"
    " four thousand cars crossed it in the first hour, the port authority said.",
    "fr": "Le pont du port a été rouvert lundi après deux ans de travaux, et quelque quatre mille"
    " voitures l'ont franchi dans la première heure, a indiqué l'autorité portuaire.",
    "de": "Die Hafenbrücke ist am Montag nach zwei Jahren wieder eröffnet worden, und in der"
    " ersten Stunde fuhren etwa viertausend Autos darüber, wie die Hafenbehörde mitteilte.",
    "es": "El puente del puerto reabrió el lunes tras dos años de obras, y unos cuatro mil coches"
    " lo cruzaron en la primera hora, según informó la autoridad portuaria.",
    "ru": "Мост в гавани вновь открыли в понедельник после двух лет ремонта, и за первый час по"
    " нему проехало около четырёх тысяч машин, сообщила администрация порта городским газетам.",
    "zh": "港口大桥经过两年的维修工程后于周一重新开放，港务局在一份声明中说，"
    "首一小时内约有四千辆汽车通过，没有人受伤，起重机已经移走。",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items(), ids=TEXTS)
@pytest.mark.parametrize("claim", ["", "en-US", "xx", "-"])
def test_the_words_decide_whatever_the_page_claims(code: str, text: str, claim: str) -> None:
    """A French article from a system that stamps every page "en" is French."""
    assert identify_language(text, claim) == code


@pytest.mark.parametrize(("claim", "code"), [("fr-CA", "fr"), ("", ""), ("x", ""), ("42", "")])
def test_too_few_words_leave_the_claim(claim: str, code: str) -> None:
    """Under twenty words nothing is found out: the claim stands, or nothing."""
    assert identify_language("Ferry aground", claim) == code


def test_figures_and_marks_are_in_no_language() -> None:
    """A table of results is not sure to be in any language."""
    assert identify_language("12 : 14 | 3 - 0 | 7 / 9 " * 10) == ""


def test_a_claim_stands_between_languages_that_differ_little() -> None:
    """Norwegian in its written form stays what the page says it is."""
    text = (
        "Havnebroen ble gjenåpnet mandag etter to års arbeid, opplyste havnemyndigheten i går"
        " kveld, og flere tusen biler har allerede kjørt over den uten at noen ble skadet."
    )
    assert identify_language(text, "nb") == "nb"
    assert identify_language(text) == "no"
