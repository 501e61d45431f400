"""Damage reaches from where it hits to the next key frame, and no further."""

from dataclasses import dataclass

import pytest

from bedside.runtime.media.damage import Damage


@dataclass
class Picture:
    """What the decoder says about a picture."""

    pts: int | None
    key_frame: bool = False
    is_corrupt: bool = False


@pytest.mark.verifies("SRS-006", purpose="implementation")
def test_damage_ends_at_the_first_key_frame_behind_it():
    """Pictures before the hit are good, those from it on are not, and a key frame starts afresh."""
    damage = Damage()
    damage.hit(20)
    stream = [Picture(10), Picture(20), Picture(30), Picture(40, key_frame=True), Picture(50)]
    assert [damage.reaches(picture) for picture in stream] == [False, True, True, False, False]


def test_a_key_frame_delivered_late_from_before_the_hit_ends_nothing():
    """Decoders deliver with a delay."""
    damage = Damage()
    damage.hit(20)
    assert [damage.reaches(Picture(10, key_frame=True)), damage.reaches(Picture(20))] == [False, True]


def test_a_damaged_key_frame_and_two_hits_need_a_later_key_frame():
    """Only what comes after the last hit ends the damage."""
    damage = Damage()
    damage.hit(20)
    damage.hit(40)
    stream = [Picture(30, key_frame=True), Picture(40, key_frame=True), Picture(50, key_frame=True)]
    assert [damage.reaches(picture) for picture in stream] == [True, True, False]


def test_a_concealed_picture_hits_those_behind_it():
    """What the decoder had to make up is passed on by prediction."""
    damage = Damage()
    assert [damage.reaches(Picture(1, is_corrupt=True)), damage.reaches(Picture(2))] == [True, True]


def test_without_time_stamps_damage_reaches_all():
    """Where the place of the damage is unknown, nothing is trusted."""
    damage = Damage()
    assert not damage.reaches(Picture(None))
    damage.hit(None)
    assert damage.reaches(Picture(5))
    assert damage.reaches(Picture(None))
    assert not damage.reaches(Picture(6, key_frame=True))
