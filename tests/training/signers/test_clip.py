"""A clip is a function of its seed, its truth fits its frames, and no test signer or scene is seen in training."""

import itertools

import numpy as np
import pytest

from models.errors import GlosscastError
from training.signers.cast import SCENE_COUNTS, SIGNER_COUNTS, SPLITS, clip_random, scene_name, signer
from training.signers.clip import SentenceMix, background_clip, draw_sentence, render_clip
from training.signers.frame_truth import frame_truth
from training.signers.lexicon import STARTER_GLOSSES, cached_lexicon
from training.signers.skeleton import TRUTH_JOINTS
from training.signers.staging import plan_clip

SMALL = {"frame_size": 48, "frame_rate": 12.5}


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Frames and truth come out the same twice, and differ for another seed."""
    first, second = (render_clip(7, ["HELLO"], **SMALL) for _ in range(2))
    np.testing.assert_array_equal(first.frames, second.frames)
    np.testing.assert_array_equal(first.joints_2d, second.joints_2d)
    assert (first.signer, first.scene) == (second.signer, second.scene)
    assert not np.array_equal(first.frames[0], render_clip(8, ["HELLO"], **SMALL).frames[0])


def test_frames_and_truth_go_together() -> None:
    """All arrays have one row a frame, and the shapes and types the contract names."""
    clip = render_clip(3, ["PLEASE", "HELP"], **SMALL)
    count = len(clip.frames)
    assert clip.frames.shape == (count, 48, 48, 3)
    assert clip.frames.dtype == np.uint8
    assert clip.gloss_index.shape == (count,)
    assert clip.gloss_index.dtype == np.int16
    assert clip.joints_2d.shape == (count, len(TRUTH_JOINTS), 2)
    assert clip.joints_2d.dtype == np.float16
    assert clip.handshape.shape == clip.place.shape == (count, 2)
    assert clip.place.dtype == np.int16
    assert clip.direction.shape == (count, 2, 2, 3)
    assert clip.movement.shape == (count, 2, 3)
    assert clip.direction.dtype == clip.movement.dtype == np.float16
    np.testing.assert_allclose(np.linalg.norm(clip.direction.astype(float), axis=-1), 1, atol=2e-3)


@pytest.mark.parametrize("seed", [4, 5, 8])
def test_movement_is_what_the_picture_shows(seed: int) -> None:
    """The wrist that is clearly raised by the truth moves up in the picture, at the same moments."""
    truth = frame_truth(plan_clip(seed, ["HELLO"], frame_size=16, frame_rate=25.0, severity=0.0))
    wrists = truth.joints_2d[:, [TRUTH_JOINTS.index(f"wrist.{side}") for side in ("L", "R")]].astype(float)
    dominant = np.ptp(wrists, axis=0).sum(-1).argmax()  # HELLO takes one hand
    raised = -np.gradient(wrists[:, dominant, 1])  # pictures have y down
    assert np.corrcoef(raised, truth.movement[:, 0, 1].astype(float))[0, 1] > 0.95


def test_an_empty_room_has_no_hands() -> None:
    """Where nobody is, shapes and places are -1, directions and movements not a number."""
    truth = frame_truth(plan_clip(1, (), frame_size=16, frame_rate=12.5, empty_room=True))
    assert (truth.handshape == -1).all()
    assert (truth.place == -1).all()
    assert np.isnan(truth.direction).all()
    assert np.isnan(truth.movement).all()


@pytest.mark.parametrize("gloss", cached_lexicon().glosses)
def test_the_truth_covers_every_sign(gloss: str) -> None:
    """Each sign of a sentence has its run of frames, in order, long enough to be seen."""
    plan = plan_clip(11, [gloss, "YES", gloss], frame_size=16, frame_rate=25.0)
    index = frame_truth(plan).gloss_index
    runs = [int(key) for key, _ in itertools.groupby(index) if key >= 0]
    assert runs == [0, 1, 2]
    assert all((index == place).sum() >= 4 for place in range(3))


def test_hands_are_in_the_picture_while_they_sign() -> None:
    """The dominant wrist projects inside the picture in (nearly) every frame in which something is signed."""
    inside, signed = 0, 0
    glosses = cached_lexicon().glosses
    for seed in range(len(glosses)):
        plan = plan_clip(seed, [glosses[seed]], frame_size=16, frame_rate=12.5)
        truth = frame_truth(plan)
        wrists = [TRUTH_JOINTS.index(f"wrist.{side}") for side in ("L", "R")]
        places = truth.joints_2d[truth.gloss_index >= 0][:, wrists].astype(float)
        inside += int(((places >= 0) & (places <= 1)).all(-1).any(-1).sum())
        signed += len(places)
    assert inside / signed > 0.99


def test_half_the_frame_rate_shows_the_same_motion() -> None:
    """At 12.5 frames a second there are half as many frames, of the same scene and the same length."""
    slow, fast = (render_clip(5, ["GOOD"], frame_size=32, frame_rate=rate) for rate in (12.5, 25.0))
    assert abs(2 * len(slow.frames) - len(fast.frames)) <= 2
    assert (slow.signer, slow.scene) == (fast.signer, fast.scene)


def test_two_sizes_show_the_same_clip() -> None:
    """The same seed at two frame sizes gives the same people, moments and places."""
    small, large = (render_clip(9, ["NO"], frame_size=size, frame_rate=12.5, severity=0.0) for size in (32, 64))
    np.testing.assert_array_equal(small.joints_2d, large.joints_2d)
    halved = large.frames.reshape(len(large.frames), 32, 2, 32, 2, 3).mean((2, 4))
    assert np.abs(halved - small.frames).mean() < 12


def test_splits_share_no_signer_and_no_scene() -> None:
    """Names, bodies and rooms of the three splits are different ones."""
    names = [signer(split, number).name for split in SPLITS for number in range(SIGNER_COUNTS[split])]
    scenes = [scene_name(split, number) for split in SPLITS for number in range(SCENE_COUNTS[split])]
    assert len(set(names)) == len(names)
    assert len(set(scenes)) == len(scenes)
    bodies = {signer(split, number).body.vertices.tobytes() for split in SPLITS for number in range(24)}
    assert len(bodies) == 3 * 24
    assert render_clip(1, ["YES"], split="test", **SMALL).signer.startswith("test-")


def test_sentences_follow_the_mix() -> None:
    """Lengths and silence come as often as the mix says, and every gloss is of the vocabulary."""
    mix = SentenceMix(silent=0.2, single=0.3)
    sentences = [draw_sentence(clip_random(seed, 0), STARTER_GLOSSES, mix) for seed in range(1000)]
    lengths = np.bincount([len(sentence) for sentence in sentences], minlength=6) / 1000
    assert len(lengths) == 6
    assert lengths[0] == pytest.approx(0.2, abs=0.05)
    assert lengths[1] == pytest.approx(0.3, abs=0.05)
    assert lengths[2:].min() > 0.07
    assert {gloss for sentence in sentences for gloss in sentence} == set(STARTER_GLOSSES)


def test_silence_has_no_sign() -> None:
    """Silent clips, and the backgrounds for the silence tests, sign nothing; all kinds have the asked length."""
    assert (render_clip(2, [], **SMALL).gloss_index == -1).all()
    for kind in ("black", "noise", "empty-room", "resting"):
        frames = list(background_clip(kind, 4, 2.0, frame_size=24, frame_rate=12.5))
        assert len(frames) == 25
        assert frames[0].shape == (24, 24, 3)
        assert frames[0].dtype == np.uint8


def test_an_unknown_gloss_is_named() -> None:
    """A gloss that is not in the lexicon is refused by name."""
    with pytest.raises(GlosscastError, match="BANANA"):
        render_clip(1, ["BANANA"], **SMALL)
