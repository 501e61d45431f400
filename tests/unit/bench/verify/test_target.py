"""Targets, with fake machines."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.verify.target import (
    Machine,
    Target,
    TargetError,
    availability,
    detect_hardware_class,
    load_target,
    load_targets,
    this_machine,
)

_H100 = """
hardware_class = "nvidia-h100"
title = "H100"
provider = "tensorrt"
precision = "fp16"
[minimum]
driver = "550.54"
cuda = "12.4"
tensorrt = "10.3"
[match]
gpu = "H100"
machine = "x86_64|aarch64"
cores = 4
[budgets]
power_w = 700
"""
_CPU = 'hardware_class = "cpu"\ntitle = "CPU"\n[match]\nmachine = "x86_64"'
_GPU = {"name": "NVIDIA H100 80GB HBM3", "driver": "560.1", "cuda": "12.6"}
_WITH_GPU = Machine(
    "x86_64", 8, (_GPU,), ("TensorrtExecutionProvider", "CPUExecutionProvider"), {"tensorrt": "10.3.0"}
)
_WITHOUT = Machine("x86_64", 2, (), ("CPUExecutionProvider",), {"onnxruntime": "1.23.0"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a checkout with two targets."""
    folder = tmp_path / "verification/targets"
    folder.mkdir(parents=True)
    (folder / "h100.toml").write_text(_H100, encoding="utf-8")
    (folder / "a-cpu.toml").write_text(_CPU, encoding="utf-8")
    return tmp_path


@pytest.mark.verifies("RC-023", purpose="implementation")
def test_a_target_is_read_by_its_name(root: Path) -> None:
    """With the file it is in, for the evidence to rest on."""
    target = load_target(root, "h100")
    assert (target.provider, target.precision, target.intra_threads) == ("tensorrt", "fp16", 1)
    assert target.file == Path("verification/targets/h100.toml")
    assert [each.name for each in load_targets(root)] == ["a-cpu", "h100"]


def test_a_target_that_is_not_there_is_an_error_that_lists_those_that_are(root: Path) -> None:
    """So that a typing mistake mends itself."""
    with pytest.raises(TargetError, match="there are: a-cpu, h100"):
        load_target(root, "h1000")


@pytest.mark.parametrize(
    "line",
    [
        "more = 1",
        'provider = "rocm"',
        'precision = "int8"',
        "intra_threads = 0",
        'minimum = {python = "3"}',
        "match = {ram = 1}",
        "title = [",
    ],
)
def test_a_target_that_is_no_target_is_refused(root: Path, line: str) -> None:
    """An unknown key or word, by name of the file."""
    path = root / "verification/targets/a-cpu.toml"
    path.write_text(
        f'hardware_class = "cpu"\n{"" if "title" in line else "title = 1"}\n{line}', encoding="utf-8"
    )
    with pytest.raises(TargetError, match=r"a-cpu\.toml"):
        load_target(root, "a-cpu")


@pytest.mark.verifies("RC-023", purpose="implementation")
@pytest.mark.parametrize(
    ("machine", "reason"),
    [
        (_WITH_GPU, None),
        (_WITHOUT, "no NVIDIA driver found"),
        (replace(_WITH_GPU, gpus=({**_GPU, "name": "A2000"},)), "the GPU is A2000"),
        (replace(_WITH_GPU, architecture="riscv"), "this is riscv"),
        (replace(_WITH_GPU, cores=2), "2 cores here, 4 asked for"),
        (replace(_WITH_GPU, providers=()), "onnxruntime is not installed"),
        (
            replace(_WITH_GPU, providers=("CPUExecutionProvider",)),
            "onnxruntime has no TensorrtExecutionProvider",
        ),
        (
            replace(_WITH_GPU, gpus=({**_GPU, "driver": "550.9"},)),
            "driver is 550.9, 550.54 or newer asked for",
        ),
        (replace(_WITH_GPU, gpus=({**_GPU, "cuda": "12.10"},)), None),
        (replace(_WITH_GPU, versions={"tensorrt": "9.9"}), "tensorrt is 9.9"),
    ],
)
def test_what_is_missing_for_a_target_is_said(root: Path, machine: Machine, reason: str | None) -> None:
    """Hardware first, then provider, then versions; a version is compared by its numbers."""
    said = availability(load_target(root, "h100"), machine)
    assert (said is None) == (reason is None)
    assert reason is None or reason in str(said)


def test_a_machine_is_of_its_gpus_class_before_its_processors(root: Path) -> None:
    """And of none that it does not match."""
    assert detect_hardware_class(root, _WITH_GPU) == "nvidia-h100"
    assert detect_hardware_class(root, _WITHOUT) == "cpu"
    assert detect_hardware_class(root, replace(_WITHOUT, architecture="riscv")) == "unknown"


def test_this_machine_can_be_looked_at() -> None:
    """And a plain processor target runs on it."""
    machine = this_machine()
    assert machine.cores >= 1
    assert "CPUExecutionProvider" in machine.providers
    assert availability(Target("t", "t", "t"), machine) is None
