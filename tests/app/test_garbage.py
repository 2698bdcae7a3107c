"""Garbage goes in the window's thread: what is let go of in a cycle, and where it ends."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.garbage import GarbageCollector


class Node:
    """In a cycle with itself; says in which thread it ended."""

    def __init__(self, ended: list[str]) -> None:
        self.itself = self
        self.ended = ended

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


@pytest.fixture
def collector() -> Iterator[GarbageCollector]:
    """With Python's own at work before and after."""
    was_automatic = gc.isenabled()
    gc.enable()
    one = GarbageCollector()
    yield one
    one.finish()
    if not was_automatic:
        gc.disable()


def make_much_garbage(ended: list[str]) -> None:
    """Enough that Python's own collector would have run in this thread."""
    Node(ended)
    kept = [[] for _ in range(10 * gc.get_threshold()[0])]
    assert kept


def test_garbage_of_any_thread_ends_in_the_windows(qtbot: QtBot, collector: GarbageCollector) -> None:
    """A thread that makes much of it collects none; the window's thread does, by itself."""
    ended: list[str] = []
    thread = threading.Thread(target=make_much_garbage, args=(ended,), name="other")
    thread.start()
    thread.join()
    assert ended == []

    kept = [[] for _ in range(2 * gc.get_threshold()[0])]
    qtbot.waitUntil(lambda: ended != [], timeout=10_000)

    assert kept
    assert ended == [threading.current_thread().name]


def test_little_garbage_is_left_for_later(collector: GarbageCollector) -> None:
    """Nothing is collected while little was made, as Python itself has it."""
    gc.collect()
    node = Node([])
    gone = weakref.ref(node)
    del node

    collector.collect()

    assert gone() is not None


def test_the_work_is_given_back(collector: GarbageCollector) -> None:
    """While it is at work Python's own is off, afterwards on again."""
    assert not gc.isenabled()
    collector.finish()
    assert gc.isenabled()
