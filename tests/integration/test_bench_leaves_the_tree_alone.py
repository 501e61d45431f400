"""Every verb of the bench leaves git's view of the checkout as it was, `build/` aside."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bench.verify.plugin  # noqa: F401 -- the verification below runs it, in a process of its own
from bench.gates import open_checkout
from bench.gates.trace import read_marks
from small_house import build_house
from synthetic_evidence import write_clean_evidence

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")
PERSON = ("--meaning", "reviewed", "--name", "A. Person", "--role", "QA")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy this checkout into a git repository of its own, with evidence."""
    root = Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("real") / "tree", ignore=LEFT_OUT))
    _commit(root)
    checkout = open_checkout(root)
    write_clean_evidence(root / "build/records", root, checkout.graph, read_marks(checkout).marks)
    return root


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put a small checkout, whose tests take a moment, into a git repository."""
    root = build_house(tmp_path_factory.mktemp("small") / "tree")
    (root / ".gitignore").write_text("/build/\n__pycache__/\n.pytest_cache/\n", encoding="utf-8")
    _commit(root)
    return root


@pytest.mark.parametrize(
    "arguments",
    [
        ("gate", "all", "release"),
        ("gate", "trace", "risk", "soup", "model", "review", "--json"),
        ("evidence",),
        ("impact", "src/bedside/__init__.py", "UN-001"),
        ("review", "SRS-999999", *PERSON),
    ],
    ids=" ".join,
)
def test_a_verb_leaves_the_real_tree_alone(real: Path, arguments: tuple[str, ...]):
    """Status, index and every byte outside build/ are the same as before."""
    before = _view(real)
    done = _bench(real, *arguments)
    assert done.returncode in (0, 1, 2), done.stderr
    assert "Traceback" not in done.stderr
    assert _view(real) == before


def test_verify_leaves_the_tree_alone(small: Path):
    """A whole verification, with tests, protocols, records, gates and report, writes to build/ alone."""
    before = _view(small)
    done = _bench(small, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS 2" in done.stdout
    assert _view(small) == before


def test_the_report_of_the_real_tree_is_the_same_twice(real: Path):
    """From the same records the real tree's report has the same bytes, written by two processes."""
    before, reports = _view(real), []
    for _ in range(2):
        shutil.rmtree(real / "build/dossier", ignore_errors=True)
        assert _bench(real, "dossier", "--report").returncode == 0
        reports.append({path.name: path.read_bytes() for path in (real / "build/dossier").iterdir()})
    assert set(reports[0]) == {f"verification_report.{kind}" for kind in ("pdf", "html", "json")}
    assert reports[0] == reports[1]
    assert _view(real) == before


def _bench(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(  # noqa: S603 -- this Python
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def _view(root: Path) -> tuple[str, str, str]:
    """Return git's status with ignored files, its staged changes, and a digest of all bytes but build/."""
    ignored = ("status", "--porcelain", "--ignored", "--untracked-files=all", "--", ".", ":!build")
    inside = (path for path in sorted(root.rglob("*")) if path.is_file())
    paths = (path for path in inside if path.relative_to(root).parts[0] not in (".git", "build"))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return _git(root, *ignored), _git(root, "diff", "--cached"), digest.hexdigest()


def _commit(root: Path) -> None:
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "all")


def _git(root: Path, *arguments: str) -> str:
    git = shutil.which("git")
    assert git is not None
    return subprocess.run([git, *arguments], cwd=root, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- git
