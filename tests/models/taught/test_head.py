"""The head that tells taught signs from everything else."""

import numpy as np

from models.taught.background import Background
from models.taught.head import REACH, fit_head, lasting, windows
from models.taught.sign import SignTry, TaughtSign
from models.vocabulary import GlossVocabulary

VOCABULARY = GlossVocabulary(("RED", "GREEN", "BLUE"))
UNSURE = np.log(np.full((24, 4), 0.25, np.float32))


def moved(direction: int, seed: int) -> np.ndarray:
    """Rest, eight steps far along one of six directions, rest: float32 (24, 6)."""
    features = np.random.default_rng(seed).uniform(0, 0.3, (24, 6)).astype(np.float32)
    features[8:16, direction] += 2
    return features


def sign(gloss: str, direction: int, tries: int) -> TaughtSign:
    """A sign along that direction."""
    return TaughtSign(gloss, tuple(SignTry(moved(direction, 10 * direction + n), UNSURE) for n in range(tries)), "m")


def background(*directions: int) -> Background:
    """Four clips for each direction, and four at rest."""
    clips = [moved(direction, 100 + n) for n in range(4) for direction in directions]
    rest = [np.random.default_rng(200 + n).uniform(0, 0.3, (24, 6)).astype(np.float32) for n in range(4)]
    return Background((*clips, *rest), (frozenset(),) * (len(clips) + 4))


def best(scores: np.ndarray) -> np.ndarray:
    """What each sign scores where it lasts."""
    return lasting(scores).max(axis=0)


def test_a_window_holds_the_steps_around_it() -> None:
    """Two on either side; at the ends the first and the last step stand for those that are not there."""
    seen = windows(np.arange(4, dtype=np.float32)[:, None])

    assert seen.shape == (4, 2 * REACH + 1)
    assert seen[0].tolist() == [0, 0, 0, 1, 2]
    assert seen[3].tolist() == [1, 2, 3, 3, 3]


def test_each_sign_scores_where_it_is_made() -> None:
    """Above what it needs for its own direction, and below for another sign's, the background's and rest."""
    head = fit_head([sign("A", 0, 5), sign("B", 1, 5)], VOCABULARY, background(2, 3))

    first, second = (best(head.scores(windows(moved(direction, 999)))) for direction in (0, 1))
    other, rest = (best(head.scores(windows(features))) for features in (moved(3, 998), moved(5, 997)[:8]))

    assert first[0] > 0 > first[1]
    assert second[1] > 0 > second[0]
    assert max(other) < 0
    assert max(rest) < 0


def test_one_try_must_convince_more_than_three() -> None:
    """Seen once, anything of the same room is like it: each try that lacks to three asks for more."""
    needed = [fit_head([sign("A", 0, count)], VOCABULARY, background(2)).needed[0] for count in (1, 2, 3, 5)]

    assert needed[0] > needed[1] > needed[2] >= needed[3] - 1e-3


def test_without_a_background_the_models_own_signs_are_heeded() -> None:
    """Where the model is sure of a sign of its own that it did not see in the tries, the taught one loses."""
    head = fit_head([sign("A", 0, 5)], VOCABULARY, None)
    seen, sure = windows(moved(0, 999)), UNSURE.copy()
    sure[:] = np.log([0.01, 0.97, 0.01, 0.01])

    assert best(head.scores(seen, UNSURE))[0] > best(head.scores(seen, sure))[0] + 5
