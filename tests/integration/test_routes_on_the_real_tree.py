"""The links of this very checkout, walked both ways between needs and the files of committed samples."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.gates import Checkout, RouteError, Routes, Step, open_checkout

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "verification/records"


@pytest.fixture(scope="module")
def checkout() -> Checkout:
    """Open the checkout with its committed records."""
    opened = open_checkout(ROOT)
    return replace(opened, records=tuple(stored for stored in opened.records if stored.committed))


@pytest.fixture(scope="module")
def routes(checkout: Checkout) -> Routes:
    """Lay out all ways, once."""
    return Routes(checkout)


@pytest.mark.verifies("SRS-202", purpose="implementation")
def test_every_need_with_a_criterion_below_it_reaches_samples(checkout: Checkout, routes: Routes):
    """Down from each need: a file of samples, but where no record could be made for want of hardware."""
    reached = 0
    for need in checkout.graph.of("UN"):
        steps = list(routes.down(need.uid).walk())
        criteria = {
            s.name for s in steps if s.kind == "requirement" and checkout.graph.item(s.name).acceptance
        }
        words = {s.word.partition(",")[0] for s in steps if s.kind == "record"}
        samples = {s.name for s in steps if s.kind == "samples"}
        assert bool(criteria) == bool(words), need.uid
        assert samples or words <= {"NOT_RUN"}, need.uid
        assert all((ROOT / name).is_file() for name in samples), need.uid
        reached += bool(samples)
    assert reached >= 18


@pytest.mark.verifies("SRS-202", purpose="implementation")
def test_every_committed_file_of_samples_leads_up_to_a_hazard_or_a_need(checkout: Checkout, routes: Routes):
    """Up from each file: its record, protocol, requirement and needs; hazards wherever one is above."""
    files = sorted(RECORDS.glob("*.csv"))
    assert len(files) > 60
    for file in files:
        up, _ = routes.of(file.name)
        kinds = {step.kind for step in up.walk()}
        assert {"samples", "record", "protocol", "requirement", "need"} <= kinds, file.name
        requirement = next(step.name for step in up.walk() if step.kind == "requirement")
        above = {checkout.graph.item(uid).prefix for uid in checkout.graph.closure_up(requirement)}
        assert ("hazard" in kinds) == ("HAZ" in above), file.name


@pytest.mark.verifies("SRS-202", purpose="implementation")
def test_the_two_ways_are_one(checkout: Checkout, routes: Routes):
    """A file that lies below a need has that need above it, and the other way round."""
    below = {need.uid: _names(routes.down(need.uid), "samples") for need in checkout.graph.of("UN")}
    for file in sorted({name for names in below.values() for name in names}):
        above = _names(routes.of(file)[0], "need")
        assert above == {uid for uid, names in below.items() if file in names}, file


@pytest.mark.verifies("SRS-201", purpose="implementation")
def test_every_hazard_reaches_tests_that_it_works_and_that_it_helps(checkout: Checkout, routes: Routes):
    """Down from each hazard: a control with a test of its implementation and one of its effectiveness."""
    for hazard in checkout.graph.of("HAZ"):
        shown = [
            {
                word
                for step in control.walk()
                if step.kind in ("test", "protocol")
                for word in step.says.split(", ")
            }
            for control in routes.down(hazard.uid).ahead
            if control.kind == "control"
        ]
        assert any({"implementation", "effectiveness"} <= words for words in shown), hazard.uid


@pytest.mark.verifies("SRS-202", purpose="negative")
@pytest.mark.parametrize("name", ["UN-999", "eye_movement", "nothing.csv", ""])
def test_what_is_nothing_leads_nowhere(routes: Routes, name: str):
    """A name that is no claim, record or file is refused, and not shown as an empty way."""
    with pytest.raises(RouteError, match="is no claim"):
        routes.of(name)


def _names(way: Step, kind: str) -> set[str]:
    return {step.name for step in way.walk() if step.kind == kind}
