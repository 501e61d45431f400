"""Alarms stand from when they are raised until they are cleared, and are all on record."""

from bedside.endoscopy.pipeline.alarms import Alarms
from fakes import FakeClock


def test_an_alarm_stands_until_it_is_cleared_and_is_on_record_then():
    """With the source's time and the time of the run."""
    clock = FakeClock()
    alarms = Alarms(clock)
    alarms.at(3.0)
    clock.advance_ms(100)
    alarms.sound("scene", "scene model failed", "no numbers")
    clock.advance_ms(50)
    assert alarms.text() == "scene model failed"
    alarms.clear("scene")
    assert alarms.text() == ""
    (alarm,) = alarms.log()
    assert (alarm.kind, alarm.detail, alarm.t_s) == ("scene", "no numbers", 3.0)
    assert (alarm.raised_ms, alarm.cleared_ms) == (100.0, 150.0)


def test_the_same_alarm_again_is_one_alarm():
    """It was raised when it was first."""
    clock = FakeClock()
    alarms = Alarms(clock)
    alarms.sound("scene", "failed")
    clock.advance_ms(10)
    alarms.sound("scene", "failed", "again")
    (alarm,) = alarms.log()
    assert (alarm.raised_ms, alarm.cleared_ms, alarm.t_s) == (0.0, None, None)


def test_another_text_of_one_kind_takes_the_place_of_the_first():
    """The first one is cleared at that moment."""
    clock = FakeClock()
    alarms = Alarms(clock)
    alarms.sound("scene", "does not answer")
    clock.advance_ms(10)
    alarms.sound("scene", "failed")
    assert alarms.text() == "failed"
    assert [(alarm.text, alarm.cleared_ms) for alarm in alarms.log()] == [
        ("does not answer", 10.0),
        ("failed", None),
    ]


def test_alarms_of_several_kinds_stand_side_by_side():
    """In the order in which they appeared; one kind can be left out."""
    alarms = Alarms(FakeClock())
    alarms.sound("recording", "recording stopped")
    alarms.sound("scene", "scene model failed")
    assert alarms.text() == "recording stopped · scene model failed"
    assert alarms.text(without="scene") == "recording stopped"


def test_to_clear_what_does_not_stand_changes_nothing():
    """No alarm is made of it."""
    alarms = Alarms(FakeClock())
    alarms.clear("scene")
    assert alarms.log() == ()
