"""The clips that somebody gives to the pipeline: whether they can be trained and measured on, and what is known.

glosscast-train pipeline --corpus my-clips
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BadInputError
from training.check_data import CheckDataConfig, check_data
from training.clip_list import SPLITS, ClipAnnotation, collect_vocabulary, of_split
from training.corpora.layouts import Corpus, LayoutName, scan_corpus


@dataclass(frozen=True, slots=True)
class GivenCorpus:
    """A corpus without a fault in its annotation, with clips to train on and others to measure on.

    Attributes:
        identity: name, number of clips and a digest of all that is listed, so that another corpus is recognised, and
            the same one after a change, but not by where it lies.
        notes: what must be known about its splits, a sentence each.
    """

    path: Path
    layout: LayoutName | None
    name: str
    annotations: tuple[ClipAnnotation, ...] = field(repr=False)
    identity: str
    notes: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, layout: LayoutName | None) -> "GivenCorpus":
        """Reads the annotation.

        Raises:
            BadInputError: there is no such corpus, it has faults (they are printed before), or nothing can be measured
                on it that was not trained on.
        """
        corpus = scan_corpus(path, layout)
        if corpus.reading.faults:
            check_data(CheckDataConfig(path, layout))
        annotations = tuple(clip.annotation for clip in corpus.usable)
        _refuse_unmeasurable(corpus, annotations)
        folder = corpus.folder if corpus.folder.is_dir() else corpus.folder.parent
        name = folder.resolve().name
        identity = f"{name} ({len(annotations)} clips, {_digest(folder, annotations)})"
        notes = (*corpus.reading.notes, *_unlearned(annotations))
        return cls(path, layout, name, annotations, identity, notes)

    def described(self) -> str:
        """What a model's card says of this corpus as training data: how large it is, and whom it was measured on."""
        trained, tested = (self._signers(split) for split in ("train", "test"))
        if "" in trained | tested:
            people, measured = "people who are not named", "maybe the same people"
        else:
            people = f"{len(trained)} {'person' if len(trained) == 1 else 'people'}"
            same = "the same people" if tested <= trained else "partly the same people"
            measured = same if trained & tested else "other people"
        count = len(of_split(self.annotations, "train"))
        return f"{count} clips of '{self.name}', signed by {people}; measured on clips signed by {measured}."

    def counts(self) -> dict[str, object]:
        """Clips of each split, glosses and signers, for the record."""
        return {
            "clips": {split: len(of_split(self.annotations, split)) for split in SPLITS},
            "glosses": len(collect_vocabulary(self.annotations).glosses),
            "signers": len({annotation.signer for annotation in self.annotations} - {""}),
            "notes": list(self.notes),
        }

    def _signers(self, split: str) -> set[str]:
        return {annotation.signer for annotation in of_split(self.annotations, split) if not annotation.is_silent}


def _refuse_unmeasurable(corpus: Corpus, annotations: Sequence[ClipAnnotation]) -> None:
    signed = [annotation.split for annotation in annotations if not annotation.is_silent]
    if "train" in signed and "test" in signed:
        return
    if corpus.reading.is_split_drawn:
        advice = "record every gloss at least twice"
    elif corpus.name == "clips-csv":
        advice = "say test in the column 'split' of some, or leave that column out, and clips are chosen for you"
    else:
        advice = "both splits must be there"
    found = ", ".join(f"{signed.count(split)} {split}" for split in SPLITS)
    raise BadInputError(
        f"{corpus.folder}: expected clips to train on (train) and others to measure on (test), "
        f"found {found} with glosses; {advice}."
    )


def _unlearned(annotations: Sequence[ClipAnnotation]) -> list[str]:
    """A sentence about the glosses that are only in clips that are not trained on."""
    learned = collect_vocabulary(of_split(annotations, "train")).glosses
    unlearned = [gloss for gloss in collect_vocabulary(annotations).glosses if gloss not in learned]
    if not unlearned:
        return []
    shown = " ".join(unlearned[:8]) + (" …" if len(unlearned) > 8 else "")
    return [f"No training clip has these glosses of dev or test, so they cannot be learned: {shown}."]


def _digest(folder: Path, annotations: Sequence[ClipAnnotation]) -> str:
    """Of what is listed, in any order, and of how large the videos are; pictures of a folder are not looked at."""
    lines = sorted(
        json.dumps(
            [
                os.path.relpath(annotation.video, folder),
                annotation.glosses,
                annotation.signer,
                annotation.split,
                annotation.video.stat().st_size if annotation.video.is_file() else None,
            ]
        )
        for annotation in annotations
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
