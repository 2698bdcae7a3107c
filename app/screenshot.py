"""For developers: `python -m app.screenshot FILE` saves a picture of the real window playing the sample clip.

It takes as long as the clip needs to play until enough has been recognised, a minute at most.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from app.__main__ import open_model, run_guarded, sample_clip

__all__ = ["take_screenshot"]

GLOSSES_SHOWN = 3


def take_screenshot(path: Path, *, model: Path | None = None, when_committed: int = GLOSSES_SHOWN) -> int:
    """Play the sample clip in the window until so many glosses are committed; returns the exit code."""
    from app.window_command import open_window  # after onnxruntime, as in app/__main__.py

    clip = sample_clip()
    return open_window(open_model(model), clip, video=clip, screenshot=path, when_committed=when_committed)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m app.screenshot FILE")
    sys.exit(run_guarded(partial(take_screenshot, Path(sys.argv[1]))))
