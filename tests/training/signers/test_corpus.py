"""A corpus on disk is complete, readable, and the same bytes however it was written."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import BadInputError
from models.video_writing import write_video
from training.clip_list import read_clip_list
from training.signers import corpus
from training.signers.corpus import SynthesizeConfig, clip_seed, synthesize, write_corpus

SIZES = {"train_clips": 3, "dev_clips": 1, "test_clips": 1, "frame_size": 48, "frame_rate": 12.5, "seed": 3}


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a folder by its path in it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus written by one worker in one go."""
    folder = tmp_path_factory.mktemp("corpus") / "whole"
    write_corpus(folder, workers=1, **SIZES)
    return folder


def test_two_workers_write_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    """The number of workers changes nothing."""
    write_corpus(tmp_path / "two", workers=2, **SIZES)
    assert digests(tmp_path / "two") == digests(whole)


def test_a_killed_run_resumes_to_the_same_bytes(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies between and within clips leaves no clips.csv; the next one completes it without redoing clips."""
    rendered: list[int] = []
    render = corpus.render_clip

    def render_until_killed(seed: int, *arguments: object, **options: object) -> object:
        if len(rendered) == 2:
            raise KeyboardInterrupt
        rendered.append(seed)
        return render(seed, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(corpus, "render_clip", render_until_killed)
    folder = tmp_path / "killed"
    with pytest.raises(KeyboardInterrupt):
        write_corpus(folder, workers=1, **SIZES)
    assert not (folder / "clips.csv").exists()
    (folder / "truth" / "000001.npz").unlink()  # as if killed after the video and before the truth
    monkeypatch.setattr(corpus, "render_clip", render)
    before = (folder / "clips" / "000000.avi").stat().st_mtime_ns
    write_corpus(folder, workers=1, **SIZES)
    assert (folder / "clips" / "000000.avi").stat().st_mtime_ns == before
    assert digests(folder) == digests(whole)


def test_the_clip_list_can_be_read(whole: Path) -> None:
    """Every row names an existing video and truth of as many frames, with the sentence it shows."""
    annotations = read_clip_list(whole)
    assert [annotation.split for annotation in annotations] == ["train"] * 3 + ["dev", "test"]
    for annotation in annotations:
        assert annotation.truth is not None
        with np.load(annotation.truth, allow_pickle=False) as truth:
            count = len(truth["gloss_index"])
            assert truth["joints_2d"].shape == (count, len(truth["joint_names"]), 2)
            assert truth["handshape"].max() < len(truth["handshape_names"])
            assert tuple(truth["glosses"]) == annotation.glosses
            assert truth["gloss_index"].max() == len(annotation.glosses) - 1
        video = cv2.VideoCapture(str(annotation.video))
        assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(12.5)
        frames = []
        while (frame := video.read())[0]:
            frames.append(frame[1])
        assert len(frames) == count
        assert frames[0].shape == (48, 48, 3)


def test_every_clip_has_a_line_of_choices(whole: Path) -> None:
    """choices.jsonl names each video in order, with its signer as in the clip list."""
    lines = [json.loads(line) for line in (whole / "choices.jsonl").read_text().splitlines()]
    annotations = read_clip_list(whole)
    assert [line["video"] for line in lines] == [annotation.video.name for annotation in annotations]
    for line, annotation in zip(lines, annotations, strict=True):
        assert line["signer"] == annotation.signer or line["signer"] is None


def test_videos_keep_their_colours(tmp_path: Path) -> None:
    """A written video comes back with nearly the same pixels, red still red."""
    frames = np.zeros((3, 32, 32, 3), np.uint8)
    frames[..., 0] = 200
    write_video(tmp_path / "red.avi", frames, 12.5)
    found = cv2.VideoCapture(str(tmp_path / "red.avi")).read()[1][..., ::-1]
    assert np.abs(found.astype(int) - frames[0]).max() < 8


def test_seeds_of_clips_do_not_depend_on_the_other_splits() -> None:
    """Clips have different seeds, and the same ones whatever the sizes of the corpus."""
    seeds = [clip_seed(3, split, index) for split in ("train", "dev", "test") for index in range(50)]
    assert len(set(seeds)) == 150


def test_other_settings_in_the_same_folder_are_refused(whole: Path) -> None:
    """A folder that holds a corpus of another seed is left as it is, and named."""
    before = digests(whole)
    with pytest.raises(BadInputError, match=r"sheet\.json: expected seed 4, found 3"):
        write_corpus(whole, workers=1, **(SIZES | {"seed": 4}))
    assert digests(whole) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"frame_size": 4}, "frame size"),
        ({"frame_rate": 60.0}, "frame rate"),
        ({"train_clips": -1}, "number of clips"),
        ({"train_clips": 0, "dev_clips": 0, "test_clips": 0}, "at least one clip"),
        ({"workers": -2}, "workers"),
    ],
)
def test_sizes_out_of_range_are_refused(change: dict[str, float], sentence: str, tmp_path: Path) -> None:
    """Each impossible size is named, and nothing is written."""
    with pytest.raises(BadInputError, match=sentence):
        write_corpus(tmp_path / "none", **(SIZES | change))  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    """Neither a file nor a folder with something else in it becomes a corpus."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadInputError, match="other files"):
        write_corpus(tmp_path, **SIZES)  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="found a file"):
        write_corpus(tmp_path / "notes.txt", **SIZES)  # type: ignore[arg-type]


def test_the_command_takes_what_is_left_out_from_the_preset(tmp_path: Path) -> None:
    """Flags override the preset one by one."""
    synthesize(
        SynthesizeConfig(tmp_path / "tiny", "tiny", frame_size=32, train_clips=1, dev_clips=0, test_clips=0, workers=1)
    )
    sheet = json.loads((tmp_path / "tiny" / "sheet.json").read_text())
    assert sheet["frame_size"] == 32
    assert sheet["frame_rate"] == 12.5
    assert sheet["clips"] == {"train": 1, "dev": 0, "test": 0}


def test_the_training_mix_is_chosen_and_touches_training_alone(tmp_path: Path) -> None:
    """The flags make training all silence, or one sign again and again; the other splits are as ever."""
    config = SynthesizeConfig(
        tmp_path / "silent", "tiny", seed=3, workers=1, frame_size=32, train_clips=2, dev_clips=1, test_clips=1
    )
    usual = replace(config, out=tmp_path / "usual")
    again = replace(
        config, out=tmp_path / "again", train_clips=4, silent_share=0.0, single_share=0.0, repeated_share=1.0
    )
    for wanted in (replace(config, silent_share=1.0, single_share=0.0), usual, again):
        synthesize(wanted)

    silent, as_ever, repeated = (read_clip_list(wanted.out) for wanted in (config, usual, again))
    assert [clip.glosses for clip in silent[:2]] == [(), ()]
    assert [clip.glosses for clip in silent[2:]] == [clip.glosses for clip in as_ever[2:]]
    assert [clip.glosses for clip in repeated[4:]] == [clip.glosses for clip in as_ever[2:]]
    assert all(len(clip.glosses) > 1 and len(set(clip.glosses)) == 1 for clip in repeated[:4])


def test_what_silent_clips_show_is_chosen(tmp_path: Path) -> None:
    """Asked for talk alone, everybody who does not sign talks with the hands; the data sheet says so."""
    config = SynthesizeConfig(
        tmp_path / "talk", "tiny", workers=1, frame_size=32, train_clips=4, dev_clips=0, test_clips=0,
        silent_share=1.0, single_share=0.0, silences=("talks",),
    )  # fmt: skip
    synthesize(config)
    choices = [json.loads(line) for line in (config.out / "choices.jsonl").read_text().splitlines()]

    assert {choice["silence"]["kind"] for choice in choices} == {"talks"}
    assert json.loads((config.out / "sheet.json").read_text())["training_mix"]["silences"] == ["talks"]


def test_what_is_alike_is_alike_in_every_split(tmp_path: Path) -> None:
    """Light that varies nowhere is one light in training and test; fixed in training alone, another in test."""
    config = SynthesizeConfig(
        tmp_path / "alike", "tiny", workers=1, frame_size=32, train_clips=2, dev_clips=0, test_clips=1,
        silent_share=0.0, alike=("light", "bystanders"),
    )  # fmt: skip
    fixed = replace(config, out=tmp_path / "fixed", alike=(), fixed=config.alike)
    for wanted in (config, fixed):
        synthesize(wanted)
    lights = [
        [json.loads(line)["light"] for line in (wanted.out / "choices.jsonl").read_text().splitlines()]
        for wanted in (config, fixed)
    ]
    assert lights[0][0] == lights[0][1] == lights[0][2]
    assert lights[1][0] == lights[1][1] != lights[1][2]
    assert json.loads((config.out / "sheet.json").read_text())["alike"] == ["bystanders", "light"]


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"silent_share": 1.5}, "silent_share of 0 to 1, got 1.5"),
        ({"repeated_share": -0.1}, "repeated_share of 0 to 1, got -0.1"),
        ({"silent_share": 0.6, "single_share": 0.5}, "at most 1 together, got 0.6 and 0.5"),
    ],
)
def test_an_impossible_mix_is_refused_before_anything_is_written(
    tmp_path: Path, shares: dict[str, float], message: str
) -> None:
    """A share outside 0..1, or shares of more than everything, get one sentence and leave no folder."""
    with pytest.raises(BadInputError, match=message):
        synthesize(SynthesizeConfig(tmp_path / "wrong", "tiny", **shares))
    assert not (tmp_path / "wrong").exists()
