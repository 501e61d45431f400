"""The endoscopy part of the self-test holds for sound models and says no where anything is amiss."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.app import endoscopy_self_test, self_test, wiring
from bedside.app.endoscopy_self_test import drawn_operation_checks, endoscopy_checks
from bedside.endoscopy import View, safeguards
from bedside.runtime.backend import Target
from endoscopy_packages import open_scene, open_workflow, write_package
from fakes import FakeBackend

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = [
    pytest.mark.verifies("RC-016", purpose="implementation"),
    pytest.mark.verifies("SRS-136", purpose="implementation"),
]
OPEN = {"scene": open_scene, "workflow": open_workflow}


@pytest.fixture(autouse=True)
def judged_by_light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guard know black from good, whatever else it knows."""

    def view_of(plane: NDArray[np.uint8], _previous: object) -> tuple[View, str]:
        return (View.BLACK, "the picture is black") if plane.max() < 24 else (View.GOOD, "")

    monkeypatch.setattr(safeguards, "view_of", view_of)


def _failed(checks: Any) -> list[str]:
    return [check.name for check in checks if not check.holds]


def test_a_drawn_operation_is_read_as_what_it_is_and_twice_the_same(tmp_path: Path) -> None:
    """Good views, then black ones; analysed; statements on the outputs; equal files."""
    checks = list(drawn_operation_checks(tmp_path, OPEN))
    assert _failed(checks) == []
    assert len(checks) == 4


def test_a_guard_that_sees_no_darkness_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Black pictures that count as good."""
    monkeypatch.setattr(safeguards, "view_of", lambda *_: (View.GOOD, ""))
    assert "views of the drawn operation" in _failed(drawn_operation_checks(tmp_path, OPEN))


def test_a_model_whose_answers_change_is_a_failure(tmp_path: Path) -> None:
    """The second time the phases are others, and so is the timeline."""
    package, sound = open_workflow()
    runs = iter(range(10_000))

    def answer(inputs: Any) -> dict[str, NDArray[Any]]:
        shift = next(runs) // 5 % 7
        return {k: np.roll(v, shift, axis=-1) if k == "phases" else v for k, v in sound.run(inputs).items()}

    openers = OPEN | {"workflow": lambda: (package, FakeBackend(answer))}
    assert "the same operation twice" in _failed(drawn_operation_checks(tmp_path, openers))


def test_an_output_without_its_statements_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever made it empty."""
    monkeypatch.setattr(safeguards, "intended_use", lambda: "")
    assert "statements on the outputs" in _failed(drawn_operation_checks(tmp_path, OPEN))


def test_models_of_the_installation_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With sound packages in their places all holds; swapped ones are named."""
    folders = {role: write_package(tmp_path / role, role) for role in OPEN}
    monkeypatch.setattr(wiring, "model_folder", lambda _item, role: nullcontext(folders[role]))
    (tmp_path / "run").mkdir()
    assert _failed(endoscopy_checks(tmp_path / "run", Target())) == []
    assert all(self_test._model("endoscopy", role).holds for role in OPEN)
    folders = {"scene": folders["workflow"], "workflow": folders["scene"]}
    failed = _failed(endoscopy_checks(tmp_path / "run", Target()))
    assert failed == [
        "answers of the scene model",
        "answers of the workflow model",
        "drawn operation on cpu fp32",
    ]


def test_a_missing_model_is_a_failure_and_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each check that needs it says so."""
    monkeypatch.setattr(wiring, "model_folder", lambda _item, role: nullcontext(tmp_path / role))
    checks = list(endoscopy_self_test.endoscopy_checks(tmp_path, Target()))
    assert len(_failed(checks)) == len(checks) == 3
    assert all("manifest.json" in check.found for check in checks)
