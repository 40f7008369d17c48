"""Words that may stand for one another in a report: of one meaning, or one wider."""

from __future__ import annotations

from vectorstore.text import stem

# A line: words that may stand for one another. A word may be in several.
_MEANINGS = """
say tell state report announce declare note add explain reveal disclose describe remark mention
claim allege assert maintain insist argue contend
kill die slay murder death dead fatality victim
injure wound hurt
seize capture take retake recapture conquer occupy overrun
attack assault raid strike hit bomb shell target
destroy demolish wreck ruin raze level
damage hurt harm
arrest detain hold
leave depart quit exit go
flee escape run leave
start begin launch open commence initiate
end finish stop conclude close halt cease complete
rise climb increase grow soar jump surge gain advance
fall drop decline decrease sink slip slide plunge tumble dip
raise lift increase boost hike
cut reduce lower slash trim decrease
buy purchase acquire
sell offload
build construct erect
make create produce manufacture
show reveal indicate suggest demonstrate display
find discover uncover locate
help aid assist support
need require
want seek wish hope desire
ask request urge call demand appeal
plan intend aim propose scheme
win gain secure earn
lose miss
agree accept approve endorse back
reject refuse deny dismiss
choose pick select elect name appoint
lead head run chair command
leader head chief boss director
leader president
leader chairman
government administration authority state cabinet
official authority officer representative
company firm business corporation group enterprise
police officer
army military force troop soldier
fighter militant rebel insurgent gunman extremist jihadist terrorist
people person resident inhabitant citizen civilian
person man
person woman
child kid youngster minor
child boy
child girl
town city municipality
village place settlement
town place
city place
country nation state
area region district zone province part
house home building residence
road street highway route
car vehicle automobile
ship vessel boat ferry
plane aircraft jet airliner
fire blaze
flood flooding
quake earthquake
storm hurricane typhoon cyclone
law legislation act bill
court judge tribunal
vote ballot poll election
talk negotiation discussion meeting
deal agreement accord pact treaty
war conflict fighting battle
money fund cash funding
price cost
pay spend
job post position role work
big large huge major massive great
small little tiny minor
new recent fresh latest
old former ex ancient
main chief key principal central leading
fast quick rapid swift
hard difficult tough
important significant key crucial
whole entire full total
film movie picture
picture photograph image photo
book novel work
student pupil
teacher lecturer
doctor physician medic
illness disease sickness
pupil schoolchild
bad poor
good fine
wed marry
join enter
receive get obtain
give provide supply offer grant
use employ utilise
keep retain hold preserve
move shift transfer relocate
send dispatch deploy
continue remain go
happen occur place
about approximately roughly around
almost nearly
often frequently
quickly rapidly
statement announcement declaration
report account article story
expert specialist analyst
staff worker employee workforce
evacuate remove clear
prohibit ban forbid bar
allow permit let
protest demonstration rally march
describe call see term name brand label characterise regard view consider deem
search look hunt seek comb scour
contain hold restrain curb limit
take carry ferry transport bring convey move haul shuttle fly
rely lean depend count bank
dark nightfall night dusk evening sunset
dawn daybreak sunrise morning
former previous earlier prior past
rival challenger opponent competitor contender
run stand
exclude discount
topple overthrow oust unseat depose remove
resign quit step
dismiss sack fire
meet encounter
praise laud hail applaud welcome commend
condemn criticise denounce blast slam attack decry
blame fault accuse
warn caution alert
threaten menace endanger
fear worry concern
hope expect anticipate
predict forecast project expect foresee
estimate reckon calculate
believe think consider suspect feel
doubt question
admit acknowledge concede confess
confirm verify corroborate
promise pledge vow undertake commit
swear pledge vow
refuse decline
order command instruct direct tell
force compel oblige
persuade convince
try attempt seek
fail miss
succeed manage
prevent stop avert block
delay postpone defer
cancel scrap axe drop abandon
suspend halt freeze pause interrupt
resume restart reopen
extend prolong lengthen expand
shorten curtail
widen broaden expand
spread extend
reach hit attain arrive
exceed surpass top pass
set fix establish put
found establish create form set
form shape
shut close
block obstruct bar seal
search raid
shoot gun fire
explode blast detonate
explosion blast detonation bombing
crash collide collision smash accident
sink founder
rescue save
recover retrieve regain
hospital clinic infirmary
body corpse remains
survivor survive
wreck wreckage debris
evidence proof
test trial check examine examination
study research survey investigation
researcher scientist academic
investigate probe examine inquiry investigation inquire
inquiry probe investigation
trial case hearing
sentence jail term imprison
convict guilty condemn
fine penalty
crime offence
lawyer attorney barrister solicitor counsel
suspect accused defendant
thief robber burglar
kidnap abduct seize
hostage captive
prison jail
inmate prisoner detainee
troop soldier force serviceman
soldier serviceman trooper
commander general chief
ally partner friend
enemy foe adversary
truce ceasefire armistice
peace calm
defeat beat overcome vanquish
victory win triumph success
advance push progress
retreat withdraw pull withdrawal pullout
retreat flee
deploy send station
guard protect defend
border frontier boundary
region territory area
capital city
outskirts edge suburb
coast shore
sea ocean
island isle
harbour port
bridge crossing
airport airfield
railway rail train line
plant factory works
power electricity energy
fuel petrol oil gasoline
water supply
food ration meal
medicine drug medication
vaccine jab shot inoculation
disease virus infection
spread outbreak
doctor medic
patient sufferer case
unwell ill sick
risk danger hazard
safe secure
unsafe dangerous hazardous
warning alert
price rate
salary wage pay
profit earnings
income revenue
loss deficit
debt loan
tax levy duty
bank lender
investor shareholder
market exchange
economy economic
growth expansion
slowdown slump downturn recession
jobless unemployed
customer client consumer
buyer purchaser
seller vendor
owner proprietor
founder creator
product good
sale turnover
contract deal agreement
firm producer manufacturer maker
shop store retailer
mayor head
voter elector
ballot vote
poll survey
party group
member representative
parliament assembly legislature
lawmaker legislator deputy
premier minister
spokesman spokesperson
spokeswoman spokesperson
monarch king
monarch queen
ruling decision verdict judgment
verdict judgment
rule decide
decide resolve determine choose
reverse overturn quash
uphold back support
challenge contest dispute
complaint grievance
problem trouble difficulty issue
crisis emergency
disaster catastrophe calamity
cause reason
result outcome effect consequence
aim goal target objective purpose
way method means manner
chance opportunity prospect
step move measure action
effort attempt bid try
visit trip tour
journey trip voyage
speech address
remark comment
letter note message
meeting gathering session conference
ceremony event
anniversary commemoration
crowd throng mass
supporter backer follower fan
opponent critic
critic detractor
activist campaigner
campaign drive
volunteer helper
neighbour resident
relative family kin
mother parent
father parent
husband spouse
wife spouse
baby infant newborn
youth teenager adolescent young
elderly old aged
pensioner retiree
woman female
man male
foreign overseas
local nearby
national countrywide nationwide
global international worldwide world
public open
private personal
military armed
heavy severe fierce intense strong
light slight minor
severe serious grave
sharp steep
steady stable
sudden abrupt
slow gradual
early initial first
final last
brief short
long lengthy
high tall
rich wealthy affluent
poor needy
free release liberate
release free publish issue
publish print issue
broadcast air
write pen author
read study
sing perform
play perform
compete contest
train coach
score net
champion winner title
match game
team side squad
season campaign
record unprecedented
angry furious
glad happy pleased
sad unhappy
calm quiet
busy crowded
empty vacant deserted
clear plain obvious
unclear uncertain unknown
possible potential
likely probable
similar alike comparable
different distinct
various several
enough sufficient
extra additional further more
entire whole
nearly almost
mainly mostly chiefly largely primarily
partly partially
immediately instantly
soon shortly
recently lately
currently presently
previously earlier formerly
finally eventually
suddenly abruptly
heavily strongly
badly severely seriously
slightly somewhat
sharply steeply
throughout across
besides additionally
despite notwithstanding
however nevertheless
amid during
fall collapse
collapse cave crumble
break smash shatter
burn torch
rebuild restore reconstruct repair
repair fix mend
restore reinstate
replace substitute
remove withdraw
hide conceal
reveal expose
leak spill
pour flow
storm sweep
sweep clear
patrol guard
surround encircle besiege
besiege siege
cross traverse
enter storm
chase pursue
pursue follow
follow succeed
accompany escort
greet welcome
invite ask
answer reply respond
reply response answer
react respond
deny dispute reject
discuss debate talk
negotiate bargain
sign ink
vote elect
serve work
retire resign
earn make
cost price
save rescue
waste squander
share divide
split divide
unite join merge
merge combine
separate divide
connect link
link tie connection
compare liken
measure gauge
count tally
total sum
figure number
number amount quantity
level rate
part share portion
piece fragment flake
particle fragment
glass shard
rest remainder
edge brink
top peak summit
bottom foot
back rear
side flank
centre middle heart
circle ring
wind gale
rain downpour
snow blizzard
heat heatwave
cold chill
exclude rule discount
end bring finish
"""


def _alike() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _MEANINGS.strip().splitlines():
        row = frozenset(stem(word) for word in line.split())
        for word in row:
            found[word] = found.get(word, frozenset()) | row
    return found


_ALIKE = _alike()


def may_stand_for(one: str, other: str) -> bool:
    """Whether the word with the one stem may be told by a word with the other stem."""
    return other in _ALIKE.get(one, frozenset())
