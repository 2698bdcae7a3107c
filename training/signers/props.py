"""Things that people hold while they do not sign: without the cup in the hand, drinking would be the sign DRINK.

A thing is built in the axes of the hand: along the fingers, toward the thumb, out of the palm. Sizes are in metres.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from training.signers.body import SignerBody
from training.signers.hands import Side, measure_hand
from training.signers.rasterizer import RenderMesh
from training.signers.shapes import Solid, box, hang, joined, tube, turned
from training.signers.textures import random_colour

PropKind = Literal["mug", "glass", "bottle", "phone", "book", "paper", "pen"]

_GRASP = np.array([0.078, 0.0, 0.052])
"""Middle of what the hand shape C closes around."""


def hold(mesh: RenderMesh, body: SignerBody, side: Side, kind: PropKind, rng: np.random.Generator) -> RenderMesh:
    """The mesh of `body` with a random thing of this kind in the hand of `side`; it moves with the wrist."""
    makers: dict[PropKind, Callable[[np.random.Generator], Solid]] = {
        "mug": _mug,
        "glass": _glass,
        "bottle": _bottle,
        "phone": _phone,
        "book": _book,
        "paper": _paper,
        "pen": _pen,
    }
    hand = measure_hand(body, side)
    return hang(mesh, makers[kind](rng).placed(hand.axes, hand.wrist), body.topology.bone(f"wrist.{side}"))


def _upright(solid: Solid) -> Solid:
    """A thing that was turned about z, standing in the grasp: its height goes toward the thumb."""
    return solid.placed(np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]]), _GRASP)


def _mug(rng: np.random.Generator) -> Solid:
    outside, inside = random_colour(rng, 0.05, 0.85, 0.8), random_colour(rng, 0.5, 0.9, 0.1)
    radius, low, high = rng.uniform(0.040, 0.048), -0.045, rng.uniform(0.058, 0.072)
    drink = np.array([0.06, 0.03, 0.015], np.float32) if rng.random() < 0.6 else inside * 0.7
    profile = [(0.0, low), (radius, low), (radius, low + 0.004), (radius, high), (radius - 0.004, high)]
    profile += [(radius - 0.004, high - 0.02), (0.0, high - 0.02)]
    cup = turned(profile, [outside] * 4 + [inside, inside, drink])
    angles = np.linspace(-1.4, 1.4, 7)
    # The handle stands on the side that the fingers leave free.
    handle = np.stack([-radius + 0.006 - 0.026 * np.cos(angles), 0 * angles, 0.03 * np.sin(angles)], 1)
    return _upright(joined([cup, tube(handle, 0.005, outside)]))


def _glass(rng: np.random.Generator) -> Solid:
    pale = random_colour(rng, 0.5, 0.9, 0.12)
    drink = random_colour(rng, 0.05, 0.7, 0.9) if rng.random() < 0.6 else pale * 0.8
    radius, low, high = rng.uniform(0.034, 0.042), -0.06, rng.uniform(0.078, 0.095)
    filled = rng.uniform(-0.03, 0.04)
    profile = [(0.0, low), (radius * 0.85, low), (radius * 0.86, low + 0.008), (radius * 0.87, low + 0.01)]
    profile += [(radius * 0.95, filled), (radius * 0.95, filled + 0.001), (radius, high), (radius - 0.003, high)]
    profile += [(radius * 0.9, filled), (0.0, filled)]
    return _upright(turned(profile, [pale] * 3 + [drink] * 2 + [pale] * 3 + [drink] * 2))


def _bottle(rng: np.random.Generator) -> Solid:
    plastic, label, cap = (random_colour(rng, 0.05, 0.8, 0.7) for _ in range(3))
    radius, low = rng.uniform(0.029, 0.036), -0.09
    profile = [(0.0, low), (radius, low), (radius, -0.045), (radius, -0.044), (radius, 0.02), (radius, 0.021)]
    profile += [(radius, 0.045), (0.014, 0.085), (0.014, 0.105), (0.015, 0.106), (0.015, 0.12), (0.0, 0.12)]
    return _upright(turned(profile, [plastic] * 3 + [label] * 2 + [plastic] * 4 + [cap] * 3))


def _flat(solid: Solid, long_way: tuple[float, float], centre: tuple[float, float, float]) -> Solid:
    """A flat thing before the palm, its y along `long_way` (along the fingers, toward the thumb)."""
    along, thumbward = np.array(long_way) / np.hypot(*long_way)
    axes = np.array([[thumbward, along, 0], [-along, thumbward, 0], [0, 0, 1.0]])
    return solid.placed(axes, np.array(centre))


def _phone(rng: np.random.Generator) -> Solid:
    case = random_colour(rng, 0.01, 0.5, 0.6)
    screen = random_colour(rng, 0.3, 1.0, 0.3) if rng.random() < 0.7 else np.full(3, 0.01, np.float32)
    wide, high = rng.uniform(0.066, 0.078), rng.uniform(0.138, 0.162)
    body = box((wide, high, 0.009), case, case * 0.3)
    glass = box((wide * 0.92, high * 0.92, 0.002), screen).placed(np.eye(3), np.array([0, 0, 0.005]))
    # The lens: a dark patch on the back, toward the upper edge.
    lens = box((wide * 0.35, wide * 0.45, 0.003), np.full(3, 0.01, np.float32))
    lens = lens.placed(np.eye(3), np.array([-0.2 * wide, 0.34 * high, -0.005]))
    return _flat(joined([body, glass, lens]), (0.62, 0.78), (0.092, 0.012, 0.030))


def _book(rng: np.random.Generator) -> Solid:
    cover, page = random_colour(rng, 0.03, 0.6, 0.9), np.array([0.75, 0.72, 0.62], np.float32)
    stripe = random_colour(rng, 0.1, 0.9, 0.8)
    wide, high = rng.uniform(0.12, 0.16), rng.uniform(0.18, 0.24)
    halves = []
    for side in (-1.0, 1.0):
        tilt = side * rng.uniform(0.12, 0.3)  # an open book is a shallow V, its spine toward the camera
        axes = np.array([[np.cos(tilt), 0, -np.sin(tilt)], [0, 1, 0], [np.sin(tilt), 0, np.cos(tilt)]])
        half = box((wide, high, 0.012), cover, page)
        title = box((wide * 0.6, high * 0.12, 0.014), stripe, page)
        half = joined([half, title.placed(np.eye(3), np.array([0, 0.2 * high, -0.001]))])
        halves.append(half.placed(axes, np.array([side * wide / 2, 0, 0.0])))
    return _flat(joined(halves), (1.0, 0.0), (0.11, 0.015 - wide, 0.03))


def _paper(rng: np.random.Generator) -> Solid:
    page, print_ = np.full(3, rng.uniform(0.6, 0.85), np.float32), np.full(3, 0.35, np.float32)
    sheet = box((0.21, 0.297, 0.001), page, page)
    lines = [
        box((0.21 * rng.uniform(0.5, 0.8), 0.006, 0.002), print_).placed(np.eye(3), np.array([0, height, 0.0]))
        for height in np.arange(0.11, -0.12, -rng.uniform(0.018, 0.03))
    ]
    return _flat(joined([sheet, *lines]), (1.0, 0.0), (0.15, 0.02 - 0.105, 0.03))


def _pen(rng: np.random.Generator) -> Solid:
    colour, tip = random_colour(rng, 0.01, 0.7, 0.9), np.full(3, 0.05, np.float32)
    pen = turned(
        [(0.0, -0.05), (0.0045, -0.035), (0.0048, -0.034), (0.005, 0.09), (0.0, 0.092)], [tip, tip, colour, colour, tip]
    )
    # From the finger tips back over the root of the thumb.
    back = np.array([-0.45, 0.62, 0.2])
    back /= np.linalg.norm(back)
    aside = np.cross(back, [0.0, 0.0, 1.0])
    aside /= np.linalg.norm(aside)
    return pen.placed(np.stack([aside, np.cross(back, aside), back], 1), np.array([0.125, 0.022, 0.055]))
