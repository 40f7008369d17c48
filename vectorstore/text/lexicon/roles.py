"""Nouns that say what somebody or some body is: "minister", "nurse", "charity"."""

from __future__ import annotations

import re

from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.titles import HONORIFICS, TITLES

RANKS = listed("pres supt insp det lt maj col capt sgt cpl pfc adm gen gov rep sen rt pm vp")
PERSON_NOUNS = (
    TITLES
    | RANKS
    | listed(
        """
        head founder owner executive analyst strategist lecturer teacher student pupil scientist
        researcher engineer nurse surgeon paramedic medic doctor lawyer barrister solicitor witness
        passenger survivor resident neighbour neighbor farmer fisherman driver pilot sailor skipper
        mechanic builder carpenter worker organiser organizer author writer poet reporter editor
        correspondent photographer producer filmmaker actor actress singer musician composer rapper
        player striker midfielder goalkeeper defender quarterback receiver forward winger pitcher
        trainer referee champion athlete swimmer wife husband widow widower mother father son
        daughter brother uncle aunt cousin nephew niece grandmother grandfather grandson
        granddaughter boyfriend girlfriend fiancé fiancée stepfather stepmother partner friend
        colleague negotiator mediator lawmaker legislator member candidate nominee adviser advisor
        aide delegate official priest pastor landlord tenant shopkeeper baker chef cook expert
        fellow historian philosopher forecaster planner architect designer developer programmer
        consultant broker trader banker investor entrepreneur tycoon billionaire volunteer
        coordinator manager supervisor administrator treasurer clerk accountant auditor curator dean
        principal headteacher provost rector warden guard firefighter soldier veteran fighter
        militant rebel warlord dictator monarch heir ruler czar patriarch whistleblower critic
        commentator presenter host anchor blogger influencer model dancer choreographer
        undersecretary comptroller ombudsman coroner master lifeguard ranger climber rower runner
        cyclist boxer golfer racer rider jockey salesman merchant dealer fan guardian customer
        client patient victim suspect defendant plaintiff inmate prisoner hostage refugee migrant
        caretaker cleaner barista waiter waitress bartender hairdresser miner trucker theologian
        apprentice intern assistant lead boss counsel challenger opponent rival predecessor
        successor ceo cfo coo cto mp mep star icon legend creator mogul publicist agent superstar
        rookie prosecutor magistrate trooper commissioner councillor governor premier congressmember
        representative drummer bandleader frontman showrunner screenwriter broadcaster chef-owner
        lifer activist campaigner republican democrat parent sibling twin prime parliamentarian
        chairperson committeeman statesman heiress hero prodigy scholar lobbyist pathologist
        newcomer inductee teammate linebacker alum sufferer narrator comic novelist laureate nobel
        pundit watcher demonstrator protester
        """
    )
) - HONORIFICS | listed("professor")  # fmt: skip
_LEADERS = listed(
    """
    head chief leader director president chair chairman chairwoman chairperson boss ceo executive
    commander commissioner chancellor premier minister governor mayor principal dean rector provost
    secretary-general superintendent sheriff captain coach manager editor
    """
)
BODY_NOUNS = listed(
    """
    company firm operator maker manufacturer group party union charity bank agency body regulator
    ministry broadcaster newspaper magazine website network airline retailer supermarket carmaker
    automaker chain club team league association organisation organization institute university
    college tank foundation nonprofit non-profit militia force alliance coalition movement
    consortium lender insurer watchdog startup start-up publisher supplier giant platform brand
    studio label contractor consultancy council committee court commission subsidiary shipbuilder
    drugmaker chipmaker brokerage hospital school museum federation authority service business
    outlet utility parent band arm pac venue district department
    """
)
KIN = listed(
    """
    wife husband widow widower mother father son daughter brother sister uncle aunt cousin nephew
    niece grandmother grandfather grandson granddaughter boyfriend girlfriend partner stepfather
    stepmother ex-wife ex-husband fiancé fiancée lawyer attorney agent friend
    """
)
"""Nouns that say whose somebody is, and nothing where that is not told."""
_PEOPLE = listed(
    """
    people persons others men women children police troops personnel staff crew policemen officers
    civilians fighters militants extremists jihadists insurgents gunmen individuals residents
    villagers employees labourers travellers sailors climbers hikers pupils teenagers kids girls
    boys voters supporters protesters households families immigrants detainees patients deaths
    americans democrats adults students migrants infants babies
    """
)
_PERSON_END = re.compile(
    r"(?:[a-z]{2}(?:ologist|ographer|ician)|[a-z]{3}(?:man|woman|person|smith|ist))$"
)


def is_person_noun(word: str) -> bool:
    """Whether a noun in the singular says what somebody is: "minister", "nurse"."""
    key = word.lower().strip("’'.")
    last = key.rpartition("-")[2].removeprefix("co")
    return key in PERSON_NOUNS or last in PERSON_NOUNS or _PERSON_END.search(key) is not None


def is_leader_noun(word: str) -> bool:
    """Whether who is called so leads what it is said of: "head", "director", "mayor"."""
    return word.lower().strip("’'.") in _LEADERS


def is_body_noun(word: str) -> bool:
    """Whether a noun in the singular says what a body is: "charity", "airline"."""
    return word.lower().strip("’'.") in BODY_NOUNS


def is_plural_person(word: str) -> bool:
    """Whether a noun in the plural counts people: "people", "women", "nurses", "Republicans"."""
    key = word.lower()
    return key in _PEOPLE or (key.endswith("s") and is_person_noun(key[:-1]))
