"""From what was gathered of an operation to a result: what is said of it, or why nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bedside.endoscopy.interface import Result, Status, View
from bedside.endoscopy.processing.bars import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bedside.endoscopy.pipeline.operation import Operation

LEAST_DURATION_S = 2.0  # the dwell time: before it no phase is announced


def judged(operation: Operation, warnings: tuple[str, ...], digests: Mapping[str, str]) -> Result:
    """Return what is said of the operation; where it was too short or never well seen, why nothing is.

    Parameters
    ----------
    operation
        What was gathered.
    warnings
        Before its own.
    digests
        Of the input and the models.
    """
    course = operation.chronicle.course
    counts = {**operation.chronicle.counts, **operation.counts}
    reasons = tuple(faults(course.duration_s, counts))
    events = sorted((*course.events, *operation.alarms), key=lambda event: event.t_s)
    said = () if reasons else (course.phases, course.steps, course.instruments)
    return Result(
        Status.INSUFFICIENT_QUALITY if reasons else Status.ANALYSED,
        course.duration_s, counts, *(said or ((), (), ())),
        events=tuple(events), reasons=reasons, warnings=(*warnings, *operation.warnings),
        digests=dict(digests),
    )  # fmt: skip


def faults(duration_s: float, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield why nothing is said of an operation; nothing where something is.

    Parameters
    ----------
    duration_s
        From the first frame to the end of the last.
    counts
        Frames read, and of each view.
    """
    if duration_s < LEAST_DURATION_S:
        yield f"it lasts {duration_s:.2f} s; at least {LEAST_DURATION_S:g} s are needed to tell a phase"
    if not counts.get(View.GOOD, 0):
        others = [f"{counts[view]} {plain(view)}" for view in View if counts.get(view, 0)]
        found = ", ".join(others) or "none came"
        yield f"not one of {counts.get('read', 0)} frames shows a good view ({found})"
