"""The view guard's weights come from rendered planes, by seed, as a module that the guard can use."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy import View
from bedside.endoscopy.processing.view import KINDS, view_terms
from training.endoscopy.view import drawn_features, fit_view_weights

if TYPE_CHECKING:
    from pathlib import Path

FRAMES = {kind: 24 if kind is View.GOOD else 12 for kind in KINDS}


def test_a_fit_tells_the_kinds_apart_and_is_written_as_a_module(tmp_path: Path) -> None:
    """The written numbers are the fitted ones, the seed repeats them, and few planes are told wrong."""
    said: list[str] = []
    found = fit_view_weights(tmp_path / "one.py", 3, FRAMES, said.append)
    again = fit_view_weights(tmp_path / "two.py", 3, FRAMES, said.append)
    assert (tmp_path / "one.py").read_bytes() == (tmp_path / "two.py").read_bytes()
    assert found.digest == again.digest
    written = runpy.run_path(str(tmp_path / "one.py"))
    assert np.allclose(written["WEIGHTS"], found.weights, atol=1e-9)
    assert len(said) == 2 * len(KINDS)
    right = []
    for number, kind in enumerate(KINDS):
        features = drawn_features(kind, 3, FRAMES[kind])
        scores = view_terms((features - written["CENTRES"]) / written["SCALES"]) @ written["WEIGHTS"]
        right += list(scores.argmax(axis=1) == number)
    assert np.mean(right) > 0.8
