"""What a live run is told of time: how long it waits for what, and when it gives something up."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """The limits of a live run. All are kept by the monotonic clock; none of them delays the clean picture.

    Parameters
    ----------
    annotation_deadline_ms
        From a frame's arrival to its annotated picture; later than that it is shown without.
    composing_ms
        Part of it that is kept for drawing: the wait for a model ends so much earlier.
    patience_ms
        How long a model may take for one answer before it counts as stalled.
    recovery_s
        How long a model must answer well after trouble before its answers are shown again.
    give_up_s
        A model that is stalled for so long is ended.
    restarts
        How often a model whose process ended is started anew, without being shown before it has recovered.
    restart_pause_s
        Before each of them.
    opening_s
        How long a model may take to open.
    warm_up_s
        How long the run waits for the models before it opens the source; no picture is there to be delayed.
    workflow_rate_hz
        How often the workflow model is asked.
    workflow_life_s
        How long its last answer may be shown.
    source_patience_s
        A live source without a frame for so long is lost; where five of its intervals are longer, for those.
    queue_frames
        Frames that may wait for the clean feed when the machine hesitates.
    longest_s
        The run ends after so much of the source's time; None for no limit.
    """

    annotation_deadline_ms: float = 40.0
    composing_ms: float = 10.0
    patience_ms: float = 250.0
    recovery_s: float = 1.0
    give_up_s: float = 5.0
    restarts: int = 1
    restart_pause_s: float = 1.0
    opening_s: float = 30.0
    warm_up_s: float = 5.0
    workflow_rate_hz: float = 1.0
    workflow_life_s: float = 5.0
    source_patience_s: float = 0.5
    queue_frames: int = 16
    longest_s: float | None = None

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} is a number that is not negative, found {value}")
        if self.queue_frames < 1 or self.workflow_rate_hz <= 0:
            raise ValueError("a queue holds a frame at least, and a rate is above 0")
        if self.composing_ms >= self.annotation_deadline_ms:
            raise ValueError("drawing takes less than the whole time to the annotated picture")
