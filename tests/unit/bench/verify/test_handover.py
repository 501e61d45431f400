"""The hand-over of samples."""

import numpy as np
import pytest

from bench.claims import Criterion
from bench.evidence import Verdict
from bench.verify.handover import Bench, HaltError, HandoverError
from bench.verify.target import Target

_CRITERION = Criterion("error", "p95", "<=", 1.0, 0.95, 59, "phantom", "any", "deg")


@pytest.fixture
def handed() -> Bench:
    """Return an empty hand-over of one claim."""
    return Bench("quick", Target("t", "t", "t"), {"SRS-001": _CRITERION})


def test_samples_of_one_metric_add_up(handed: Bench) -> None:
    """With their subjects, one for all or one for each."""
    handed.samples("error", np.array([1, 2]), unit="deg", subject="a")
    handed.samples("error", (value for value in (3.0,)), unit="deg", groups=["b"])
    assert handed.handed["error"].values == (1.0, 2.0, 3.0)
    assert handed.handed["error"].groups == ("a", "a", "b")


def test_a_unit_that_the_claim_does_not_ask_for_is_an_error(handed: Bench) -> None:
    """A millisecond is no second."""
    with pytest.raises(HandoverError, match="asks for 'deg'"):
        handed.samples("error", [1.0], unit="rad")
    handed.samples("other", [1.0], unit="rad")
    with pytest.raises(HandoverError, match="twice"):
        handed.samples("other", [1.0], unit="deg")
    with pytest.raises(HandoverError, match="twice"):
        handed.samples("other", [1.0], unit="rad", subject="a")


def test_the_criterion_is_there_for_its_data_profile(handed: Bench) -> None:
    """By metric; one that no claim asks for is an error."""
    assert handed.criterion("error").profile == "phantom"
    with pytest.raises(HandoverError, match="no claim"):
        handed.criterion("other")


def test_a_protocol_can_stop_itself(handed: Bench) -> None:
    """With the verdict that says why."""
    with pytest.raises(HaltError):
        handed.not_run("no data")
    assert handed.halt is not None
    assert (handed.halt.verdict, handed.halt.reason) == (Verdict.NOT_RUN, "no data")
    with pytest.raises(HaltError, match="INVALID: clock"):
        handed.invalid("clock")


def test_what_goes_into_the_record_is_plain(handed: Bench) -> None:
    """Arrays become lists; progress without a watcher is no error."""
    handed.figure("f", kind="line", data={"y": np.arange(2)}, x_label="t")
    handed.warm_up(n=3, duration_s=0.5, service_ms=np.float64(2))
    handed.input("a", "0")
    handed.note("n")
    handed.progress(1, 2)
    assert handed.figures == [{"name": "f", "kind": "line", "data": {"y": [0, 1]}, "x_label": "t"}]
    assert handed.warmed == {"n": 3, "duration_s": 0.5, "service_ms": 2.0}
    assert (handed.inputs, handed.notes) == ({"a": "0"}, ["n"])
