"""What a change costs: the smallest set of tests and protocols to run again, and the records gone stale."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.evidence import Record
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.sources import Mark
from bench.gates.trace import read_marks

TARGET = "cpu-x86-64"


@dataclass(frozen=True)
class Impact:
    """What a change touches.

    Parameters
    ----------
    tests, protocols
        Test files, and protocols by node id, to run again.
    claims
        The requirements, controls and hazards whose evidence they are.
    records
        Names of the stored records that it makes stale.
    """

    tests: tuple[str, ...]
    protocols: tuple[str, ...]
    claims: tuple[str, ...]
    records: tuple[str, ...]

    @property
    def command(self) -> str:
        """What runs all of it again, or nothing; a whole `verify` renews the records."""
        again = " ".join((*self.tests, *self.protocols))
        return f"python -m pytest {again}" if again else ""


def impact_of(checkout: Checkout, changed: Iterable[str]) -> Impact:
    """Say what a change of files (paths relative to the root) and claims (uids) touches."""
    paths = {one for one in changed if one not in checkout.graph}
    uids = {one for one in changed if one in checkout.graph}
    marks = read_marks(checkout).marks
    touched = {
        file for file in _runnable(checkout) if paths & {file, *checkout.workshop.paths_now(file, TARGET)}
    }
    concerned = [m for m in marks if m.path in touched or _rests_on(m, uids, checkout)]
    return Impact(
        tests=tuple(sorted({m.path for m in concerned if m.path.startswith("tests/")} | _tests_in(touched))),
        protocols=tuple(sorted({m.nodeid for m in concerned if m.path.startswith(PROTOCOLS)})),
        claims=tuple(sorted({m.uid for m in concerned if m.uid})),
        records=_stale_records(checkout, paths, uids),
    )


def _runnable(checkout: Checkout) -> tuple[str, ...]:
    tests = (path for path in checkout.files if path.startswith("tests/") and "/test_" in path)
    return (*tests, *(path for path in checkout.files if path.startswith(f"{PROTOCOLS}/")))


def _tests_in(files: Iterable[str]) -> set[str]:
    return {file for file in files if file.startswith("tests/")}


def _rests_on(mark: Mark, uids: set[str], checkout: Checkout) -> bool:
    known = mark.uid is not None and mark.uid in checkout.graph
    return known and bool(uids & set(checkout.graph.context(str(mark.uid))))


def _stale_records(checkout: Checkout, paths: set[str], uids: set[str]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                s.path.stem
                for s in checkout.records
                if s.record is not None and _touched(s.record, paths, uids)
            }
        )
    )


def _touched(record: Record, paths: set[str], uids: set[str]) -> bool:
    rests_on = {uid for context in record.contexts.values() for uid in context}
    return bool(paths & set(record.depends)) or bool(uids & rests_on)
