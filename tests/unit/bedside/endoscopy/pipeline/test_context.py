"""What all parts of a run share."""

from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.context import RunContext
from bedside.endoscopy.pipeline.settings import LiveSettings
from fakes import FakeClock


def test_how_long_ago_a_moment_was_is_told_by_the_runs_own_clock():
    """In milliseconds."""
    clock = FakeClock()
    context = RunContext(LiveSettings(), Alarms(clock), clock)
    moment_ns = clock.now_ns()
    clock.advance_ms(12.5)
    assert context.since_ms(moment_ns) == 12.5
