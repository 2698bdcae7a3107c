"""The clip list: what it reads, and the sentence it says for every kind of broken line."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from training.clip_list import collect_vocabulary, of_split, read_clip_list, scan_clip_list

HEADER = "video,glosses,signer,split"


def write_list(folder: Path, *lines: str, videos: tuple[str, ...] = ("a.avi", "b.avi")) -> Path:
    """Writes a clips.csv and empty files for its videos."""
    for name in videos:
        (folder / name).write_bytes(b"")
    (folder / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "clips.csv"


def test_lines_are_read_in_order_with_paths_beside_the_list(tmp_path: Path) -> None:
    """A list, or the folder that holds it, gives one annotation per line, in order."""
    file = write_list(tmp_path, HEADER + ",scene", "b.avi,HELLO  YES,anna,train,kitchen", "a.avi,NO,ben,dev,")
    clips = read_clip_list(file)
    assert clips == read_clip_list(tmp_path)
    assert [clip.video for clip in clips] == [tmp_path / "b.avi", tmp_path / "a.avi"]
    assert clips[0].glosses == ("HELLO", "YES")
    assert (clips[0].signer, clips[0].split, clips[0].scene, clips[0].truth) == ("anna", "train", "kitchen", None)
    assert of_split(clips, "dev") == [clips[1]]


def test_vocabulary_is_sorted_and_complete(tmp_path: Path) -> None:
    """The vocabulary of a list does not depend on the order of its lines."""
    clips = read_clip_list(write_list(tmp_path, HEADER, "a.avi,YES HELLO,anna,train", "b.avi,NO YES,ben,train"))
    assert collect_vocabulary(clips) == collect_vocabulary(clips[::-1])
    assert collect_vocabulary(clips).glosses == ("HELLO", "NO", "YES")


def test_silent_clips_and_truth_are_read(tmp_path: Path) -> None:
    """A clip that says `silent` may have no gloss, and a truth file is found beside the list."""
    (tmp_path / "a.npz").write_bytes(b"")
    clips = read_clip_list(write_list(tmp_path, HEADER + ",silent,truth", "a.avi,,anna,test,yes,a.npz"))
    assert clips[0].is_silent
    assert clips[0].truth == tmp_path / "a.npz"


def test_byte_order_mark_and_quotes_and_blank_lines_are_accepted(tmp_path: Path) -> None:
    """A list saved by a spreadsheet is read as meant."""
    file = write_list(tmp_path)
    file.write_bytes(
        b'\xef\xbb\xbf"video","glosses","signer","split"\r\n\r\n"a.avi","DANKE-SCH\xc3\x96N","x","train"\r\n'
    )
    assert read_clip_list(file)[0].glosses == ("DANKE-SCHÖN",)


@pytest.mark.parametrize("header", ["video,glosses,signer", HEADER])
def test_where_no_line_says_a_split_it_is_drawn(tmp_path: Path, header: str) -> None:
    """Without the column, or with nothing in it, clips are kept for test and dev, and the reading says how."""
    names = tuple(f"{number}.avi" for number in range(10))
    end = "," if header == HEADER else ""
    file = write_list(tmp_path, header, *(f"{name},YES,anna{end}" for name in names), videos=names)
    reading = scan_clip_list(file)

    assert reading.is_split_drawn
    assert "2 of 10 clips are kept for test and 1 for dev" in reading.notes[0]
    assert [len(of_split(read_clip_list(file), split)) for split in ("train", "dev", "test")] == [7, 1, 2]


@pytest.mark.parametrize(
    ("lines", "place", "part"),
    [
        (["video,glosses,split", "a.avi,YES,train"], "line 1", "'signer' is missing"),
        ([HEADER + ",split", "a.avi,YES,anna,train,train"], "line 1", "2 times"),
        ([HEADER, "a.avi,YES,anna,train", "c.avi,YES,anna,train"], "line 3", "c.avi does not exist"),
        ([HEADER, ",YES,anna,train"], "line 2", "'video' is empty"),
        ([HEADER, "a.avi, ,anna,train"], "line 2", "gloss is empty"),
        ([HEADER + ",silent", "a.avi,,anna,train,no"], "line 2", "gloss is empty"),
        ([HEADER + ",silent", "a.avi,YES,anna,train,yes"], "line 2", "is silent, yet has glosses"),
        ([HEADER + ",silent", "a.avi,YES,anna,train,maybe"], "line 2", "'maybe'"),
        ([HEADER, "a.avi,YES,anna,training"], "line 2", "found 'training'"),
        ([HEADER, "a.avi,YES,anna,train", "b.avi,YES,anna,"], "line 3", "train, dev or test, found nothing"),
        ([HEADER, "a.avi,YES,anna"], "line 2", "expected 4 cells as in the header, found 3"),
        ([HEADER, "a.avi,YES,anna,train", "a.avi,NO,anna,dev"], "line 3", "already on line 2"),
        ([HEADER + ",truth", "a.avi,YES,anna,train,a.npz"], "line 2", "a.npz does not exist"),
        ([HEADER], "line 1", "at least one clip"),
        ([""], "line 1", "'video' is missing"),
        ([HEADER, 'a.avi,"YES,anna,train'], "line", "cannot be read"),
    ],
)
def test_a_broken_list_is_refused_with_file_and_line(tmp_path: Path, lines: list[str], place: str, part: str) -> None:
    """Every broken list gives one sentence that names the file, the line and what is wrong."""
    file = write_list(tmp_path, *lines)
    with pytest.raises(BadInputError) as caught:
        read_clip_list(file)
    text = str(caught.value)
    assert text.startswith(f"{file} {place}")
    assert part in text
    assert text.endswith(".")
    assert "\n" not in text


def test_files_that_are_no_list_are_refused(tmp_path: Path) -> None:
    """A missing list, a folder without one and bytes that are no text each give a sentence with the name."""
    with pytest.raises(BadInputError, match=r"nothing.csv: no such clip list"):
        read_clip_list(tmp_path / "nothing.csv")
    with pytest.raises(BadInputError, match=r"clips.csv: no such clip list"):
        read_clip_list(tmp_path)
    file = write_list(tmp_path)
    file.write_bytes(b"\xff\xfe\x00video")
    with pytest.raises(BadInputError, match="cannot be read as UTF-8"):
        read_clip_list(file)
