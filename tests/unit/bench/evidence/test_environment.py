"""The environment fingerprint."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.evidence import checkout as look
from bench.evidence import environment

_GIT = shutil.which("git") or "git"


def _git(root: Path, *arguments: str) -> str:
    command = [_GIT, "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 -- fixed arguments
    return done.stdout.decode()


@pytest.fixture
def repository(checkout: Path) -> Path:
    """Return a committed checkout."""
    _git(checkout, "init", "-q")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-q", "-m", "x")
    return checkout


def test_commit_tree_and_dirtiness_are_told(repository: Path) -> None:
    """A tracked byte that changes makes it dirty and changes the tree's digest."""
    clean = look(repository)
    assert (clean.commit, clean.dirty) == (_git(repository, "rev-parse", "HEAD").strip(), False)
    (repository / "untracked").write_text("x", encoding="utf-8")
    assert look(repository) == clean
    (repository / "README.md").write_text("other", encoding="utf-8")
    assert look(repository).dirty
    assert look(repository).tree_sha256 != clean.tree_sha256


def test_looking_leaves_the_index_as_it_was(repository: Path) -> None:
    """Git would refresh it, if it were not told otherwise."""
    index = repository / ".git/index"
    os.utime(repository / "README.md", (1, 1))
    before = index.read_bytes(), index.stat().st_mtime_ns
    look(repository)
    environment(repository)
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_without_version_control_there_is_no_commit(checkout: Path) -> None:
    """As in an unpacked archive."""
    assert (look(checkout).commit, look(checkout).dirty) == ("", False)


def test_the_environment_names_machine_libraries_and_locks(checkout: Path) -> None:
    """What a lock names is looked up in what is installed."""
    (checkout / "locks/device.txt").write_text(
        "numpy==2.2 \\\n    --hash=sha256:0\nno-such-thing==1\n", encoding="utf-8"
    )
    found = environment(checkout, "cpu")
    libraries = found["libraries"]
    assert isinstance(libraries, dict)
    assert list(libraries) == ["numpy"]
    assert {"cpu", "cores", "memory_bytes", "os", "python", "gpus", "provider", "tree_sha256"} <= set(found)
    before = found["locks_sha256"]
    (checkout / "locks/device.txt").write_text("numpy==2.3", encoding="utf-8")
    assert environment(checkout)["locks_sha256"] != before
