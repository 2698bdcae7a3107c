"""Which colours a style means, and how readable they are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contrast import ENOUGH, contrast, distance
from app.settings import SubtitleStyle
from app.subtitle_colours import ANY_PICTURE, APART, subtitle_colours

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_default_is_readable() -> None:
    """White on black, and partial glosses above 7 : 1, whatever window it stands in."""
    for window in ("#14171c", "#f3f5f7", "#000000"):
        found = subtitle_colours(SubtitleStyle(), (window,))
        assert found.is_readable
        assert contrast(found.committed, "#000000") == pytest.approx(21)
        assert contrast(found.partial, "#000000") >= ENOUGH


@given(colours, colours, st.booleans())
def test_committed_and_partial_differ_in_every_style(text: str, background: str, has_outline: bool) -> None:
    """The colours of both kinds lie apart in any style; the contrast given is that of the weaker one."""
    style = SubtitleStyle(text_colour=text, background_colour=background, has_outline=has_outline)
    found = subtitle_colours(style, ("#14171c",))

    assert distance(found.committed, found.partial) >= APART
    if not has_outline:
        weaker = min(contrast(found.committed, background), contrast(found.partial, background))
        assert found.contrast == pytest.approx(weaker)
    assert found.is_readable == (found.contrast >= ENOUGH)


@given(colours)
def test_enough_contrast_leaves_room_for_both(text: str) -> None:
    """On black and on white, whatever text has 7 : 1 gets partial glosses that have it too."""
    for background in ("#000000", "#ffffff"):
        if contrast(text, background) >= ENOUGH:
            found = subtitle_colours(SubtitleStyle(text_colour=text, background_colour=background), ("#14171c",))
            assert found.is_readable


def test_a_weak_choice_is_known() -> None:
    """Grey on white is not called readable."""
    style = SubtitleStyle(text_colour="#777777", background_colour="#ffffff")

    assert not subtitle_colours(style, ("#000000",)).is_readable


def test_what_shines_through_counts() -> None:
    """White on half-transparent black is judged by the window behind it, and over a picture by the worst picture."""
    style = SubtitleStyle(background_opacity=50)

    assert subtitle_colours(style, ("#000000",)).is_readable
    assert not subtitle_colours(style, ("#ffffff",)).is_readable
    assert not subtitle_colours(style, ANY_PICTURE).is_readable
    assert subtitle_colours(replace(style, background_opacity=90), ANY_PICTURE).is_readable


def test_an_edge_makes_any_picture_readable() -> None:
    """Letters with an edge are read against the edge: black around light ones, white around dark ones."""
    light = subtitle_colours(SubtitleStyle(background_opacity=0, has_outline=True), ANY_PICTURE)
    dark = subtitle_colours(SubtitleStyle(text_colour="#000000", background_opacity=0, has_outline=True), ANY_PICTURE)

    assert (light.outline, dark.outline) == ("#000000", "#ffffff")
    assert light.is_readable
    assert dark.is_readable
