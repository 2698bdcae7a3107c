"""The rasteriser draws triangles where the camera projects them, nearest first, the same way every time."""

from dataclasses import replace

import numpy as np

from training.signers.framing import as_float32, look_at, orthographic, perspective
from training.signers.raster_loops import fill_depth
from training.signers.rasterizer import Lighting, Rasterizer, RenderMesh

SIZE = 64
EYE = np.array([0.0, -2.0, 0.0])
VIEW = as_float32(perspective(np.radians(50)) @ look_at(EYE, np.zeros(3), np.array([0.0, 0.0, 1.0])))
RED, GREEN = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)


def square(centre: tuple[float, float, float], half: float, colour: tuple[float, float, float]) -> RenderMesh:
    """A square that faces the camera, in a world of one bone."""
    corners = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]]) * half + np.array(centre)
    return RenderMesh(
        positions=corners.astype(np.float32),
        normals=np.tile(np.array([0, -1, 0], np.float32), (4, 1)),
        bone_indices=np.zeros((4, 4), np.int32),
        bone_weights=np.tile(np.array([1, 0, 0, 0], np.float32), (4, 1)),
        triangles=np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        albedo=np.tile(np.array(colour, np.float32), (4, 1)),
        texture_uv=np.zeros((4, 2), np.float32),
        texture=np.ones((2, 2, 3), np.float32),
        textured=np.zeros(2, np.bool_),
        culled=np.zeros(2, np.bool_),
    )


def both(first: RenderMesh, second: RenderMesh) -> RenderMesh:
    """Two meshes as one."""
    parts = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in RenderMesh.__dataclass_fields__
        if name not in ("triangles", "texture")
    }
    triangles = np.concatenate([first.triangles, second.triangles + len(first.positions)])
    return RenderMesh(triangles=triangles, texture=first.texture, **parts)


def lighting(key: float) -> Lighting:
    """White light all around, and a key light of the given strength from the camera."""
    shadow = orthographic(1.0, 0.5, 4.0) @ look_at(EYE, np.zeros(3), np.array([0.0, 0.0, 1.0]))
    white, towards = np.ones(3, np.float32), np.array([0, -1, 0], np.float32)
    return Lighting(towards, white * np.float32(key), towards, white * 0, white, white, as_float32(shadow))


def drawn(mesh: RenderMesh, skin: np.ndarray | None = None, key: float = 0.0, shadow_size: int = 0) -> np.ndarray:
    """The picture (SIZE, SIZE, 4)."""
    still = np.eye(4, dtype=np.float32)[None, :3]
    out = np.zeros((SIZE, SIZE, 4), np.float32)
    artist = Rasterizer(mesh, SIZE, shadow_size)
    artist.draw(still if skin is None else skin, VIEW, as_float32(EYE), lighting(key), out)
    return out


def test_triangles_land_where_the_camera_projects_them() -> None:
    """The drawn square covers exactly the pixels whose centres lie inside its projected corners."""
    half, focal = 0.3, 1 / np.tan(np.radians(25))
    reach = half * focal / 2.0 * SIZE / 2  # pixels from the middle
    picture = drawn(square((0, 0, 0), half, RED))
    centres = np.abs(np.arange(SIZE) + 0.5 - SIZE / 2) < reach
    np.testing.assert_array_equal(picture[..., 3] > 0, centres[:, None] & centres[None, :])


def test_right_and_up_are_right_and_up() -> None:
    """A square to the signer's left and above appears on the right and in the upper half of the picture."""
    rows, columns = np.nonzero(drawn(square((0.4, 0, 0.3), 0.1, RED))[..., 3])
    assert columns.min() > SIZE / 2
    assert rows.max() < SIZE / 2


def test_the_nearer_triangle_hides_the_farther_one() -> None:
    """Whatever the order of the triangles, the square nearer to the camera is seen."""
    near, far = square((0, -0.5, 0), 0.2, RED), square((0, 0.5, 0), 0.6, GREEN)
    for mesh in (both(near, far), both(far, near)):
        picture = drawn(mesh)
        np.testing.assert_allclose(picture[SIZE // 2, SIZE // 2, :3], RED, atol=1e-5)
        np.testing.assert_allclose(picture[SIZE // 2, SIZE // 2 + 13, :3], GREEN, atol=1e-5)


def test_bones_move_vertices() -> None:
    """A bone that moves to the signer's left moves the picture by as much as the camera says."""
    moved = np.eye(4, dtype=np.float32)[None, :3].copy()
    moved[0, 0, 3] = 0.25
    np.testing.assert_array_equal(
        drawn(square((0, 0, 0), 0.2, RED), moved)[..., 3], drawn(square((0.25, 0, 0), 0.2, RED))[..., 3]
    )


def test_a_hand_before_the_chest_casts_a_shadow() -> None:
    """Beside a square before another, the key light is weaker where the first keeps it off."""
    hand, chest = square((0, -0.4, 0), 0.15, RED), square((0, 0, 0), 0.6, GREEN)
    mesh = both(hand, chest)
    dark = drawn(mesh, key=1.0, shadow_size=64)
    bright = drawn(mesh, key=1.0, shadow_size=0)
    shadowed = dark[..., 1] < bright[..., 1] - 0.2
    # From the camera's own place the hand hides most of its shadow: only the rim that perspective leaves is seen.
    assert not shadowed[: SIZE // 4].any()
    np.testing.assert_array_equal(dark[..., 3], bright[..., 3])


def test_culled_triangles_are_seen_from_the_front_only() -> None:
    """A culled square vanishes when its corners run the other way round."""
    mesh = square((0, 0, 0), 0.3, RED)
    front = replace(mesh, culled=~mesh.culled)
    back = replace(front, triangles=np.ascontiguousarray(mesh.triangles[:, ::-1]))
    assert drawn(front)[..., 3].any()
    assert not drawn(back)[..., 3].any()


def test_shares_add_up() -> None:
    """Two half exposures of a still mesh give the same picture as one whole one."""
    mesh = square((0.1, 0, 0), 0.3, RED)
    artist = Rasterizer(mesh, SIZE, 0)
    halves = np.zeros((SIZE, SIZE, 4), np.float32)
    still = np.eye(4, dtype=np.float32)[None, :3]
    for _ in range(2):
        artist.draw(still, VIEW, as_float32(EYE), lighting(0), halves, share=0.5)
    np.testing.assert_allclose(halves, drawn(mesh), atol=1e-6)


def test_what_is_behind_the_camera_is_not_drawn() -> None:
    """A triangle with a corner at or behind the camera leaves no pixel, instead of turning inside out."""
    screen = np.array([[1, 1, 0.5], [14, 1, 0.5], [7, 14, 0.5]], np.float32)
    for depth, drawn in ((0.5, True), (-1.4, False), (1.2, False)):
        screen[2, 2] = depth
        depths, owner = np.full((16, 16), 9, np.float32), np.full((16, 16), -1, np.int32)
        fill_depth(screen, np.array([[0, 1, 2]], np.int32), np.zeros(1, np.bool_), depths, owner)
        assert bool((owner >= 0).any()) is drawn


def every_pixel(screen: np.ndarray, size: int) -> np.ndarray:
    """Which pixels of a picture (S, S) the triangle with corners (3, 3) covers, each tried with the loop's own sums."""
    x, y = (screen[:, axis] for axis in (0, 1))
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    if abs(area) < 1e-9:
        return np.zeros((size, size), bool)
    rows, columns = np.mgrid[:size, :size] + 0.5
    x, y, inverse = x.astype(float), y.astype(float), 1.0 / float(area)
    first = ((x[1] - columns) * (y[2] - rows) - (x[2] - columns) * (y[1] - rows)) * inverse
    second = ((x[2] - columns) * (y[0] - rows) - (x[0] - columns) * (y[2] - rows)) * inverse
    inside = (first >= 0) & (second >= 0) & (1.0 - first - second >= 0)
    low, high = screen[:, :2].min(0), screen[:, :2].max(0)
    return inside & (columns >= low[0]) & (columns <= high[0]) & (rows >= low[1]) & (rows <= high[1])


def test_no_covered_pixel_is_passed_over() -> None:
    """Large triangles, slivers and specks, in and out of the picture: exactly the pixels that trying all would find."""
    rng, size = np.random.default_rng(0), 32
    covered = 0
    for number in range(600):
        spread = (20.0, 4.0, 0.7)[number % 3]
        screen = (rng.uniform(-4, 36, (1, 3)) + rng.normal(0, spread, (3, 3))).astype(np.float32)
        if number % 5 == 0:  # a sliver, level or upright or neither
            screen[2, :2] = screen[:2, :2].mean(0) + rng.normal(0, 1e-4, 2)
        if number % 7 == 0:
            screen[1, 1] = screen[0, 1]
        screen[:, 2] = 0
        depth, owner = np.full((size, size), 9, np.float32), np.full((size, size), -1, np.int32)
        fill_depth(screen, np.array([[0, 1, 2]], np.int32), np.zeros(1, np.bool_), depth, owner)
        np.testing.assert_array_equal(owner == 0, every_pixel(screen, size), f"triangle {number}: {screen}")
        covered += int((owner == 0).sum())
    assert covered > 1000
