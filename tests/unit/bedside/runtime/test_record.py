"""A trace says what a run was made of, the same way every time."""

import json
from pathlib import Path

import numpy as np
import pytest

import bedside
from bedside.runtime import record
from bedside.runtime.backend import BackendInfo
from bedside.runtime.record import (
    InferenceTrace,
    TracedModel,
    library_versions,
    software_sha256,
    stream_counts,
)
from bedside.runtime.stream import FrameTiming, Statistics, StreamSummary
from packages import package

INPUT = {
    "item": "eye_movement",
    "started_utc": "2026-01-02T03:04:05Z",
    "input_name": "eye.mp4",
    "input_sha256": "1" * 64,
    "input_kind": "file",
}


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_a_trace_names_software_model_input_settings_and_times():
    """Everything needed to judge the run and to make it again."""
    trace = InferenceTrace(
        **INPUT,
        package=package(),
        backend=BackendInfo("cpu", "fp32", 2, "cpu", "onnxruntime", "1"),
        preprocessing=package().manifest.preprocessing,
        settings={"z": (1, 2), "a": None},
        warnings=("low rate",),
        timings={"infer": Statistics.of([1.0, 2.0]), "decode": Statistics.of([0.5])},
        frames={"read": 2},
    )
    found = trace.to_json()
    assert found["software"] == {"version": bedside.__version__, "sha256": software_sha256()}
    assert found["model"]["sha256"] == package().sha256
    assert found["input"] == {"name": "eye.mp4", "kind": "file", "sha256": "1" * 64}
    assert found["preprocessing"] == {"height": 4, "mean": [0.5], "width": 4}
    assert found["backend"]["intra_threads"] == 2
    assert list(found["settings"]) == ["a", "z"]
    assert list(found["timings"]) == ["decode", "infer"]
    assert found["warnings"] == ["low rate"]
    assert found["libraries"]["numpy"] == np.__version__


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_a_trace_of_several_models_names_each_by_its_role_with_what_it_ran_on():
    """Each has its own digest, preparation and provider; the places of a single model stay, and are empty."""
    scene, workflow = package("Sqrt"), package("Abs", preprocessing={"height": 8})
    infos = [BackendInfo("cpu", "fp32", threads, "cpu", "onnxruntime", "1") for threads in (1, 2)]
    models = {"workflow": TracedModel(workflow, infos[1]), "scene": TracedModel(scene, infos[0])}
    found = InferenceTrace(**INPUT, models=models).to_json()
    assert list(found["models"]) == ["scene", "workflow"]
    assert [model["sha256"] for model in found["models"].values()] == [scene.sha256, workflow.sha256]
    assert [model["backend"]["intra_threads"] for model in found["models"].values()] == [1, 2]
    assert found["models"]["workflow"]["preprocessing"] == {"height": 8}
    assert (found["model"], found["backend"]) == (None, None)
    assert "models" not in InferenceTrace(**INPUT, package=scene, backend=infos[0]).to_json()


@pytest.mark.verifies("SRS-011", purpose="negative")
def test_a_trace_cannot_have_one_model_and_several():
    """Nobody could tell which of them made the result."""
    several = {"scene": TracedModel(package(), BackendInfo("cpu", "fp32", 1, "cpu", "onnxruntime", "1"))}
    with pytest.raises(ValueError, match="not both"):
        InferenceTrace(**INPUT, package=package(), models=several)


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_the_same_run_gives_the_same_text_whatever_the_order_of_its_parts():
    """A trace can be compared byte by byte."""
    texts = {
        json.dumps(InferenceTrace(**INPUT, settings=settings).to_json())
        for settings in ({"a": {"x": 1, "y": 2}, "b": 2}, {"b": 2, "a": {"y": 2, "x": 1}})
    }
    assert len(texts) == 1


@pytest.mark.verifies("SRS-048", purpose="effectiveness")
def test_input_identity_mismatch_shows_as_another_name_or_digest():
    """Two recordings never leave the same trace."""
    other = InferenceTrace(**INPUT | {"input_sha256": "2" * 64}).to_json()
    input_identity_mismatch = int(InferenceTrace(**INPUT).to_json()["input"] == other["input"])
    assert input_identity_mismatch == 0


def test_a_run_without_a_model_says_so():
    """A trace file needs none."""
    found = InferenceTrace(**INPUT).to_json()
    assert (found["model"], found["backend"]) == (None, None)


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_the_software_digest_covers_every_source_file(tmp_path, monkeypatch):
    """One changed, renamed or added file gives another digest; caches do not count."""
    (tmp_path / "part").mkdir()
    for name in ("__init__.py", "part/a.py"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(record.bedside, "__file__", str(tmp_path / "__init__.py"))
    digests = []
    for change in (
        lambda: None,
        lambda: (tmp_path / "part/a.py").write_text("b"),
        lambda: (tmp_path / "part/a.py").rename(tmp_path / "part/b.py"),
        lambda: (tmp_path / "c.py").write_text(""),
    ):
        change()
        software_sha256.cache_clear()
        digests.append(software_sha256())
    (tmp_path / "d.pyc").write_text("")
    software_sha256.cache_clear()
    assert len(set(digests)) == 4
    assert software_sha256() == digests[-1]
    monkeypatch.undo()
    software_sha256.cache_clear()
    assert Path(bedside.__file__).exists()


def test_libraries_that_are_not_installed_are_left_out():
    """Only one of the two ONNX Runtime wheels can be there."""
    found = library_versions()
    assert {"python", "av", "numpy", "pydicom", "libavcodec"} <= set(found)
    assert ("onnxruntime" in found) != ("onnxruntime-gpu" in found)


def test_a_streams_counts_are_those_of_its_summary():
    """Four numbers."""
    timing = FrameTiming(0, 0, 0, 0, 1)
    summary = StreamSummary(2, 1, 1, 1, 5.0, (1,), (timing,), {})
    assert stream_counts(summary) == {"produced": 2, "processed": 1, "dropped": 1, "missed_deadlines": 1}
