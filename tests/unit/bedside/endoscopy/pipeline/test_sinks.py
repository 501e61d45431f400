"""The overlay's switch and the stop; sinks that nobody fills take everything."""

import numpy as np
import pytest

from bedside.endoscopy.pipeline.sinks import Controls, LiveSinks
from bedside.runtime.media import Frame


@pytest.mark.verifies("RC-033", purpose="implementation")
def test_the_overlay_is_on_until_it_is_switched_and_on_again_after():
    """Each switch tells what it has made of it."""
    controls = Controls()
    assert controls.overlay
    assert [controls.switch_overlay(), controls.overlay] == [False, False]
    assert [controls.switch_overlay(), controls.overlay] == [True, True]


def test_a_run_is_stopped_once_for_all():
    """There is no way back."""
    controls = Controls()
    assert not controls.stopped
    controls.stop()
    assert controls.stopped


def test_sinks_that_nobody_fills_take_everything():
    """And give nothing back."""
    sinks = LiveSinks()
    assert sinks.clean(Frame(0, 0.0, np.zeros((16, 16), np.uint8))) is None
    assert sinks.observed(None, None) is None
    assert sinks.display(None) is None
