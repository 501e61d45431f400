"""Each command makes a package that the device can load, and says what it does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")

from bedside.fetal_ultrasound.processing.model_layout import check_layout  # noqa: E402
from bedside.runtime.model import load_package  # noqa: E402
from training.cli import main  # noqa: E402
from training.fetal_ultrasound import frames, generator_job, jobs, manifest, settings  # noqa: E402
from training.fetal_ultrasound.provenance import source_digest, source_files  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all jobs of this file share: no phantom is rendered twice."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take few phantoms wherever a job has its own number of them."""
    monkeypatch.setattr(frames, "SHARD", 20)
    monkeypatch.setattr(jobs, "LARGE_VALIDATION", 8)
    monkeypatch.setattr(jobs, "DCGAN_VALIDATION", 8)
    monkeypatch.setattr(generator_job, "TEACHER_EVALUATIONS", 4)
    cpu = settings.SETTINGS["cpu"]
    narrow = replace(cpu, teacher=replace(cpu.teacher, width=8), student=replace(cpu.student, width=8))
    monkeypatch.setitem(settings.SETTINGS, "cpu", narrow)


def _made(verb: str, out: Path, cache: Path, *more: str) -> None:
    sizes = ["--steps", "2", "--batch", "2", "--patients", "20", "--cache", str(cache)]
    assert main([verb, "--out", str(out), *sizes, *more]) == 0


def _recorded(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return found


def _answers(out: Path, **inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    session = onnxruntime.InferenceSession(str(out / "model.onnx"), providers=["CPUExecutionProvider"])
    return list(session.run(None, inputs))


def _asked(number: int) -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(number)
    shapes = {"layout": (number, 4, 128, 128), "condition": (number, 11)}
    return {name: rng.random(shape, dtype=np.float32) for name, shape in shapes.items()}


@pytest.mark.verifies("SRS-184", purpose="implementation")
def test_a_short_job_makes_teacher_and_generator_of_one_interface(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two steps and one are enough; both stages are in the manifest, and the batch is free."""
    _made("fetal-ultrasound", tmp_path, cache, "--student-steps", "1", "--validation", "8")
    package, recorded = (
        load_package(tmp_path / "generator", "fetal_ultrasound"),
        _recorded(tmp_path / "generator"),
    )
    check_layout(package, "generator")
    assert recorded["operating_point"] == {"evaluations": 4}
    assert [stage["steps"] for stage in recorded["training"]["recipe"]["stages"]] == [2, 1]
    assert recorded["training"]["patients"] == [0, 20]
    assert recorded["training"]["source_sha256"] == source_digest("generator")
    assert recorded["training"]["sources"] == list(source_files("generator"))
    assert recorded["metrics"]["torch_onnx_deviation"] < 1e-4
    teacher = load_package(tmp_path / "teacher", "fetal_ultrasound").manifest
    assert (teacher.inputs, teacher.outputs) == (package.manifest.inputs, package.manifest.outputs)
    for number in (1, 3):
        noise = np.zeros((number, 1, 128, 128), np.float32)
        time = np.zeros(number, np.float32)
        (found,) = _answers(tmp_path / "generator", image=noise, time=time, **_asked(number))
        assert found.shape == noise.shape
    assert "4 of 4" in capsys.readouterr().out


@pytest.mark.verifies("SRS-143", purpose="implementation")
def test_a_short_job_makes_super_resolution(tmp_path: Path, cache: Path) -> None:
    """Twice the pixels in one evaluation, from an image and a noise."""
    _made("fetal-super-resolution", tmp_path, cache)
    check_layout(load_package(tmp_path, "fetal_ultrasound"), "super_resolution")
    image, noise = np.zeros((3, 1, 128, 128), np.float32), np.ones((3, 1, 256, 256), np.float32)
    (found,) = _answers(tmp_path, image=image, noise=noise, condition=_asked(3)["condition"])
    assert found.shape == noise.shape
    assert _recorded(tmp_path)["metrics"]["validation_phantoms"] == 8


@pytest.mark.verifies("SRS-184", purpose="implementation")
def test_a_short_job_makes_the_baseline(tmp_path: Path, cache: Path) -> None:
    """Noise, layout and condition give an image; the manifest says how little it was trained."""
    _made("fetal-dcgan", tmp_path, cache)
    (found,) = _answers(tmp_path, noise=np.zeros((3, 64), np.float32), **_asked(3))
    assert found.shape == (3, 1, 128, 128)
    assert load_package(tmp_path, "fetal_ultrasound").manifest.training["steps"] == 2


def test_a_short_job_makes_the_classifier(tmp_path: Path, cache: Path) -> None:
    """Planes by name, probabilities that sum to one, 64 features."""
    _made("fetal-planes", tmp_path, cache, "--validation", "8")
    check_layout(load_package(tmp_path, "fetal_ultrasound"), "planes")
    odds, features = _answers(tmp_path, image=np.zeros((3, 1, 128, 128), np.float32))
    assert odds.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert features.shape == (3, 64)


def test_a_package_whose_runtimes_differ_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No package is written where torch and ONNX Runtime disagree."""
    monkeypatch.setattr(manifest, "onnx_bytes", lambda *_: b"")
    monkeypatch.setattr(manifest, "deviation", lambda *_: 1e-3)
    what = manifest.Description("planes", "1.0.0", {"image": (1, 4, 4)}, {"probabilities": (5,)})
    with pytest.raises(ValueError, match="deviates"):
        manifest.exported(torch.nn.Identity(), what, 7)


@pytest.mark.verifies("SRS-183", purpose="negative")
def test_the_gpu_setting_without_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is begun, and the message says what is missing."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main(["fetal-planes", "--setting", "gpu", "--out", str(tmp_path)]) == 2
    assert "graphics processor" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
