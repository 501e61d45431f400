"""A model that does not fit its role is refused, with all that does not fit."""

from __future__ import annotations

import pytest

from bedside.fetal_ultrasound.interface import STYLES
from bedside.fetal_ultrasound.processing.model_layout import ROLES, check_layout, evaluations
from bedside.runtime.errors import ModelError
from fetal_packages import LEVELS, package

pytestmark = pytest.mark.verifies("SRS-165", purpose="implementation")


@pytest.mark.parametrize("role", ROLES)
def test_a_model_in_its_own_role_fits_and_in_another_does_not(role: str) -> None:
    """Tensors differ between any two roles."""
    check_layout(package(role), role)
    for other in set(ROLES) - {role}:
        with pytest.raises(ModelError, match="inputs: expected"):
            check_layout(package(other), role)


def test_a_free_dimension_may_have_any_name_and_a_size_none_but_its_own() -> None:
    """The batch may be called n; an image of 64 pixels does not fit."""
    tensor = {"name": "image", "shape": ["n", 1, 128, 128], "dtype": "float32"}
    check_layout(package("planes", inputs=[tensor]), "planes")
    for shape in (["n", 1, 64, 64], [1, 1, 128, 128], ["n", 128, 128]):
        with pytest.raises(ModelError, match="inputs"):
            check_layout(package("planes", inputs=[tensor | {"shape": shape}]), "planes")


def test_the_classes_are_the_planes_in_their_order() -> None:
    """Two exchanged would give every image the wrong name."""
    names = ["transventricular", "transthalamic", "transcerebellar", "abdomen", "femur"]
    with pytest.raises(ModelError, match="classes"):
        check_layout(package("planes", classes=names), "planes")


@pytest.mark.parametrize("count", [0, 1001, 4.0, "4", None, True])
def test_evaluations_are_a_count(count: object) -> None:
    """No text, no fraction, none, nor more than a thousand."""
    with pytest.raises(ModelError, match="evaluations: expected a count from 1 to 4"):
        check_layout(package("generator", operating_point={"evaluations": count}), "generator")
    assert evaluations(package("generator")) == 4


@pytest.mark.parametrize(
    "levels", [LEVELS[:-1], LEVELS[::-1], [*LEVELS[:-1], 256.0], [-1.0, *LEVELS[1:]], []]
)
def test_grey_levels_of_each_style_rise_within_their_range(levels: list[float]) -> None:
    """The style whose levels do not is named; so is one that is missing."""
    quantiles = dict.fromkeys(STYLES, LEVELS) | {"linear": levels}
    with pytest.raises(ModelError, match="quantiles of linear"):
        check_layout(package("generator", preprocessing={"quantiles": quantiles}), "generator")
    left = {style: LEVELS for style in STYLES if style != "linear"}
    with pytest.raises(ModelError, match="quantiles of linear"):
        check_layout(package("generator", preprocessing={"quantiles": left}), "generator")
