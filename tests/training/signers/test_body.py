"""Bodies of the synthetic signers: the asset, its topology and the random people drawn from it."""

import numpy as np
import pytest

from training.signers.body import (
    ASSET,
    BODY,
    EYE,
    HAIR,
    SHIRT,
    SignerBody,
    body_from_coefficients,
    load_topology,
    sample_body,
)


def test_asset_is_small_and_holds_plain_arrays() -> None:
    """body.npz stays below 4 MB and opens without pickle."""
    assert ASSET.stat().st_size < 4e6
    with np.load(ASSET, allow_pickle=False) as asset:
        assert all(asset[name].dtype != object for name in asset.files)


def test_topology_is_consistent() -> None:
    """Triangles, weights, parts and parents refer to what exists, and weights sum to one."""
    topology = load_topology()
    vertices, joints = len(topology.mean_vertices), len(topology.bone_names)
    assert topology.triangles.min() == 0
    assert topology.triangles.max() == vertices - 1
    assert topology.bone_indices.shape == topology.bone_weights.shape == (vertices, 4)
    assert topology.bone_indices.max() < joints
    assert set(np.unique(topology.part)) == {BODY, EYE, SHIRT, HAIR}
    assert topology.mean_joints.shape == (joints, 3)
    assert (topology.parents < np.arange(joints)).all()
    np.testing.assert_allclose(topology.bone_weights.sum(axis=1), 1, atol=2e-3)


def test_arm_parameter_runs_from_shoulder_to_hand() -> None:
    """`arm` is 0 on the head, about 1 at the elbow and above 2 on the fingers."""
    topology = load_topology()
    elbow = topology.mean_joints[topology.bone("lowerarm01.L")]
    near_elbow = np.linalg.norm(topology.mean_vertices - elbow, axis=1) < 0.06
    assert topology.arm[near_elbow].mean() == pytest.approx(1, abs=0.15)
    fingertip = topology.mean_joints[topology.bone("finger3-tip.L")]
    assert topology.arm[np.linalg.norm(topology.mean_vertices - fingertip, axis=1) < 0.01].min() > 2
    head = topology.mean_vertices[:, 2] > topology.mean_joints[topology.bone("head"), 2]
    assert topology.arm[head].max() == 0


def test_same_seed_gives_the_same_body() -> None:
    """Two bodies from one seed agree in every byte, and another seed gives another body."""
    first, second, third = (sample_body(np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first.vertices.tobytes() == second.vertices.tobytes()
    assert first.joints.tobytes() == second.joints.tobytes()
    assert not np.array_equal(first.vertices, third.vertices)


def test_bodies_have_human_measures() -> None:
    """Sixty random people, children among them, keep shoulders, arms and fingers within human lengths."""
    for seed in range(60):
        body = sample_body(np.random.default_rng(seed))
        upper = np.linalg.norm(body.joint("lowerarm01.R") - body.joint("upperarm01.R"))
        lower = np.linalg.norm(body.joint("wrist.R") - body.joint("lowerarm01.R"))
        finger = np.linalg.norm(body.joint("finger3-tip.R") - body.joint("finger3-1.R"))
        assert 0.2 < body.shoulder_width_m < 0.47
        assert 0.13 < lower < 0.34
        assert 0.14 < upper < 0.37
        assert 0.04 < finger < 0.135


def test_average_body_is_symmetric() -> None:
    """The mean adult's left joints mirror the right ones, so that left-handed signers lose nothing."""
    topology = load_topology()
    body = body_from_coefficients(np.zeros(34, np.float32))
    for name in topology.bone_names:
        if name.endswith(".L"):
            left, right = body.joint(name), body.joint(name[:-1] + "R")
            np.testing.assert_allclose(left * [-1, 1, 1], right, atol=2e-3)


def test_people_run_from_children_to_adults_and_from_thin_to_heavy() -> None:
    """Of two hundred, about one in six is a child, clearly smaller than the adults; waists differ by a third."""
    bodies = [sample_body(np.random.default_rng(seed)) for seed in range(200)]
    heights = {
        kind: np.mean([body.joint("head")[2] for body in bodies if body.kind == kind])
        for kind in ("woman", "man", "girl", "boy")
    }
    children = sum(body.kind in ("girl", "boy") for body in bodies)
    assert 15 < children < 55
    assert heights["woman"] < heights["man"]
    assert heights["girl"] < 0.9 * heights["woman"]
    assert heights["boy"] < 0.9 * heights["man"]
    waists = [_waist_m(body) / body.shoulder_width_m for body in bodies if body.kind in ("woman", "man")]
    assert np.quantile(waists, 0.95) > 1.3 * np.quantile(waists, 0.05)


def _waist_m(body: SignerBody) -> float:
    """Depth of the trunk a hand above the hips."""
    trunk = (body.topology.part == BODY) & (body.topology.arm == 0) & (np.abs(body.vertices[:, 2] - 0.12) < 0.03)
    return float(np.ptp(body.vertices[trunk, 1]))
