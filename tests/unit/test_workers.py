"""The threads that all faces share: what adds to the library takes none of those that answer."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.conversations.workers import Push, Workers
from assistant.errors import Busy


def test_adds_take_no_thread_of_answers() -> None:
    """However many wait, one after the other, an answer finds its thread; what is added goes on
    when nobody follows it, and newsbrief knows of it until the last has ended."""
    workers, go, done = Workers(1), threading.Event(), []

    def adding(push: Push[int]) -> None:
        push(1)
        assert go.wait(30)
        done.append(push(2))

    async def ask() -> None:
        adds = [workers.follow_adding(adding) for _ in range(5)]
        begun = [asyncio.ensure_future(anext(add)) for add in adds]
        await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
        assert await asyncio.wait_for(workers.run(lambda: "answered"), 10) == "answered"
        assert workers.load.waiting == 0
        assert workers.adding
        for one in begun:
            one.cancel()
        await asyncio.wait(begun)
        for add in adds:
            await add.aclose()
        go.set()
        while workers.adding:
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    workers.close()
    assert done == [True] * 5


def test_the_queue_has_an_end() -> None:
    """So many wait as may; the next is turned away; what must be done always is not."""
    workers, go = Workers(1, most_waiting=1), threading.Event()

    async def ask() -> None:
        for _ in range(2):
            workers.start(lambda push: go.wait(30) or None)
        with pytest.raises(Busy):
            workers.start(lambda push: None)
        with pytest.raises(Busy):
            await workers.run(lambda: 1, always=False)
        with pytest.raises(Busy):
            workers.make_sure_of_room()
        last = asyncio.ensure_future(workers.run(lambda: 1))
        await asyncio.sleep(0)
        assert (workers.load.running, workers.load.waiting) == (1, 2)
        assert workers.load.turned_away == 3
        go.set()
        assert await last == 1

    with ThreadPoolExecutor(1) as one:
        one.submit(asyncio.run, ask()).result()
    workers.close()
