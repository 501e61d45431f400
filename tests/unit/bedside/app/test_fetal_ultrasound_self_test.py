"""The fetal ultrasound part of the self-test holds for sound models and says no where anything is amiss."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.app import fetal_ultrasound_self_test, wiring
from bedside.app.fetal_ultrasound_self_test import PLANE, fetal_ultrasound_checks, synthetic_image_checks
from bedside.fetal_ultrasound import Synthesiser, safeguards
from bedside.runtime.backend import Target
from bedside.runtime.errors import ModelError
from fetal_packages import open_generator, open_planes, open_super_resolution, ports

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.verifies("RC-016", purpose="implementation"),
    pytest.mark.verifies("SRS-165", purpose="implementation"),
]
OPEN = {
    "generator": open_generator,
    "super_resolution": open_super_resolution,
    "planes": partial(open_planes, PLANE),
}


@pytest.fixture(autouse=True)
def no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every picture through: the models here paint no anatomy."""
    monkeypatch.setattr(safeguards, "withheld_reason", lambda _image: "")


def _failed(checks: Any) -> list[str]:
    return [check.name for check in checks if not check.holds]


def test_sound_models_hold_in_every_check(tmp_path: Path) -> None:
    """Plane, mark, statements, and twice the same."""
    checks = list(synthetic_image_checks(tmp_path, ports(PLANE)))
    assert _failed(checks) == []
    assert len(checks) == 4


def test_another_plane_than_was_asked_for_is_a_failure(tmp_path: Path) -> None:
    """As the classifier reads it."""
    assert _failed(synthetic_image_checks(tmp_path, ports("femur"))) == ["plane of the synthetic images"]


def test_a_withheld_image_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mark cannot be read, and the plane is not given out."""
    monkeypatch.setattr(safeguards, "withheld_reason", lambda image: "flat" if image.number == 2 else "")
    failed = _failed(synthetic_image_checks(tmp_path, ports(PLANE)))
    assert failed == ["plane of the synthetic images", "mark in the synthetic images"]


def test_a_mark_that_names_another_seed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or none."""
    monkeypatch.setattr(Synthesiser, "payload", staticmethod(lambda seed: seed ^ 1))
    assert _failed(synthetic_image_checks(tmp_path, ports(PLANE))) == ["mark in the synthetic images"]


def test_an_output_without_its_statement_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever made it empty."""
    monkeypatch.setattr(safeguards, "coverage", lambda: "")
    assert _failed(synthetic_image_checks(tmp_path, ports(PLANE))) == ["statements on the synthetic images"]


def test_a_model_whose_answers_change_is_a_failure(tmp_path: Path) -> None:
    """A little brighter with each call."""
    runs = count()

    def open_drifting() -> Any:
        package, sound = open_super_resolution()

        class Drifting:
            info = sound.info

            def run(self, inputs: Any) -> dict[str, Any]:
                more = np.float32(0.02 * next(runs))
                return {name: value + more for name, value in sound.run(inputs).items()}

        return package, Drifting()

    checks = synthetic_image_checks(tmp_path, replace(ports(PLANE), open_super_resolution=open_drifting))
    assert _failed(checks) == ["the same seed twice"]


def test_models_of_the_installation_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each role by its name; one that is not there is a failure and no crash."""
    monkeypatch.setattr(fetal_ultrasound_self_test, "open_model", lambda _item, _target, role: OPEN[role]())
    assert _failed(fetal_ultrasound_checks(tmp_path, Target())) == []

    def missing(_item: str, _target: Target, role: str) -> Any:
        raise ModelError(role, "a readable file", "none")

    monkeypatch.setattr(fetal_ultrasound_self_test, "open_model", missing)
    (check,) = fetal_ultrasound_checks(tmp_path, Target())
    assert not check.holds
    assert "generator" in check.found
    assert wiring.open_model is not missing
