"""What the person has chosen, and the one small file that keeps it between runs. No picture and no text of theirs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from PySide6.QtCore import QStandardPaths

from app.contrast import is_colour
from models.errors import BadInputError
from models.whole_file import write_whole

__all__ = [
    "LARGEST_FONT_PT",
    "SMALLEST_FONT_PT",
    "Position",
    "Settings",
    "SettingsFile",
    "SettingsLoad",
    "SubtitleStyle",
    "ThemeChoice",
    "settings_path",
]

FORMAT_VERSION = 1
SMALLEST_FONT_PT, LARGEST_FONT_PT = 16, 96

ThemeChoice = Literal["system", "dark", "light", "high-contrast"]
Position = Literal["bottom", "top"]


@dataclass(frozen=True, slots=True)
class SubtitleStyle:
    """How subtitles look. Raises BadInputError with one sentence that names what cannot be.

    Args:
        font_family: Empty for the window's own font.
        font_size_pt: 16 to 96; None for as large as the window allows.
        text_colour: Of committed glosses, as #rrggbb; that of partial ones follows from it.
        background_opacity: In per cent.
        has_outline: Whether letters have a dark or light edge.
        row_count: 1 or 2 rows of text.
        is_over_picture: Whether the subtitle lies on the picture instead of beside it.
    """

    font_family: str = ""
    font_size_pt: int | None = None
    text_colour: str = "#ffffff"
    background_colour: str = "#000000"
    background_opacity: int = 100
    has_outline: bool = False
    row_count: int = 2
    position: Position = "bottom"
    is_over_picture: bool = False

    def __post_init__(self) -> None:
        _check_text("font_family", self.font_family)
        if self.font_size_pt is not None:
            _check_whole_number("font_size_pt", self.font_size_pt, SMALLEST_FONT_PT, LARGEST_FONT_PT)
        _check_colour("text_colour", self.text_colour)
        _check_colour("background_colour", self.background_colour)
        _check_whole_number("background_opacity", self.background_opacity, 0, 100)
        _check_switch("has_outline", self.has_outline)
        _check_whole_number("row_count", self.row_count, 1, 2)
        _check_choice("position", self.position, get_args(Position))
        _check_switch("is_over_picture", self.is_over_picture)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a person can choose; the defaults are those of a fresh start. Raises BadInputError as `SubtitleStyle`.

    Args:
        is_mirrored: Whether the picture of a webcam is shown as a mirror; the model's input never is.
        is_left_handed: Whether the model is given mirrored frames; the picture on the screen stays as it is.
        model_path: The model that was opened last and has held; empty for the one that comes with Glosscast.
        is_followed: Whether the square that the model sees follows the signer at a camera.
        has_hints: Whether something that the signer could mend, light or place, is said.
        shows_square: Whether the picture has an outline of what the model sees.
    """

    theme: ThemeChoice = "system"
    is_mirrored: bool = True
    is_left_handed: bool = False
    subtitle: SubtitleStyle = field(default_factory=SubtitleStyle)
    is_followed: bool = True
    has_hints: bool = True
    shows_square: bool = False
    model_path: str = ""

    def __post_init__(self) -> None:
        _check_choice("theme", self.theme, get_args(ThemeChoice))
        for name in ("is_mirrored", "is_left_handed", "is_followed", "has_hints", "shows_square"):
            _check_switch(name, getattr(self, name))
        _check_text("model_path", self.model_path)

    def to_json(self) -> str:
        """The text that `from_json` reads."""
        return json.dumps({"version": FORMAT_VERSION, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read settings; what is not there has its default. Raises BadInputError with one sentence."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadInputError("It is not JSON text.") from error
        if not isinstance(found, dict):
            raise BadInputError("It is not a JSON object.")
        version = found.pop("version", None)
        _check_whole_number("version", version, 1, None)
        if version > FORMAT_VERSION:
            raise BadInputError(
                f"A newer Glosscast wrote it (version {version}); this one reads version {FORMAT_VERSION}."
            )
        style = found.pop("subtitle", {})
        if not isinstance(style, dict):
            raise BadInputError("Its field 'subtitle' is not an object.")
        _check_names(found, cls)
        _check_names(style, SubtitleStyle)
        return cls(**found, subtitle=SubtitleStyle(**style))


@dataclass(frozen=True, slots=True)
class SettingsLoad:
    """What reading the file gave.

    Args:
        problem: Why the file could not be used, a sentence; empty if it could, or if there was none.
        kept_as: Where the file that could not be used now lies; None if it could not be moved either.
    """

    settings: Settings
    problem: str = ""
    kept_as: Path | None = None


class SettingsFile:
    """Settings as a file. A file that cannot be used is set aside under another name, never overwritten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_kept = False

    def load(self) -> SettingsLoad:
        """Read the file, or say why the defaults are in force."""
        try:
            return SettingsLoad(Settings.from_json(self.path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return SettingsLoad(Settings())
        except UnicodeDecodeError:
            return self._set_aside("It is not text.")
        except BadInputError as error:
            return self._set_aside(str(error))
        except OSError as error:
            return self._set_aside(f"It cannot be read: {error.strerror}.")

    def save(self, settings: Settings) -> None:
        """Write the file: under another name first, so that it is always a whole one. Raises BadInputError."""
        if self._is_kept:
            raise BadInputError(f"{self.path} is in the way: it is neither settings nor could it be moved.")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(f"The settings cannot be written to {self.path}: {error.strerror}.") from error
        write_whole(self.path, settings.to_json().encode(), "The settings")

    def _set_aside(self, problem: str) -> SettingsLoad:
        number = 1
        while (kept_as := self.path.with_name(f"{self.path.stem}.set-aside-{number}{self.path.suffix}")).exists():
            number += 1
        try:
            self.path.replace(kept_as)
        except OSError:
            self._is_kept = True
            return SettingsLoad(Settings(), problem)
        return SettingsLoad(Settings(), problem, kept_as)


def settings_path() -> Path:
    """Where this operating system keeps settings."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "glosscast" / "settings.json"


def _check_names(found: dict[str, Any], kind: type[Settings] | type[SubtitleStyle]) -> None:
    for name in found:
        if name not in {one.name for one in fields(kind)}:
            raise BadInputError(f"Its field '{name}' is unknown.")


def _check_switch(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise BadInputError(f"Its field '{name}' must be true or false, and is {value!r}.")


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise BadInputError(f"Its field '{name}' must be a text, and is {value!r}.")


def _check_colour(name: str, value: object) -> None:
    if not isinstance(value, str) or not is_colour(value):
        raise BadInputError(f"Its field '{name}' must be a colour like #ffffff, and is {value!r}.")


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadInputError(f"Its field '{name}' must be one of {', '.join(choices)}, and is {value!r}.")


def _check_whole_number(name: str, value: object, smallest: int, largest: int | None) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or value < smallest or (largest is not None and value > largest):  # type: ignore[operator]
        span = f"of {smallest} or more" if largest is None else f"from {smallest} to {largest}"
        raise BadInputError(f"Its field '{name}' must be a whole number {span}, and is {value!r}.")
