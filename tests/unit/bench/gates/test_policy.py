"""The risk policy."""

from pathlib import Path

import pytest

from bench.gates import CannotJudgeError, read_policy
from bench.gates.policy import POLICY
from small_house import open_house


def test_probabilities_combine_by_the_product_of_their_bounds(house: Path):
    """Remote (1e-3) times occasional (1e-2) is 1e-5: named by the first word that covers it."""
    policy = read_policy(open_house(house).files)
    assert policy.probability_of_harm("remote", "occasional") == "improbable"
    assert policy.probability_of_harm("frequent", "frequent") == "frequent"
    assert policy.probability_of_harm("incredible", "incredible") == "incredible"


def test_more_severe_or_more_probable_is_never_more_acceptable(house: Path):
    """The matrix rises along both scales, so that no evaluation rewards a worse risk."""
    policy = read_policy(open_house(house).files)
    order = ["acceptable", "justify", "unacceptable"]
    ranks = [[order.index(cell) for cell in policy.acceptability[level.name]] for level in policy.severity]
    assert all(row == sorted(row) for row in ranks)
    assert all(list(column) == sorted(column) for column in zip(*ranks, strict=True))


@pytest.mark.parametrize(
    ("old", "new"),
    [("combination: product", "combination: guess"), ("per_use_at_most: 1.0e-3", "per_use_at_most: 0.5"),
     ("  minor:  ", "  mino:  "), ("[justify, unacceptable", "[perhaps, unacceptable"), ("severity:", "{")],
)  # fmt: skip
def test_a_policy_with_a_hole_is_refused(house: Path, old: str, new: str):
    """A policy that does not hold together judges nothing."""
    files = open_house(house).files
    assert old.encode() in files[POLICY]
    with pytest.raises(CannotJudgeError, match=POLICY):
        read_policy({**files, POLICY: files[POLICY].replace(old.encode(), new.encode(), 1)})
