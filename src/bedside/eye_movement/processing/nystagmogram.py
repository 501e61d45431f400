"""The nystagmogram: both axes over time, quick phases marked, slow-phase velocity beat by beat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ROW_S = 10.0
WIDTH, LEFT, RIGHT = 1060, 92, 24  # px
PANEL, VELOCITY_PANEL, SPACE = 128, 84, 14
LINE = 17  # px from one line of text to the next
LEAST_SPAN_DEG, LEAST_SPAN_DEG_S = 4.0, 4.0
NICE_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
COLOURS = {"horizontal": "#1f4e8c", "vertical": "#1d6b3a"}
QUICK = "#d1495b"
STYLE = (
    "text{font:12px sans-serif;fill:#222}.title{font:bold 17px sans-serif}.axis{font:bold 12px sans-serif}"
    ".small{font:11px sans-serif;fill:#444}.warn{fill:#9a3412}.grid{stroke:#ddd;stroke-width:1}"
    ".zero{stroke:#999;stroke-width:1}.frame{fill:none;stroke:#888}.gap{fill:#eee}"
    f".quick{{fill:none;stroke:{QUICK};stroke-width:2}}.trace{{fill:none;stroke-width:1.1}}"
)


@dataclass(frozen=True, slots=True)
class AxisDrawing:
    """What is drawn of one axis."""

    name: str  # horizontal or vertical
    angle_deg: NDArray[np.float64]  # (N,) NaN in gaps
    quick: Sequence[tuple[int, int]]  # first and last sample of each quick phase
    beat_s: NDArray[np.float64]  # (K,) middle of each beat's slow phase
    beat_deg_s: NDArray[np.float64]  # (K,) its velocity


@dataclass(frozen=True, slots=True)
class Captions:
    """The texts around the plot."""

    source: str
    results: Sequence[str]
    warnings: Sequence[str]
    notices: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Panel:
    """A rectangle on the page and what its edges stand for."""

    top: float
    height: float
    start_s: float
    low: float
    high: float

    def x(self, t_s: float) -> float:
        return LEFT + (t_s - self.start_s) / ROW_S * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return self.top + (self.high - value) / (self.high - self.low) * self.height


def nystagmogram_svg(t_s: NDArray[np.float64], axes: Sequence[AxisDrawing], captions: Captions) -> str:
    """Return the whole plot as SVG text, in rows of ten seconds.

    Parameters
    ----------
    t_s
        (N,) times in seconds.
    axes
        Horizontal and vertical.
    captions
        The texts around the plot.
    """
    head, top = _head(captions)
    begin = float(t_s[0]) if len(t_s) else 0.0
    rows = max(1, math.ceil((float(t_s[-1]) - begin) / ROW_S - 1e-9)) if len(t_s) else 1
    ranges = [_range(axis.angle_deg, LEAST_SPAN_DEG) for axis in axes]
    speeds = _range(np.concatenate([axis.beat_deg_s for axis in axes] or [np.zeros(0)]), LEAST_SPAN_DEG_S)
    body = []
    for row in range(rows):
        start = begin + row * ROW_S
        for axis, (low, high) in zip(axes, ranges, strict=True):
            panel = _Panel(top, PANEL, start, low, high)
            body += _position_panel(panel, t_s, axis)
            top += PANEL + SPACE
        body += _velocity_panel(_Panel(top, VELOCITY_PANEL, start, *speeds), axes)
        top += VELOCITY_PANEL + 46
    foot, bottom = _foot(captions, top)
    return _page(bottom, [*head, *body, *foot])


def _page(height: float, parts: Sequence[str]) -> str:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" role="img"><title>Nystagmogram</title><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>'
    )
    return "\n".join([opening, *parts, "</svg>", ""])


def _head(captions: Captions) -> tuple[list[str], float]:
    parts = [_text(LEFT, 28, "Nystagmogram", "title"), _text(LEFT + 160, 28, captions.source, "small")]
    top = 52.0
    lines = [(line, "") for result in captions.results for line in wrap(result, 140)]
    lines += [(line, "warn") for warning in captions.warnings for line in wrap(warning, 140)]
    for line, style in lines:
        parts.append(_text(LEFT, top, line, style))
        top += LINE
    parts += [
        f'<line x1="{LEFT}" x2="{LEFT + 26}" y1="{top - 4}" y2="{top - 4}" class="quick"/>',
        _text(LEFT + 32, top, "quick phase", "small"),
        f'<rect x="{LEFT + 120}" y="{top - 12}" width="26" height="12" class="gap"/>',
        _text(LEFT + 152, top, "gap: the eye was closed or not found", "small"),
    ]
    return parts, top + 14


def _foot(captions: Captions, top: float) -> tuple[list[str], float]:
    parts = []
    for notice in captions.notices:
        for line in wrap(notice, 150):
            parts.append(_text(LEFT, top, line, "small"))
            top += LINE
    return parts, top + 6


def _position_panel(panel: _Panel, t_s: NDArray[np.float64], axis: AxisDrawing) -> list[str]:
    inside = np.flatnonzero((t_s >= panel.start_s) & (t_s <= panel.start_s + ROW_S))
    up, down = ("right", "left") if axis.name == "horizontal" else ("up", "down")
    parts = _gaps(panel, t_s, axis.angle_deg, inside)
    parts += _scales(panel, f"{axis.name.capitalize()} (deg)", f"↑ {up}", f"↓ {down}")
    colour = COLOURS[axis.name]
    for run in _runs(np.isfinite(axis.angle_deg[inside])):
        part = inside[run]
        parts.append(
            f'<polyline class="trace" stroke="{colour}" points="{_points(panel, t_s, axis, part)}"/>'
        )
    for first, last in axis.quick:
        if len(inside) and inside[0] <= first and last <= inside[-1]:
            part = np.arange(first, last + 1)
            parts.append(f'<polyline class="quick" points="{_points(panel, t_s, axis, part)}"/>')
    return parts


def _velocity_panel(panel: _Panel, axes: Sequence[AxisDrawing]) -> list[str]:
    parts = _scales(panel, "Slow phase", "deg/s", "")
    for axis in axes:
        for t, value in zip(axis.beat_s, axis.beat_deg_s, strict=True):
            if panel.start_s <= t < panel.start_s + ROW_S:
                parts.append(_mark(axis.name, panel.x(float(t)), panel.y(float(value))))
    bottom = panel.top + panel.height
    for second in range(int(ROW_S) + 1):
        parts.append(
            _text(
                panel.x(panel.start_s + second),
                bottom + 15,
                f"{panel.start_s + second:.4g}",
                "small",
                "middle",
            )
        )
    parts.append(_text(WIDTH - RIGHT, bottom + 30, "time (s)", "small", "end"))
    parts.append(
        _mark("horizontal", LEFT + 4, bottom + 26)
        + _text(LEFT + 12, bottom + 30, "horizontal beats", "small")
    )
    parts.append(
        _mark("vertical", LEFT + 124, bottom + 26) + _text(LEFT + 132, bottom + 30, "vertical beats", "small")
    )
    return parts


def _mark(name: str, x: float, y: float) -> str:
    if name == "horizontal":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[name]}"/>'
    return (
        f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#fff" stroke="{COLOURS[name]}"/>'
    )


def _scales(panel: _Panel, title: str, above: str, below: str) -> list[str]:
    right, bottom = WIDTH - RIGHT, panel.top + panel.height
    parts = []
    for second in range(int(ROW_S) + 1):
        x = panel.x(panel.start_s + second)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{panel.top}" y2="{bottom}"/>')
    for value in _ticks(panel.low, panel.high, panel.height):
        y = panel.y(value)
        style = "zero" if value == 0 else "grid"
        parts.append(f'<line class="{style}" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{value:g}", "small", "end"))
    parts.append(
        f'<rect class="frame" x="{LEFT}" y="{panel.top}" width="{right - LEFT}" height="{panel.height}"/>'
    )
    middle = panel.top + panel.height / 2
    turned = f'transform="rotate(-90 16 {middle:.1f})"'
    parts.append(
        f'<text class="axis" x="16" y="{middle:.1f}" text-anchor="middle" {turned}>{escape(title)}</text>'
    )
    parts.append(_text(26, panel.top + 12, above, "small"))
    parts.append(_text(26, bottom - 2, below, "small"))
    return parts


def _gaps(
    panel: _Panel, t_s: NDArray[np.float64], angle: NDArray[np.float64], inside: NDArray[np.intp]
) -> list[str]:
    parts = []
    for run in _runs(~np.isfinite(angle[inside])):
        part = inside[run]
        first, last = max(int(part[0]) - 1, 0), min(int(part[-1]) + 1, len(t_s) - 1)
        low = panel.x(max(float(t_s[first]), panel.start_s))
        high = panel.x(min(float(t_s[last]), panel.start_s + ROW_S))
        parts.append(
            f'<rect class="gap" x="{low:.1f}" y="{panel.top}" width="{high - low:.1f}" '
            f'height="{panel.height}"/>'
        )
    return parts


def _points(panel: _Panel, t_s: NDArray[np.float64], axis: AxisDrawing, part: NDArray[np.intp]) -> str:
    return " ".join(
        f"{panel.x(t):.1f},{panel.y(v):.1f}" for t, v in zip(t_s[part], axis.angle_deg[part], strict=True)
    )


def _runs(mask: NDArray[np.bool_]) -> list[slice]:
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [slice(int(a), int(b)) for a, b in zip(bounds[::2], bounds[1::2], strict=True)]


def _range(values: NDArray[np.float64], least: float) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    short = max(least - (high - low), 0.0)
    margin = 0.06 * (high - low + short)
    return low - short / 2 - margin, high + short / 2 + margin


def _ticks(low: float, high: float, height: float) -> list[float]:
    most = max(2, int(height / 22))
    step = next((s for s in NICE_STEPS if (high - low) / s <= most), NICE_STEPS[-1])
    first = math.ceil(low / step)
    return [k * step for k in range(first, math.floor(high / step) + 1)]


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(text)}</text>'
