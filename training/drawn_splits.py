"""Which clips to keep for dev and test where a corpus does not say it: whole signers, or single clips of few (ours).

Everything is drawn by a hash of names, so that neither the machine nor the order of the clips plays a part. Single
clips in which nothing is signed stay with training, because a word error rate needs something signed.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

_FEWEST_SIGNERS = 3


@dataclass(frozen=True, slots=True)
class UnsplitClip:
    """What a split is drawn from; `name` is the clip's within its corpus, on every machine the same."""

    name: str
    signer: str
    glosses: tuple[str, ...]


def draw_splits(clips: Sequence[UnsplitClip]) -> tuple[list[str], str]:
    """The split of each clip, and a sentence that says how it was drawn.

    Three signers or more are kept apart: a fifth of them for test, and of five or more another fifth for dev. Of fewer,
    or where a clip does not say who signs, a fifth of the clips is kept for test, but of every gloss one for training.
    Where no signer is kept for dev, a tenth of the clips is; of test and dev at least one clip, if any can be spared.
    """
    signers = sorted({clip.signer for clip in clips if clip.glosses})
    of_signer = {} if "" in signers else split_signers(signers)
    splits = [of_signer.get(clip.signer, "train") for clip in clips]
    signed_count = sum(1 for clip in clips if clip.glosses)
    if not of_signer:
        _keep(clips, splits, "test", max(1, signed_count // 5))
    if "dev" not in splits:
        _keep(clips, splits, "dev", max(1, signed_count // 10))
    return splits, _by_signer(of_signer, splits) if of_signer else _by_clip(splits)


def split_signers(signers: Sequence[str]) -> dict[str, str]:
    """Signer -> split: a fifth, at least one, for test, and a fifth for dev; empty where there are fewer than three."""
    if len(signers) < _FEWEST_SIGNERS:
        return {}
    drawn = sorted(signers, key=_rank)
    count = max(1, len(drawn) // 5)
    dev_count = len(drawn) // 5
    kept = dict.fromkeys(drawn[:count], "test") | dict.fromkeys(drawn[count : count + dev_count], "dev")
    return {signer: kept.get(signer, "train") for signer in signers}


def _keep(clips: Sequence[UnsplitClip], splits: list[str], split: str, count: int) -> None:
    """Takes training clips for another split, always the one whose rarest gloss is signed in the most training clips.

    Thus every gloss gives about the same share, and none gives its last clip.
    """
    signed = [number for number, clip in enumerate(clips) if splits[number] == "train" and clip.glosses]
    clips_of = Counter(gloss for number in signed for gloss in set(clips[number].glosses))

    def rarest(number: int) -> int:
        return min(clips_of[gloss] for gloss in clips[number].glosses)

    waiting = [(-rarest(number), _rank(clips[number].name), number) for number in signed]
    heapify(waiting)
    while waiting and count:
        before, rank, number = heappop(waiting)
        now = rarest(number)
        if now < 2:
            continue
        if now != -before:  # clips with the same glosses were taken since
            heappush(waiting, (-now, rank, number))
            continue
        splits[number] = split
        clips_of.subtract(set(clips[number].glosses))
        count -= 1


def _rank(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _by_signer(of_signer: dict[str, str], splits: Sequence[str]) -> str:
    kept = {split: " ".join(s for s in of_signer if of_signer[s] == split) for split in ("test", "dev")}
    dev = f"those by {kept['dev']}" if kept["dev"] else f"{splits.count('dev')} of the others"
    return f"No split is given: by a rule of ours the clips by {kept['test']} are kept for test, and {dev} for dev."


def _by_clip(splits: Sequence[str]) -> str:
    if "test" not in splits:
        return "No split is given, and no clip can be kept for test: no gloss is in a second clip."
    return (
        f"No split is given, and no three signers can be told apart: by a rule of ours {splits.count('test')} of "
        f"{len(splits)} clips are kept for test and {splits.count('dev')} for dev; for all that is known the same "
        "people are trained on, so expect more errors with others."
    )
