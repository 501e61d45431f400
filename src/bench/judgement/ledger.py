"""The append-only, hash-chained ledger of what people judged. No tool writes to it on its own."""

import contextlib
import datetime
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

LEDGER = Path("requirements_trace/ledger.jsonl")
START = "0" * 64  # what the first entry follows
_LOCK_WAIT_S = 10.0


class Meaning(StrEnum):
    """What a person's signature under an entry means."""

    REVIEWED = "reviewed"
    APPROVED = "approved"
    JUSTIFIED_EXCEPTION = "justified_exception"
    RISK_ACCEPTED = "risk_accepted"
    RELEASED = "released"


class LedgerError(Exception):
    """A judgement that cannot be written down.

    Attributes
    ----------
    path
        The ledger.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Entry:
    """One judgement by one person on named items as they were then.

    Parameters
    ----------
    prev
        The digest of the entry before.
    items
        uid (or the name of what was judged) → fingerprint.
    """

    prev: str
    date: str
    name: str
    role: str
    meaning: Meaning
    items: Mapping[str, str]
    statement: str
    digest: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "role"):
            if not str(getattr(self, field)).strip():
                raise ValueError(f"a judgement needs the {field} of the person who makes it")
        if not self.items:
            raise ValueError("a judgement needs at least one item that was judged")
        datetime.datetime.fromisoformat(self.date)
        Meaning(self.meaning)

    def computed_digest(self) -> str:
        """Return the digest over everything but the digest."""
        content = {key: value for key, value in asdict(self).items() if key != "digest"}
        return hashlib.sha256(_canonical(content)).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """All entries that can be read, and every break of the chain, by line."""

    path: Path
    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The digest that the next entry must follow."""
        return self.entries[-1].digest if self.entries else START


def read_ledger(path: Path) -> Ledger:
    """Read a ledger and check its chain; an absent file is an empty ledger."""
    if not path.exists():
        return Ledger(path)
    entries: list[Entry] = []
    faults: list[str] = []
    lines = path.read_bytes().split(b"\n")
    if lines.pop():
        faults.append(f"{path.name}: the last line is cut short")
    for number, line in enumerate(lines, start=1):
        try:
            entry = _entry(line)
        except (ValueError, TypeError, KeyError) as error:
            faults.append(f"{path.name} line {number} is no entry: {error}")
            continue
        if entry.digest != entry.computed_digest():
            faults.append(
                f"{path.name} line {number} was changed after it was written: its digest does not hold"
            )
        if entry.prev != (entries[-1].digest if entries else START):
            faults.append(
                f"{path.name} line {number} does not follow the entry before it: one was removed or moved"
            )
        entries.append(entry)
    return Ledger(path, tuple(entries), tuple(faults))


def append(
    path: Path,
    *,
    name: str,
    role: str,
    meaning: Meaning,
    items: Mapping[str, str],
    statement: str,
    date: str | None = None,
) -> Entry:
    """Write one judgement at the end of the ledger and return it.

    Parameters
    ----------
    date
        ISO 8601; now, in UTC, if not given.

    Raises
    ------
    LedgerError
        When the chain does not hold, the entry says too little, or another process holds the lock.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        ledger = read_ledger(path)
        if ledger.faults:
            raise LedgerError(path, f"nothing can be added to a broken chain: {ledger.faults[0]}")
        try:
            entry = _seal(
                Entry(ledger.head, date or now, name, role, Meaning(meaning), dict(items), statement)
            )
        except ValueError as error:
            raise LedgerError(path, str(error)) from error
        before = path.read_bytes() if path.exists() else b""
        _replace(path, before + _canonical(asdict(entry)) + b"\n")
    return entry


def _seal(entry: Entry) -> Entry:
    return Entry(**{**asdict(entry), "digest": entry.computed_digest()})


def _entry(line: bytes) -> Entry:
    data = json.loads(line)
    if _canonical(data) != line:
        raise ValueError("its bytes are not in canonical form")
    return Entry(**{**data, "meaning": Meaning(data["meaning"])})


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file beside the ledger, which every system can create exclusively."""
    lock = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + _LOCK_WAIT_S
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            if time.monotonic() > until:
                problem = f"another process is writing to it; if none is, delete {lock}"
                raise LedgerError(path, problem) from None
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
