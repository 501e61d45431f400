"""The record: read back as written, refused when it is not one."""

import dataclasses
import json

import numpy as np
import pytest

from bench.evidence import (
    Record,
    RecordError,
    Result,
    Sample,
    Verdict,
    Verified,
    computed_digest,
    digest,
    record_from_json,
    with_digest,
)

RECORD = Record(
    id="r",
    kind="protocol",
    nodeid="verification/protocols/x.py::test_x",
    target="cpu",
    hardware_class="cpu",
    profile="quick",
    started="2026-01-01T00:00:00+00:00",
    duration_s=1.0,
    outcome="passed",
    uid="SRS-001",
    verifies=(Verified("SRS-001", "performance"),),
    verdict=Verdict.PASS,
    estimate=1.5,
    interval=(None, 2.0),
    samples=(Sample("m", "m.csv", "0", "ms", 3),),
    results=(Result("tests/a.py::test_a", (Verified("SRS-001", "negative"),), "passed", 0.1),),
    claims={"SRS-001": {"text": "abc"}},
    contexts={"SRS-001": ("SRS-001", "UN-001")},
    closures={"tests/a.py": ("src/a.py",)},
    figures=({"name": "f", "data": [1]},),
    notes=("n",),
)


def test_a_record_comes_back_as_it_was_written() -> None:
    """Through JSON, with every type."""
    sealed = with_digest(RECORD)
    again = record_from_json(json.loads(json.dumps(sealed.as_json())))
    assert again == sealed
    assert isinstance(again.verdict, Verdict)
    assert computed_digest(again) == again.digest


def test_the_digest_covers_every_field() -> None:
    """Whichever is changed, it differs."""
    plain = RECORD.as_json()
    digests = {digest({**plain, key: "changed"}) for key in plain if key != "digest"}
    assert len(digests) == len(plain) - 1
    assert computed_digest(dataclasses.replace(RECORD, digest="anything")) == computed_digest(RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "bedside.record/2"},
        {"kind": "other"},
        {"profile": "slow"},
        {"verdict": "GOOD"},
        {"samples": [{"name": "m"}]},
        {"results": [3]},
        {"more": 1},
        {"contexts": []},
    ],
    ids=str,
)
def test_what_is_no_record_of_this_schema_is_refused(change: dict[str, object]) -> None:
    """An unknown schema, word, key or shape."""
    with pytest.raises(RecordError):
        record_from_json({**RECORD.as_json(), **change})


def test_a_missing_key_is_refused_by_name() -> None:
    """No field has a default when read."""
    data = RECORD.as_json()
    del data["depends"]
    with pytest.raises(RecordError, match="depends"):
        record_from_json(data)


def test_numbers_that_json_has_not_become_null() -> None:
    """And arrays become lists."""
    record = dataclasses.replace(RECORD, estimate=float("inf"), telemetry={"a": np.array([1.0, np.nan])})
    assert (record.as_json()["estimate"], record.as_json()["telemetry"]) == (None, {"a": [1.0, None]})
