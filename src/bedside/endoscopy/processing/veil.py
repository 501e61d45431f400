"""A film's pictures on their way, so that nobody can be recognised in it who was seen outside the body."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from bedside.endoscopy.processing.pixelation import pixelated

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Shown = tuple[float, NDArray[np.uint8]]  # when, and (H, W, 3)

HELD = 5  # pictures; the guard knows an out-of-body picture within so many


class Veil:
    """Holds the last pictures back, and puts those in blocks that turn out to come before an out-of-body one.

    Implements RC-037.
    """

    def __init__(self) -> None:
        self._held: deque[Shown] = deque()

    def pass_on(self, t_s: float, picture: NDArray[np.uint8], *, outside: bool) -> Iterator[Shown]:
        """Take a picture, and yield the older ones that may now go on.

        Parameters
        ----------
        t_s
            When it is shown.
        picture
            (H, W, 3); one from outside the body is in blocks already.
        outside
            Whether it is from outside the body.
        """
        if outside:
            self._held = deque((then_s, pixelated(before)) for then_s, before in self._held)
        self._held.append((t_s, picture))
        if len(self._held) > HELD:
            yield self._held.popleft()

    def rest(self) -> Iterator[Shown]:
        """Yield what is still held, in blocks: no later picture shows what it is."""
        while self._held:
            t_s, picture = self._held.popleft()
            yield t_s, pixelated(picture)
