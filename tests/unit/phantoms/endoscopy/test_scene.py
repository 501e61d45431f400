"""A scene refuses what cannot be."""

from __future__ import annotations

import pytest

from phantoms.endoscopy.geometry import Outline, Pose
from phantoms.endoscopy.scene import Anatomy, Camera, Covering, Medium, Scene


def test_a_sella_is_seen_in_its_own_views_alone() -> None:
    """A corridor with a sella and a sella view without one are refused."""
    outline = Outline(0, 0, 0.2, 0.2)
    with pytest.raises(ValueError, match="sella"):
        Anatomy("corridor", sella=outline, recess=outline)
    with pytest.raises(ValueError, match="sella"):
        Anatomy("sella_opened")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Anatomy("kitchen"),
        lambda: Covering("paint", Outline(0, 0, 0.1, 0.1)),
        lambda: Medium(smoke=1.2),
        lambda: Camera(noise=-0.1),
        lambda: Scene(Anatomy("corridor"), condition="dull"),
        lambda: Scene(Anatomy("corridor"), Pose(x=float("nan"))),
    ],
)
def test_values_out_of_range_are_refused(make) -> None:  # type: ignore[no-untyped-def]  # lambdas have no types
    """Names that are not in the lists, shares beyond 1 and places that are no numbers are refused."""
    with pytest.raises(ValueError, match=r"\w"):
        make()
