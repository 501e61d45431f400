"""Textures' numbers are right where they are known."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch.nn import functional  # noqa: E402

from training.fetal_ultrasound.texture import sliced_distance, texture  # noqa: E402


def test_the_same_patches_elsewhere_have_no_distance() -> None:
    """A texture moved by the stride has the same patches but for the edge; a smoother one has not."""
    torch.manual_seed(6)
    image = torch.randn(2, 1, 96, 96)
    moved, smooth = torch.roll(image, 3, dims=2), functional.avg_pool2d(image, 3, stride=1, padding=1)
    assert float(sliced_distance(image, image)) == 0
    assert float(sliced_distance(image, moved)) < 0.1 * float(sliced_distance(image, smooth))


def test_correlation_is_told_along_each_axis() -> None:
    """Noise that repeats each column once correlates across and not down."""
    torch.manual_seed(7)
    image = 0.3 * torch.randn(4, 1, 120, 60).repeat_interleave(2, dim=3) + 0.1
    found = texture(image, torch.ones(4, 1, 120, 120))
    assert found["grey_mean"] == pytest.approx(0.1, abs=0.02)
    assert found["grey_spread"] == pytest.approx(0.3, abs=0.01)
    assert 0.4 < found["correlation_across"] < 0.6
    assert abs(found["correlation_down"]) < 0.06


def test_what_lies_outside_does_not_count() -> None:
    """Whatever is outside the field of view, mean and spread are of the inside."""
    image, inside = torch.full((1, 1, 40, 40), 9.0), torch.zeros(1, 1, 40, 40)
    inside[:, :, :, :20] = 1
    torch.manual_seed(8)
    image[:, :, :, :20] = torch.randn(40, 20)
    assert texture(image, inside)["grey_spread"] == pytest.approx(1, abs=0.1)
