"""A signer made of numbers, and finders that see whatever a test says: no MediaPipe, no picture of anybody."""

from collections.abc import Callable

from app.signer_look import Hand, Place, SignerLook
from models.video import RgbImage

__all__ = ["FakeFinder", "signer_at"]


def signer_at(
    x: float, y: float, shoulder_width: float, *, left: tuple[float, float] | None = None, right_y: float = 0.6
) -> SignerLook:
    """A signer who faces the camera, the middle between the shoulders at (x, y).

    Args:
        left: Where the left hand is, in shoulder widths from that middle; None for beside the right one.
        right_y: How far below it the right hand is, in the same unit.
    """
    w = shoulder_width
    left_x, left_y = left or (0.3, right_y)
    return SignerLook(
        head=Place(x, y - 0.55 * w),
        left_shoulder=Place(x + w / 2, y),  # the signer's own left is on the right of a picture that is not mirrored
        right_shoulder=Place(x - w / 2, y),
        left_hand=Hand(Place(x + left_x * w, y + left_y * w), 0.9),
        right_hand=Hand(Place(x - 0.3 * w, y + right_y * w), 0.9),
        visibility=0.99,
    )


class FakeFinder:
    """Sees what a function of the picture and its time gives."""

    def __init__(self, see: Callable[[RgbImage, float], SignerLook | None]) -> None:
        self.see = see
        self.times_s: list[float] = []
        self.is_closed = False

    def find(self, image: RgbImage, time_s: float) -> SignerLook | None:
        self.times_s.append(time_s)
        return self.see(image, time_s)

    def close(self) -> None:
        self.is_closed = True
