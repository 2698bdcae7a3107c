"""The command `glosscast`: the window; `caption VIDEO` for a file, `teach GLOSS CLIP...` for a sign of one's own.

glosscast                          the webcam, or the sample clip where there is none
glosscast --video clip.mp4
glosscast caption clip.mp4 --format srt --output clip.srt
glosscast teach "MY SIGN" first.mp4 second.mp4 third.mp4 --signs my-signs
glosscast caption clip.mp4 --signs my-signs
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

# onnxruntime, through the recogniser, before PySide6: on Windows the C++ runtime that Qt brings, once loaded, is also
# the one that onnxruntime gets, and its own libraries may then fail to load. `app.window_command` brings Qt, and is
# imported only when a window is to open, so that captioning a file needs no Qt.
from models.recognizer import GlossRecognizer  # isort: skip

import assets
from app.caption_command import caption_video
from app.caption_formats import CaptionFormat
from app.crash_log import install_exception_hook, log_to_file
from app.display import why_no_window
from app.model_choice import STARTER_MODEL
from app.taught_export import export_clips
from app.taught_signs import open_signs
from app.teach_command import teach_sign
from models.errors import BadInputError, GlosscastError, UnusableModelError
from models.video import read_video, use_one_thread

__all__ = ["CaptionOptions", "WindowOptions", "main", "open_model", "run_guarded", "sample_clip"]

SAMPLE_CLIPS = ("sample.mp4", "sample.avi")
BAD_INPUT = 2
INTERRUPTED = 130  # what a shell reports after Ctrl+C


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """Writes the signs it recognises at a webcam (or in a video) as live subtitles. Nothing leaves this computer.

    To caption a video file without a window: glosscast caption VIDEO. See glosscast caption --help.
    """

    model: Annotated[Path | None, tyro.conf.arg(metavar="M.onnx")] = None
    """The model to use, an .onnx file with a card; without it the one last opened in the window, or else the one that
    comes with Glosscast."""
    video: Annotated[Path | None, tyro.conf.arg(metavar="VIDEO")] = None
    """A video file to watch instead of the webcam."""
    camera: Annotated[int | None, tyro.conf.arg(metavar="INDEX")] = None
    """The number of the camera to watch, 0 or above; without it the first that is there."""


@dataclass(frozen=True, slots=True)
class CaptionOptions:
    """Writes the signs it recognises in a video file as text, JSON or subtitles."""

    video: Annotated[tyro.conf.Positional[Path], tyro.conf.arg(metavar="VIDEO")]
    """The video file."""
    model: Annotated[Path | None, tyro.conf.arg(metavar="M.onnx")] = None
    """The model to use, an .onnx file with a card; without it the one that comes with Glosscast."""
    format: CaptionFormat = "text"
    """What to write."""
    output: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None
    """The file to write to; without it the captions are printed."""
    follow_signer: Annotated[bool, tyro.conf.FlagCreatePairsOff] = False
    """Cut the square that the model sees around the signer, instead of out of the middle of the picture."""
    signs: Annotated[Path | None, tyro.conf.arg(metavar="DIR")] = None
    """A folder of taught signs, to be recognised beside the model's own."""


@dataclass(frozen=True, slots=True)
class TeachOptions:
    """Teaches a sign of your own from video files that show it once each, best three to ten of them."""

    gloss: Annotated[tyro.conf.Positional[str], tyro.conf.arg(metavar="GLOSS")]
    """The sign's name: letters, digits and hyphens. One that the model knows is replaced by yours."""
    clips: Annotated[tyro.conf.Positional[tuple[Path, ...]], tyro.conf.arg(metavar="CLIP")]
    """Video files, each with the sign once, hands at rest before and after."""
    signs: Annotated[Path, tyro.conf.arg(metavar="DIR")]
    """The folder of taught signs; made if it is not there."""
    model: Annotated[Path | None, tyro.conf.arg(metavar="M.onnx")] = None
    """The model to teach; without it the one that comes with Glosscast."""
    add: Annotated[bool, tyro.conf.FlagCreatePairsOff] = False
    """Add to the tries of a sign that is taught already."""
    keep_frames: Annotated[bool, tyro.conf.FlagCreatePairsOff] = False
    """Keep the small pictures that the model saw too, so that another model, or a training, can use them."""


@dataclass(frozen=True, slots=True)
class ExportTriesOptions:
    """Writes the tries of taught signs whose pictures were kept as clips with a clips.csv, to train a model with."""

    signs: Annotated[tyro.conf.Positional[Path], tyro.conf.arg(metavar="DIR")]
    """The folder of taught signs."""
    out: Annotated[tyro.conf.Positional[Path], tyro.conf.arg(metavar="OUT")]
    """A new folder for the clips."""
    signer: str = "me"
    """Who signs, for the list."""
    model: Annotated[Path | None, tyro.conf.arg(metavar="M.onnx")] = None
    """The model they were taught to; without it the one that comes with Glosscast."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0, or 2 for input that cannot be used, after one sentence on stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] == "caption":
        return run_guarded(lambda: _caption(tyro.cli(CaptionOptions, prog="glosscast caption", args=given[1:])))
    if given and given[0] == "teach":
        return run_guarded(lambda: _teach(tyro.cli(TeachOptions, prog="glosscast teach", args=given[1:])))
    if given and given[0] == "export-tries":
        return run_guarded(
            lambda: _export_tries(tyro.cli(ExportTriesOptions, prog="glosscast export-tries", args=given[1:]))
        )
    return run_guarded(lambda: _open_window(tyro.cli(WindowOptions, prog="glosscast", args=given)))


def run_guarded(command: Callable[[], int]) -> int:
    """Run a command so that people see sentences, never a traceback; returns its exit code, or 2 for bad input."""
    log_to_file()
    install_exception_hook(_tell)
    use_one_thread()
    try:
        return command()
    except GlosscastError as error:
        _tell(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def open_model(path: Path | None) -> GlossRecognizer:
    """The model at `path`, or without one the starter model; raises UnusableModelError."""
    if path is not None:
        return GlossRecognizer(path)
    try:
        return GlossRecognizer(assets.path(STARTER_MODEL))
    except FileNotFoundError as error:
        raise UnusableModelError(f"Glosscast lacks its starter model. {error} Give one with --model.") from error


def sample_clip() -> Path:
    """The clip that comes with Glosscast; raises BadInputError if it is missing."""
    for name in SAMPLE_CLIPS:
        try:
            return assets.path(name)
        except FileNotFoundError:
            continue
    raise BadInputError("Glosscast lacks its sample clip, assets/sample.mp4; reinstall it, or give a video.")


def _caption(options: CaptionOptions) -> int:
    model = open_model(options.model)
    taught = None
    if options.signs is not None:
        opened = open_signs(options.signs, model)
        taught = opened.matcher
        for fault in opened.found.faults:
            _tell(fault)
        if taught is None:
            raise BadInputError(f"There is no taught sign for this model in {options.signs}.")
    caption_video(
        options.video, model, options.format, options.output, is_followed=options.follow_signer, taught=taught
    )
    return 0


def _teach(options: TeachOptions) -> int:
    teach_sign(
        options.gloss,
        options.clips,
        options.signs,
        open_model(options.model),
        is_adding=options.add,
        keep_frames=options.keep_frames,
    )
    return 0


def _export_tries(options: ExportTriesOptions) -> int:
    export_clips(options.signs, options.out, open_model(options.model), options.signer)
    return 0


def _open_window(options: WindowOptions) -> int:
    if options.video is not None and options.camera is not None:
        raise BadInputError("Give either --video or --camera, not both.")
    if options.camera is not None and options.camera < 0:
        raise BadInputError(f"A camera's number is 0 or above, not {options.camera}.")
    if options.video is not None:
        next(read_video(options.video))  # whether it is a video is said before any window opens
    recognizer = open_model(options.model)
    reason = why_no_window()
    if reason is not None:
        video = options.video or sample_clip()
        _tell(f"No window can open, because {reason}: captioning {video.name} in the terminal instead.")
        caption_video(video, recognizer)
        return 0
    from app.window_command import open_window

    return open_window(
        recognizer,
        sample_clip(),
        video=options.video,
        camera_index=options.camera,
        is_model_given=options.model is not None,
    )


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
