"""Every risk control does what it says, on both sides of its limit."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement import safeguards
from bedside.eye_movement.interface import Ellipse, EyeObservation, EyeState, Interval

rng = np.random.default_rng(4)
PICTURE = np.clip(0.5 + 0.2 * rng.standard_normal((24, 32)), 0, 0.97).astype(np.float32)


@pytest.mark.verifies("SRS-040", purpose="implementation")
@pytest.mark.verifies("RC-002", purpose="implementation")
@pytest.mark.parametrize(
    ("velocity", "half", "withheld"),
    [(2.0, 0.59, False), (2.0, 0.61, True), (-40.0, 9.9, False), (-40.0, 10.1, True)],
)
def test_a_wide_interval_withholds_the_velocity(velocity: float, half: float, withheld: bool) -> None:
    """Up to 0.6 deg/s or a quarter of the velocity it is shown; beyond, the reason names both numbers."""
    reason = safeguards.wide_interval(velocity, Interval(velocity - half, velocity + half))
    assert bool(reason) is withheld
    assert not withheld or f"{half:.2g}" in reason


@pytest.mark.verifies("RC-003", purpose="implementation")
def test_the_direction_reference_names_image_patient_and_mirror() -> None:
    """It says what positive is, what that is for the patient, and that mirroring turns it round."""
    text = safeguards.direction_reference()
    assert all(word in text for word in ("image's right and up", "patient's left", "mirrored", "check"))


def _beats(n: int, velocity: float, recovery: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    velocities = np.full(n, velocity)
    return velocities, velocities * 0.3, -recovery * velocities * 0.3


@pytest.mark.verifies("SRS-027", purpose="implementation")
@pytest.mark.verifies("RC-004", purpose="implementation")
@pytest.mark.parametrize(
    ("beats", "steady"),
    [
        (_beats(3, 5.0), True),
        (_beats(2, 5.0), False),  # too few
        (_beats(20, 0.9), False),  # slow drift of a healthy eye
        (_beats(20, 15.0, -1.0), False),  # pursuit: catch-up saccades go its way
        (_beats(20, 5.0, 3.0), False),  # the quick phases go much further than the slow ones
    ],
)
def test_presence_needs_beats_that_take_back_the_slow_phase(
    beats: tuple[np.ndarray, np.ndarray, np.ndarray], steady: bool
) -> None:
    """Three beats of 1 deg/s or more whose quick phases go back about as far are the least."""
    assert safeguards.steady_beats(*beats).any() == steady


@pytest.mark.verifies("RC-004", purpose="implementation")
def test_beats_that_go_both_ways_are_no_nystagmus() -> None:
    """Square-wave jerks have as many beats to either side; none is shown."""
    velocity = np.tile([4.0, -4.0], 10)
    assert not safeguards.steady_beats(velocity, velocity * 0.3, -velocity * 0.3).any()


@pytest.mark.verifies("RC-004", purpose="implementation")
def test_saccades_among_beats_are_left_out_of_them() -> None:
    """A few saccades between slow phases leave the beats and are not counted."""
    velocity, slow, quick = _beats(10, 6.0)
    quick[3], quick[7] = 20.0, np.nan
    assert safeguards.steady_beats(velocity, slow, quick).tolist() == [k not in (3, 7) for k in range(10)]


@pytest.mark.verifies("SRS-028", purpose="implementation")
@pytest.mark.verifies("RC-005", purpose="implementation")
def test_only_an_open_eye_has_an_angle() -> None:
    """Whatever stands in the array, a closed, lost or bad frame gets none."""
    angles = safeguards.without_position(list(EyeState), np.zeros(len(EyeState)))
    assert [bool(np.isfinite(a)) for a in angles] == [state is EyeState.OPEN for state in EyeState]


@pytest.mark.verifies("SRS-031", purpose="implementation")
@pytest.mark.verifies("RC-006", purpose="implementation")
@pytest.mark.parametrize(
    ("rate", "duration", "loss", "word"),
    [
        (19.9, 10, 0, "sampling rate"),
        (250, 2.9, 0, "lasts"),
        (250, 10, 0.51, "no position"),
        (20, 3, 0.5, ""),
    ],
)
def test_a_poor_recording_is_refused_with_its_reason(
    rate: float, duration: float, loss: float, word: str
) -> None:
    """Each fault alone refuses; at the limits there is none."""
    faults = safeguards.recording_faults(rate, duration, loss)
    assert (len(faults) == 1 and word in faults[0]) if word else faults == ()


@pytest.mark.verifies("SRS-039", purpose="implementation")
@pytest.mark.verifies("RC-006", purpose="implementation")
def test_a_low_rate_is_warned_of_with_the_rate() -> None:
    """25 Hz raises a warning that says so and why; 100 Hz raises none."""
    (warning,) = safeguards.recording_warnings(25.0, 0.0)
    assert "25 Hz" in warning
    assert "undersampled" in warning
    assert safeguards.recording_warnings(100.0, 0.2) == ()
    assert "data loss" in safeguards.recording_warnings(250.0, 0.3)[0]


@pytest.mark.verifies("SRS-032", purpose="implementation")
@pytest.mark.verifies("RC-013", purpose="implementation")
@pytest.mark.parametrize(
    ("limbus", "word"),
    [
        (np.full(4, 120.0), "too few"),
        (np.full(50, 30.0), "outside"),
        (np.full(50, 430.0), "outside"),
        (np.linspace(90, 150, 50), "varies"),
        (np.full(50, 120.0), ""),
    ],
)
def test_an_implausible_limbus_gives_no_scale(limbus: np.ndarray, word: str) -> None:
    """Absent, too small, too large or unsteady: a reason that asks for a calibration."""
    reason = safeguards.implausible_scale(limbus, 320)
    assert (word in reason and "calibration" in reason) if word else reason == ""


@pytest.mark.verifies("RC-013", purpose="implementation")
def test_pixels_are_not_taken_for_degrees() -> None:
    """An angle beyond a right angle is none of an eye; gaps do not count."""
    assert "none of an eye" in safeguards.implausible_angles(np.array([160.0, 161.0]))
    assert safeguards.implausible_angles(np.array([np.nan, -80.0])) == ""


@pytest.mark.verifies("SRS-038", purpose="implementation")
@pytest.mark.verifies("RC-014", purpose="implementation")
def test_the_statement_says_measurement_and_not_diagnosis() -> None:
    """It names no disorder and sends the reader to a clinician."""
    assert all(word in safeguards.statement() for word in ("measurement", "not a diagnosis", "clinician"))


@pytest.mark.verifies("SRS-049", purpose="implementation")
@pytest.mark.verifies("RC-021", purpose="implementation")
def test_the_coverage_says_what_is_left_out() -> None:
    """Torsion is named as not measured."""
    assert "torsion is not measured" in safeguards.coverage()


def _open(confidence: float, pupil_px: float = 30.0) -> EyeObservation:
    limbus = Ellipse(160, 120, 100, 95, 0)
    return EyeObservation(0, 0.0, EyeState.OPEN, confidence, Ellipse(160, 120, pupil_px, pupil_px, 0), limbus)


@pytest.mark.verifies("SRS-029", purpose="implementation")
@pytest.mark.verifies("RC-015", purpose="implementation")
@pytest.mark.parametrize(
    ("seen", "state"),
    [(_open(0.5), EyeState.OPEN), (_open(0.49), EyeState.LOST), (_open(0.9, 100.0), EyeState.LOST)],
)
def test_an_unsure_pupil_is_lost(seen: EyeObservation, state: EyeState) -> None:
    """Under the least confidence, or as wide as its limbus, it is no pupil."""
    judged = safeguards.sure(seen, 0.5)
    assert judged.state is state
    assert (judged.pupil is None) == (state is EyeState.LOST)


@pytest.mark.verifies("RC-015", purpose="implementation")
def test_a_closed_eye_stays_closed() -> None:
    """There is nothing to be unsure of."""
    closed = EyeObservation(0, 0.0, EyeState.CLOSED, 0.0)
    assert safeguards.sure(closed, 0.5) is closed


@pytest.mark.verifies("SRS-030", purpose="implementation")
@pytest.mark.verifies("RC-017", purpose="implementation")
@pytest.mark.parametrize(
    ("picture", "previous", "word"),
    [
        (PICTURE * 0.1, None, "dark"),
        (np.full_like(PICTURE, 0.5), None, "flat"),
        (np.where(np.arange(32) < 20, np.float32(1), PICTURE), None, "over-exposed"),
        (np.ones_like(PICTURE), np.ones_like(PICTURE), "over-exposed"),
        (PICTURE, PICTURE.copy(), "frozen"),
        (PICTURE, PICTURE + np.float32(0.001), ""),
        (PICTURE, None, ""),
    ],
)
def test_a_bad_frame_is_named(picture: np.ndarray, previous: np.ndarray | None, word: str) -> None:
    """Dark, flat, over-exposed and frozen frames are called so; a sound one is not."""
    found = safeguards.bad_frame(picture, previous)
    assert found.startswith(word) if word else found == ""


@pytest.mark.verifies("RC-018", purpose="implementation")
def test_absence_is_not_claimed_in_noise() -> None:
    """Where the quick phases of 2 deg/s at 3 Hz would hide, absence is no result."""
    assert safeguards.absence_in_noise(0.2, 250.0) == ""
    assert "would not be seen" in safeguards.absence_in_noise(0.5, 25.0)


@pytest.mark.verifies("RC-018", purpose="implementation")
def test_two_beats_are_neither_nystagmus_nor_its_absence() -> None:
    """Fewer beats than presence needs ask for a longer recording."""
    assert "record longer" in safeguards.doubtful_beats(*_beats(2, 5.0))
    assert safeguards.doubtful_beats(*_beats(0, 5.0)) == ""
    assert safeguards.doubtful_beats(*_beats(20, 15.0, -1.0)) == ""


@pytest.mark.verifies("RC-018", purpose="implementation")
def test_beats_among_much_else_are_not_called_absent() -> None:
    """Half of the slow phases being beats to one side is no presence, and no absence either."""
    velocity, slow, quick = _beats(20, 6.0)
    quick[::2] = 9.0
    assert not safeguards.steady_beats(velocity, slow, quick).any()
    assert "record longer" in safeguards.doubtful_beats(velocity, slow, quick)
    quick[::5] = 9.0
    quick[1::4] = 9.0
    assert safeguards.doubtful_beats(velocity, slow, quick) == ""


@pytest.mark.verifies("RC-018", purpose="implementation")
def test_beats_at_the_edge_of_the_noise_give_no_velocity() -> None:
    """Where many beats may have been missed, the reason says how near the limit they are."""
    assert safeguards.beats_in_noise(np.full(10, 1.2)) != ""
    assert safeguards.beats_in_noise(np.full(10, 1.5)) == ""
