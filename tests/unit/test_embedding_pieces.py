"""Texts that are to be stored are embedded in pieces, so that questions get in between."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.text.encoder import _PIECE, _pieces


@given(st.lists(st.integers(0, 3 * _PIECE), max_size=80))
def test_pieces_have_every_text_once_and_are_small(lengths: list[int]) -> None:
    """No piece is larger than is allowed once filled up, unless it is one text."""
    pieces = list(_pieces(lengths))
    assert sorted(at for piece in pieces for at in piece) == list(range(len(lengths)))
    for piece in pieces:
        longest = max(lengths[at] for at in piece)
        assert len(piece) == 1 or len(piece) * longest <= _PIECE
    for one, following in pairwise(pieces):
        # Another text would have been too much: no more pieces than needed.
        assert (len(one) + 1) * lengths[one[0]] > _PIECE
        assert lengths[one[-1]] >= lengths[following[0]]
