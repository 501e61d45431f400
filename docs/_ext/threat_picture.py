"""The threat model drawn: boundaries dashed, elements by their kind, flows as numbered arrows."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bench.threats import Boundary, Element, Flow, ThreatModel, View

SIZE = (15.5, 7.0)  # of an element, in the picture's units
UNITS_PER_INCH = 12.5
STYLE = {"svg.hashsalt": "bedside", "svg.fonttype": "path", "font.family": "DejaVu Sans"}
INK, DASH, FLOW, CROSS = "#1d2733", "#7a4b00", "#41607f", "#8c1d18"
FILL = {"actor": "#f4e9d8", "process": "#dce9f5", "store": "#e3efe0"}


def draw(model: ThreatModel, view: View) -> bytes:
    """Return a view as SVG; the same model gives the same bytes."""
    places = {uid: view.places.get(uid, model.element[uid].at) for uid in view.elements}
    boxes = _boxes(model, view)
    left = min(x for x, _, _, _ in boxes.values()) - 1
    low = min(y for _, y, _, _ in boxes.values()) - 1
    right = max(x + w for x, _, w, _ in boxes.values()) + 1
    top = max(y + h for _, y, _, h in boxes.values()) + 1
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=((right - left) / UNITS_PER_INCH, (top - low) / UNITS_PER_INCH))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(left, right), ylim=(low, top))
        axes.set_axis_off()
        for uid, box in boxes.items():
            _boundary(axes, next(b for b in model.boundaries if b.uid == uid), box)
        crossing = {flow.uid for flow in model.crossing}
        for uid in view.flows:
            _flow(axes, model.flow[uid], places, crosses=uid in crossing)
        for uid, at in places.items():
            _element(axes, model.element[uid], at)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _boxes(model: ThreatModel, view: View) -> dict[str, tuple[float, ...]]:
    """Return the boundaries that hold a shown element, or another boundary that does."""
    shown = {model.element[uid].boundary for uid in view.elements}
    inner = {"B-3", "B-4"} & shown
    whole = {b.uid: view.boxes.get(b.uid, _cut(model, view, b.box)) for b in model.boundaries}
    around = {uid for uid, box in whole.items() if any(_inside(whole[i], box) for i in inner if i != uid)}
    return {uid: box for uid, box in whole.items() if uid in shown | around}


def _cut(model: ThreatModel, view: View, box: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Cut a box to the height of what the view shows."""
    heights = [view.places.get(uid, model.element[uid].at)[1] for uid in view.elements]
    x, y, width, height = box
    low = max(y, min(heights) - SIZE[1] / 2 - 5)
    top = min(y + height, max(heights) + SIZE[1] / 2 + 5)
    return x, low, width, max(top - low, 1.0)


def _inside(small: tuple[float, ...], large: tuple[float, ...]) -> bool:
    return all(large[k] <= small[k] and small[k] + small[k + 2] <= large[k] + large[k + 2] for k in (0, 1))


def _boundary(axes: Axes, boundary: Boundary, box: tuple[float, ...]) -> None:
    x, y, width, height = box
    at, across, up = (x + 0.7, y + height - 0.6), "left", "top"
    if boundary.low:
        at, across, up = (x + width / 2, y + 0.8), "center", "bottom"
    axes.add_patch(Rectangle((x, y), width, height, fill=False, ls=(0, (5, 3)), lw=1.1, ec=DASH, zorder=1))
    axes.text(*at, boundary.name, ha=across, va=up, fontsize=8, color=DASH, style="italic", zorder=2)


def _element(axes: Axes, element: Element, at: tuple[float, float]) -> None:
    width, height = SIZE
    x, y = at[0] - width / 2, at[1] - height / 2
    common: dict[str, Any] = {"fc": FILL[element.kind], "ec": INK, "lw": 1.0, "zorder": 4}
    if element.kind == "process":
        axes.add_patch(
            FancyBboxPatch((x + 2, y + 2), width - 4, height - 4, boxstyle="round,pad=2", **common)
        )
    elif element.kind == "store":
        axes.add_patch(Rectangle((x, y), width, height, **{**common, "lw": 0}))
        for level in (y, y + height):
            axes.plot([x, x + width], [level, level], color=INK, lw=1.2, zorder=5)
    else:
        axes.add_patch(Rectangle((x, y), width, height, **common))
    lines = [element.uid, *textwrap.wrap(element.name, 15)]
    axes.text(
        *at, "\n".join(lines), ha="center", va="center", fontsize=7.2, color=INK, zorder=6, linespacing=1.15
    )


def _flow(axes: Axes, flow: Flow, places: dict[str, tuple[float, float]], *, crosses: bool) -> None:
    start, end = places[flow.source], places[flow.target]
    middle = _bent(start, end, flow.bend)
    first, last = _edge(start, middle), _edge(end, middle)
    colour = CROSS if crosses else FLOW
    # The control point of a quadratic curve that passes where the label stands at one half.
    control = tuple(2 * m - (a + b) / 2 for m, a, b in zip(middle, first, last, strict=True))
    path = mpl.path.Path([first, control, last], [1, 3, 3])
    axes.add_patch(
        FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=10, lw=1.1, color=colour, zorder=3)
    )
    t = flow.label
    at = tuple(
        (1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b
        for a, c, b in zip(first, control, last, strict=True)
    )
    axes.add_patch(Circle(at, 1.35, fc="white", ec=colour, lw=0.9, zorder=7))
    axes.text(
        *at,
        flow.uid.removeprefix("F-").lstrip("0"),
        ha="center",
        va="center_baseline",
        fontsize=6.8,
        color=colour,
        zorder=8,
    )


def _bent(a: tuple[float, float], b: tuple[float, float], bend: float) -> tuple[float, float]:
    """Return the middle of the line from a to b, moved to its left by a part of its length."""
    return (a[0] + b[0]) / 2 - bend * (b[1] - a[1]), (a[1] + b[1]) / 2 + bend * (b[0] - a[0])


def _edge(centre: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Return where a line from an element's centre leaves its box."""
    across, up = towards[0] - centre[0], towards[1] - centre[1]
    share = min(
        (SIZE[0] / 2 + 0.3) / abs(across) if across else float("inf"),
        (SIZE[1] / 2 + 0.3) / abs(up) if up else float("inf"),
    )
    return centre[0] + across * share, centre[1] + up * share
