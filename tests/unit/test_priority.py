"""Questions go before what is only to be stored."""

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
    """Under questions without end, and for a moment after, long work waits for its patience."""
    priority = Priority(linger=60, patience=0.1)
    with priority.foreground():
        assert 0.09 <= priority.give_way() < 30
    assert 0.09 <= priority.give_way() < 30
    assert priority.give_way(patience=0) < 0.09


def test_what_is_done_aside_holds_nothing_up() -> None:
    """It does not go first, in this thread, until it is over; others still do."""
    priority = Priority(linger=5, patience=0.1)
    with priority.background(), priority.foreground():
        assert priority.give_way() < 0.1
        others = threading.Thread(target=_asked, args=(priority,))
        others.start()
        others.join()
        assert priority.give_way() >= 0.1


def _asked(priority: Priority) -> None:
    with priority.foreground():
        pass
