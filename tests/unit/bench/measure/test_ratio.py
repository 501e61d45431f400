"""Ratios of counts."""

import numpy as np
import pytest

from bench.measure.ratio import defined, ratio

pytestmark = pytest.mark.verifies("SRS-127", purpose="implementation")


def test_nothing_over_nothing_is_undefined() -> None:
    """And neither 0 nor 1, which would be a score."""
    shares = ratio(np.array([0, 0, 3]), np.array([0, 5, 4]))
    assert np.isnan(shares[0])
    assert shares[1:].tolist() == [0, 0.75]
    assert [defined(share) for share in shares] == [None, 0, 0.75]
