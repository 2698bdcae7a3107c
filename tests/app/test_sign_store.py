"""What is kept of somebody's signing: as much as was allowed, and really gone when that is taken back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.sign_store import SignStore
from app.teach_consent import Consent
from models.errors import BadInputError
from models.taught.identity import ModelIdentity
from models.taught.sign import SignTry
from tests.models.taught.conftest import hand_made

MODEL = ModelIdentity("m" * 64, 3, 4)
OTHER = ModelIdentity("o" * 64, 3, 4)
AGREED = Consent(was_asked=True)
CLIPS = replace(AGREED, keeps_clips=True)
MARK = 173  # of which the pictures consist: a byte to be looked for


def tries(count: int = 3) -> tuple[SignTry, ...]:
    """As recorded: with pictures."""
    first = hand_made().tries[0]
    return (replace(first, frames=np.full((9, 8, 8, 3), MARK, np.uint8)),) * count


def frames_in(folder: Path) -> int:
    """How many pictures there are in all files of a folder."""
    total = 0
    for path in folder.glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            total += len(arrays["frames"]) if "frames" in arrays.files else 0
    return total


@pytest.fixture
def store(tmp_path: Path) -> SignStore:
    """An empty one, after the person agreed to the default."""
    one = SignStore(tmp_path / "signs")
    one.change_consent(AGREED)
    one.use_model(MODEL)
    return one


def test_without_consent_no_picture_is_written(store: SignStore) -> None:
    """Though the tries come with pictures: neither in the file nor in the memory."""
    store.add("TEA", tries())

    assert store.folder is not None
    assert frames_in(store.folder) == 0
    assert all(one.frames is None for one in store.known["TEA"].sign.tries)


def test_with_consent_they_are_in_the_file_only(store: SignStore) -> None:
    """A hundred signs of pictures would fill the memory; more tries are added to those in the file."""
    store.change_consent(CLIPS)
    store.add("TEA", tries(3))
    store.add("TEA", tries(2))

    assert store.folder is not None
    assert frames_in(store.folder) == 5 * 9
    assert store.known["TEA"].has_clips
    assert len(store.known["TEA"].sign.tries) == 5
    assert all(one.frames is None for one in store.known["TEA"].sign.tries)


def test_consent_to_pictures_is_really_withdrawn(store: SignStore) -> None:
    """They go from every file, of this model's signs and of others'; the signs stay."""
    store.change_consent(CLIPS)
    store.add("TEA", tries())
    store.use_model(OTHER)
    store.add("MILK", tries())
    assert store.folder is not None
    (store.folder / ".sign-TEA.npz.99").write_bytes(bytes([MARK]) * 99)  # left by a power cut

    store.change_consent(AGREED)

    assert frames_in(store.folder) == 0
    assert sorted(path.name for path in store.folder.iterdir()) == ["consent.json", "sign-MILK.npz", "sign-TEA.npz"]
    assert not store.others["TEA"].has_clips


def test_consent_to_keep_anything_is_really_withdrawn(store: SignStore) -> None:
    """All files go, damaged ones too; what was taught is known until the end, and can be kept again."""
    store.add("TEA", tries())
    store.usage.count(["TEA"])
    store.usage.save()
    assert store.folder is not None
    (store.folder / "sign-OLD.npz").write_bytes(b"damaged")

    store.change_consent(Consent(was_asked=True, keeps_features=False))
    assert [path.name for path in store.folder.iterdir()] == ["consent.json"]
    assert not store.known["TEA"].is_saved
    store.add("MILK", tries())
    assert list(store.folder.glob("*.npz")) == []
    assert SignStore(store.folder).known == {}

    store.change_consent(AGREED)
    assert sorted(path.name for path in store.folder.glob("*.npz")) == ["sign-MILK.npz", "sign-TEA.npz"]


def test_a_deleted_sign_is_gone(store: SignStore) -> None:
    """File, memory and count."""
    store.add("TEA", tries())
    store.usage.count(["TEA"])

    store.delete("TEA")

    assert store.folder is not None
    assert list(store.folder.glob("*.npz")) == []
    assert store.known == {}
    assert store.usage.count_of("TEA") == 0


def test_a_renamed_sign_keeps_all_else(store: SignStore) -> None:
    """Its tries and its count; a name that is taken is refused and nothing changes."""
    store.add("TEA", tries())
    store.add("MILK", tries())
    store.usage.count(["TEA"])

    store.rename("TEA", "CHAI")
    with pytest.raises(BadInputError, match="already"):
        store.rename("CHAI", "MILK")

    assert list(store.known) == ["CHAI", "MILK"]
    assert store.usage.count_of("CHAI") == 1
    again = SignStore(store.folder)
    again.use_model(MODEL)
    assert list(again.known) == ["CHAI", "MILK"]


def test_signs_of_another_model_are_set_apart(store: SignStore) -> None:
    """They come back with their model; damaged files are named."""
    store.add("TEA", tries())
    assert store.folder is not None
    (store.folder / "sign-OLD.npz").write_bytes(b"damaged")

    store.use_model(OTHER)
    assert (list(store.known), list(store.others)) == ([], ["TEA"])
    assert len(store.faults) == 1
    assert "sign-OLD.npz" in store.faults[0]
    store.use_model(MODEL)
    assert (list(store.known), list(store.others)) == (["TEA"], [])


def test_pictures_leave_only_where_that_was_allowed(store: SignStore, tmp_path: Path) -> None:
    """An export has them after a consent of its own."""
    store.change_consent(CLIPS)
    store.add("TEA", tries())
    for name, consent, count in (("without", CLIPS, 0), ("with", replace(CLIPS, exports_clips=True), 27)):
        target = tmp_path / name
        target.mkdir()
        store.change_consent(consent)
        assert store.export(target) == 1
        assert frames_in(target) == count


def test_what_is_taken_in_is_known_and_brings_no_pictures(store: SignStore, tmp_path: Path) -> None:
    """Unless such are kept; each file that cannot be taken is named, and the others are."""
    store.change_consent(replace(CLIPS, exports_clips=True))
    store.add("TEA", tries())
    target = tmp_path / "copy"
    target.mkdir()
    store.export(target)
    (target / "bad.npz").write_bytes(b"nothing")
    other = SignStore(tmp_path / "elsewhere")
    other.change_consent(AGREED)
    other.use_model(MODEL)

    taken, refused = other.take_in(sorted(target.iterdir()))

    assert taken == ["TEA"]
    assert len(refused) == 1
    assert "bad.npz" in refused[0]
    assert list(other.known) == ["TEA"]
    assert other.folder is not None
    assert frames_in(other.folder) == 0


def test_without_a_folder_nothing_is_written() -> None:
    """Signs are known until the end."""
    store = SignStore(None)
    store.change_consent(CLIPS)
    store.use_model(MODEL)
    store.add("TEA", tries())

    assert list(store.known) == ["TEA"]
    assert not store.known["TEA"].is_saved
