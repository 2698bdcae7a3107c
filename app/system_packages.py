"""What the operating system must have before the app can start: named when missing, installed where that is allowed.

Runs on a bare Python, before anything of ours is installed: `python3 -m app.system_packages venv window`.
It looks by trying (loading the library, finding the program), so it never asks for what is already there.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """One package by its Debian name, and what it must bring: libraries, programs, modules of Python."""

    name: str
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """What this package should have brought and has not."""
        return (
            [library for library in self.libraries if not _loads(library)]
            + [program for program in self.programs if shutil.which(program) is None]
            + [f"Python's {module}" for module in self.modules if find_spec(module) is None]
        )


# What each purpose needs. Libraries: read off cv2's, Qt's and its xcb plugin's own lists of what they link.
PURPOSES: dict[str, tuple[SystemPackage, ...]] = {
    "venv": (SystemPackage(f"python3.{sys.version_info.minor}-venv", modules=("venv", "ensurepip")),),
    "video": (
        SystemPackage("libgl1", ("libGL.so.1",)),
        SystemPackage("libglib2.0-0", ("libglib-2.0.so.0", "libgthread-2.0.so.0")),
        SystemPackage("libxcb1", ("libxcb.so.1",)),
    ),
    "window": (
        SystemPackage("libegl1", ("libEGL.so.1",)),
        SystemPackage("libxkbcommon0", ("libxkbcommon.so.0",)),
        SystemPackage("libfreetype6", ("libfreetype.so.6",)),
        SystemPackage("libfontconfig1", ("libfontconfig.so.1",)),  # brings the DejaVu fonts
        SystemPackage("libdbus-1-3", ("libdbus-1.so.3",)),
        SystemPackage("libx11-xcb1", ("libX11-xcb.so.1",)),
        SystemPackage("libxcb-cursor0", ("libxcb-cursor.so.0",)),
        SystemPackage("libxcb-icccm4", ("libxcb-icccm.so.4",)),
        SystemPackage("libxcb-image0", ("libxcb-image.so.0",)),
        SystemPackage("libxcb-keysyms1", ("libxcb-keysyms.so.1",)),
        SystemPackage("libxcb-randr0", ("libxcb-randr.so.0",)),
        SystemPackage("libxcb-render-util0", ("libxcb-render-util.so.0",)),
        SystemPackage("libxcb-shape0", ("libxcb-shape.so.0",)),
        SystemPackage("libxcb-xkb1", ("libxcb-xkb.so.1",)),
        SystemPackage("libxkbcommon-x11-0", ("libxkbcommon-x11.so.0",)),
    ),
    "screenshot": (
        SystemPackage("xvfb", programs=("Xvfb",)),
        SystemPackage("xauth", programs=("xauth",)),
    ),
}


def _loads(library: str) -> bool:
    """Whether the dynamic linker finds `library` and all that it needs in turn."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(purposes: Sequence[str]) -> dict[str, list[str]]:
    """The packages that `purposes` lack, each with the libraries or programs that are not there."""
    wanted = [package for purpose in purposes for package in PURPOSES[purpose]]
    return {package.name: missing for package in wanted if (missing := package.missing())}


def install_command(names: Sequence[str]) -> list[str] | None:
    """The command that installs `names` without asking anybody, or None where there is no right to do so."""
    if shutil.which("apt-get") is None:
        return None
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    if os.geteuid() == 0:
        return command
    has_sudo = shutil.which("sudo") is not None
    if has_sudo and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n", *command]
    return None


def install(command: Sequence[str]) -> None:
    """Refreshes apt's lists and runs `command`; whether that helped is seen by looking again, not by exit codes."""
    update = [*command[: command.index("install")], "update", "--quiet"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (update, command):
        print("+", " ".join(step), flush=True)
        subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, check=False)


def ensure(purposes: Sequence[str]) -> list[str]:
    """Installs what `purposes` lack, where it may, and says so; returns the names of the packages still missing."""
    missing = missing_packages(purposes)
    if not missing:
        return []
    named = "; ".join(f"{', '.join(parts)} (package {name})" for name, parts in missing.items())
    print(f"This system lacks {named}.", flush=True)
    command = install_command(list(missing))
    if command is not None:
        install(command)
        missing = missing_packages(purposes)
    if missing:
        by_hand = f"sudo apt-get install {' '.join(missing)}"
        print(f"Please install what is still missing, on Debian or Ubuntu with: {by_hand}", file=sys.stderr)
    return list(missing)


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Ensures the purposes named on the command line; 0 when the app can go on, 1 when it can not."""
    purposes = list(sys.argv[1:] if arguments is None else arguments)
    unknown = [purpose for purpose in purposes if purpose not in PURPOSES]
    if unknown or not purposes:
        print(f"Say what for: {', '.join(PURPOSES)}; not {', '.join(unknown) or 'nothing'}.", file=sys.stderr)
        return 2
    if sys.platform != "linux":
        return 0  # elsewhere the wheels bring what they need
    missing = ensure(purposes)
    if missing and not has_display():
        # Without a screen only the terminal's captions can follow, and they need no window.
        missing = list(missing_packages([purpose for purpose in purposes if purpose != "window"]))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
