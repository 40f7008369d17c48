"""What boilerplate looks like: navigation, forms, links, notices of a page, as tables.

Each row was kept for lines that it takes out of scraped pages (`benchmarks/cleaning`).
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Each pattern stands for a whole line, arrows and colons at its ends taken off.
LINES = _any(
    # places on the page, players
    r"skip (?:past|to)\b.{0,60}|after newsletter promotion|a\+? a-?|article content"
    r"|continue reading(?: below)?|published",
    r"(?:previous|next) (?:post|article|story|page)\b.{0,160}",
    r"(?:click|tap) (?:here )?to .{1,80}|(?:swipe|scroll) .{0,60}(?:to|for) .{1,60}",
    r"(?:open|close|toggle|show|hide|expand|collapse|view|skip|enlarge)\b.{0,30}\b(?:menus?"
    r"|navigation|sections?|search|captions?|transcripts?|comments?|sidebar|contents?|links)",
    r"(?:just watched|now playing|video ad feedback|(?:hit|press|tap|click) play)\b.{0,480}",
    r"prefer to (?:listen|read|watch)\?.{0,100}|(?:heard|(?:first )?aired|broadcast) on .{1,60}",
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)[ -]min(?:ute)?s?(?: to)? read.{0,8}",
    r"(?:estimated )?read(?:ing)? time:? .{0,20}",
    r"(?:(?:published|posted|updated|modified)\W{0,3})?(?:about |over )?(?:\d+|an?|one|a few)"
    r" (?:second|sec|minute|min|hour|hr|day|week|month|year)s? ago",
    r"list (?:of )?\d+ (?:of \d+|items)|end of list|in [\"“].{1,40}[\"”]",
    r"(?:story|article|content|text) continues (?:below|after).{0,60}",
    # sharing and comments
    r"share (?:or|this|on|via|with|the|to)\b.{0,80}|follow (?:us|@\w+).{0,60}|@\w{2,30}",
    r"[\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+",
    r"save (?:for later|articles?|this)(?: .{0,80})?|(?:have your say|let us know).{0,80}",
    r"comments? (?:are|is) (?:now )?(?:closed|off).*|this site uses akismet.*",
    r"your email address will not be published\b.{0,80}",
    r"save my name,? e-?mail.{0,120}|notify me (?:of|when|by|via).{0,100}",
    r"you must be (?:logged in|a subscriber|registered).{0,60}",
    r"(?:please )?(?:log ?in|sign in|register) to .{1,60}",
    # newsletters, apps, money
    r"(?:sign|signing) up (?:for|to|here|now|and|today)\b.{0,220}",
    r"subscribe (?:to|for|today|now|and|here)\b.{0,220}",
    r"(?:enter|type) your (?:e-?mail|details).{0,160}|unlock (?:this|the) .{0,60}",
    r"(?:get|receive|have|want) .{0,160}"
    r"(?:(?:in|to) your inbox|delivered|newsletters?|by e-?mail|alerts?)\b.{0,60}",
    r"(?:join|stay|never miss|don[’']t miss|keep up|be the first).{0,160}(?:newsletters?|inbox"
    r"|subscribers|sign up|our app|e-?mail|alerts|channel|follow us|whatsapp|telegram).{0,80}",
    r"get (?:the |all the )?latest (?:[\w&-]+ ){0,4}(?:news|headlines|updates)\b.{0,160}",
    r"(?:download|get|install|try) (?:our|the) .{0,40}\bapp\b.{0,120}|donate to .{1,40}",
    r"(?:thank you|thanks) for (?:reading|listening|watching|subscribing|signing up|registering"
    r"|supporting (?:our|us|local|independent)|your (?:support|subscription)).{0,400}",
    r"(?:this (?:story|article|reporting|coverage|series)|our (?:\w+[ -]){0,3}(?:reporting|coverage"
    r"|journalism|fact[ -]?check(?:s|ing)?|work))\b.{0,60}\b(?:supported|funded|made possible"
    r"|underwritten)\b.{0,400}",
    r"recommendations are independently\b.{0,240}|prices (?:were|are) accurate\b.{0,120}",
    r"this (?:article|story|content) is (?:for|only available to|free for) (?:subscribers"
    r"|members).*|already a (?:subscriber|member)\?.*",
    # cookies and law
    r"(?:i (?:agree|consent|accept)|by (?:signing up|subscribing|clicking|submitting|continuing"
    r"|using|entering)|we (?:will|may) (?:use|process|share) (?:your|the (?:details|information)"
    r" you))\b.{0,400}",
    r"(?:we|we and our .{0,40}|our (?:web)?sites?|this (?:web)?site|this page|the site) (?:also )?"
    r"(?:uses?|stores?|places?)\b.{0,80}\bcookies?\b(?=.*(?:experience|\bads?\b|adverti|analy"
    r"|traffic|personali|consent|browser|site|accept|agree|preferences|technolog|policy|continu"
    r"|improve)|\W*$).*",
    r"we (?:value|care about|respect) your privacy.{0,80}|our standards:? .{0,80}",
    r"this (?:article|story) is (?:more than|over) (?:\d+|one|two|an?) (?:year|month)s? old",
    r"republish(?: .{1,40})?|creative commons .{0,80}|proudly powered by .{1,40}",
    # notes of the desk
    r"this (?:story|article|report|item|content) (?:has|was|is)\b.{0,40}\b(?:edited|generated"
    r"|syndicated|feed|staff|republished)\b.{0,120}",
    r"contributing(?: (?:writers?|reporters?|editors?))?: .{1,300}",
    r"this is an? (?:breaking|developing)(?: news)? (?:news|story|report)\b.{0,160}",
    r"this (?:story|article|report|post|page|live blog)(?: and (?:the |its )?headline)?"
    r" (?:has|have|was|is|will)(?: been| being| be)?(?: last)? (?:updated|revised)\b"
    r"(?!.*\b(?:correct\w*|reflect\w*|clarif\w*|fix\w*|errors?|incorrect\w*|misstated"
    r"|misspelled)\b).{0,160}",
    r"(?:check back|refresh(?: this page)?) (?:often |here |later )?for (?:the latest|updates"
    r"|more).{0,60}",
    r"from .{0,60}\b(?:wire|news|agency|staff|network) (?:reports|services|dispatches)",
    r"read more (?:about|on|of|here)\b.{0,80}|feedback:? (?:send|write|tell|e-?mail)\b.{0,160}",
    r"(?:(?:media|press|editorial|news|general) )*(?:contacts?|enquiries|inquiries"
    r"|queries)\b.{0,120}(?:@|\d{3}).{0,60}",
    r"for (?:more|further|additional|all|full) (?:information|info|details)\b.{0,80}"
    r"(?:visit|contact|call|e-?mail|see|go to|click|www).{0,120}|about (?:this|our|us)\b.{0,40}",
    r"(?:found|spotted|seen|noticed|see) (?:an? |any )?(?:error|mistake|typo|problem)s?\b.{0,80}",
    r"(?:to )?report (?:a |an )?(?:typo|error|mistake|correction).{0,120}",
    r"(?:do you have|got|have you got) (?:a |any )?(?:story|news|tip|information|photos?).{0,200}",
    r"(?:this (?:article|story|post|piece|report) (?:was|is|has been|originally|first)"
    r"|the post .{1,200}) (?:originally |first )?(?:published|appeared|posted|syndicated|edited)"
    r"(?: first| originally)? (?:in|on|at|by|from|through|with).{0,160}",
    r"\W?(?:additional |with )?(?:reporting|writing|editing|edited|compiled|translation)"
    r"(?: and (?:writing|editing|reporting))? by .{1,200}",
    r"about the authors?|(?:view|see|read|more) (?:all |more )?(?:posts|articles|stories) (?:by"
    r"|from) .{1,60}",
)

# What boilerplate holds anywhere in a line, by a part of it that is looked for first.
WITHIN = (
    ("contribut", _any(
        r"\bcontributed (?:(?:to )?(?:the |this )?reporting|to (?:this|the|our) (?:report|story"
        r"|article|piece|coverage|post|dispatch))\b|\bcontributing\.?$",
    )),
    ("expressed", _any(
        r"\b(?:views|opinions) expressed (?:in (?:this|the)|here|by the author|are)\b",
    )),
    ("commission", _any(
        r"^(?=.*\bcommissions?\b).*\b(?:(?:our|these|affiliate) links|we (?:may|might|earn|can"
        r"|will))\b",
    )),
    ("coverage", _any(
        r"^(?=.*(?:\beditorial\b|\.(?:com|org|net)\b)).{0,80}\bcoverage (?:at|on|by) .{1,80}"
        r"\b(?:is|are) (?:supported|funded|made possible)\b.{0,40}\bby\b",
    )),
    ("content partner", _any(r"^.{1,60} is an? .{1,40}\bcontent partner\b")),
    ("rights reserved", _any(r"^.{0,120}\ball rights reserved\b.{0,200}$")),
    ("\N{COPYRIGHT SIGN}", _any(r"^.{0,60}\N{COPYRIGHT SIGN}.{0,250}$")),
    ("(c)", _any(r"^.{0,60}\(c\) ?\d{4}.{0,250}$")),
    ("copyright", _any(r"^.{0,60}copyright:? (?:\(c\)|\d{4}|by\b).{0,250}$")),
)  # fmt: skip

# A label, then a link to another page: the colon (or bar) is what tells it from a sentence.
LINK = re.compile(
    r"(?:(?i:read(?: (?:more|also|here|next|this|too|on))?|also read|see (?:also|more)|also see"
    r"|related(?: (?:article|story|stories|news|coverage|content|topics?|reading|links?|posts?))?"
    r"|watch(?: (?:more|also|now|live|here|video|the video))?|listen|don[’']t miss|recommended"
    r"|you (?:may|might) (?:also )?like|more (?:on|about) this(?: (?:story|topic))?|must read"
    r"|in pictures|in pics|photos|video|gallery|trending(?: now)?|top stories|further reading"
    r"|also on .{1,30}|from the archives?|go deeper|dig deeper|up next|editor[’']s picks?"
    r"|(?:also )?check out|click here|click|explore|learn more|more (?:news|stories"
    r"|info(?:rmation)?))"
    r"|MORE|More)\s*(?::|\||»|>>|→)\s*(?P<link>.*)"
)
# What no link of these is without.
LINKING = re.compile(r"[:|»→]|>>")
# "PRICES RISE AGAIN:How to save on fuel": the missing space is that between two elements.
SHOUTED = re.compile(r"[A-Z][A-Z0-9'’ -]{3,40}:(?=[A-Z“‘\d])[^.]{10,160}")
# "Prices rise again:How to save on fuel and light": the same, with a label in small letters;
# five words or more, since a table's "Address:12 Main Street" is short.
GLUED = re.compile(
    r"['\"“‘(]?[A-Z][^:.!]{2,100}[^\W\d_][.'’\"”?)!…]*:(?=['\"“‘]?[A-Z\d])(?:\S++\s++){4,}"
    r"\S*[^\s.!]"
)
# "More on the cup: https://…": a line that is but a label and addresses.
ADDRESSES = re.compile(r"[^.!?]{0,80}:\s+(?:https?://\S++(?:\s+and\s+|[\s,]++|$))+")
# "Want to know more? Check your area here.": the place to click was a link.
CALL = re.compile(
    r"(?i)(?:^|.*[.!?…:] )(?:check|click|see|find|read|sign up|subscribe|watch|listen|learn|view"
    r"|visit|support|donate|try|vote|join|download|take)\b[^.!?]{0,60}\bhere\W*$"
)
READ_AT = re.compile(
    r"(?i:read|see|find|get|continue reading|view|click (?:here )?(?:for|to read)|for) "
    r"(?i:more|on|the (?:full|original|rest|whole|entire|complete) (?:story|article|report|text"
    r"|version|post|piece|of .{1,30})|full (?:story|article|report)|(?:this|the) (?:story|article)"
    r"|it|all about it|more (?:news|stories|on this(?: story)?|about .{1,60}|of .{1,60}))"
    r"(?: (?i:in full|here))? (?i:at|on|in|from|via):? (?P<publisher>.{2,60})"
)
PUBLISHED_BY = re.compile(
    r"(?:(?i:this (?:article|story|post|piece|report) (?:was |has |is )?(?:been )?|the post"
    r" .{1,200} )?(?i:originally |first |also )*(?i:published|appeared|posted)"
    r"(?i: first| originally)? (?i:in|on|at|by) )(?P<publisher>.{2,60})"
)
COPYRIGHT = re.compile(
    r"(?<!\s)(?i:copyright)?\s*+(?:©|\([cC]\)|(?i:copyright))\s*+(?i:copyright )?(?i:by )?"
    r"(?:\d{4}(?:\s*+[-–]\s*+\d{2,4})?+)?+,?\s*+(?i:by )?(?P<publisher>[^\d.|,;©·•]{2,60}?)?"
    r"\s*+(?:\d{4}(?:\s*+[-–]\s*+\d{2,4})?+)?+\s*+"
    r"(?:[.|,©·•]|$|(?i:all rights|ltd|inc|llc|limited))"
)
FILLED = re.compile(r"(?i:all rights reserved|copyright|reserved|rights|the author|this)\W*")

# Boilerplate speaks to its reader; what someone said is the article's.
REPORTED = re.compile(r"\b(?:said|says|told|according to|added)\b")
TO_READER = re.compile(r"(?i)\b(?:you|your|yours|our|we|us|please|thanks)\b")
SMALL_PRINT = re.compile(
    r"(?i)\b(?:e-?mails?|newsletters?|inbox|subscri\w+|sign(?:ed|ing)? (?:up|in)|cookies?|privacy"
    r"|terms|comments?|accounts?|browser|website|advert\w*|ads|notifications?|alerts?|junk folder"
    r"|guidelines|members?hip|app|stories like this|moderat\w+)\b"
)
# What small print stands beside: a form, or its button.
FORM = re.compile(
    r"(?i)newsletter|\bsign(?:ed|ing)?[ -]?(?:up|in)\b|subscri|e-?mail|comment|cookie|privacy"
    r"|advert|continues|\blog ?in\b|register|\baccounts?\b|inbox|\breply\b|notif|\bjoin\b|donat"
    r"|support"
)
SIGN_UP = re.compile(
    r"\b(?:Sign up|Subscribe|Register) (?:to|for|here|now|today)\b.{0,60}"
    r"\b(?:our|newsletters?|updates|alerts|stories|inbox)\b"
)
# "Follow us on …", "support our journalism": at the end of a short paragraph as well.
FOLLOW = re.compile(
    r"(?:^|[.!?…] )(?:Follow|Like|Find|Join|Reach) (?:[^.!?]|(?<=\b[A-Z])\.){1,60} on"
    r" (?:Facebook|Twitter|X|Instagram|WhatsApp|Telegram|LinkedIn|YouTube|TikTok|Threads"
    r"|Bluesky|Flipboard)\b"
)
SUPPORT = re.compile(
    r"(?i)(?:^|[.!?…] |\b(?:consider|please|help|you) )support(?:ing)? (?:(?:our|us|local"
    r"|quality|independent|strong|public) )+(?:journalism|newsroom|reporting|work)\b"
)
# A gallery in one line: its captions with their places.
GALLERY = re.compile(
    r"(?i)\b(?:hide|show|photos?|images?|slides?) (?:caption )?\d{1,6} (?:of|/) \d{1,6}"
)
OFFER = re.compile(
    r"(?i)(?=.*\b(?:newsletters?|inbox)\b)(?=.*\b(?:sign(?:ed|ing)? up|subscri(?:be|bed|ption))\b)"
    r"(?=.*\b(?:you|your|our|here)\b)"
)

# Everything below one of these, once the article has been read, is not the article.
COMMENTS = _any(
    r"(?:leave|post|write|add) (?:a |your )?(?:reply|comment)(?: cancel reply)?",
    r"(?:\d[\d,]*|no) (?:comments?|responses?|replies|thoughts on .{1,200})(?: (?:on|to)"
    r" .{1,200})?",
    r"(?:reader |readers[’'] |user )?comments(?: ?\(?\d+\)?)?|join the (?:conversation|discussion)",
)
LIST_HEADING = _any(
    r"(?:related|recommended|similar|more|latest|top|popular|trending|featured|other|recent|further"
    r"|most[ -](?:read|popular|viewed|shared|commented|watched))(?: (?:articles?|stor(?:y|ies)"
    r"|right now|news|posts?|content|coverage|reading|links?|videos?|headlines|topics|now|today"
    r"|for you|in .{1,30}|from .{1,40}))+",
    r"related|recommended|trending|most (?:read|popular|viewed|shared|watched)",
    r"(?:recent|latest|top|more|related|popular|trending|other) (?:\w+ ){0,2}(?:stories|articles"
    r"|headlines|news|posts|reads|videos)(?: [\w’']+){0,3}",
    r"more (?:on|about|like) (?:this|these)(?: (?:story|stories|topics?|subject))?",
    r"you (?:may|might) (?:also )?(?:like|be interested in|have missed).{0,20}|(?:read|up) next",
    r"don[’']t miss|keep reading|also read|more info(?:rmation)?|also in (?:the )?news|read more",
)
TOPIC_HEADING = _any(
    r"(?:related |explore more on these )?(?:topics|tags|categories|keywords|subjects)"
    r"|archived in|more (?:on|about)(?: these topics)?",
)
TOPICS = _any(
    r"(?:related )?(?:tags?|topics?|filed under|posted in|categor(?:y|ies)|keywords|tagged"
    r"(?: with)?|sections?|more about|labels)\s*[:|].{0,300}",
)

# Words of buttons and forms, and those beside them: a short line of these alone is a control.
CONTROLS = frozenset(
    "facebook twitter whatsapp linkedin pinterest reddit telegram messenger flipboard tumblr tweet"
    " instagram youtube tiktok viber vk threads bluesky mastodon pocket snapchat e-mail email share"
    " shares print sms skype accessibility ad ads advertisement advertisements advertising bookmark"
    " comment comments cookie cookies copied copy disclaimer donate download feedback gift keyboard"
    " listen loading log login logout menu navigation newsletter newsletters next play prev"
    " previous privacy register reject reply republish reuse search send sign sponsor sponsored"
    " subscribe terms transcript website".split()
)
BESIDE_CONTROLS = frozenset(
    "x on via this article story with friends to by link the page post save and or rss more url"
    " pin it mail like us follow opens in new window panel close icon logo accept add address all"
    " below cancel conditions content continue daily for free how in live main message my name no"
    " now of out notice policy preferences reading required service settings shortcuts show site"
    " skip up video view watch weekly your".split()
)
NAVIGATION = frozenset(
    "home homepage news sport sports business politics world opinion opinions comment culture"
    " lifestyle life weather travel tech technology science health video videos live login"
    " subscribe search menu contact about jobs property obituaries podcasts podcast local uk us usa"
    " international national regional entertainment arts education environment climate economy"
    " markets finance money football cricket rugby tennis golf racing motoring cars food fashion"
    " style beauty celebrity royals tv radio film music books games puzzles crosswords events"
    " photos pictures gallery galleries archive archives newsletters newsletter shop store"
    " advertise classifieds notices deals offers magazine e-paper epaper audio letters editorial"
    " editorials columnists blogs blog community crime court courts africa asia europe americas"
    " australia middle-east analysis features investigations explainers factcheck breaking latest"
    " trending exclusive section edition topics sections today region traffic faith family fitness"
    " recipes horoscopes competitions voices multimedia media help faq careers apps".split()
)
BESIDE_NAVIGATION = frozenset("and the of us & in our my all more your page up stories".split())
PAIRS = re.compile(
    r"(?i)\b(?:middle east|latin america|north america|asia pacific|real estate|what's on|e-paper"
    r"|front page|privacy policy|terms of (?:use|service)|cookie policy|advertise with us|sign in"
    r"|log in)\b"
)
SEPARATOR = re.compile(r"(?<!\s)\s*+(?:[>»›|•·/→‹«]|::)\s*+")
EDGES = " \t:>»›→▶▸⟶…-–—|«‹←↓↑+*"

# The end of a report as desks mark it: "ENDS", or initials behind the agency's name.
ENDED = re.compile(
    r"(?<=[.!?”\"’'])\s+(?:ENDS|(?:PTI|ANI|IANS|AFP|UNI|APP|BSS)(?: [A-Z]{2,4}){1,4})$"
)
# What is cut off a line, by a part of it that is looked for first.
INLINE = (
    ("read", re.compile(
        r"(?i)(?<=[.!?…”’\"'])\s+\[?(?:read more|continue reading|keep reading"
        r"|read the full (?:story|article))\]?[\s.…→»]*+$"
    )),
    ("learn more", re.compile(r"(?i)(?<=[.!?…”’\"'])\s+\[?learn more\]?[\s.…→»]*+$")),
    ("(story", re.compile(r"(?i) ?\(story continues below\)")),
    ("enditem", re.compile(r"(?<=[.!?”\"’'])\s+Enditem\W*+$")),
)  # fmt: skip
