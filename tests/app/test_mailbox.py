"""The slot for the newest value."""

from app.mailbox import Mailbox


def test_only_the_newest_value_is_kept() -> None:
    """A value that nobody took is replaced by the next."""
    mailbox: Mailbox[int] = Mailbox()
    for value in range(3):
        mailbox.put(value)

    assert mailbox.take() == 2
    assert mailbox.take() is None


def test_only_a_value_put_into_an_empty_box_is_news() -> None:
    """So that a slow reader is told once, not once for each value."""
    mailbox: Mailbox[int] = Mailbox()

    assert [mailbox.put(0), mailbox.put(1)] == [True, False]
    mailbox.take()
    assert mailbox.put(2)
