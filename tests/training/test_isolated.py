"""Clips of one sign: what the recogniser says of them, and how they are joined to sentences."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model
from tests.training.test_evaluate import REST, write_video
from training.clip_list import ClipAnnotation, read_clip_list
from training.isolated import NOTHING, Answer, answer_of, hear_sentence, joined_frames, joined_sentences


def clip(name: str, gloss: str = "RED", signer: str = "anna") -> ClipAnnotation:
    """One that is in no file."""
    return ClipAnnotation(Path(name), (gloss,), signer, "test")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of RED and GREEN by one person, the first with a BLUE in it, one of rest, and the model."""
    folder = tmp_path_factory.mktemp("isolated")
    write_video(folder, "a", REST, ("RED", 20), REST, ("BLUE", 8), REST)
    write_video(folder, "b", REST, ("GREEN", 20), REST)
    write_video(folder, "c", REST, REST)
    lines = ["video,glosses,signer,split", "a.avi,RED,anna,test", "b.avi,GREEN,anna,test", "c.avi,RED,ben,test"]
    (folder / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_tiny_model(folder / "tiny.onnx")
    return folder


def test_a_clip_is_answered_as_it_would_be_live(folder: Path) -> None:
    """What was committed, by how sure it was; the moments are the model's own frames, from first to last."""
    recognizer = GlossRecognizer(folder / "tiny.onnx")
    first, second, rest = (answer_of(recognizer, found) for found in read_clip_list(folder))

    assert first.glosses[0] == "RED"
    assert first.best == second.signed.replace("GREEN", "RED")
    assert second.glosses == ("GREEN",)
    assert not second.is_missed
    assert not second.is_invented
    assert rest.best == NOTHING
    assert rest.is_missed
    assert not rest.is_invented
    size = recognizer.card.frame_size
    assert {moment.shape for moment in second.moments} == {(size, size, 3)}
    assert np.argmax(second.moments[len(second.moments) // 2].reshape(-1, 3).mean(0)) == 1  # green


@pytest.mark.parametrize(
    ("glosses", "ranking", "is_missed", "is_invented", "is_first", "is_third"),
    [
        (("RED",), ("RED", "BLUE"), False, False, True, True),
        ((), (), True, False, False, False),
        (("BLUE",), ("BLUE", "GREEN", "RED"), True, True, False, True),
        (("RED", "RED"), ("RED",), False, True, True, True),
        (("BLUE", "RED"), ("BLUE", "RED"), False, True, False, True),
        (("BLUE",), ("BLUE", "GREEN", "PINK", "RED"), True, True, False, False),
    ],
)
def test_what_counts(
    glosses: Sequence[str],
    ranking: Sequence[str],
    is_missed: bool,
    is_invented: bool,
    is_first: bool,
    is_third: bool,
) -> None:
    """Of a clip of RED: missed if it was never committed, invented if anything else was, or RED again."""
    answer = Answer(clip("a.avi"), tuple(glosses), tuple(ranking))

    assert (answer.is_missed, answer.is_invented) == (is_missed, is_invented)
    assert (answer.is_among(1), answer.is_among(3)) == (is_first, is_third)


def test_joined_clips_are_recognised_one_after_the_other(folder: Path) -> None:
    """Times go on from clip to clip, and the sentence is what both clips hold."""
    clips = read_clip_list(folder)[:2]
    times_s = [frame.time_s for frame in joined_frames(clips)]
    assert np.all(np.diff(times_s) > 0)
    assert np.diff(times_s).max() < 0.06  # at 25 frames a second, no gap where the clips meet

    (sentence,) = joined_sentences(clips, 4)
    heard = hear_sentence(GlossRecognizer(folder / "tiny.onnx"), sentence)
    assert heard.reference == ("RED", "GREEN")
    assert [gloss for gloss in heard.hypothesis if gloss != "BLUE"] == ["RED", "GREEN"]
    assert heard.name == "a.avi + b.avi"


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(2, 6))
def test_sentences_never_mix_people(signers: list[str], length: int) -> None:
    """Each holds clips of one person, at most one more than asked for; no clip twice, and none of a pair left out."""
    clips = [clip(f"{number:02d}.avi", signer=signer) for number, signer in enumerate(signers)]
    sentences = joined_sentences(clips, length)

    used = [found.video for sentence in sentences for found in sentence.clips]
    assert len(used) == len(set(used))
    for sentence in sentences:
        assert {found.signer for found in sentence.clips} == {sentence.signer}
        assert 2 <= len(sentence.clips) <= length + 1
    alone = {signer for signer in signers if signers.count(signer) == 1}
    assert {found.video for found in clips} - set(used) == {found.video for found in clips if found.signer in alone}
