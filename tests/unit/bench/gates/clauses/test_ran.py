"""Marked tests and fresh runs, as evidence."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Problem
from bench.evidence import Verdict
from bench.gates import Checkout
from bench.gates.clauses.status import Status
from small_house import open_house
from standards_house import assess_row


def _judged(checkout: Checkout, verdict: Verdict) -> tuple:
    """Give the records of SRS-001 another verdict, as if it had been so from the start."""
    return tuple(
        replace(s, record=replace(s.record, verdict=verdict)) if s.record and s.record.uid == "SRS-001" else s
        for s in checkout.records
    )


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    ("kind", "target", "missing"),
    [
        ("test", "tests/unit", ""),
        ("test", "verification/protocols", ""),
        ("test", "SRS-001/effectiveness", ""),
        ("test", "SRS", ""),
        ("test", "tests/system", "no marked test lies below tests/system"),
        ("test", "SRS-002/negative", "no negative test names SRS-002"),
        ("run", "tests", ""),
        ("run", "tests/unit", ""),
        ("run", "tests/system", "no test lies below tests/system"),
        ("run", "SRS-001", ""),
        ("run", "SRS-002", "no such claim has a criterion"),
        ("bench", "SRS", ""),
    ],
)
def test_tests_and_runs_are_there_or_named_as_missing(house: Path, kind: str, target: str, missing: str):
    """By a folder, or by a claim and a purpose."""
    row = assess_row(house, [kind], {kind: [target]})
    assert row.status is (Status.GAP if missing else Status.SATISFIED)
    assert missing in row.missing
    assert row.command or missing


@pytest.mark.parametrize("target", ["tests", "tests/unit", "SRS-001"])
def test_without_a_record_a_run_is_awaited_and_is_no_gap(house: Path, target: str):
    """What has to be run is known and there; it has not been run here."""
    row = assess_row(house, ["run"], {"run": [target]}, records=())
    assert row.status is Status.PARTIAL
    assert row.reason.startswith("awaits")
    assert row.command.startswith("python -m")


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_stale_session_is_awaited_anew(house: Path):
    """A test changed since: the record shows nothing of today."""
    path = house / "tests/unit/test_gaps.py"
    path.write_text(path.read_text() + "\n# changed\n")
    row = assess_row(house, ["run"], {"run": ["tests"]})
    assert row.status is Status.PARTIAL
    assert "is stale" in row.reason


def test_a_failed_session_shows_nothing(house: Path):
    """The record is fresh, and a test in it ended otherwise than passed."""
    checkout = open_house(house)
    failed = tuple(
        replace(
            s, record=replace(s.record, results=tuple(replace(r, outcome="failed") for r in s.record.results))
        )
        if s.record and s.record.kind == "tests"
        else s
        for s in checkout.records
    )
    row = assess_row(house, ["run"], {"run": ["tests"]}, records=failed)
    assert row.status is Status.PARTIAL
    assert "ended failed" in row.reason


def test_a_fail_counts_as_recorded_only_where_a_problem_report_names_it(house: Path):
    """Results and anomalies are on record then, and the reason says it."""
    records = _judged(open_house(house), Verdict.FAIL)
    unreported = assess_row(house, ["run"], {"run": ["SRS-001"]}, records=records)
    assert unreported.status is Status.PARTIAL
    problem = Problem("PR-001", "Gaps", "SRS-001", "today", "none", "much", "more", "open")
    known = assess_row(house, ["run"], {"run": ["SRS-001"]}, records=records, problems=(problem,))
    assert known.status is Status.SATISFIED
    assert "SRS-001 FAILs as PR-001 reports" in known.reason


def test_what_could_not_be_run_here_is_awaited(house: Path):
    """NOT_RUN is no result."""
    records = _judged(open_house(house), Verdict.NOT_RUN)
    assert assess_row(house, ["run"], {"run": ["SRS"]}, records=records).status is Status.PARTIAL
