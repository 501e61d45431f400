"""A few phantoms, rendered once for all tests of the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound.frames import phantoms  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


@pytest.fixture(scope="package")
def few() -> Frames:
    """Return the phantoms of twenty patients: every plane and every style."""
    torch.set_num_threads(1)
    return phantoms(range(20), 128)
