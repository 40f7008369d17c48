"""Words by which names of bodies, events and nobody are known."""

from __future__ import annotations

from collections.abc import Iterable

from vectorstore.text.lexicon import listed

NO_NAMES = listed(
    """
    covid covid-19 coronavirus internet christmas easter ramadan olympics olympic games republican
    republicans democrat democrats democratic conservative conservatives labour liberal liberals
    god lord bible earth sun moon web http https read more photo image video watch getty images
    north south east west northern southern eastern western european african asian american
    americans british britons english french german russian chinese muslim muslims christian
    christians jewish jews black white asian hispanic latino latinos native catholic protestant
    sunni shia kurdish arab arabs gen z k-pop tv uk us u.s usa eu gmt bst am pm ceo cfo coo cto id
    dna rna gdp cpi hiv aids pdf mr mrs editor sign subscribe follow related share copyright
    spring summer autumn winter constitution act bill
    """
)
EVENTS = listed(
    """
    cup games championship championships festival awards award prize league-cup open olympics war
    day week act law bill amendment treaty agreement accord summit series show tour album song film
    movie book novel virus syndrome disease hurricane storm typhoon cyclone medal trophy derby
    marathon grand prix masters bowl final finals season century era constitution plan deal fund-act
    street road avenue lane river lake island islands park beach hills heights valley county state
    city town village province mountain mountains bridge airport station stadium square tower hall
    museum gallery palace cathedral ocean sea bay coast theatre theater arena zoo garden gardens
    pass model phone edition index average code protocol convention declaration language telescope
    mission rover fire wildfire flood earthquake tsunami massacre trial scandal crisis
    """
)
ALONE = listed(
    """
    department administration office committee board council court university school hospital
    college church army police service services fund group company center centre agency bureau
    commission authority party club league union bank news times post institute ministry house
    association network front guard forces drug navy force media energy
    """
)
BODY_WORDS = listed(
    """
    ltd inc corp plc llc company corporation group holdings bank ministry department bureau agency
    authority commission committee council court parliament congress senate assembly party front
    union alliance coalition federation association society institute university college school
    church army navy police brigade militia observatory organisation organization foundation trust
    airlines airways motors industries systems bros brothers nations network service services office
    administration laboratory laboratories centre center hospital club league times post news press
    journal broadcasting media entertainment pictures studios records technologies pharmaceuticals
    energy partners capital securities insurance associates fund board guard forces force reserve
    """
)
MEDIA = listed(
    """
    reuters cnn bbc nbc abc cbs npr pbs afp ap fox msnbc cnbc itv sky bloomberg axios politico vox
    buzzfeed guardian vogue variety twitter facebook instagram youtube tiktok
    """
)
MEDIA_WORDS = listed(
    "news times post press journal herald tribune gazette chronicle observer magazine weekly today"
    " radio broadcasting"
)


def is_body(words: Iterable[str]) -> bool:
    """Whether the words of a name hold one that bodies are called by: "Harrow Savings Bank"."""
    return any(word.lower().rstrip(".") in BODY_WORDS for word in words)


def is_medium(name: str) -> bool:
    """Whether a name is that of a newspaper, a channel or a news agency."""
    words = name.lower().split()
    if words[-1] in MEDIA_WORDS or (len(words) < 3 and words[0] in MEDIA):
        return True
    return words[-1] == "agency" and "news" in words
