"""Tries kept, given up and counted."""

from app.teach_lesson import FEWEST_TRIES, MOST_TRIES, USUAL_TRIES, Lesson
from tests.models.taught.conftest import hand_made

TRY = hand_made().tries[0]


def show(lesson: Lesson, count: int) -> None:
    """So many tries, each kept."""
    for _ in range(count):
        lesson.pending = TRY
        lesson.keep()


def test_tries_are_counted_until_there_are_enough() -> None:
    """Three can be tested, five are good, more than ten are not kept."""
    lesson = Lesson("TEA")
    show(lesson, FEWEST_TRIES - 1)
    assert not lesson.is_enough
    show(lesson, 1)
    assert lesson.is_enough
    assert not lesson.is_usual
    show(lesson, USUAL_TRIES - FEWEST_TRIES)
    assert lesson.is_usual
    show(lesson, MOST_TRIES)
    assert lesson.is_full
    assert lesson.count == MOST_TRIES


def test_what_was_shown_may_be_given_up() -> None:
    """The one just shown, or the last one kept; those of an earlier time stay."""
    lesson = Lesson("TEA", known=(TRY, TRY))
    lesson.pending = TRY
    lesson.give_up()
    assert lesson.count == 2
    show(lesson, 1)
    assert lesson.drop_last()
    assert not lesson.drop_last()
    assert lesson.all_tries == (TRY, TRY)
