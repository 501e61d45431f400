"""The bars of an operation over one axis of time: phases, steps, instrument use, the view, and events."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from bedside.endoscopy.interface import PHASE_OF_STEP, PHASES, STEPS, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bedside.endoscopy.interface import Event, Interval
    from bedside.endoscopy.processing.moments import Moment

    Block = tuple[list[str], float]  # what is drawn, and where it ends

WIDTH, LEFT, RIGHT = 1060, 112, 24  # px
SPAN = WIDTH - LEFT - RIGHT
BAR, SPACE = 30, 12
LETTER = 6.3  # px of one letter in a bar, on average
NICE_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
# Apart for readers with the common kinds of colour blindness, and pale enough for black text.
PHASE_COLOURS = ("#8ecae6", "#ffb703", "#b5e48c", "#f4978e", "#cdb4db", "#f5d76e", "#b0b7bf")
VIEW_COLOURS = {
    View.GOOD: "#95d5b2", View.BLACK: "#343a40", View.FROZEN: "#74c0fc", View.OVER_EXPOSED: "#ffe066",
    View.OUT_OF_BODY: "#d0bfff", View.WRONG_SCOPE: "#f783ac", View.SMOKE: "#adb5bd", View.BLURRED: "#e8c39e",
}  # fmt: skip
INSTRUMENT_COLOUR = "#577590"


@dataclass(frozen=True, slots=True)
class Course:
    """What is drawn of one operation; all intervals and events lie between ``start_s`` and ``end_s``."""

    start_s: float
    end_s: float
    phases: Sequence[Interval] = ()
    steps: Sequence[Interval] = ()
    instruments: Sequence[Interval] = ()
    views: Sequence[Interval] = ()
    events: Sequence[Event] = ()
    moments: Sequence[Moment] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    """The page's width as time."""

    start_s: float
    end_s: float

    def x(self, t_s: float) -> float:
        return LEFT + (t_s - self.start_s) / max(self.end_s - self.start_s, 1e-9) * SPAN


def tracks(course: Course, top: float) -> Block:
    """Draw the bars from ``top`` down; a stretch where nothing is announced stays pale."""
    scale = _Scale(course.start_s, course.end_s)
    tracks = (
        ("Phase", BAR, course.phases, colour_of_phase, PHASES),
        ("Step", BAR, course.steps, colour_of_step, STEPS),
        ("Instrument", BAR // 2, course.instruments, lambda _: INSTRUMENT_COLOUR, ()),
        ("View", BAR // 2, course.views, lambda name: VIEW_COLOURS[View(name)], ()),
    )  # fmt: skip
    bottom = top + sum(height + SPACE for _, height, *_ in tracks) + BAR // 2
    parts = _axis(scale, top, bottom)
    for name, height, intervals, colour, numbers in tracks:
        parts += _frame(name, top, height)
        for interval in intervals:
            parts += _part(interval, scale, top, height, colour(interval.name), numbers)
        top += height + SPACE
    parts += _frame("Events", top, BAR // 2)
    for event in course.events:
        x = scale.x(event.t_s)
        parts.append(f'<line class="event" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + BAR // 2}"/>')
    return parts, bottom + 44


def _axis(scale: _Scale, top: float, bottom: float) -> list[str]:
    span_s = scale.end_s - scale.start_s
    step = next((step for step in NICE_STEPS_S if span_s / step <= 12), NICE_STEPS_S[-1])
    first = -int(-scale.start_s // step)
    parts = []
    for tick in range(first, int(scale.end_s // step) + 1):
        x = scale.x(tick * step)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom + 4}"/>')
        parts.append(text(x, bottom + 17, clock(tick * step), "small", "middle"))
    return [*parts, text(WIDTH - RIGHT, bottom + 32, "time (min:s)", "small", "end")]


def _frame(name: str, top: float, height: float) -> list[str]:
    box = f'<rect class="frame" x="{LEFT}" y="{top}" width="{SPAN}" height="{height}"/>'
    return [text(LEFT - 8, top + height / 2 + 4, name, "axis", "end"), box]


def _part(
    interval: Interval, scale: _Scale, top: float, height: float, colour: str, numbers: Sequence[str]
) -> list[str]:
    """Draw one stretch of a bar, with as much of its name as its width holds."""
    left, right = scale.x(interval.start_s), scale.x(interval.end_s)
    middle, lasted = (left + right) / 2, clock(interval.duration_s)
    box = (
        f'<rect class="part" x="{left:.2f}" y="{top}" width="{max(right - left, 0.5):.2f}" '
        f'height="{height}" fill="{colour}"><title>{escape(plain(interval.name))}, '
        f"{clock(interval.start_s)} to {clock(interval.end_s)}, {lasted}</title></rect>"
    )
    parts = [box]
    if numbers:
        number = str(numbers.index(interval.name) + 1)
        full = f"{number} {plain(interval.name)}"
        said = full if LETTER * len(full) < right - left else number
        if LETTER * len(said) < right - left:
            parts.append(text(middle, top + 13, said, "small", "middle"))
        if LETTER * len(lasted) < right - left:
            parts.append(text(middle, top + 26, lasted, "small", "middle"))
    return parts


def clock(t_s: float) -> str:
    """Return a time as minutes and seconds, with hours where there are some: 1:02:03."""
    whole = round(t_s)
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes}:{seconds:02}"


def plain(name: str) -> str:
    """Return a name of the interface in plain words."""
    return name.replace("_", " ")


def colour_of_phase(name: str) -> str:
    """Return the colour of one of PHASES."""
    return PHASE_COLOURS[PHASES.index(name)]


def colour_of_step(name: str) -> str:
    """Return the colour of one of STEPS: its phase's."""
    return PHASE_COLOURS[PHASE_OF_STEP[STEPS.index(name)]]


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> str:
    """Return words at a place, of a class of the page's style."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(words)}</text>'
