"""Rooms in perspective: where things are put is where they show, nearer ones before farther ones."""

import numpy as np
import pytest

from training.signers.furniture import FURNITURE
from training.signers.rooms import RoomPicture, RoomSize, plain
from training.signers.surfaces import wall

RED, BLUE, GREY = (np.array(colour, np.float32) for colour in ((0.8, 0.1, 0.1), (0.1, 0.1, 0.8), (0.5, 0.5, 0.5)))


def _room(size: int = 64, turn: float = 0.0) -> RoomPicture:
    room = RoomPicture(
        size, RoomSize(-2.0, 2.0, 4.0, 2.5), eye_m=1.2, turn=turn, tilt=0.0, half_field=0.7, shade=(0.7, 1.0, 1.1)
    )
    room.paint_shell(plain(GREY), plain(GREY * 0.5), plain(GREY * 1.5))
    return room


def test_the_shell_has_floor_wall_and_ceiling() -> None:
    """Looking straight on, the ceiling is above, the wall in the middle, the floor below."""
    picture = _room().picture
    assert picture[1, 32, 0] > 0.6
    assert picture[32, 32, 0] == pytest.approx(0.5, abs=0.02)
    assert picture[62, 32, 0] < 0.3


def test_a_wall_has_a_skirting_board_and_some_walls_a_pattern() -> None:
    """Below 9 cm every wall has another colour than at a metre; at a metre, those of some seeds vary, and not all."""
    room, varied = _room(), 0
    shade, height = room.picture.copy(), room.points()[..., 2]
    on_wall = np.abs(room.points()[..., 1] - 4.0) < 1e-3  # the back wall
    middle, foot = on_wall & (height > 0.8) & (height < 1.2), on_wall & (height < 0.085)
    for seed in range(40):
        room.paint_shell(wall(np.random.default_rng(seed)), plain(GREY), plain(GREY))
        paint = room.picture / shade  # without the darkness of the corners
        assert np.abs(paint[middle].mean(0) - paint[foot].mean(0)).max() > 0.01
        varied += bool((paint[middle] / paint[middle].mean(0)).std() > 0.02)
    assert 8 < varied < 35


@pytest.mark.parametrize("turn", [-0.4, 0.0, 0.3])
def test_a_point_projects_to_the_pixel_that_shows_it(turn: float) -> None:
    """What a pixel shows lies where the projection of that place says."""
    room = _room(turn=turn)
    points = room.points()
    for row, column in ((5, 9), (31, 40), (60, 22)):
        found = room.project(points[row, column])
        assert found[:2] == pytest.approx((row, column), abs=0.02)


def test_the_nearer_box_hides_the_farther_one() -> None:
    """The order in which things are put into the room does not matter."""
    pictures = []
    for order in ((0, 1), (1, 0)):
        room = _room()
        for which in order:
            low = (-0.5, 2.0 + which, 0.4)
            room.add_box(low, (0.5, 2.3 + which, 2.0), plain((RED, BLUE)[which]))
        pictures.append(room.picture)
    np.testing.assert_array_equal(pictures[0], pictures[1])
    assert pictures[0][32, 32, 0] > 0.7


def test_boxes_behind_the_camera_or_beside_the_picture_change_nothing() -> None:
    """Nothing is drawn of what the camera cannot see."""
    room = _room()
    before = room.picture.copy()
    room.add_box((-0.5, -3.0, 0.5), (0.5, -2.0, 2.0), plain(RED))
    room.add_box((30.0, 1.0, 0.5), (31.0, 2.0, 2.0), plain(RED))
    np.testing.assert_array_equal(room.picture, before)


@pytest.mark.parametrize("name", sorted(FURNITURE))
def test_furniture_shows_takes_room_and_looks_alike_at_every_size(name: str) -> None:
    """Each thing changes the picture, says how much wall it takes, and is the same at twice the size."""
    small, large = _room(48), _room(96)
    bare = small.picture.copy()
    taken = [FURNITURE[name](room, np.random.default_rng(3), "back", -0.6) for room in (small, large)]
    assert taken[0] == taken[1]
    assert 0.1 < taken[0] < 6
    assert np.abs(small.picture - bare).max() > 0.02
    halved = large.picture.reshape(48, 2, 48, 2, 3).mean((1, 3))
    assert np.abs(halved - small.picture).mean() < 0.05


@pytest.mark.parametrize("wall", ["left", "right"])
def test_things_stand_by_the_side_walls_too(wall: str) -> None:
    """A thing by a side wall shows on that side of the picture alone."""
    room = _room()
    bare = room.picture.copy()
    FURNITURE["bookcase"](room, np.random.default_rng(0), wall, 2.0)
    changed = np.abs(room.picture - bare).max(-1) > 0.05
    left, right = changed[:, :32].sum(), changed[:, 32:].sum()
    assert (left > 4 * right) if wall == "left" else (right > 4 * left)


def test_a_crop_is_that_part_of_the_whole() -> None:
    """Drawing a part alone gives the pixels that the whole picture has there."""
    pictures = []
    for crop in (None, (8, 20, 32)):
        room = RoomPicture(
            64, RoomSize(-2.0, 2.0, 4.0, 2.5), eye_m=1.2, turn=0.2, tilt=0.1, half_field=0.7, shade=(1, 1, 1), crop=crop
        )
        room.paint_shell(plain(GREY), plain(RED), plain(BLUE))
        FURNITURE["desk"](room, np.random.default_rng(1), "back", -0.8)
        pictures.append(room.picture)
    np.testing.assert_allclose(pictures[1], pictures[0][8:40, 20:52], atol=1e-5)
