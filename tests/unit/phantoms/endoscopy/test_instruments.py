"""Instruments are strokes: a shaft from the border to the joint, and a tip that turns there."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from phantoms.endoscopy.instruments import KINDS, Instrument

TOOL = Instrument("suction", (-1.0, 0.0), (0.0, 0.0), 30.0, 0.2, 0.06, tip_size=0.03)


def test_the_tip_leaves_the_joint_at_its_angle() -> None:
    """The end lies the tip's length from the joint, turned by the bend from the shaft."""
    assert TOOL.direction_deg == pytest.approx(0)
    assert TOOL.end == pytest.approx((0.2 * math.cos(math.pi / 6), 0.2 * math.sin(math.pi / 6)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_shaft_and_a_tip_that_hangs_on_it(kind: str) -> None:
    """The first stroke is the shaft, none of the others is, and the tip begins at the joint."""
    shaft, *tip = replace(TOOL, kind=kind).strokes
    assert (shaft.start, shaft.end, shaft.tip) == (TOOL.entry, TOOL.joint, False)
    assert shaft.end_radius < shaft.start_radius
    assert tip
    assert all(stroke.tip for stroke in tip)
    assert tip[0].start == TOOL.joint


def test_a_forceps_opens() -> None:
    """The jaws' points are further apart the wider it opens."""
    gaps = []
    for opening in (0.0, 15.0, 30.0):
        points = [stroke.end for stroke in replace(TOOL, kind="forceps", opening_deg=opening).strokes[2::2]]
        gaps.append(math.dist(*points))
    assert gaps == sorted(gaps)
    assert gaps[-1] > 2 * gaps[0]


def test_a_curette_ends_in_a_ring_and_a_drill_in_a_burr() -> None:
    """Only the ring is hollow."""
    ring, burr = (replace(TOOL, kind=kind).strokes[-1] for kind in ("curette", "drill"))
    assert ring.hollow > 0
    assert ring.start == ring.end == TOOL.end
    assert burr.hollow == 0
    assert burr.start_radius == TOOL.tip_size


def test_instruments_that_cannot_be_are_refused() -> None:
    """An unknown kind and a tip of no length are refused."""
    with pytest.raises(ValueError, match="one of"):
        replace(TOOL, kind="spoon")
    with pytest.raises(ValueError, match="length"):
        replace(TOOL, length=0.0)
