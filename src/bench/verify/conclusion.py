"""From what a protocol handed over to one record per claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from bench.claims import Criterion
from bench.evidence import Record, Samples, Verdict, Verified, record_id
from bench.verify.conditions import Conditions
from bench.verify.handover import Bench
from bench.verify.verdict import TIMED_UNITS, Judged, judge


@dataclass(frozen=True)
class Concluded:
    """One record, and the raw samples that go beside it."""

    record: Record
    samples: Mapping[str, Samples]


def conclude(
    blank: Record, bench: Bench, conditions: Conditions, marks: Sequence[Verified], error: str | None = None
) -> tuple[Concluded, ...]:
    """Judge every claim of one protocol run.

    Parameters
    ----------
    blank
        The record as far as it is the same for every claim.
    error
        What the protocol died of, if it did.
    """
    shared = replace(
        blank,
        inputs=dict(bench.inputs),
        notes=tuple(bench.notes),
        figures=tuple(bench.figures),
        warm_up=dict(bench.warmed),
        telemetry=dict(conditions.telemetry),
    )
    return tuple(
        _one(shared, uid, criterion, bench, conditions, marks, error)
        for uid, criterion in sorted(bench.criteria.items())
    )


def wrong_hardware(criterion: Criterion, hardware_class: str) -> str | None:
    """Say that a claim is about another hardware class, if it is."""
    if criterion.hardware_class in ("any", hardware_class):
        return None
    return f"the claim is about {criterion.hardware_class}; this target is {hardware_class}"


def _one(
    shared: Record,
    uid: str,
    criterion: Criterion,
    bench: Bench,
    conditions: Conditions,
    marks: Sequence[Verified],
    error: str | None,
) -> Concluded:
    judged, outcome = _judged(criterion, bench, conditions, error)
    samples = {
        metric: samples
        for metric, samples in bench.handed.items()
        if metric == criterion.metric or metric not in {c.metric for c in bench.criteria.values()}
    }
    estimate = judged.estimate
    record = replace(
        shared,
        id=record_id(*_place(shared.nodeid), uid, shared.target, shared.profile),
        uid=uid,
        verifies=tuple(mark for mark in marks if mark.uid == uid),
        outcome=outcome,
        verdict=judged.verdict,
        reason=judged.reason,
        criterion=criterion.as_json(),
        n=estimate.n if estimate else 0,
        estimate=estimate.point if estimate else None,
        interval=(estimate.lower, estimate.upper) if estimate and estimate.confidence else None,
        bound=judged.bound,
        confidence=criterion.confidence,
        method=estimate.method if estimate else "",
    )
    return Concluded(record, samples)


def _place(nodeid: str) -> tuple[str, str]:
    file, _, function = nodeid.partition("::")
    return PurePosixPath(file).stem, function


def _judged(
    criterion: Criterion, bench: Bench, conditions: Conditions, error: str | None
) -> tuple[Judged, str]:
    """Return the verdict with the protocol's own outcome."""
    if (elsewhere := wrong_hardware(criterion, bench.target.hardware_class)) is not None:
        return Judged(Verdict.NOT_RUN, None, None, elsewhere), "skipped"
    if bench.halt is not None:
        return Judged(bench.halt.verdict, None, None, bench.halt.reason), "skipped"
    if error is not None:
        return Judged(Verdict.INVALID, None, None, error), "error"
    if criterion.metric not in bench.handed:
        missing = f"the protocol handed over no samples of {criterion.metric}"
        return Judged(Verdict.INVALID, None, None, missing), "error"
    handed = bench.handed[criterion.metric]
    judged = judge(criterion, handed.values, handed.groups)
    if conditions.faults and criterion.unit in TIMED_UNITS:
        return replace(judged, verdict=Verdict.INVALID, reason="; ".join(conditions.faults)), "passed"
    return judged, "failed" if judged.verdict is Verdict.FAIL else "passed"
