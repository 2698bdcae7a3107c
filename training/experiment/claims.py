"""Which of the paper's claims held in a run of the experiment, said in sentences made from its figures alone.

What the paper claims is known from its abstract only (2303.06820); the thresholds are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from training.experiment.figures import Difference, Figures, wer, wer_difference
from training.experiment.rows import Key

Verdict = Literal["held", "did not hold", "undecided"]
Results = Mapping[Key, Sequence[Figures]]
"""What was measured of each row, by seed."""

_RECOVERED = 0.6
_FEWER_MACS = 9.0
_FEWER_PARAMETERS = 7.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, whether it held here, and why we say so."""

    claim: str
    verdict: Verdict
    reason: str


def judge(results: Results) -> list[Claim]:
    """Every claim whose rows were measured."""
    judged = (_recovered(results), _light(results), *_each_distillation(results), *_scales(results), _plain(results))
    return [claim for claim in judged if claim is not None]


def _recovered(results: Results) -> Claim | None:
    if not {"a", "b", "e"} <= results.keys():
        return None
    gap = wer_difference(results["b"], results["a"])
    gain = wer_difference(results["b"], results["e"])
    claim = f"Distillation closes at least {100 * _RECOVERED:.0f} % of the gap between LRINet alone and its teacher."
    figures = f"LRINet alone {wer(results['b']):.1f} %, distilled {wer(results['e']):.1f} %, teacher "
    figures += f"{wer(results['a']):.1f} %; gain {gain}"
    if gap.points <= 0 or not gap.is_clear:
        return Claim(claim, "undecided", f"{figures}; the teacher is not clearly better than LRINet alone ({gap}).")
    share = gain.points / gap.points
    verdict: Verdict = "held" if share >= _RECOVERED and gain.is_clear else "did not hold"
    return Claim(claim, verdict, f"{figures}: {100 * share:.0f} % of the gap of {gap.points:.1f} points.")


def _light(results: Results) -> Claim | None:
    if not {"a", "e"} <= results.keys():
        return None
    teacher, student = results["a"][0], results["e"][0]
    macs, parameters = teacher.macs / student.macs, teacher.parameters / student.parameters
    claim = f"LRINet takes {_FEWER_MACS:.0f} times fewer MACs and {_FEWER_PARAMETERS:.0f} times fewer parameters."
    verdict: Verdict = "held" if macs >= _FEWER_MACS and parameters >= _FEWER_PARAMETERS else "did not hold"
    return Claim(claim, verdict, f"{macs:.1f} times fewer MACs a frame, {parameters:.1f} times fewer parameters.")


def _each_distillation(results: Results) -> list[Claim | None]:
    texts: tuple[tuple[Key, str], ...] = (
        ("c", "Distilling gloss logits helps."),
        ("d", "Distilling frame-level feature maps helps."),
    )
    return [_better(results, key, "b", text) for key, text in texts] + [
        _better(results, "e", other, f"Both kinds together are better than {name} alone.")
        for other, name in (("c", "logits"), ("d", "feature maps"))
    ]


def _scales(results: Results) -> list[Claim | None]:
    claim = "A map born at the teacher's scale beats one enlarged to it"
    return [
        _better(results, "e", "f", f"{claim}, of the same widths (and far fewer MACs)."),
        _better(results, "e", "g", f"{claim}, at equal MACs."),
    ]


def _plain(results: Results) -> Claim | None:
    text = "LRINet, distilled, beats a plain ResNet-18 form on frames of a middle size."
    claim = _better(results, "e", "r18", text)
    if claim is None:
        return None
    ratio = results["r18"][0].macs / results["e"][0].macs
    return Claim(text, claim.verdict, f"{claim.reason} The plain one takes {ratio:.1f} times the MACs.")


def _better(results: Results, better: Key, worse: Key, claim: str) -> Claim | None:
    """Whether one row has clearly fewer errors than another."""
    if not {better, worse} <= results.keys():
        return None
    difference = wer_difference(results[worse], results[better])
    figures = f"{wer(results[better]):.1f} % (row {better}) against {wer(results[worse]):.1f} % (row {worse}): "
    return Claim(claim, _verdict(difference), f"{figures}{difference}.")


def _verdict(gain: Difference) -> Verdict:
    if not gain.is_clear:
        return "undecided"
    return "held" if gain.points > 0 else "did not hold"
