"""A sentence as a whole: its signs, and what comes before, between and after them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.signers.idling import sample_gesture
from training.signers.lexicon import Lexicon
from training.signers.notation import Form
from training.signers.recorded import recorded_gestures
from training.signers.style import SigningStyle
from training.signers.timeline import TimelineWriter

_PARTING_S = (0.24, 0.5)  # seconds between two equal signs, besides the way back


def write_sentence(
    writer: TimelineWriter, glosses: Sequence[str], lexicon: Lexicon, style: SigningStyle, rng: np.random.Generator
) -> None:
    """Rest, the signs with now and then something else between them, rest again.

    Raises:
        BadInputError: the lexicon has no such sign.
    """
    signs = lexicon.choose(glosses)
    writer.rest(float(rng.uniform(0.05, 0.6)))
    if rng.random() < style.restlessness:
        writer.gesture(sample_gesture(rng))
        if rng.random() < 0.5:
            writer.rest(float(rng.uniform(0.05, 0.4)))
    for position, gloss in enumerate(signs):
        if position and signs[position - 1] == gloss:
            writer.part(float(rng.uniform(*_PARTING_S)), withdrawn=rng.random() < 0.6)
        elif position and rng.random() < 0.3 * style.restlessness:
            writer.gesture(sample_gesture(rng))
        elif position and rng.random() < 0.5 * style.restlessness:
            writer.pause(float(rng.uniform(0.1, 0.5)))
        form = _choose_form(gloss, lexicon, style, rng)
        writer.sign(form.gesture, position, form.name)
    if rng.random() < style.restlessness:
        writer.gesture(sample_gesture(rng))
    writer.rest(float(rng.uniform(0.1, 0.6)))


def _choose_form(gloss: str, lexicon: Lexicon, style: SigningStyle, rng: np.random.Generator) -> Form:
    """The lexicon's usual form of a sign, another one, or one that a person made."""
    usual, *others = lexicon.signs[gloss].forms
    recordings = recorded_gestures(gloss) if lexicon.is_recorded else ()
    first, last = (round(share * len(recordings)) for share in style.recordings)
    if last > first and rng.random() < style.recorded:
        number = int(rng.integers(first, last))
        nod, shake = usual.gesture.nod, usual.gesture.shake
        return Form(f"recording {number + 1}", replace(recordings[number], nod=nod, shake=shake))
    if others and rng.random() < style.variants:
        return others[int(rng.integers(len(others)))]
    return usual
