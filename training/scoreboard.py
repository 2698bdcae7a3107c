"""How well a model reads real people: isolated clips by sign and by signer, and sentences joined from them.

Everything goes through the streaming recogniser, as live.

glosscast-train scoreboard --model assets/starter.onnx --clips my-clips --sheet failures.jpg
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from models.errors import BadInputError
from models.video import use_one_thread
from training.breakdown import format_counts, format_table
from training.checkpoint import write_text
from training.corpora.layouts import LayoutName
from training.evaluate import choose_clips, open_recognizer
from training.failure_sheet import write_failure_sheet
from training.isolated import NOTHING, Answer, JoinedSentence, answer_of, hear_sentence, joined_sentences
from training.metrics import ErrorCounts, corpus_errors
from training.network_recognizer import use_one_torch_thread

_TOP = 3


@dataclass(frozen=True, slots=True)
class ScoreboardConfig:
    """Measure a model on clips of one sign each: right at once, right among three, missed, invented; and joined."""

    model: Path
    """A .onnx file, or a checkpoint (.pt)."""
    clips: Path
    """Folder of a corpus, or a clips.csv; of its clips those with one sign that the model knows are taken."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    split: str = "all"
    """Which of its clips: train, dev, test or all."""
    sentence_length: int = 4
    """Clips of one person joined to a sentence."""
    sheet: Path | None = None
    """Draw the clips that were not recognised at once here, as the model saw them (.jpg or .png)."""
    out: Path | None = None
    """Write the figures as JSON here too."""
    json: bool = False
    """Print JSON instead of tables."""


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """What was found. Fractions of the clips, 0 to 1.

    Attributes:
        left_out: Clips of the folder with no sign, several, or one that the model does not know.
    """

    answers: tuple[Answer, ...]
    sentences: tuple[JoinedSentence, ...]
    left_out: int

    @property
    def counts(self) -> ErrorCounts:
        """Word errors of the joined sentences."""
        return corpus_errors((sentence.reference, sentence.hypothesis) for sentence in self.sentences)

    def to_json(self) -> dict[str, Any]:
        """All figures, for `json.dumps`."""
        return {
            "clips": len(self.answers),
            "left_out": self.left_out,
            **_figures(self.answers),
            "signers": {name: _figures(found)["top1"] for name, found in _grouped(self.answers, _signer)},
            "signs": {name: {"clips": len(found), **_figures(found)} for name, found in _grouped(self.answers, _sign)},
            "confusions": {name: dict(_said(found)) for name, found in _grouped(self.answers, _sign)},
            "sentences": {"clips": len(self.sentences), **self.counts.to_json()},
        }

    def tables(self) -> str:
        """The same for people."""
        parts = [_line(self.answers, self.left_out)]
        for title, key in (("signer", _signer), ("sign", _sign)):
            rows = [(title, "clips", "top-1", f"top-{_TOP}", "missed", "invented", "said")]
            rows += [_row(name, found) for name, found in _grouped(self.answers, key)]
            parts.append(format_table(rows))
        if self.sentences:
            name = f"{len(self.sentences)} sentences joined from the same person's clips"
            parts.append(format_counts(self.counts, name))
        return "\n\n".join(parts)


def scoreboard(config: ScoreboardConfig) -> Scoreboard:
    """Streams every clip and sentence, and prints what was found.

    Raises:
        BadInputError, UnusableModelError, UnreadableVideoError: a file cannot be used; nothing is written then.
    """
    if config.sentence_length < 2:
        raise BadInputError(f"expected a sentence length of at least 2 clips, got {config.sentence_length}.")
    use_one_thread()
    use_one_torch_thread()
    recognizer = open_recognizer(config.model)
    found = choose_clips(config.clips, config.split, None, config.layout)
    known = set(recognizer.card.vocabulary.glosses)
    clips = [clip for clip in found if len(clip.glosses) == 1 and clip.glosses[0] in known]
    if not clips:
        raise BadInputError(f"{config.clips}: none of its {len(found)} clips holds one sign that the model knows.")
    bar = tqdm(clips, desc="clips", unit="clip", file=sys.stderr, disable=None, leave=False)
    answers = tuple(answer_of(recognizer, clip) for clip in bar)
    sentences = joined_sentences(clips, config.sentence_length)
    joined = tqdm(sentences, desc="joined", unit="sentence", file=sys.stderr, disable=None, leave=False)
    board = Scoreboard(answers, tuple(hear_sentence(recognizer, one) for one in joined), len(found) - len(clips))
    if config.sheet is not None:
        write_failure_sheet(config.sheet, [answer for answer in answers if not answer.is_among(1)])
    content = json.dumps(board.to_json(), indent=2, allow_nan=False)
    if config.out is not None:
        write_text(config.out, content + "\n")
    print(content if config.json else board.tables())
    return board


def _signer(answer: Answer) -> str:
    return answer.clip.signer


def _sign(answer: Answer) -> str:
    return answer.signed


def _grouped(answers: Sequence[Answer], key: Callable[[Answer], str]) -> list[tuple[str, list[Answer]]]:
    names = sorted({key(answer) for answer in answers})
    return [(name, [answer for answer in answers if key(answer) == name]) for name in names]


def _figures(answers: Sequence[Answer]) -> dict[str, float]:
    count = len(answers)
    return {
        "top1": sum(answer.is_among(1) for answer in answers) / count,
        f"top{_TOP}": sum(answer.is_among(_TOP) for answer in answers) / count,
        "missed": sum(answer.is_missed for answer in answers) / count,
        "invented": sum(answer.is_invented for answer in answers) / count,
    }


def _said(answers: Sequence[Answer]) -> list[tuple[str, int]]:
    """The answers to clips of one sign, most frequent first."""
    return sorted(Counter(answer.best for answer in answers).items(), key=lambda item: (-item[1], item[0]))


def _row(name: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    figures = [f"{100 * share:.0f} %" for share in _figures(answers).values()]
    wrong = Counter(answer.best for answer in answers if not answer.is_among(1))
    said = [f"{best} ({count})" for best, count in sorted(wrong.items(), key=lambda item: (-item[1], item[0]))]
    return (name, str(len(answers)), *figures, ", ".join(said))


def _line(answers: Sequence[Answer], left_out: int) -> str:
    figures = _figures(answers)
    nothing = sum(answer.best == NOTHING for answer in answers)
    return (
        f"{len(answers)} clips by {len({_signer(answer) for answer in answers})} signers ({left_out} left out: not one "
        f"sign that the model knows): top-1 {100 * figures['top1']:.1f} %, top-{_TOP} "
        f"{100 * figures[f'top{_TOP}']:.1f} %, missed {100 * figures['missed']:.1f} %, something invented in "
        f"{100 * figures['invented']:.1f} %, nothing said of {nothing}."
    )
