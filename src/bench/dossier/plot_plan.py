"""Which plots a requirement's record gives, decided before anything is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.claims import Criterion, CriterionError, Item, parse_criterion
from bench.evidence import read_samples
from bench.gates import Standing

_SHARES = ("proportion", "share")


@dataclass(frozen=True)
class PlotPlan:
    """One plot: `kind` is distribution, share, or a protocol's own figure with its data."""

    name: str
    kind: str
    caption: str
    alt: str
    data: Mapping[str, Any]


def plan_plots(standing: Standing, item: Item) -> tuple[PlotPlan, ...]:
    """Plan the plot of the judged metric, then the protocol's own."""
    basis = standing.basis
    if basis is None or basis.record is None or standing.verdict is None or not basis.record.n:
        return ()
    try:
        criterion = parse_criterion(item.acceptance or {})
    except CriterionError:
        return ()
    values = read_samples(basis.stored, criterion.metric)[0]
    own = [_judged(standing, criterion, values)] if values else []
    own += [
        _given(f"{item.uid}-{k}", figure)
        for k, figure in enumerate(basis.record.figures, 1)
        if _drawable(figure)
    ]
    return tuple(own)


def _judged(standing: Standing, criterion: Criterion, values: list[float]) -> PlotPlan:
    record = standing.basis.record if standing.basis else None
    shown = {
        "values": values,
        "metric": criterion.metric.replace("_", " "),
        "unit": criterion.unit,
        "limit": criterion.limit,
        "operator": criterion.operator,
        "statistic": criterion.statistic,
        "estimate": record.estimate if record else None,
        "interval": record.interval if record else None,
        "n": len(values),
    }
    binary = criterion.statistic in _SHARES or (criterion.statistic == "count" and set(values) <= {0.0, 1.0})
    what = "Share and its interval" if binary else "Distribution"
    caption = f"{what} of {shown['metric']}, n = {len(values):,}; the line is the limit."
    alt = f"{caption} Estimate {shown['estimate']}, limit {criterion.operator} {criterion.limit:g}."
    return PlotPlan(standing.uid, "share" if binary else "distribution", caption, alt, shown)


def _given(name: str, figure: Mapping[str, Any]) -> PlotPlan:
    title = str(figure.get("title") or figure.get("name") or name)
    return PlotPlan(name, str(figure.get("kind")), title, title, dict(figure.get("data") or {}))


def _drawable(figure: Mapping[str, Any]) -> bool:
    wanted = {"histogram": {"values"}, "scatter": {"x", "y"}, "line": {"x", "y"}}
    data = figure.get("data")
    return isinstance(data, Mapping) and wanted.get(str(figure.get("kind")), {"?"}) <= set(data)
