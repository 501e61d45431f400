"""Where a row stands, by what was found."""

import pytest

from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.status import Found, Presence, Status, of_kind, status_of

THERE, RUN, PERSON, ABSENT = Presence.THERE, Presence.AWAITS_RUN, Presence.AWAITS_PERSON, Presence.ABSENT


@pytest.mark.verifies("SRS-196", purpose="implementation")
@pytest.mark.parametrize(
    ("seen", "external", "status"),
    [
        ([THERE], False, Status.SATISFIED),
        ([THERE, RUN], False, Status.PARTIAL),
        ([THERE, PERSON], False, Status.PARTIAL),
        ([THERE], True, Status.PARTIAL),
        ([THERE, PERSON, ABSENT], False, Status.GAP),
        ([ABSENT], True, Status.GAP),
        ([], True, Status.EXTERNAL),
        ([], False, Status.GAP),
    ],
)
def test_the_worst_that_was_found_decides(seen: list[Presence], external: bool, status: Status):
    """What is absent makes a gap, what is awaited or the manufacturer's makes it partial."""
    found = [Found(Reference("doc", "x"), presence, "said") for presence in seen]
    assert status_of(found, external=external, justified=False) is status
    assert status_of(found, external=external, justified=True) is Status.JUSTIFIED


def test_raw_samples_with_a_criterion_are_a_run_too_and_not_the_other_way():
    """A stronger kind answers for the weaker."""
    assert of_kind("run", ["bench"])
    assert not of_kind("bench", ["run"])
    assert not of_kind("record", ["doc"])
