"""Which articles are copies of which: found by their signatures, read word by word, linked.

Pure functions over articles; nothing is stored here.
"""

from vectorstore.duplicates.likeness import Likeness, likeness
from vectorstore.duplicates.linking import Member, earliest, member, originals
from vectorstore.duplicates.wording import ENOUGH, Signature, signature

__all__ = [
    "ENOUGH",
    "Likeness",
    "Member",
    "Signature",
    "earliest",
    "likeness",
    "member",
    "originals",
    "signature",
]
