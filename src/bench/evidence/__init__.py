"""Evidence: what machines wrote, immutable and digest-protected, and what it is worth today."""

from bench.evidence.dependencies import Dependencies, dependency_digests
from bench.evidence.digest import digest, file_digest
from bench.evidence.environment import Checkout, checkout, environment, gpus
from bench.evidence.record import (
    PROFILES,
    SCHEMA,
    Record,
    RecordError,
    Result,
    Sample,
    Verdict,
    Verified,
    computed_digest,
    record_from_json,
    with_digest,
)
from bench.evidence.state import Claims, State, Workshop, changed_items, result_state, state_of
from bench.evidence.store import (
    COMMITTED,
    FRESH,
    Samples,
    StoredRecord,
    latest,
    load_records,
    read_record,
    read_samples,
    record_id,
    write_record,
)

__all__ = [
    "COMMITTED",
    "FRESH",
    "PROFILES",
    "SCHEMA",
    "Checkout",
    "Claims",
    "Dependencies",
    "Record",
    "RecordError",
    "Result",
    "Sample",
    "Samples",
    "State",
    "StoredRecord",
    "Verdict",
    "Verified",
    "Workshop",
    "changed_items",
    "checkout",
    "computed_digest",
    "dependency_digests",
    "digest",
    "environment",
    "file_digest",
    "gpus",
    "latest",
    "load_records",
    "read_record",
    "read_samples",
    "record_from_json",
    "record_id",
    "result_state",
    "state_of",
    "with_digest",
    "write_record",
]
