"""A model that answers in time is believed; one in trouble only after it has proved itself again."""

import pytest

from bedside.endoscopy.pipeline.watch import ModelState, ModelWatch

MS = 1_000_000


def watch():
    """Make a watch with 250 ms of patience and a second of recovery, on a model that is open."""
    made = ModelWatch(250 * MS, 1000 * MS)
    made.ready()
    return made


def ask(watched, at_ms, takes_ms):
    """Let a model answer well."""
    watched.asked(at_ms * MS)
    watched.answered((at_ms + takes_ms) * MS)


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_model_is_starting_until_it_is_open():
    """And healthy from then on."""
    made = ModelWatch(250 * MS, 1000 * MS)
    assert made.state(0) is ModelState.STARTING
    made.ready()
    assert made.state(0) is ModelState.HEALTHY
    assert made.reason == ""


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_model_that_does_not_answer_is_stalled_after_the_patience_and_not_before():
    """Nobody has to ask a second time to notice."""
    watched = watch()
    watched.asked(1000 * MS)
    assert watched.state(1250 * MS) is ModelState.HEALTHY
    assert watched.state(1251 * MS) is ModelState.STALLED
    assert watched.waited_ns(1251 * MS) == 251 * MS
    assert "250 ms" in watched.reason


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_late_answer_is_no_recovery():
    """It shows that the model lives, not that it keeps up."""
    watched = watch()
    ask(watched, 0, 300)
    assert watched.state(300 * MS) is ModelState.STALLED


@pytest.mark.parametrize("reason", ["no finite numbers", "its process ended"])
@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_model_that_failed_is_believed_after_a_second_of_good_answers(reason):
    """Not with the first one; a fault on the way starts the second anew."""
    watched = watch()
    watched.failed(reason)
    assert (watched.state(0), watched.reason) == (ModelState.FAILED, reason)
    for at_ms in range(0, 960, 40):
        ask(watched, at_ms, 20)
        assert watched.state(at_ms * MS) is ModelState.FAILED
    watched.failed(reason)
    for at_ms in range(960, 1940, 40):
        ask(watched, at_ms, 20)
    assert watched.state(1940 * MS) is ModelState.FAILED
    ask(watched, 1960, 20)
    assert (watched.state(1980 * MS), watched.reason) == (ModelState.HEALTHY, "")


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_new_process_has_to_prove_itself_too():
    """To be open again is not to be well again."""
    watched = watch()
    watched.failed("its process ended")
    watched.ready()
    assert watched.state(0) is ModelState.FAILED


def test_an_answer_that_nobody_asked_for_changes_nothing():
    """As one that comes after its question was given up."""
    watched = watch()
    watched.asked(0)
    watched.failed("gone")
    watched.answered(5000 * MS)
    assert watched.state(5000 * MS) is ModelState.FAILED
    assert watched.waited_ns(5000 * MS) == 0
