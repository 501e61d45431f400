"""An operation happens smoothly, shows its steps, and hides what only its past can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from phantoms.endoscopy.operation import Operation, drawn, view_at
from phantoms.endoscopy.schedule import (
    DEBULKING,
    IRRIGATION,
    OSTIUM_OPENING,
    PACKING,
    SCOPE_WITHDRAWAL,
    SEALING,
    SELLAR_DRILLING,
    Stretch,
)
from phantoms.endoscopy.truth import PHASE_OF_STEP, RenderedView

if TYPE_CHECKING:
    from phantoms.endoscopy.scene import Scene

OPERATIONS = {seed: drawn(seed) for seed in range(8)}


def _stretch(operation: Operation, step: int) -> Stretch | None:
    return next((s for s in operation.intervals if s.step == step), None)


def _kinds(operation: Operation, stretch: Stretch) -> set[str]:
    times = np.linspace(stretch.start_s + 3, stretch.end_s - 1, 25)
    return {tool.kind for t in times for tool in operation.scene_at(float(t)).instruments}


@pytest.mark.verifies("SRS-129", purpose="implementation")
def test_a_seed_is_an_operation() -> None:
    """The same seed gives the same operation and view, another seed another."""
    again = drawn(3)
    assert again == OPERATIONS[3]
    assert again != OPERATIONS[4]
    first, second = (view_at(operation, 200.0, 72, 128) for operation in (again, OPERATIONS[3]))
    np.testing.assert_array_equal(first.picture, second.picture)


@pytest.mark.verifies("SRS-129", purpose="implementation")
def test_phase_and_step_at_a_time_are_the_interval_s() -> None:
    """Inside, at the start and just before the end of each interval; beyond the end it is the last."""
    for operation in OPERATIONS.values():
        for stretch in operation.intervals:
            for t_s in (stretch.start_s, (stretch.start_s + stretch.end_s) / 2, stretch.end_s - 0.01):
                assert operation.at(t_s) == (PHASE_OF_STEP[stretch.step], stretch.step)
        assert operation.step_at(operation.duration_s + 5) == SCOPE_WITHDRAWAL
        assert operation.phase_at(0.0) == 0


def test_the_scope_s_times_outside_are_out_of_body_views() -> None:
    """Condition and view say so exactly inside these times; no two pictures in a row are the same."""
    operation = OPERATIONS[0]
    start, end = operation.outside[0]
    assert [operation.condition_at(t) for t in (start - 0.1, start, end - 0.01, end)] == [
        "good",
        "out_of_body",
        "out_of_body",
        "good",
    ]
    views = [view_at(operation, start + t, 72, 128) for t in (0.0, 0.04, 0.08)]
    assert {view.condition for view in views} == {"out_of_body"}
    assert not np.array_equal(views[0].picture, views[1].picture)
    assert not np.array_equal(views[1].picture, views[2].picture)


def test_another_painter_is_given_the_same_scene() -> None:
    """Whoever paints, the scene is the operation's, and only inside the body is a painter asked."""
    operation = OPERATIONS[1]
    asked: list[Scene] = []

    def paint(scene: Scene, height: int, width: int) -> RenderedView:
        asked.append(scene)
        empty = np.zeros((height, width), dtype=np.uint8)
        nowhere = np.full((4, 2), np.nan, dtype=np.float32)
        return RenderedView(np.zeros((height, width, 3), np.uint8), empty, nowhere, empty == 0)

    view_at(operation, 20.0, 36, 64, paint)
    view_at(operation, operation.outside[0][0], 36, 64, paint)
    assert asked == [operation.scene_at(20.0)]


@pytest.mark.parametrize("seed", [0, 5])
def test_scenes_are_smooth_in_time(seed: int) -> None:
    """From one video frame to the next, camera and instruments move little, save at a change of place."""
    operation = OPERATIONS[seed]
    rng = np.random.default_rng(seed)
    for t_s in rng.uniform(5, operation.duration_s - 5, 200):
        one, other = operation.scene_at(float(t_s)), operation.scene_at(float(t_s) + 0.04)
        if one.anatomy.environment == other.anatomy.environment:
            assert np.hypot(one.pose.x - other.pose.x, one.pose.y - other.pose.y) < 0.01
            assert abs(one.pose.zoom - other.pose.zoom) < 0.02
        for tool in one.instruments:
            ways = [np.hypot(*np.subtract(o.end, tool.end)) for o in other.instruments if o.kind == tool.kind]
            assert min(ways, default=0) < 0.12


def test_instruments_enter_and_leave_at_the_border() -> None:
    """When a visit begins and when it ends, the tip is outside the content area."""
    operation = OPERATIONS[2]
    content = operation.looks.content
    reach = 0.5 if content.whole else content.radius
    for visit in operation.visits[:40]:
        for t_s in (visit.start_s + 0.02, visit.end_s - 0.02):
            tool = visit.at(t_s, operation.looks.pose, 0.0)
            assert tool is None or np.hypot(tool.end[0] - content.x, tool.end[1] - content.y) > reach
        middle = visit.at((visit.start_s + visit.end_s) / 2, operation.looks.pose, 0.0)
        assert middle is not None


def test_each_step_has_its_own_signs() -> None:
    """Drilling has a drill, debulking a curette, packing cotton, irrigation water, sealing glue."""
    for operation in OPERATIONS.values():
        drilling, debulking = _stretch(operation, SELLAR_DRILLING), _stretch(operation, DEBULKING)
        assert drilling is not None
        assert debulking is not None
        assert "drill" in _kinds(operation, drilling)
        assert "drill" not in _kinds(operation, debulking)
        for step, sign in ((PACKING, "cotton"), (IRRIGATION, "water"), (SEALING, "glue")):
            stretch = _stretch(operation, step)
            if stretch is not None:
                near_end = operation.scene_at(stretch.end_s - 0.5)
                assert (
                    sign in {covering.kind for covering in near_end.anatomy.coverings} or step == IRRIGATION
                )
                middle = operation.scene_at((stretch.start_s + stretch.end_s) / 2)
                assert sign in {covering.kind for covering in middle.anatomy.coverings}


def test_going_in_and_coming_out_look_alike() -> None:
    """Both are in the same corridor: a single picture of it does not say which."""
    for operation in OPERATIONS.values():
        out = _stretch(operation, SCOPE_WITHDRAWAL)
        first = _stretch(operation, OSTIUM_OPENING)
        assert out is not None
        assert first is not None
        coming, going = operation.scene_at(first.start_s - 5), operation.scene_at(out.end_s - 5)
        assert coming.anatomy.environment == going.anatomy.environment == "corridor"
        assert coming.anatomy.bulges == going.anatomy.bulges


def test_there_are_moments_without_instruments_in_every_phase_of_the_sella() -> None:
    """Idle hands, in which the phase must be remembered."""
    operation = OPERATIONS[6]
    idle = {
        operation.phase_at(float(t))
        for t in np.arange(0, operation.duration_s, 0.5)
        if not operation.scene_at(float(t)).instruments
    }
    assert {2, 3, 4, 5} <= idle


def test_good_moments_stay_mild() -> None:
    """Smoke and fog never reach what makes a view a bad one."""
    for operation in OPERATIONS.values():
        scenes = [operation.scene_at(float(t)) for t in np.linspace(0, operation.duration_s, 300)]
        assert max(scene.medium.smoke for scene in scenes) <= 0.30
        assert max(scene.medium.fog for scene in scenes) <= 0.25
        assert any(scene.medium.smoke > 0.05 for scene in scenes)
        assert all(0.6 <= scene.pose.zoom <= 1.6 for scene in scenes)


def test_the_tumour_is_removed_and_never_grows_back() -> None:
    """All of it is there at first, hardly any at the end, and it only becomes less."""
    for operation in OPERATIONS.values():
        removed = [operation.stage.removed(float(t)) for t in np.linspace(0, operation.duration_s, 100)]
        assert removed[0] == 0
        assert removed[-1] > 0.7
        assert (np.diff(removed) >= -1e-9).all()
