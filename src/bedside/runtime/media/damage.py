"""How far damage reaches: a picture predicted from a damaged one is not to be trusted either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av


@dataclass(slots=True)
class Damage:
    """The stretch of a stream that damage has reached, in its time stamps; from the first hit to a key frame.

    Decoders deliver later than they read, so a hit says nothing about pictures that come before it in time.
    """

    first: int | None = None
    last: int | None = None

    def hit(self, stamp: int | None) -> None:
        """Note damage at a packet's or a picture's time stamp; without one, everything up to here counts."""
        stamp = -(1 << 62) if stamp is None else stamp
        self.first = stamp if self.first is None else min(self.first, stamp)
        self.last = stamp if self.last is None else max(self.last, stamp)

    def reaches(self, picture: av.VideoFrame) -> bool:
        """Whether the picture is damaged or may be predicted from one that is."""
        if picture.is_corrupt:
            self.hit(picture.pts)
            return True
        if self.first is None or self.last is None:
            return False
        if picture.pts is None:
            return True
        if picture.key_frame and picture.pts > self.last:
            self.first = self.last = None
            return False
        return picture.pts >= self.first
