"""Key moments: one a phase, from its middle, the surest; in memory that does not grow."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.endoscopy.interface import PHASES, SceneObservation
from bedside.endoscopy.processing.moments import CANDIDATES, MOST, THUMBNAIL_WIDTH, Moments

pytestmark = pytest.mark.verifies("SRS-109", purpose="implementation")
PIXELS = np.zeros((90, 160, 3), np.uint8)
SHARES = np.zeros((4, 72, 128), np.float32)


def _scene(t_s: float, confidence: float = 0.5, reason: str = "") -> SceneObservation:
    shares = None if reason else SHARES
    return SceneObservation(round(25 * t_s), t_s, shares, (None,) * 4, confidence, reason)


def _offered(course: list[tuple[float, str, float]], whole: int = 0) -> Moments:
    moments = Moments(whole)
    for t_s, phase, confidence in course:
        moments.offer(PIXELS, _scene(t_s, confidence), phase)
    return moments


def test_each_phase_has_one_moment_the_surest_of_its_middle() -> None:
    """The surest frame of all, near the phase's edge, does not stand for it."""
    sure = {0: 0.99, 3: 0.6, 4: 0.7, 7: 0.98}
    course = [(float(t), PHASES[0], sure.get(t, 0.5)) for t in range(8)]
    course += [(float(t), PHASES[1], 0.5) for t in range(8, 12)]
    chosen = _offered(course).chosen()
    assert [(m.phase, m.scene.t_s) for m in chosen] == [(PHASES[0], 4.0), (PHASES[1], 9.0)]
    assert [m.lasted_s for m in chosen] == [7.0, 3.0]


def test_a_phase_that_returns_has_a_moment_of_each_time() -> None:
    """Two stretches are two moments, in the order of time."""
    course = [(float(t), PHASES[(t // 10) % 2], 0.5) for t in range(30)]
    assert [m.phase for m in _offered(course).chosen()] == [PHASES[0], PHASES[1], PHASES[0]]


def test_a_frame_whose_scene_is_withheld_is_no_moment() -> None:
    """A phase seen on withheld frames alone has none."""
    moments = Moments()
    for t in range(5):
        moments.offer(PIXELS, _scene(float(t), 0.0, "smoke hides the picture"), PHASES[0])
    assert moments.chosen() == ()


def test_memory_does_not_grow_with_the_recording() -> None:
    """A phase of hours has few candidates, spread over it; of hundreds of phases the longest are kept."""
    moments = _offered([(float(t), PHASES[0], 0.5) for t in range(7200)])
    assert len(moments._candidates) <= CANDIDATES
    (chosen,) = moments.chosen()
    assert 1800 <= chosen.scene.t_s <= 5400
    many = [(10.0 * k + t, PHASES[k % 2], 0.5) for k in range(100) for t in range(3 if k % 3 else 6)]
    kept = _offered(many).chosen()
    assert len(kept) == MOST
    assert {m.lasted_s for m in kept} == {5.0}


def test_whole_frames_are_kept_of_the_longest_phases_alone() -> None:
    """As many as asked for; the others have their thumbnail."""
    course = [(float(t), PHASES[0], 0.5) for t in range(3)]
    course += [(float(t), PHASES[1], 0.5) for t in range(3, 20)]
    course += [(float(t), PHASES[2], 0.5) for t in range(20, 30)]
    chosen = _offered(course, whole=2).chosen()
    assert [m.pixels is not None for m in chosen] == [False, True, True]
    assert all(m.thumbnail.shape == (108, THUMBNAIL_WIDTH, 3) for m in chosen)
    assert all(m.pixels is None for m in _offered(course).chosen())


def test_the_choice_is_repeatable() -> None:
    """The same frames give the same moments."""
    sure = np.random.default_rng(5).random(200)
    course = [(float(t), PHASES[t // 40], float(sure[t])) for t in range(200)]
    one, other = _offered(course).chosen(), _offered(course).chosen()
    assert [m.scene.frame for m in one] == [m.scene.frame for m in other]
    assert len(one) == 5
