"""How often taught signs were recognised: counted once each, kept, and forgotten with the sign."""

from pathlib import Path

from app.captions import Captions
from app.sign_usage import CommittedGlosses, SignUsage
from models.decoding import RecognizedGloss
from models.hypothesis import Hypothesis


def said(*glosses: str, ends: bool = False) -> Hypothesis:
    """A hypothesis of these glosses."""
    committed = tuple(RecognizedGloss(gloss, 1.0, float(at), at + 0.5, ()) for at, gloss in enumerate(glosses))
    return Hypothesis(committed, (), is_endpoint=ends, time_s=9.0)


def test_each_committed_gloss_is_told_once() -> None:
    """However often a state is seen, over ends of sentences, resets and other sources."""
    captions, committed = Captions(), CommittedGlosses()

    assert committed.take(captions.update(said("TEA")), 1) == ("TEA",)
    assert committed.take(captions.update(said("TEA")), 1) == ()
    assert committed.take(captions.update(said("TEA", "MILK", ends=True)), 1) == ("MILK",)
    assert committed.take(captions.update(said("TEA")), 1) == ("TEA",)
    assert committed.take(captions.clear(), 1) == ()
    assert committed.take(captions.update(said("MILK")), 1) == ("MILK",)
    assert committed.take(Captions().update(said("TEA", "TEA")), 2) == ("TEA", "TEA")


def test_counts_are_kept_and_go_with_the_sign(tmp_path: Path) -> None:
    """Under the new name after a renaming, not at all after a deletion."""
    usage = SignUsage(tmp_path)
    usage.count(["TEA", "TEA", "MILK"])
    usage.rename("TEA", "CHAI")
    usage.forget("MILK")
    usage.save()

    again = SignUsage(tmp_path)

    assert (again.count_of("CHAI"), again.count_of("TEA"), again.count_of("MILK")) == (2, 0, 0)


def test_a_spoilt_file_counts_from_nothing(tmp_path: Path) -> None:
    """A count is not worth a message."""
    for text in ("", "[1]", '{"TEA": "many", "MILK": -1, "CHAI": true}'):
        (tmp_path / "usage.json").write_text(text)
        assert [SignUsage(tmp_path).count_of(one) for one in ("TEA", "MILK", "CHAI")] == [0, 0, 0]
