"""Texts made by code that are alike but no copies: updates, templates, long quotes, wire inside."""

from __future__ import annotations

import random
import re

from edits import filled, paragraphs, told
from pieces import LEADS, NEWS, QUOTES

_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\d+ (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d+")
_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty".split()
_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def figures_changed(text: str, rng: random.Random, share: float = 0.85) -> str:
    """Most figures made others of the same form; all else as it was."""

    def digits(match: re.Match[str]) -> str:
        if rng.random() >= share:
            return match.group()
        return another(match.group(), rng)

    def word(match: re.Match[str]) -> str:
        old = match.group()
        if rng.random() >= share:
            return old
        return _other_word(old, rng)

    return _NUMBER.sub(word, _DIGITS.sub(digits, text))


def some_changed(count: int, text: str, rng: random.Random) -> str:
    """So many figures of the body made others of the same form."""
    at = _body(text)
    first, body = text[:at], text[at:]
    found = [*_DIGITS.finditer(body), *_NUMBER.finditer(body)]
    for match in sorted(rng.sample(found, count), key=lambda m: -m.start()):
        old = match.group()
        new = another(old, rng) if old[0].isdigit() else _other_word(old, rng)
        body = body[: match.start()] + new + body[match.end() :]
    return first + body


def body_figures(text: str) -> int:
    """How many figures the body of a text has."""
    return figure_count(text[_body(text) :])


def _body(text: str) -> int:
    """Where the body of a text begins: after 60 words."""
    words = list(re.finditer(r"\S+", text))
    return words[min(60, len(words) - 1)].start()


def toll_changed(text: str, rng: random.Random) -> str:
    """The first figure of the text made another, wherever it stands; all else as it was."""
    old = toll(text)
    new = another(old, rng) if old[0].isdigit() else _other_word(old, rng)
    return re.sub(rf"(?<![\w.,]){re.escape(old)}(?![\w]|[.,]\d)", new, text)


def toll(text: str) -> str:
    """The first figure of the first paragraph that is no part of a date, or an empty text."""
    first = _DATE.sub(lambda m: "-" * len(m.group()), paragraphs(text)[0])
    found = [m for m in (_DIGITS.search(first), _NUMBER.search(first)) if m]
    return min(found, key=lambda m: m.start()).group() if found else ""


def _other_word(old: str, rng: random.Random) -> str:
    new = rng.choice([one for one in _WORDS if one != old.lower()])
    return new.capitalize() if old[0].isupper() else new


def another(figure: str, rng: random.Random) -> str:
    """Another figure of the same form."""
    while True:
        new = re.sub(r"\d", lambda _: str(rng.randrange(1, 10)), figure)
        if new != figure:
            return new


def figure_count(text: str) -> int:
    """How many figures a text has."""
    return len(_DIGITS.findall(text)) + len(_NUMBER.findall(text))


def updated(text: str, rng: random.Random) -> str:
    """The day after: most figures changed, another lead, the rest of the text kept."""
    parts = paragraphs(figures_changed(text, rng))
    return "\n\n".join([rng.choice(LEADS), *parts[1:]])


def running(text: str, rng: random.Random) -> str:
    """A running story: one figure of the lead changed, news put in, background kept."""
    parts = paragraphs(text)
    lead = _DIGITS.sub(lambda m: another(m.group(), rng), parts[0])
    lead = _NUMBER.sub(lambda m: rng.choice([w for w in _WORDS if w != m.group().lower()]), lead)
    words = rng.uniform(0.4, 0.7) * len(text.split())
    return "\n\n".join([lead, rng.choice(LEADS), filled(NEWS, words - 30, rng), *parts[1:]])


def rewritten_lead(text: str, rng: random.Random) -> str:
    """A follow-up without new figures: another lead and news, some background kept."""
    parts = paragraphs(text)
    kept = parts[1 : 1 + max(2, round(0.6 * len(parts)))]
    words = 0.5 * len(text.split())
    return "\n\n".join([rng.choice(LEADS), filled(NEWS, words, rng), *kept])


def with_quotes(text: str) -> str:
    """The text with the same long quotes in it."""
    parts = paragraphs(text)
    return "\n\n".join([*parts[:2], *QUOTES, *parts[2:]])


def around(wire: str, own: str) -> str:
    """An agency's text inside an article that is at least as long without it."""
    parts = paragraphs(own)
    return "\n\n".join([*parts[:2], *paragraphs(wire), *parts[2:]])


_TOWNS = "Norvik Halden Osterby Camber Trelawn Dunmore Pellow Varrick Esker Linmouth".split()
_NAMES = "Harlow Denby Corby Elton Marsh Rudd Bexley Tovey Quarles Ingram Sorley Penn".split()
_SKIES = "cloudy|sunny|overcast with light rain|bright but windy|foggy at first, then clear"
_WINDS = "north-west|south|east|south-west|north"
_MOVES = "rose|fell|gained|lost|slipped|climbed"

_TEMPLATES = {
    "weather": (
        "{town} will be {sky} on {day}, the weather service said. Temperatures will reach {n}"
        " degrees in the afternoon and fall to {n} degrees at night. The wind will blow from the"
        " {wind} at up to {n} kilometres an hour. Rain of {n} millimetres is expected before the"
        " weekend. The sea off {town} will be {n} degrees warm. Pollen counts stay at {n} on a"
        " scale of 100. The sun rises at {n}.{nn} and sets at {n}.{nn}. The outlook for the rest"
        " of the week is {sky}, with highs of {n} to {n} degrees.",
        "Forecast for {day}. The day starts {sky} in {town} and the hills around it. By noon the"
        " thermometer shows {n} degrees, two more than the long-term mean. Gusts from the {wind}"
        " touch {n} kilometres an hour on the coast. The chance of a shower stands at {n} per cent"
        " before dusk. Overnight it cools to {n} degrees in {town} and {n} degrees inland. Roads"
        " above {n}00 metres may be slippery. Humidity remains near {n} per cent throughout.",
    ),
    "market": (
        "Shares in {town} {move} {n}.{n} per cent on {day}. The main index closed at {n},{nnn}"
        " points, after {n},{nnn} the day before. {name} Group {move} {n}.{n} per cent after its"
        " quarterly figures, while {name} Holdings {move} {n}.{n} per cent. Turnover came to {n}"
        " million crowns. The crown stood at {n}.{nn} to the dollar. Oil {move} to {n}.{nn} dollars"
        " a barrel and gold to {n},{nnn} dollars an ounce. Dealers said investors were waiting for"
        " the central bank, which meets next week.",
        "The {town} exchange ended {day} at {n},{nnn}.{nn}, a move of {n} points. Advancers led"
        " decliners by {n} to {n}. The biggest mover was {name} Mining, which {move} {n} per cent"
        " to {n}.{nn} florins a share, ahead of {name} Foods at {n}.{nn} florins. Ten-year bonds"
        " yielded {n}.{nn} per cent. Volume reached {n} million shares, against {n} million on"
        " average. Traders cited figures on employment, due on Friday, and thin summer business.",
    ),
    "sport": (
        "{name} beat {name} {n}-{n} in {town} on {day} in front of {n},{nnn} spectators. {name}"
        " scored after {n} minutes from a corner, and {name} added the second from the penalty"
        " spot in minute {n}. The visitors had {n} per cent of the ball but only {n} shots on"
        " goal. The referee showed {n} yellow cards. The winners are now {n}th in the table with"
        " {n} points, the losers {n}th with {n}. They next play {name} away on {day}.",
        "A late goal by {name} gave {town} a {n}-{n} win over {name} on {day}. The home side led"
        " through {name} at half-time and kept a clean sheet for {n} minutes. {name}, the coach,"
        " made {n} changes after the break. It was the club's {n}th match without defeat and takes"
        " its tally to {n} goals this season. A crowd of {n},{nnn} saw the game. On {day} the team"
        " travels to {town}, who lie {n} points behind.",
    ),
    "election": (
        "{name} won the seat of {town} with {n},{nnn} votes, ahead of {name} with {n},{nnn} and"
        " {name} with {n},{nnn}. Turnout was {n}.{n} per cent, against {n}.{n} per cent four years"
        " ago. {n},{nnn} ballots were spoiled. The majority is {n},{nnn}. The count ended at"
        " {n}.{nn} a.m. The new member, who is {n}, works as a teacher and has been a councillor"
        " for {n} years. The result stands unless a recount is asked for within three days.",
        "Voters in {town} have chosen {name} as their member of parliament. With all {n} boxes"
        " counted the tally was {n},{nnn} against {n},{nnn} for {name}, a swing of {n}.{n} per"
        " cent. {name} came third on {n},{nnn}. Some {n} per cent of those entitled to vote did so,"
        " officials at the town hall said on {day}. The seat was last won by {name} with a majority"
        " of {n},{nnn}. {n} postal votes arrived too late.",
    ),
}
_TEMPLATES["appointment"] = (
    "{name} has been appointed head of {name} Partners, the company said on {day}. The new head"
    " comes from {name} and Sons in {town} and succeeds {name}, who retires in the summer after a"
    " long career. The chairman, {name}, called the choice a sign of confidence. The company, which"
    " has its seat in {town}, makes fittings for ships and employs staff on both sides of the"
    " channel. A successor in the present post in {town} has not been named.",
    "The board of the {town} Theatre has chosen {name} as its next director. The appointment was"
    " confirmed on {day} by the council of {town}. {name}, who has led the house since it was"
    " rebuilt, leaves for {town}. Before coming to the stage the new director studied with {name}"
    " and worked as assistant to {name}. The first production will be shown in autumn. Friends of"
    " the theatre, led by {name}, welcomed the decision and hope for fuller houses.",
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def template_kinds() -> list[str]:
    """What there are templates for."""
    return list(_TEMPLATES)


def from_template(kind: str, which: int, rng: random.Random) -> str:
    """A report of that kind with values of its own, by the first or the second template."""
    values = {
        "town": lambda: rng.choice(_TOWNS),
        "name": lambda: rng.choice(_NAMES),
        "sky": lambda: rng.choice(_SKIES.split("|")),
        "wind": lambda: rng.choice(_WINDS.split("|")),
        "move": lambda: rng.choice(_MOVES.split("|")),
        "day": lambda: rng.choice(_DAYS),
        "n": lambda: str(rng.randrange(2, 40)),
        "nn": lambda: str(rng.randrange(10, 60)),
        "nnn": lambda: str(rng.randrange(100, 999)),
    }
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]](), _TEMPLATES[kind][which])


_NOTICE = (
    "Dear reader, this article is for subscribers. Journalism costs money, and we do not want to"
    " depend on the state or on advertisers alone. With a subscription you support a newsroom of"
    " forty people who look closely where others look away. You can cancel it at any time, online"
    " or by telephone, without giving reasons. If you are a subscriber already, please sign in with"
    " the address you gave us. Students, trainees and the unemployed pay half the price. Should you"
    " have any questions, our readers' service will be glad to help you on every working day from"
    " morning till evening. Thank you for reading, and thank you for your trust in our work."
)


def behind_notice(text: str) -> str:
    """The beginning of a text and the notice of an outlet that sells the rest."""
    return f"{first_words(text, 0.15)}\n\n{_NOTICE}"


def first_words(text: str, share: float) -> str:
    """The first sentences of a text, up to a share of its words."""
    kept: list[str] = []
    for one in (s for p in paragraphs(text) for s in told(p)):
        if len(" ".join(kept).split()) >= share * len(text.split()):
            break
        kept.append(one)
    return " ".join(kept)
