"""Where a sentence ends: after enough blanks, or when it has become too long."""

from dataclasses import dataclass

from models.errors import BadInputError

_TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True)
class EndpointRule:
    """Three times in seconds of the stream, as in sherpa-onnx (`endpoint.h`, whose values these are)."""

    trailing_blank_s: float = 1.2
    """A sentence with a committed gloss ends after this long without signing."""
    empty_reset_s: float = 2.4
    """A sentence without one starts anew after this long without signing."""
    longest_s: float = 20.0
    """Any sentence ends after this; a gloss being signed then belongs to the next."""

    def __post_init__(self) -> None:
        for name in ("trailing_blank_s", "empty_reset_s", "longest_s"):
            if not getattr(self, name) > 0:
                raise BadInputError(f"{name} must be above 0 s, and is {getattr(self, name)}.")


class EndpointDetector:
    """Applies an `EndpointRule` step by step."""

    def __init__(self, rule: EndpointRule, step_s: float) -> None:
        self._rule = rule
        self._step_s = step_s
        self._step_count = 0
        self._first_step = 0
        self._quiet_from_step = 0

    def push(self, *, is_signing: bool, has_committed: bool) -> bool:
        """Take one step and return whether the sentence ends with it.

        Args:
            is_signing: whether a gloss sure enough to be committed is being signed at this step.
            has_committed: whether the sentence has a committed gloss yet.
        """
        self._step_count += 1
        if is_signing:
            self._quiet_from_step = self._step_count
        quiet_s = (self._step_count - self._quiet_from_step) * self._step_s + _TOLERANCE_S
        length_s = (self._step_count - self._first_step) * self._step_s + _TOLERANCE_S
        longest_quiet_s = self._rule.trailing_blank_s if has_committed else self._rule.empty_reset_s
        is_endpoint = quiet_s >= longest_quiet_s or length_s >= self._rule.longest_s
        if is_endpoint:
            self._first_step = self._quiet_from_step = self._step_count
        return is_endpoint
