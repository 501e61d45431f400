"""One small study for all tests of the readers' package."""

import pytest

from bench.readers import StudyFiles
from reader_study import small_study


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> StudyFiles:
    """Make a study of eight pictures of each kind, a quarter shown twice."""
    return small_study(tmp_path_factory.mktemp("pictures"))
