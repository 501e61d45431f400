"""What a protocol is given, and what it hands over. It never sees a limit's verdict."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from bench.claims import Criterion
from bench.evidence import Samples, Verdict
from bench.evidence.digest import plain
from bench.verify.target import Target


class HandoverError(Exception):
    """A protocol that hands over what its claims did not ask for, or not what they did."""


class HaltError(Exception):
    """A protocol that stopped itself, with the verdict that says why."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(f"{verdict}: {reason}")
        self.verdict = verdict
        self.reason = reason


@dataclass
class Bench:
    """The ``bench`` fixture: profile and target in, samples out.

    Parameters
    ----------
    profile
        ``quick`` or ``full``: how long to measure, never what counts as met.
    criteria
        Claim → criterion, of the claims that the protocol is marked with.
    """

    profile: str
    target: Target
    criteria: Mapping[str, Criterion]
    on_progress: Callable[[int, int], None] | None = None
    handed: dict[str, Samples] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warmed: dict[str, Any] = field(default_factory=dict)
    halt: HaltError | None = None

    def samples(
        self,
        metric: str,
        values: Iterable[float],
        *,
        unit: str,
        groups: Sequence[object] | None = None,
        subject: object = None,
    ) -> None:
        """Hand over raw samples of one metric; a second call for it appends.

        Parameters
        ----------
        unit
            As the claim writes it; another one is an error.
        groups
            The subject of each sample, where those of one subject are not independent.
        subject
            The one subject that all these samples are of.
        """
        numbers = tuple(float(value) for value in np.asarray(list(values), dtype=np.float64))
        names = None if groups is None else tuple(map(str, groups))
        if subject is not None:
            names = (str(subject),) * len(numbers)
        for criterion in self.criteria.values():
            if criterion.metric == metric and criterion.unit != unit:
                raise HandoverError(
                    f"{metric} was handed over in {unit!r}, its claim asks for {criterion.unit!r}"
                )
        self.handed[metric] = _joined(metric, self.handed.get(metric), Samples(numbers, unit, names))

    def criterion(self, metric: str) -> Criterion:
        """Return the criterion of a metric, for the data profile and sample count that it asks for."""
        for criterion in self.criteria.values():
            if criterion.metric == metric:
                return criterion
        raise HandoverError(f"no claim of this protocol asks for {metric}")

    def note(self, text: str) -> None:
        """Add a remark to the record."""
        self.notes.append(text)

    def figure(self, name: str, *, kind: str, data: Mapping[str, object], **labels: object) -> None:
        """Add data for a plot to the record."""
        self.figures.append(
            {"name": name, "kind": kind, "data": plain(data), **{k: plain(v) for k, v in labels.items()}}
        )

    def input(self, name: str, sha256: str) -> None:
        """Name an input by its digest; a path inside the checkout is looked at again later."""
        self.inputs[name] = sha256

    def warm_up(self, *, n: int, duration_s: float, **more: object) -> None:
        """Report runs that were made beforehand and not counted."""
        self.warmed = {"n": n, "duration_s": duration_s, **{k: plain(v) for k, v in more.items()}}

    def progress(self, done: int, total: int) -> None:
        """Tell whoever watches how far it is."""
        if self.on_progress is not None:
            self.on_progress(done, total)

    def not_run(self, reason: str) -> NoReturn:
        """Stop: hardware or data is not here."""
        self._stop(Verdict.NOT_RUN, reason)

    def invalid(self, reason: str) -> NoReturn:
        """Stop: the measurement itself broke."""
        self._stop(Verdict.INVALID, reason)

    def _stop(self, verdict: Verdict, reason: str) -> NoReturn:
        self.halt = HaltError(verdict, reason)
        raise self.halt


def _joined(metric: str, before: Samples | None, more: Samples) -> Samples:
    if before is None:
        return more
    if before.unit != more.unit or (before.groups is None) != (more.groups is None):
        raise HandoverError(f"{metric} was handed over twice, with different units or only once by subject")
    groups = None if before.groups is None or more.groups is None else before.groups + more.groups
    return Samples(before.values + more.values, more.unit, groups)
