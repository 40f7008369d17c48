"""A few kills of each kind in every test run; `make soak` has many more."""

import random
from pathlib import Path

from tests.soak.run import adding, aimed, aimed_kills, random_kills, told


def test_a_kill_at_any_time_loses_nothing(tmp_path: Path) -> None:
    """What was reported is there, and a rerun ends as if there had been no kill."""
    kills = list(random_kills(tmp_path, adding(tmp_path, 40), 2, random.Random()))
    assert [one.misses for one in kills] == [[], []], kills
    assert told(kills)["kills"] == 2


def test_a_kill_while_chroma_writes_its_vectors_loses_nothing(tmp_path: Path) -> None:
    """A store that is filled, added to or repaired is whole after a rerun, whatever was torn."""
    kills = list(aimed_kills(tmp_path, aimed(tmp_path, 80), 3, random.Random()))
    assert [one.misses for one in kills] == [[], [], []], kills
    assert any("vector store" in one.hit for one in kills), kills
