"""Each command makes a package that the device takes into its role, and says what it does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from bedside.endoscopy.processing.model_layout import answer_faults, layout_faults  # noqa: E402
from bedside.runtime.model import load_package  # noqa: E402
from training.cli import main  # noqa: E402
from training.endoscopy import frames, operations, scene_job, widening, workflow_job  # noqa: E402
from training.endoscopy.provenance import source_digest, source_files  # noqa: E402
from training.endoscopy.widening import WideningRecipe  # noqa: E402
from training.endoscopy.workflow_task import EncoderRecipe, MemoryRecipe  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path


def _recorded(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_a_short_scene_job_makes_a_package_that_the_device_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two steps are enough for a whole package; the manifest records how it was made."""
    monkeypatch.setattr(frames, "SHARD", 6)
    out = tmp_path / "scene"
    sizes = ["--steps", "2", "--refinement-steps", "1", "--shards", "1", "--batch", "2", "--validation", "12"]
    assert main(["endoscopy-scene", "--out", str(out), *sizes, "--cache", str(tmp_path / "cache")]) == 0
    package, recorded = load_package(out, "endoscopy"), _recorded(out)
    assert layout_faults(package, "scene") == []
    assert [stage["steps"] for stage in recorded["training"]["recipe"]["stages"]] == [2, 1]
    assert recorded["training"]["source_sha256"] == source_digest("scene")
    assert recorded["training"]["sources"] == list(source_files("scene"))
    assert recorded["metrics"]["torch_onnx_deviation"] < 1e-4
    assert (out / "model.onnx").stat().st_size < 2 * 1024**2
    assert "4 of 4" in capsys.readouterr().out


def test_a_short_workflow_job_makes_a_package_that_the_device_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One encoder step and one memory step over made-up operations; the stages are in the manifest."""
    monkeypatch.setattr(operations, "course", _made_up)
    monkeypatch.setattr(widening, "glimpsed", lambda seed: (_made_up(seed).pictures, _made_up(seed).steps))
    out, said = tmp_path / "workflow", []
    recipe = workflow_job.WorkflowRecipe(
        EncoderRecipe(steps=1, batch=4, operations=2),
        WideningRecipe(steps=1, batch=4, operations=1),
        MemoryRecipe(steps=1, batch=2),
        validation=1,
    )
    workflow_job.make_workflow_model(recipe, tmp_path / "cache", out, "1.0.0", said.append)
    package, recorded = load_package(out, "endoscopy"), _recorded(out)
    assert layout_faults(package, "workflow") == []
    assert [stage["steps"] for stage in recorded["training"]["recipe"]["stages"]] == [1, 1, 1]
    assert recorded["training"]["source_sha256"] == source_digest("workflow")
    assert recorded["metrics"]["validation_operations"] == 1
    assert (out / "model.onnx").stat().st_size < 2 * 1024**2
    assert "5 of 5: export" in said


def test_operations_leave_out_what_is_not_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a rendered operation every good second is kept, in order, with its step and the minutes left."""

    class Short:
        """Six seconds, of which the third is outside the body."""

        duration_s = 6.0

        def condition_at(self, t_s: float) -> str:
            """Return the condition."""
            return "out_of_body" if 2 <= t_s < 3 else "good"

        def step_at(self, t_s: float) -> int:
            """Return the step."""
            return int(t_s)

    class View:
        """A picture alone."""

        picture = np.full((144, 256, 3), 9, np.uint8)

    monkeypatch.setattr(operations, "drawn", lambda _: Short())
    monkeypatch.setattr(operations, "view_at", lambda *_: View())
    made = operations.course(3)
    assert made.steps.tolist() == [0, 1, 3, 4, 5]
    assert made.pictures.shape == (5, 72, 128, 3)
    assert np.all(np.diff(made.remaining_min) < 0)


def test_a_package_whose_runtimes_differ_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No package is written where torch and ONNX Runtime disagree."""
    from training.endoscopy.scene_task import SceneRecipe, SceneTask
    from training.loop import Trainer

    views = frames.Shard(
        np.zeros((1, 144, 256, 3), np.uint8),
        np.zeros((1, 3, 72, 128), np.uint8),
        np.zeros((1, 4, 2), np.float32),
    )
    trainer = Trainer.fresh(SceneRecipe(), SceneTask(views))
    monkeypatch.setattr(scene_job, "onnx_bytes", lambda *_: b"")
    monkeypatch.setattr(scene_job, "deviation", lambda *_: 1e-3)
    with pytest.raises(ValueError, match="deviates"):
        scene_job.export((trainer,), tmp_path, {}, "1.0.0")
    assert not list(tmp_path.iterdir())


def test_what_the_device_would_refuse_of_an_answer_does_not_happen() -> None:
    """An untrained network's answers already keep to the layout's ranges."""
    from training.endoscopy.network import SceneNetwork, SceneProbabilities

    with torch.no_grad():
        shares, landmarks = SceneProbabilities(SceneNetwork().eval())(torch.rand(1, 3, 144, 256))
    assert answer_faults("scene", {"shares": shares.numpy(), "landmarks": landmarks.numpy()}) == []


def _made_up(seed: int) -> operations.Course:
    rng = np.random.default_rng(seed)
    steps = np.sort(rng.integers(0, 13, 30))
    return operations.Course(
        rng.integers(0, 256, (30, 72, 128, 3), dtype=np.uint8),
        steps.astype(np.int64),
        np.linspace(0.5, 0, 30, dtype=np.float32),
    )
