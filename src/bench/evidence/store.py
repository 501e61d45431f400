"""Writes records so that none is ever half there, and reads them back with what is wrong with them."""

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.evidence.digest import file_digest
from bench.evidence.record import Record, RecordError, Sample, computed_digest, record_from_json, with_digest

COMMITTED = Path("verification/records")
FRESH = Path("build/records")


@dataclass(frozen=True)
class Samples:
    """Raw samples of one metric, one row each, with the subject of each where they cluster."""

    values: tuple[float, ...]
    unit: str
    groups: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.groups is not None and len(self.groups) != len(self.values):
            raise ValueError(f"{len(self.values)} values but {len(self.groups)} groups")


@dataclass(frozen=True)
class StoredRecord:
    """A record where it was found; with any fault it is void."""

    path: Path
    record: Record | None
    faults: tuple[str, ...] = ()
    committed: bool = False


def record_id(*parts: str) -> str:
    """Return a file name for a record that two different records do not share."""
    name = ".".join(re.sub(r"[^A-Za-z0-9_-]+", "-", part).strip("-") for part in parts)
    return f"{name}.{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:6]}"


def write_record(folder: Path, record: Record, samples: Mapping[str, Samples] | None = None) -> Path:
    """Write the samples, then the sealed record, each whole or not at all; return the record's path.

    Sample files carry their digest in their name, so an older record stays true until it is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = tuple(
        _write_samples(folder, record.id, name, each) for name, each in sorted((samples or {}).items())
    )
    sealed = with_digest(replace(record, samples=rows))
    path = folder / f"{record.id}.json"
    _replace(path, _as_bytes(sealed))
    kept = {row.file for row in rows}
    for old in folder.glob(f"{record.id}.*.csv"):
        if old.name not in kept:
            old.unlink()
    return path


def read_record(path: Path, *, committed: bool = False) -> StoredRecord:
    """Read one record and check every byte of it and its samples."""
    try:
        content = path.read_bytes()
        record = record_from_json(json.loads(content))
    except (OSError, ValueError, RecordError) as error:
        return StoredRecord(path, None, (f"{path.name} is no record: {error}",), committed)
    faults = []
    if computed_digest(record) != record.digest or content != _as_bytes(record):
        faults.append(f"{path.name} was changed after it was written: its digest or form does not hold")
    for sample in record.samples:
        file = path.parent / sample.file
        if not file.is_file():
            faults.append(f"{sample.file}, the samples of {sample.name}, is gone")
        elif file_digest(file) != sample.sha256:
            faults.append(f"{sample.file}, the samples of {sample.name}, was changed after it was written")
    return StoredRecord(path, record, tuple(faults), committed)


def load_records(root: Path) -> tuple[StoredRecord, ...]:
    """Read every record below the root, committed and fresh, sorted by path."""
    return tuple(
        read_record(path, committed=folder == COMMITTED)
        for folder in (COMMITTED, FRESH)
        for path in sorted((root / folder).glob("*.json"))
    )


def latest(records: Iterable[StoredRecord]) -> tuple[StoredRecord, ...]:
    """Keep the newest whole record of each (protocol, claim, target, profile), and every void one."""
    newest: dict[object, StoredRecord] = {}
    for stored in records:
        key: object = stored.path if stored.faults or stored.record is None else stored.record.key
        if key not in newest or _age(stored) >= _age(newest[key]):
            newest[key] = stored
    return tuple(sorted(newest.values(), key=lambda stored: (stored.path.name, str(stored.path))))


def read_samples(stored: StoredRecord, name: str) -> tuple[list[float], list[str] | None]:
    """Return the raw samples of one metric, and their groups if they have any."""
    file = next(s.file for s in stored.record.samples if s.name == name) if stored.record else name
    with (stored.path.parent / file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    groups = [row["group"] for row in rows] if rows and "group" in rows[0] else None
    return [float(row["value"]) for row in rows], groups


def _age(stored: StoredRecord) -> str:
    return stored.record.started if stored.record else ""


def _as_bytes(record: Record) -> bytes:
    text = json.dumps(record.as_json(), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _write_samples(folder: Path, identity: str, name: str, samples: Samples) -> Sample:
    content = _as_csv(samples.values, samples.groups)
    sha256 = hashlib.sha256(content).hexdigest()
    file = f"{identity}.{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}.{sha256[:8]}.csv"
    _replace(folder / file, content)
    return Sample(name, file, sha256, samples.unit, len(samples.values))


def _as_csv(values: Sequence[float], groups: Sequence[str] | None) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["value"] if groups is None else ["value", "group"])
    columns = (map(repr, map(float, values)),) if groups is None else (map(repr, map(float, values)), groups)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def _replace(path: Path, content: bytes) -> None:
    """Put a file in place whole: a reader sees the old bytes or the new."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
