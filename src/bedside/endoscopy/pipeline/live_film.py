"""The annotated film of a live run, written in a thread of its own: it may skip, and nothing waits for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from bedside.endoscopy import safeguards
from bedside.endoscopy.processing.veil import Veil
from bedside.runtime.errors import OutputError
from bedside.runtime.film import write_film
from bedside.runtime.stream import NewestQueue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.pipeline.sinks import Displayed

WAITING = 25  # pictures, about a second
LATER_S = 0.04  # after the last frame comes the picture that tells of a lost source
JOIN_S = 30.0


class LiveFilm:
    """Takes displayed pictures without ever waiting, and writes them; there is none where the disk refuses.

    Parameters
    ----------
    path
        Of the file.
    comment
        What it says of itself.

    Attributes
    ----------
    failure
        Why there is no film; empty where there is one.
    """

    def __init__(self, path: Path, comment: str) -> None:
        self._path, self._comment = path, comment
        self._queue: NewestQueue[Displayed] = NewestQueue(WAITING)
        self.failure = ""
        self._thread = threading.Thread(target=self._write, name="film", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.close()
        self._thread.join(JOIN_S)

    def show(self, displayed: Displayed) -> None:
        """Give the next picture; where the film is behind, an older one is left out."""
        self._queue.put(displayed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong, in words; empty where nothing did."""
        if self.failure:
            return (f"there is no overlay.mp4: {self.failure}",)
        dropped = self._queue.counts.dropped
        return (f"{dropped} pictures are not in overlay.mp4: it was written too slowly",) if dropped else ()

    def _write(self) -> None:
        try:
            write_film(self._path, self._pictures(), self._comment)
        except Exception as error:  # noqa: BLE001 # the film is lost, the run is not
            self.failure = (
                str(error) if isinstance(error, OutputError) else f"{type(error).__name__}: {error}"
            )
            while self._queue.take() is not None:
                pass

    def _pictures(self) -> Iterator[tuple[float, NDArray[np.uint8]]]:
        """Yield what was shown; a picture without a later time is no frame, but tells of a lost source."""
        veil, last_s = Veil(), -float("inf")
        while (displayed := self._queue.take()) is not None:
            if displayed.t_s <= last_s:
                yield from veil.rest()
                last_s += LATER_S
                yield last_s, displayed.picture
                continue
            last_s = displayed.t_s
            outside = not safeguards.may_be_recorded(displayed.view)
            yield from veil.pass_on(last_s, displayed.picture, outside=outside)
        yield from veil.rest()
