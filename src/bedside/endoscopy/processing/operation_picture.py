"""The picture of an operation: its bars over time, what they mean, key frames and events."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from bedside.endoscopy.interface import PHASES, STEPS
from bedside.endoscopy.processing.bars import (
    LEFT,
    VIEW_COLOURS,
    WIDTH,
    Course,
    clock,
    colour_of_phase,
    colour_of_step,
    plain,
    text,
    tracks,
)
from bedside.runtime.png import data_uri

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bedside.endoscopy.interface import Interval

    Block = tuple[list[str], float]  # what is drawn, and where it ends

LINE = 17  # px from one line of text to the next
MOST_EVENTS = 40  # listed; all of them are in timeline.json
ACROSS = 5  # key frames in a row
STYLE = (
    "text{font:12px sans-serif;fill:#222}.title{font:bold 17px sans-serif}.axis{font:bold 12px sans-serif}"
    ".small{font:11px sans-serif;fill:#444}.warn{fill:#9a3412}.grid{stroke:#ddd;stroke-width:1}"
    ".frame{fill:#f6f6f6;stroke:#888}.part{stroke:#fff;stroke-width:1}"
    ".event{stroke:#9a3412;stroke-width:1.5}"
)


@dataclass(frozen=True, slots=True)
class Captions:
    """The texts around the bars."""

    source: str
    results: Sequence[str]
    warnings: Sequence[str]
    notices: Sequence[str]


def operation_svg(course: Course, captions: Captions) -> str:
    """Return the whole picture as SVG text; the same course gives the same text.

    Parameters
    ----------
    course
        What happened when.
    captions
        The texts around it.
    """
    parts, top = _head(captions)
    for block in (tracks, _legend, _key_frames, _event_list):
        made, top = block(course, top)
        parts += made
    foot, bottom = _lines(captions.notices, top + 4, "small", 165)
    return _page(bottom, [*parts, *foot])


def _page(height: float, parts: Sequence[str]) -> str:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" role="img"><title>Operation</title><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>'
    )
    return "\n".join([opening, *parts, "</svg>", ""])


def _head(captions: Captions) -> Block:
    parts = [text(24, 28, "Operation", "title"), text(LEFT + 30, 28, captions.source, "small")]
    said, top = _lines(captions.results, 52, "", 150)
    warned, top = _lines([f"Warning: {warning}" for warning in captions.warnings], top, "warn", 150)
    return [*parts, *said, *warned], top + 8


def _lines(texts: Sequence[str], top: float, style: str, letters: int) -> Block:
    lines = [line for words in texts for line in wrap(words, letters)]
    return [text(24, top + LINE * k, line, style) for k, line in enumerate(lines)], top + LINE * len(lines)


def _legend(course: Course, top: float) -> Block:
    """Say what the colours and numbers are, and how long each lasted."""
    columns = (
        (24, "Phase", [(name, colour_of_phase(name)) for name in PHASES], course.phases, True),
        (300, "Step", [(name, colour_of_step(name)) for name in STEPS[:7]], course.steps, True),
        (570, "", [(name, colour_of_step(name)) for name in STEPS[7:]], course.steps, True),
        (840, "View", [(str(view), colour) for view, colour in VIEW_COLOURS.items()], course.views, False),
    )  # fmt: skip
    parts = []
    for left, title, entries, intervals, numbered in columns:
        lasted = _durations(intervals)
        parts.append(text(left, top, title, "axis"))
        for row, (name, colour) in enumerate(entries):
            y = top + LINE * (row + 1)
            number = f"{(STEPS if name in STEPS else PHASES).index(name) + 1} " if numbered else ""
            time = clock(lasted[name]) if name in lasted else "-"
            parts.append(f'<rect x="{left}" y="{y - 10}" width="14" height="11" fill="{colour}"/>')
            parts.append(text(left + 20, y, f"{number}{plain(name)}", "small"))
            parts.append(text(left + 190, y, time, "small", "end"))
    return parts, top + LINE * 10


def _durations(intervals: Sequence[Interval]) -> Mapping[str, float]:
    lasted: dict[str, float] = {}
    for interval in intervals:
        lasted[interval.name] = lasted.get(interval.name, 0.0) + interval.duration_s
    return lasted


def _key_frames(course: Course, top: float) -> Block:
    """Show the key frames with their times, in rows."""
    if not course.moments:
        return [], top
    parts, step = [text(24, top, "Key frames", "axis")], (WIDTH - 24) / ACROSS
    width, height = course.moments[0].thumbnail.shape[1], course.moments[0].thumbnail.shape[0]
    for place, moment in enumerate(course.moments):
        left, y = 24 + place % ACROSS * step, top + 10 + place // ACROSS * (height + 2 * LINE + 8)
        uri = data_uri(moment.thumbnail)
        parts.append(f'<image x="{left:.1f}" y="{y:.1f}" width="{width}" height="{height}" href="{uri}"/>')
        seen = moment.scene
        parts.append(text(left, y + height + 14, f"{clock(seen.t_s)} {plain(moment.phase)}", "small"))
        sure = f"frame {seen.frame}, scene confidence {seen.confidence:.2f}"
        parts.append(text(left, y + height + 14 + LINE, sure, "small"))
    rows = -(-len(course.moments) // ACROSS)
    return parts, top + 10 + rows * (height + 2 * LINE + 8) + LINE


def _event_list(course: Course, top: float) -> Block:
    if not course.events:
        return [], top
    texts = [f"{clock(event.t_s)}  {event.text}" for event in course.events[:MOST_EVENTS]]
    more = len(course.events) - MOST_EVENTS
    texts += [f"and {more} more, all of them in timeline.json"] * (more > 0)
    said, bottom = _lines(texts, top + LINE, "small", 165)
    return [text(24, top, "Events", "axis"), *said], bottom + LINE
