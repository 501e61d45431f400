"""The record: what ran, from which bytes, on which hardware, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from bench.evidence.digest import digest, plain

SCHEMA = "bedside.record/1"
KINDS = ("protocol", "tests")
PROFILES = ("quick", "full")


class Verdict(StrEnum):
    """What a measurement says of a claim; only PASS passes."""

    PASS = "PASS"  # nosec B105 # noqa: S105 -- a verdict, no password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    INVALID = "INVALID"
    NOT_RUN = "NOT_RUN"


class RecordError(ValueError):
    """Bytes that are no record of this schema."""


@dataclass(frozen=True)
class Verified:
    """One claim that a test or protocol says it verifies, and what for."""

    uid: str
    purpose: str


@dataclass(frozen=True)
class Sample:
    """Raw samples beside the record: one metric in one CSV file."""

    name: str
    file: str
    sha256: str
    unit: str
    n: int


@dataclass(frozen=True)
class Result:
    """One test of a session; of its outcomes only ``passed`` passes."""

    nodeid: str
    verifies: tuple[Verified, ...]
    outcome: str
    duration_s: float
    reason: str = ""

    @property
    def file(self) -> str:
        """The test file, relative to the root."""
        return self.nodeid.partition("::")[0]


@dataclass(frozen=True)
class Record:
    """One protocol judged against one claim, or one session of tests. Immutable; its digest covers it all.

    Parameters
    ----------
    uid
        The claim judged; empty for a session of tests.
    claims
        uid → attribute → digest, of every claim the evidence rests on.
    contexts
        Verified uid → the uids its evidence rests on.
    depends
        Path → SHA-256 of every file the evidence rests on, relative to the root.
    closures
        Test file → its share of ``depends``; a protocol's is all of it.
    interval
        Two one-sided bounds, each at ``confidence``.
    bound
        The one that was held against the limit.
    """

    id: str
    kind: str
    nodeid: str
    target: str
    hardware_class: str
    profile: str
    started: str
    duration_s: float
    outcome: str
    schema: str = SCHEMA
    uid: str = ""
    verifies: tuple[Verified, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""
    criterion: Mapping[str, Any] | None = None
    n: int = 0
    estimate: float | None = None
    interval: tuple[float | None, float | None] | None = None
    bound: float | None = None
    confidence: float | None = None
    method: str = ""
    samples: tuple[Sample, ...] = ()
    results: tuple[Result, ...] = ()
    claims: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depends: Mapping[str, str] = field(default_factory=dict)
    closures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    commit: str = ""
    tree_dirty: bool = False
    telemetry: Mapping[str, Any] = field(default_factory=dict)
    warm_up: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Mapping[str, Any], ...] = ()
    command: str = ""
    notes: tuple[str, ...] = ()
    digest: str = ""

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise RecordError(
                f"schema is {self.schema!r}, not {SCHEMA!r}: read it with the bench that wrote it"
            )
        if self.kind not in KINDS or self.profile not in PROFILES:
            raise RecordError(f"kind {self.kind!r} or profile {self.profile!r} is not known")

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What a newer record must share with this one to take its place."""
        return (self.kind, self.nodeid, self.uid, self.target, self.profile)

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain values."""
        return dict(plain(asdict(self)))  # type: ignore[call-overload,no-any-return]  # a mapping stays one


def computed_digest(record: Record) -> str:
    """Return the digest over everything but the digest."""
    return digest({key: value for key, value in record.as_json().items() if key != "digest"})


def with_digest(record: Record) -> Record:
    """Return the record sealed with its own digest."""
    return replace(record, digest=computed_digest(record))


def record_from_json(data: object) -> Record:
    """Read a record back.

    Raises
    ------
    RecordError
        When a key is missing, unknown, or of the wrong shape.
    """
    if not isinstance(data, dict):
        raise RecordError("holds no mapping")
    known = {f.name for f in fields(Record)}
    if set(data) != known:
        raise RecordError(f"keys differ from the schema's: {', '.join(sorted(set(data) ^ known))}")
    try:
        typed = {
            "verifies": _verified(data["verifies"]),
            "verdict": None if data["verdict"] is None else Verdict(data["verdict"]),
            "interval": None if data["interval"] is None else tuple(data["interval"]),
            "samples": tuple(Sample(**sample) for sample in data["samples"]),
            "results": tuple(Result(**{**r, "verifies": _verified(r["verifies"])}) for r in data["results"]),
            "contexts": {uid: tuple(context) for uid, context in data["contexts"].items()},
            "closures": {file: tuple(closure) for file, closure in data["closures"].items()},
            "figures": tuple(data["figures"]),
            "notes": tuple(data["notes"]),
        }
        return Record(**{**data, **typed})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordError(f"does not have the schema's shape: {error}") from error


def _verified(entries: list[dict[str, str]]) -> tuple[Verified, ...]:
    return tuple(Verified(**entry) for entry in entries)
