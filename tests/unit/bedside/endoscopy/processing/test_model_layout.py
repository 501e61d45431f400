"""A model that does not fit is refused, and told exactly what of it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.endoscopy.interface import LABELS, PHASES
from bedside.endoscopy.processing.model_layout import ROLES, answer_faults, check_layout, layout_faults
from bedside.runtime.errors import ModelError
from endoscopy_packages import open_scene, open_workflow, scene_package, workflow_package

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.runtime.model import ModelPackage

PACKAGES = {"scene": scene_package, "workflow": workflow_package}


def _tensors(package: ModelPackage, side: str, **changes: dict[str, Any] | None) -> list[dict[str, Any]]:
    """List a side's tensors as the manifest does, some of them changed, or left out where None."""
    specs = {spec.name: spec for spec in getattr(package.manifest, side)}
    entries = {
        name: {"name": name, "shape": list(spec.shape), "dtype": spec.dtype} for name, spec in specs.items()
    }
    for name, change in changes.items():
        entries[name] = entries.get(name, {"name": name, "shape": [1], "dtype": "float32"}) | (change or {})
    return [entry for name, entry in entries.items() if name not in changes or changes[name] is not None]


def _scene(**changes: Any) -> ModelPackage:
    own = scene_package()
    made = {
        side: _tensors(own, side, **named) for side, named in changes.items() if side in {"inputs", "outputs"}
    }
    return scene_package(**changes | made)


def _workflow(**changes: Any) -> ModelPackage:
    own = workflow_package()
    made = {
        side: _tensors(own, side, **named) for side, named in changes.items() if side in {"inputs", "outputs"}
    }
    return workflow_package(**changes | made)


PICTURE, PICTURES = "float32[1, 3, 144, 256]", "float32[1, time, 3, 72, 128]"
MISFITS = [
    ("scene", _scene(item="eye_movement"), "item: expected endoscopy, found eye_movement"),
    ("scene", _scene(inputs={"picture": {"shape": [1, 3, 256, 256]}}), f"picture: expected {PICTURE}, found"),
    ("scene", _scene(inputs={"picture": {"dtype": "uint8"}}), "found uint8[1, 3, 144, 256]"),
    ("scene", _scene(outputs={"landmarks": None}), "output landmarks: expected float32[1, 4, 3], found no"),
    ("scene", _scene(outputs={"shares": {"shape": [1, 5, 72, 128]}}), "found float32[1, 5, 72, 128]"),
    ("scene", _scene(outputs={"extra": {}}), "output extra: expected no such output"),
    ("scene", _scene(classes=[*LABELS, "vomer"]), "classes: expected 4"),
    ("scene", _scene(classes=[*LABELS[:3], "clivus"]), "class 3: expected clival_recess, found clivus"),
    ("scene", _scene(operating_point={"least_presence": 1.5}), "least_presence: expected 0 to 1, found 1.5"),
    ("scene", _scene(operating_point={"x": 1}), "least_presence: expected 0 to 1, found None"),
    ("scene", _scene(operating_point={"least_presence": True}), "found True"),
    ("workflow", _workflow(inputs={"pictures": {"shape": [1, 1, 3, 72, 128]}}), f"expected {PICTURES}"),
    ("workflow", _workflow(inputs={"state": {"shape": [1, 64]}}), "input state: expected float32[1, 128]"),
    ("workflow", _workflow(outputs={"next_state": {"shape": [1, 64]}}), "output next_state: expected"),
    ("workflow", _workflow(classes=list(PHASES[:-1])), "classes: expected 7"),
    ("workflow", _workflow(operating_point={"rate_hz": 5.0, "dwell_s": 2.0}), "rate_hz: expected 1, found 5"),
    ("workflow", _workflow(operating_point={"rate_hz": 1.0, "dwell_s": 0.5}), "dwell_s: expected 2 to 60"),
]  # fmt: skip


@pytest.mark.verifies("SRS-112", purpose="implementation")
@pytest.mark.parametrize("role", ROLES)
def test_a_model_that_fits_has_no_faults(role: str) -> None:
    """The small models of the tests are of the layout, and check_layout lets them pass."""
    assert layout_faults(PACKAGES[role](), role) == []
    check_layout(PACKAGES[role](), role, "there")


@pytest.mark.verifies("RC-045", purpose="effectiveness")
@pytest.mark.verifies("SRS-112", purpose="negative")
@pytest.mark.parametrize(("role", "package", "words"), MISFITS, ids=[words for *_, words in MISFITS])
def test_each_misfit_is_named_and_refused(role: str, package: ModelPackage, words: str) -> None:
    """One thing that does not fit gives one sentence that names it, what was expected and what was found."""
    faults = layout_faults(package, role)
    assert len(faults) == 1
    assert words in faults[0]
    with pytest.raises(ModelError) as refused:
        check_layout(package, role, "there")
    misfit_model_refused = words in str(refused.value)
    assert misfit_model_refused


@pytest.mark.verifies("SRS-112", purpose="implementation")
def test_all_faults_are_named_at_once() -> None:
    """A scene model in the workflow's place is told of every tensor, class and number."""
    faults = layout_faults(scene_package(), "workflow")
    assert len(faults) == 2 + 1 + 4 + 2 + 1 + 2
    with pytest.raises(ModelError) as refused:
        check_layout(scene_package(), "workflow", "there")
    assert all(fault in str(refused.value) for fault in faults)


@pytest.mark.verifies("SRS-112", purpose="negative")
def test_classes_in_another_order_are_named_by_their_places() -> None:
    """Two labels swapped would be drawn as each other: both places are named."""
    swapped = scene_package(classes=[LABELS[0], LABELS[2], LABELS[1], LABELS[3]])
    assert layout_faults(swapped, "scene") == [
        "class 1: expected instrument, found sella",
        "class 2: expected sella, found instrument",
    ]


def _answers() -> dict[str, dict[str, NDArray[np.float32]]]:
    scene, workflow = open_scene()[1], open_workflow()[1]
    picture = np.random.default_rng(0).random((1, 3, 144, 256), np.float32)
    pictures = np.random.default_rng(1).random((1, 3, 3, 72, 128), np.float32)
    return {
        "scene": scene.run({"picture": picture}),
        "workflow": workflow.run({"pictures": pictures, "state": np.zeros((1, 128), np.float32)}),
    }


@pytest.mark.verifies("SRS-112", purpose="implementation")
@pytest.mark.parametrize("role", ROLES)
def test_answers_that_can_be_have_no_faults(role: str) -> None:
    """Shares sum to 1, probabilities lie in 0 to 1, minutes are not negative."""
    assert answer_faults(role, _answers()[role]) == []


@pytest.mark.verifies("SRS-112", purpose="negative")
@pytest.mark.parametrize(
    ("role", "name", "spoil", "words"),
    [
        ("scene", "shares", lambda v: v * 2, "sum to 1"),
        ("scene", "shares", lambda v: v - 0.5, "lie in 0 to 1"),
        ("scene", "shares", lambda v: v * np.nan, "no finite numbers"),
        ("scene", "landmarks", lambda v: v * 256, "shares of the plane's width and height"),
        ("scene", "landmarks", lambda v: v + np.float32([0, 0, 2]), "lie in 0 to 1"),
        ("workflow", "phases", lambda v: np.log(v + 1e-9), "lie in 0 to 1"),
        ("workflow", "steps", lambda v: v / 2, "sum to 1"),
        ("workflow", "remaining", lambda v: v - 100, "not negative"),
        ("workflow", "next_state", lambda v: v + np.inf, "no finite numbers"),
    ],
)
def test_answers_that_cannot_be_are_named(role: str, name: str, spoil: Any, words: str) -> None:
    """The tensor is named, what it must be, and what it is."""
    answers = _answers()[role]
    with np.errstate(invalid="ignore"):
        faults = answer_faults(role, answers | {name: np.asarray(spoil(answers[name]), np.float32)})
    assert any(fault.startswith(f"{name}: ") and words in fault for fault in faults)
