"""CSL, continuous (USTC, 2015): Chinese Sign Language, 100 sentences by 50 signers, 5 times each.

Layout:

    corpus.txt                              000000 and the sentence, a line each
    color/000000/P01_s1_00_0_color.avi      or a folder of that name with the extracted pictures
    split_2.txt                             ours, optional: numbers of the sentences that split II tests, a line each

No list of clips and no files of the two splits were found; papers describe them, neither with dev clips. Split I tests
on P41 to P50 (public lists agree). **Which six sentences split II tests could not be verified**: the one public list
found takes 000094 to 000099, and so does this reader, but seven words of those are in no other sentence, whereas papers
say that the vocabulary of the test is within that of training. split_2.txt settles it for whoever knows.

Public copies of corpus.txt exist with words apart and without; where none is apart, every character is taken for a
gloss, as the group's public code does, and the published vocabulary, which counts words, will differ. Checked against
public lists of all 25,000 names and public copies of corpus.txt; not checked, for want of the corpus: where exactly
the distributed archives put corpus.txt (beside `color` and in it are both tried), and the frame rate of extracted
pictures, for which 30 is assumed; a video states its own.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from training.clip_list import ClipAnnotation, CorpusReading

FRAME_RATE = 30.0
_FIRST_TEST_SIGNER = 41
_TEST_SENTENCES = frozenset(range(94, 100))
_NAME = re.compile(r"P(?P<signer>\d+)_s\d+_\d+_\d+(_color)?$")
_LINE = re.compile(r"(?P<sentence>\d{6})\s+(?P<text>\S.*)")
_BETWEEN_WORDS = re.compile(r"[\s/]+")
_VIDEOS = frozenset({".avi", ".mp4"})


def annotation_file(folder: Path) -> Path:
    """Where the sentences are."""
    inside = folder / "color" / "corpus.txt"
    return inside if inside.is_file() else folder / "corpus.txt"


def scan_split_1(folder: Path) -> CorpusReading:
    """Split I: other signers, the same sentences."""
    reading = CorpusReading()
    _scan(reading, folder, lambda signer, _: "test" if signer >= _FIRST_TEST_SIGNER else "train")
    return reading


def scan_split_2(folder: Path) -> CorpusReading:
    """Split II: other sentences, the same signers."""
    file = folder / "split_2.txt"
    reading = CorpusReading()
    tested = frozenset(_read_numbers(reading, file)) if file.is_file() else _TEST_SENTENCES
    _scan(reading, folder, lambda _, sentence: "test" if sentence in tested else "train")
    if not file.is_file():
        reading.notes.append(
            "Split II tests the sentences 000094 to 000099, as the one public list does; papers do not say which. "
            f"{file.name} beside {annotation_file(folder).name} can name others, a number a line."
        )
    return reading


def _read_numbers(reading: CorpusReading, file: Path) -> Iterator[int]:
    for line, text in _text_lines(reading, file):
        if text.isdecimal():
            yield int(text)
        else:
            reading.fault(file, line, "unknown split", f"expected the number of a sentence, found '{text}'.")


def _scan(reading: CorpusReading, folder: Path, split_of: Callable[[int, int], str]) -> None:
    file = annotation_file(folder)
    sentences = _read_sentences(reading, file)
    for name, (line, glosses) in sentences.items():
        videos = folder / "color" / name
        clips = sorted(_clips_in(videos)) if videos.is_dir() else []
        if not clips:
            reading.fault(file, line, "missing video", f"there is no video in {videos}.", name)
        for video in clips:
            match = _NAME.fullmatch(video.stem if video.is_file() else video.name)
            if match is None:
                reading.fault(video, 0, "bad line", "expected a name like P01_s1_00_0_color.avi.", video.name)
                continue
            split = split_of(int(match["signer"]), int(name))
            annotation = ClipAnnotation(video, glosses, f"P{match['signer']}", split, frame_rate=FRAME_RATE)
            reading.add(f"{name}/{match.group()}", annotation, file, line)
    for videos in sorted((folder / "color").glob("*/")):
        if videos.is_dir() and videos.name not in sentences:
            reading.fault(videos, 0, "bad line", f"has no sentence in {file.name}.", videos.name)
    reading.notes.append("CSL has no dev clips: watch the training loss, and choose nothing by the test clips.")


def _clips_in(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() or entry.suffix.lower() in _VIDEOS:
            yield entry


def _read_sentences(reading: CorpusReading, file: Path) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Number of a sentence -> its line and glosses."""
    texts: dict[str, tuple[int, str]] = {}
    for line, text in _text_lines(reading, file):
        match = _LINE.fullmatch(text)
        if match is None:
            reading.fault(file, line, "bad line", "expected a number of six digits, a space and a sentence.")
        elif match["sentence"] in texts:
            first = texts[match["sentence"]][0]
            reading.fault(file, line, "bad line", f"the sentence {match['sentence']} is already on line {first}.")
        else:
            texts[match["sentence"]] = line, match["text"]
    has_words = any(len(_words(text)) > 1 for _, text in texts.values())
    if texts and not has_words:
        reading.notes.append(f"{file} keeps no words apart: every character is taken for a gloss.")
    return {name: (line, _words(text) if has_words else tuple(text)) for name, (line, text) in texts.items()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _BETWEEN_WORDS.split(text) if word)


def _text_lines(reading: CorpusReading, file: Path) -> list[tuple[int, str]]:
    """(line, text) of all lines of a UTF-8 text that are not empty; none and a fault where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        reading.fault(file, 0, "missing file", f"cannot be read ({error.strerror}).")
        return []
    except UnicodeDecodeError as error:
        reading.fault(file, 0, "missing file", f"cannot be read as UTF-8 text ({error}).")
        return []
    lines = (line.replace("\ufeff", "").strip() for line in text.splitlines())
    return [(number, line) for number, line in enumerate(lines, 1) if line]
