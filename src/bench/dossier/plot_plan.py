"""Which plots a requirement's record gives, decided before anything is drawn."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.claims import Criterion, CriterionError, Graph, Item, parse_criterion
from bench.evidence import Record, read_samples
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


def plan_plots(standings: Iterable[Standing], graph: Graph) -> dict[str, tuple[PlotPlan, ...]]:
    """Plan the plots of each card: the judged metric, then the protocol's own figures.

    Every record of a protocol holds all of its figures: each is shown once, and one of a metric that some
    criterion judges is left to that criterion's own plot.
    """
    metrics = {str(item.get("acceptance.metric")) for item in graph if item.acceptance is not None}
    shown: set[tuple[str, str]] = set()
    plans = {}
    for standing in standings:
        plans[standing.uid] = (
            *_judged_plots(standing, graph.item(standing.uid)),
            *_own_figures(standing, metrics, shown),
        )
    return plans


def _judged_plots(standing: Standing, item: Item) -> Iterator[PlotPlan]:
    basis = _basis(standing)
    try:
        criterion = parse_criterion(item.acceptance or {})
    except CriterionError:
        return
    if basis is not None and any(s.name == criterion.metric and s.n for s in basis.samples):
        values = read_samples(standing.basis.stored, criterion.metric)[0] if standing.basis else []
        yield _judged(standing, criterion, values)


def _own_figures(standing: Standing, metrics: set[str], shown: set[tuple[str, str]]) -> Iterator[PlotPlan]:
    record = _basis(standing)
    for figure in record.figures if record else ():
        name = str(figure.get("name") or figure.get("title"))
        if record is None or name in metrics or (record.nodeid, name) in shown or not _drawable(figure):
            continue
        shown.add((record.nodeid, name))
        title = str(figure.get("title") or name).replace("_", " ")
        data = dict(figure.get("data") or {})
        yield PlotPlan(f"{standing.uid}-{len(shown)}", str(figure.get("kind")), title, title, data)


def _basis(standing: Standing) -> Record | None:
    return standing.basis.record if standing.basis and standing.verdict is not None else None


def _judged(standing: Standing, criterion: Criterion, values: list[float]) -> PlotPlan:
    record = _basis(standing)
    shown = {
        "values": values,
        "metric": criterion.metric.replace("_", " "),
        "unit": criterion.unit,
        "limit": criterion.limit,
        "operator": criterion.operator,
        "statistic": criterion.statistic,
        "estimate": record.estimate if record else None,
        "bound": record.bound if record else None,
        "interval": record.interval if record else None,
        "n": len(values),
    }
    binary = criterion.statistic in _SHARES or (criterion.statistic == "count" and set(values) <= {0.0, 1.0})
    what = "Share and its interval" if binary else "Distribution"
    caption = f"{what} of {shown['metric']}, n = {len(values):,}; the line is the limit."
    alt = f"{caption} Estimate {shown['estimate']}, limit {criterion.operator} {criterion.limit:g}."
    return PlotPlan(standing.uid, "share" if binary else "distribution", caption, alt, shown)


def _drawable(figure: Mapping[str, Any]) -> bool:
    wanted = {"histogram": {"values"}, "scatter": {"x", "y"}, "line": {"x", "y"}}
    data = figure.get("data")
    return isinstance(data, Mapping) and wanted.get(str(figure.get("kind")), {"?"}) <= set(data)
