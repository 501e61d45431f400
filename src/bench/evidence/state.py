"""What a record is worth today: fresh, stale, foreign or void. Computed, never stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.evidence.dependencies import Dependencies
from bench.evidence.record import Record, Result, Verdict
from bench.evidence.store import StoredRecord

_SHOWN = 8  # attributes named for one claim
_TARGETS = Path("verification/targets")


class Claims(Protocol):
    """The claims of today, as plain digests."""

    @property
    def prints(self) -> Mapping[str, Mapping[str, str]]:
        """Uid → attribute → digest."""

    @property
    def contexts(self) -> Mapping[str, tuple[str, ...]]:
        """Uid → the uids that evidence for it rests on."""

    @property
    def hardware(self) -> Mapping[str, str]:
        """Uid → the hardware class that its criterion asks for."""


@dataclass(frozen=True)
class State:
    """A record's state with the reasons for it; ``fresh`` needs none."""

    kind: str
    reasons: tuple[str, ...] = ()


class Workshop:
    """Today's checkout, against which records are held; every file is read once."""

    def __init__(self, root: Path, claims: Claims) -> None:
        self.root = root
        self.claims = claims
        self.dependencies = Dependencies(root)

    def paths_now(self, file: str, target: str) -> tuple[str, ...]:
        """Return what evidence from a test file would rest on if it were made now."""
        if not (self.root / file).is_file():
            return ()
        try:
            return self.dependencies.paths(Path(file), _TARGETS / f"{target}.toml")
        except (SyntaxError, ValueError):
            return ()  # a file that does not parse is already named by its digest


def state_of(stored: StoredRecord, workshop: Workshop) -> State:
    """Return the state of a whole record."""
    if stored.faults or stored.record is None:
        return State("void", stored.faults)
    record = stored.record
    files = sorted(record.closures) if record.kind == "tests" else [record.nodeid.partition("::")[0]]
    stale = [
        *_claims_changed(record, workshop, record.contexts),
        *_files_changed(record, workshop, record.depends, files),
        *_inputs_changed(record, workshop),
    ]
    return _state(stale, _foreign(record, workshop))


def result_state(stored: StoredRecord, result: Result, workshop: Workshop) -> State:
    """Return the state of one test of a session."""
    if stored.faults or stored.record is None:
        return State("void", stored.faults)
    record = stored.record
    uids = [verified.uid for verified in result.verifies]
    closure = record.closures.get(result.file, tuple(record.depends))
    stale = [
        *_claims_changed(record, workshop, uids),
        *_files_changed(record, workshop, closure, [result.file]),
    ]
    return _state(stale, [])


def changed_items(stored: StoredRecord, workshop: Workshop) -> tuple[str, ...]:
    """Name every claim that the record knew and that differs today, whether or not a test verifies it."""
    if stored.record is None:
        return ()
    now = workshop.claims.prints
    return tuple(_compare(stored.record, now, sorted({*stored.record.claims, *now})))


def _state(stale: Sequence[str], foreign: Sequence[str]) -> State:
    if stale:
        return State("stale", tuple(stale))
    return State("foreign", tuple(foreign)) if foreign else State("fresh")


def _claims_changed(record: Record, workshop: Workshop, uids: Iterable[str]) -> Iterator[str]:
    contexts = workshop.claims.contexts
    known = {uid for verified in uids for uid in record.contexts.get(verified, ())}
    today = {uid for verified in uids for uid in contexts.get(verified, ())}
    yield from _compare(
        record, {u: p for u, p in workshop.claims.prints.items() if u in today}, sorted(known | today)
    )


def _compare(record: Record, now: Mapping[str, Mapping[str, str]], uids: Iterable[str]) -> Iterator[str]:
    for uid in uids:
        old, new = record.claims.get(uid), now.get(uid)
        if old is None:
            yield f"{uid} added since"
        elif new is None:
            yield f"{uid} removed since, or no longer linked"
        elif old.get("fingerprint") != new.get("fingerprint"):
            names = [k for k in sorted({*old, *new}) if old.get(k) != new.get(k) and k != "fingerprint"]
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            yield f"{uid}: {', '.join(names[:_SHOWN])}{more} changed since"


def _files_changed(
    record: Record, workshop: Workshop, paths: Iterable[str], files: Iterable[str]
) -> Iterator[str]:
    before = set(paths)
    digests = workshop.dependencies.digests(before)
    for path in sorted(before):
        if path not in digests:
            yield f"{path} is gone"
        elif digests[path] != record.depends.get(path):
            yield f"{path} changed since"
    after = {path for file in files for path in workshop.paths_now(file, record.target)}
    yield from (f"{path} is new among what it rests on" for path in sorted(after - before))


def _inputs_changed(record: Record, workshop: Workshop) -> Iterator[str]:
    """Compare inputs that lie in the checkout; others cannot be looked at from here."""
    inside = [name for name in record.inputs if (workshop.root / name).is_file()]
    digests = workshop.dependencies.digests(inside)
    for name in sorted(inside):
        if digests[name] != record.inputs[name]:
            yield f"{name}, an input, changed since"


def _foreign(record: Record, workshop: Workshop) -> list[str]:
    """Say where it ran instead; what did not run at all says why itself."""
    asked = workshop.claims.hardware.get(record.uid, "any")
    if asked in ("any", record.hardware_class) or record.verdict is Verdict.NOT_RUN:
        return []
    return [f"{record.uid} asks for {asked}, this ran on {record.hardware_class}"]
