"""Settings and their file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings, SettingsFile, SubtitleStyle, settings_path
from models.errors import BadInputError

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
styles = st.builds(
    SubtitleStyle,
    font_family=st.text(max_size=20),
    font_size_pt=st.none() | st.integers(16, 96),
    text_colour=colours,
    background_colour=colours,
    background_opacity=st.integers(0, 100),
    has_outline=st.booleans(),
    row_count=st.integers(1, 2),
    position=st.sampled_from(["bottom", "top"]),
    is_over_picture=st.booleans(),
)
all_settings = st.builds(
    Settings,
    theme=st.sampled_from(["system", "dark", "light", "high-contrast"]),
    is_mirrored=st.booleans(),
    is_left_handed=st.booleans(),
    model_path=st.text(max_size=20),
    subtitle=styles,
    is_followed=st.booleans(),
    has_hints=st.booleans(),
    shows_square=st.booleans(),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where settings are kept, in a folder that is not there yet."""
    return tmp_path / "config" / "settings.json"


@given(all_settings)
def test_all_settings_survive_as_text(settings: Settings) -> None:
    """Whatever may be chosen is read back as it was written."""
    assert Settings.from_json(settings.to_json()) == settings


def test_settings_survive_in_their_file(path: Path) -> None:
    """Without a file the defaults hold; what is saved is loaded, and nothing else lies in the folder."""
    file = SettingsFile(path)
    assert file.load().settings == Settings()
    chosen = Settings(theme="light", is_left_handed=True, subtitle=SubtitleStyle(font_size_pt=96))
    file.save(Settings())
    file.save(chosen)

    assert SettingsFile(path).load().settings == chosen
    assert [one.name for one in path.parent.iterdir()] == ["settings.json"]


def test_what_an_older_version_did_not_know_has_its_default() -> None:
    """A file in which a setting is missing is a good file."""
    assert Settings.from_json('{"version": 1, "theme": "dark"}') == Settings(theme="dark")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "It is not JSON text."),
        ('{"version": 1, "theme"', "It is not JSON text."),
        ("[]", "It is not a JSON object."),
        ("{}", "Its field 'version' must be a whole number of 1 or more, and is None."),
        ('{"version": 2, "wonder": 1}', "A newer Glosscast wrote it (version 2); this one reads version 1."),
        ('{"version": 1, "wonder": 1}', "Its field 'wonder' is unknown."),
        ('{"version": 1, "subtitle": {"wonder": 1}}', "Its field 'wonder' is unknown."),
        ('{"version": 1, "subtitle": 3}', "Its field 'subtitle' is not an object."),
        ('{"version": 1, "is_mirrored": 1}', "Its field 'is_mirrored' must be true or false, and is 1."),
    ],
)
def test_a_file_that_cannot_be_used_is_set_aside(path: Path, content: str, problem: str) -> None:
    """The defaults hold, one sentence says why, and the file's content lies beside, under another name each time."""
    for number in (1, 2):
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        load = SettingsFile(path).load()

        assert load.settings == Settings()
        assert load.problem == problem
        assert load.kept_as == path.with_name(f"settings.set-aside-{number}.json")
        assert load.kept_as.read_text() == content
        assert not path.exists()


def test_bytes_that_are_no_text_are_set_aside(path: Path) -> None:
    """A torn file is kept too."""
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00")

    load = SettingsFile(path).load()

    assert load.problem == "It is not text."
    assert load.kept_as is not None
    assert load.kept_as.read_bytes() == b"\xff\xfe\x00"


def test_a_file_that_cannot_be_moved_is_not_overwritten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where setting aside fails, saving is refused rather than the old file lost."""
    path.parent.mkdir()
    path.write_text("precious")

    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = SettingsFile(path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        assert file.load().kept_as is None
    with pytest.raises(BadInputError, match="is in the way"):
        file.save(Settings())

    assert path.read_text() == "precious"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file where the folder should be: the sentence names the path, the file stays."""
    (tmp_path / "config").write_text("a file")

    with pytest.raises(BadInputError, match="The settings cannot be written to"):
        SettingsFile(tmp_path / "config" / "settings.json").save(Settings())

    assert (tmp_path / "config").read_text() == "a file"


def test_a_failed_write_leaves_the_old_file_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, what was saved before is still there."""
    file = SettingsFile(path)
    file.save(Settings(theme="dark"))

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(BadInputError, match="No space left on device"):
        file.save(Settings(theme="light"))

    assert SettingsFile(path).load().settings == Settings(theme="dark")


@pytest.mark.parametrize(
    "field",
    [
        {"font_family": 3},
        {"font_size_pt": 15},
        {"font_size_pt": 97},
        {"font_size_pt": 20.5},
        {"text_colour": "white"},
        {"background_colour": "#fff"},
        {"background_opacity": 101},
        {"background_opacity": True},
        {"has_outline": "yes"},
        {"row_count": 3},
        {"position": "left"},
        {"is_over_picture": 0},
    ],
)
def test_what_cannot_be_is_refused_by_name(field: dict[str, Any]) -> None:
    """Each field says its own limits."""
    (name,) = field

    with pytest.raises(BadInputError, match=f"Its field '{name}' must be"):
        replace(SubtitleStyle(), **field)


def test_the_file_holds_choices_only() -> None:
    """No frame, no gloss, no time and no name of a person: these keys are all that is ever written."""
    found = json.loads(Settings().to_json())
    style = found.pop("subtitle")

    switches = {"is_mirrored", "is_left_handed", "is_followed", "has_hints", "shows_square"}
    assert set(found) == {"version", "theme", "model_path"} | switches
    assert set(style) == {
        "font_family", "font_size_pt", "text_colour", "background_colour", "background_opacity", "has_outline",
        "row_count", "position", "is_over_picture",
    }  # fmt: skip


def test_the_file_lies_where_the_system_keeps_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On Linux that is XDG_CONFIG_HOME."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert settings_path() == tmp_path / "glosscast" / "settings.json"
