"""The workflow's loss against values worked by hand."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.workflow_loss import (  # noqa: E402
    PART_WEIGHTS,
    SequenceBatch,
    balance,
    sequence_loss,
)


def _batch(counted: list[float]) -> SequenceBatch:
    return SequenceBatch(
        torch.zeros(1, 3, 2), torch.tensor([[0, 6, 12]]), torch.tensor([[3.0, 2.0, 1.0]]),
        torch.tensor([counted]),
    )  # fmt: skip


def test_rare_steps_weigh_more_and_the_mean_weight_is_one() -> None:
    """A step that is four times as frequent weighs half as much; over all seconds the mean is one."""
    steps = torch.tensor([0] * 40 + [1] * 10)
    weights = balance(steps)
    assert float(weights[1] / weights[0]) == pytest.approx(2)
    assert float(weights[steps].mean()) == pytest.approx(1, rel=1e-5)


def test_a_guess_without_knowledge_costs_the_logarithms() -> None:
    """Flat logits cost log 7 and log 13; minutes off by three, two and one cost theirs less a half."""
    outputs = (torch.zeros(1, 3, 7), torch.zeros(1, 3, 13), torch.zeros(1, 3), torch.zeros(1, 2))
    total, parts = sequence_loss(outputs, _batch([1, 1, 1]), torch.ones(13))
    assert parts["phases"] == pytest.approx(PART_WEIGHTS["phases"] * math.log(7), rel=1e-5)
    assert parts["steps"] == pytest.approx(PART_WEIGHTS["steps"] * math.log(13), rel=1e-5)
    assert parts["remaining"] == pytest.approx(PART_WEIGHTS["remaining"] * (2.5 + 1.5 + 0.5) / 3, rel=1e-5)
    assert float(total) == pytest.approx(sum(parts.values()), rel=1e-5)


def test_what_comes_after_the_end_counts_nothing() -> None:
    """Outputs after an operation's end may be anything."""
    steady = torch.zeros(1, 3, 7), torch.zeros(1, 3, 13), torch.zeros(1, 3), torch.zeros(1, 2)
    wild = tuple(part.clone() for part in steady)
    for part in wild[:3]:
        part[:, 2] = 50
    truth = _batch([1, 1, 0])
    one, other = (sequence_loss(outputs, truth, torch.ones(13))[0] for outputs in (steady, wild))
    assert float(one) == float(other)
