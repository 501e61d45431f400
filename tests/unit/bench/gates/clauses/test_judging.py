"""The clauses gate: gaps, strangers, wrong numbers and README's counts are findings."""

from pathlib import Path

import pytest

from bench.gates import Finding, run_gate
from small_house import open_house, write

MAPPING = "requirements_trace/conformity/small.yml"


def _found(house: Path) -> dict[str, Finding]:
    return {finding.rule: finding for finding in run_gate("clauses", open_house(house)).findings}


def _spoil(house: Path, path: str, old: str, new: str) -> dict[str, Finding]:
    text = (house / path).read_text()
    assert old in text
    write(house, path, text.replace(old, new))
    return _found(house)


@pytest.mark.verifies("SRS-196", purpose="implementation")
def test_a_clean_house_has_no_finding_and_its_counts_are_told(house: Path):
    """Every row has a status, and the note counts them."""
    outcome = run_gate("clauses", open_house(house))
    assert outcome.findings == ()
    assert [(n.subject, n.message) for n in outcome.notes] == [
        ("A small standard", "4 rows: 3 satisfied, 1 external")
    ]


@pytest.mark.verifies("SRS-196", purpose="negative")
@pytest.mark.verifies("SRS-196", purpose="effectiveness")
def test_an_unanswered_row_is_a_finding_with_how_to_mend_it(house: Path):
    """The row, the mapping, and the kind that it asks for."""
    found = _spoil(house, MAPPING, "  '1.1': {doc: [docs/plan.rst#plan-scope]}\n", "")["gap"]
    assert (found.subject, found.other) == ("small 1.1", MAPPING)
    assert "doc" in found.mend


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_placeholder_makes_a_gap_and_other_counts(house: Path):
    """README no longer shows what is there."""
    found = _spoil(house, "docs/plan.rst", "All of", "TODO of")
    assert found["gap"].other == "docs/plan.rst#plan-scope"
    assert found["counts-differ"].subject == "README.md"


def test_a_mapping_of_what_no_catalogue_holds_is_found(house: Path):
    """A row that is not there, or a whole standard."""
    write(house, "requirements_trace/conformity/other.yml", "standard: other\nrows: {}\n")
    found = _spoil(house, MAPPING, "'1.4'", "'1.5'")
    assert (found["no-row"].subject, found["no-row"].other) == (MAPPING, "1.5")
    assert found["no-catalogue"].subject == "requirements_trace/conformity/other.yml"


@pytest.mark.verifies("SRS-205", purpose="negative")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/other.rst", "Other\n=====\n\nBy SMALL 9.9.\n"),
        ("src/bedside/other.py", '"""By SMALL 9.9."""\n'),
        ("requirements_trace/problems/PR.txt.yml", "# SMALL 9.9\n"),
        ("tests/unit/test_other.py", '"""By SMALL 9.9."""\n'),
    ],
)
def test_a_wrong_number_is_found_anywhere_in_the_tree(house: Path, path: str, text: str):
    """Documents, sources, tests, and what people keep."""
    checkout = open_house(house)
    name = "kept" if path.endswith(".yml") else "pages" if path.endswith(".rst") else "files"
    changed = {name: {**getattr(checkout, name), path: text.encode()}}
    found = {f.rule: f for f in run_gate("clauses", open_house(house, **changed)).findings}["wrong-clause"]
    assert found.subject.startswith(f"{path}:")
    assert found.other == "SMALL 9.9"


@pytest.mark.parametrize("old", ["<!-- clauses: begin -->", "| 4 | 2 |"])
def test_counts_that_are_missing_or_wrong_are_found(house: Path, old: str):
    """The mend writes them."""
    assert "clauses --readme" in _spoil(house, "README.md", old, "|  |")["counts-differ"].mend


def test_without_a_catalogue_it_cannot_judge(house: Path):
    """2: nothing says what is asked for."""
    (house / "requirements_trace/standards/small.yml").unlink()
    assert run_gate("clauses", open_house(house)).exit_code == 2
