"""Tiny corpora in the layouts of the real ones, made anew by every test."""

from pathlib import Path

import cv2
import numpy as np


def write_pictures(folder: Path, count: int, name: str = "images{:04d}.png", width: int = 21, height: int = 26) -> Path:
    """Pictures that grow brighter, numbered from 1."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        picture = np.full((height, width, 3), 5 * number, np.uint8)
        (folder / name.format(number)).write_bytes(cv2.imencode(Path(name).suffix, picture)[1].tobytes())
    return folder


def write_video(file: Path, count: int) -> Path:
    """A video at 25 frames a second."""
    file.parent.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (32, 24))
    for number in range(count):
        writer.write(np.full((24, 32, 3), 5 * number, np.uint8))
    writer.release()
    return file


def write_lines(file: Path, *lines: str) -> Path:
    """A UTF-8 text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def make_phoenix14(folder: Path, variant: str = "") -> Path:
    """One clip a split of 24 frames and two glosses, one of them in train alone."""
    for split, signer, glosses in (
        ("train", "Signer01", "loc-NORD  REGEN"),
        ("dev", "Signer05", "REGEN"),
        ("test", "Signer05", "REGEN __OFF__"),
    ):
        write_lines(
            folder / f"annotations/manual/{split}{variant}.corpus.csv",
            "id|folder|signer|annotation",
            f"{split}-0|{split}-0/1/*.png|{signer}|{glosses}",
        )
        pictures = folder / f"features/fullFrame-210x260px/{split}/{split}-0/1"
        write_pictures(pictures, 24, "01April_heute.avi_pid0_fn{:06d}-0.png")
    return folder


def make_phoenix14t(folder: Path) -> Path:
    """One clip a split; the German text holds a quotation mark."""
    for split in ("train", "dev", "test"):
        write_lines(
            folder / f"annotations/manual/PHOENIX-2014-T.{split}.corpus.csv",
            "name|video|start|end|speaker|orth|translation",
            f'{split}-0|{split}-0/1/*.png|-1|-1|Signer08|DRUCK TIEF|"tiefer druck, schön',
        )
        write_pictures(folder / f"features/fullFrame-210x260px/{split}/{split}-0", 12)
    return folder


def make_csl(folder: Path, *sentences: str) -> Path:
    """The sentences 0 and 94, each by P01 and P41; videos and, for P41, a folder of pictures."""
    write_lines(folder / "corpus.txt", *(sentences or ("000000 他 的 同学", "000094 我 推荐 他")))
    for sentence in ("000000", "000094"):
        write_video(folder / f"color/{sentence}/P01_s1_00_0_color.avi", 20)
        write_pictures(folder / f"color/{sentence}/P41_s1_00_0_color", 20, "{:06d}.jpg")
    return folder


def make_csl_daily(folder: Path) -> Path:
    """Three clips of two signers, labelled by the text; and the clip that was published without a label."""
    write_lines(
        folder / "sentence_label/split_1.txt",
        "name|split",
        "S000000_P0000_T00|train",
        "S000005_P0004_T00|train",
        "S000020_P0000_T00|dev",
        "S000020_P0004_T00|test",
    )
    write_lines(
        folder / "sentence_label/video_map.txt",
        "index|name|length|gloss|char|word|postag",
        "0|S000000_P0000_T00|12|你们 好|你 们 好|你们 好|r a",
        "1|S000020_P0000_T00|12|他 今天|他 今 天|他 今天|r t",
        "2|S000020_P0004_T00|12|他 今天|他 今 天|他 今天|r t",
        "3|S000007_P0003_T00|12|他 谁|他 谁|他 谁|r r",
    )
    for name in ("S000000_P0000_T00", "S000020_P0000_T00", "S000020_P0004_T00"):
        write_pictures(folder / "sentence/frames_512x512" / name, 12, "{:06d}.jpg")
    return folder


def make_ce_csl(folder: Path) -> Path:
    """One clip a split; the train gloss carries the remarks that the real tables do."""
    for split, glosses in (("train", "帮助（我）/禁止1/007/10点/?/。"), ("dev", "禁止"), ("test", "禁止2")):
        write_lines(
            folder / f"label/{split}.csv",
            "Number,Translator,Chinese Sentences,Gloss,Note",
            f'{split}-00001,A,"一，二",{glosses},',
        )
        video = write_video(folder / f"video/{split}/A/{split}-00001.avi", 30)
        video.rename(video.with_suffix(".mp4"))
    return folder


def make_gloss_folders(folder: Path, *names: str) -> Path:
    """Two glosses, each with a clip of every name."""
    for gloss in ("HELLO", "thank you"):
        for name in names or ("anna_01", "ben_01", "carl_01"):
            write_video(folder / gloss / f"{name}.avi", 10)
    return folder


def make_own_clips(folder: Path, *lines: str, header: str = "video,glosses,signer,split") -> Path:
    """A clips.csv of these lines, and the video of each, 30 frames long."""
    for line in lines:
        write_video(folder / line.split(",")[0], 30)
    write_lines(folder / "clips.csv", header, *lines)
    return folder
