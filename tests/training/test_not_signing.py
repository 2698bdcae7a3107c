"""The count of glosses that are invented while nobody signs."""

import json
from pathlib import Path

import pytest

import assets
from models.errors import BadInputError
from training import not_signing
from training.not_signing import KINDS, NotSigningConfig, QuietClip, count_false_glosses

pytest.importorskip("numba")

STARTER = assets.path("starter.onnx")


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, float]]:
    """Instead of rendering: every clip at which somebody talks gets two glosses. Lists the clips asked for."""
    seen: list[tuple[str, int, float]] = []

    def watch(recognizer: object, kind: not_signing.Kind, seed: int, seconds: float) -> QuietClip:
        seen.append((kind, seed, seconds))
        return QuietClip(kind, seed, seconds, ("YES", "NO") if kind == "talking" else ())

    monkeypatch.setattr(not_signing, "_watch", watch)
    return seen


def test_glosses_are_counted_by_kind_and_hour(watched: list[tuple[str, int, float]], tmp_path: Path) -> None:
    """A minute and a half of each kind is two clips, the second as long as is left; the file holds what is printed."""
    out = tmp_path / "new" / "figures.json"
    figures = {figure.kind: figure for figure in count_false_glosses(NotSigningConfig(STARTER, 1.5, 60.0, out=out))}

    assert len(watched) == len(set(watched)) == 2 * len(KINDS)
    assert {seconds for _, _, seconds in watched} == {60.0, 30.0}
    assert figures["talking"].count == 4
    assert figures["talking"].per_hour == pytest.approx(160)
    assert figures["at-rest"].per_hour == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert {figure["kind"]: figure["per_hour"] for figure in found["figures"]}["talking"] == pytest.approx(160)


def test_it_goes_on_where_it_was_stopped(watched: list[tuple[str, int, float]], tmp_path: Path) -> None:
    """Clips that are written down are not made again; more minutes add only what is missing."""
    out = tmp_path / "figures.json"
    count_false_glosses(NotSigningConfig(STARTER, 1.0, 30.0, out=out))
    made = len(watched)
    count_false_glosses(NotSigningConfig(STARTER, 1.0, 30.0, out=out))
    assert len(watched) == made

    longer = count_false_glosses(NotSigningConfig(STARTER, 1.5, 30.0, out=out))
    assert len(watched) == made * 3 / 2
    assert {figure.minutes for figure in longer} == {1.5}


def test_clips_of_another_model_do_not_count(watched: list[tuple[str, int, float]], tmp_path: Path) -> None:
    """What an earlier model said is made anew."""
    out = tmp_path / "figures.json"
    count_false_glosses(NotSigningConfig(STARTER, 0.5, 30.0, out=out))
    changed = json.loads(out.read_text(encoding="utf-8")) | {"model_sha256": "another"}
    out.write_text(json.dumps(changed), encoding="utf-8")
    count_false_glosses(NotSigningConfig(STARTER, 0.5, 30.0, out=out))

    assert len(watched) == 2 * len(KINDS)


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    """No minutes, and a file that is something else."""
    with pytest.raises(BadInputError, match="more than 0 minutes"):
        count_false_glosses(NotSigningConfig(STARTER, 0.0))
    other = tmp_path / "other.json"
    other.write_text("no figures", encoding="utf-8")
    with pytest.raises(BadInputError, match="is not JSON"):
        count_false_glosses(NotSigningConfig(STARTER, 1.0, out=other))


def test_a_real_clip_goes_through_the_model(tmp_path: Path) -> None:
    """A second of somebody who types, rendered and streamed."""
    config = NotSigningConfig(STARTER, 1 / 60, kinds=("typing",), out=tmp_path / "figures.json")
    (figure,) = count_false_glosses(config)

    assert figure.kind == "typing"
    assert figure.minutes == pytest.approx(1 / 60, rel=1e-3)
    assert figure.count >= 0
