"""What people have on their heads and over their hands: it fits each head and moves with it."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.body import SignerBody, load_topology, sample_body
from training.signers.headgear import Headgear
from training.signers.looks import Outfit, SignerLook, sample_outfit, sample_signer_look
from training.signers.mesh import body_regions, dress
from training.signers.rasterizer import RenderMesh

REGIONS = body_regions(load_topology())


def _person(seed: int) -> tuple[SignerBody, SignerLook, Outfit]:
    rng = np.random.default_rng(seed)
    look = replace(sample_signer_look(rng), hair_style="mid")
    return sample_body(rng), look, sample_outfit(look, rng)


def _dressed(seed: int, headgear: Headgear = "none", sleeve: float = 0.5) -> RenderMesh:
    body, look, outfit = _person(seed)
    outfit = replace(outfit, headgear=headgear, sleeve=sleeve)
    return dress(body, REGIONS, look, outfit, np.random.default_rng(seed))


@pytest.mark.parametrize("headgear", ["cap", "headset"])
@pytest.mark.parametrize("seed", range(4))
def test_solid_headgear_sits_on_the_head_and_moves_with_it(headgear: Headgear, seed: int) -> None:
    """It is about as wide as a head, reaches above the eyes, and hangs on the head's bone alone."""
    body, _, _ = _person(seed)
    head = body.topology.bone("head")
    bare, worn = _dressed(seed), _dressed(seed, headgear)
    bones = worn.bone_indices[:, 0] == head
    only = bones & (worn.bone_weights[:, 0] == 1) & (np.arange(len(bones)) >= len(bare.positions) - 1500)
    added = worn.positions[only & ~np.isin(worn.positions, bare.positions).all(1)]
    eyes = body.joint("eye.L") / 2 + body.joint("eye.R") / 2
    assert len(added) > 50
    assert 0.12 < np.ptp(added[:, 0]) < 0.32
    assert added[:, 2].max() > eyes[2] + 0.07
    assert added[:, 2].min() > eyes[2] - 0.13


def test_a_hood_is_of_the_shirts_colour() -> None:
    """Under a hood no hair shows at the sides: what hangs there has the cloth's colour."""
    hooded, bare = _dressed(2, "hood"), _dressed(2)
    _, look, outfit = _person(2)
    cloth = outfit.cloth.mean((0, 1))
    close = np.abs(hooded.albedo - cloth).max(1) < 0.15 * cloth.max() + 0.01
    assert close.sum() > 200
    assert len(hooded.positions) >= len(bare.positions)  # it hangs lower than this hair
    assert look.hair_style == "mid"


def test_the_longest_sleeves_cover_the_heel_of_the_hand() -> None:
    """They go on beyond the wrist, where ordinary long sleeves end."""
    _, _, outfit = _person(0)
    long, longest = (_dressed(0, sleeve=sleeve) for sleeve in (1.95, 2.2))
    assert longest.textured.sum() > long.textured.sum()
    assert outfit.headgear in ("none", "cap", "headset", "hood")


def test_headgear_and_long_sleeves_come_up() -> None:
    """In hundreds of outfits every kind comes, most heads are bare, and some sleeves cover the heel of the hand."""
    look = sample_signer_look(np.random.default_rng(0))
    outfits = [sample_outfit(look, np.random.default_rng(seed)) for seed in range(200)]
    kinds = [outfit.headgear for outfit in outfits]
    assert set(kinds) == {"none", "cap", "headset", "hood"}
    assert kinds.count("none") > 140
    assert sum(outfit.sleeve > 2 for outfit in outfits) > 3
