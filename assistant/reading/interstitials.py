"""Interstitials: pages that stand before an article and ask to log in, agree, pay, run a script."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# In words: what is judged by its words at all, what beside a sign makes an article, what is
# nothing beside scripts, and the longest text of a login or of a notice of consent.
_HARDLY_ANY = 60
_AN_ARTICLE = 25
_NOTHING = 12
_A_NOTICE = 300
_SAVE = "open the page in a browser, save it as .html and add the file"
_SCRIPTED = re.compile(
    r"(?is)\A(?=.*?javascript).*?(?:browser|enabl|activ|aktiv|attiv|habilit|turn|switch|requir|need"
    r"|support|without|disabl|включ|włącz)"
)
_PROOF = re.compile(
    r"(?i)captcha|are (?:you )?(?:an? |not an? )?(?:human|robot)\b|not a robot"
    r"|checking your browser|unusual (?:traffic|activity)|verify(?:ing)? (?:that )?you"
    r"|access denied|just a moment\b|request (?:was |has been )?blocked|ddos protection"
)
_LOGIN = re.compile(
    r"(?i)\b(?:sign|log) ?in\b|\blog ?on\b|subscri(?:be|ber|ption)s?\b|create an? (?:free )?account"
    r"|already a member|register (?:for|to|now)|to continue reading|free trial|\babonn|\banmelden"
    r"|\beinloggen|\bregistrier|connectez-vous|inicia(?:r)? sesión|suscr[ií]|accedi\b|abbonati"
    r"|assine|inloggen|zaloguj|войдите"
)
_CONSENT = re.compile(
    r"(?is)\A(?=.*?(?:cookies?|privacy|datenschutz|confidentialité|privacidad)).*?(?:accept|agree"
    r"|consent|manage|reject|partners|akzept|zustimm|einwillig|autoris|acept|accett)"
)
_SIGNS = (
    (_SCRIPTED, "is built by scripts, which are not run"),
    (_PROOF, "asks for a proof that no program reads it"),
    (_LOGIN, "needs a login or a subscription"),
    (_CONSENT, "asks for consent first"),
)
_GATES = frozenset(
    "consent collectconsent cookie-consent login log-in signin sign-in logon sso oauth oauth2"
    " auth authorize accounts paywall captcha challenge".split()
)
_LOOKED_AT = 200_000
_LONGEST = 2000
_UNSEEN = ("script", "style", "head", "svg", "template")
_SCRIPT = re.compile(rb"(?i)<script\b")


def interstitial(text: str, content: bytes, asked: str, url: str) -> str:
    """Why a page is no article but what stands before one; "" for any other page.

    `text` is what was read from its `content`, `asked` the address that was asked for
    and `url` the one that answered. A page is judged by its words only where it holds
    hardly any others, so that an article about a login stays one.
    """
    words = len(text.split())
    if words < _HARDLY_ANY:
        reason = _asks(text) or (_asks(_visible(content)) if words < _NOTHING else "")
        if reason:
            return f"{reason}; {_SAVE}"
    if words < _A_NOTICE and _gates(url) and not _gates(asked):
        return f"leads to a page that asks for a login or for consent; {_SAVE}"
    if words < _NOTHING and _SCRIPT.search(content):
        return f"holds hardly any text without its scripts, which are not run; {_SAVE}"
    return ""


def _asks(text: str) -> str:
    """What a text asks for that has next to no words beside the asking, else ""."""
    text = text[:_LONGEST]
    asked = next((reason for sign, reason in _SIGNS if sign.search(text)), "")
    others = (
        len(part.split())
        for part in text.split("\n")
        if not any(sign.search(part) for sign, _ in _SIGNS)
    )
    return asked if asked and sum(others) < _AN_ARTICLE else ""


def _visible(content: bytes) -> str:
    """The words of a page with nothing cleaned away; "" where they are many."""
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.document_fromstring(content[:_LOOKED_AT])
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, *_UNSEEN, etree.Comment, with_tail=False)
    text = "\n".join(map(str, tree.itertext()))
    return "" if len(text.split()) > _A_NOTICE else text


def _gates(url: str) -> bool:
    """Whether an address is by its own words that of a login or of consent."""
    parts = urlsplit(url.lower())
    first = (parts.hostname or "").partition(".")[0]
    return first in _GATES or any(part in _GATES for part in parts.path.split("/"))
