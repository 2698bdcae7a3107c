"""The name of the processor."""

from pathlib import Path

from models.processor import processor_name


def test_the_processor_has_a_name(tmp_path: Path) -> None:
    """The first that Linux tells of; where it tells nothing, whatever Python knows."""
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: Quick 9000 @ 1 GHz\n\nmodel name\t: Other\n")
    (tmp_path / "nameless").write_text("processor\t: 0\n")

    assert processor_name(tmp_path / "cpuinfo") == "Quick 9000 @ 1 GHz"
    assert processor_name(tmp_path / "missing") == processor_name(tmp_path / "nameless") != ""
