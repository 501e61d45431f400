"""What the gates look at: one checkout's claims, ledger, evidence and the bytes of its deciding files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.claims import Graph, Problem, load_graph, read_problems, snapshot
from bench.claims.change import Change, read_changes
from bench.evidence import Claims, StoredRecord, Workshop, load_records
from bench.judgement import LEDGER, Ledger, read_ledger

FILES = ("SOUP.md", "pyproject.toml", "locks/*.txt", "risk/policy.yml", "src/**/*.py", "tests/**/*.py")
PAGES = ("README.md", "docs/**/*.rst", "requirements_trace/justifications.yml")
KEPT = ("CHANGELOG.md", "CONTRIBUTING.md", "requirements_trace/**/*.yml", "risk/**/*.yml")
PROTOCOLS = "verification/protocols"
MODELS = "src/bedside/models"


@dataclass(frozen=True)
class Checkout:
    """A checkout as read once: gates are functions of it and touch nothing.

    Parameters
    ----------
    files
        Path relative to the root, with forward slashes → bytes.
    records
        Every stored record, committed or just built.
    workshop
        Today's digests, by which a record's state is computed.
    problems
        Every problem report, open and closed.
    changes
        Every change request.
    pages
        Like `files`, of the prose that no evidence rests on: the documents and the justifications.
    kept
        Like `pages`, of what people keep: the claims as text, problem reports, change requests, standards.
    """

    root: Path
    graph: Graph
    ledger: Ledger
    files: Mapping[str, bytes]
    records: tuple[StoredRecord, ...]
    workshop: Workshop
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    pages: Mapping[str, bytes] = field(default_factory=dict)
    kept: Mapping[str, bytes] = field(default_factory=dict)


class Today(Workshop):
    """A workshop that looks up only once what each test file rests on, since hundreds of tests ask."""

    def __init__(self, root: Path, claims: Claims) -> None:
        super().__init__(root, claims)
        self._rests_on: dict[tuple[str, str], tuple[str, ...]] = {}

    def paths_now(self, file: str, target: str) -> tuple[str, ...]:
        """Return what evidence from a test file would rest on if it were made now."""
        if (file, target) not in self._rests_on:
            self._rests_on[file, target] = super().paths_now(file, target)
        return self._rests_on[file, target]


def open_checkout(root: Path) -> Checkout:
    """Read everything that the gates look at; writes nothing."""
    graph = load_graph(root)
    return Checkout(
        root=root,
        graph=graph,
        ledger=read_ledger(root / LEDGER),
        files=read_files(root),
        records=load_records(root),
        workshop=Today(root, snapshot(graph)),
        problems=read_problems(root),
        changes=read_changes(root),
        pages=_read(root, PAGES),
        kept=_read(root, KEPT),
    )


def read_files(root: Path) -> dict[str, bytes]:
    """Read the deciding files that a gate may ask for."""
    return _read(root, (*FILES, f"{PROTOCOLS}/**/*.py", f"{MODELS}/**/*.json", f"{MODELS}/**/*.onnx"))


def _read(root: Path, patterns: Iterable[str]) -> dict[str, bytes]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    kept = (path for path in sorted(found) if "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}
