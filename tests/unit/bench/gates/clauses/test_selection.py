"""Claims picked by a mapping."""

from pathlib import Path

import pytest

from bench.gates.clauses.selection import select
from small_house import open_house


@pytest.mark.parametrize(
    ("target", "uids"),
    [
        ("SRS", ["SRS-001", "SRS-002"]),
        ("SRS-002", ["SRS-002"]),
        ("SRS-999", []),
        ("SRS[area=functional]", ["SRS-002"]),
        ("SRS[area=network]", []),
        ("RC[in_software=true]", ["RC-001"]),
        ("SRS[acceptance.metric]", []),
        ("all of it", []),
    ],
)
def test_a_selection_names_the_active_claims_it_fits(house: Path, target: str, uids: list[str]):
    """A document, one claim, or those with an attribute; anything else picks none."""
    assert [item.uid for item in select(target, open_house(house).graph)] == uids
