"""Evaluation, with a tiny real model that reads colours as glosses: what it counts, times, writes and refuses."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.captioning import recognize_video
from models.errors import BadInputError, UnreadableVideoError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.recognizer import GlossRecognizer
from models.vocabulary import GlossVocabulary
from tests.fakes import COLOURS, make_card, write_tiny_model
from training.checkpoint import save_checkpoint
from training.clip_list import read_clip_list
from training.evaluate import (
    EVERYTHING,
    EvaluateConfig,
    choose_clips,
    evaluate,
    evaluate_model,
    evaluate_network,
    read_gloss_ends,
)

FRAME_RATE = 25.0
REST = ("", 20)


def write_video(folder: Path, name: str, *parts: tuple[str, int]) -> None:
    """Writes (colour, frame count) parts as a video with its frame truth; "" is dark."""
    writer = cv2.VideoWriter(str(folder / f"{name}.avi"), cv2.VideoWriter.fourcc(*"MJPG"), FRAME_RATE, (32, 24))
    truth: list[int] = []
    position = 0
    for colour, count in parts:
        picture = np.zeros((24, 32, 3), np.uint8)
        picture[:] = COLOURS.get(colour, (0, 0, 0))[::-1]  # OpenCV writes BGR
        for _ in range(count):
            writer.write(picture)
        truth += [position if colour else -1] * count
        position += bool(colour)
    writer.release()
    np.savez(folder / f"{name}.npz", gloss_index=np.array(truth, np.int16))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three test clips, one of them silent, one dev clip, and the model that reads them."""
    write_video(tmp_path, "a", REST, ("RED", 20), REST, ("RED", 20), REST, ("BLUE", 20), ("", 40))
    write_video(tmp_path, "b", REST, ("GREEN", 20), REST)
    write_video(tmp_path, "c", ("", 50), ("BLUE", 20), ("", 30))
    write_video(tmp_path, "d", REST, ("RED", 20))
    lines = [
        "video,glosses,signer,split,silent,truth",
        "a.avi,RED RED BLUE,anna,test,,a.npz",
        "b.avi,BLUE,ben,test,,b.npz",
        "c.avi,,ben,test,yes,c.npz",
        "d.avi,RED,carl,dev,,",
    ]
    (tmp_path / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_tiny_model(tmp_path / "tiny.onnx")
    return tmp_path


def test_every_clip_is_scored_by_what_the_app_would_commit(corpus: Path) -> None:
    """A repeated gloss counts twice, a wrong one is a substitution, and what a silent clip says is a false gloss."""
    found = evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus))
    assert [clip.hypothesis for clip in found.clips] == [("RED", "RED", "BLUE"), ("GREEN",), ("BLUE",)]
    recognizer = GlossRecognizer(corpus / "tiny.onnx")
    for clip in found.clips:
        assert clip.hypothesis == tuple(item.gloss for item in recognize_video(corpus / clip.video, recognizer))
    counts = found.counts
    assert (counts.substitutions, counts.deletions, counts.insertions, counts.reference_count) == (1, 0, 0, 4)
    assert found.wer == 0.25
    assert (found.clip_count, found.false_glosses) == (3, 1)
    assert found.silent_s == pytest.approx(4.0, abs=0.05)
    assert "2 signers" in found.conditions
    assert str(corpus.parent) not in found.conditions


def test_everything_that_decoding_names_can_be_counted(corpus: Path) -> None:
    """A flash too short for the app's rule is nothing by it, and a gloss where everything counts."""
    write_video(corpus, "d", REST, ("RED", 20), REST, ("BLUE", 4), REST)
    annotations = choose_clips(corpus, "dev")
    by_the_app, by_decoding = (
        evaluate_model(corpus / "tiny.onnx", annotations, commit=rule).clips[0].hypothesis
        for rule in (None, EVERYTHING)
    )
    assert by_the_app == ("RED",)
    assert by_decoding == ("RED", "BLUE")


def test_delays_run_from_the_true_end_to_the_frame_that_committed(corpus: Path) -> None:
    """A gloss is committed after its end, once the model's look-ahead has passed; clips without truth have no delay."""
    found = evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus))
    card = make_card()
    assert len(found.delays_s) == 3  # the three right glosses of clip a
    longest_s = card.delay_s + 2 * card.step_s
    assert all(0 <= delay <= longest_s for delay in found.delays_s)
    assert found.median_delay_s <= found.p95_delay_s
    assert evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus, split="dev")).delays_s == ()


def test_what_only_the_clips_end_committed_has_no_delay(corpus: Path) -> None:
    """A gloss still open when the file ends is counted as recognised, but its delay is not made up."""
    write_video(corpus, "d", REST, ("RED", 20))
    (corpus / "clips.csv").write_text("video,glosses,signer,split,truth\nd.avi,RED,carl,test,d.npz\n", encoding="utf-8")
    found = evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus))
    assert found.wer == 0.0
    assert found.delays_s == ()


def test_the_line_the_table_and_the_json(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints one line, then signers and glosses, or with --json the same as JSON, which --out writes too."""
    evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus / "clips.csv"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("WER 25.0 % (1 substitutions, 0 deletions, 0 insertions, 4 glosses signed, 3 clips)")
    assert [line.split()[0] for line in lines[1:] if line] == ["signer", "anna", "ben", "gloss", "BLUE", "GREEN", "RED"]
    evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus, json=True, out=corpus / "new" / "result.json"))
    content = json.loads(capsys.readouterr().out)
    assert content == json.loads((corpus / "new" / "result.json").read_text(encoding="utf-8"))
    assert content["wer"] == 0.25
    assert content["results"][0]["unit"] == "%"
    assert [(row["signer"], row["words"], row["wer"]) for row in content["signers"]] == [("anna", 3, 0), ("ben", 1, 1)]
    assert len(content["clips"]) == 3


def test_the_listing_shows_every_clip_gloss_by_gloss(corpus: Path) -> None:
    """`--listing` writes what was signed above what was output, silent clips included."""
    evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus, listing=corpus / "new" / "listing.txt"))
    clips = (corpus / "new" / "listing.txt").read_text(encoding="utf-8").split("\n\n")
    assert [clip.split(",")[0] for clip in clips] == ["a.avi", "b.avi", "c.avi"]
    assert [line.split() for line in clips[1].splitlines()[1:]] == [
        ["reference", "BLUE"], ["hypothesis", "GREEN"], ["error", "S"],
    ]  # fmt: skip


def test_a_gloss_the_model_does_not_know_is_named_and_counts(corpus: Path) -> None:
    """Glosses outside the vocabulary stay in the reference, as errors, and are listed."""
    lines = ["video,glosses,signer,split", "b.avi,PURPLE,ben,test"]
    (corpus / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = evaluate(EvaluateConfig(corpus / "tiny.onnx", corpus))
    assert found.unknown_glosses == ("PURPLE",)
    assert found.wer == 1.0


def test_a_network_is_scored_like_a_file(corpus: Path) -> None:
    """Network and checkpoint go through the same streaming code, at their own frame size, and agree."""
    torch.manual_seed(0)
    vocabulary = GlossVocabulary(tuple(COLOURS))
    network = LRINet(NetworkSizes(16, (4, 4, 8, 8), (1, 1, 2, 1), 1, 2, vocabulary.size))
    with torch.no_grad():
        network.classifier.weight.mul_(20)
        network.classifier.bias[2] += 1
    annotations = choose_clips(corpus)
    direct = evaluate_network(network, annotations, vocabulary, 12.5)
    assert network.training
    save_checkpoint(
        corpus / "lrinet.pt",
        network=network,
        optimizer=None,
        step=1,
        config={"frame_rate": 12.5},
        vocabulary=vocabulary,
    )
    saved = evaluate_model(corpus / "lrinet.pt", annotations, vocabulary)
    assert saved.clips == direct.clips
    assert any(clip.hypothesis for clip in direct.clips)


def test_limit_takes_evenly_spread_clips(corpus: Path) -> None:
    """A limit takes clips from all over the list; without one every clip is taken."""
    everything = read_clip_list(corpus)
    assert choose_clips(corpus, "all") == everything
    assert choose_clips(corpus, "all", 2) == [everything[0], everything[2]]
    assert choose_clips(corpus, "all", 9) == everything


def test_bad_input_is_one_sentence_and_nothing_is_written(corpus: Path) -> None:
    """A split without clips, another vocabulary, a missing or broken file each give a sentence; no result appears."""
    model, out = corpus / "tiny.onnx", corpus / "result.json"
    with pytest.raises(BadInputError, match="has no clip of split 'train'"):
        evaluate(EvaluateConfig(model, corpus, split="train", out=out))
    with pytest.raises(BadInputError, match="at least 1 clip, and is 0"):
        evaluate(EvaluateConfig(model, corpus, limit=0, out=out))
    with pytest.raises(BadInputError, match=r"nothing\.pt: no such checkpoint"):
        evaluate(EvaluateConfig(corpus / "nothing.pt", corpus, out=out))
    with pytest.raises(BadInputError, match="expected YES"):
        evaluate_model(model, choose_clips(corpus), GlossVocabulary(("YES",)))
    (corpus / "a.npz").write_bytes(b"no truth")
    with pytest.raises(BadInputError, match=r"a\.npz: is no frame truth"):
        evaluate(EvaluateConfig(model, corpus, out=out))
    (corpus / "a.avi").write_bytes(b"no video")
    with pytest.raises(UnreadableVideoError, match=r"a\.avi"):
        evaluate(EvaluateConfig(model, corpus, out=out))
    assert not out.exists()


def test_gloss_ends_come_from_the_last_frame_of_each(tmp_path: Path) -> None:
    """The end of a gloss is the end of its last frame; one that has no frame has no end."""
    np.savez(tmp_path / "truth.npz", gloss_index=np.array([-1, 0, 0, -1, 2, 2, -1], np.int16))
    assert read_gloss_ends(tmp_path / "truth.npz", 3, 10.0) == [0.3, None, 0.6]
