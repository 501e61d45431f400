"""What a run gathers from one frame after another: the course of the operation, its key moments, counts."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.picture import rgb_picture
from bedside.endoscopy.processing.moments import Moment, Moments
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.endoscopy.processing.scene import instrument_visible
from bedside.endoscopy.processing.timeline import Timeline, TimelineResult
from bedside.endoscopy.processing.veil import HELD

if TYPE_CHECKING:
    from bedside.endoscopy.pipeline.analysis import FrameReport
    from bedside.runtime.media import Frame


class Chronicle:
    """Takes every frame once, in order, with what is said of it; memory does not grow with their number.

    A frame becomes a key moment only when the frames behind it have shown that it is not from outside the
    body: the guard may need some of them to know.

    Parameters
    ----------
    key_frames
        Of so many key moments the whole frame is kept.
    """

    def __init__(self, key_frames: int = 0) -> None:
        self._timeline, self._moments = Timeline(), Moments(key_frames)
        self._views: Counter[View] = Counter()
        self._held: deque[tuple[Frame, FrameReport]] = deque()
        self.start_s = 0.0

    def add(self, frame: Frame, report: FrameReport) -> None:
        """Take the next frame."""
        if not self.frames:
            self.start_s = report.t_s
        self._views[report.view] += 1
        visible = instrument_visible(report.scene, Letterbox.of(frame.height, frame.width))
        said = (report.view, report.view_reason, visible, report.workflow)
        self._timeline.add(report.frame, report.t_s, *said)
        self._hold(frame, report)

    @property
    def frames(self) -> int:
        """How many there were."""
        return self._views.total()

    @property
    def counts(self) -> dict[str, int]:
        """Frames read, and of each view."""
        return {"read": self.frames, **{str(view): self._views[view] for view in View}}

    @property
    def course(self) -> TimelineResult:
        """What happened when, so far."""
        return self._timeline.result()

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The key moments so far."""
        return self._moments.chosen()

    def _hold(self, frame: Frame, report: FrameReport) -> None:
        """Hold a frame back until HELD more have come, none of them from outside the body."""
        if not safeguards.may_be_recorded(report.view):
            self._held.clear()
            return
        self._held.append((frame, report))
        if len(self._held) > HELD:
            self._offer(*self._held.popleft())

    def _offer(self, frame: Frame, report: FrameReport) -> None:
        workflow = report.workflow
        if workflow is not None and workflow.phase is not None:
            self._moments.offer(rgb_picture(frame), report.scene, workflow.phase)
