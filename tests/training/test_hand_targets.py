"""The truth of hands on its way into a batch: numbered by name, mirrored by a flip, unknown where it must be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training.augmentation import NO_AUGMENTATION, AugmentationRanges, draw_augmentation
from training.clip_list import ClipAnnotation
from training.clips import ClipBatch, ClipSource, FrameTruth, make_batch
from training.hand_targets import NOT_KNOWN, HandTruth, batch_hands, nothing_known, read_hands


def hand_truth(frame_count: int) -> HandTruth:
    """Fingers point right and up, palms to the camera, hands move right; the second hand is shape and place 2."""
    directions = np.zeros((frame_count, 2, 2, 3), np.float32)
    directions[:, :, 0, :2], directions[:, :, 1, 2] = [0.8, 0.6], 1.0
    numbers = np.tile(np.array([0, 2]), (frame_count, 1))
    return HandTruth(numbers, numbers, directions, np.full((frame_count, 2, 3), [1.5, 0, -1], np.float32), 4, 5)


def arrays(frame_count: int) -> dict[str, np.ndarray]:
    """The arrays of a truth file."""
    return {
        "handshape": np.full((frame_count, 2), [1, -1], np.int16),
        "handshape_names": np.array(["rest", "B", "5"]),
        "place": np.full((frame_count, 2), [0, 2], np.int16),
        "place_names": np.array(["chest", "chin", "belly"]),
        "direction": np.full((frame_count, 2, 2, 3), np.nan, np.float16),
        "movement": np.arange(frame_count, dtype=np.float16)[:, None, None] * np.ones((1, 2, 3), np.float16),
    }


def test_shapes_and_places_are_numbered_by_sorted_name() -> None:
    """B is the second of 5, B and rest; what is not known stays so; the frames chosen are the ones that come."""
    hands = read_hands(arrays(4), np.array([1, 3]))

    assert hands is not None
    assert hands.shapes.tolist() == [[1, NOT_KNOWN]] * 2
    assert hands.places.tolist() == [[1, 0]] * 2
    assert hands.movements[:, 0, 0].tolist() == [1, 3]
    assert (hands.shape_count, hands.place_count) == (3, 3)


def test_a_truth_file_from_before_has_no_hands() -> None:
    """Without the new arrays the clip is read as before."""
    old = {name: value for name, value in arrays(4).items() if name.startswith("handshape")}

    assert read_hands(old, np.arange(4)) is None


def test_a_flip_mirrors_right_and_left_and_swaps_no_hand() -> None:
    """What pointed or moved right goes left; the dominant hand stays the first, up and nearer stay as they are."""
    ranges = replace(NO_AUGMENTATION, flip=1.0)
    truth = hand_truth(3)

    flipped = truth.augmented(draw_augmentation(ranges, 3, np.random.default_rng(0)))

    np.testing.assert_array_equal(flipped.directions, truth.directions * [-1, 1, 1])
    np.testing.assert_array_equal(flipped.movements, truth.movements * [-1, 1, 1])
    np.testing.assert_array_equal(flipped.shapes, truth.shapes)
    np.testing.assert_array_equal(flipped.places, truth.places)


def test_a_clip_played_faster_moves_faster() -> None:
    """However time is stretched, the way that the movements add up to is the same."""
    truth = hand_truth(40)
    ranges = AugmentationRanges(stretch=0.5, flip=0.0)

    ways = [truth.augmented(draw_augmentation(ranges, 40, np.random.default_rng(n))).movements.sum(0) for n in range(9)]

    np.testing.assert_allclose(np.array(ways), np.tile(truth.movements.sum(0), (9, 1, 1)), rtol=1e-4)
    assert (
        len({len(truth.augmented(draw_augmentation(ranges, 40, np.random.default_rng(n))).shapes) for n in (0, 1)}) > 1
    )


def test_padding_is_unknown() -> None:
    """Clips of 2 and 3 frames in a batch of 4; a clip without truth is unknown from end to end."""
    targets = batch_hands([hand_truth(2), nothing_known(3)], 4)

    assert targets.shapes[0, :, 1].tolist() == [2, 2, NOT_KNOWN, NOT_KNOWN]
    assert (targets.places[1] == NOT_KNOWN).all()
    assert targets.directions.shape == (2, 4, 2, 2, 3)
    assert torch.isnan(targets.movements[0]).any(-1).any(-1).tolist() == [False, False, True, True]


def clip_batch(truth: FrameTruth | None, nothing_share: float = 0.0) -> ClipBatch:
    """A batch of one clip of three grey frames."""
    annotation = ClipAnnotation(Path("a.avi"), ("A",), "s", "train")
    source = ClipSource(annotation, np.zeros((3, 16, 16, 3), np.uint8), (1,), truth)
    rng = np.random.default_rng(0)
    return make_batch([source], frame_size=8, frames_per_step=2, nothing_share=nothing_share, rng=rng)


def test_batches_carry_what_is_known() -> None:
    """With truth of hands it arrives; without, or where the pictures hold nobody, nothing is known."""
    ids, joints = np.ones(3, np.int64), np.full((3, 2, 2), 0.5, np.float32)
    with_hands, without = FrameTruth(ids, joints, hand_truth(3)), FrameTruth(ids, joints)

    assert clip_batch(with_hands).hands.shapes[0, :3].tolist() == [[0, 2]] * 3
    for batch in (clip_batch(without), clip_batch(None), clip_batch(with_hands, nothing_share=1.0)):
        assert (batch.hands.shapes == NOT_KNOWN).all()
        assert torch.isnan(batch.hands.movements).all()
