"""What a gate reports."""

import pytest

from bench.gates import Finding, Outcome

WHOLE = {"gate": "g", "rule": "r", "subject": "s", "other": "o", "message": "m", "mend": "d"}


@pytest.mark.parametrize("blank", sorted(WHOLE))
def test_a_finding_names_both_ends_and_the_mend(blank: str):
    """A finding with any part left blank is refused when it is made."""
    with pytest.raises(ValueError, match=blank):
        Finding(**{**WHOLE, blank: " "})


def test_the_exit_code_follows_from_what_was_said():
    """0 clean, 1 findings, 2 could not judge."""
    assert Outcome("g").exit_code == 0
    assert Outcome("g", (Finding(**WHOLE),)).exit_code == 1
    assert Outcome("g", refused="no records").exit_code == 2
