"""The held-out renderer stays out of training's reach, and it paints another world."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import phantoms
from phantoms.eye_movement import appearance, heldout

SOURCE = Path(phantoms.__file__).parent.parent
HELDOUT = "phantoms.eye_movement.heldout"


def _imports(module: str) -> set[str]:
    """Return every module that a module of the source tree imports, at any depth of its code."""
    path = SOURCE / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.exists():
        return set()
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _reached(start: set[str]) -> set[str]:
    reached, waiting = set(), set(start)
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= _imports(module) - reached
    return reached


def _training_modules() -> set[str]:
    files = (SOURCE / "training").rglob("*.py")
    return {
        ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") for file in files
    }


def test_training_reaches_the_renderer_it_learns_from_but_never_the_heldout_one() -> None:
    """No import of any training module, followed to its end, leads to the held-out renderer."""
    reached = _reached(_training_modules())
    assert "phantoms.eye_movement.appearance" in reached
    assert HELDOUT not in reached
    mentions = [
        path for path in (SOURCE / "training").rglob("*.py") if "import_module" in path.read_text("utf-8")
    ]
    assert mentions == []


def test_the_check_would_find_a_reach() -> None:
    """The same search, started where the held-out renderer is imported, finds it."""
    assert HELDOUT in _reached({HELDOUT})
    assert "phantoms.eye_movement.geometry" in _reached({HELDOUT})


def test_the_two_renderers_share_geometry_but_not_looks() -> None:
    """The held-out renderer takes nothing from the other one's painting or sensor."""
    assert not {"phantoms.eye_movement.appearance", "phantoms.eye_movement.sensor"} & _imports(HELDOUT)
    assert not {"hairs", "smooth_noise", "splat", "sampled"} & set(vars(heldout))


@pytest.mark.parametrize("seed", range(3))
def test_the_same_scene_looks_different(seed: int) -> None:
    """One scene painted by both has the same truth and pictures that hardly agree outside the eye."""
    scene = heldout.heldout_scene(np.random.default_rng(seed), 0.0, (96, 128))
    one = appearance.render(scene, np.random.default_rng(seed))
    other = heldout.render(scene, np.random.default_rng(seed))
    assert one.truth.pupil == other.truth.pupil
    skin = one.truth.coverage[0] > 0.99
    assert abs(np.corrcoef(one.grey[skin], other.grey[skin])[0, 1]) < 0.6
