"""Where glosses stand: two rows, and no text moves but for rolling up."""

from hypothesis import given
from hypothesis import strategies as st

from app.captions import CaptionState
from app.subtitle_layout import SubtitleLayout, SubtitleRow

WIDTH, GAP = 20.0, 1.0


def rows(layout: SubtitleLayout, state: CaptionState) -> list[SubtitleRow]:
    """The rows in a view 20 letters wide."""
    return layout.rows(state, WIDTH, GAP, len)


def texts(shown: list[SubtitleRow]) -> list[str]:
    """What the rows say."""
    return [" ".join(gloss.text for gloss in row.glosses) for row in shown]


def test_rows_fill_from_the_top_and_roll_up() -> None:
    """The first row stays on top until two more are needed."""
    layout = SubtitleLayout()

    assert texts(rows(layout, CaptionState(committed=("HELLO",)))) == ["HELLO"]
    assert texts(rows(layout, CaptionState(finished=(("HELLO",),), committed=("YES",)))) == ["HELLO", "YES"]
    assert texts(rows(layout, CaptionState(finished=(("HELLO",), ("YES",)), committed=("NO",)))) == ["YES", "NO"]


def test_a_long_sentence_wraps_between_glosses() -> None:
    """A gloss that does not fit begins the next row."""
    shown = rows(SubtitleLayout(), CaptionState(committed=("PLEASE", "THANK-YOU", "GOOD")))

    assert texts(shown) == ["PLEASE THANK-YOU", "GOOD"]
    assert [gloss.left for gloss in shown[0].glosses] == [0.0, 7.0]


def test_partial_glosses_follow_the_committed_ones() -> None:
    """They stand where they will stand when committed."""
    partial = rows(SubtitleLayout(), CaptionState(committed=("YES",), partial=("HELP",)))[0].glosses
    committed = rows(SubtitleLayout(), CaptionState(committed=("YES", "HELP")))[0].glosses

    assert [gloss.is_committed for gloss in partial] == [True, False]
    assert [(gloss.text, gloss.left) for gloss in partial] == [(gloss.text, gloss.left) for gloss in committed]


def test_taking_back_a_partial_gloss_does_not_roll_back() -> None:
    """When the partial gloss that made the rows roll up disappears, the others stay where they are."""
    layout = SubtitleLayout()
    before = CaptionState(finished=(("HELLO",),), committed=("PLEASE", "THANK-YOU"))
    rows(layout, before)
    assert texts(rows(layout, CaptionState(before.finished, 0, before.committed, ("SORRY",)))) == [
        "PLEASE THANK-YOU",
        "SORRY",
    ]

    assert texts(rows(layout, before)) == ["PLEASE THANK-YOU"]


def test_partial_rows_taken_back_hide_nothing_that_follows() -> None:
    """After a partial text of three rows has gone, a new gloss is seen."""
    layout = SubtitleLayout()
    rows(layout, CaptionState(partial=("THANK-YOU",) * 5))

    assert texts(rows(layout, CaptionState(partial=("YES",)))) == ["YES"]


def test_one_row_shows_the_newest() -> None:
    """With one row each new row takes the place of the last; the number of rows may change meanwhile."""
    layout = SubtitleLayout(row_count=1)
    state = CaptionState(finished=(("HELLO",),), committed=("PLEASE", "THANK-YOU", "GOOD"))
    assert texts(rows(layout, state)) == ["GOOD"]

    layout.row_count = 2
    assert texts(rows(layout, CaptionState((*state.finished, state.committed), committed=("NO",)))) == ["GOOD", "NO"]


def test_hiding_leaves_room_for_what_comes() -> None:
    """After hiding, nothing is shown until there is something new, which starts on top."""
    layout = SubtitleLayout()
    said = CaptionState(finished=(("HELLO",), ("YES",)))
    rows(layout, said)
    layout.hide(said)

    assert rows(layout, said) == []
    assert texts(rows(layout, CaptionState(said.finished, committed=("NO",)))) == ["NO"]


@given(st.lists(st.lists(st.sampled_from(["YES", "HELLO", "THANK-YOU"]), min_size=1, max_size=6), max_size=6))
def test_glosses_never_move_within_their_row(sentences: list[list[str]]) -> None:
    """As sentences grow gloss by gloss there are two rows at most, the newest gloss is seen, and rows only roll up."""
    layout = SubtitleLayout()
    finished: tuple[tuple[str, ...], ...] = ()
    before: list[SubtitleRow] = []
    for sentence in sentences:
        for count in range(1, len(sentence) + 1):
            shown = rows(layout, CaptionState(finished, committed=tuple(sentence[:count])))
            assert 1 <= len(shown) <= 2
            assert shown[-1].glosses[-1].text == sentence[count - 1]
            for old in before:
                kept = [new for new in shown if new.key == old.key]
                assert all(new.glosses[: len(old.glosses)] == old.glosses for new in kept)
            assert not before or shown[0].key >= before[0].key
            before = shown
        finished = (*finished, tuple(sentence))
