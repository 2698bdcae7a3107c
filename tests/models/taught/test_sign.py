"""A taught sign: its name, and what cannot be one."""

import numpy as np
import pytest

from models.errors import BadInputError
from models.taught.sign import SignTry, TaughtSign, check_gloss
from tests.models.taught.conftest import hand_made

FEATURES, LOG_PROBS = np.ones((4, 3), np.float32), np.zeros((4, 5), np.float32)


@pytest.mark.parametrize(
    ("text", "gloss"), [("please", "PLEASE"), ("  thank you ", "THANK-YOU"), ("Straße-7", "STRASSE-7"), ("好", "好")]
)
def test_a_name_becomes_a_gloss(text: str, gloss: str) -> None:
    """Capitals, digits, a hyphen for each gap; any script has its letters."""
    assert check_gloss(text) == gloss


@pytest.mark.parametrize("text", ["", "  ", "-", "A--B", "../x", "a/b", "a\\b", "A.B", "C:", "x" * 33, "A\0B", "😀"])
def test_what_is_no_name_is_refused_in_a_sentence(text: str) -> None:
    """No path, no separator, nothing empty or endless can be a gloss."""
    with pytest.raises(BadInputError, match=r"\.?$"):
        check_gloss(text)


@pytest.mark.parametrize(
    ("features", "log_probs", "frames"),
    [
        (FEATURES.astype(np.float64), LOG_PROBS, None),
        (FEATURES[:0], LOG_PROBS[:0], None),
        (FEATURES, LOG_PROBS[:3], None),
        (np.full_like(FEATURES, np.nan), LOG_PROBS, None),
        (FEATURES, LOG_PROBS, np.zeros((4, 8, 9, 3), np.uint8)),
        (FEATURES, LOG_PROBS, np.zeros((4, 8, 8, 3), np.float32)),
    ],
)
def test_arrays_that_are_no_try_are_refused(
    features: np.ndarray, log_probs: np.ndarray, frames: np.ndarray | None
) -> None:
    """Type, shape and numbers are checked when a try is made, wherever it comes from."""
    with pytest.raises(BadInputError):
        SignTry(features, log_probs, frames)


def test_a_sign_needs_tries_that_fit_together() -> None:
    """One try at least, all through one model, under a gloss as it is written."""
    one = SignTry(FEATURES, LOG_PROBS)
    for gloss, tries in (("pink", (one,)), ("PINK", ()), ("PINK", (one,) * 51)):
        with pytest.raises(BadInputError, match="PINK"):
            TaughtSign(gloss, tries, "m")
    with pytest.raises(BadInputError, match="same model"):
        TaughtSign("PINK", (one, SignTry(FEATURES[:, :2], LOG_PROBS)), "m")


def test_it_says_whether_it_can_be_seen_again() -> None:
    """Only where every try kept its frames."""
    assert not hand_made(counts=(4, 6)).has_all_frames
    assert hand_made(counts=(4,)).has_all_frames
