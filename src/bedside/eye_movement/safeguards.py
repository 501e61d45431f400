"""The item's risk controls, one function each: they withhold, flag or state, and never improve a number.

A judgement that returns a sentence returns the reason why something is withheld; an empty one means none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import EyeObservation, EyeState, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERAGE = "Horizontal and vertical movement of one eye only: torsion is not measured."
STATEMENT = "A measurement, not a diagnosis: to be read by a clinician together with the recording."
DIRECTION_REFERENCE = (
    "Positive is the image's right and up. Where a camera faces the patient, the image's right is the "
    "patient's left; where the image is mirrored it is the patient's right. The recording does not tell: "
    "check."
)
WIDEST_SHARE = 0.25  # of the velocity, for an interval's half width
WIDEST_DEG_S = 0.6  # or this, whichever is wider: half the spread of healthy upright slow phases
LEAST_BEATS = 3
LEAST_SHARE = 0.6  # of all slow phases between two quick ones: a random direction has 0.5
DOUBTFUL_BEATS = 2
DOUBTFUL_SHARE = 0.35  # of slow phases that are beats to one side: too few for presence, too many for absence
LEAST_VELOCITY_DEG_S = 1.0  # slower drift is found in healthy eyes
RECOVERY = (0.4, 2.5)  # a quick phase gives back what the slow phase took, within this ratio
LEAST_CLEARNESS = 1.35  # with 5 standard deviations as limit, 4 in 100 beats are then missed at most
LEAST_DURATION_S = 3.0
LEAST_RATE_HZ = 20.0
FULL_RATE_HZ = 100.0  # clinical video-oculography; below it a quick phase has less than three samples
MOST_DATA_LOSS = 0.5
NOTED_DATA_LOSS = 0.2
ABSENT_STEP_DEG = 0.67  # the quick phase of 2 deg/s at 3 beats a second
DARK_LEVEL, DARK_SHARE, FLAT_SPREAD = 0.10, 0.95, 0.015  # of full scale, and of the pixels
SATURATED_LEVEL, SATURATED_SHARE, NOTED_SATURATED_SHARE = 0.98, 0.60, 0.20
LIMBUS_SHARE = (0.12, 1.3)  # of the image's width: an eye too small to measure, or not an eye
LARGEST_ANGLE_DEG = 90.0
LIMBUS_SPREAD = 0.06  # relative standard deviation of one recording's limbus


def wide_interval(velocity_deg_s: float, interval: Interval) -> str:
    """Return why a velocity is withheld when its interval is too wide to be read. Implements RC-002."""
    half = (interval.high - interval.low) / 2
    widest = max(WIDEST_DEG_S, WIDEST_SHARE * abs(velocity_deg_s))
    if half <= widest:
        return ""
    return f"the slow-phase velocity is uncertain by {half:.2g} deg/s, more than {widest:.2g} deg/s"


def direction_reference() -> str:
    """Return what right and left mean, for every output and every reader. Implements RC-003."""
    return DIRECTION_REFERENCE


def steady_beats(
    velocity_deg_s: NDArray[np.float64],
    slow_step_deg: NDArray[np.float64],
    quick_step_deg: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Return which beats are nystagmus, all of one direction; none unless they agree. Implements RC-004.

    In nystagmus the quick phase takes the eye back: against the slow phase, and about as far. Catch-up
    saccades of pursuit go the slow phase's way; saccades of a task, reading and square-wave jerks start from
    an eye at rest, or go as often one way as the other.

    Parameters
    ----------
    velocity_deg_s, slow_step_deg, quick_step_deg
        (K,) mean velocity and size of each slow phase, and size of the quick phase that ends it.
    """
    none = np.zeros(len(velocity_deg_s), dtype=bool)
    if len(velocity_deg_s) < LEAST_BEATS:
        return none
    with np.errstate(divide="ignore", invalid="ignore"):
        recovery = -quick_step_deg / slow_step_deg
    back = (recovery >= RECOVERY[0]) & (recovery <= RECOVERY[1])
    direction = np.sign(np.sum(np.sign(velocity_deg_s[back])))
    steady = back & (np.sign(velocity_deg_s) == direction)
    if steady.sum() < LEAST_BEATS or np.mean(steady) < LEAST_SHARE:
        return none
    return steady if abs(np.median(velocity_deg_s[steady])) >= LEAST_VELOCITY_DEG_S else none


def beats_in_noise(clearness: NDArray[np.float64]) -> str:
    """Return why beats are withheld when their quick phases barely stand out of the noise.

    Beats lost in noise join two slow phases to one of wrong velocity. Implements RC-018.
    """
    typical = float(np.median(clearness))
    if typical >= LEAST_CLEARNESS:
        return ""
    return f"the quick phases are too small for this noise: {typical:.2f} times what can just be seen"


def doubtful_beats(
    velocity_deg_s: NDArray[np.float64],
    slow_step_deg: NDArray[np.float64],
    quick_step_deg: NDArray[np.float64],
) -> str:
    """Return why absence cannot be claimed: beats too few, or among too much else. Implements RC-018."""
    with np.errstate(divide="ignore", invalid="ignore"):
        recovery = -quick_step_deg / slow_step_deg
    fast = np.abs(velocity_deg_s) >= LEAST_VELOCITY_DEG_S
    beat = (recovery >= RECOVERY[0]) & (recovery <= RECOVERY[1]) & fast
    same = max(int(np.sum(beat & (velocity_deg_s > 0))), int(np.sum(beat & (velocity_deg_s < 0))))
    if same < DOUBTFUL_BEATS or (len(beat) >= 2 * LEAST_BEATS and same < DOUBTFUL_SHARE * len(beat)):
        return ""
    return f"{same} beats to one side among {len(beat)} slow phases are too few to judge; record longer"


def absence_in_noise(smallest_step_deg: float, rate_hz: float) -> str:
    """Return why absence cannot be claimed, where noise would hide nystagmus. Implements RC-018."""
    needed = smallest_step_deg * LEAST_CLEARNESS
    if needed <= ABSENT_STEP_DEG:
        return ""
    return (
        f"no nystagmus was found, but at this noise and {rate_hz:.0f} Hz a quick phase under "
        f"{needed:.1f} deg would not be seen"
    )


def without_position(
    state: list[EyeState], angle_deg: NDArray[np.float64]
) -> NDArray[np.float64]:  # (N,) in, (N,) out
    """Return angles with NaN wherever the eye was not seen open; nothing is filled in. Implements RC-005."""
    is_open = np.array([s is EyeState.OPEN for s in state], dtype=bool)
    return np.where(is_open, angle_deg, np.nan)


def recording_faults(rate_hz: float, duration_s: float, data_loss: float) -> tuple[str, ...]:
    """Return why a recording is not measured: too slow, too short, too little seen. Implements RC-006."""
    faults = []
    if rate_hz < LEAST_RATE_HZ:
        faults.append(f"the sampling rate is {rate_hz:.3g} Hz, at least {LEAST_RATE_HZ:.0f} Hz is needed")
    if duration_s < LEAST_DURATION_S:
        faults.append(f"the recording lasts {duration_s:.2f} s, at least {LEAST_DURATION_S:.0f} s is needed")
    if data_loss > MOST_DATA_LOSS:
        faults.append(f"{data_loss:.0%} of the samples have no position, at most {MOST_DATA_LOSS:.0%} may")
    return tuple(faults)


def recording_warnings(rate_hz: float, data_loss: float) -> tuple[str, ...]:
    """Return what a reader must know of a recording that is measured all the same. Implements RC-006."""
    warnings = []
    if rate_hz < 0.99 * FULL_RATE_HZ:
        warnings.append(
            f"low sampling rate: {rate_hz:.3g} Hz, where {FULL_RATE_HZ:.0f} Hz or more is usual. Quick "
            f"phases are undersampled, small or frequent beats (above {rate_hz / 6:.1f} a second) are "
            "missed, and the velocity of fast nystagmus is uncertain"
        )
    if data_loss > NOTED_DATA_LOSS:
        warnings.append(f"data loss: {data_loss:.0%} of the samples have no position")
    return tuple(warnings)


def implausible_scale(limbus_px: NDArray[np.float64], width_px: int) -> str:
    """Return why degrees from the limbus are withheld: absent, implausible or unsteady. Implements RC-013.

    Parameters
    ----------
    limbus_px
        (N,) major diameters of the frames that have one.
    width_px
        The image's width.
    """
    if len(limbus_px) < 5:
        return "the limbus was seen in too few frames to give the scale; give a calibration"
    typical = float(np.median(limbus_px))
    low, high = (share * width_px for share in LIMBUS_SHARE)
    if not low <= typical <= high:
        return f"the limbus measures {typical:.0f} px, outside {low:.0f} to {high:.0f} px; give a calibration"
    spread = 1.4826 * float(np.median(np.abs(limbus_px - typical))) / typical
    if spread > LIMBUS_SPREAD:
        return f"the limbus varies by {spread:.0%}, more than {LIMBUS_SPREAD:.0%}; give a calibration"
    return ""


def implausible_angles(angle_deg: NDArray[np.float64]) -> str:
    """Return why angles are withheld that no eye turns by, as where pixels are given. Implements RC-013."""
    largest = float(np.max(np.abs(angle_deg), initial=0.0, where=np.isfinite(angle_deg)))
    if largest <= LARGEST_ANGLE_DEG:
        return ""
    return f"an angle of {largest:.0f} deg is none of an eye; give degrees"


def statement() -> str:
    """Return the sentence that stands on every output. Implements RC-014."""
    return STATEMENT


def coverage() -> str:
    """Return what is not measured, for every output. Implements RC-021."""
    return COVERAGE


def sure(observation: EyeObservation, least_confidence: float) -> EyeObservation:
    """Return the observation, or a lost one where the pupil is unsure. Implements RC-015.

    A pupil wider than its limbus is none.
    """
    if observation.pupil is None:
        return observation
    limbus = observation.limbus
    if limbus is not None and observation.pupil.major_px >= limbus.major_px:
        return lost(observation, "the pupil is wider than the limbus")
    if observation.confidence < least_confidence:
        return lost(observation, f"confidence {observation.confidence:.2f} under {least_confidence:.2f}")
    return observation


def lost(observation: EyeObservation, reason: str) -> EyeObservation:
    """Return the observation without a pupil, and why. Implements RC-015."""
    return EyeObservation(
        observation.frame, observation.t_s, EyeState.LOST, observation.confidence, reason=reason
    )


def bad_frame(grey: NDArray[np.float32], previous: NDArray[np.float32] | None) -> str:
    """Return why a frame cannot be used: dark, flat, over-exposed, or frozen. Implements RC-017.

    Parameters
    ----------
    grey, previous
        (H, W) float32 in 0 to 1: this frame and the one before it.
    """
    sparse = np.ascontiguousarray(grey[::2, ::2])
    if np.count_nonzero(sparse < DARK_LEVEL) >= DARK_SHARE * sparse.size:
        return "dark"
    if saturated_share(grey) > SATURATED_SHARE:
        return "over-exposed"
    if float(sparse.std()) < FLAT_SPREAD:
        return "flat: no contrast"
    same = previous is not None and grey.shape == previous.shape and np.array_equal(grey, previous)
    return "frozen: the same picture as before" if same else ""


def saturated_share(grey: NDArray[np.float32]) -> float:
    """Return the share of pixels at the end of the scale; above 0.2 a reader is told. Implements RC-017."""
    sparse = grey[::2, ::2]
    return float(np.count_nonzero(sparse >= SATURATED_LEVEL) / sparse.size)
