"""What the endoscopy item takes and what it promises.

Conventions, said once for the whole item:

- Pixel coordinates: (0, 0) is the centre of the top-left pixel; x grows to the image's right, y down.
- Left and right are the image's, with the sella upright.
- Times are the source's own, in seconds; an interval holds its start and not its end.
- What is withheld is None or empty, with the reason beside it; it is never a zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

LABELS = ("background", "instrument", "sella", "clival_recess")
LANDMARKS = ("carotid_left", "carotid_right", "optic_protuberance_left", "optic_protuberance_right")
PHASES = (
    "nasal_approach",
    "sphenoidotomy",
    "sellar_exposure",
    "tumour_removal",
    "haemostasis",
    "reconstruction",
    "withdrawal",
)
STEPS = (
    "turbinate_displacement",
    "mucosa_incision",
    "ostium_opening",
    "septum_removal",
    "sellar_drilling",
    "dura_incision",
    "debulking",
    "margin_curettage",
    "packing",
    "irrigation",
    "graft_placement",
    "sealing",
    "scope_withdrawal",
)
PHASE_OF_STEP = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6)  # place in PHASES of each of STEPS


class View(StrEnum):
    """What kind of picture the endoscope gives; the models speak on a good one alone."""

    GOOD = "good"
    BLACK = "black"
    FROZEN = "frozen"
    OVER_EXPOSED = "over_exposed"
    OUT_OF_BODY = "out_of_body"
    WRONG_SCOPE = "wrong_scope"
    SMOKE = "smoke"
    BLURRED = "blurred"


class Status(StrEnum):
    """Whether a recording could be analysed."""

    ANALYSED = "analysed"
    INSUFFICIENT_QUALITY = "insufficient_quality"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place on the anatomy, in full-resolution pixels, and how sure it is that it is in the picture."""

    x_px: float
    y_px: float
    confidence: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (self.x_px, self.y_px)):
            raise ValueError(f"a landmark needs finite coordinates, found {self.x_px}, {self.y_px}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence lies in [0, 1], found {self.confidence}")


@dataclass(frozen=True, slots=True, eq=False)
class SceneObservation:
    """What the scene model saw in one frame.

    Parameters
    ----------
    frame, t_s
        The frame that it belongs to.
    shares
        (4, h, w) float32 in 0 to 1, of LABELS, on the network's grid; None where withheld.
    landmarks
        One for each of LANDMARKS; None where it is not in the picture, or withheld.
    confidence
        Mean probability of the labels chosen, over the pixels that are not background; 0 where withheld.
    reason
        Why it is withheld; empty where it is not.
    """

    frame: int
    t_s: float
    shares: NDArray[np.float32] | None
    landmarks: tuple[Landmark | None, ...]
    confidence: float
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.shares is None) != bool(self.reason):
            raise ValueError(f"a scene is withheld exactly where there is a reason, found {self.reason!r}")
        if len(self.landmarks) != len(LANDMARKS) or not 0 <= self.confidence <= 1:
            raise ValueError(f"a scene has {len(LANDMARKS)} landmarks and a confidence in [0, 1]")
        if self.reason and any(self.landmarks):
            raise ValueError("a scene that is withheld has no landmarks")


@dataclass(frozen=True, slots=True)
class WorkflowObservation:
    """What the workflow model says at one frame: after the dwell rule, and raw.

    Parameters
    ----------
    frame, t_s
        The frame that it belongs to.
    phase, step
        Names of PHASES and STEPS as announced; None where withheld, or before the first is announced.
    raw_phase
        The most probable phase of this frame alone; None where withheld.
    confidence
        The probability of the phase announced; 0 where there is none.
    remaining_s
        Estimate of the time to the operation's end, at least 0; None where withheld.
    reason
        Why it is withheld; empty where it is not.
    """

    frame: int
    t_s: float
    phase: str | None
    step: str | None
    raw_phase: str | None
    confidence: float
    remaining_s: float | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.phase is not None and self.phase not in PHASES:
            raise ValueError(f"no such phase: {self.phase}")
        if self.step is not None and self.step not in STEPS:
            raise ValueError(f"no such step: {self.step}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence lies in [0, 1], found {self.confidence}")
        if self.remaining_s is not None and not (math.isfinite(self.remaining_s) and self.remaining_s >= 0):
            raise ValueError(f"remaining time is finite and not negative, found {self.remaining_s}")


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the operation: ``name`` holds from ``start_s`` up to ``end_s``."""

    name: str
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s <= self.end_s:
            raise ValueError(f"an interval ends after its start, found {self.start_s} to {self.end_s}")

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a reader of the timeline should know of: what, when, and in words."""

    t_s: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One operation, recorded or live, to analyse.

    Parameters
    ----------
    input
        A video file, a folder of pictures, a DICOM multi-frame file or a camera.
    out
        Folder for the outputs.
    overlay
        Also write overlay.mp4.
    live
        Run as in the operating room: by the source's own pace, newest frame first, each model in a process of
        its own. Without, every frame is worked on, one after the other, and the result is repeatable.
    record
        In a live run, also record the clean picture, without out-of-body frames.
    key_frames
        Also write DICOM segmentations of so many key frames; 0 for none.
    image_rate_hz
        Of a folder of pictures, which has no times of its own.
    camera_s
        How long a camera is read.
    """

    input: Path
    out: Path
    overlay: bool = False
    live: bool = False
    record: bool = False
    key_frames: int = 0
    image_rate_hz: float | None = None
    camera_s: float = 60.0

    def __post_init__(self) -> None:
        rate = self.image_rate_hz
        if rate is not None and not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"an image rate is a positive number of Hz, found {rate}")
        if not (math.isfinite(self.camera_s) and self.camera_s > 0):
            raise ValueError(f"a camera is read for a positive number of seconds, found {self.camera_s}")
        if self.key_frames < 0:
            raise ValueError(f"a number of key frames is not negative, found {self.key_frames}")
        if self.record and not self.live:
            raise ValueError("only a live run is recorded: a file is there already")


@dataclass(frozen=True, slots=True)
class Result:
    """What was seen of the operation, or the reasons why nothing is said. Never a judgement of it.

    Parameters
    ----------
    frames
        Counts: read, each View, and in a live run dropped ones of each model.
    phases, steps, instruments
        Intervals, in order.
    events
        In the order of time.
    reasons
        Why nothing is said; empty where something is.
    """

    status: Status
    duration_s: float
    frames: dict[str, int]
    phases: tuple[Interval, ...] = ()
    steps: tuple[Interval, ...] = ()
    instruments: tuple[Interval, ...] = ()
    events: tuple[Event, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
