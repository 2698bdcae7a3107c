"""What the official scripts of RWTH-PHOENIX-Weather do to a hypothesis before sclite sees it.

The rules are those of the corpora's own `preprocess.sh` for .ctm files, where every line holds one gloss; the rules
that join neighbouring glosses can then never apply and are left out. References come clean and are not touched.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from training.transcripts import TimedGloss

Corpus = Literal["phoenix14", "phoenix14t", "none"]

Glosses = Sequence[TimedGloss]


@dataclass(frozen=True, slots=True)
class CleanUp:
    """What is done to a hypothesis: to its glosses, and where none is left."""

    clean: Callable[[Glosses], list[TimedGloss]]
    empty: str | None
    """Stands for a hypothesis without a gloss, so that it costs a substitution and deletions; None: deletions only."""


def clean_up(corpus: Corpus) -> CleanUp:
    """The rules of a corpus; "none" leaves a hypothesis as it is."""
    return {
        "phoenix14": CleanUp(clean_phoenix14, "[EMPTY]"),
        "phoenix14t": CleanUp(clean_phoenix14t, "[EMPTY]"),
        "none": CleanUp(list, None),
    }[corpus]


def clean_phoenix14(glosses: Glosses) -> list[TimedGloss]:
    """The rules of PHOENIX-2014 (multisigner), whose references keep __ON__, __OFF__ and true repetitions."""
    # By start time *as text*, as the script does with `sort -k1,1 -k3,3`: 10.00 comes before 9.00.
    return sorted(
        _with_glosses(glosses, _phoenix14),
        key=lambda gloss: (gloss.name, gloss.start, gloss.channel, gloss.duration, gloss.gloss),
    )


def clean_phoenix14t(glosses: Glosses) -> list[TimedGloss]:
    """The rules of PHOENIX-2014T: stricter about where a mark stands; repetitions are merged, the order is kept."""
    merged: list[TimedGloss] = []
    for gloss in _with_glosses(glosses, _phoenix14t):
        if not merged or (gloss.name, gloss.gloss) != (merged[-1].name, merged[-1].gloss):
            merged.append(gloss)
    return merged


def _phoenix14(gloss: str) -> str:
    """The gloss after the rules, or nothing where they drop it."""
    for mark in ("loc-", "cl-", "qu-", "poss-", "lh-"):
        gloss = gloss.replace(mark, "")
    gloss = gloss.replace("S0NNE", "SONNE").replace("HABEN2", "HABEN")
    for mark in ("__EMOTION__", "__PU__", "__LEFTHAND__"):
        gloss = gloss.replace(mark, "")
    gloss = re.sub("ZEIGEN$", "ZEIGEN-BILDSCHIRM", gloss)
    gloss = re.sub("([A-Z][A-Z])RAUM", r"\1", gloss).replace("-PLUSPLUS", "")
    return "" if re.search("__(LEFTHAND|EPENTHESIS|EMOTION)__", gloss) else gloss


def _phoenix14t(gloss: str) -> str:
    """The gloss after the rules, or nothing where they drop it."""
    if re.search("__(LEFTHAND|EPENTHESIS|EMOTION)__", gloss) or re.fullmatch("__[^_]*__", gloss):
        return ""
    gloss = gloss.removeprefix("loc-").removesuffix("-PLUSPLUS").removeprefix("cl-")
    return re.sub(r"\b([A-Z]+)RAUM$", r"\1", gloss, flags=re.ASCII)


def _with_glosses(glosses: Iterable[TimedGloss], rule: Callable[[str], str]) -> list[TimedGloss]:
    cleaned = (replace(gloss, gloss=rule(gloss.gloss)) for gloss in glosses)
    return [gloss for gloss in cleaned if gloss.gloss]
