"""The sample clip: a real video with its glosses beside it, the same bytes every time."""

from pathlib import Path

from models.video import read_video
from training.__main__ import main
from training.sample import SampleConfig, render_sample


def test_a_sentence_is_rendered_with_its_glosses(tmp_path: Path) -> None:
    """Video and text are written, and a second time they are the same bytes."""
    for name in ("a.avi", "b.avi"):
        render_sample(SampleConfig(("YES", "NO"), tmp_path / name, seed=1, frame_size=48, frame_rate=12.5))

    frames = list(read_video(tmp_path / "a.avi"))
    assert len(frames) > 20
    assert frames[0].image.shape == (48, 48, 3)
    assert (tmp_path / "a.txt").read_text() == "YES NO\n"
    assert (tmp_path / "a.avi").read_bytes() == (tmp_path / "b.avi").read_bytes()


def test_an_unknown_gloss_is_refused_and_nothing_written(tmp_path: Path) -> None:
    """A gloss outside the lexicon is one sentence and exit code 2."""
    assert main(["sample", "--glosses", "BANANA", "--out", str(tmp_path / "a.avi")]) == 2
    assert list(tmp_path.iterdir()) == []
