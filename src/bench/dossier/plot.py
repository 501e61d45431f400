"""Draws the planned plots as SVG, the same bytes for the same data."""

import io
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bench.dossier.figure_text import number
from bench.dossier.plot_plan import PlotPlan

_INK, _LIMIT, _BAR, _POINT = "#1f2933", "#b42318", "#9fb3c8", "#1d4e89"
_SIGNS = {"<=": "≤", ">=": "≥"}
_STYLE: dict[Any, Any] = {
    "font.family": "STIXGeneral",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "axes.linewidth": 0.6,
    "svg.fonttype": "path",
    "path.simplify": True,
}


def draw(plans: Iterable[PlotPlan]) -> dict[str, bytes]:
    """Draw every plan; returns SVG bytes by name."""
    return {plan.name: _svg(plan) for plan in plans}


def _svg(plan: PlotPlan) -> bytes:
    with mpl.rc_context({**_STYLE, "svg.hashsalt": plan.name}):
        high = 1.05 if plan.kind == "share" else 1.9
        figure = Figure(figsize=(3.3, high))
        left = 0.03 if plan.kind == "share" else 0.16
        axes = figure.add_axes((left, 0.42 / high, 0.97 - left, 1 - 0.66 / high))
        _DRAWN[plan.kind](axes, plan.data)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _distribution(axes: Axes, data: Mapping[str, Any]) -> None:
    """Draw a histogram that always shows the limit; what lies far beyond it, or never came, is counted."""
    told, limit = data["values"], float(data["limit"])
    values = sorted(value for value in told if math.isfinite(value)) or [limit]
    top = max(values[min(len(values) - 1, int(0.995 * len(values)))], limit * 1.2 if limit > 0 else limit)
    low = min(values[0], limit)
    span = (low, top if top > low else low + 1.0)
    inside = [value for value in told if span[0] <= value <= span[1]]
    axes.hist(inside, bins=40, range=span, color=_BAR, edgecolor="white", linewidth=0.3)
    _limit_line(axes, data)
    if data["estimate"] is not None and math.isfinite(data["estimate"]):
        axes.axvline(data["estimate"], color=_POINT, linewidth=1.2)
        axes.plot(
            [], [], color=_POINT, linewidth=1.2, label=f"{data['statistic']} {number(data['estimate'])}"
        )
    if data["bound"] is not None and math.isfinite(data["bound"]) and data["bound"] != data["estimate"]:
        axes.axvline(data["bound"], color=_POINT, linewidth=1.0, linestyle=(0, (1, 1.5)))
        axes.plot(
            [],
            [],
            color=_POINT,
            linewidth=1.0,
            linestyle=(0, (1, 1.5)),
            label=f"bound {number(data['bound'])}",
        )
    axes.xaxis.set_major_locator(MaxNLocator(6))
    beyond = f"; {len(told) - len(inside)} beyond the axis" if len(told) > len(inside) else ""
    axes.set_xlabel(f"{_label(data)}{beyond}")
    axes.set_ylabel("samples")
    _legend(axes)


def _share(axes: Axes, data: Mapping[str, Any]) -> None:
    """Draw one point with its interval against the limit, on the part of the axis that matters."""
    point = data["estimate"] if data["estimate"] is not None else sum(data["values"]) / len(data["values"])
    lower, upper = data["interval"] or (None, None)
    ends = [point if lower is None else lower, point if upper is None else upper]
    axes.plot(ends, [0, 0], color=_POINT, linewidth=2.2, solid_capstyle="butt")
    axes.plot([point], [0], "o", color=_POINT, markersize=5, label=f"{data['statistic']} {number(point)}")
    _limit_line(axes, data)
    seen = [*ends, point, float(data["limit"])]
    room = max(0.15 * (max(seen) - min(seen)), 0.005 * max(1.0, max(seen)))
    axes.set_xlim(max(min(seen) - room, -0.02), min(max(seen) + room, max(1.02, max(seen))))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(_label(data))
    _legend(axes)


def _histogram(axes: Axes, data: Mapping[str, Any]) -> None:
    axes.hist(data["values"], bins=int(data.get("bins", 40)), color=_BAR, edgecolor="white", linewidth=0.3)
    axes.set_xlabel(str(data.get("x_label", "")))
    axes.set_ylabel("samples")


def _scatter(axes: Axes, data: Mapping[str, Any]) -> None:
    axes.plot(data["x"], data["y"], ".", color=_POINT, markersize=2.5)
    axes.set_xlabel(str(data.get("x_label", "")))
    axes.set_ylabel(str(data.get("y_label", "")))


def _line(axes: Axes, data: Mapping[str, Any]) -> None:
    axes.plot(data["x"], data["y"], color=_POINT, linewidth=0.9)
    axes.set_xlabel(str(data.get("x_label", "")))
    axes.set_ylabel(str(data.get("y_label", "")))


def _limit_line(axes: Axes, data: Mapping[str, Any]) -> None:
    label = f"limit {_SIGNS.get(data['operator'], data['operator'])} {data['limit']:g}"
    axes.axvline(float(data["limit"]), color=_LIMIT, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.plot([], [], color=_LIMIT, linewidth=1.2, linestyle=(0, (4, 2)), label=label)


def _legend(axes: Axes) -> None:
    """Put the legend above the axes, where it hides nothing."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        ncols=4,
        columnspacing=0.9,
        handletextpad=0.4,
        handlelength=1.3,
        frameon=False,
        fontsize=7.5,
    )


def _label(data: Mapping[str, Any]) -> str:
    return str(data["metric"]) if data["unit"] in ("", "1") else f"{data['metric']} ({data['unit']})"


_DRAWN: Mapping[str, Callable[[Axes, Mapping[str, Any]], None]] = {
    "distribution": _distribution,
    "share": _share,
    "histogram": _histogram,
    "scatter": _scatter,
    "line": _line,
}
