"""How the transcript's rows say times and shares."""

from app.transcript_model import clock, percent


def test_times_and_shares_are_short() -> None:
    """Hours only where there are some; a share is not called nothing or all unless it is."""
    assert [clock(one) for one in (0.0, 7.9, 754.0, 3723.0)] == ["0:00", "0:07", "12:34", "1:02:03"]
    assert [percent(one) for one in (0.0, 0.004, 0.5, 0.934, 0.996, 1.0)] == [
        "0 %",
        "<1 %",
        "50 %",
        "93 %",
        ">99 %",
        "100 %",
    ]
