"""Key moments: one picture for each phase of the operation, near its middle, where the scene is surest.

The choice is made while the frames come, in memory that does not grow with the recording.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bedside.runtime.media.scaling import Scaler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import SceneObservation

THUMBNAIL_WIDTH = 192  # px
CANDIDATES = 8  # of the phase that goes on, evenly spread over what there was of it
MOST = 24  # moments kept; of more phases than that, the longest
MIDDLE = 0.25  # of a phase is left out at each end


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One frame that stands for its phase.

    Parameters
    ----------
    phase
        As announced at that frame.
    thumbnail
        (h, THUMBNAIL_WIDTH, 3) uint8.
    pixels
        (H, W, 3) uint8, the whole frame; None where only the thumbnail is kept.
    scene
        What the scene model saw in it.
    lasted_s
        How long its phase lasted.
    """

    phase: str
    thumbnail: NDArray[np.uint8]
    pixels: NDArray[np.uint8] | None
    scene: SceneObservation
    lasted_s: float = 0.0


class Moments:
    """Takes the moments at which the phase was judged, and keeps the key ones.

    Parameters
    ----------
    whole
        Of so many moments, those of the longest phases, the whole frame is kept.
    """

    def __init__(self, whole: int = 0) -> None:
        self._whole = whole
        self._phase = ""
        self._start_s = self._last_s = 0.0
        self._offered, self._stride = 0, 1
        self._candidates: list[Moment] = []
        self._kept: list[Moment] = []
        self._scaler: Scaler | None = None

    def offer(self, pixels: NDArray[np.uint8], scene: SceneObservation, phase: str) -> None:
        """Consider a frame for the phase that is announced at it; in the order of time.

        Parameters
        ----------
        pixels
            (H, W, 3) or (H, W) uint8. The array is kept, so it must not be written to afterwards.
        scene
            What the scene model saw in it; a frame whose scene is withheld is not considered.
        phase
            As announced.
        """
        if phase != self._phase:
            self._close()
            self._phase, self._start_s = phase, scene.t_s
        self._last_s = scene.t_s
        if scene.shares is None:
            return
        if self._offered % self._stride == 0:
            self._add(pixels, scene)
        self._offered += 1

    def chosen(self) -> tuple[Moment, ...]:
        """Return the key moments so far, in the order of time."""
        self._close()
        return tuple(sorted(self._kept, key=lambda moment: moment.scene.t_s))

    def _add(self, pixels: NDArray[np.uint8], scene: SceneObservation) -> None:
        """Keep a candidate; when there are too many, every second one goes, and so do those to come."""
        whole = pixels if self._whole else None
        self._candidates.append(Moment(self._phase, self._thumbnail(pixels), whole, scene))
        if len(self._candidates) > CANDIDATES:
            self._candidates = self._candidates[::2]
            self._stride *= 2

    def _close(self) -> None:
        """End the phase that goes on: its best candidate is kept."""
        if self._candidates:
            lasted_s = self._last_s - self._start_s
            edges = (self._start_s + MIDDLE * lasted_s, self._last_s - MIDDLE * lasted_s)
            inner = [m for m in self._candidates if edges[0] <= m.scene.t_s <= edges[1]]
            best = max(inner or self._candidates, key=lambda m: (m.scene.confidence, -m.scene.t_s))
            self._keep(replace(best, lasted_s=lasted_s))
        self._phase, self._candidates, self._offered, self._stride = "", [], 0, 1

    def _keep(self, moment: Moment) -> None:
        longest_first = sorted([*self._kept, moment], key=lambda m: (-m.lasted_s, m.scene.t_s))[:MOST]
        self._kept = [m if k < self._whole else replace(m, pixels=None) for k, m in enumerate(longest_first)]

    def _thumbnail(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if self._scaler is None:
            height = max(round(pixels.shape[0] * THUMBNAIL_WIDTH / pixels.shape[1]), 2)
            self._scaler = Scaler(THUMBNAIL_WIDTH, height)
        return self._scaler.scale(pixels)
