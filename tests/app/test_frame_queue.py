"""The bounded queue between camera and recognition."""

import threading

import numpy as np
import pytest

from app.frame_queue import FrameQueue, PreparedFrame, StreamMark

IMAGE = np.zeros((8, 8, 3), np.uint8)


def frame(number: int) -> PreparedFrame:
    """A frame that is known by its time."""
    return PreparedFrame(IMAGE, float(number), float(number))


def test_frames_come_out_in_order() -> None:
    """What goes in first comes out first, and nothing is dropped while there is room."""
    queue = FrameQueue(capacity=3)
    for number in range(3):
        queue.put(frame(number))

    assert [queue.get() for _ in range(3)] == [frame(0), frame(1), frame(2)]
    assert queue.dropped_count == 0


def test_the_oldest_frame_gives_way_and_is_counted() -> None:
    """A full queue keeps the newest frames and says how many it dropped."""
    queue = FrameQueue(capacity=2)
    for number in range(5):
        queue.put(frame(number))

    assert [queue.get(), queue.get()] == [frame(3), frame(4)]
    assert queue.dropped_count == 3


def test_a_mark_is_never_dropped() -> None:
    """Marks keep their place among the frames, however many frames give way."""
    queue = FrameQueue(capacity=2)
    queue.put(frame(0))
    queue.put(StreamMark.END)
    for number in range(1, 4):
        queue.put(frame(number))

    assert [queue.get() for _ in range(3)] == [StreamMark.END, frame(2), frame(3)]
    assert queue.dropped_count == 2


def test_closing_wakes_a_waiting_reader() -> None:
    """A reader that waits at an empty queue gets None as soon as the queue is closed."""
    queue = FrameQueue()
    got: list[object] = []
    reader = threading.Thread(target=lambda: got.append(queue.get()))
    reader.start()

    queue.close()
    reader.join(5)

    assert got == [None]


def test_a_closed_queue_holds_nothing() -> None:
    """After closing, what waited is gone, what comes is ignored, and each reading ends at once."""
    queue = FrameQueue()
    queue.put(frame(0))
    queue.close()
    queue.put(frame(1))

    assert queue.get() is None
    assert queue.get() is None
    assert queue.dropped_count == 0


def test_a_queue_for_no_frame_is_refused() -> None:
    """A capacity below one is a mistake, said so."""
    with pytest.raises(ValueError, match="at least one frame, not 0"):
        FrameQueue(capacity=0)


def test_frames_of_another_size_are_not_taken() -> None:
    """Once another model reads, frames prepared for the one before are gone, come as late as they may; marks stay."""
    queue = FrameQueue(capacity=4)
    queue.put(frame(0))
    queue.put(StreamMark.RESET)
    queue.take_only(6)
    queue.put(frame(1))
    small = PreparedFrame(IMAGE[:6, :6], 2.0, 2.0)
    queue.put(small)

    assert [queue.get(), queue.get()] == [StreamMark.RESET, small]
    assert (queue.waiting_count, queue.dropped_count) == (0, 0)
