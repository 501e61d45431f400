"""Hazards before and after controls."""

from pathlib import Path

import pytest

from bench.claims import fingerprint
from bench.gates import open_checkout, run_gate
from bench.judgement import LEDGER, Meaning, append
from small_house import ITEMS, write_item

HAZ, RC = ITEMS["HAZ-001"], ITEMS["RC-001"]
INFORMATION = {**RC, "control_kind": "information", "rationale": "Nothing else was possible."}


def _outcome(house: Path, hazard: dict[str, object], control: dict[str, object]):
    write_item(house, "HAZ-001", {**HAZ, **hazard})
    write_item(house, "RC-001", {**RC, **control})
    return run_gate("risk", open_checkout(house))


def _residual(**changed: str) -> dict[str, object]:
    return {"residual": {**HAZ["residual"], **changed}}


@pytest.mark.parametrize(
    ("hazard", "control", "rule"),
    [
        ({"severity": "bad"}, {}, "unknown-word"),
        ({"p1": "remote"}, {}, "p1-too-low-before-controls"),
        ({}, {"active": False}, "uncontrolled"),
        (_residual(p2="frequent"), {}, "residual-above-initial"),
        ({"residual": {name: HAZ[name] for name in ("severity", "p1", "p2")}}, {}, "controls-lower-nothing"),
        (_residual(severity="minor"), {}, "severity-falls-unargued"),
        ({"severity": "critical"}, INFORMATION, "information-alone"),
        ({"severity": "catastrophic", **_residual(severity="catastrophic", p1="remote")},
         {}, "residual-unacceptable"),
        ({}, {"control_kind": "protective_measure"}, "order-unargued"),
        ({}, {"control_kind": "hope"}, "unknown-word"),
        ({}, {"new_risks": " "}, "new-risks-unstated"),
        ({}, {"new_risks": "brings HAZ-777"}, "new-risk-dead"),
    ],
)  # fmt: skip
def test_each_rule_of_the_policy_is_kept(house: Path, hazard, control, rule):
    """Each way to break the policy is found by its own rule."""
    assert rule in {finding.rule for finding in _outcome(house, hazard, control).findings}


def test_severity_may_fall_by_design_and_with_an_argument(house: Path):
    """A control by design whose effect on severity is argued may lower it."""
    argued = {**_residual(severity="minor"), "residual_rationale": "The severity falls because …"}
    assert not _outcome(house, argued, {}).findings


def test_a_residual_to_justify_waits_for_a_person(house: Path):
    """It is a note until the ledger holds an acceptance, and again once the hazard changes."""
    hazard = {"severity": "critical", **_residual(severity="critical", p1="occasional")}
    outcome = _outcome(house, hazard, {})
    assert (outcome.findings, [note.subject for note in outcome.notes]) == ((), ["HAZ-001"])
    prints = {"HAZ-001": fingerprint(open_checkout(house).graph.item("HAZ-001"))}
    append(
        house / LEDGER,
        name="A. Person",
        role="Risk",
        meaning=Meaning.RISK_ACCEPTED,
        items=prints,
        statement="So.",
    )
    assert not run_gate("risk", open_checkout(house)).notes
    assert _outcome(house, {**hazard, "harm": "another"}, {}).notes
