"""Plots of distributions with their limit."""

import re

import pytest
from matplotlib.axes import Axes

from bench.dossier.plot import draw
from bench.dossier.plot_plan import PlotPlan

JUDGED = {
    "values": [0.01 * k for k in range(100)], "metric": "error", "unit": "px", "limit": 0.5, "operator": "<=",
    "statistic": "p95", "estimate": 0.95, "bound": 0.97, "interval": (0.9, None), "n": 100,
}  # fmt: skip
PLANS = [
    PlotPlan("a", "distribution", "c", "alt", JUDGED),
    PlotPlan("b", "share", "c", "alt", {**JUDGED, "values": [0.0, 1.0], "estimate": None, "interval": None}),
    PlotPlan("c", "distribution", "c", "alt", {**JUDGED, "values": [2.0] * 5, "limit": 0.0, "estimate": 2.0}),
    PlotPlan("d", "histogram", "c", "alt", {"values": [1.0, 2.0]}),
    PlotPlan("e", "scatter", "c", "alt", {"x": [1], "y": [2], "x_label": "x"}),
    PlotPlan("f", "line", "c", "alt", {"x": [1, 2], "y": [2, 3]}),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.kind)
def test_the_same_data_give_the_same_bytes(plan: PlotPlan):
    """SVG without date or random ids: two drawings are equal, and hold no time."""
    first, second = draw([plan]), draw([plan])
    assert first == second
    assert not re.search(rb"<dc:date>", first[plan.name])


def test_the_limit_is_drawn():
    """The limit's colour is in every judged plot."""
    assert all(b"#b42318" in svg for svg in draw(PLANS[:3]).values())


@pytest.mark.parametrize("values", [[1.0, 2.0, float("inf")], [float("inf")] * 3])
def test_a_sample_that_never_came_is_counted_and_not_drawn(values: list[float]):
    """A frame that was never annotated is infinitely late: the plot says how many, and does not die of it."""
    never = {**JUDGED, "values": values, "estimate": float("inf"), "bound": float("inf")}
    shown: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Axes, "set_xlabel", lambda _axes, text: shown.append(text))
        drawn = draw([PlotPlan("g", "distribution", "c", "alt", never)])
    assert b"#b42318" in drawn["g"]
    assert shown == [f"error (px); {values.count(float('inf'))} beyond the axis"]
