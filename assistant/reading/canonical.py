"""One address for one page: the spelling that a page is known by, and whose word counts for it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import httpx

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm|hsa)_\w+|(?:pk|mtm|at)_(?:campaign|source|medium|kwd|keyword|content|cid)|_ga|_gl"
    r"|_hsenc|_hsmi"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh"
    r"|li_fat_id|epik|mc_[ce]id|mkt_tok|oly_(?:anon|enc)_id|s_kwcid|ref_src"
    r"|wt[._]mc(?:_id)?|xtor|guccounter|guce_referrer(?:_sig)?",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_KEPT = "%/:=&?@!$'()*+,;[]"
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")
_FRONT = re.compile(r"/*(?:index\.\w{2,5}|home/?)?", re.IGNORECASE)


def canonical(url: str) -> str:
    """The one spelling of an address, so that a page gets one id however it was linked.

    Scheme and host come in small letters, without a default port, a final dot, a user
    name or a fragment; known tracking parameters go, all others stay in their order;
    escapes are as RFC 3986, section 6.2.2, has them. What is no http address comes back
    as it was.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError):
        return url
    scheme, host = parsed.scheme, parsed.raw_host.decode("ascii", "replace").lower().rstrip(".")
    if scheme not in _PORTS or not host:
        return url
    host = f"[{host}]" if ":" in host else host
    port = f":{parsed.port}" if parsed.port not in (None, _PORTS[scheme]) else ""
    path, _, query = parsed.raw_path.decode("ascii", "replace").partition("?")
    kept = "&".join(one for one in query.split("&") if one and not _tracks(one))
    return f"{scheme}://{host}{port}{_escaped(path)}{'?' if kept else ''}{_escaped(kept)}"


def believed(told: str, url: str) -> str:
    """The address that the page at `url` is known by; `told` is what it says itself.

    What it says counts where it names a page of the same site. A site's front page is
    no article, though many templates name it for every page, and no page speaks for
    another site.
    """
    claimed, own = canonical(told), canonical(url)
    if not told or _site(claimed) != _site(own) or _is_front(claimed) > _is_front(own):
        return own
    return claimed


def site(url: str) -> str:
    """The host of an address, without what only tells one edition of a site from another."""
    return _SAME_SITE.sub("", urlsplit(canonical(url)).hostname or "")


def _site(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return _SAME_SITE.sub("", parts.hostname or ""), parts.port


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_FRONT.fullmatch(parts.path)) and not parts.query


def _tracks(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(parameter.partition("=")[0]))


def _escaped(part: str) -> str:
    def settled(match: re.Match[str]) -> str:
        sign = chr(int(match[1], 16))
        return sign if _UNRESERVED.fullmatch(sign) else match[0].upper()

    return quote(_ESCAPED.sub(settled, part), safe=_KEPT)
