"""Both settings are ready to run, and the smaller one is what was run."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import bedside  # noqa: E402
from training.fetal_ultrasound.flow import TeacherTask  # noqa: E402
from training.fetal_ultrasound.frames import VALIDATION_FROM, Frames  # noqa: E402
from training.fetal_ultrasound.network import VelocityNetwork, parameter_count  # noqa: E402
from training.fetal_ultrasound.settings import SETTINGS, Setting, asked  # noqa: E402
from training.loop import Recipe, Trainer, train  # noqa: E402

RELEASED = Path(bedside.__file__).parent / "models/fetal_ultrasound"
BASELINES = Path(__file__).parents[3] / "verification/baselines/fetal_ultrasound"


def _stages(package: Path) -> list[dict[str, Any]]:
    recipe = json.loads((package / "manifest.json").read_text(encoding="utf-8"))["training"]["recipe"]
    return list(recipe.get("stages", [recipe]))


@pytest.mark.verifies("SRS-183", purpose="implementation")
def test_the_cpu_setting_is_what_the_released_networks_were_made_by() -> None:
    """Every number of every recipe, those of the second judge but for its seed."""
    cpu = SETTINGS["cpu"]
    assert _stages(RELEASED / "generator") == [asdict(cpu.teacher), asdict(cpu.student)]
    assert _stages(BASELINES / "teacher") == [asdict(cpu.teacher)]
    assert _stages(RELEASED / "super_resolution") == [asdict(cpu.enlarging)]
    assert _stages(BASELINES / "dcgan") == [asdict(cpu.dcgan)]
    assert _stages(RELEASED / "planes") == [asdict(cpu.planes)]
    assert _stages(BASELINES / "judge") == [{**asdict(cpu.planes), "seed": 11}]


@pytest.mark.verifies("SRS-183", purpose="implementation")
@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_settings_keep_to_the_patients_of_training(setting: Setting) -> None:
    """No recipe reaches validation's patients, and a student has the width of its teacher."""
    recipes = (setting.teacher, setting.student, setting.enlarging, setting.dcgan, setting.planes)
    assert max(recipe.patients for recipe in recipes) <= VALIDATION_FROM
    assert setting.teacher.width == setting.student.width
    network = VelocityNetwork(setting.teacher.width)
    assert (parameter_count(network) > 5_000_000) == (setting.device == "cuda")


def test_the_command_line_may_change_a_recipe() -> None:
    """What it does not give stays the setting's."""
    chosen = argparse.Namespace(seed=3, steps=None, batch=5, patients=None)
    found = asked(SETTINGS["cpu"].planes, chosen)
    assert (found.seed, found.batch) == (3, 5)
    assert (found.steps, found.patients) == (SETTINGS["cpu"].planes.steps, SETTINGS["cpu"].planes.patients)


@pytest.mark.verifies("SRS-183", purpose="implementation")
def test_a_killed_training_of_the_teacher_ends_where_an_unbroken_one_does(
    few: Frames, tmp_path: Path
) -> None:
    """Stopped after its checkpoint and begun again, it gives the same averaged weights to the bit."""
    recipe, task = Recipe(seed=3, steps=4, batch=2, checkpoint_every=2), TeacherTask(few, 8)
    whole = train(recipe, task, tmp_path / "whole.pt", lambda _: None)
    broken = Trainer.resumed(recipe, task, tmp_path / "broken.pt")
    for _ in range(3):
        broken.advance()
        if broken.step == 2:
            broken.save(tmp_path / "broken.pt")
    again = train(recipe, task, tmp_path / "broken.pt", lambda _: None)
    for name, value in whole.average.state_dict().items():
        assert np.array_equal(value.numpy(), again.average.state_dict()[name].numpy())
