"""Places on a body."""

import numpy as np

from training.signers.anchors import ANCHORS, map_body
from training.signers.body import sample_body


def test_every_body_has_every_place() -> None:
    """All anchors exist on both sides of a random body, left to the left and right to the right."""
    body_map = map_body(sample_body(np.random.default_rng(2)))
    for name in ANCHORS:
        left, right = body_map.anchors[name, "L"], body_map.anchors[name, "R"]
        assert left[0] >= right[0] - 1e-6, name
        np.testing.assert_allclose(left[1:], right[1:], atol=0.02, err_msg=name)
