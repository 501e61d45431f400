"""A user's own model is compared and tried out; each misfit is named with how to mend it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.app import own_model
from bedside.app.own_model import MOST_MS, model_checks, open_own_model
from bedside.endoscopy import LABELS, trial_inputs
from bedside.runtime.backend import Target
from bedside.runtime.errors import ModelError
from endoscopy_packages import write_package
from fakes import FakeBackend

if TYPE_CHECKING:
    from pathlib import Path

ROLES = ("scene", "workflow")
ORDER = ["manifest and digest", "item", "inputs", "outputs", "classes", "operating point", "opens", "answers"]


@pytest.mark.verifies("SRS-112", purpose="implementation")
@pytest.mark.parametrize("role", ROLES)
def test_a_model_that_fits_passes_every_check_and_opens(role: str, tmp_path: Path) -> None:
    """In one order, the time of a run last."""
    folder = write_package(tmp_path, role)
    checks = list(model_checks(folder, role, Target()))
    assert [check.name for check in checks] == [*ORDER, "time per run"]
    assert all(check.holds for check in checks)
    package, backend = open_own_model(folder, Target(), role)
    assert package.manifest.item == "endoscopy"
    assert backend.run(trial_inputs(role))


@pytest.mark.verifies("SRS-112", purpose="negative")
@pytest.mark.verifies("RC-045", purpose="implementation")
def test_each_misfit_is_a_check_of_its_own_with_its_mending(tmp_path: Path) -> None:
    """Two wrong classes and a wrong operating point: three checks fail, and the model is not run."""
    classes = [LABELS[0], LABELS[2], LABELS[1], LABELS[3]]
    folder = write_package(tmp_path, "scene", classes=classes, operating_point={"least_presence": 2})
    checks = list(model_checks(folder, "scene", Target()))
    failed = [check for check in checks if not check.holds]
    assert [check.name for check in failed] == ["classes", "classes", "operating point"]
    assert all(check.mend for check in failed)
    assert "opens" not in [check.name for check in checks]
    with pytest.raises(ModelError) as refused:
        open_own_model(folder, Target(), "scene")
    misfit_model_refused = all(check.found in str(refused.value) for check in failed)
    assert misfit_model_refused


@pytest.mark.verifies("SRS-112", purpose="negative")
def test_a_changed_byte_is_found_before_anything_is_parsed(tmp_path: Path) -> None:
    """The digest's check is then the only one."""
    folder = write_package(tmp_path, "scene")
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(data)
    (check,) = model_checks(folder, "scene", Target())
    assert not check.holds
    assert "sha256" in check.found


@pytest.mark.verifies("SRS-112", purpose="negative")
def test_a_manifest_that_promises_what_the_network_has_not_is_found(tmp_path: Path) -> None:
    """The scene's network under the workflow's manifest does not open."""
    scene, workflow = write_package(tmp_path / "s", "scene"), write_package(tmp_path / "w", "workflow")
    onnx = (scene / "model.onnx").read_bytes()
    entries = json.loads((workflow / "manifest.json").read_text(encoding="utf-8"))
    entries["sha256"] = hashlib.sha256(onnx).hexdigest()
    (workflow / "model.onnx").write_bytes(onnx)
    (workflow / "manifest.json").write_text(json.dumps(entries), encoding="utf-8")
    checks = list(model_checks(workflow, "workflow", Target()))
    assert (checks[-1].name, checks[-1].holds) == ("opens", False)


@pytest.mark.verifies("SRS-112", purpose="negative")
def test_answers_that_cannot_be_and_slowness_are_checks_that_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares of 2 fail the answers; a run beyond the limit fails the time."""
    folder = write_package(tmp_path, "scene")
    sound = open_own_model(folder, Target(), "scene")[1]
    doubled = FakeBackend(lambda inputs: {k: np.float32(2) * v for k, v in sound.run(inputs).items()})
    monkeypatch.setattr(own_model, "open_backend", lambda *_: doubled)
    failed = [check.name for check in model_checks(folder, "scene", Target()) if not check.holds]
    assert set(failed) == {"answers"}
    with pytest.raises(ModelError, match="sum to 1"):
        open_own_model(folder, Target(), "scene")
    monkeypatch.setattr(own_model, "open_backend", lambda *_: sound)
    monkeypatch.setitem(MOST_MS, "scene", 0.0)
    assert not list(model_checks(folder, "scene", Target()))[-1].holds
