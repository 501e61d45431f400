"""Risk in the report."""

from pathlib import Path

from bench.dossier import gather
from bench.dossier.chapters import risk
from bench.gates import open_checkout
from small_house import ITEMS, write, write_item


def test_each_hazard_stands_in_the_matrix_at_its_residual(house: Path):
    """Serious harm at an incredible probability: the cell of that row and column names the hazard."""
    matrix = risk.chapter(gather(open_checkout(house))).blocks[1]
    column = next(k for k, c in enumerate(matrix.columns) if c.title == "Incredible")
    row = next(row for row in matrix.rows if row[0] == "Serious")
    assert row[column] == "acceptable: HAZ-001"


def test_a_hazard_outside_the_scales_is_told_and_not_placed(house: Path):
    """A word that the policy does not know stops nothing: the report says that it could not be classed."""
    write_item(house, "HAZ-001", {**ITEMS["HAZ-001"], "severity": "bad"})
    assert "cannot be classed" in risk.chapter(gather(open_checkout(house))).blocks[-1].text


def test_without_a_policy_nothing_is_classed(house: Path):
    """A policy that cannot be read leaves the chapter saying so."""
    write(house, "risk/policy.yml", "{")
    assert "cannot be read" in risk.chapter(gather(open_checkout(house))).blocks[0].text
