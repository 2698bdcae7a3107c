"""Transcripts in files, parsed back by small readers that know nothing of the writers."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.caption_formats import format_sentences
from app.captions import Captions
from app.transcript import Transcript
from app.transcript_file import FORMATS_BY_ENDING, LiveTranscriptFile, format_of, save_transcript
from models.errors import BadInputError
from tests.app.test_caption_formats import read_cues
from tests.app.test_transcript import VOCABULARY, filled, hypothesis
from tests.fakes import make_card

ROOT = Path(__file__).parent.parent.parent
CARD = make_card(VOCABULARY.glosses)
ENDINGS = sorted(FORMATS_BY_ENDING)


def read_sentences(path: Path) -> list[str]:
    """The sentences of a file of any kind, here of one cue each."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        return text.splitlines()
    if path.suffix == ".json":
        return [" ".join(one["gloss"] for one in sentence["glosses"]) for sentence in json.loads(text)["sentences"]]
    assert path.suffix != ".vtt" or text.startswith("WEBVTT\n\n")
    cues = read_cues(text)
    assert all(start_s < end_s for start_s, end_s, _ in cues)
    if path.suffix == ".srt":
        assert [block.split("\n")[0] for block in text.split("\n\n")] == [str(n + 1) for n in range(len(cues))]
    return [" ".join(rows) for _, _, rows in cues]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_saved_transcript_has_everything(ending: str, tmp_path: Path) -> None:
    """Finished sentences, corrections and the sentence being signed, and nothing is left beside the file."""
    transcript, captions = filled("YES NO", "HELP")
    transcript.take(captions.update(hypothesis("GOOD", start_s=20.0)))
    transcript.correct(1, "GOOD")
    path = tmp_path / f"talk{ending.upper()}"
    path.write_text("old")

    save_transcript(transcript, CARD, path)

    assert read_sentences(path.rename(tmp_path / f"talk{ending}")) == ["YES GOOD", "HELP", "GOOD"]
    assert [one.name for one in tmp_path.iterdir()] == [f"talk{ending}"]


def test_a_file_with_times_holds_one_source(tmp_path: Path) -> None:
    """Times never go back in a file: one section in each but plain text, which names the sources."""
    transcript = Transcript(VOCABULARY)
    for source, gloss, start_s in (("Camera 0", "YES", 60.0), ("clip.mp4", "NO", 1.0)):
        transcript.begin(source)
        transcript.take(Captions().update(hypothesis(gloss, start_s=start_s)))

    for ending in (".srt", ".vtt", ".json"):
        for section, expected in ((None, ["NO"]), (transcript.sections[0], ["YES"])):
            save_transcript(transcript, CARD, tmp_path / f"talk{ending}", section)
            assert read_sentences(tmp_path / f"talk{ending}") == expected
    save_transcript(transcript, CARD, tmp_path / "talk.txt")
    assert (tmp_path / "talk.txt").read_text() == "[Camera 0]\nYES\n\n[clip.mp4]\nNO\n"


def test_bad_paths_are_one_sentence(tmp_path: Path) -> None:
    """Another ending, a folder, or no folder to put it in: refused before anything is written."""
    transcript, _ = filled("YES NO")
    (tmp_path / "folder.txt").mkdir()
    for path, reason in {
        tmp_path / "talk.doc": r"ends with one of .txt, .srt, .vtt, .json, and talk.doc does not\.",
        tmp_path / "talk": r"and talk does not\.",
        tmp_path / "folder.txt": r"The transcript cannot be written to .*: expected a file, this is a folder\.",
        tmp_path / "missing" / "talk.txt": r"The transcript cannot be written to .*: there is no folder .*missing\.",
    }.items():
        with pytest.raises(BadInputError, match=reason):
            save_transcript(transcript, CARD, path)
        with pytest.raises(BadInputError, match=reason):
            LiveTranscriptFile(path, transcript, CARD)
    assert [one.name for one in tmp_path.iterdir()] == ["folder.txt"]
    assert format_of(Path("A.SRT")) == "srt"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_live_file_grows_by_sentences(ending: str, tmp_path: Path) -> None:
    """What was there is written at once, each sentence as it ends, the running one when the file is finished."""
    transcript, captions = filled("YES NO")
    path = tmp_path / f"talk{ending}"
    file = LiveTranscriptFile(path, transcript, CARD)
    assert read_sentences(path) == ["YES NO"]

    for text, ends, expected in (
        ("HELP", False, ["YES NO"]),
        ("HELP GOOD", True, ["YES NO", "HELP GOOD"]),
        ("NO", False, ["YES NO", "HELP GOOD"]),
    ):
        transcript.take(captions.update(hypothesis(text, ends=ends, start_s=10.0 if text != "NO" else 20.0)))
        file.update()
        assert read_sentences(path) == expected
    file.finish()
    assert read_sentences(path) == ["YES NO", "HELP GOOD", "NO"]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_undo_and_correction_reach_a_live_file(ending: str, tmp_path: Path) -> None:
    """The file says what the transcript says, also when a whole sentence is taken back."""
    transcript, captions = filled("YES NO", "HELP", "GOOD")
    path = tmp_path / f"talk{ending}"
    file = LiveTranscriptFile(path, transcript, CARD)

    transcript.undo()
    file.update()
    assert read_sentences(path) == ["YES NO", "HELP"]
    transcript.correct(0, "GOOD")
    file.update()
    assert read_sentences(path) == ["GOOD NO", "HELP"]
    transcript.take(captions.update(hypothesis("YES", start_s=40.0, ends=True)))
    file.update()
    assert read_sentences(path) == ["GOOD NO", "HELP", "YES"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_forgotten_or_cleared_stays_in_a_live_file(ending: str, tmp_path: Path) -> None:
    """The file of a day is whole although the memory is not; clearing the window takes nothing from the file."""
    transcript, captions = filled(kept_glosses=4)
    path = tmp_path / f"talk{ending}"
    file = LiveTranscriptFile(path, transcript, CARD)
    for number in range(9):
        transcript.take(captions.update(hypothesis("YES NO", start_s=10.0 * number, ends=True)))
        file.update()
    transcript.correct(transcript.forgotten_count, "HELP")
    file.update()
    transcript.clear()
    file.update()
    transcript.take(captions.update(hypothesis("GOOD", start_s=100.0, ends=True)))
    file.update()

    assert read_sentences(path) == ["YES NO"] * 7 + ["HELP NO", "YES NO", "GOOD"]


def test_a_cue_ends_where_the_next_begins(tmp_path: Path) -> None:
    """A short sentence's cue, drawn out to be read, is cut when the next sentence comes at once."""
    transcript, captions = filled("YES")
    file = LiveTranscriptFile(tmp_path / "talk.srt", transcript, CARD)
    assert [(start, end) for start, end, _ in read_cues((tmp_path / "talk.srt").read_text())] == [(0.0, 1.0)]
    transcript.take(captions.update(hypothesis("NO", start_s=0.75, ends=True)))
    file.update()

    assert [(start, end) for start, end, _ in read_cues((tmp_path / "talk.srt").read_text())] == [
        (0.0, 0.75),
        (0.75, 1.75),
    ]


def test_a_file_that_goes_is_said(tmp_path: Path) -> None:
    """When its folder is gone, writing fails with one sentence and nothing else."""
    transcript, captions = filled("YES")
    folder = tmp_path / "stick"
    folder.mkdir()
    file = LiveTranscriptFile(folder / "talk.txt", transcript, CARD)
    (folder / "talk.txt").unlink()
    folder.rmdir()
    transcript.take(captions.update(hypothesis("NO", start_s=10.0, ends=True)))

    with pytest.raises(BadInputError, match="there is no folder"):
        file.update()


events = st.one_of(
    st.tuples(st.just("sentence"), st.lists(st.sampled_from(VOCABULARY.glosses), min_size=1, max_size=12)),
    st.tuples(st.sampled_from(["undo", "running"])),
    st.tuples(st.just("correct"), st.integers(0, 20), st.sampled_from(VOCABULARY.glosses)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(events, max_size=15), st.sampled_from(ENDINGS))
def test_a_live_file_equals_one_that_is_saved(happenings: list[tuple], ending: str) -> None:  # type: ignore[type-arg]
    """However it came about, byte for byte: there is one way to write a transcript."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.begin("clip.mp4")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"talk{ending}"
        file = LiveTranscriptFile(path, transcript, CARD)
        for number, (kind, *details) in enumerate(happenings):
            if kind == "sentence":
                text = " ".join(details[0])
                transcript.take(captions.update(hypothesis(text, start_s=20.0 * number, ends=True)))
            elif kind == "running":
                transcript.take(captions.update(hypothesis("YES", start_s=20.0 * number)))
            elif kind == "undo":
                transcript.undo()
            elif details[0] < len(transcript.glosses):
                transcript.correct(*details)
            file.update()
            finished = transcript.finished_sentences
            expected = format_sentences(finished, FORMATS_BY_ENDING[ending], source="clip.mp4", card=CARD)
            assert path.read_text(encoding="utf-8") == expected


WRITER = """
import sys
from pathlib import Path
from tests.app.test_transcript_file import CARD, LiveTranscriptFile, filled, hypothesis

transcript, captions = filled()
file = LiveTranscriptFile(Path(sys.argv[1]), transcript, CARD)
for number in range(100_000):
    transcript.take(captions.update(hypothesis("YES NO HELP", start_s=10.0 * number)))
    transcript.take(captions.update(hypothesis("YES NO HELP GOOD", start_s=10.0 * number, ends=True)))
    if number % 10 == 9:
        transcript.correct(transcript.forgotten_count + len(transcript.glosses) - 1, "HELP")
    file.update()
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_killed_program_loses_one_sentence_at_most(ending: str, tmp_path: Path) -> None:
    """Killed without warning while it writes, the file can be read and has every sentence that was said to be in it."""
    path = tmp_path / f"talk{ending}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) == 57:
                child.send_signal(signal.SIGKILL)
                break
        said = [int(line) for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    last = said[-1] if said else 57

    sentences = read_sentences(path)
    assert child.returncode == -signal.SIGKILL
    assert len(sentences) in (last + 1, last + 2)
    for number, sentence in enumerate(sentences):
        assert sentence == ("YES NO HELP HELP" if number % 10 == 9 else "YES NO HELP GOOD")
