"""Frame by frame: what each picture shows of the eye, bad ones set aside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bedside.eye_movement import safeguards
from bedside.eye_movement.interface import EyeObservation, EyeState
from bedside.eye_movement.processing.observation import OperatingPoint, observe
from bedside.eye_movement.processing.preprocessing import Preprocessing, prepare
from bedside.runtime.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Frame
    from bedside.runtime.model import ModelPackage
    from bedside.runtime.stream import Stages

GLARE = "over-exposed in part"


class EyeTracker:
    """What each frame of one recording shows of the eye, one frame after the other."""

    def __init__(self, package: ModelPackage, backend: Backend) -> None:
        manifest = package.manifest
        try:
            self._how = Preprocessing.from_manifest(manifest.preprocessing)
            self._point = OperatingPoint.from_manifest(manifest.operating_point)
        except ValueError as error:
            raise ModelError(manifest.item, "a manifest of this software's network", str(error)) from error
        self._input, self._backend = manifest.inputs[0].name, backend
        self._previous: NDArray[np.float32] | None = None

    def observe(self, frame: Frame, stages: Stages) -> EyeObservation:
        """Return what the frame shows; a bad one is not looked into."""
        with stages("check"):
            grey = frame.grey()
            bad = "damaged" if frame.damaged else safeguards.bad_frame(grey, self._previous)
            self._previous = grey
        if bad:
            return EyeObservation(frame.index, frame.t_s, EyeState.BAD, 0.0, reason=bad)
        with stages("prepare"):
            tensor, geometry = prepare(grey, self._how)
        with stages("network"):
            maps = self._backend.run({self._input: tensor})
        with stages("ellipses"):
            fit = observe(grey, maps, geometry, self._point)
            glare = safeguards.saturated_share(grey) > safeguards.NOTED_SATURATED_SHARE
            reason = fit.reason or (GLARE if glare else "")
            seen = EyeObservation(
                frame.index, frame.t_s, fit.state, fit.confidence, fit.pupil, fit.limbus, reason
            )
            return safeguards.sure(seen, self._point.least_confidence)


def frame_warnings(seen: list[EyeObservation]) -> tuple[str, ...]:
    """Return which frames were bad or half over-exposed, and why."""
    noted = [o for o in seen if o.state is EyeState.BAD or o.reason == GLARE]
    counts = Counter(o.reason for o in noted)
    return tuple(
        f"{count} frames {reason} (the first is frame {next(o.frame for o in noted if o.reason == reason)})"
        for reason, count in counts.items()
    )
