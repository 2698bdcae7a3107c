"""Memory freed while training is kept for the next step."""

import subprocess
import sys

import pytest

COUNT_FAULTS = """
import resource, sys
import numpy as np
from training.allocator import keep_freed_memory

if sys.argv[1] == "keep" and not keep_freed_memory():
    print("other")
    raise SystemExit
for number in range(11):
    block = np.ones(64 * 2**20, np.uint8)
    del block
    if number == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(mode: str) -> str:
    """Page faults of taking and freeing 64 MiB ten times, in a process of its own."""
    command = [sys.executable, "-c", COUNT_FAULTS, mode]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_block_freed_and_taken_again_costs_no_page_faults() -> None:
    """With freed memory kept, taking the same block again asks the system for nothing."""
    kept = faults("keep")
    if kept == "other":
        pytest.skip("the C library here is not glibc")
    assert int(kept) < 100
    assert int(kept) < int(faults("plain")), "freed memory is kept anyway, so this test cannot tell"
