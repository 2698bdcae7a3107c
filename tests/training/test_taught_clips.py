"""The clips on which taught signs are measured: who signs what, and that a clip is rendered once."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model
from training.signers.lexicon import STARTER_GLOSSES
from training.signers.staging import cast_clip
from training.taught_clips import (
    Person,
    own_quiet_clips,
    quiet_clips,
    see,
    sentences_of,
    signs_of,
    training_clips,
    tries_of,
)

PEOPLE = [Person("test", number, is_sitting) for number in range(4) for is_sitting in (False, True)]


def test_twenty_signs_are_taught_that_the_model_does_not_know() -> None:
    """Ten each for two pairs of people, none of them the starter model's; those of dev are others."""
    signs = [set(signs_of(person)) for person in PEOPLE]
    taught = set().union(*signs)

    assert len(taught) == 20
    assert all(len(found) == 10 for found in signs)
    assert taught.isdisjoint(STARTER_GLOSSES)
    assert taught.isdisjoint(signs_of(Person("dev", 0)))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.label)
def test_every_clip_of_a_person_shows_that_person(person: Person) -> None:
    """Right-handed, of the test split, and each clip another one."""
    clips = [*tries_of(person, 2), *sentences_of(person, 3), *own_quiet_clips(person, 1)]
    cast = [cast_clip(clip.seed, "test")[0] for clip in clips]

    assert {signer.name for signer in cast} == {person.name}
    assert not any(signer.style.left_handed for signer in cast)
    assert len({clip.seed for clip in clips}) == len({clip.file for clip in clips}) == len(clips)


def test_a_sentence_mixes_taught_known_and_strange_signs() -> None:
    """Two, two and one of five; over ten sentences every taught sign comes twice."""
    person = Person("test", 0)
    sentences = [clip.glosses for clip in sentences_of(person, 10)]
    taught = [gloss for sentence in sentences for gloss in sentence if gloss in signs_of(person)]

    assert all(len([g for g in sentence if g in STARTER_GLOSSES]) == 2 for sentence in sentences)
    assert sorted(taught) == sorted([*signs_of(person)] * 2)
    assert all(len(sentence) == 5 for sentence in sentences)


def test_what_is_told_from_signs_is_of_training_people() -> None:
    """The sample that ships shares nobody and no sign with what is measured."""
    for clip in training_clips(6, 4):
        assert clip.split == "train"
        assert set(clip.glosses) <= set(STARTER_GLOSSES)
    assert all(clip.split == "test" and not clip.glosses for clip in quiet_clips("test", 2))


def test_a_clip_is_rendered_once_and_seen_again(tmp_path: Path) -> None:
    """The second time its frames come from the cache; a cache of other signs is refused."""
    write_tiny_model(tmp_path / "tiny.onnx")
    recognizer = GlossRecognizer(tmp_path / "tiny.onnx")
    clip = next(tries_of(Person("test", 0, is_sitting=True), 1))

    first = see(clip, recognizer, tmp_path / "cache")
    written = (tmp_path / "cache" / f"{clip.file}.npz").stat().st_mtime_ns
    second = see(clip, recognizer, tmp_path / "cache")

    ((start, end),) = first.spans
    assert 0 <= start < end < len(first.seen.features)
    np.testing.assert_array_equal(first.seen.features, second.seen.features)
    assert (tmp_path / "cache" / f"{clip.file}.npz").stat().st_mtime_ns == written
    other = next(tries_of(Person("test", 2, is_sitting=True), 1))
    (tmp_path / "cache" / f"{clip.file}.npz").rename(tmp_path / "cache" / f"{other.file}.npz")
    with pytest.raises(BadInputError, match="other signs"):
        see(other, recognizer, tmp_path / "cache")
