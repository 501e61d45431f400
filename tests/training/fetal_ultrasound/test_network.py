"""The velocity network's parts do what their formulas say."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound.network import (  # noqa: E402
    MEAN,
    SPREAD,
    VelocityNetwork,
    parameter_count,
    preconditioning,
    told_layout,
    waves,
)


def test_the_linear_guess_is_the_best_one() -> None:
    """Of normal data the guess leaves the part of the variance that no line through the image explains."""
    rng = np.random.default_rng(4)
    noise, data = rng.standard_normal(200_000), rng.normal(MEAN, SPREAD, 200_000)
    for time in (0.0, 0.3, 0.8, 1.0):
        slope, left, spread = (float(part) for part in preconditioning(torch.tensor(time)))
        image, velocity = (1 - time) * noise + time * data, data - noise
        centred = image - time * MEAN
        assert centred.std() == pytest.approx(spread, rel=0.01)
        assert np.polyfit(centred, velocity, 1)[0] == pytest.approx(slope, abs=0.01)
        assert (velocity - MEAN - slope * centred).std() == pytest.approx(left, rel=0.01)


def test_a_fresh_network_answers_near_the_linear_guess_and_within_the_gate() -> None:
    """The image decides the answer already, and there are at most 1,500,000 weights."""
    torch.manual_seed(1)
    network = VelocityNetwork().eval()
    image, time = torch.randn(2, 1, 128, 128), torch.zeros(2)
    with torch.no_grad():
        found = network(image, time, torch.zeros(2, 4, 128, 128), torch.zeros(2, 11))
    assert found.shape == (2, 1, 128, 128)
    assert float((found - (MEAN - image)).abs().mean()) < SPREAD
    assert parameter_count(network) <= 1_500_000


def test_every_pixel_of_the_layout_counts() -> None:
    """One pixel of one channel changes the answer, and mostly where it lies."""
    torch.manual_seed(2)
    network = VelocityNetwork(24).eval()
    image, time, layout = torch.zeros(1, 1, 128, 128), torch.full((1,), 0.5), torch.zeros(1, 4, 128, 128)
    changed = layout.clone()
    changed[0, 1, 41, 90] = 1.0
    with torch.no_grad():
        before, after = (network(image, time, one, torch.zeros(1, 11)) for one in (layout, changed))
    apart = (after - before).abs()[0, 0]
    row, column = divmod(int(apart.argmax()), 128)
    assert abs(row - 41) <= 8
    assert abs(column - 90) <= 8


def test_rings_lie_about_the_outline() -> None:
    """Of a ring's sixteen channels each is one pixel of the cell: 1 where rho - 1 is the ring's own."""
    layout = torch.zeros(1, 4, 8, 8)
    layout[0, 2] = 0.5  # far outside, but for two pixels
    layout[0, 2, 0, 0], layout[0, 2, 5, 6] = 0.0, -0.06
    told = told_layout(layout)
    assert told.shape == (1, 21 * 16, 2, 2)
    rings = told[0, 64 : 64 + 5 * 16].unflatten(0, (5, 4, 4))  # ring, row and column in the cell, cells
    assert float(rings[2, 0, 0, 0, 0]) == 1.0
    assert float(rings[1, 1, 2, 1, 1]) == pytest.approx(1.0)
    assert float(rings[2].sum()) == pytest.approx(1 + np.exp(-(1.5**2) / 2), rel=1e-4)


def test_waves_follow_u_and_v() -> None:
    """The shortest has four half waves between the middle and the outline."""
    layout = torch.zeros(1, 4, 4, 4)
    layout[0, 0], layout[0, 1] = 0.125, 1.0
    told = told_layout(layout)[0, 9 * 16 :, 0, 0].reshape(2, 3, 2, 16)  # sine or cosine, pitch, u or v, pixel
    assert told[0, 2, 0].tolist() == pytest.approx([1.0] * 16)
    assert told[1, :, 1, 0].tolist() == pytest.approx([-1.0, 1.0, 1.0], abs=1e-5)


def test_times_are_told_apart() -> None:
    """Each has its own waves, within -1 and 1."""
    seen = waves(torch.linspace(0, 1, 101))
    assert seen.shape == (101, 64)
    assert float(seen.abs().max()) <= 1
    assert float(torch.cdist(seen, seen).fill_diagonal_(9).min()) > 0.05
