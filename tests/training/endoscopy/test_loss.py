"""Every part of the scene's loss against values worked by hand."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.loss import (  # noqa: E402
    WING_CURVE_PX,
    WING_WIDTH_PX,
    SceneBatch,
    bordered_entropy,
    borders,
    dice,
    focal,
    heat_entropy,
    loss,
    wing,
)
from training.endoscopy.network import HEAT_HEIGHT, HEAT_WIDTH  # noqa: E402


def _halves() -> torch.Tensor:
    """Return shares (1, 4, 4, 4): the left half background, the right half instrument."""
    target = torch.zeros(1, 4, 4, 4)
    target[:, 0, :, :2] = 1
    target[:, 1, :, 2:] = 1
    return target


def test_dice_is_zero_for_the_truth_and_two_thirds_short_for_its_opposite() -> None:
    """A perfect guess loses nothing; a wrong one loses the label, smoothed; absent labels lose nothing."""
    target = _halves()
    assert float(dice(target * 100, target)) == pytest.approx(0, abs=1e-4)
    swapped = target[:, [1, 0, 2, 3]]
    assert float(dice(swapped * 100, target)) == pytest.approx((1 - 1 / 17) / 3, abs=1e-4)


def test_entropy_counts_four_times_where_labels_meet() -> None:
    """The two middle columns are the border; every cell's entropy is log 4, weighted by its label."""
    target = _halves()
    assert borders(target)[0].tolist() == [[0.0, 1.0, 1.0, 0.0]] * 4
    expected = math.log(4) * (0.6 * (1 + 4) + 1.0 * (4 + 1)) / 4
    assert float(bordered_entropy(torch.zeros(1, 4, 4, 4), target)) == pytest.approx(expected, rel=1e-5)


def test_wing_is_steep_near_and_linear_far() -> None:
    """One pixel costs a logarithm, thirty cost themselves less an offset; an absent one costs nothing."""
    wanted = torch.full((1, 4, 2), 0.5)
    found = wanted.clone()
    found[0, 0, 0] += 1 / 256  # one pixel
    found[0, 1, 1] += 30 / 144  # thirty pixels
    found[0, 2] += 0.4
    present = torch.tensor([[1.0, 1.0, 0.0, 0.0]])
    near = WING_WIDTH_PX * math.log(1 + 1 / WING_CURVE_PX)
    far = 30 - (WING_WIDTH_PX - WING_WIDTH_PX * math.log(1 + WING_WIDTH_PX / WING_CURVE_PX))
    assert float(wing(found, wanted, present)) == pytest.approx((near + far) / 2, rel=1e-4)


def test_heat_is_best_where_the_landmark_is() -> None:
    """A flat map costs the logarithm of its cells; one that peaks at the place costs less than elsewhere."""
    wanted, present = torch.full((1, 4, 2), 0.5), torch.ones(1, 4)
    flat = torch.zeros(1, 4, HEAT_HEIGHT * HEAT_WIDTH)
    assert float(heat_entropy(flat, wanted, present)) == pytest.approx(math.log(2304), rel=1e-4)
    peaked = flat.clone().view(1, 4, HEAT_HEIGHT, HEAT_WIDTH)
    peaked[:, :, 17:19, 31:33] = 6
    moved = peaked.roll(10, dims=3)
    right, wrong = (float(heat_entropy(heat.flatten(2), wanted, present)) for heat in (peaked, moved))
    assert right < math.log(2304) < wrong


def test_focal_hardly_counts_what_is_sure_and_right() -> None:
    """At even odds a quarter of the entropy counts; at 0.9 right, a hundredth."""
    wanted = torch.ones(1, 4)
    assert float(focal(torch.zeros(1, 4), wanted)) == pytest.approx(0.25 * math.log(2), rel=1e-4)
    sure = torch.full((1, 4), math.log(9))
    assert float(focal(sure, wanted)) == pytest.approx(-0.01 * math.log(0.9), rel=1e-3)


def test_the_whole_is_the_sum_of_its_parts_and_can_be_derived() -> None:
    """All five parts are named, and a gradient reaches every output."""
    outputs = (
        torch.zeros(1, 4, 4, 4, requires_grad=True),
        torch.zeros(1, 4, HEAT_HEIGHT * HEAT_WIDTH, requires_grad=True),
        torch.zeros(1, 4, requires_grad=True),
    )
    truth = SceneBatch(torch.zeros(1, 3, 8, 8), _halves(), torch.full((1, 4, 2), 0.3), torch.ones(1, 4))
    total, parts = loss(outputs, truth)
    total.backward()
    assert set(parts) == {"dice", "border", "wing", "heat", "presence"}
    assert float(total.detach()) == pytest.approx(sum(parts.values()), rel=1e-5)
    assert all(output.grad is not None and output.grad.abs().sum() > 0 for output in outputs)
