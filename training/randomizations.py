"""What each randomisation of the synthetic signers is worth: a probe trained with it, and one trained without it.

glosscast-train randomizations --real clips_of_people --out runs/randomizations

For every part of the synthetic world a corpus is made in which that part is alike in all training clips; a probe is
trained on it from nothing and measured on clips in which everything varies, and on clips of real people. A row that is
finished is not done again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary
from training.checkpoint import write_text
from training.clip_list import read_clip_list
from training.clips import ClipSource, read_clips
from training.corpora.layouts import read_corpus
from training.probe import ProbeConfig, prepared_images, rank_of_isolated, sentence_errors, train_probe
from training.signers.corpus import write_corpus
from training.signers.fixing import PARTS, Part
from training.signers.lexicon import STARTER_GLOSSES, cached_lexicon

_LOG = logging.getLogger(__name__)

_EVERYTHING = "everything varies"


@dataclass(frozen=True, slots=True)
class RandomizationsConfig:
    """Measure what varying each part of the synthetic clips is worth, on synthetic and on real people."""

    out: Path = Path("runs/randomizations")
    """Folder for the corpora and what was found; an interrupted run in it is continued."""
    real: Path | None = None
    """A corpus of real people, one sign a clip; only measured on, never trained on."""
    parts: tuple[Part, ...] = PARTS
    """The parts to leave out, one after the other."""
    glosses: tuple[str, ...] = STARTER_GLOSSES
    """The signs."""
    train_clips: int = 400
    """Clips that a probe is trained on."""
    test_clips: int = 100
    """Sentences of other synthetic signers that it is measured on."""
    seeds: int = 1
    """Probes a row, each with other weights and batches; the table shows their mean."""
    table: Path | None = None
    """Write the table as Markdown here too."""
    probe: ProbeConfig = field(default_factory=ProbeConfig)


@dataclass(frozen=True, slots=True)
class _Row:
    """What one probe found: errors on synthetic sentences, and the places of the right glosses of real clips."""

    name: str
    errors: int
    reference_count: int
    ranks: tuple[int, ...]

    @property
    def wer(self) -> float:
        return self.errors / self.reference_count

    def top(self, count: int) -> float:
        """Share of the real clips whose gloss is among the first `count`."""
        return sum(rank < count for rank in self.ranks) / len(self.ranks)


def compare_randomizations(config: RandomizationsConfig) -> list[_Row]:
    """Trains and measures row by row, prints the table and returns the rows.

    Raises:
        BadInputError: the folder holds rows of other settings, or the real clips hold none of the glosses.
    """
    config = replace(config, glosses=cached_lexicon().chosen(config.glosses))
    vocabulary = GlossVocabulary(config.glosses)
    real = _real_clips(config, vocabulary)
    test = _synthetic(config, "test", (), vocabulary)
    rows = []
    for name, fixed in ((_EVERYTHING, ()), *((part, (part,)) for part in config.parts)):
        file = config.out / f"{name.replace(' ', '-')}.json"
        found = _finished(file, config)
        if found is None:
            _LOG.info("%s", name if not fixed else f"without {name}")
            train = _synthetic(config, name.replace(" ", "-"), fixed, vocabulary)
            found = [_measure(config, seed, vocabulary, train, test, real) for seed in range(config.seeds)]
            content = {"settings": _settings(config), "probes": found}
            write_text(file, json.dumps(content, indent=2, allow_nan=False) + "\n")
        rows.append(_row(name, found))
    text = _table(rows)
    print(text)
    if config.table is not None:
        write_text(config.table, text + "\n")
    return rows


def _measure(
    config: RandomizationsConfig, seed: int, vocabulary: GlossVocabulary,
    train: Sequence[ClipSource], test: Sequence[ClipSource], real: Sequence[ClipSource],
) -> dict[str, Any]:  # fmt: skip
    """Trains one probe; what it found, as it is kept in the row's file."""
    probe = replace(config.probe, seed=config.probe.seed + seed)
    network = train_probe(train, vocabulary, probe)
    errors = sentence_errors(network, test, probe.frame_size)
    ranks = [rank_of_isolated(network, clip, probe.frame_size) for clip in real]
    return {"errors": errors.errors, "reference_count": errors.reference_count, "ranks": ranks}


def _synthetic(
    config: RandomizationsConfig, name: str, fixed: tuple[Part, ...], vocabulary: GlossVocabulary
) -> list[ClipSource]:
    """The training clips of a row, or the test clips; rendered where they are not there yet."""
    is_test = name == "test"
    folder = config.out / "corpora" / name
    write_corpus(
        folder, train_clips=0 if is_test else config.train_clips, dev_clips=0,
        test_clips=config.test_clips if is_test else 0, frame_size=config.probe.frame_size,
        frame_rate=config.probe.frame_rate, glosses=config.glosses, fixed=fixed,
    )  # fmt: skip
    return read_clips(read_clip_list(folder), vocabulary, config.probe.frame_rate, name)


def _real_clips(config: RandomizationsConfig, vocabulary: GlossVocabulary) -> list[ClipSource]:
    if config.real is None:
        return []
    wanted = {(gloss,) for gloss in config.glosses}
    known = [clip for clip in read_corpus(config.real) if clip.glosses in wanted]
    if not known:
        raise BadInputError(f"{config.real}: expected clips of one sign of {', '.join(config.glosses)}, found none.")
    clips = read_clips(known, vocabulary, config.probe.frame_rate, "real clips")
    # As the probe sees them: as they were filmed they may take ten gigabytes.
    return [replace(clip, images=prepared_images(clip, config.probe.frame_size)) for clip in clips]


def _settings(config: RandomizationsConfig) -> dict[str, Any]:
    return {
        "glosses": list(config.glosses), "train_clips": config.train_clips, "test_clips": config.test_clips,
        "seeds": config.seeds, "real": None if config.real is None else str(config.real), "probe": asdict(config.probe),
    }  # fmt: skip


def _finished(file: Path, config: RandomizationsConfig) -> list[dict[str, Any]] | None:
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        settings, probes = content["settings"], list(content["probes"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"{file}: is no row of such a table; give another --out.") from error
    if settings != _settings(config):
        raise BadInputError(f"{file}: was measured with other settings; give another --out.")
    return probes


def _row(name: str, probes: Sequence[dict[str, Any]]) -> _Row:
    return _Row(
        name,
        sum(probe["errors"] for probe in probes),
        sum(probe["reference_count"] for probe in probes),
        tuple(rank for probe in probes for rank in probe["ranks"]),
    )


def _table(rows: Sequence[_Row]) -> str:
    """A Markdown table: each part left out, and the change against everything varying."""
    base = rows[0]
    lines = ["| kept alike in training | WER, synthetic | change | real top-1 | change | real top-3 | change |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        cells = ["nothing" if row is base else row.name, *_cells(row.wer, base.wer)]
        for count in (1, 3):
            cells += _cells(row.top(count), base.top(count)) if row.ranks else ["-", "-"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(value: float, base: float) -> list[str]:
    return [f"{100 * value:.1f} %", f"{100 * (value - base):+.1f}"]
