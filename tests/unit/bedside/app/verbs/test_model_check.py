"""``bedside model-check``: a line for each check, exit code 2 where one fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bedside.app.command_line import main
from bedside.app.verbs.model_check import ROLES
from bedside.endoscopy import LAYOUTS
from endoscopy_packages import write_package

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.verifies("SRS-112", purpose="implementation")


def test_the_roles_are_the_items() -> None:
    """Named here, so that help needs none of the item's code."""
    assert tuple(LAYOUTS) == ROLES


@pytest.mark.parametrize("role", ROLES)
def test_a_model_that_fits_is_told_so(role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, each line ok."""
    assert main(["model-check", str(write_package(tmp_path, role)), "--role", role]) == 0
    said = capsys.readouterr()
    assert all(line.startswith("ok    ") for line in said.out.splitlines())
    assert said.err == ""


def test_a_model_that_does_not_is_told_what_and_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """FAIL with expected and found, a line on mending, one line on standard error, exit code 2."""
    folder = write_package(tmp_path, "scene", classes=["background", "instrument"])
    assert main(["model-check", str(folder), "--role", "scene"]) == 2
    said = capsys.readouterr()
    lines = said.out.splitlines()
    place = next(k for k, line in enumerate(lines) if line.startswith("FAIL  classes: "))
    assert "expected 4" in lines[place]
    assert "found 2" in lines[place]
    assert lines[place + 1].startswith("      mend: ")
    assert said.err == "bedside: 1 of 6 checks failed. The model cannot be used as scene.\n"


def test_the_checks_come_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Name, whether it holds, what was found, how to mend it."""
    assert main(["model-check", str(tmp_path), "--role", "scene", "--json"]) == 2
    (check,) = json.loads(capsys.readouterr().out)
    assert set(check) == {"check", "holds", "found", "mend"}
    assert check["holds"] is False
