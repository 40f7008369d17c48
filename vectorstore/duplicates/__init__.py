"""Which articles are copies of which: found by their signatures, read word by word, linked.

Pure functions over articles; nothing is stored here.
"""

from vectorstore.duplicates.likeness import are_copies
from vectorstore.duplicates.linking import Member, earliest, member, originals
from vectorstore.duplicates.wording import ENOUGH, Signature, signature

__all__ = [
    "ENOUGH",
    "Member",
    "Signature",
    "are_copies",
    "earliest",
    "member",
    "originals",
    "signature",
]
