"""What the processor of this computer calls itself: figures of speed mean little without it."""

import platform
from pathlib import Path

_LINUX_FILE = Path("/proc/cpuinfo")


def processor_name(file: Path = _LINUX_FILE) -> str:
    """The processor's name, as the system gives it."""
    name = platform.processor() or platform.machine()
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not a Linux
        return name
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
