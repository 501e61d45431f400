"""What evidence rests on: all that its test imports, and nothing else."""

from pathlib import Path

import pytest

from bench.evidence import Dependencies, dependency_digests, file_digest

_ALWAYS = {"locks/device.txt", "pyproject.toml", "verification/targets/cpu.toml"}
_EYE = {
    "src/bedside/__init__.py",
    "src/bedside/eye/__init__.py",
    "src/bedside/eye/geometry.py",
    "src/bedside/eye/pipeline.py",
    "src/bedside/models/eye/manifest.json",
    "src/bedside/models/eye/model.onnx",
    "src/bedside/runtime/__init__.py",
    "src/bedside/runtime/media.py",
}
_TESTS = {"tests/conftest.py", "tests/fakes.py"}


def _paths(checkout: Path, file: str) -> set[str]:
    return set(Dependencies(checkout).paths(Path(file), Path("verification/targets/cpu.toml")))


def test_a_test_rests_on_what_its_packages_import_and_on_their_models(checkout: Path) -> None:
    """Relative imports, package inits, conftest and fakes; neither README nor another item's model."""
    file = "tests/unit/test_geometry.py"
    assert _paths(checkout, file) == {file, *_EYE, *_TESTS, *_ALWAYS}


def test_an_import_by_name_counts(checkout: Path) -> None:
    """And a runtime module alone has no model."""
    file = "tests/unit/test_media.py"
    runtime = {name for name in _EYE if "eye" not in name}
    assert _paths(checkout, file) == {file, *runtime, *_TESTS, *_ALWAYS}


def test_a_system_test_rests_on_the_whole_device(checkout: Path) -> None:
    """It runs the device by its command line, which no import shows."""
    device = {
        p.relative_to(checkout).as_posix() for p in (checkout / "src/bedside").rglob("*") if p.is_file()
    }
    file = "tests/system/test_cli.py"
    assert _paths(checkout, file) == {file, *device, *_TESTS, *_ALWAYS}


def test_a_protocol_rests_on_what_judges_it_and_on_package_data(checkout: Path) -> None:
    """Imports inside its functions count; the dossier does not."""
    file = "verification/protocols/eye.py"
    bench = {
        f"src/bench/{n}" for n in ("__init__.py", "measure.py", "verify/__init__.py", "verify/verdict.py")
    }
    phantoms = {f"src/phantoms/{name}" for name in ("__init__.py", "eye.py", "table.json")}
    assert _paths(checkout, file) == {file, *_EYE, *bench, *phantoms, *_ALWAYS}


def test_each_path_has_its_digest(checkout: Path) -> None:
    """Of the bytes as they are."""
    digests = dependency_digests(checkout, Path("tests/unit/test_geometry.py"))
    assert digests["locks/device.txt"] == file_digest(checkout / "locks/device.txt")
    assert "verification/targets/cpu.toml" not in digests


def test_imports_that_go_in_a_circle_end(checkout: Path) -> None:
    """Each file is met once."""
    (checkout / "src/bedside/runtime/media.py").write_text("import bedside.eye.pipeline", encoding="utf-8")
    assert "src/bedside/eye/pipeline.py" in _paths(checkout, "tests/unit/test_media.py")


def test_a_file_that_does_not_parse_is_an_error(checkout: Path) -> None:
    """It has no dependencies that could be told."""
    (checkout / "tests/unit/test_media.py").write_text("import (", encoding="utf-8")
    with pytest.raises(SyntaxError):
        _paths(checkout, "tests/unit/test_media.py")
