"""Which plots a card gets."""

from dataclasses import replace
from pathlib import Path

from bench.dossier import gather
from bench.evidence import Samples, load_records, read_samples, write_record
from bench.gates import open_checkout
from small_house import ITEMS, write_item

FIGURES = (
    {"name": "gap_samples_with_position", "kind": "histogram", "data": {"values": [1.0]}},
    {"name": "drift_of_time", "kind": "line", "data": {"x": [1.0], "y": [2.0]}},
    {"name": "no_data", "kind": "line", "data": {"x": [1.0]}},
)


def _with(house: Path, **changed: object) -> tuple[tuple[str, str], ...]:
    (stored,) = (s for s in load_records(house) if s.path.stem == "protocol.SRS-001")
    samples = {s.name: Samples(tuple(read_samples(stored, s.name)[0]), s.unit) for s in stored.record.samples}
    write_record(house / "build/records", replace(stored.record, **changed), samples)
    return tuple((plan.name, plan.kind) for plan in gather(open_checkout(house)).plots["SRS-001"])


def test_the_judged_metric_is_plotted_with_its_limit(house: Path):
    """A percentile gives a distribution, drawn from the raw samples of the record."""
    (plan,) = gather(open_checkout(house)).plots["SRS-001"]
    assert (plan.kind, plan.data["limit"], len(plan.data["values"])) == ("distribution", 0.5, 100)


def test_a_protocols_own_figure_is_shown_once_and_no_judged_metric_twice(house: Path):
    """A histogram of the judged metric would repeat its plot; a figure that lacks data is left out."""
    assert _with(house, figures=FIGURES) == (("SRS-001", "distribution"), ("SRS-001-1", "line"))


def test_what_does_not_hold_today_has_no_plot(house: Path):
    """A stale record's samples are not drawn beside a claim that they no longer speak of."""
    write_item(house, "SRS-001", {**ITEMS["SRS-001"], "text": "Another."})
    assert gather(open_checkout(house)).plots["SRS-001"] == ()
