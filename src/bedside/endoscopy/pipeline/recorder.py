"""The recording of the clean picture: what may not be recorded never is, and what is there plays."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bedside.endoscopy import safeguards
from bedside.endoscopy.pipeline.fragments import FragmentedFilm
from bedside.endoscopy.pipeline.picture import rgb_picture
from bedside.runtime.errors import OutputError
from bedside.runtime.stream import NewestQueue, Stages

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path

    from bedside.endoscopy.interface import View
    from bedside.endoscopy.pipeline.alarms import Alarms
    from bedside.endoscopy.pipeline.fragments import RawFile
    from bedside.runtime.media import Frame
    from bedside.runtime.stream import Clock

HELD_FRAMES = 5  # the guard knows an out-of-body picture within so many
_WAITING = 25  # frames, about a second, for a disk that hesitates
_JOIN_S = 10.0
_MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """What became of the frames offered to a recording.

    Parameters
    ----------
    path
        The file; there is none where nothing was written.
    written
        Frames in it.
    withheld
        Frames that may not be recorded, those just before them, and the last few, which nothing has followed
        that would show what they are.
    dropped
        Frames for which the encoder or the disk was too slow, or which came after it had failed.
    failure
        Why it ended before the run; empty where it did not.
    """

    path: Path
    written: int
    withheld: int
    dropped: int
    failure: str = ""


class HoldBack:
    """Holds the last frames back, and lets none of them go when one behind them is from outside the body.

    The guard may need some frames to know an out-of-body picture; by then they are still here. A frame is let
    go when ``HELD_FRAMES`` later ones may be recorded.

    Implements RC-036.
    """

    def __init__(self) -> None:
        self._held: deque[Frame] = deque()
        self.withheld = 0

    def pass_on(self, frame: Frame, view: View) -> Frame | None:
        """Take a frame and its view; return an older one that may now be written, if any."""
        if not safeguards.may_be_recorded(view):
            self.withheld += 1 + len(self._held)
            self._held.clear()
            return None
        self._held.append(frame)
        return self._held.popleft() if len(self._held) > HELD_FRAMES else None

    def end(self) -> None:
        """Let go of nothing more: what the last frames are, no later one has shown."""
        self.withheld += len(self._held)
        self._held.clear()


class Recorder:
    """Records beside the picture, in a thread of its own. ``offer`` never waits.

    When the disk is full or refuses, the recording ends, an alarm says so, what was written plays, and the
    picture goes on.

    Implements RC-044.

    Parameters
    ----------
    folder
        There already; the file in it is new, and has its final name from the first byte on.
    started_utc
        For the file's name.
    file
        Something else to write to, in a test.

    Raises
    ------
    OutputError
        The folder does not take a file.
    """

    def __init__(self, folder: Path, started_utc: str, file: RawFile | None = None) -> None:
        self.stages = Stages()
        self.path, self._own = _new_file(folder, started_utc)
        self._film = FragmentedFilm(file or self._own)
        self._hold = HoldBack()
        self._queue: NewestQueue[Frame] = NewestQueue(_WAITING)
        self._alarms: Alarms | None = None
        self._written, self._failure = 0, ""
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, alarms: Alarms, clock: Clock) -> None:
        """Start the thread; alarms of this run go there."""
        self.stages, self._alarms = Stages(clock), alarms
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def offer(self, frame: Frame, view: View) -> None:
        """Take a frame and its view, without waiting."""
        ready = self._hold.pass_on(frame, view)
        if ready is None:
            return
        if self._queue.put(ready) is not None and not self._failure:
            self._sound("gaps", "recording has gaps", "the encoder or the disk is too slow")

    def close(self) -> None:
        """Write what may be written and still waits, and close the file; one without a frame is removed."""
        self._hold.end()
        self._queue.close()
        if self._thread is not None:
            self._thread.join(_JOIN_S)
        self._own.close()
        if not self._written:
            self.path.unlink(missing_ok=True)

    def report(self) -> RecordingReport:
        """Close the books; only after ``close``."""
        counts = self._queue.counts
        return RecordingReport(
            self.path, self._written, self._hold.withheld, counts.produced - self._written, self._failure
        )

    def _work(self) -> None:
        try:
            try:
                while (frame := self._queue.take()) is not None:
                    with self.stages("record"):
                        self._film.add(frame.t_s, rgb_picture(frame))
                    self._written += 1
            finally:
                self._film.close()
        except Exception as error:  # noqa: BLE001 # whatever it is, the recording has ended, and the alarm says so
            self._failure = getattr(error, "strerror", None) or str(error)
            self._sound("recording", f"recording stopped: {self._failure}", str(error))

    def _sound(self, kind: str, text: str, detail: str) -> None:
        if self._alarms is not None:
            self._alarms.sound(kind, text, detail)


def _new_file(folder: Path, started_utc: str) -> tuple[Path, FileIO]:
    """Make a file that was not there, named by the time."""
    stamp = "".join(sign for sign in started_utc[:19] if sign.isalnum())
    try:
        for number in range(_MOST_NAMES):
            path = folder / f"recording-{stamp}{f'-{number}' if number else ''}.mp4"
            try:
                return path, path.open("xb", buffering=0)
            except FileExistsError:
                continue
    except OSError as error:
        raise OutputError(
            folder, f"no recording can be begun ({error.strerror})", "Give another folder."
        ) from error
    raise OutputError(
        folder, f"{_MOST_NAMES} recordings of the same second are there", "Give another folder."
    )
