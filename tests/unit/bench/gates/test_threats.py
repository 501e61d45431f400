"""The gate of threats: clean on a whole checkout, and blind to no threat without its answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.gates import Finding, Note, open_checkout, run_gate
from bench.gates.threats import assess, threat_model
from small_house import write
from small_threats import small_threats, threats_text

THREATS = "risk/threats.yml"
Spoil = Callable[[dict[str, Any]], object]


def _first(**changed: object) -> Spoil:
    return lambda entries: entries["threats"][0].update(changed)


def _judged(house: Path, spoil: Spoil) -> tuple[Finding, ...]:
    entries = small_threats()
    spoil(entries)
    write(house, THREATS, threats_text(entries))
    return run_gate("threats", open_checkout(house)).findings


SEEDED: dict[str, tuple[Spoil, str]] = {
    "dead-claim": (_first(hazards=["HAZ-099"]), "HAZ-099"),
    "dead-claim control": (_first(controls=["SRS-099"]), "SRS-099"),
    "dead-claim category": (lambda m: m["categories"][0].update({"claims": ["RC-099"]}), "RC-099"),
    "wrong-kind": (_first(controls=["HAZ-001"]), "HAZ-001"),
    "test-missing": (
        _first(tests=["tests/unit/test_gaps.py::test_gone"]),
        "tests/unit/test_gaps.py::test_gone",
    ),
    "residual-unacceptable": (_first(after="easy"), THREATS),
    "residual-missing": (_first(residual=""), "residual"),
    "crossing-unthreatened": (_first(where=["E-2"]), "E-1 → E-2"),
    "uncontrolled": (_first(controls=[]), "controls"),
}


@pytest.mark.verifies("SRS-203", purpose="implementation")
@pytest.mark.verifies("RC-074", purpose="implementation")
def test_a_whole_checkout_is_clean(house: Path):
    """A model whose threats all have their answers gives no finding."""
    outcome = run_gate("threats", open_checkout(house))
    assert (outcome.refused, outcome.findings) == (None, ())


@pytest.mark.verifies("SRS-203", purpose="negative")
@pytest.mark.parametrize("seed", SEEDED)
def test_each_rule_finds_its_seeded_flaw(house: Path, seed: str):
    """Each is named with both ends."""
    spoil, other = SEEDED[seed]
    found = _judged(house, spoil)
    assert (seed.split()[0], other) in {(finding.rule, finding.other) for finding in found}


@pytest.mark.verifies("SRS-203", purpose="effectiveness")
@pytest.mark.verifies("RC-074", purpose="effectiveness")
@pytest.mark.verifies("HAZ-058", purpose="effectiveness")
def test_threats_without_answer_that_pass_the_gate_are_none(house: Path):
    """Of every way in which a threat can lack its answer, none passes."""
    threats_without_answer = [seed for seed, (spoil, _) in SEEDED.items() if not _judged(house, spoil)]
    assert len(threats_without_answer) == 0


@pytest.mark.verifies("SRS-203", purpose="negative")
def test_a_control_whose_requirement_nobody_tests_is_found(house: Path):
    """A control in software needs a requirement, and the requirement a test."""
    for path in ("tests/unit/test_gaps.py", "verification/protocols/eye.py"):
        write(house, path, '"""Nothing is tested."""\n')
    found = run_gate("threats", open_checkout(house)).findings
    assert ("control-untested", "T-1", "RC-001") in {(f.rule, f.subject, f.other) for f in found}


@pytest.mark.verifies("SRS-203", purpose="negative")
def test_a_control_that_no_requirement_implements_is_found(house: Path):
    """A control without a requirement below it stands against nothing."""
    path = house / "requirements_trace/software/SRS-001.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- RC-001: null\n", ""), encoding="utf-8")
    found = run_gate("threats", open_checkout(house)).findings
    assert "control-without-requirement" in {finding.rule for finding in found}


@pytest.mark.verifies("SRS-203", purpose="negative")
@pytest.mark.parametrize("text", [None, "schema: other\n", "a: ["])
def test_a_model_that_is_missing_or_malformed_is_a_refusal(house: Path, text: str | None):
    """The gate says that it could not judge, and passes nothing."""
    if text is None:
        (house / THREATS).unlink()
    else:
        write(house, THREATS, text)
    assert THREATS in str(run_gate("threats", open_checkout(house)).refused)


@pytest.mark.verifies("SRS-203", purpose="implementation")
def test_what_a_person_has_to_accept_is_noted(house: Path):
    """A residual that the matrix leaves to a person is no finding, and is told with whose it is."""
    entries = small_threats()
    entries["threats"][0].update(hazards=[], severity="minor", after="easy")
    write(house, THREATS, threats_text(entries))
    notes = run_gate("threats", open_checkout(house)).notes
    assert [note.subject for note in notes if isinstance(note, Note)] == ["T-1"]


@pytest.mark.verifies("SRS-203", purpose="implementation")
def test_the_gravest_hazard_gives_the_severity(house: Path):
    """A threat is as grave as what it leads to."""
    checkout = open_checkout(house)
    model = threat_model(checkout)
    found = assess(model.threats[0], model, checkout.graph)
    assert found is not None
    assert (found.severity, found.before, found.after) == ("serious", "unacceptable", "acceptable")
