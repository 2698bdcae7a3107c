"""The painted subtitle."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.captions import CaptionState
from app.settings import SubtitleStyle
from app.subtitle_view import SubtitleView


@pytest.fixture
def view(qtbot: QtBot) -> SubtitleView:
    """A subtitle as wide as in a window of 1280 pixels."""
    widget = SubtitleView()
    widget.resize(1280, 220)
    qtbot.addWidget(widget)
    return widget


def painted(view: SubtitleView, state: CaptionState) -> NDArray[np.uint8]:
    """Brightness of each pixel, (H, W), when it shows this."""
    view.show_captions(state)
    picture = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())  # (H, stride)
    return rows[:, : picture.width()].copy()  # (H, W)


def test_letters_are_large(view: SubtitleView) -> None:
    """At 1280 pixels the capitals are more than 45 pixels high: some 12 mm on a 15-inch screen."""
    bright_rows = np.flatnonzero((painted(view, CaptionState(committed=("HELLO",))) > 200).any(axis=1))

    assert bright_rows[-1] - bright_rows[0] > 45


def test_committed_is_white_on_black(view: SubtitleView) -> None:
    """The strongest contrast there is."""
    pixels = painted(view, CaptionState(committed=("HELLO",)))

    assert pixels.max() == 255
    assert pixels.min() == 0


def test_partial_differs_in_colour_and_in_shape(view: SubtitleView) -> None:
    """A partial gloss is dimmer, and has dots below it where a committed one has nothing."""
    committed = painted(view, CaptionState(committed=("HELLO",)))
    partial = painted(view, CaptionState(partial=("HELLO",)))

    assert partial.max() < 200
    last_letter_row = np.flatnonzero((committed > 100).any(axis=1))[-1]
    assert (partial[last_letter_row + 3 :] > 100).any()
    assert not (committed[last_letter_row + 3 :] > 100).any()


def test_committing_a_gloss_does_not_move_it(view: SubtitleView) -> None:
    """The letters of a gloss are at the same place before and after, and so are those of the gloss before it."""
    partial = painted(view, CaptionState(committed=("YES",), partial=("HELP",)))
    committed = painted(view, CaptionState(committed=("YES", "HELP")))

    letters = committed > 250
    assert (partial[letters] > 100).all()


def test_the_text_is_there_for_a_screen_reader(view: SubtitleView) -> None:
    """What is painted is also described, partial glosses in brackets."""
    view.show_captions(CaptionState(finished=(("HELLO",),), committed=("YES",), partial=("HELP",)))

    assert view.text == "HELLO\nYES (HELP)"
    assert view.accessibleDescription() == view.text


def test_a_reset_begins_at_the_top(view: SubtitleView) -> None:
    """After rolling up and a reset, the first new gloss is shown."""
    view.show_captions(CaptionState(committed=("THANK-YOU",) * 12, committed_count=12))
    assert view.text.count("\n") == 1
    view.show_captions(CaptionState())

    view.show_captions(CaptionState(committed=("YES",), committed_count=1))

    assert view.text == "YES"


def test_a_gloss_wider_than_the_view_is_cut_not_lost(view: SubtitleView) -> None:
    """The longest name still shows its beginning."""
    view.resize(320, 100)
    pixels = painted(view, CaptionState(committed=("A-VERY-LONG-NAME-FOR-A-SINGLE-SIGN-INDEED",)))

    assert (pixels > 200).any()
    assert not (pixels[:, -6:] > 200).any()


def test_the_default_is_readable_at_three_metres(view: SubtitleView) -> None:
    """On a 15-inch screen of 1280 pixels (0.26 mm each) capitals take 15 minutes of arc or more: three times the
    smallest that good eyes can read."""
    view.resize(1280, 230)
    rows = np.flatnonzero((painted(view, CaptionState(committed=("HELLO",))) > 200).any(axis=1))
    height_mm = 0.26 * (rows[-1] - rows[0] + 1)

    assert np.degrees(np.arctan(height_mm / 3000)) * 60 >= 15


@pytest.mark.parametrize("size_pt", [16, 96])
def test_a_chosen_size_is_kept(view: SubtitleView, size_pt: int) -> None:
    """The letters have the size in points, and not that of the window, as long as the height allows it."""
    view.resize(1280, 400)
    view.set_style(SubtitleStyle(font_size_pt=size_pt))
    rows = np.flatnonzero((painted(view, CaptionState(committed=("HELLO",))) > 200).any(axis=1))
    size = size_pt * view.logicalDpiY() / 72

    assert 0.6 * size < rows[-1] - rows[0] + 1 < 0.85 * size
    view.resize(1280, 100)
    assert view.text == "HELLO"
    assert painted(view, CaptionState(committed=("HELLO",)))[-1].max() == 0


@pytest.mark.parametrize(
    "style",
    [
        SubtitleStyle(text_colour="#000000", background_colour="#ffffff"),
        SubtitleStyle(text_colour="#ffe600", background_colour="#00205b", has_outline=True),
        SubtitleStyle(has_outline=True, is_over_picture=True, background_opacity=0, row_count=1),
        SubtitleStyle(font_size_pt=40, row_count=1, position="top"),
    ],
)
def test_partial_differs_in_every_style(view: SubtitleView, style: SubtitleStyle) -> None:
    """By its colour, and by dots below it where a committed gloss has nothing."""
    view.set_style(style)
    committed = painted(view, CaptionState(committed=("HELLO",))).astype(int)
    partial = painted(view, CaptionState(partial=("HELLO",))).astype(int)
    empty = painted(view, CaptionState()).astype(int)
    letters = np.flatnonzero((np.abs(committed - empty) > 60).any(axis=1))

    assert (np.abs(committed - partial) > 25).sum() > 100
    assert view.colours.committed != view.colours.partial
    if not style.is_over_picture:
        assert (np.abs(partial - empty)[letters[-1] + 2 :] > 60).any()


def test_a_change_of_style_is_seen_at_once(view: SubtitleView) -> None:
    """What stands there changes with it."""
    state = CaptionState(committed=("HELLO",))
    before = painted(view, state)
    view.set_style(SubtitleStyle(text_colour="#000000", background_colour="#ffffff"))
    after = painted(view, state)

    assert (before[0, 0], after[0, 0]) == (0, 255)
    assert (before.max(), after.min()) == (255, 0)


def test_over_a_picture_no_more_is_covered_than_the_text(view: SubtitleView) -> None:
    """An empty subtitle covers nothing, and one gloss covers no more than its own length."""
    view.set_style(SubtitleStyle(is_over_picture=True))
    bare = painted(view, CaptionState())
    shown = painted(view, CaptionState(committed=("YES",), committed_count=1))
    covered = np.flatnonzero((shown != bare).any(axis=0))

    assert (bare == bare[0, 0]).all()
    assert covered[-1] < 400
