"""The exit code of a verification."""

import pytest

from bench.evidence import Verdict
from bench.verify import session
from bench.verify.session import CLEAN, FINDINGS, NOT_JUDGED, OPEN


@pytest.mark.parametrize(
    ("pytest_exit", "verdicts", "code"),
    [
        (0, {Verdict.PASS: 3}, CLEAN),
        (0, {Verdict.PASS: 3, Verdict.NOT_RUN: 1}, OPEN),
        (0, {Verdict.INCONCLUSIVE: 1}, OPEN),
        (0, {Verdict.INVALID: 1}, OPEN),
        (0, {Verdict.FAIL: 1, Verdict.NOT_RUN: 1}, FINDINGS),
        (1, {Verdict.PASS: 3}, FINDINGS),
        (2, {Verdict.PASS: 3}, NOT_JUDGED),
        (5, {Verdict.PASS: 0}, NOT_JUDGED),
        (-9, {Verdict.PASS: 3}, NOT_JUDGED),
        (2, {Verdict.FAIL: 1}, FINDINGS),
    ],
)
def test_the_exit_code_is_the_worst_that_was_found(
    pytest_exit: int, verdicts: dict[Verdict, int], code: int
) -> None:
    """A failure first, then what could not be judged, then what is open."""
    counts = {verdict: verdicts.get(verdict, 0) for verdict in Verdict}
    assert session._exit_code(pytest_exit, counts, unreported=bool(counts[Verdict.FAIL])) == code


def test_a_reported_failure_is_open_and_never_clean() -> None:
    """What a problem report says is known; it still passes nothing."""
    counts = {verdict: int(verdict is Verdict.FAIL) for verdict in Verdict}
    assert session._exit_code(0, counts, unreported=False) == OPEN
    assert session._exit_code(1, counts, unreported=False) == FINDINGS
