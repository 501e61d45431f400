"""Super-resolution learns from the same phantom at both sizes, cut out at the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.nn import functional  # noqa: E402

from training.fetal_ultrasound.frames import phantoms  # noqa: E402
from training.fetal_ultrasound.super_resolution import CUT, EnlargingTask  # noqa: E402
from training.fetal_ultrasound.super_resolution_network import SuperResolution, enlarged  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


@pytest.fixture(scope="module")
def large() -> Frames:
    """Return twenty patients' phantoms at 256."""
    return phantoms(range(20), 256)


@pytest.mark.verifies("SRS-143", purpose="implementation")
def test_both_sizes_of_a_phantom_show_the_same_speckle(few: Frames, large: Frames) -> None:
    """The large image's mean of 2 x 2 pixels is nearly the small image, and no other phantom's is."""
    means = large.images.reshape(20, 128, 2, 128, 2).mean(axis=(2, 4))
    for index in (0, 7, 13):
        inside = few.images[index] > 0
        pairs = [np.corrcoef(means[other][inside], few.images[index][inside])[0, 1] for other in range(20)]
        assert int(np.argmax(pairs)) == index
        assert pairs[index] > 0.85


def test_cut_outs_lie_at_the_same_place(few: Frames, large: Frames) -> None:
    """A cut-out at 128, enlarged, lies on the one at 256, and moved by a pixel it fits worse."""
    pair = EnlargingTask(few, large).batch(np.random.default_rng(4), 12)
    assert pair.coarse.shape == (12, 1, CUT, CUT)
    assert pair.fine.shape == pair.noise.shape == (12, 1, 2 * CUT, 2 * CUT)
    small = functional.avg_pool2d(pair.fine, 2)
    here = float((small - pair.coarse).abs().mean())
    for axis in (2, 3):
        for way in (-1, 1):
            assert here < 0.8 * float((torch.roll(small, way, axis) - pair.coarse).abs().mean())


def test_the_network_adds_to_the_smoothly_enlarged_image() -> None:
    """A fresh one with an output of zero is the bilinear image; its noise changes what it adds."""
    torch.manual_seed(5)
    network = SuperResolution(16, 1).eval()
    image, asked = torch.rand(1, 1, 32, 32), torch.zeros(1, 11)
    with torch.no_grad():
        one, other = (network(image, torch.randn(1, 1, 64, 64), asked) for _ in range(2))
        for part in network.out[1].parameters():
            part.zero_()
        plain = network(image, torch.randn(1, 1, 64, 64), asked)
    assert not torch.equal(one, other)
    assert torch.equal(plain, enlarged(image))


def test_the_loss_is_that_of_pixels_and_of_texture(few: Frames, large: Frames) -> None:
    """A network that returns the truth has none; one that returns the smooth image has both."""
    task = EnlargingTask(few, large, texture=2.0)
    pair = task.batch(np.random.default_rng(6), 4)
    perfect, smooth = torch.nn.Module(), torch.nn.Module()
    perfect.forward, smooth.forward = lambda *_: pair.fine, lambda image, *_: enlarged(image)
    assert float(task.loss(perfect, pair)[0]) == 0
    total, parts = task.loss(smooth, pair)
    assert parts["apart"] > 0
    assert parts["texture"] > 0
    assert float(total) == pytest.approx(parts["apart"] + 2 * parts["texture"], rel=1e-5)
