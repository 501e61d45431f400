"""The texts of a result: timeline.json, result.json, and plain words for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bedside.endoscopy.interface import Status
from bedside.endoscopy.processing.bars import clock, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bedside.endoscopy.interface import Event, Interval, Result
    from bedside.endoscopy.processing.moments import Moment
    from bedside.runtime.stream import Statistics

RESULT_SCHEMA = "bedside.endoscopy/1"
TIMELINE_SCHEMA = "bedside.endoscopy.timeline/1"
DIGITS = 6  # of seconds: the time stamps of a film of 25 pictures a second, to the microsecond


def timeline_json(
    result: Result, views: Sequence[Interval], moments: Sequence[Moment], notices: Mapping[str, str]
) -> dict[str, Any]:
    """Return the entries of ``timeline.json``; all times are the source's own, in seconds.

    Parameters
    ----------
    result
        What was seen.
    views
        What the view was, from when to when.
    moments
        The key frames.
    notices
        Texts that stand on every output, by name.
    """
    return {
        "schema": TIMELINE_SCHEMA,
        "status": str(result.status),
        "duration_s": _rounded(result.duration_s),
        "phases": [_interval(interval) for interval in result.phases],
        "steps": [_interval(interval) for interval in result.steps],
        "instruments": [_interval(interval) for interval in result.instruments],
        "totals_s": {
            "phases": _totals(result.phases),
            "steps": _totals(result.steps),
            "instruments": _rounded(sum(interval.duration_s for interval in result.instruments)),
            "views": _totals(views),
        },
        "views": [_interval(interval) for interval in views],
        "frames": dict(result.frames),
        "events": [_event(event) for event in result.events],
        "key_frames": [_moment(moment) for moment in moments],
        "digests": dict(result.digests),
        **notices,
    }


def result_json(
    result: Result, notices: Mapping[str, str], latency: Mapping[str, Statistics]
) -> dict[str, Any]:
    """Return the entries of ``result.json``.

    Parameters
    ----------
    result
        What was seen, or why nothing is said.
    notices
        Texts that stand on every output, by name.
    latency
        How long each stage of the work took.
    """
    return {
        "schema": RESULT_SCHEMA,
        "status": str(result.status),
        "reasons": list(result.reasons),
        "warnings": list(result.warnings),
        "duration_s": _rounded(result.duration_s),
        "frames": dict(result.frames),
        "phases": _totals(result.phases),
        "instrument_use_s": _rounded(sum(interval.duration_s for interval in result.instruments)),
        "events": len(result.events),
        "latency": {stage: latency[stage].to_json() for stage in sorted(latency)},
        "digests": dict(result.digests),
        **notices,
    }


def summary(result: Result, notices: Mapping[str, str] | None = None) -> str:
    """Return the result in plain words, a line each, and below them what stands on every output."""
    lines = [
        f"Status: {plain(str(result.status))}",
        f"Duration {clock(result.duration_s)}, {_frames(result)}",
    ]
    lines += [f"Reason: {reason}" for reason in result.reasons]
    if result.status is Status.ANALYSED:
        lines += _course(result)
    return "\n".join([*lines, *(notices or {}).values()])


def _course(result: Result) -> list[str]:
    stretches = [
        f"{plain(phase.name)} {clock(phase.start_s)} to {clock(phase.end_s)}" for phase in result.phases
    ]
    used_s = sum(interval.duration_s for interval in result.instruments)
    share = used_s / result.duration_s if result.duration_s else 0.0
    return [
        f"Phases: {'; '.join(stretches) or 'none was announced'}",
        f"Instruments in the picture for {clock(used_s)} ({share:.0%})",
        f"Events: {len(result.events)}",
    ]


def _frames(result: Result) -> str:
    counts = [f"{count} {plain(name)}" for name, count in result.frames.items() if name != "read" and count]
    return f"{result.frames.get('read', 0)} frames" + (f": {', '.join(counts)}" if counts else "")


def _totals(intervals: Sequence[Interval]) -> dict[str, float]:
    """Return how long each name lasted in all, in the order of their first coming."""
    totals: dict[str, float] = {}
    for interval in intervals:
        totals[interval.name] = totals.get(interval.name, 0.0) + interval.duration_s
    return {name: _rounded(total_s) for name, total_s in totals.items()}


def _interval(interval: Interval) -> dict[str, Any]:
    times = {"start_s": interval.start_s, "end_s": interval.end_s, "duration_s": interval.duration_s}
    return {"name": interval.name, **{name: _rounded(value) for name, value in times.items()}}


def _event(event: Event) -> dict[str, Any]:
    return {"t_s": _rounded(event.t_s), "kind": event.kind, "text": event.text}


def _moment(moment: Moment) -> dict[str, Any]:
    seen = moment.scene
    return {
        "frame": seen.frame,
        "t_s": _rounded(seen.t_s),
        "phase": moment.phase,
        "scene_confidence": round(seen.confidence, 4),
    }


def _rounded(value: float) -> float:
    return round(float(value), DIGITS)
