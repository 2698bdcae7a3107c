"""Whether a body can perform what the lexicon says."""

import re
from dataclasses import replace

import pytest

from training.signers.lexicon import Lexicon, cached_lexicon
from training.signers.lexicon_check import form_duration_s, motion_faults
from training.signers.notation import Form, Sign
from training.signers.postures import Place


def altered(gloss: str = "HELLO", **change: object) -> Lexicon:
    """A lexicon of one sign, whose last posture is changed."""
    lexicon = cached_lexicon()
    gesture = lexicon.forms(gloss)[0]
    dominant = (*gesture.dominant[:-1], replace(gesture.dominant[-1], **change))  # type: ignore[arg-type]
    form = Form("usual", replace(gesture, dominant=dominant))
    return Lexicon(lexicon.path, {gloss: Sign(gloss, "as altered", (form,))})


@pytest.mark.parametrize("body_seed", [0, 3])
def test_every_form_can_be_performed(body_seed: int) -> None:
    """The shipped lexicon asks nothing of two different bodies that they cannot do."""
    assert motion_faults(cached_lexicon(), body_seed) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"place": Place("temple", (1.5, 0.5, 1.0))}, r"hand, posture 2: the arm is \d+ cm too short"),
        ({"place": Place("chest", (0.0, 0.0, -0.4))}, r"hand, posture 2: the hand would be \d+ cm inside"),
        ({"fingers": (0.0, -1.0, 0.0), "palm": (0.0, 0.0, 1.0)}, r"hand, posture 2: the (wrist would|forearm would)"),
        ({"time_s": 2.6}, r"whole: expected to last 0.34 to 2.3 s, lasts"),
    ],
)
def test_what_no_body_can_do_is_named(change: dict[str, object], sentence: str) -> None:
    """Out of reach, inside the body, a wrist too far bent, too long: each is a sentence naming form and posture."""
    faults = motion_faults(altered(**change))
    assert any(re.match("HELLO, form 1, " + sentence, fault) for fault in faults), faults


def test_durations_are_those_of_a_neutral_signer() -> None:
    """HELLO lasts as long as its postures say: 0.08 s of hold, 0.56 s of way, 0.12 s of hold."""
    sign = cached_lexicon().signs["HELLO"]
    assert form_duration_s(sign.forms[0]) == pytest.approx(0.08 + 0.56 + 0.12)
