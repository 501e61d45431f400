"""What a change costs."""

from pathlib import Path

from bench.gates import impact_of, open_checkout
from small_house import ITEMS, build_house, write


def test_a_changed_unit_costs_the_tests_and_protocols_that_reach_it(house: Path):
    """What imports the unit, directly or through others, is to be run again; its records become stale."""
    impact = impact_of(open_checkout(house), ["src/bedside/eye_movement/safeguards.py"])
    assert impact.tests == ("tests/unit/test_gaps.py",)
    assert impact.protocols == ("verification/protocols/eye.py::test_gaps",)
    assert impact.records == ("protocol.SRS-001", "tests")


def test_a_changed_need_costs_what_answers_it(house: Path):
    """A claim reaches the evidence of everything below it."""
    impact = impact_of(open_checkout(house), ["UN-001"])
    assert impact.claims == ("SRS-001", "SRS-002")
    assert impact.command.startswith("python -m pytest tests/unit/test_gaps.py")


def test_what_nothing_rests_on_costs_nothing(house: Path):
    """A README, or a source file that nothing imports, asks for no run."""
    write(house, "src/bedside/eye_movement/lonely.py", "def f(): ...\n")
    impact = impact_of(open_checkout(house), ["README.md", "src/bedside/eye_movement/lonely.py"])
    assert (impact.tests, impact.protocols, impact.records, impact.command) == ((), (), (), "")


def test_the_records_named_are_those_that_become_stale(tmp_path: Path):
    """The prediction for one file is what the state says after that file has changed."""
    house = build_house(tmp_path)
    from bench.gates import appraise

    path = "src/bedside/eye_movement/safeguards.py"
    predicted = impact_of(open_checkout(house), [path]).records
    (house / path).write_text((house / path).read_text() + "\n# more\n")
    stale = sorted(a.name for a in appraise(open_checkout(house)) if a.state.kind == "stale")
    assert tuple(stale) == predicted
    assert len(ITEMS) == 7
