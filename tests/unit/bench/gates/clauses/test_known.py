"""What is costly to know is looked up once."""

from pathlib import Path

from bench.gates.clauses import Known
from small_house import open_house


def test_a_gate_is_asked_once(house: Path):
    """The same findings, or the same reason why it could not judge."""
    known = Known(open_house(house))
    assert known.findings("trace") is known.findings("trace") == ()
    refused = Known(open_house(house, files={})).findings("soup")
    assert isinstance(refused, str)


def test_files_are_found_by_path_and_by_folder(house: Path):
    """A page, a claim and a source file are all files."""
    known = Known(open_house(house))
    assert known.text("docs/plan.rst").startswith("Plan")
    assert known.text("nowhere") is None
    assert known.below("docs") == ("docs/plan.rst",)
    assert "requirements_trace/software/SRS-001.yml" in known.below("requirements_trace")
