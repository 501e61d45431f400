"""A report of a clean small checkout."""

import shutil
from pathlib import Path

import pytest

from bench.dossier import Dossier, write_dossier
from bench.gates import open_checkout
from small_house import build_house


@pytest.fixture(scope="session")
def built_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkout that every gate finds clean."""
    return build_house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="session")
def dossier(built_house: Path) -> Dossier:
    """Write its report once."""
    return write_dossier(open_checkout(built_house))


@pytest.fixture
def house(built_house: Path, tmp_path: Path) -> Path:
    """Copy the clean checkout, to be spoilt."""
    return Path(shutil.copytree(built_house, tmp_path / "house"))
