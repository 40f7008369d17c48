"""Questions go before what is only to be stored."""

from __future__ import annotations

import threading
import time

from vectorstore.text.priority import Priority


def test_long_work_waits_for_short_work() -> None:
    """A piece of long work begins only after the question, and the moment it counts for."""
    priority = Priority(linger=0.05, patience=10)
    order: list[str] = []

    def store() -> None:
        priority.give_way()
        order.append("stored")

    with priority.foreground():
        thread = threading.Thread(target=store)
        thread.start()
        time.sleep(0.05)
        order.append("answered")
    thread.join(timeout=5)
    assert order == ["answered", "stored"]


def test_long_work_is_not_held_up_for_ever() -> None:
    """Under questions without end each piece of long work waits for its patience, no longer."""
    priority = Priority(linger=5, patience=0.1)
    with priority.foreground():
        assert 0.09 <= priority.give_way() < 2
    assert 0.09 <= priority.give_way() < 2


def test_a_question_counts_for_a_moment_after_it() -> None:
    """What follows the embedding of a question is part of answering it."""
    priority = Priority(linger=0.1, patience=10)
    with priority.foreground():
        pass
    assert 0.05 <= priority.give_way() < 2
    assert priority.give_way() < 0.05


def test_short_work_never_waits() -> None:
    """Questions go side by side."""
    priority = Priority(linger=5, patience=5)
    began = time.monotonic()
    with priority.foreground(), priority.foreground():
        pass
    with priority.foreground():
        pass
    assert time.monotonic() - began < 4


def test_patience_may_be_of_this_time_only() -> None:
    """Work that is done in small pieces waits less before each."""
    priority = Priority(linger=5, patience=5)
    with priority.foreground():
        assert 0.04 <= priority.give_way(patience=0.05) < 1
        assert priority.give_way(patience=0) < 0.05


def test_what_is_done_aside_holds_nothing_up() -> None:
    """It does not go first, in this thread, until it is over; others still do."""
    priority = Priority(linger=5, patience=0.1)
    with priority.background(), priority.foreground():
        assert priority.give_way() < 0.05
        others = threading.Thread(target=_asked, args=(priority,))
        others.start()
        others.join()
        assert priority.give_way() > 0.05
    with priority.foreground():
        assert priority.give_way() > 0.05


def _asked(priority: Priority) -> None:
    with priority.foreground():
        pass
