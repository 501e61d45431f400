"""A reader's answers as arrays, and what each picture adds to a figure."""

import pytest
from scipy import stats

from bench.readers import Answer, Reading
from bench.readers.table import (
    Table,
    accuracy_parts,
    auc_parts,
    d_prime_parts,
    quality_parts,
    sensitivity_parts,
    specificity_parts,
)

REAL = {"r1": 6, "r2": 5, "r3": 4, "r4": 2}
SYNTHETIC = {"s1": 1, "s2": 4}


@pytest.fixture
def table() -> Table:
    """Judge four real pictures, one of them wrong, and two synthetic ones, one of them wrong."""
    answers = [
        Answer(name, 1, said, said % 5 + 1, "", 1000, 0, "") for name, said in {**REAL, **SYNTHETIC}.items()
    ]
    second = Answer("r1", 2, 1, 1, "", 1000, 0, "")
    return Table(Reading("AB", (*answers, second)), list(REAL), list(SYNTHETIC))


def test_second_showings_do_not_count(table: Table) -> None:
    """The first answer stands, however the second one was."""
    assert table.scores[0].tolist() == [6, 5, 4, 2]
    assert table.right[0].tolist() == [1, 1, 1, 0]
    assert table.right[1].tolist() == [1, 0]


def test_the_area_counts_pairs(table: Table) -> None:
    """Of eight pairs in six and a half the real one leads: all four before 1; 6, 5 and half of 4 before 4."""
    assert auc_parts(table)[0] == 6.5 / 8


@pytest.mark.parametrize(
    ("parts", "figure"),
    [
        (accuracy_parts, 4 / 6),
        (sensitivity_parts, 1 / 2),
        (specificity_parts, 3 / 4),
        (quality_parts, (2 + 1 + 5 + 3) / 4 - (2 + 5) / 2),
        (d_prime_parts, stats.norm.ppf(1.5 / 3) - stats.norm.ppf(1.5 / 5)),
    ],
)
def test_figures_by_hand(table: Table, parts, figure: float) -> None:  # type: ignore[no-untyped-def] # any of the five
    """From four right answers of six."""
    assert parts(table)[0] == pytest.approx(figure)


def test_components_have_the_mean_of_their_figure(table: Table) -> None:
    """What the pictures add makes the figure, kind by kind."""
    point, (real, synthetic) = accuracy_parts(table)
    assert real.mean() + synthetic.mean() == pytest.approx(point)
    point, (real, synthetic) = auc_parts(table)
    assert real.mean() == pytest.approx(point)
    assert synthetic.mean() == pytest.approx(point)
