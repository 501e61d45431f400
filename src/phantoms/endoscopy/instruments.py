"""Instruments in the picture, as the strokes that they are painted from; all in picture coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

KINDS = ("suction", "dissector", "curette", "drill", "forceps")

Colour = tuple[float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A rounded bar that tapers from one radius to another; equal ends make a disc, a hollow one a ring.

    Parameters
    ----------
    hollow
        Share of the radius that is open, in discs alone: a ring's hole.
    tip
        Whether it belongs to the working end, which may be of another colour than the shaft.
    """

    start: Point
    end: Point
    start_radius: float
    end_radius: float
    hollow: float = 0.0
    tip: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: a shaft from beyond the picture's border to its joint, and a tip that turns there.

    Parameters
    ----------
    entry, joint
        Ends of the shaft.
    bend_deg
        Angle between the shaft and the tip.
    length
        From the joint to the end of the tip.
    width
        Of the shaft at its entry.
    taper
        Width at the joint as a share of the width at the entry, since the joint is further away.
    opening_deg
        Angle between a forceps' jaws.
    tip_size
        Radius of a burr or a ring.
    colour, tip_colour
        RGB in 0 to 1.
    gloss
        0 dull to 1 mirror.
    soiled
        Share of it that blood covers.
    seed
        Of what is left of its looks.
    """

    kind: str
    entry: Point
    joint: Point
    bend_deg: float
    length: float
    width: float
    taper: float = 0.8
    opening_deg: float = 0.0
    tip_size: float = 0.02
    colour: Colour = (0.6, 0.6, 0.62)
    tip_colour: Colour = (0.7, 0.7, 0.72)
    gloss: float = 0.6
    soiled: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an instrument is one of {KINDS}, found {self.kind!r}")
        if not (self.width > 0 and self.length > 0 and self.tip_size > 0):
            raise ValueError("an instrument has a width, a length and a tip")

    @property
    def direction_deg(self) -> float:
        """Where the shaft points."""
        return math.degrees(math.atan2(self.joint[1] - self.entry[1], self.joint[0] - self.entry[0]))

    @property
    def end(self) -> Point:
        """The far end of the tip."""
        return _ahead(self.joint, self.direction_deg + self.bend_deg, self.length)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What it is painted from, the shaft first."""
        near, far = self.width / 2, self.width * self.taper / 2
        shaft = Stroke(self.entry, self.joint, near, far)
        return (shaft, *_TIPS[self.kind](self, far))


def _suction(tool: Instrument, radius: float) -> tuple[Stroke, ...]:
    return (Stroke(tool.joint, tool.end, radius, radius * 0.8, tip=True),)


def _dissector(tool: Instrument, radius: float) -> tuple[Stroke, ...]:
    middle = _ahead(tool.joint, tool.direction_deg + tool.bend_deg, tool.length * 0.55)
    return (
        Stroke(tool.joint, middle, radius * 0.8, radius * 0.45, tip=True),
        Stroke(middle, tool.end, radius * 0.45, radius * 0.7, tip=True),
    )


def _curette(tool: Instrument, radius: float) -> tuple[Stroke, ...]:
    neck = _ahead(tool.joint, tool.direction_deg + tool.bend_deg, max(tool.length - tool.tip_size, 1e-3))
    return (
        Stroke(tool.joint, neck, radius * 0.6, radius * 0.35, tip=True),
        Stroke(tool.end, tool.end, tool.tip_size, tool.tip_size, hollow=0.62, tip=True),
    )


def _drill(tool: Instrument, radius: float) -> tuple[Stroke, ...]:
    return (
        Stroke(tool.joint, tool.end, radius * 0.55, radius * 0.45, tip=True),
        Stroke(tool.end, tool.end, tool.tip_size, tool.tip_size, tip=True),
    )


def _forceps(tool: Instrument, radius: float) -> tuple[Stroke, ...]:
    angle = tool.direction_deg + tool.bend_deg
    jaws: list[Stroke] = []
    for side in (-1, 1):
        knee = _ahead(tool.joint, angle + side * (8 + 0.8 * tool.opening_deg), tool.length * 0.5)
        point = _ahead(knee, angle + side * (0.3 * tool.opening_deg - 6), tool.length * 0.55)
        jaws.append(Stroke(tool.joint, knee, radius * 0.62, radius * 0.5, tip=True))
        jaws.append(Stroke(knee, point, radius * 0.5, radius * 0.36, tip=True))
    return tuple(jaws)


def _ahead(start: Point, angle_deg: float, distance: float) -> Point:
    angle = math.radians(angle_deg)
    return start[0] + distance * math.cos(angle), start[1] + distance * math.sin(angle)


_TIPS = {
    "suction": _suction,
    "dissector": _dissector,
    "curette": _curette,
    "drill": _drill,
    "forceps": _forceps,
}
