"""README's counts: told apart so that they do not hang on which runs are at hand."""

from pathlib import Path

from bench.gates.clauses import Known, assess_all
from bench.gates.clauses.counts import block, counted, shown
from small_house import open_house


def test_the_counts_are_the_same_with_and_without_records(house: Path):
    """A row that needs a run and nothing more is counted apart."""
    with_records, without = (assess_all(Known(open_house(house, **c))) for c in ({}, {"records": ()}))
    assert counted(with_records[0]) == counted(without[0]) == (4, 2, 1, 0, 0, 0, 1)
    assert block(with_records) == block(without)


def test_the_block_is_found_between_its_comments(house: Path):
    """And only whole."""
    readme = (house / "README.md").read_text()
    assert shown(readme) == block(assess_all(Known(open_house(house))))
    assert shown("# Read me\n<!-- clauses: begin -->\n") is None
