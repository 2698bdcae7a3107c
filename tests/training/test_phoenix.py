"""The official clean-up of both PHOENIX corpora, rule by rule, as their scripts do it."""

import pytest

from training.phoenix import Corpus, clean_up
from training.transcripts import TimedGloss


def cleaned(corpus: Corpus, *glosses: str) -> list[str]:
    """What is left of glosses of one segment."""
    timed = [TimedGloss("a", "1", f"{i / 100:.2f}", "0.01", gloss) for i, gloss in enumerate(glosses)]
    return [gloss.gloss for gloss in clean_up(corpus).clean(timed)]


@pytest.mark.parametrize(
    ("gloss", "phoenix14", "phoenix14t"),
    [
        ("loc-NORD", "NORD", "NORD"),
        ("cl-KOMMEN", "KOMMEN", "KOMMEN"),
        ("loc-cl-KOMMEN", "KOMMEN", "KOMMEN"),
        ("cl-loc-KOMMEN", "KOMMEN", "loc-KOMMEN"),
        ("qu-WOLKE", "WOLKE", "qu-WOLKE"),
        ("poss-BISSCHEN", "BISSCHEN", "poss-BISSCHEN"),
        ("lh-WIND", "WIND", "lh-WIND"),
        ("neg-HABEN", "neg-HABEN", "neg-HABEN"),
        ("S0NNE", "SONNE", "S0NNE"),
        ("HABEN2", "HABEN", "HABEN2"),
        ("ZEIGEN", "ZEIGEN-BILDSCHIRM", "ZEIGEN"),
        ("ANZEIGEN", "ANZEIGEN-BILDSCHIRM", "ANZEIGEN"),
        ("ZEIGEN-BILDSCHIRM", "ZEIGEN-BILDSCHIRM", "ZEIGEN-BILDSCHIRM"),
        ("ZEITRAUM", "ZEIT", "ZEIT"),
        ("TRAUM", "TRAUM", "T"),
        ("RAUM", "RAUM", "RAUM"),
        ("ZEITRAUM2", "ZEIT2", "ZEITRAUM2"),
        ("2ZEITRAUM", "2ZEIT", "2ZEITRAUM"),
        ("REGEN-PLUSPLUS", "REGEN", "REGEN"),
        ("A-PLUSPLUS-B", "A-B", "A-PLUSPLUS-B"),
        ("__ON__", "__ON__", None),
        ("__OFF__", "__OFF__", None),
        ("__PU__", None, None),
        ("__EMOTION__", None, None),
        ("__LEFTHAND__", None, None),
        ("__EPENTHESIS__", None, None),
        ("X__EPENTHESIS__", None, None),
        ("X__PU__", "X", "X__PU__"),
        ("X__EMOTION__", "X", None),
        ("loc-", None, None),
        ("S+H", "S+H", "S+H"),
    ],
)
def test_a_gloss_is_cleaned_as_the_script_does(gloss: str, phoenix14: str | None, phoenix14t: str | None) -> None:
    """Each rule changes what the corpus's own script changes, and nothing else; None is dropped."""
    assert cleaned("phoenix14", gloss) == ([phoenix14] if phoenix14 else [])
    assert cleaned("phoenix14t", gloss) == ([phoenix14t] if phoenix14t else [])
    assert cleaned("none", gloss) == [gloss]


def test_only_phoenix14t_merges_repetitions() -> None:
    """Neighbours that are equal after cleaning become one there, also across what was dropped; not between segments."""
    glosses = ("REGEN", "loc-REGEN", "__ON__", "REGEN", "WIND", "REGEN")
    assert cleaned("phoenix14t", *glosses) == ["REGEN", "WIND", "REGEN"]
    assert cleaned("phoenix14", *glosses) == ["REGEN", "REGEN", "__ON__", "REGEN", "WIND", "REGEN"]
    two = [TimedGloss(name, "1", "0.00", "0.01", "REGEN") for name in "ab"]
    assert clean_up("phoenix14t").clean(two) == two


def test_phoenix14_sorts_times_as_text() -> None:
    """As its script does, also where text and number disagree; the others keep the file's order."""
    timed = [TimedGloss("a", "1", start, "0.1", gloss) for start, gloss in (("9.5", "A"), ("10.0", "B"), ("9.1", "C"))]
    assert [gloss.gloss for gloss in clean_up("phoenix14").clean(timed)] == ["B", "C", "A"]
    assert clean_up("phoenix14t").clean(timed) == clean_up("none").clean(timed) == timed


def test_what_stands_for_no_hypothesis() -> None:
    """The official scripts count a sentence without output as one wrong gloss and deletions."""
    assert [clean_up(corpus).empty for corpus in ("phoenix14", "phoenix14t", "none")] == ["[EMPTY]", "[EMPTY]", None]
