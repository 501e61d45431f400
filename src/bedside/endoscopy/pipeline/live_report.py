"""What a live run did: every frame accounted for, every delay on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import View
    from bedside.endoscopy.pipeline.alarms import Alarm
    from bedside.endoscopy.pipeline.branch import BranchReport
    from bedside.endoscopy.pipeline.recorder import RecordingReport
    from bedside.runtime.stream import Statistics


@dataclass(frozen=True, slots=True, eq=False)
class LiveReport:
    """Counts, delays and alarms of one live run.

    Parameters
    ----------
    produced, delivered, dropped
        Frames that came, that were handed on as the clean picture, and that were not.
    views
        How many frames of each view.
    displayed, display_skipped, annotated
        Pictures for the screen; frames that were not shown on it; pictures with what the scene model saw.
    late
        Pictures without it because the model had not answered in time.
    branches
        The models: scene and workflow.
    recording
        None where nothing was to be recorded.
    lost
        Why the source was lost; empty where it ended by itself or was stopped.
    alarms
        In the order of their appearance.
    video_delay_ms
        (delivered,) from a frame's arrival until the clean sink had it.
    annotation_delay_ms
        (annotated,) from a frame's arrival until the display had its annotated picture.
    response_ms
        (annotated,) the same from when the frame was due, which counts a late source too.
    stages
        How long each part of the work took.
    warnings
        What the source met.
    """

    produced: int
    delivered: int
    dropped: int
    views: Mapping[View, int]
    displayed: int
    display_skipped: int
    annotated: int
    late: int
    branches: Mapping[str, BranchReport]
    recording: RecordingReport | None
    lost: str
    alarms: tuple[Alarm, ...]
    video_delay_ms: NDArray[np.float64]
    annotation_delay_ms: NDArray[np.float64]
    response_ms: NDArray[np.float64]
    stages: Mapping[str, Statistics]
    warnings: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.produced != self.delivered + self.dropped:
            raise ValueError(
                f"{self.produced} frames came, {self.delivered} handed on, {self.dropped} dropped"
            )
        if self.delivered != self.video_delay_ms.size or self.annotated != self.annotation_delay_ms.size:
            raise ValueError("each clean and each annotated picture has its delay")
