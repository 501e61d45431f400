"""Requirements, controls, design and markers, each with one end cut off."""

from pathlib import Path

import pytest

from bench.gates import open_checkout, run_gate
from small_house import ITEMS, open_house, write, write_item

TEST, PROTOCOL = "tests/unit/test_gaps.py", "verification/protocols/eye.py"
FOLDER = "src/bedside/eye_movement"
UNIT = "src/bedside/eye_movement/safeguards.py"


def _after_edit(house: Path, path: str, old: str, new: str) -> dict[str, set[tuple[str, str]]]:
    files = open_house(house).files
    assert old.encode() in files[path]
    return _by_rule(
        run_gate(
            "trace", open_house(house, files={**files, path: files[path].replace(old.encode(), new.encode())})
        )
    )


def _by_rule(outcome) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in outcome.findings:
        found.setdefault(finding.rule, set()).add((finding.subject, finding.other))
    return found


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "ends"),
    [
        (UNIT, "Implements RC-001.", "", "unimplemented", ("RC-001", "src/bedside")),
        (UNIT, "RC-001", "RC-777", "tag-dead", (f"{UNIT}::gaps", "RC-777")),
        (TEST, "SRS-002", "SRS-777", "marker-dead", (f"{TEST}::test_it_works", "SRS-777")),
        (TEST, "SRS-002", "UN-001", "marker-wrong-kind", (f"{TEST}::test_it_works", "UN-001")),
        (TEST, '"SRS-002"', "SRS", "marker-unreadable", (f"{TEST}::test_it_works", "verifies")),
        (TEST, "SRS-002", "SRS-001", "unverified", ("SRS-002", "test")),
        (TEST, "implementation", "negative", "no-implementation-test", ("RC-001", "SRS-001")),
        (TEST, "import pytest", "import (", "source-unreadable", (TEST, "syntax")),
        (
            PROTOCOL,
            "effectiveness",
            "negative",
            "no-effectiveness-test",
            ("RC-001", "gap_samples_with_position"),
        ),
        (
            PROTOCOL,
            "effectiveness",
            "negative",
            "hazard-unmeasured",
            ("HAZ-001", "gap_samples_with_position"),
        ),
        (PROTOCOL, "SRS-001", "SRS-002", "no-protocol", ("SRS-001", "verification/protocols")),
    ],
)
def test_a_source_that_lets_go_of_its_claim_is_found(house: Path, path, old, new, rule, ends):
    """Each tie between source and claim is found when it is cut at the source's end."""
    assert ends in _after_edit(house, path, old, new)[rule]


@pytest.mark.parametrize(
    "place", ["src/cohorts", "src/training/eye_movement", "src/bench/measure", "src/bench/readers"]
)
def test_a_control_may_be_implemented_by_what_decides_a_number(house: Path, place: str):
    """A tag of loaders, training and measures counts as one of the device does, and is held to be live."""
    outcome = _after_edit(house, UNIT, "Implements RC-001.", "")
    assert "unimplemented" in outcome
    write(house, f"{place}/splits.py", '"""Splits.\n\nImplements RC-001 and RC-777.\n"""\n')
    outcome = _after_edit(house, UNIT, "Implements RC-001.", "")
    assert "unimplemented" not in outcome
    assert outcome["tag-dead"] == {(f"{place}/splits.py::splits", "RC-777")}


@pytest.mark.parametrize(
    ("uid", "changed", "rule", "ends"),
    [
        ("SDS-001", {"links": ["SRS-002"]}, "undesigned", ("SRS-001", "SDS")),
        ("SDS-001", {"unit": "src/gone.py"}, "unit-missing", ("SDS-001", "src/gone.py")),
        ("SDS-001", {"unit": "src/gone.py"}, "undesigned-unit", (UNIT, "SDS")),
        ("SDS-001", {"unit": FOLDER}, "unit-is-folder", ("SDS-001", FOLDER)),
        ("SDS-001", {"kind": "component"}, "undesigned-unit", (UNIT, "SDS")),
        ("VER-001", {"links": ["SRS-002"]}, "unplanned", ("SRS-001", "VER")),
        ("SRS-002", {"area": "performance"}, "performance-without-number", ("SRS-002", "acceptance")),
        ("RC-001", {"quantity": "beat_direction_correct"}, "quantity-differs", ("RC-001", "HAZ-001")),
        ("HAZ-001", {"quantity": "beats"}, "hazard-unmeasured", ("HAZ-001", "beats")),
    ],
)  # fmt: skip
def test_a_claim_that_lets_go_of_its_end_is_found(house: Path, uid, changed, rule, ends):
    """Each tie between claims, and from claim to source, is found when it is cut at the claim's end."""
    write_item(house, uid, {**ITEMS[uid], **changed})
    assert ends in _by_rule(run_gate("trace", open_checkout(house)))[rule]


def test_one_unit_has_one_design(house: Path):
    """Two design items of one unit are named together."""
    write_item(house, "SDS-002", ITEMS["SDS-001"])
    assert _by_rule(run_gate("trace", open_checkout(house)))["unit-twice"] == {("SDS-002", "SDS-001")}


def test_an_effectiveness_test_without_a_criterion_must_name_the_quantity(house: Path):
    """A transport-level test does not show a control's effect: the hazard's own quantity must be in it."""
    new = (
        '"SRS-002", purpose="effectiveness")\ndef test_gaps(bench):\n'
        "    gap_samples_with_position = gaps(2)\n    assert not gap_samples_with_position\n"
        "    bench.samples('other'"
    )
    old = (
        '"SRS-001", purpose="effectiveness")\ndef test_gaps(bench):\n'
        '    gaps(2)\n    bench.samples("gap_samples_with_position"'
    )
    write_item(house, "SRS-002", {**ITEMS["SRS-002"], "links": ["RC-001", "UN-001"]})
    assert "no-effectiveness-test" not in _after_edit(house, PROTOCOL, old, new)
    assert "no-effectiveness-test" in _after_edit(
        house, PROTOCOL, old, new.replace("gap_samples", "some_samples")
    )


@pytest.mark.verifies("SRS-201", purpose="negative")
@pytest.mark.parametrize("bound", ["0", "(0, 0)", "-1"])
def test_a_quantity_that_was_typed_and_not_measured_shows_nothing(house: Path, bound: str):
    """To mention a hazard's quantity is not to assert it: what was only typed, or stands in no assertion."""
    old = '    bench.samples("gap_samples_with_position", [0.1 + 0.001 * k for k in range(120)], unit="px")\n'
    typed = f"    gap_samples_with_position = {bound}\n    assert gap_samples_with_position is not None\n"
    write_item(
        house, "SRS-001", {k: v for k, v in ITEMS["SRS-001"].items() if k != "acceptance"} | {"area": "data"}
    )
    ends = {("HAZ-001", "gap_samples_with_position")}
    assert _after_edit(house, PROTOCOL, old, typed)["hazard-unmeasured"] == ends
    mentioned = "    gap_samples_with_position = gaps(2)\n    assert gaps(3)\n"
    assert _after_edit(house, PROTOCOL, old, mentioned)["hazard-unmeasured"] == ends
    asserted = mentioned.replace("gaps(3)", "gap_samples_with_position == 0")
    assert "hazard-unmeasured" not in _after_edit(house, PROTOCOL, old, asserted)


@pytest.mark.verifies("SRS-201", purpose="negative")
def test_an_effective_control_that_nobody_shows_to_work_as_designed_is_found(house: Path):
    """A hazard's control without an implementation test is named with it, also outside of software."""
    write_item(house, "RC-001", {**ITEMS["RC-001"], "in_software": False})
    found = _after_edit(
        house, "tests/unit/test_gaps.py", '"SRS-001", purpose="impl', '"SRS-002", purpose="impl'
    )
    assert found["hazard-control-untested"] == {("HAZ-001", "RC-001")}
