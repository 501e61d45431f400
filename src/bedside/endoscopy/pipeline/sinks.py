"""Where a live run's pictures go, and the switch that a hand can reach."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import View
    from bedside.endoscopy.pipeline.analysis import FrameReport
    from bedside.runtime.media import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Displayed:
    """One picture for the screen.

    Parameters
    ----------
    frame, t_s
        The frame that it shows.
    view
        Its view, as far as was known then.
    picture
        (H, W, 3) uint8 RGB.
    annotated
        Whether what the scene model saw in this frame is drawn on it.
    alarm
        What is wrong, as written on it; empty where nothing is.
    """

    frame: int
    t_s: float
    view: View
    picture: NDArray[np.uint8]
    annotated: bool
    alarm: str


def _nowhere(*_: object) -> None:
    """Let it go."""


@dataclass(frozen=True, slots=True)
class LiveSinks:
    """Who gets what.

    Parameters
    ----------
    clean
        Each frame as it came, before anything is made of it, in the caller's thread. It must return at once:
        the frame behind it waits for that.
    display
        Annotated pictures, the newest first, in a thread of their own.
    observed
        Each frame once, in order, with what was seen in it, in the caller's thread, up to the patience with
        the models later. Quick, too.
    """

    clean: Callable[[Frame], object] = _nowhere
    display: Callable[[Displayed], object] = _nowhere
    observed: Callable[[Frame, FrameReport], object] = _nowhere


class Controls:
    """What a user may do during a run, from any thread."""

    def __init__(self) -> None:
        self._off, self._stop = threading.Event(), threading.Event()

    def switch_overlay(self) -> bool:
        """Switch the overlay off or on, from the next picture on, and return whether it is on.

        Implements RC-033.
        """
        if self._off.is_set():
            self._off.clear()
        else:
            self._off.set()
        return self.overlay

    @property
    def overlay(self) -> bool:
        """Whether the overlay is on."""
        return not self._off.is_set()

    def stop(self) -> None:
        """End the run in order, at the next frame."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the run is to end."""
        return self._stop.is_set()
