"""When each step of an operation is done, and when the scope is out to be cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.truth import PHASE_OF_STEP

if TYPE_CHECKING:
    Random = np.random.Generator

(
    TURBINATE_DISPLACEMENT,
    MUCOSA_INCISION,
    OSTIUM_OPENING,
    SEPTUM_REMOVAL,
    SELLAR_DRILLING,
    DURA_INCISION,
    DEBULKING,
    MARGIN_CURETTAGE,
    PACKING,
    IRRIGATION,
    GRAFT_PLACEMENT,
    SEALING,
    SCOPE_WITHDRAWAL,
) = range(13)

MEDIAN_S = (55, 65, 95, 75, 135, 65, 160, 105, 65, 65, 80, 70, 58)
SPREAD = 0.35  # of the logarithm of a step's duration
LEAST_S = 14.0
SKIPPED = {
    TURBINATE_DISPLACEMENT: 0.12,
    SEPTUM_REMOVAL: 0.15,
    MARGIN_CURETTAGE: 0.12,
    PACKING: 0.12,
    SEALING: 0.12,
}
BACK_TO_DEBULKING = 0.3  # of operations
BACK_TO_REMOVAL = 0.15  # of operations, from haemostasis
CORRIDOR_S = 42.0  # at least, of the nasal approach and of the withdrawal
SHORTEST_S, LONGEST_S = 600.0, 1500.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step, done from ``start_s`` up to ``end_s``."""

    step: int
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s < self.end_s:
            raise ValueError(f"a step takes time, found {self.start_s} to {self.end_s}")

    @property
    def phase(self) -> int:
        """Which phase it belongs to."""
        return PHASE_OF_STEP[self.step]

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s

    def progress(self, t_s: float) -> float:
        """Return 0 at its start and before, 1 at its end and after."""
        return float(np.clip((t_s - self.start_s) / self.duration_s, 0, 1))


def random_stretches(rng: Random) -> tuple[Stretch, ...]:
    """Return the steps of an operation of 10 to 25 minutes, one after the other without a gap."""
    steps = _order(rng)
    seen: set[int] = set()
    durations = []
    for step in steps:
        again = 0.45 if step in seen else 1.0
        durations.append(max(again * MEDIAN_S[step] * float(np.exp(rng.normal(0, SPREAD))), LEAST_S))
        seen.add(step)
    total = sum(durations)
    factor = float(np.clip(total, SHORTEST_S * 1.12, LONGEST_S * 0.95)) / total
    durations = [max(duration * factor, LEAST_S) for duration in durations]
    for phase in (0, 6):
        own = [place for place, step in enumerate(steps) if PHASE_OF_STEP[step] == phase]
        lacking = CORRIDOR_S / sum(durations[place] for place in own)
        for place in own:
            durations[place] *= max(1.0, lacking)
    ends = np.round(np.cumsum(durations), 2)
    starts = [0.0, *ends[:-1].tolist()]
    return tuple(
        Stretch(step, start, float(end)) for step, start, end in zip(steps, starts, ends, strict=True)
    )


def random_outside(rng: Random, duration_s: float) -> tuple[tuple[float, float], ...]:
    """Return two to five times of 5 to 20 s each in which the scope is out to be cleaned."""
    wanted = int(rng.integers(2, 6))
    found: list[tuple[float, float]] = []
    for _ in range(60):
        start = round(float(rng.uniform(25, duration_s - 60)), 2)
        end = start + round(float(rng.uniform(5, 20)), 2)
        if all(end + 45 < other[0] or start > other[1] + 45 for other in found):
            found.append((start, end))
        if len(found) == wanted:
            break
    return tuple(sorted(found))


def _order(rng: Random) -> list[int]:
    left_out = {step for step, share in SKIPPED.items() if rng.random() < share}
    steps = [step for step in range(len(PHASE_OF_STEP)) if step not in left_out]
    if MARGIN_CURETTAGE in steps and rng.random() < BACK_TO_DEBULKING:
        place = steps.index(MARGIN_CURETTAGE) + 1
        steps[place:place] = [DEBULKING, MARGIN_CURETTAGE] if rng.random() < 0.5 else [DEBULKING]
    if rng.random() < BACK_TO_REMOVAL:
        place = steps.index(IRRIGATION) + 1
        again = [DEBULKING if rng.random() < 0.5 else MARGIN_CURETTAGE]
        steps[place:place] = [*again, *([PACKING] if rng.random() < 0.5 else []), IRRIGATION]
    return steps
