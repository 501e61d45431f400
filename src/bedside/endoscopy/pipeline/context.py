"""What all parts of one live run share: its limits, its alarms and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bedside.endoscopy.pipeline.alarms import Alarms
    from bedside.endoscopy.pipeline.settings import LiveSettings
    from bedside.runtime.stream import Clock


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run's limits, alarms and monotonic clock."""

    settings: LiveSettings
    alarms: Alarms
    clock: Clock

    def since_ms(self, moment_ns: int) -> float:
        """Return how long ago a moment of the clock was."""
        return (self.clock.now_ns() - moment_ns) / 1e6
