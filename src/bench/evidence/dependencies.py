"""Which files a piece of evidence rests on, so that a change in one of them is known to matter."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bench.evidence.digest import file_digest
from bench.evidence.imports import ImportGraph

_DEVICE = Path("src/bedside")
_JUDGING = Path("src/bench/verify/verdict.py")  # a verdict rests on what computes it, too
_PROTOCOLS = Path("verification/protocols")
_SYSTEM = Path("tests/system")
_NO_DATA = {".py", ".pyc", ".pyi"}


class Dependencies:
    """The files that evidence from one checkout rests on; each is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._graph = ImportGraph(self.root)
        self._digest = cache(file_digest)

    def paths(self, file: Path, target_file: Path | None = None) -> tuple[str, ...]:
        """Return the files that evidence from a test or protocol file rests on, relative to the root.

        They are the modules it imports with their package data, the models of the clinical items among
        them, the locks, the project's metadata and the target. A system test runs the device by its
        command line, so it rests on all of it.
        """
        start = self.root / file
        found = self._graph.closure(*self._starting_points(start))
        if start.is_relative_to(self.root / _SYSTEM):
            found |= set(_files(self.root / _DEVICE))
        found |= (
            set(self._package_data(found)) | set(self._models(found)) | set(self._environment(target_file))
        )
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in found))

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the digest of each path; a file that is gone is left out."""
        there = {path: self.root / path for path in paths}
        return {path: self._digest(file) for path, file in there.items() if file.is_file()}

    def _starting_points(self, start: Path) -> Iterator[Path]:
        yield start
        if start.is_relative_to(self.root / _PROTOCOLS) and (self.root / _JUDGING).is_file():
            yield self.root / _JUDGING

    def _package_data(self, modules: set[Path]) -> Iterator[Path]:
        """Yield what lies beside the modules in their packages and is no module."""
        for folder in {module.parent for module in modules if module.is_relative_to(self.root / "src")}:
            yield from (f for f in folder.iterdir() if f.is_file() and f.suffix not in _NO_DATA)

    def _models(self, modules: set[Path]) -> Iterator[Path]:
        device = self.root / _DEVICE
        inside = {module.relative_to(device).parts[0] for module in modules if module.is_relative_to(device)}
        for name in inside:
            yield from (f for f in _files(device / "models" / name) if f.suffix not in _NO_DATA)

    def _environment(self, target_file: Path | None) -> Iterator[Path]:
        yield from sorted((self.root / "locks").glob("*.txt"))
        named = [self.root / "pyproject.toml", *([self.root / target_file] if target_file else [])]
        yield from (file for file in named if file.is_file())


def dependency_digests(root: Path, file: Path, target_file: Path | None = None) -> dict[str, str]:
    """Return path → SHA-256 of every file that evidence from one test or protocol file rests on."""
    dependencies = Dependencies(root)
    return dependencies.digests(dependencies.paths(file, target_file))


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (f for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
