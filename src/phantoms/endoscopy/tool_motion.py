"""Instruments over time: who is in the picture when, and how it moves, turns and opens."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.handling import random_instrument
from phantoms.endoscopy.instruments import KINDS, Instrument
from phantoms.endoscopy.schedule import (
    DEBULKING,
    DURA_INCISION,
    GRAFT_PLACEMENT,
    IRRIGATION,
    MARGIN_CURETTAGE,
    MUCOSA_INCISION,
    OSTIUM_OPENING,
    PACKING,
    SCOPE_WITHDRAWAL,
    SEALING,
    SELLAR_DRILLING,
    SEPTUM_REMOVAL,
    TURBINATE_DISPLACEMENT,
)

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import ContentArea, Pose
    from phantoms.endoscopy.schedule import Stretch

    Random = np.random.Generator

ENTERING_S, LEAVING_S = 1.3, 1.0


@dataclass(frozen=True, slots=True)
class Handling:
    """What the two hands hold in a step: the leading instruments, and how often the suction helps."""

    leading: tuple[str, ...]
    helped: float
    busy: float = 1.0


HANDLING = {
    TURBINATE_DISPLACEMENT: Handling(("dissector",), 0.35),
    MUCOSA_INCISION: Handling(("forceps", "dissector"), 0.45),
    OSTIUM_OPENING: Handling(("forceps",), 0.7),
    SEPTUM_REMOVAL: Handling(("forceps", "dissector"), 0.6),
    SELLAR_DRILLING: Handling(("drill",), 0.9),
    DURA_INCISION: Handling(("dissector",), 0.7),
    DEBULKING: Handling(("curette", "curette", "forceps"), 0.8),
    MARGIN_CURETTAGE: Handling(("curette", "dissector"), 0.6),
    PACKING: Handling(("forceps",), 0.5),
    IRRIGATION: Handling(("suction",), 0.0),
    GRAFT_PLACEMENT: Handling(("forceps", "dissector"), 0.3),
    SEALING: Handling(("dissector", "suction"), 0.4),
    SCOPE_WITHDRAWAL: Handling(("suction",), 0.0, busy=0.35),
}


@dataclass(frozen=True, slots=True)
class Wander:
    """A smooth, aimless movement: a sum of slow swings."""

    sizes: tuple[float, ...]
    periods_s: tuple[float, ...]
    starts: tuple[float, ...]

    def at(self, t_s: float) -> float:
        """Return where it is."""
        swings = zip(self.sizes, self.periods_s, self.starts, strict=True)
        return sum(size * math.sin(2 * math.pi * t_s / period + start) for size, period, start in swings)


def random_wander(rng: Random, size: float, period_s: float) -> Wander:
    """Return a movement of about that size and period."""
    periods = period_s * np.exp(rng.normal(0, 0.3, 3)) * (1, 0.53, 0.21)
    sizes = size * rng.uniform(0.5, 1, 3) * (1, 0.5, 0.15)
    return Wander(tuple(sizes.tolist()), tuple(periods.tolist()), tuple(rng.uniform(0, 6.3, 3).tolist()))


@dataclass(frozen=True, slots=True)
class Visit:
    """One instrument's stay in the picture.

    Parameters
    ----------
    look
        Everything about it that does not change.
    target
        Where in the anatomy it works.
    across, along, turn
        How its tip wanders (picture heights) and bends (degrees).
    """

    step: int
    start_s: float
    end_s: float
    look: Instrument
    target: tuple[float, float]
    across: Wander
    along: Wander
    turn: Wander

    def depth(self, t_s: float) -> float:
        """Return 0 outside the picture, 1 fully in."""
        shares = (t_s - self.start_s) / ENTERING_S, (self.end_s - t_s) / LEAVING_S
        rise, fall = (float(np.clip(share, 0, 1)) for share in shares)
        return rise * rise * (3 - 2 * rise) * fall * fall * (3 - 2 * fall)

    def at(self, t_s: float, pose: Pose, soiled: float) -> Instrument | None:
        """Return the instrument at a time, None while it is outside."""
        depth = self.depth(t_s)
        if depth <= 0.01:
            return None
        x, y = pose.to_picture(*self.target)
        tip = x + self.across.at(t_s), y + self.along.at(t_s)
        entry = self.look.entry
        run = tip[0] - entry[0], tip[1] - entry[1]
        distance = max(math.hypot(*run), 1e-3)
        back = (1 - depth) * (distance + 0.1) / distance
        entry = entry[0] - back * run[0], entry[1] - back * run[1]
        reach = max(distance - self.look.length, 0.15 * distance) / distance
        joint = entry[0] + reach * run[0], entry[1] + reach * run[1]
        opening = 15 + 15 * math.sin(2 * math.pi * t_s / self.turn.periods_s[1])
        bend = self.look.bend_deg + self.turn.at(t_s)
        return replace(self.look, entry=entry, joint=joint, bend_deg=bend, opening_deg=opening, soiled=soiled)


def random_tray(rng: Random, content: ContentArea) -> dict[str, Instrument]:
    """Return the operation's instruments, one of each kind; its suction comes from the other side."""
    tray = {kind: random_instrument(rng, content, kind) for kind in KINDS}
    side = 1 if rng.random() < 0.5 else -1
    radius = 1.15 if content.whole else content.radius + 0.12
    for kind, tool in tray.items():
        own = -side if kind == "suction" else side
        angle = math.radians(90 - own * rng.uniform(12, 65))
        entry = content.x + radius * math.cos(angle), content.y + radius * math.sin(angle)
        bend = float(np.clip(tool.bend_deg, -22, 22))
        tray[kind] = replace(tool, entry=(float(entry[0]), float(entry[1])), bend_deg=bend)
    return tray


def random_visits(rng: Random, stretch: Stretch, tray: dict[str, Instrument]) -> list[Visit]:
    """Return who is in the picture during a step, with pauses in which nobody is."""
    handling = HANDLING[stretch.step]
    if rng.random() >= handling.busy:
        return []
    visits = _hand(rng, stretch, handling.leading, tray)
    if handling.helped:
        helping = _hand(rng, stretch, ("suction",), tray)
        visits += [visit for visit in helping if rng.random() < handling.helped]
    return visits


def _hand(rng: Random, stretch: Stretch, kinds: tuple[str, ...], tray: dict[str, Instrument]) -> list[Visit]:
    visits = []
    t_s = stretch.start_s + rng.uniform(0.2, 2.2)
    while t_s + 4 < stretch.end_s:
        end_s = min(t_s + float(np.clip(np.exp(rng.normal(np.log(15), 0.5)), 5, 45)), stretch.end_s - 0.3)
        kind = kinds[rng.integers(len(kinds))]
        visits.append(
            Visit(
                stretch.step,
                float(t_s),
                float(end_s),
                tray[kind],
                (float(rng.normal(0, 0.08)), float(rng.normal(0.02, 0.07))),
                random_wander(rng, 0.05, 5.0),
                random_wander(rng, 0.04, 4.0),
                random_wander(rng, 9.0, 3.5),
            )
        )
        t_s = end_s + (rng.uniform(5, 12) if rng.random() < 0.18 else rng.uniform(0.8, 4))
    return visits
