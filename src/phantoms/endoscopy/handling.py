"""Random instruments: from which side they come, how far they reach, what they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.instruments import KINDS, Instrument
from phantoms.endoscopy.looks import coloured

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import ContentArea
    from phantoms.endoscopy.instruments import Colour

    Random = np.random.Generator

COUNT_SHARES = (0.22, 0.36, 0.28, 0.10, 0.04)  # of views with 0 to 4 instruments


def random_instruments(rng: Random, content: ContentArea) -> tuple[Instrument, ...]:
    """Return 0 to 4 instruments that reach into the content area."""
    count = int(rng.choice(len(COUNT_SHARES), p=COUNT_SHARES))
    return tuple(random_instrument(rng, content, str(rng.choice(KINDS))) for _ in range(count))


def random_instrument(rng: Random, content: ContentArea, kind: str) -> Instrument:
    """Return an instrument of that kind, mostly from below and the sides."""
    angle = rng.normal(90, 75)
    radius = 0.6 if content.whole else min(content.radius, 0.6)
    border = 1.15 if content.whole else content.radius + 0.12
    entry = _from(content, angle, border)
    aim = _from(content, angle + rng.normal(0, 40), radius * rng.uniform(-0.35, 0.75))
    width = float(np.clip(np.exp(rng.normal(np.log(0.07), 0.4)), 0.025, 0.17))
    length = float(rng.uniform(0.06, 0.24))
    return Instrument(
        kind=kind,
        entry=entry,
        joint=_short(entry, aim, length),
        bend_deg=float(rng.normal(0, 18)),
        length=length,
        width=width,
        taper=float(rng.uniform(0.6, 1.0)),
        opening_deg=float(rng.uniform(0, 30)),
        tip_size=float(width * rng.uniform(0.4, 0.85)),
        colour=metal(rng),
        tip_colour=metal(rng),
        gloss=float(rng.uniform(0.05, 1.0)),
        soiled=float(rng.uniform(0.2, 0.8)) if rng.random() < 0.3 else 0.0,
        seed=int(rng.integers(2**16)),
    )


def metal(rng: Random) -> Colour:
    """Return the colour of steel, black coating, titanium, gold or plastic."""
    make = rng.choice(5, p=(0.5, 0.2, 0.12, 0.08, 0.10))
    if make == 0:
        return coloured(rng, rng.uniform(0.5, 0.7), (0.0, 0.12), (0.35, 0.95))
    if make == 1:
        return coloured(rng, rng.uniform(0, 1), (0.0, 0.3), (0.03, 0.22))
    if make == 2:
        return coloured(rng, rng.uniform(0.55, 0.8), (0.05, 0.4), (0.3, 0.8))
    if make == 3:
        return coloured(rng, rng.uniform(0.08, 0.15), (0.2, 0.6), (0.5, 0.95))
    return coloured(rng, rng.uniform(0.25, 0.85), (0.2, 0.9), (0.3, 0.95))


def _from(content: ContentArea, angle_deg: float, distance: float) -> tuple[float, float]:
    angle = np.deg2rad(angle_deg)
    return float(content.x + distance * np.cos(angle)), float(content.y + distance * np.sin(angle))


def _short(entry: tuple[float, float], aim: tuple[float, float], length: float) -> tuple[float, float]:
    """Return the joint: the tip's length before the aim, and at least a little way in."""
    run = np.subtract(aim, entry)
    distance = float(np.hypot(*run))
    reach = max(distance - length, 0.15 * distance, 1e-3) / max(distance, 1e-6)
    return float(entry[0] + run[0] * reach), float(entry[1] + run[1] * reach)
