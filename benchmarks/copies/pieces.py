"""What the edits and the other texts are put together from: words, lines and sentences."""

from __future__ import annotations

_SAME = """
said told,added,explained,remarked
say claim,argue,report
announced disclosed,declared,revealed
called described,termed,labelled
described called,portrayed
people residents,persons,individuals
killed slain,dead
died perished
dead killed
found discovered,located
took seized,captured
captured seized,took
seized took,captured
city town,place
town city,place
village settlement,hamlet
group organisation,movement
fighters militants,gunmen
militants fighters,extremists
soldiers troops,servicemen
troops soldiers,forces
army military,forces
forces troops,units
officials authorities,representatives
government cabinet,administration
minister secretary
president leader
police officers
attack assault,strike
fight battle,struggle
battle fight,clash
war conflict,fighting
ended finished,concluded
began started,opened
started began
large big,sizeable
big large,major
great large,huge
small minor,little
new fresh,recent
old former,ancient
last final,previous
late belatedly
near close to,beside
about around,roughly
around about,roughly
over above,across
under below,beneath
after following,once
before ahead of,prior to
because since,as
but though,yet
while as,whereas
also too,likewise
still yet
many numerous,several
several various,some
most nearly all
more further,additional
rise increase,climb
rose climbed,increased
fell dropped,declined
raised lifted,increased
cut reduced,trimmed
higher steeper,bigger
lower smaller
rate level
bank lender
price cost
prices costs
economy business
company firm,operator
firm company
workers employees,staff
staff employees,workers
vote ballot,poll
votes ballots
election poll,contest
court tribunal
judge magistrate
ruling decision,judgment
decision ruling,choice
asked requested,urged
told informed
gave offered,provided
given offered
made produced
showed revealed,indicated
show reveal
saw noticed
wants seeks
wanted sought
expected due,likely
likely probable
could might
would should
must has to
help assist
helped assisted
held kept
kept held
left departed
came arrived
went travelled
used employed
use employ
work labour
house home
houses homes
home house
ship vessel,boat
vessel ship
ferry boat
rocks reef
harbour port
port harbour
island isle
passengers travellers
crew sailors
rescued saved
search hunt
missing unaccounted for
accident disaster
cause reason
vaccine jab
doses shots
patients sufferers
hospital clinic
doctor physician
doctors physicians
company's firm's
health medical
tests checks
report account
reported recorded
statement declaration
news word
month period
year twelvemonth
yesterday the day before
quickly fast
soon shortly
almost nearly
nearly almost
only just
very extremely
first initial
important significant
significant important
difficult hard
hard difficult
public open
part portion
side flank
area district
areas districts
country nation
people's residents'
children youngsters
women ladies
men males
family household
families households
night evening
morning dawn
"""

SYNONYMS = {
    word: others.split(",")
    for word, others in (line.split(" ", 1) for line in _SAME.strip().splitlines())
}
"""Words and what an editor might put in their place."""

SPELLINGS = {
    "organisation": "organization",
    "organised": "organized",
    "recognised": "recognized",
    "realised": "realized",
    "criticised": "criticized",
    "apologised": "apologized",
    "authorities": "authorities",
    "centre": "center",
    "centres": "centers",
    "theatre": "theater",
    "metres": "meters",
    "kilometres": "kilometers",
    "litres": "liters",
    "harbour": "harbor",
    "Harbour": "Harbor",
    "labour": "labor",
    "neighbour": "neighbor",
    "neighbours": "neighbors",
    "colour": "color",
    "honour": "honor",
    "favour": "favor",
    "rumours": "rumors",
    "behaviour": "behavior",
    "defence": "defense",
    "licence": "license",
    "offence": "offense",
    "travellers": "travelers",
    "travelling": "traveling",
    "travelled": "traveled",
    "cancelled": "canceled",
    "labelled": "labeled",
    "programme": "program",
    "grey": "gray",
    "towards": "toward",
    "afterwards": "afterward",
    "per cent": "percent",
    "analyse": "analyze",
    "catalogue": "catalog",
    "judgement": "judgment",
}
"""British words and their American spelling."""

FURNITURE = (
    "Home | World | Business | Sport | Weather",
    "Skip to main content",
    "Share this article",
    "Facebook Twitter WhatsApp Email",
    "Sign up for our morning newsletter and never miss a story",
    "Subscribe now for unlimited reading: first month free",
    "We use cookies to make this site work. Accept all | Manage settings",
    "Advertisement",
    "Story continues below",
    "Read more: Ten things you may have missed this week",
    "Related: Our guide to what happens next",
    "Follow us for the latest pictures and video",
    "Most read today",
    "Five recipes for a cold evening",
    "The crossword that beat our editor",
    "All rights reserved. Reproduction without permission is not allowed.",
    "Contact the newsroom | Terms | Privacy",
    "Leave a comment. Your email address will not be published.",
    "Listen to this article",
    "{n} minute read",
    "Updated {n} hours ago",
    "{n} comments",
    "Picture 1 of {n}",
    "This story was first published on our website",
)
"""Lines that outlets put around an article."""

LOCAL = (
    "In {place}, {person} of the {body} said that the news had been followed closely.",
    "The {body} in {place} will discuss the matter at its next meeting.",
    "{person}, who runs a shop on {street}, had friends and relatives waiting for word.",
    "A collection has been opened at the library on {street} and will run for {n} weeks.",
    "The parish hall in {place} stays open this evening for anybody who would like to talk.",
    "{person} told this newspaper that {n} families from {place} have ties to those concerned.",
    "Pupils at the school on {street} are to write letters, their head teacher said.",
    "Our readers have sent in {n} messages since the first reports reached {place}.",
    "The choir of {place} has put off its spring concert as a mark of respect.",
    "At the market on {street} little else was spoken of, traders said.",
    "{person}, a retired clerk, remembers a similar day in {place} when she was a girl.",
    "The {body} has asked residents not to spread rumours and to wait for confirmed reports.",
    "A meeting for those with questions will be held on {street} next week.",
    "Buses through {place} were running as usual, the operator said.",
    "{person} said the {body} had {n} volunteers ready should any help be needed.",
    "The flag on the town hall of {place} flew at half mast in the afternoon.",
    "Two lecturers from the college on {street} will explain the background to the public.",
    "{person} called on the {body} to draw its own lessons from what had happened.",
    "Local firms with business abroad said it was too early to tell what would follow.",
    "The chapel on {street} will ring its bell at noon, as it has done since the old days.",
    "According to the {body}, nothing changes for the people of {place} for the time being.",
    "A reader from {street} wrote that she had not slept for thinking of it.",
)
"""Sentences that a local paper adds."""

PLACES = {
    "place": ("Wendlow", "Upper Marsh", "Corrigan Bay", "Thornby", "Little Hask", "Easterfield"),
    "person": (
        "Ada Penrith",
        "Joss Hallam",
        "Meret Vane",
        "Colm Tarrant",
        "Ines Bray",
        "Ned Orley",
    ),
    "body": ("district council", "harbour board", "chamber of trade", "parents' association"),
    "street": ("Mill Lane", "Station Road", "Cooper Street", "Chapel Hill", "Queensway"),
    "n": ("14", "three", "26", "nine", "40", "five", "8", "2", "31"),
}
"""What fills the slots of those sentences."""

LEADS = (
    "Rescue teams and reporters worked through the night, and by daybreak the picture had changed"
    " once again for those who have to live with the consequences.",
    "What was thought to be settled the evening before no longer held by noon, as one fresh"
    " account after another came in from people on the spot.",
    "There was no let-up on the following day, and those in charge admitted that their first"
    " statements had been overtaken by events.",
    "A day on, the full extent is becoming clear, and it is greater than anybody in authority had"
    " been ready to say at the start.",
)
"""First paragraphs of an update."""

NEWS = (
    "A second briefing was called at short notice, and this time the tone was graver than before.",
    "Several of those who had spoken to reporters on the first day declined to do so again.",
    "An independent expert said the questions now being asked should have been asked much earlier.",
    "The opposition demanded a debate, and its spokeswoman said patience was running out.",
    "New pictures, taken from the air, show more than could be seen from the ground.",
    "A former official who knows the subject well called the explanation given so far thin.",
    "Neighbouring authorities offered assistance, which was accepted after some hesitation.",
    "Those affected were told to expect a decision within days rather than weeks.",
    "A line for worried relatives was overwhelmed within an hour of being opened.",
    "The next announcement is due in the evening, after a meeting behind closed doors.",
    "Specialists brought in from abroad began their work shortly after they had landed.",
    "Insurers would not be drawn on what it all might cost in the end.",
    "Witnesses who came forward late contradicted parts of the first account.",
    "The head of the inquiry asked everybody with photographs to hand them over.",
)
"""Sentences that an update adds."""

QUOTES = (
    "“We were promised that nothing of the kind could ever happen again, and we believed it,"
    " because the people who told us so had never given us a reason to doubt their word,” she"
    " said. “Now we would like to see the papers, all of them, and we would like to read them"
    " before anybody has had the time to go through them with a black pen. That is not a great"
    " deal to ask after so many years of being told to wait our turn.”",
    "“There are days on which one has to choose between being quick and being right, and I have"
    " told my staff that we shall be right,” he told reporters. “If that means that you will"
    " stand here in the rain for another night, then I am sorry for your shoes, but I shall not"
    " say a word that I may have to take back tomorrow. The families deserve better than guesses,"
    " and they will get better from this office.”",
)
"""Long words of one speaker that two articles both print."""
