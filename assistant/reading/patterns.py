"""The tables of page furniture: what navigation, forms, links and notices look like."""

from __future__ import annotations

import re


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Each pattern stands for a whole line, arrows and colons at its ends taken off.
FURNITURE = _lines(
    # buttons and places on the page
    r"skip (?:past|to)\b.{0,60}", r"(?:go |back )?to (?:the )?top|back to (?:top|home.*)",
    r"(?:main |site |primary )?(?:menu|navigation)|toggle navigation|search(?: for)?(?: the site)?",
    r"open menu|close(?: menu)?|sign in|log ?(?:in|out)|register|my account|sign up|subscribe(?:"
    r" now)?",
    r"loading(?:\.\.\.|…)?|show more|load more|see all|view all|more|expand|next|previous|continue",
    r"(?:previous|next) (?:post|article|story|page)\b.{0,160}",
    r"close (?:ad|dialog|this)\b.{0,40}|dismiss|got it|not now|maybe later|no,? thanks",
    r"page \d+(?: of \d+)?|\d+ ?(?:of|/) ?\d+",
    r"(?:click|tap) (?:here )?to .{1,80}|(?:swipe|scroll) .{0,60}(?:to|for) .{1,60}",
    r"(?:listen|listen to (?:this )?(?:article|story))|play(?: audio| video)?|pause|mute|unmute",
    # players: "Just watched", the film's name, "Replay", the name again, its length
    r"(?:just watched|now playing)\b.{0,480}(?:replay|more videos|must watch|\b\d{1,2}:\d{2}).*"
    r"|now playing.{0,60}|replay(?: more videos)?\W*|more videos\W*"
    r"|must watch.{0,160}\d{1,2}:\d{2}|video ad feedback\b.{0,200}",
    r"(?:hit|press|tap|click) play\b.{0,400}|prefer to (?:listen|read|watch)\?.{0,100}"
    r"|this transcript (?:was|is|has been|may)\b.{0,200}",
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
    r"(?:video )?ad(?:vertisement)? feedback|(?:remove|report|hide) (?:this )?ads?|ad"
    r" blocker.{0,100}",
    # sharing
    r"share(?: (?:or|this|on|via|with|the|to)\b.{0,80})?|\d[\d.,]*k? shares?|shares? ?\d[\d.,]*k?",
    r"(?:click to )?(?:share|email|tweet|print|pin|post)\b.{0,60}\(opens in (?:a )?new window\)",
    r"(?:copy|copied)(?: (?:the |this )?(?:link|url))?(?: to clipboard)?|link copied.{0,30}",
    r"(?:follow|like|find|join) (?:us|me|him|her|them|@\w+|.{1,40})? ?on (?:facebook|twitter|x\b"
    r"|instagram|whatsapp|telegram|linkedin|youtube|tiktok|google news|threads|bluesky)\b.{0,220}",
    r"follow (?:us|@\w+).{0,60}|@\w{2,30}|(?:email|e-mail)(?: the author| this| me| us)?",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+",
    r"add (?:us|.{1,40}) (?:as|to) (?:a |your )?(?:preferred|favou?rite).{0,60}|save (?:for later"
    r"|articles?|this)(?: .{0,80})?|bookmark(?: this)?|gift (?:this )?article|give this article"
    r"|add to .{1,30}",
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
    r"subscribe (?:to|for|today|now|and|here)\b.{0,220}|(?:enter|type) your (?:e-?mail"
    r"|details).{0,160}",
    r"(?:get|receive|have|want) (?:the |our |all |more |your |daily |breaking |top )?.{0,140}"
    r"(?:(?:in|to) your inbox|delivered|newsletters?|by e-?mail|alerts?)\b.{0,60}",
    r"(?:join|stay|never miss|don[’']t miss|keep up|be the first).{0,160}"
    r"(?:newsletters?|inbox|subscribers|sign up|our app|e-?mail|alerts|channel|follow us"
    r"|whatsapp|telegram).{0,80}",
    r"(?:free |daily |weekly |our |the |morning |privacy notice: )*newsletters?\b.{0,30}|e-?mail"
    r" address",
    r"(?:download|get|install|try) (?:our|the) .{0,40}\bapp\b.{0,120}",
    r"(?:support|donate to|contribute to|help us|help fund) (?:us|our|the|independent|quality|local"
    r"|free|fearless)\b.{0,40}(?:journalism|newsroom|reporting|newspaper)\b.{0,100}"
    r"|become a (?:member|supporter|subscriber)\b.{0,60}|make a (?:contribution|donation).{0,60}",
    r"(?:start|begin) your (?:free )?(?:trial|subscription).{0,80}|already a (?:subscriber"
    r"|member)\?.*",
    r"this (?:article|story|content) is (?:for|only available to|free for) (?:subscribers"
    r"|members).*",
    r"(?:thank you|thanks) for (?:reading|listening|watching|subscribing|signing up|registering"
    r"|supporting (?:our|us|local|independent)|your (?:support|subscription)).{0,400}",
    # who pays: grants, partners, commissions
    r"(?:this (?:story|article|reporting|coverage|series)|our (?:\w+[ -]){0,3}(?:reporting|coverage"
    r"|journalism|fact[ -]?check(?:s|ing)?|work))\b.{0,60}\b(?:supported|funded|made possible"
    r"|underwritten)\b.{0,400}",
    r"recommendations are independently\b.{0,240}"
    r"|prices (?:were|are) (?:accurate|correct|current) (?:at|as)\b.{0,120}",
    r"(?:i (?:agree|consent|accept)|by (?:signing up|subscribing|clicking|submitting|continuing"
    r"|using"
    r"|entering)|we (?:will|may) (?:use|process|share)"
    r" (?:your|the (?:details|information) you))\b.{0,400}",
    r"(?:for more information )?see our (?:privacy|cookie) .{0,100}",
    # cookies and law
    r"(?:we|we and our .{0,40}|our (?:web)?sites?|this (?:web)?site|this page|the site) (?:also )?"
    r"(?:uses?|stores?|places?)\b.{0,80}\bcookies?\b(?=.*(?:experience|\bads?\b|adverti|analy"
    r"|traffic"
    r"|personali|consent|browser|site|accept|agree|preferences|technolog|policy|continu|improve)"
    r"|\W*$).*",
    r"we (?:value|care about|respect) your privacy.{0,80}",
    r"this (?:article|story) is (?:more than|over) (?:\d+|one|two|an?) (?:year|month)s? old",
    r"(?:open|close|toggle|show|hide|expand|collapse|view|skip|enlarge)\b.{0,30}\b(?:menus?"
    r"|navigation|sections?"
    r"|search|captions?|transcripts?|comments?|sidebar|contents?|links)",
    r"unlock (?:this|the) .{0,60}|republish(?: .{1,40})?|creative commons .{0,80}"
    r"|permalink\b.{0,120}|send",
    r"accessibility.{0,20}|keyboard shortcuts.{0,40}|donate(?: now| to .{1,40})?|download"
    r"|transcript|embed|live tv"
    r"|watch live|(?:heard|aired|broadcast|first aired) on .{1,60}|prev|sponsor message",
    r"list (?:of )?\d+ (?:of \d+|items)|end of list|in [\"“].{1,40}[\"”]|bookmark the permalink",
    r"this (?:story|article|report|item|content) (?:has|was|is)\b.{0,40}\b(?:edited|generated"
    r"|syndicated|feed"
    r"|staff|republished)\b.{0,120}|(?:please )?(?:log ?in|sign in|register) to .{1,40}",
    r"contributing(?: (?:writers?|reporters?|editors?))?: .{1,300}",
    r"this is an? (?:breaking|developing)(?: news)? (?:news|story|report)\b.{0,160}"
    r"|this (?:story|article|report|post|page|live blog)(?: and (?:the |its )?headline)?"
    r" (?:has|have|was|is|will)(?: been| being| be)?(?: last)? (?:updated|revised)\b"
    r"(?!.*\b(?:correct\w*|reflect\w*|clarif\w*|fix\w*|errors?|incorrect\w*|misstated"
    r"|misspelled)\b).{0,160}"
    r"|(?:check back|refresh(?: this page)?) (?:often |here |later )?for (?:the latest|updates"
    r"|more).{0,60}",
    r"from .{0,60}\b(?:wire|news|agency|staff|network) (?:reports|services|dispatches)"
    r"|read more (?:about|on|of|here)\b.{0,80}",
    r"feedback:? (?:send|write|tell|e-?mail)\b.{0,160}|article content|(?:advertisement|ad) \d+",
    r"(?:(?:media|press|editorial|news|general) )*(?:contacts?|enquiries|inquiries"
    r"|queries)\b.{0,120}"
    r"(?:@|\d{3}).{0,60}|for (?:more|further|additional|all|full) (?:information|info"
    r"|details)\b.{0,80}"
    r"(?:visit|contact|call|e-?mail|see|go to|click|www).{0,120}|about (?:this|our|us)\b.{0,40}",
    r"(?:published|updated|posted|last updated|first published|reading time|date)",
    r"continue reading(?: below)?|proudly powered by .{1,40}|reuse this (?:content|article)",
    r"(?:to give you|to improve your|for the best).{0,80}\bcookies?\b.{0,300}",
    r"(?:accept|reject|manage|allow|decline|customi[sz]e)(?: (?:all|only|necessary|our|my))* "
    r"?(?:cookies?|preferences|settings|choices)?|(?:cookie|privacy|consent) "
    r"(?:policy|notice|settings|preferences|banner|statement|choices|information)",
    r"copyright .{2,60}"
    r" \d{4}\W*",
    r"(?:terms|conditions)(?: (?:of|and) \w+){0,3}",
    r"(?:this|the) (?:material|content|article|story|report) (?:may|must|can) ?not be .{0,60}"
    r"(?:reproduc|rewritten|redistribut|without (?:prior|written|permission)).{0,160}",
    r"(?:do not sell|your privacy|your california privacy).{0,60}|privacy|imprint|legal"
    r"|disclaimer.{0,20}",
    # notes of the desk
    r"(?:found|spotted|seen|noticed|see) (?:an? |any )?(?:error|mistake|typo|problem)s?\b.{0,80}"
    r"|get (?:the |all the )?latest (?:[\w&-]+ ){0,4}(?:news|headlines|updates)\b.{0,160}",
    r"(?:do you have|got|have you got) (?:a |any )?(?:story|news|tip|information|photos?).{0,200}",
    r"(?:contact|email|e-mail|write to|message|call) (?:us|our|the (?:newsroom|reporter|author"
    r"|editor))"
    r"\b.{0,160}|(?:to )?(?:report|spotted) (?:a |an )?(?:typo|error|mistake|correction).{0,120}",
    r"(?:this (?:article|story|post|piece|report) (?:was|is|has been|originally|first)"
    r"|the post .{1,200}) (?:originally |first )?(?:published|appeared|posted|syndicated|edited)"
    r"(?: first| originally)? (?:in|on|at|by|from|through|with).{0,160}",
    r"\W?(?:additional |with )?(?:reporting|writing|editing|edited|compiled|translation)"
    r"(?: and (?:writing|editing|reporting))? by .{1,200}",
    r"our standards:? .{0,80}|(?:the )?thomson reuters trust principles.*",
    r"about the authors?|(?:view|see|read|more) (?:all |more )?(?:posts|articles|stories) (?:by"
    r"|from) .{1,60}",
    r"(?:more from|more by) .{1,60}|author archive.*|with (?:inputs?|files) from .{1,80}",
)  # fmt: skip

# Words that a page's line holds wherever they stand, by a part of them that is looked for first.
WITHIN = (
    ("contribut", _lines(
        r"\bcontributed (?:(?:to )?(?:the |this )?reporting|to (?:this|the|our) (?:report|story"
        r"|article|piece|coverage|post|dispatch))\b|\bcontributing\.?$",
    )),
    ("expressed", _lines(
        r"\b(?:views|opinions) expressed (?:in (?:this|the)|here|by the author|are)\b",
    )),
    (" own", _lines(r"\bopinions are (?:solely )?(?:his|her|their|my) own\b")),
    ("commission", _lines(
        r"^(?=.*\bcommissions?\b).*\b(?:(?:our|these|affiliate) links|we (?:may|might|earn|can"
        r"|will))\b",
    )),
    ("coverage", _lines(
        r"^(?=.*(?:\beditorial\b|\.(?:com|org|net)\b)).{0,80}\bcoverage (?:at|on|by) .{1,80}"
        r"\b(?:is|are) (?:supported|funded|made possible)\b.{0,40}\bby\b",
    )),
    ("content partner", _lines(r"^.{1,60} is an? .{1,40}\bcontent partner\b")),
    ("rights reserved", _lines(r"^.{0,120}\ball rights reserved\b.{0,200}$")),
    ("\N{COPYRIGHT SIGN}", _lines(r"^.{0,60}\N{COPYRIGHT SIGN}.{0,250}$")),
    ("(c)", _lines(r"^.{0,60}\(c\) ?\d{4}.{0,250}$")),
    ("copyright", _lines(r"^.{0,60}copyright:? (?:\N{COPYRIGHT SIGN}|\(c\)|\d{4}|by\b).{0,250}$")),
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
    r"['\"“‘(]?[A-Z][^:.!]{2,100}[^\W\d_][.'’\"”?)!…]*:(?=['\"“‘]?[A-Z\d])(?:\S+\s+){4,}\S*[^\s.!]"
)
# "More on the cup: https://…": a line that is but a label and addresses.
ADDRESSES = re.compile(r"[^.!?]{0,80}:\s+(?:https?://\S+(?:\s+and\s+|[\s,]+|$))+")
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
    r" .{1,200} )?"
    r"(?i:originally |first |also )*(?i:published|appeared|posted)(?i: first| originally)? "
    r"(?i:in|on|at|by) )(?P<publisher>.{2,60})"
)
COPYRIGHT = re.compile(
    r"(?i:copyright)?\s*(?:©|\([cC]\)|(?i:copyright))\s*(?i:copyright )?(?i:by )?"
    r"(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?,?\s*(?i:by )?(?P<publisher>[^\d.|,;©·•]{2,60}?)?"
    r"\s*(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?\s*(?:[.|,©·•]|$|(?i:all rights|ltd|inc|llc|limited))"
)
FILLED = re.compile(r"(?i:all rights reserved|copyright|reserved|rights|the author|this)\W*")

# Furniture speaks to its reader; what someone said is the article's.
REPORTED = re.compile(r"\b(?:said|says|told|according to|added)\b")

TO_READER = re.compile(r"(?i)\b(?:you|your|yours|our|we|us|please|thanks)\b")
SMALL_PRINT = re.compile(
    r"(?i)\b(?:e-?mails?|newsletters?|inbox|subscri\w+|sign(?:ed|ing)? (?:up|in)|cookies?"
    r"|privacy|terms"
    r"|comments?|accounts?|browser|website|advert\w*|ads|notifications?|alerts?|junk folder"
    r"|guidelines"
    r"|members?hip|app|stories like this|moderat\w+)\b"
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
    r"(?:^|[.!?…] )(?:Follow|Like|Find|Join|Reach) [^.!?]{1,60} on (?:Facebook|Twitter|X|Instagram"
    r"|WhatsApp|Telegram|LinkedIn|YouTube|TikTok|Threads|Bluesky|Flipboard)\b"
)
SUPPORT = re.compile(
    r"(?i)(?:^|[.!?…] |\b(?:consider|please|help|you) )support(?:ing)? (?:(?:our|us|local"
    r"|quality|independent|strong|public) )+(?:journalism|newsroom|reporting|work)\b"
)
# A gallery in one line: its captions with their places.
GALLERY = re.compile(r"(?i)\b(?:hide|show|photos?|images?|slides?) (?:caption )?\d+ (?:of|/) \d+")
# Figures that stand alone: a counter of shares beside buttons, a figure of the story elsewhere.
COUNTER = re.compile(r"(?i)[\d.,]+ ?[km]?")
OFFER = re.compile(
    r"(?i)(?=.*\b(?:newsletters?|inbox)\b)(?=.*\b(?:sign(?:ed|ing)? up|subscri(?:be|bed|ption))\b)"
    r"(?=.*\b(?:you|your|our|here)\b)"
)
PROMOTION_START = re.compile(r"(?i)skip past .{0,40}(?:promotion|newsletter|sign.?up|links?)")
PROMOTION_END = re.compile(r"(?i)(?:after|end of) .{0,40}(?:promotion|newsletter|sign.?up|links?)")

# Everything below one of these, once the article has been told, is not the article.
COMMENTS = _lines(
    r"(?:leave|post|write|add) (?:a |your )?(?:reply|comment)(?: cancel reply)?",
    r"(?:\d[\d,]*|no) (?:comments?|responses?|replies|thoughts on .{1,200})(?: (?:on|to)"
    r" .{1,200})?",
    r"(?:reader |readers[’'] |user )?comments(?: ?\(?\d+\)?)?|join the (?:conversation|discussion)",
)
LIST_HEADING = _lines(
    r"(?:related|recommended|similar|more|latest|top|popular|trending|featured|other|recent|further"
    r"|most[ -](?:read|popular|viewed|shared|commented|watched))(?: (?:articles?|stor(?:y|ies)"
    r"|right now"
    r"|news|posts?"
    r"|content|coverage|reading|links?|videos?|headlines|topics|now|today|for you|in .{1,30}"
    r"|from .{1,40}))+",
    r"related|recommended(?: for you)?|trending(?: now)?|most (?:read|popular|viewed|shared"
    r"|watched)",
    r"more (?:on|about|like) (?:this|these)(?: (?:story|stories|topics?|subject))?|around the web",
    r"you (?:may|might) (?:also )?(?:like|be interested in|have missed).{0,20}|(?:read|up) next",
    r"editor[’']?s?[’']? (?:picks?|choice)|must reads?|don[’']t miss|elsewhere on .{1,30}|top"
    r" stories",
    r"(?:promoted|sponsored) (?:stories|links)|from (?:around|across) the web|what to read next",
    r"(?:recent|latest|top|more|related|popular|trending|other) (?:\w+ ){0,2}(?:stories|articles"
    r"|headlines|news"
    r"|posts|reads|videos)(?: [\w’']+){0,3}|keep reading|also read|read also|read this|more"
    r" info(?:rmation)?",
    r"more from .{1,40}|in other news|also in (?:the )?news|people are (?:also )?reading|read"
    r" more|see also",
)
SHORT_LIST = re.compile(r"(?i)also read|read also|read this|see also|more info(?:rmation)?")
# A day of a programme is no link, though it has the form of one.
AGENDA = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b[^:]{0,30}:")
TOPIC_HEADING = _lines(
    r"(?:related |explore more on these )?(?:topics|tags|categories|keywords|subjects)|archived"
    r" in|(?:filed|posted) (?:under|in)"
    r"|tagged|more (?:on|about)(?: these topics)?",
)
TOPICS = _lines(
    r"(?:related )?(?:tags?|topics?|filed under|posted in|categor(?:y|ies)|keywords|tagged(?:"
    r" with)?"
    r"|sections?|more about|labels)\s*[:|].{0,300}",
    r"(?:#\w+[\s,]*)+",
)

SOCIAL = frozenset(
    "facebook twitter whatsapp linkedin pinterest reddit telegram messenger flipboard tumblr tweet"
    " instagram youtube tiktok viber vk threads bluesky mastodon pocket snapchat e-mail email share"
    " print sms skype".split()
)
BESIDE_SOCIAL = frozenset(
    "x on via this article story with friends to by link copy copied the page post save bookmark"
    " comment comments and or rss more url pin it mail send like us follow opens in new window"
    " panel close"
    " icon logo".split()
)
NAVIGATION = frozenset(
    "home homepage news sport sports business politics world opinion opinions comment culture"
    " lifestyle life weather travel tech technology science health video videos live login"
    " subscribe"
    " search menu contact about jobs property obituaries podcasts podcast local uk us usa"
    " international national regional entertainment arts education environment climate economy"
    " markets"
    " finance money football cricket rugby tennis golf racing motoring cars food fashion style"
    " beauty"
    " celebrity royals tv radio film music books games puzzles crosswords events photos pictures"
    " gallery galleries archive archives newsletters newsletter shop store advertise classifieds"
    " notices deals offers magazine e-paper epaper audio letters editorial editorials columnists"
    " blogs"
    " blog community crime court courts africa asia europe americas australia middle-east analysis"
    " features investigations explainers factcheck breaking latest trending exclusive section"
    " edition"
    " topics sections today region traffic faith family fitness recipes horoscopes competitions"
    " voices multimedia media help faq careers apps".split()
)
BESIDE_NAVIGATION = frozenset("and the of us & in our my all more your page up stories".split())
PAIRS = re.compile(
    r"(?i)\b(?:middle east|latin america|north america|asia pacific|real estate|what's on|e-paper"
    r"|front page"
    r"|privacy policy|terms of (?:use|service)|cookie policy|advertise with us|sign in|log in)\b"
)
SEPARATOR = re.compile(r"\s*(?:[>»›|•·/→‹«]|::)\s*")
EDGES = " \t:>»›→▶▸⟶…-–—|«‹←↓↑+*"

# The end of a report as desks mark it: "ENDS", or initials behind the agency's name.
ENDED = re.compile(
    r"(?<=[.!?”\"’'])\s+(?:ENDS|(?:PTI|ANI|IANS|AFP|UNI|APP|BSS)(?: [A-Z]{2,4}){1,4})$"
)
# What is cut off a line, by a part of it that is looked for first.
INLINE = (
    ("email address", re.compile(
        r"(?i)\s*(?:leave a (?:reply|comment)\s*)?(?:cancel reply\s*)?your email address will"
        r" not be published\..*$"
    )),
    (":", re.compile(
        r"(?i)(?<=[.!?…”’\"'])\s+(?:read more|read also|also read|see also|read next|related)"
        r"\s*:\s.{1,200}$"
    )),
    ("read", re.compile(
        r"(?i)(?<=[.!?…”’\"'])\s+\[?(?:read more|continue reading|keep reading"
        r"|read the full (?:story|article))\]?[\s.…→»]*$"
    )),
    ("learn more", re.compile(r"(?i)(?<=[.!?…”’\"'])\s+\[?learn more\]?[\s.…→»]*$")),
    ("(adv", re.compile(r"(?i)\s*\(advertisement\)")),
    ("(story", re.compile(r"(?i)\s*\(story continues below\)")),
    ("enditem", re.compile(r"(?<=[.!?”\"’'])\s+Enditem\W*$")),
    ("(opens", re.compile(r"(?i)\s*\(opens in (?:a )?new (?:tab|window)\)")),
)  # fmt: skip
