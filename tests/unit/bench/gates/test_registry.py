"""The gates together, on a checkout that is clean."""

from pathlib import Path

import pytest

from bench.gates import ALL, GATES, Outcome, open_checkout, run_gate, run_gates, worst
from small_house import open_house


def test_a_clean_checkout_has_no_finding(house: Path):
    """Every gate but release is clean on a small checkout that lacks nothing: no false alarm."""
    outcomes = run_gates(ALL, open_checkout(house))
    assert [(o.gate, o.refused, o.findings) for o in outcomes] == [(name, None, ()) for name in ALL]
    assert worst(outcomes) == 0


def test_release_alone_refuses_for_outstanding_judgements(house: Path):
    """Nobody has judged anything: review notes it, release finds it."""
    checkout = open_checkout(house)
    assert "wait for a person's review" in run_gate("review", checkout).notes[0].message
    assert run_gate("release", checkout).exit_code == 1


@pytest.mark.parametrize("name", sorted(set(GATES) - {"review", "release"}))
def test_a_gate_without_anything_to_judge_by_refuses(house: Path, name: str):
    """Where the claims, files or records are missing a gate says 2, could not judge, with what is missing."""
    empty = open_checkout(house / "nowhere")
    outcome = run_gate(name, empty)
    assert outcome.exit_code == 2
    assert outcome.refused


@pytest.mark.parametrize(("codes", "expected"), [((0, 0), 0), ((0, 1), 1), ((0, 2), 2), ((1, 2), 1)])
def test_findings_weigh_more_than_what_could_not_be_judged(codes: tuple[int, ...], expected: int):
    """Of several gates 1 comes before 2, and 2 before 0."""

    class Coded(Outcome):
        exit_code = property(lambda self: int(self.gate))

    assert worst([Coded(str(code)) for code in codes]) == expected


def test_a_gate_says_each_thing_once_and_in_order(house: Path):
    """Findings are sorted and free of doubles, so that two runs compare line by line."""
    checkout = open_house(house, files={})
    outcome = run_gate("trace", checkout)
    assert list(outcome.findings) == sorted(set(outcome.findings))
    assert outcome.findings
