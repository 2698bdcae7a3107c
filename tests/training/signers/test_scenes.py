"""Rooms, light, cameras and things in the foreground come from their seeds and leave the signing in the picture."""

import numpy as np
import pytest

from training.signers.framing import lowest_visible, sample_camera, widen
from training.signers.lights import LightMood, light_from_behind, sample_lighting, sample_mood
from training.signers.scenes import draw_foreground, draw_room, sample_room_view

EYES = np.array([0.0, -0.13, 0.89])


def test_the_same_seeds_give_the_same_room() -> None:
    """A room is a function of its scene seed and its view, and lies within the range of light."""
    view = sample_room_view(np.random.default_rng(1))
    first, second = (draw_room(np.random.default_rng(2), view, 48) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.shape == (48, 48, 3)
    assert first.dtype == np.float32
    assert first.min() > 0
    assert first.max() <= 1.6


def test_rooms_differ_from_scene_to_scene() -> None:
    """Twenty scenes give twenty different rooms."""
    view = sample_room_view(np.random.default_rng(0))
    rooms = {draw_room(np.random.default_rng(scene), view, 24).tobytes() for scene in range(20)}
    assert len(rooms) == 20


def test_a_room_looks_alike_at_every_size() -> None:
    """Drawn at twice the size and halved, a room is nearly the same picture."""
    view = sample_room_view(np.random.default_rng(3))
    for scene in range(6):
        large = draw_room(np.random.default_rng(scene), view, 96).reshape(48, 2, 48, 2, 3).mean((1, 3))
        small = draw_room(np.random.default_rng(scene), view, 48)
        assert np.abs(large - small).mean() < 0.06


@pytest.mark.parametrize("seed", range(8))
def test_widening_brings_every_point_into_the_picture(seed: int) -> None:
    """After widening, points far beside the signer project inside the picture."""
    rng = np.random.default_rng(seed)
    points = EYES + rng.uniform([-0.7, -0.4, -0.7], [0.7, 0.1, 0.3], (40, 3))
    camera = widen(sample_camera(rng, EYES, 0.36), points)
    places = camera.project(points)
    assert places.min() >= 0
    assert places.max() <= 1


def test_widening_leaves_a_camera_that_sees_everything_as_it_is() -> None:
    """Points in the middle of the picture change nothing."""
    camera = sample_camera(np.random.default_rng(0), EYES, 0.36)
    middle = np.array([[0.5, 0.5]])
    point = EYES[None] - [0, 0, 0.1]
    assert np.abs(camera.project(point) - middle).max() < 0.4
    np.testing.assert_array_equal(widen(camera, point).view_projection, camera.view_projection)


def test_the_lowest_visible_height_is_on_the_lower_edge() -> None:
    """A point at the reported height projects onto the lower edge of the picture."""
    for seed in range(5):
        camera = sample_camera(np.random.default_rng(seed), EYES, 0.36)
        before = EYES - [0, 0.2, 0]
        edge = np.array([before[0], before[1], lowest_visible(camera, before)])
        assert camera.project(edge)[1] == pytest.approx(1.0, abs=1e-9)


def test_the_foreground_hides_no_sign() -> None:
    """Nothing stands above the height that must stay clear."""
    for seed in range(40):
        picture = draw_foreground(np.random.default_rng(seed), 64, 0.9)
        assert picture.shape == (64, 64, 4)
        assert not picture[: int(0.87 * 64)].any()


def test_light_comes_from_the_scene_and_the_clip() -> None:
    """The scene fixes the colour of the room's light, the clip where the lamp stands."""
    scene = [
        sample_lighting(np.random.default_rng(1), np.random.default_rng(clip), EYES, LightMood()) for clip in (2, 2, 3)
    ]
    np.testing.assert_array_equal(scene[0].key_direction, scene[1].key_direction)
    np.testing.assert_array_equal(scene[0].sky_colour, scene[2].sky_colour)
    assert not np.array_equal(scene[0].key_direction, scene[2].key_direction)


def test_harsh_light_comes_from_behind_or_beside() -> None:
    """Backlight stands behind the signer and dims what faces the camera; side light stands beside."""
    moods = (LightMood(), LightMood(backlight=1.0), LightMood(sidelight=1.0))
    for seed in range(10):
        plain, behind, beside = (
            sample_lighting(np.random.default_rng(seed), np.random.default_rng(seed), EYES, mood) for mood in moods
        )
        assert behind.key_direction[1] > 0.2  # y points away from the camera
        assert abs(beside.key_direction[0]) > 0.7
        assert behind.sky_colour.max() < 0.5 * plain.sky_colour.max()


def test_a_faultless_camera_meets_no_harsh_light() -> None:
    """With severity 0 the light is never harsh; otherwise both kinds come up, in a minority of clips."""
    assert {sample_mood(np.random.default_rng(seed), 0.0) for seed in range(40)} == {LightMood()}
    moods = [sample_mood(np.random.default_rng(seed)) for seed in range(200)]
    assert 5 < sum(mood.backlight > 0 for mood in moods) < 50
    assert 5 < sum(mood.sidelight > 0 for mood in moods) < 50


def test_a_light_behind_brightens_the_room_alone_where_it_is() -> None:
    """Without backlight the room stays as it is, with it a part of it becomes very bright."""
    room = np.full((32, 32, 3), 0.2, np.float32)
    assert light_from_behind(room, np.random.default_rng(0), 0.0) is room
    lit = light_from_behind(room, np.random.default_rng(0), 1.0)
    assert lit.max() > 1.0
    assert lit.min() < 0.6
