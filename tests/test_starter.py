"""What the shipped model promises, asked of the very file that ships."""

from pathlib import Path

import pytest

import assets
from models.captioning import recognize_video
from models.recognizer import GlossRecognizer
from training.parity import TOLERANCE
from training.signers.clip import BackgroundKind
from training.verify import Verification, measure

EIGHT_SIGNS = {"HELLO", "THANK-YOU", "PLEASE", "SORRY", "YES", "NO", "HELP", "GOOD"}


@pytest.fixture(scope="module")
def starter() -> GlossRecognizer:
    """The shipped model, opened as the app opens it."""
    return GlossRecognizer(assets.path("starter.onnx"))


@pytest.fixture(scope="module")
def found(starter: GlossRecognizer) -> Verification:
    """What `glosscast-train verify` measures, on fewer clips."""
    return measure(starter, clip_count=6, seconds=60.0, seed=500)


def test_it_knows_the_eight_signs_and_says_under_which_conditions(starter: GlossRecognizer) -> None:
    """The card lists the signs; no figure stands in it without its conditions; the notice is there."""
    card = starter.card

    assert set(card.vocabulary.glosses) == EIGHT_SIGNS
    assert card.results
    assert all(len(result.conditions) > 20 for result in card.results)
    assert "medical, legal or emergency" in card.notice
    assert "ynthetic" in card.training_data


def test_any_chunking_gives_the_same_log_probs(found: Verification) -> None:
    """4, 8, 12 and 40 frames a call, one call and the whole clip differ by less than 1e-4."""
    assert found.largest_difference < TOLERANCE


def test_both_strategies_commit_the_same_glosses(found: Verification) -> None:
    """Cached steps and the plain sliding window say the same, and they do say something."""
    assert found.committed_count > 0
    assert found.differing_clips == 0


@pytest.mark.parametrize("kind", ["black", "noise", "empty-room"])
def test_silence_where_nobody_signs(found: Verification, kind: BackgroundKind) -> None:
    """60 seconds in which nothing is signed commit no gloss."""
    assert found.false_glosses[kind] == ((),)


def test_a_resting_signer_is_nearly_silent(found: Verification) -> None:
    """A resting signer who fidgets for 60 seconds gets 3 false glosses at most; the aim, not yet reached, is none."""
    (glosses,) = found.false_glosses["resting"]
    assert len(glosses) <= 3


def test_the_sample_clip_gets_the_glosses_signed_in_it(starter: GlossRecognizer) -> None:
    """The bundled clip shows what its file of truth says, no more and no less."""
    sample = assets.path("sample.avi")
    signed = Path(assets.path("sample.txt")).read_text(encoding="utf-8").split()

    assert [gloss.gloss for gloss in recognize_video(sample, starter)] == signed
