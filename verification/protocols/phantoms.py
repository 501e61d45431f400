"""Phantoms: fast enough to train from."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from phantoms.endoscopy.population import random_view

if TYPE_CHECKING:
    from bench.verify.handover import Bench

HEIGHT, WIDTH = 180, 320
ROUND = 30  # views


@pytest.mark.verifies("SRS-128", purpose="performance")
def test_endoscope_views_are_rendered_fast_enough_to_train_from(bench: Bench) -> None:
    """Render good views of 320x180 on one core, one round after another; textures are made beforehand.

    Samples: one a round of 30 views of a scene each: views a second of the thread's own processor time.
    """
    rounds = 40 if bench.profile == "full" else 20
    start_s = time.monotonic()
    for index in range(ROUND):
        _view(0, index)
    bench.warm_up(n=ROUND, duration_s=time.monotonic() - start_s)
    for number in range(rounds):
        begin_s = time.thread_time()
        for index in range(ROUND):
            _view(1 + number, index)
        bench.samples("phantom_frames_per_s", [ROUND / (time.thread_time() - begin_s)], unit="1/s")
        bench.progress(number + 1, rounds)


def _view(number: int, index: int) -> None:
    random_view(np.random.default_rng([128, number, index]), HEIGHT, WIDTH, "good")
