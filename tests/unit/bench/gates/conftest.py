"""A clean small checkout for the gates."""

import shutil
from pathlib import Path

import pytest

from small_house import build_house


@pytest.fixture(scope="session")
def built_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkout that every gate finds clean."""
    return build_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(built_house: Path, tmp_path: Path) -> Path:
    """Copy the clean checkout, to be spoilt."""
    return Path(shutil.copytree(built_house, tmp_path / "house"))
