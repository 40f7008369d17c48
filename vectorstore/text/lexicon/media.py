"""Names of newspapers, channels and news agencies, which report and are not reported on."""

from __future__ import annotations

from vectorstore.text.lexicon import listed

_NAMES = listed(
    """
    reuters cnn bbc nbc abc cbs npr pbs afp ap fox msnbc cnbc itv sky bloomberg axios politico vox
    buzzfeed guardian vogue variety twitter facebook instagram youtube tiktok
    """
)
_LAST_WORDS = listed(
    "news times post press journal herald tribune gazette chronicle observer magazine weekly today"
    " radio broadcasting"
)


def is_medium(name: str) -> bool:
    """Whether a name is that of a newspaper, a channel or a news agency."""
    words = name.lower().split()
    if words[-1:] and (words[-1] in _LAST_WORDS or (len(words) < 3 and words[0] in _NAMES)):
        return True
    return words[-1:] == ["agency"] and "news" in words
