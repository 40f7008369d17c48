"""The base forms of past verbs that news is told with, for questions with "did"."""

from __future__ import annotations

from vectorstore.text import forms
from vectorstore.text.lexicon import listed

_REGULAR = listed(
    """
    abandon accept accuse announce annul appeal appoint approve arrest assassinate attack award ban
    blame block bomb call cancel capture carry certify charge claim clear close collapse condemn
    confirm convict crash create criticise cross declare defeat delay demand deny deploy destroy
    detain discover dismiss dissolve elect end enter escape establish evacuate expand expel explode
    fail fine free halt help hire impose increase injure inspect introduce invade investigate join
    jail kill land launch lift lower manufacture marry move name narrow negotiate obtain offer open
    order oust overturn pardon pass postpone predict prevent promise propose publish punish purchase
    raid raise reach recall recapture receive recover reduce refuse reject release remove rename
    repair replace report request rescue resign resume retire return reveal reverse sack scrap seize
    sentence settle shell sign stage start stop storm submit sue support surrender suspend test
    threaten train transfer unveil uncover visit vote warn wound
    """
)
_IRREGULAR = listed(
    """
    arise begin break bring build buy choose draw drive fall fight find flee fly get give go grow
    hit hold keep lay lead leave lose make meet pay rise run sell send shoot sink speak spend spread
    steal strike swear take teach throw win withdraw retake overtake rebuild
    """
)
INTRANSITIVE = listed(
    """
    appeal arise begin collapse crash end escape explode fall fight flee open quit resign resume
    retire return rise sink start stop surrender win close withdraw
    """
)
"""Base forms that make a whole question without an object ("When did the siege end?")."""

WHAT = listed(
    """
    accept announce block claim condemn confirm criticise declare decide demand deny destroy
    discover find investigate lose offer order predict promise propose publish reject request
    reveal warn
    """
)
"""Base forms that a question can ask the object of ("What did the court order?")."""

_DOUBLED = {"ban": "banned", "stop": "stopped", "annul": "annulled", "scrap": "scrapped",
            "submit": "submitted", "transfer": "transferred", "expel": "expelled"}  # fmt: skip
_SAME = listed("cut hit hurt quit shut spread")


def _past(verb: str) -> str:
    if verb in _DOUBLED:
        return _DOUBLED[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _table() -> dict[str, str]:
    table = {_past(verb): verb for verb in _REGULAR}
    for verb in _IRREGULAR:
        known = forms(verb)
        if len(known) > 1:
            table[known[1]] = verb
    table |= {"got": "get", "cancelled": "cancel", "founded": "found"}
    return table | {verb: verb for verb in _SAME}


_BASES = _table()
_PARTICIPLES = (
    {past for past, base in _BASES.items() if past.endswith("ed") or base in _SAME}
    | {forms(verb)[-1] for verb in _IRREGULAR if len(forms(verb)) > 1}
    | listed("held found built sent sold won lost made paid shot")
) - listed(
    "resigned retired collapsed crashed escaped exploded quit fled rose arose fell gone grown"
    " spread"
)


def base_of(past: str) -> str:
    """The base form of a past form ("fell" -> "fall"); empty for a verb that is not known."""
    return _BASES.get(past, "")


def is_participle(word: str) -> bool:
    """Whether a word can follow "was" in a passive ("was built")."""
    return word in _PARTICIPLES
