"""Records, judgements, the bill of materials and signatures, as evidence."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Graph, fingerprint
from bench.claims.change import AWAITED, Change
from bench.gates.clauses.status import Status
from bench.judgement import Entry, Meaning
from small_house import open_house
from standards_house import assess_row

REPORT = "requirements_trace/problems/PR-001.yml"


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    ("kind", "target", "missing"),
    [
        ("record", "SOUP.md", ""),
        ("record", "build/records", ""),
        ("record", "requirements_trace/problems", "holds no record"),
        ("sbom", "locks/device.txt", ""),
        ("sbom", "src/bedside/models", ""),
        ("sbom", "SOUP.md", ""),
        ("sbom", "locks/gone.txt", "pins 0 packages"),
        ("sig", "ledger:SRS-999", "no claim is SRS-999"),
        ("sig", "ledger:SRS/liked", "does not mean liked"),
        ("sig", "changes", "there is no change request"),
    ],
)
def test_what_is_kept_is_there_or_named_as_missing(house: Path, kind: str, target: str, missing: str):
    """Files that people add to, pinned parts with digests, judgements."""
    row = assess_row(house, [kind], {kind: [target]})
    assert row.status is (Status.GAP if missing else Status.SATISFIED)
    assert missing in row.missing


def test_a_record_with_a_placeholder_is_none(house: Path):
    """A report that still is to be written tells nothing."""
    answer = {"record": ["requirements_trace/problems"]}
    assert (
        assess_row(house, ["record"], answer, kept={REPORT: "found: yesterday\n"}).status is Status.SATISFIED
    )
    assert "placeholder" in assess_row(house, ["record"], answer, kept={REPORT: "found: TBD\n"}).missing


def test_a_lock_without_digests_is_no_bill(house: Path):
    """A version alone says which name was asked for, not which bytes came."""
    files = {**open_house(house).files, "locks/device.txt": b"numpy==2.4.6\n"}
    assert (
        "1 packages, 1 without digest"
        in assess_row(house, ["sbom"], {"sbom": ["locks/device.txt"]}, files=files).missing
    )


def test_a_manifest_that_does_not_hold_is_no_bill(house: Path):
    """The model gate finds it, and its words are the reason."""
    files = {**open_house(house).files, "src/bedside/models/eye_movement/model.onnx": b"other"}
    assert "model: " in assess_row(house, ["sbom"], {"sbom": ["src/bedside/models"]}, files=files).missing


@pytest.mark.verifies("SRS-197", purpose="implementation")
@pytest.mark.parametrize("target", ["ledger:SRS", "ledger:HAZ", "ledger:release"])
def test_a_judgement_is_awaited_until_a_person_makes_it(house: Path, target: str):
    """The ledger is empty by design: partial, with what is awaited and how to judge."""
    row = assess_row(house, ["sig"], {"sig": [target]})
    assert row.status is Status.PARTIAL
    assert row.reason.startswith("awaits")
    assert row.command.startswith("python -m bench")
    assert not row.rests_on_run


def test_a_risk_is_to_be_accepted_only_where_the_policy_leaves_it_to_a_person(house: Path):
    """An acceptable residual risk asks nobody; one of a yellow field waits."""
    answer = {"record": ["ledger:HAZ/risk_accepted"]}
    assert assess_row(house, ["record"], answer).status is Status.SATISFIED
    graph = open_house(house).graph
    left = {
        **graph.item("HAZ-001").attributes,
        "residual": {"severity": "critical", "p1": "remote", "p2": "probable"},
    }
    yellow = replace(graph.item("HAZ-001"), attributes={**left, "severity": "critical"})
    waiting = Graph(graph.documents, {**graph.items, "HAZ-001": yellow})
    assert assess_row(house, ["record"], answer, graph=waiting).status is Status.PARTIAL


def test_a_judgement_that_stands_satisfies(house: Path):
    """Of claims as they are now, or a release."""
    checkout = open_house(house)
    entries = tuple(
        Entry("0" * 64, "2026-11-24", "A person", "reviewer", meaning, prints, "read")
        for meaning, prints in (
            (Meaning.REVIEWED, {item.uid: fingerprint(item) for item in checkout.graph.of("SRS")}),
            (Meaning.RELEASED, {"1.0": "x"}),
        )
    )
    ledger = replace(checkout.ledger, entries=entries)
    for target in ("ledger:SRS", "ledger:release"):
        row = assess_row(house, ["record", "sig"], {"sig": [target], "record": [target]}, ledger=ledger)
        assert row.status is Status.SATISFIED


def test_a_change_request_waits_for_its_decision(house: Path):
    """Awaited makes it partial; approved by a role satisfies."""
    change = Change(
        "CR-001", "More", "why", "what", ("SRS-001",), "none", "no risk", "tests", AWAITED, "open"
    )
    waiting = assess_row(house, ["sig"], {"sig": ["changes"]}, changes=(change,))
    assert waiting.status is Status.PARTIAL
    assert "1 of 1 change requests" in waiting.reason
    decided = replace(change, decision="approved by the lead, 2026-11-24")
    assert assess_row(house, ["sig"], {"sig": ["changes"]}, changes=(decided,)).status is Status.SATISFIED


def test_without_a_record_of_a_run_one_is_awaited(house: Path):
    """A fresh checkout of a fork may have none yet."""
    row = assess_row(house, ["record"], {"record": ["verification/records"]}, records=())
    assert row.status is Status.PARTIAL
