"""Irregular forms of English words, which no suffix rule brings together: fell and fall."""

from __future__ import annotations

_FORMS = """
arise arose arisen | bear bore borne | beat beaten | become became | begin began begun |
bend bent | bind bound | bite bit bitten | bleed bled | blow blew blown | break broke broken |
breed bred | bring brought | build built | burn burnt | buy bought | catch caught |
choose chose chosen | cling clung | come came | creep crept | deal dealt | die dying |
dig dug | draw drew drawn | dream dreamt | drink drank drunk | drive drove driven | eat ate eaten |
fall fell fallen | feed fed | feel felt | fight fought | find found | flee fled | fling flung |
fly flew flown | forbid forbade forbidden | forget forgot forgotten | forgive forgave forgiven |
freeze froze frozen | give gave given | go went gone | grow grew grown | hang hung |
hear heard | hide hid hidden | hold held | keep kept | kneel knelt | know knew known | lay laid |
lead led | leave left | lend lent | lie lying | light lit | lose lost | make made | mean meant |
meet met | overcome overcame | overtake overtook overtaken | pay paid | rebuild rebuilt |
retake retook retaken | ride rode ridden | ring rang rung | rise rose risen | run ran |
see saw seen | seek sought | sell sold | send sent | shake shook shaken | shine shone |
shoot shot | show shown | shrink shrank shrunk | sing sang sung | sink sank sunk | sit sat |
sleep slept | slide slid | speak spoke spoken | spend spent | spin spun | stand stood |
steal stole stolen | stick stuck | strike struck stricken | swear swore sworn | sweep swept |
swim swam swum | swing swung | take took taken | teach taught | tear tore torn | tell told |
think thought | throw threw thrown | undergo underwent undergone | understand understood |
undertake undertook undertaken | wake woke woken | wear wore worn | weave wove woven |
weep wept | win won winning | withdraw withdrew withdrawn | write wrote written |
man men | woman women | child children | person people | foot feet | tooth teeth | mouse mice |
crisis crises | wife wives | life lives | knife knives | leaf leaves | half halves
"""

_GROUPS = tuple(tuple(group.split()) for group in _FORMS.split("|"))
_BASE = {form: group[0] for group in _GROUPS for form in group[1:]}
_NOUNS = frozenset(
    "man woman child person foot tooth mouse crisis wife life knife leaf half".split()
)
PAST = frozenset(
    form
    for base, *others in _GROUPS
    for form in others
    if base not in _NOUNS and not form.endswith("ing")
)
"""The irregular forms of verbs that tell the past, in lower case."""
_ALL = {form: group for group in _GROUPS for form in group}


def base(word: str) -> str:
    """The base form of an irregular form in lower case; any other word as it is."""
    return _BASE.get(word, word)


def forms(word: str) -> tuple[str, ...]:
    """All forms of a word that has irregular ones, itself among them; else the word alone."""
    return _ALL.get(word, (word,))
