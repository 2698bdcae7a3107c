"""One clip, one sign: what the streaming recogniser says of it, and what of sentences joined from such clips (ours)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.captioning import recognize_frames
from models.decoding import RecognizedGloss
from models.preprocessing import prepare_frame
from models.strategies import Recognizer
from models.video import Frame
from training.clip_frames import clip_frame_rate, read_frames
from training.clip_list import ClipAnnotation

NOTHING = "nothing"
"""The answer where nothing was committed."""
_MOMENTS = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What was made of a clip.

    Attributes:
        glosses: Committed, in order.
        ranking: The same and their alternatives, likeliest first; each once.
        moments: Of the clip, evenly chosen, as the model saw them: uint8 (S, S, 3).
    """

    clip: ClipAnnotation
    glosses: tuple[str, ...]
    ranking: tuple[str, ...]
    moments: tuple[NDArray[np.uint8], ...] = field(repr=False, compare=False, default=())

    @property
    def signed(self) -> str:
        """What the clip's list says."""
        return self.clip.glosses[0]

    @property
    def best(self) -> str:
        """The likeliest, or NOTHING."""
        return self.ranking[0] if self.ranking else NOTHING

    def is_among(self, count: int) -> bool:
        """Whether what was signed is among so many likeliest."""
        return self.signed in self.ranking[:count]

    @property
    def is_missed(self) -> bool:
        """Whether what was signed was not committed."""
        return self.signed not in self.glosses

    @property
    def is_invented(self) -> bool:
        """Whether something was committed that was not signed, or what was signed more than once."""
        return len(self.glosses) > (not self.is_missed)


@dataclass(frozen=True, slots=True)
class JoinedSentence:
    """Clips of one signer shown one after the other, as if signed so."""

    signer: str
    clips: tuple[ClipAnnotation, ...]
    hypothesis: tuple[str, ...] = ()

    @property
    def reference(self) -> tuple[str, ...]:
        """What was signed."""
        return tuple(clip.glosses[0] for clip in self.clips)

    @property
    def name(self) -> str:
        """Names it in a listing."""
        return " + ".join(clip.video.name for clip in self.clips)


def answer_of(recognizer: Recognizer, clip: ClipAnnotation) -> Answer:
    """Streams a clip as if it were live. Raises UnreadableVideoError as `read_frames` does."""
    size, seen = recognizer.card.frame_size, list[NDArray[np.uint8]]()

    def watched() -> Iterator[Frame]:
        for frame in read_frames(clip):
            seen.append(prepare_frame(frame.image, size))
            yield frame

    committed = recognize_frames(watched(), recognizer)
    indices = np.linspace(0, len(seen) - 1, min(_MOMENTS, len(seen))).astype(int)
    glosses = tuple(gloss.gloss for gloss in committed)
    return Answer(clip, glosses, _ranking(committed), tuple(seen[index] for index in indices))


def _ranking(committed: Sequence[RecognizedGloss]) -> tuple[str, ...]:
    """The committed glosses by how sure each was, then what else they might have been."""
    sure: dict[str, float] = defaultdict(float)
    perhaps: dict[str, float] = defaultdict(float)
    for gloss in committed:
        sure[gloss.gloss] = max(sure[gloss.gloss], gloss.confidence)
        for other in gloss.alternatives:
            perhaps[other.gloss] = max(perhaps[other.gloss], other.probability)
    ranked = [name for found in (sure, perhaps) for name in sorted(found, key=lambda name: (-found[name], name))]
    return tuple(dict.fromkeys(ranked))


def joined_sentences(clips: Iterable[ClipAnnotation], length: int) -> list[JoinedSentence]:
    """Each signer's clips by name, so many a sentence; a last one alone joins the sentence before it, or is left out.

    No clip is in two sentences, and clips of different people are never joined.
    """
    by_signer: dict[str, list[ClipAnnotation]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: clip.video.name):
        by_signer[clip.signer].append(clip)
    sentences = []
    for signer, found in sorted(by_signer.items()):
        edges = [*range(0, len(found), length), len(found)]
        if len(edges) > 2 and edges[-1] - edges[-2] == 1:
            del edges[-2]
        sentences += [JoinedSentence(signer, tuple(found[start:end])) for start, end in pairwise(edges)]
    return [sentence for sentence in sentences if len(sentence.clips) > 1]


def joined_frames(clips: Sequence[ClipAnnotation]) -> Iterator[Frame]:
    """The frames of clips shown one after the other, each clip's first a frame after the last of the one before."""
    begins_s = 0.0
    for clip in clips:
        last_s = 0.0
        for frame in read_frames(clip):
            last_s = frame.time_s
            yield Frame(frame.image, begins_s + last_s)
        begins_s += last_s + 1 / clip_frame_rate(clip)


def hear_sentence(recognizer: Recognizer, sentence: JoinedSentence) -> JoinedSentence:
    """The same with what was committed of it."""
    committed = recognize_frames(joined_frames(sentence.clips), recognizer)
    return JoinedSentence(sentence.signer, sentence.clips, tuple(gloss.gloss for gloss in committed))
