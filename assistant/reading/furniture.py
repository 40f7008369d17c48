"""What a page puts around an article: lines that are navigation, forms, links, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.reading.layout import Line, is_prose, is_sentence

_LONGEST = 500
_LONGEST_LINK = 220
_LIST_ITEM = 160
_TOPIC_WORDS = 4


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Each pattern stands for a whole line, arrows and colons at its ends taken off.
_FURNITURE = _lines(
    # buttons and places on the page
    r"skip (?:past|to)\b.{0,60}", r"(?:go |back )?to (?:the )?top|back to (?:top|home.*)",
    r"(?:main |site |primary )?(?:menu|navigation)|toggle navigation|search(?: for)?(?: the site)?",
    r"open menu|close(?: menu)?|sign in|log ?(?:in|out)|register|my account|sign up|subscribe(?: now)?",
    r"loading(?:\.\.\.|…)?|show more|load more|see all|view all|more|expand|next|previous|continue",
    r"(?:previous|next) (?:post|article|story|page)\b.{0,160}",
    r"close (?:ad|dialog|this)\b.{0,40}|dismiss|got it|not now|maybe later|no,? thanks",
    r"page \d+(?: of \d+)?|\d+ ?(?:of|/) ?\d+|[\d.,]+ ?[km]?",
    r"(?:click|tap) (?:here )?to .{1,80}|(?:swipe|scroll) .{0,60}(?:to|for) .{1,60}",
    r"(?:listen|listen to (?:this )?(?:article|story))|play(?: audio| video)?|pause|mute|unmute",
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)[ -]min(?:ute)?s?(?: to)? read"
    r"(?:ing time)?|(?:reading time|estimated read(?:ing)? time):? .{0,20}|reading time",
    r"(?:(?:published|posted|updated|modified|edited)\W{0,3})?(?:about |over )?(?:\d+|an?|one|few"
    r"|a few) (?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s? ago|just now|yesterday",
    r"(?:text|font) size.{0,20}|a\+? a-?|print(?: this)?(?: page| article| story)?|resize text.*",
    # advertisements
    r"(?:-+ ?)?(?:advertise?ments?|advertising|ads?|sponsored(?: content| by .{1,60})?|promoted"
    r"(?: content| links?)?|paid (?:content|post)|partner content|promotion)(?: ?-+)?",
    r"(?:story|article|content|text) continues (?:below|after).{0,60}",
    r"(?:scroll|continue reading) (?:down )?(?:below |for more|to continue).{0,60}",
    r"(?:video )?ad(?:vertisement)? feedback|(?:remove|report|hide) (?:this )?ads?|ad blocker.{0,100}",
    # sharing
    r"share(?: (?:or|this|on|via|with|the|to)\b.{0,80})?|\d[\d.,]*k? shares?|shares? ?\d[\d.,]*k?",
    r"(?:click to )?(?:share|email|tweet|print|pin|post)\b.{0,60}\(opens in (?:a )?new window\)",
    r"(?:copy|copied)(?: (?:the |this )?(?:link|url))?(?: to clipboard)?|link copied.{0,30}",
    r"(?:follow|like|find|join) (?:us|me|him|her|them|@\w+|.{1,40})? ?on (?:facebook|twitter|x\b"
    r"|instagram|whatsapp|telegram|linkedin|youtube|tiktok|google news|threads|bluesky).{0,80}",
    r"follow (?:us|@\w+).{0,60}|@\w{2,30}|(?:email|e-mail)(?: the author| this| me| us)?",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+",
    r"add (?:us|.{1,40}) (?:as|to) (?:a |your )?(?:preferred|favou?rite).{0,60}|save (?:for later"
    r"|article|this)|bookmark(?: this)?|gift (?:this )?article|give this article|add to .{1,30}",
    # comments
    r"(?:leave|post|write|add|submit) (?:a |your )?(?:reply|comments?)(?: here)?(?: cancel reply)?",
    r"cancel reply|post comment|reply|report abuse|comments? (?:are|is) (?:now )?(?:closed|off).*",
    r"(?:view |show |read |see )?(?:all )?\(?(?:\d[\d,]*|no|add)?\)? ?comments?(?: ?\(?\d*\)?)?",
    r"your email address will not be published\b.{0,80}|required fields are marked.{0,10}",
    r"save my name,? e-?mail.{0,120}|notify me (?:of|when|by|via).{0,100}",
    r"you must be (?:logged in|a subscriber|registered).{0,60}|(?:log|sign) in to .{1,60}",
    r"(?:name|email|e-mail|website|comment)(?: ?\(?(?:required|optional)\)?)? ?\*?",
    r"this site uses akismet.*|join (?:the |our )?(?:conversation|discussion|debate)\b.{0,60}",
    r"be the first to (?:comment|like|share|reply).{0,40}|like this|like loading.*",
    r"what do you think\?.{0,120}(?:comments?|below|let us know).{0,40}"
    r"|(?:have your say|let us know).{0,80}",
    # newsletters, apps, money
    r"(?:sign|signing) up (?:for|to|here|now|and|today)\b.{0,220}|after newsletter promotion",
    r"subscribe (?:to|for|today|now|and|here)\b.{0,220}|(?:enter|type) your (?:e-?mail|details).{0,160}",
    r"(?:get|receive|have|want) (?:the |our |all |more |your |daily |breaking |top )?.{0,140}"
    r"(?:(?:in|to) your inbox|delivered|newsletters?|by e-?mail|alerts?)\b.{0,60}",
    r"(?:join|stay|never miss|don[’']t miss|keep up|be the first).{0,160}"
    r"(?:newsletters?|inbox|subscribers|sign up|our app|e-?mail|alerts|channel).{0,80}",
    r"(?:free |daily |weekly |our |the |morning |privacy notice: )*newsletters?\b.{0,30}|e-?mail address",
    r"(?:download|get|install|try) (?:our|the) .{0,40}\bapp\b.{0,120}",
    r"(?:support|donate to|contribute to|help us|help fund) (?:us|our|the|independent|quality|local"
    r"|free|fearless)\b.{0,40}(?:journalism|newsroom|reporting|newspaper)\b.{0,100}"
    r"|become a (?:member|supporter|subscriber)\b.{0,60}|make a (?:contribution|donation).{0,60}",
    r"(?:start|begin) your (?:free )?(?:trial|subscription).{0,80}|already a (?:subscriber|member)\?.*",
    r"this (?:article|story|content) is (?:for|only available to|free for) (?:subscribers|members).*",
    r"thank you for (?:reading|subscribing|signing up|registering).{0,120}",
    r"(?:i (?:agree|consent|accept)|by (?:signing up|subscribing|clicking|submitting|continuing|using"
    r"|entering)|we (?:will|may) (?:use|process) your)\b.{0,300}",
    r"(?:for more information )?see our (?:privacy|cookie) .{0,100}",
    # cookies and law
    r"(?:we|we and our .{0,40}|our (?:web)?sites?|this (?:web)?site|this page|the site) (?:also )?"
    r"(?:uses?|stores?|places?)\b.{0,80}\bcookies?\b(?=.*(?:experience|\bads?\b|adverti|analy|traffic"
    r"|personali|consent|browser|site|accept|agree|preferences|technolog|policy|continu|improve)|\W*$).*",
    r"we (?:value|care about|respect) your privacy.{0,80}",
    r"this (?:article|story) is (?:more than|over) (?:\d+|one|two|an?) (?:year|month)s? old",
    r"article content|(?:advertisement|ad) \d+|.{0,160}\bcontributed (?:to|reporting).{0,60}",
    r"(?:(?:media|press|editorial|news|general) )*(?:contacts?|enquiries|inquiries|queries)\b.{0,120}"
    r"(?:@|\d{3}).{0,60}|for (?:more|further|additional|all|full) (?:information|info|details)\b.{0,80}"
    r"(?:visit|contact|call|e-?mail|see|go to|click|www).{0,120}|about (?:this|our|us)\b.{0,40}",
    r"(?:published|updated|posted|last updated|first published|reading time|date)",
    r"continue reading(?: below)?|proudly powered by .{1,40}|reuse this (?:content|article)",
    r"(?:to give you|to improve your|for the best).{0,80}\bcookies?\b.{0,300}",
    r"(?:accept|reject|manage|allow|decline|customi[sz]e)(?: (?:all|only|necessary|our|my))* "
    r"?(?:cookies?|preferences|settings|choices)?|(?:cookie|privacy|consent) "
    r"(?:policy|notice|settings|preferences|banner|statement|choices|information)",
    r".{0,60}(?:©|\(c\) ?\d{4}|copyright:? (?:©|\(c\)|\d{4}|by\b)).{0,250}|copyright .{2,60} \d{4}\W*",
    r".{0,120}\ball rights reserved\b.{0,200}|(?:terms|conditions)(?: (?:of|and) \w+){0,3}",
    r"(?:this|the) (?:material|content|article|story|report) (?:may|must|can) ?not be .{0,60}"
    r"(?:reproduc|rewritten|redistribut|without (?:prior|written|permission)).{0,160}",
    r"(?:do not sell|your privacy|your california privacy).{0,60}|privacy|imprint|legal|disclaimer.{0,20}",
    # notes of the desk
    r"(?:do you have|got|have you got) (?:a |any )?(?:story|news|tip|information|photos?).{0,200}",
    r"(?:contact|email|e-mail|write to|message|call) (?:us|our|the (?:newsroom|reporter|author|editor))"
    r"\b.{0,160}|(?:to )?(?:report|spotted) (?:a |an )?(?:typo|error|mistake|correction).{0,120}",
    r"(?:this (?:article|story|post|piece|report) (?:was|is|has been|originally|first)"
    r"|the post .{1,200}) (?:originally |first )?(?:published|appeared|posted|syndicated|edited)"
    r"(?: first| originally)? (?:in|on|at|by|from|through|with).{0,160}",
    r"\W?(?:additional |with )?(?:reporting|writing|editing|edited|compiled|translation)"
    r"(?: and (?:writing|editing|reporting))? by .{1,200}",
    r"our standards:? .{0,80}|(?:the )?thomson reuters trust principles.*",
    r"about the authors?|(?:view|see|read|more) (?:all )?(?:posts|articles|stories) (?:by|from) .{1,60}",
    r"(?:more from|more by) .{1,60}|author archive.*|with (?:inputs?|files) from .{1,80}",
)  # fmt: skip

# A label, then a link to another page: the colon (or bar) is what tells it from a sentence.
_LINK = re.compile(
    r"(?:(?i:read(?: (?:more|also|here|next|this|too|on))?|also read|see (?:also|more)|also see"
    r"|related(?: (?:article|story|stories|news|coverage|content|topics?|reading|links?|posts?))?"
    r"|watch(?: (?:more|also|now|live|here|video|the video))?|listen|don[’']t miss|recommended"
    r"|you (?:may|might) (?:also )?like|more (?:on|about) this(?: (?:story|topic))?|must read"
    r"|in pictures|in pics|photos|video|gallery|trending(?: now)?|top stories|further reading"
    r"|also on .{1,30}|from the archives?|go deeper|dig deeper|up next|editor[’']s picks?"
    r"|(?:also )?check out|click here|click|explore|learn more|more (?:news|stories|info(?:rmation)?))"
    r"|MORE)\s*(?::|\||»|>>|→)\s*(?P<link>.*)"
)
_READ_AT = re.compile(
    r"(?i:read|see|find|get|continue reading|view|click (?:here )?(?:for|to read)|for) "
    r"(?i:more|on|the (?:full|original|rest|whole|entire|complete) (?:story|article|report|text"
    r"|version|post|piece|of .{1,30})|full (?:story|article|report)|(?:this|the) (?:story|article)"
    r"|it|all about it|more (?:news|stories|on this(?: story)?|about .{1,60}|of .{1,60}))"
    r"(?: (?i:in full|here))? (?i:at|on|in|from|via):? (?P<publisher>.{2,60})"
)
_PUBLISHED_BY = re.compile(
    r"(?:(?i:this (?:article|story|post|piece|report) (?:was |has |is )?(?:been )?|the post .{1,200} )?"
    r"(?i:originally |first |also )*(?i:published|appeared|posted)(?i: first| originally)? "
    r"(?i:in|on|at|by) )(?P<publisher>.{2,60})"
)
_COPYRIGHT = re.compile(
    r"(?i:copyright)?\s*(?:©|\([cC]\)|(?i:copyright))\s*(?i:copyright )?(?i:by )?"
    r"(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?,?\s*(?i:by )?(?P<publisher>[^\d.|,©·•]{2,60}?)?"
    r"\s*(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?\s*(?:[.|,©·•]|$|(?i:all rights|ltd|inc|llc|limited))"
)
_FILLED = re.compile(r"(?i:all rights reserved|copyright|reserved|rights|the author|this)\W*")

# Furniture speaks to its reader; what someone said is the article's.
_REPORTED = re.compile(r"\b(?:said|says|told|according to|added)\b")

_TO_READER = re.compile(r"(?i)\b(?:you|your|yours|our|we|us|please|thanks)\b")
_SMALL_PRINT = re.compile(
    r"(?i)\b(?:e-?mails?|newsletters?|inbox|subscri\w+|sign(?:ed|ing)? (?:up|in)|cookies?|privacy|terms"
    r"|comments?|accounts?|browser|website|advert\w*|ads|notifications?|alerts?|junk folder|guidelines"
    r"|members?hip|app|stories like this|moderat\w+)\b"
)
_PROMOTION_START = re.compile(r"(?i)skip past .{0,40}(?:promotion|newsletter|sign.?up|links?)")
_PROMOTION_END = re.compile(r"(?i)(?:after|end of) .{0,40}(?:promotion|newsletter|sign.?up|links?)")
_LONGEST_PROMOTION = 16

# Everything below one of these, once the article has been told, is not the article.
_COMMENTS = _lines(
    r"(?:leave|post|write|add) (?:a |your )?(?:reply|comment)(?: cancel reply)?",
    r"(?:\d[\d,]*|no) (?:comments?|responses?|replies|thoughts on .{1,200})(?: (?:on|to) .{1,200})?",
    r"(?:reader |readers[’'] |user )?comments(?: ?\(?\d+\)?)?|join the (?:conversation|discussion)",
)
_LIST_HEADING = _lines(
    r"(?:related|recommended|similar|more|latest|top|popular|trending|featured|other|recent|further"
    r"|most[ -](?:read|popular|viewed|shared|commented|watched))(?: (?:articles?|stor(?:y|ies)|news|posts?"
    r"|content|coverage|reading|links?|videos?|headlines|topics|now|today|for you|in .{1,30}"
    r"|from .{1,40}))+",
    r"related|recommended(?: for you)?|trending(?: now)?|most (?:read|popular|viewed|shared|watched)",
    r"more (?:on|about|like) (?:this|these)(?: (?:story|stories|topics?|subject))?|around the web",
    r"you (?:may|might) (?:also )?(?:like|be interested in|have missed).{0,20}|(?:read|up) next",
    r"editor[’']?s?[’']? (?:picks?|choice)|must reads?|don[’']t miss|elsewhere on .{1,30}|top stories",
    r"(?:promoted|sponsored) (?:stories|links)|from (?:around|across) the web|what to read next",
    r"more from .{1,40}|in other news|also in (?:the )?news|people are (?:also )?reading|read more|see also",
)
_TOPIC_HEADING = _lines(
    r"(?:related |explore more on these )?(?:topics|tags|categories|keywords)|(?:filed|posted) (?:under|in)"
    r"|tagged|more (?:on|about)(?: these topics)?",
)
_TOPICS = _lines(
    r"(?:related )?(?:tags?|topics?|filed under|posted in|categor(?:y|ies)|keywords|tagged(?: with)?"
    r"|sections?|more about|labels)\s*[:|].{0,300}",
    r"(?:#\w+[\s,]*)+",
)

_SOCIAL = frozenset(
    "facebook twitter whatsapp linkedin pinterest reddit telegram messenger flipboard tumblr tweet"
    " instagram youtube tiktok viber vk threads bluesky mastodon pocket snapchat e-mail email share"
    " print sms skype".split()
)
_BESIDE_SOCIAL = frozenset(
    "x on via this article story with friends to by link copy copied the page post save bookmark"
    " comment comments and or rss more url pin it mail send like us follow opens in new window"
    " icon logo".split()
)
_NAVIGATION = frozenset(
    "home homepage news sport sports business politics world opinion opinions comment culture"
    " lifestyle life weather travel tech technology science health video videos live login subscribe"
    " search menu contact about jobs property obituaries podcasts podcast local uk us usa"
    " international national regional entertainment arts education environment climate economy markets"
    " finance money football cricket rugby tennis golf racing motoring cars food fashion style beauty"
    " celebrity royals tv radio film music books games puzzles crosswords events photos pictures"
    " gallery galleries archive archives newsletters newsletter shop store advertise classifieds"
    " notices deals offers magazine e-paper epaper audio letters editorial editorials columnists blogs"
    " blog community crime court courts africa asia europe americas australia middle-east analysis"
    " features investigations explainers factcheck breaking latest trending exclusive section edition"
    " topics sections today region traffic faith family fitness recipes horoscopes competitions"
    " voices multimedia media help faq careers apps".split()
)
_BESIDE_NAVIGATION = frozenset("and the of us & in our my all more your page up stories".split())
_PAIRS = re.compile(
    r"(?i)\b(?:middle east|latin america|north america|asia pacific|real estate|what's on|e-paper"
    r"|privacy policy|terms of (?:use|service)|cookie policy|advertise with us|sign in|log in)\b"
)
_SEPARATOR = re.compile(r"\s*(?:[>»›|•·/→‹«]|::)\s*")
_EDGES = " \t:>»›→▶▸⟶…-–—|«‹←↓↑+*"

_INLINE = (
    re.compile(r"(?i)\s*(?:leave a (?:reply|comment)\s*)?(?:cancel reply\s*)?your email address will"
               r" not be published\..*$"),
    re.compile(r"(?i)(?<=[.!?…”’\"'])\s+(?:read more|read also|also read|see also|read next|related)"
               r"\s*:\s.{1,200}$"),
    re.compile(r"(?i)(?<=[.!?…”’\"'])\s+(?:\[?(?:read more|continue reading|keep reading"
               r"|learn more|read the full (?:story|article))\]?)[\s.…→»]*$"),
    re.compile(r"(?i)\s*\((?:advertisement|story continues below|opens in (?:a )?new (?:tab|window))\)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stripped:
    """The lines that stay, those taken out, and the outlet that the furniture names."""

    kept: list[Line]
    removed: list[Line]
    publisher: str


def strip(lines: Sequence[Line]) -> Stripped:
    """`lines` without furniture; a line that also tells something keeps its telling part.

    Lists under "Most read" go with their heading, and all that follows a comment form
    goes when the article stands above it. A sentence that only mentions cookies, shares
    or newsletters is no furniture: patterns stand for whole lines.
    """
    trimmed = [replace(line, text=_without_inline(line.text)) for line in lines]
    trimmed = [line for line in trimmed if line.text]
    publisher = _named_publisher(trimmed)
    told, rest = _before_comments(trimmed)
    kept, removed = _without_lists(told)
    removed += rest
    for step in (_without_promotions, _without_furniture, _without_navigation, _without_rest):
        kept, gone = step(kept, removed)
        removed = sorted([*removed, *gone], key=lambda line: line.at)
    return Stripped(kept, removed, publisher)


def is_furniture(text: str) -> bool:
    """Whether a whole line is part of the page and not of the article."""
    bare = text.strip(_EDGES)
    if not bare:
        return True
    if len(bare) > _LONGEST:
        return False
    if is_sentence(bare) and _REPORTED.search(bare):
        return False
    if _FURNITURE.fullmatch(bare) or _TOPICS.fullmatch(bare) or _is_social(bare):
        return True
    if _COMMENTS.fullmatch(bare) or _LIST_HEADING.fullmatch(bare) or _TOPIC_HEADING.fullmatch(bare):
        return True
    return len(bare) <= _LONGEST_LINK and _is_link(text)


def _is_link(text: str) -> bool:
    if _LINK.fullmatch(text):
        return True
    match = _READ_AT.fullmatch(text) or _PUBLISHED_BY.fullmatch(text)
    return bool(match and _outlet(match["publisher"]))


def _is_social(bare: str) -> bool:
    words = re.findall(r"[a-z][a-z-]*", bare.lower())
    allowed = all(word in _SOCIAL or word in _BESIDE_SOCIAL for word in words)
    return allowed and any(word in _SOCIAL for word in words) and not is_sentence(bare)


def _is_navigation(text: str) -> bool:
    """Whether every word names a section of a news site ("Home > World > Europe")."""
    bare = _PAIRS.sub("news", text.strip(_EDGES))
    words = [word.lower() for word in re.split(r"[\s,]+", _SEPARATOR.sub(" ", bare)) if word]
    known = all(word in _NAVIGATION or word in _BESIDE_NAVIGATION for word in words)
    return bool(words) and known and any(word in _NAVIGATION for word in words)


def _is_menu(text: str) -> bool:
    """Whether a line lists places of a site, so that it is no text wherever it stands."""
    parts = [part for part in _SEPARATOR.split(text.strip(_EDGES)) if part]
    if len(parts) >= 2 and parts[0].lower() in ("home", "homepage", "you are here"):
        return all(len(part) <= _LIST_ITEM for part in parts)
    if len(parts) >= 3 and sum(map(_is_navigation, parts)) * 2 >= len(parts):
        return all(len(part.split()) <= _TOPIC_WORDS for part in parts)
    return _is_navigation(text) and len(text.split()) >= 3


def _without_inline(text: str) -> str:
    for pattern in _INLINE:
        text = pattern.sub("", text)
    return text.strip()


def _before_comments(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines above the first comment section that has the article above it."""
    for at, line in enumerate(lines):
        if _COMMENTS.fullmatch(line.text.strip(_EDGES)):
            above = [other for other in lines[:at] if is_prose(other.text)]
            below = [other for other in lines[at:] if is_prose(other.text)]
            sure = re.match(r"(?i)leave|post|write|\d", line.text)
            if above and (len(below) <= len(above) or (sure and len(above) > 1)):
                return lines[:at], lines[at:]
    return lines, []


def _without_lists(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without the link and topic lists; a list ends at its block or at running text."""
    kept: list[Line] = []
    removed: list[Line] = []
    at = 0
    while at < len(lines):
        end = _list_end(lines, at)
        (removed if end > at else kept).extend(lines[at : max(end, at + 1)])
        at = max(end, at + 1)
    return kept, removed


def _list_end(lines: list[Line], at: int) -> int:
    """Where the list that begins with the heading at `at` ends; `at` when there is none."""
    bare = lines[at].text.strip(_EDGES)
    topics = bool(_TOPIC_HEADING.fullmatch(bare))
    label = _LINK.fullmatch(lines[at].text)
    if label and not label["link"]:
        limit = 1
    elif topics or (_LIST_HEADING.fullmatch(bare) and bare.lower() != "read more"):
        limit = len(lines)
    else:
        return at
    block = lines[at].block
    own_block = at + 1 < len(lines) and lines[at + 1].block == block
    blocks = {line.block for line in lines}
    end = at + 1
    while end < len(lines) and end - at <= limit and _is_item(lines[end].text, topics):
        if own_block and len(blocks) > 1 and lines[end].block != block:
            break
        end += 1
    return end


def _is_item(text: str, topics: bool) -> bool:
    if topics:
        if _LIST_HEADING.fullmatch(text.strip(_EDGES)):
            return False
        return len(text.split()) <= _TOPIC_WORDS and not is_sentence(text)
    return len(text) <= _LIST_ITEM and not (is_sentence(text) and not text.endswith(("?", "’", "'")))


def _without_promotions(
    lines: list[Line], _removed: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Lines without what stands between "Skip past promotion" and "after promotion"."""
    kept: list[Line] = []
    removed: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        if _PROMOTION_START.match(lines[at].text):
            ahead = range(at + 1, min(at + _LONGEST_PROMOTION, len(lines)))
            end = next((one for one in ahead if _PROMOTION_END.match(lines[one].text)), at)
        (removed if end > at else kept).extend(lines[at : end + 1])
        at = end + 1
    return kept, removed


def _without_furniture(
    lines: list[Line], removed: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Lines without furniture, nor the small print that stands beside it.

    Small print speaks to the reader of accounts, comments or mail; by its form it could
    be an article's, beside a sign-up button it is not.
    """
    places = {line.at for line in [*(one for one in lines if is_furniture(one.text)), *removed]}
    while True:
        beside = {
            line.at
            for line in lines
            if line.at not in places
            and (line.at - 1 in places or line.at + 1 in places)
            and _is_small_print(line.text)
        }
        if not beside:
            break
        places |= beside
    kept = [line for line in lines if line.at not in places]
    return kept, [line for line in lines if line.at in places]


def _is_small_print(text: str) -> bool:
    if len(text) > _LONGEST or _REPORTED.search(text) or text[0] in "\"“‘'":
        return False
    return bool(_TO_READER.search(text) and _SMALL_PRINT.search(text))


def _without_rest(lines: list[Line], removed: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines without the unfinished ones under the last sentence, once furniture began there."""
    sentences = [line.at for line in lines if is_sentence(line.text)]
    if not sentences:
        return lines, []
    begun = next((line.at for line in removed if line.at > sentences[-1]), None)
    if begun is None:
        return lines, []
    return [line for line in lines if line.at < begun], [line for line in lines if line.at > begun]


def _without_navigation(
    lines: list[Line], _removed: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Menus go everywhere; single section names go above and below the running text."""
    prose = [at for at, line in enumerate(lines) if is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    kept: list[Line] = []
    removed: list[Line] = []
    for at, line in enumerate(lines):
        outside = (at < first or at > last) and _is_navigation(line.text)
        (removed if outside or _is_menu(line.text) else kept).append(line)
    return kept, removed


def _named_publisher(lines: Sequence[Line]) -> str:
    """The outlet that a "Read more at", "first published in" or copyright line names."""
    for pattern in (_READ_AT, _PUBLISHED_BY, _COPYRIGHT):
        for line in lines:
            if len(line.text) > _LONGEST_LINK:
                continue
            match = pattern.match(line.text)
            outlet = _outlet(match["publisher"] or "") if match else ""
            if outlet:
                return outlet
    return ""


def _outlet(name: str) -> str:
    """`name` as the name of an outlet: capitalised or a domain, without what trails it."""
    name = re.split(r"(?i)\s+(?:on \w+day|on \d|and is|and has|at \d|with permission|ltd\b|inc\b|llc\b"
                    r"|limited\b|plc\b|all rights|under)|\.\s", name)[0]  # fmt: skip
    name = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", name).strip(" .,:;»→>\"“”")
    name = name.split("/")[0] if "." in name else name
    is_domain = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name)
    words = name.split()
    capitals = sum(word[0].isupper() for word in words)
    named = 0 < len(words) <= 6 and words[-1][0].isupper() and capitals * 2 >= len(words)
    if _FILLED.fullmatch(name) or re.fullmatch(r"[\d\W]*", name):
        return ""
    return name if is_domain or named else ""
