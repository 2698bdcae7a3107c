"""Drawn splits: signers are kept apart where there are enough of them, and no gloss is left without a training clip."""

from collections import Counter

from training.drawn_splits import UnsplitClip, draw_splits, split_signers


def clips_by(*signers: str, glosses: tuple[str, ...] = ("YES", "NO", "HELLO")) -> list[UnsplitClip]:
    """Two clips of every gloss by every signer."""
    return [
        UnsplitClip(f"{signer}-{gloss}-{take}.mp4", signer, (gloss,))
        for signer in signers
        for gloss in glosses
        for take in (1, 2)
    ]


def test_the_split_of_signers_is_a_function_of_the_signers_alone() -> None:
    """The same people are kept on every machine, in whatever order they come; a fifth each of ten."""
    signers = [f"s{number}" for number in range(10)]
    split = split_signers(signers)

    assert split == split_signers(signers[::-1])
    assert sorted(split.values()).count("dev") == sorted(split.values()).count("test") == 2
    assert [s for s in signers if split[s] != "train"] == ["s3", "s5", "s7", "s8"]


def test_five_signers_are_each_in_one_split() -> None:
    """All clips of a signer share a split, and the sentence names those kept."""
    clips = clips_by("anna", "ben", "carl", "dora", "emil")
    splits, note = draw_splits(clips)

    of_signer = {(clip.signer, split) for clip, split in zip(clips, splits, strict=True)}
    assert Counter(split for _, split in of_signer) == {"train": 3, "dev": 1, "test": 1}
    assert all(signer in note for signer, split in of_signer if split != "train")


def test_of_three_signers_one_is_measured_on_and_two_are_trained_on() -> None:
    """Dev, which chooses nothing, costs a few clips of those who are trained on, not a person."""
    clips = clips_by("anna", "ben", "carl")
    splits, note = draw_splits(clips)

    signers = {split: {c.signer for c, s in zip(clips, splits, strict=True) if s == split} for split in splits}
    assert len(signers["test"]) == 1
    assert len(signers["train"]) == 2
    assert not signers["test"] & (signers["train"] | signers["dev"])
    assert Counter(splits) == {"train": 11, "dev": 1, "test": 6}
    assert "1 of the others for dev" in note


def test_one_signers_clips_are_split_evenly_over_glosses_in_any_order() -> None:
    """Every gloss gives about as many clips, whatever the order of the list, and the note says what that means."""
    glosses = tuple(f"G{number}" for number in range(10))
    clips = [UnsplitClip(f"{gloss}-{take}.mp4", "me", (gloss,)) for gloss in glosses for take in range(6)]
    splits, note = draw_splits(clips)

    assert Counter(splits) == {"train": 42, "dev": 6, "test": 12}
    kept = Counter(clip.glosses[0] for clip, split in zip(clips, splits, strict=True) if split == "test")
    assert set(kept) == set(glosses)
    assert max(kept.values()) == 2
    assert draw_splits(clips[::-1])[0] == splits[::-1]
    assert "12 of 60 clips are kept for test and 6 for dev" in note
    assert "expect more errors with others" in note


def test_the_last_clip_of_a_gloss_and_silent_clips_are_trained_on() -> None:
    """Rare glosses stay, and silence is never kept to measure on."""
    signed = [UnsplitClip("a", "me", ("YES", "NO")), UnsplitClip("b", "me", ("YES",)), UnsplitClip("c", "me", ("YES",))]
    silent = [UnsplitClip(f"silent-{number}", "", ()) for number in range(9)]
    splits, _ = draw_splits([*signed, *silent])

    assert splits[0] == "train"
    assert set(splits[1:3]) == {"test", "dev"}
    assert set(splits[3:]) == {"train"}


def test_unnamed_signers_are_no_signer_of_their_own() -> None:
    """Where one clip does not say who signs, it may be any of the others: no signer is kept apart."""
    clips = [*clips_by("anna", "ben", "carl", "dora", "emil"), UnsplitClip("x.mp4", "", ("YES",))]
    splits, note = draw_splits(clips)

    assert "no three signers can be told apart" in note
    assert {clip.signer for clip, split in zip(clips, splits, strict=True) if split == "train"} > {"anna", "ben"}


def test_where_nothing_can_be_kept_that_is_said() -> None:
    """One clip a gloss leaves none to measure on."""
    splits, note = draw_splits([UnsplitClip("a", "me", ("YES",)), UnsplitClip("b", "me", ("NO",))])

    assert splits == ["train", "train"]
    assert "no clip can be kept for test" in note
