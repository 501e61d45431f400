"""Sections of documents and source code, as evidence."""

from pathlib import Path

import pytest

from bench.gates.clauses.status import Status
from standards_house import assess_row


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    ("kind", "target", "missing"),
    [
        ("doc", "docs/plan.rst#plan-scope", ""),
        ("doc", "docs/plan.rst", ""),
        ("doc", "SOUP.md", ""),
        ("doc", "docs/gone.rst", "is not there"),
        ("doc", "docs/plan.rst#plan-gone", "has no label"),
        ("code", "src/bedside", ""),
        ("code", "SDS[kind=unit]", ""),
        ("code", "src/bedside/eye_movement/safeguards.py#gaps", ""),
        ("code", "src/bedside/eye_movement/safeguards.py#holes", "defines no holes"),
        ("code", "src/bedside/hearing", "holds no source"),
    ],
)
def test_what_people_wrote_is_there_or_named_as_missing(house: Path, kind: str, target: str, missing: str):
    """A document's section, or a source file with its symbol."""
    row = assess_row(house, [kind], {kind: [target]})
    assert row.status is (Status.GAP if missing else Status.SATISFIED)
    assert missing in row.missing
    assert row.command or missing


def test_a_unit_that_is_gone_is_missed(house: Path):
    """The design names what the source does not have."""
    files = {"src/bedside/eye_movement/safeguards.py": b""}
    row = assess_row(house, ["code"], {"code": ["SDS[kind=unit]"]}, files=files)
    assert "holds no source" in row.missing
