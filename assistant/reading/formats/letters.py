"""What a mail tells, without what it answers, signatures, and the small print below."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORWARD = re.compile(
    r"(?i)^[>\s]*(?:-{2,}\s*forwarded (?:message|by .{1,80}?)\s*-*|begin forwarded message:?"
    r"|-{3,}\s*(?:original|forwarded) (?:message|mail|e-mail)\s*-{3,}|_{10,})\s*$"
)
_FORWARDED = re.compile(r"(?i)forwarded")
_HEADER = re.compile(
    r"(?i)^[>\s]*\*?(?P<name>from|sent|date|subject|to|cc|bcc|reply-to|resent-from):\*?\s+"
    r"(?P<value>.*?)\s*$"
)
_QUOTE = re.compile(r"^\s?>+ ?")
_WROTE = re.compile(r"(?i)^[>\s]*(?:on .{4,200}|.{2,120} <\S+@\S+>\s*)\bwrote\s*:\s*$")
_WROTE_BEGINS = re.compile(r"(?i)^on .{4,120}$")
_WROTE_ENDS = re.compile(r"(?i)\bwrote\s*:\s*$")
_SIGNATURE = re.compile(r"^--\s*$")
_LONGEST_SIGNATURE = 25
_LONGEST_HEADER = 20
_LIST_FOOTER = re.compile(r"^_{20,}\s*$")
_DEVICE = re.compile(r"(?i)^(?:sent from (?:my |the )?.{2,40}|get outlook for .{2,20})\.?$")
_SMALL_PRINT = re.compile(
    r"(?i)\bunsubscribe\b|\bopt[- ]out\b|\bno longer (?:wish|want) to receive\b"
    r"|\b(?:manage|update|change|edit) (?:your |my )?(?:e-?mail |newsletter )?"
    r"(?:preferences|subscriptions?|settings|profile)\b"
    r"|\byou(?:['’]re| are| have)?(?: been)? (?:receiv\w+|getting|sent) th(?:is|ese) (?:e-?mails?"
    r"|newsletters?|messages?|updates?)\b"
    r"|\bth(?:is|ese) (?:e-?mails?|newsletters?|messages?) (?:was|were|is|are) (?:sent|intended)\b"
    r"|\byou(?:['’]ve| have)? (?:signed up|subscribed|opted in)\b"
    r"|\b(?:view|read|see|open|having trouble|can['’]?t (?:see|read|view))\b.{0,40}"
    r"\b(?:in (?:your|a|the) (?:web )?browser|online|on the web|web version)\b"
    r"|\bforward(?:ed)? (?:this (?:e-?mail|newsletter|message)|to a friend)\b"
    r"|\badd us to your (?:address book|contacts)\b"
)
_LONGEST_SMALL_PRINT = 240
_LINK = re.compile(r"[ \t]*[<\[(][ \t]*https?://[^\s<>\[\]()]{1,2000}[ \t]*[>\])]")
_BARE_LINK = re.compile(r"(?m)^[ \t]*https?://\S+[ \t]*$")
_PICTURE = re.compile(r"(?i)\[(?:image|cid|img|logo|inline image)[:\s][^\]\n]{0,200}\]")
_FEWEST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """The text of a mail, and of a forwarded one who sent it, when, and under which title
    (by "from", "date" and "subject")."""

    text: str
    forwarded: dict[str, str]


def told(text: str, *, forward: bool) -> Told:
    """What is told in the `text` of a mail, of what it forwards where it does.

    Quoted lines and the mails they come from, signatures, the lines below newsletters
    and bare links are left out. `forward` says that the mail passes another one on. A
    text that is all quotes is told itself.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, headers = _passed_on(lines, forward)
    lines = _without_quotes(lines)
    lines = _without_signature(lines)
    lines = _without_small_print(lines)
    whole = "\n".join(lines)
    whole = _PICTURE.sub("", _LINK.sub("", whole))
    return Told(_BARE_LINK.sub("", whole).strip("\n"), headers)


def words(text: str) -> int:
    """How many words there are, addresses aside."""
    return sum("://" not in word for word in text.split())


def _passed_on(lines: list[str], forward: bool) -> tuple[list[str], dict[str, str]]:
    """The forwarded mail's lines with its header; of an answer what stands above the mail
    that it answers."""
    for at, line in enumerate(lines):
        mark = _FORWARD.match(line)
        if not mark and not (forward and _HEADER.match(line)):
            continue
        headers, end = _header(lines, at + 1 if mark else at)
        if len(headers) < 2:
            continue
        if forward or _FORWARDED.search(line):
            rest = lines[end:]
            quoted = [_QUOTE.match(one) is not None for one in rest if one.strip()]
            return [_QUOTE.sub("", one) for one in rest] if all(quoted) else rest, headers
        return (lines[:at], {}) if words("\n".join(lines[:at])) else (lines[end:], headers)
    return lines, {}


def _header(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    """The header lines from `at` on by their names, and where they end."""
    headers: dict[str, str] = {}
    end = at
    for number in range(at, min(len(lines), at + _LONGEST_HEADER)):
        found = _HEADER.match(lines[number])
        blank = not lines[number].strip(" >\t")
        if found:
            name = {"sent": "date"}.get(found["name"].lower(), found["name"].lower())
            headers.setdefault(name, found["value"])
        elif not blank and (not headers or not lines[number - 1].strip(" >\t")):
            # A line that goes on with the header stands right below it.
            break
        end = end if blank else number + 1
    return headers, end


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    quoted: list[str] = []
    for at, line in enumerate(lines):
        if _QUOTE.match(line):
            quoted.append(line)
        elif _announces(lines, at):
            ahead = lines[
                next((one for one in range(at + 1, len(lines)) if lines[one].strip()), at)
            ]
            if not _QUOTE.match(ahead) and not _WROTE_ENDS.search(ahead) and any(kept):
                # Without marks all that follows is what the mail answers.
                break
        else:
            kept.append(line)
    answered = words("\n".join(quoted))
    if words("\n".join(kept)) < _FEWEST_WORDS < answered:
        return [_QUOTE.sub("", line) for line in lines]
    return kept


def _announces(lines: list[str], at: int) -> bool:
    """Whether the line says whose words come next ("On Friday Jane Roe wrote:"), by itself,
    with the next line, or with the one before."""
    if _WROTE.match(lines[at]):
        return True
    following = lines[at + 1] if at + 1 < len(lines) else ""
    before = lines[at - 1] if at else ""
    begins = _WROTE_BEGINS.match(lines[at]) and _WROTE.match(f"{lines[at]} {following}")
    ends = _WROTE_ENDS.search(lines[at]) and _WROTE.match(f"{before} {lines[at]}")
    return bool(begins or ends)


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        ends = _SIGNATURE.match(line) and len(lines) - at <= _LONGEST_SIGNATURE
        if _LIST_FOOTER.match(line) and "mailing list" in " ".join(lines[at : at + 4]).lower():
            ends = True
        if ends and any(one.strip() for one in lines[:at]):
            lines = lines[:at]
            break
    return [line for line in lines if not _DEVICE.match(line.strip())]


def _without_small_print(lines: list[str]) -> list[str]:
    """Lines without single ones for subscribers, and without all below the first of them
    under the last paragraph."""
    printed = [
        at
        for at, line in enumerate(lines)
        if len(line) <= _LONGEST_SMALL_PRINT and _SMALL_PRINT.search(line)
    ]
    prose = [at for at, line in enumerate(lines) if len(line) > _LONGEST_SMALL_PRINT]
    middle = prose[-1] if prose else len(lines) // 2
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    below = [at for at in printed if at > max(middle, first)]
    end = min(below, default=len(lines))
    gone = set(printed)
    return [line for at, line in enumerate(lines[:end]) if at not in gone]
