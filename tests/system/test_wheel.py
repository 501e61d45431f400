"""The wheel alone, in a clean environment: it works, and it brings nothing of the workshop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import bedside

ROOT = Path(__file__).parents[2]
WORKSHOP = (
    "torch", "onnx", "scipy", "doorstop", "sphinx", "matplotlib", "pytest", "bench", "training", "phantoms",
    "cohorts",
)  # fmt: skip
OPTIONAL = ("highdicom", "PIL", "jpeg_ls", "typing_extensions")  # of the extra: the core does without
NEEDED = ("numpy", "onnxruntime", "av", "pydicom")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.glob("bedside-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment that holds the wheel and the device's own dependencies, and return its Python."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = Path(
        _run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    for name in _closure(NEEDED):
        _link(name, packages)
    return python


def _closure(names: tuple[str, ...]) -> set[str]:
    """Return the distributions that these need, as their own metadata says, themselves included."""
    import re
    from importlib.metadata import PackageNotFoundError, requires

    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue  # a dependency of another platform
        found.add(name)
        waiting += [re.split(r"[\s;<>=!~\[]", need)[0] for need in needs if "extra ==" not in need]
    return found


def _link(name: str, packages: Path) -> None:
    """Link one installed distribution's top-level files into another environment."""
    from importlib.metadata import distribution

    whole = distribution(name)
    tops = {file.parts[0] for file in whole.files or () if file.parts[0] not in {"..", "__pycache__"}}
    for top in tops:
        source, place = Path(str(whole.locate_file(top))), packages / top
        if source.exists() and not place.exists():
            place.symlink_to(source, target_is_directory=source.is_dir())


def _run(command: list[str], folder: Path) -> str:
    done = _done(command, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _done(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that sees nothing of the checkout."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.verifies("SRS-016", purpose="implementation")
def test_the_wheel_holds_the_device_and_its_models_alone(wheel: Path) -> None:
    """Every file of the device is in it, the model too, and no other package."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    source = Path(bedside.__file__).parent
    files = {
        path.relative_to(source.parent).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    assert inside == files
    fetal = tuple(f"fetal_ultrasound/{role}" for role in ("generator", "super_resolution", "planes"))
    models = ("eye_movement", "endoscopy/scene", "endoscopy/workflow", *fetal)
    files_of_models = {
        f"bedside/models/{m}/{name}" for m in models for name in ("model.onnx", "manifest.json")
    }
    assert files_of_models <= inside


@pytest.mark.verifies("SRS-016", purpose="implementation")
@pytest.mark.verifies("SRS-014", purpose="implementation")
def test_the_wheel_passes_its_self_test_alone(installed: Path, tmp_path: Path) -> None:
    """In the clean environment the self-test ends with exit code 0, and the device is the installed one."""
    checks = json.loads(_run([str(installed), "-m", "bedside", "self-test", "--json"], tmp_path))
    assert all(check["holds"] for check in checks)
    place = _run([str(installed), "-c", "import bedside; print(bedside.__file__)"], tmp_path)
    assert str(installed.parent.parent) in place


@pytest.mark.verifies("SRS-016", purpose="implementation")
def test_nothing_of_the_workshop_is_imported(installed: Path, tmp_path: Path) -> None:
    """After a whole self-test, no module of the workshop is loaded, nor could one be."""
    code = (
        "import sys, json; from bedside.app.command_line import main; main(['self-test']);"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = set(json.loads(_run([str(installed), "-c", code], tmp_path).splitlines()[-1]))
    assert "bedside" in loaded
    assert loaded.isdisjoint({*WORKSHOP, *OPTIONAL})
    for name in (*WORKSHOP, "highdicom"):
        look = f"import importlib.util as u; print(u.find_spec({name!r}))"
        assert _run([str(installed), "-c", look], tmp_path).strip() == "None"


@pytest.mark.verifies("SRS-111", purpose="negative")
def test_without_the_extra_key_frames_are_refused_and_the_rest_works(installed: Path, tmp_path: Path) -> None:
    """One line that says how to install it, exit code 2, before the input is looked at."""
    command = [str(installed), "-m", "bedside", "endoscopy", "op.mp4", "--out", "out"]
    done = _done([*command, "--key-frames", "2"], tmp_path)
    assert done.returncode == 2
    assert "bedside[segmentation]" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "op.mp4: found nothing there" in _done(command, tmp_path).stderr
