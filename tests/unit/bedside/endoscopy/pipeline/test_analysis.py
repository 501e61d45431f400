"""One frame after another: both models where they may speak, silence with its reason where they may not."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.analysis import DAMAGED, Analyst, FrameReport, SceneReader, WorkflowReader
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.runtime.errors import InferenceError
from bedside.runtime.media import Frame
from bedside.runtime.stream import Stages
from endoscopy_packages import scene_package, workflow_package
from fakes import FakeBackend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

SCENE_PACKAGE, WORKFLOW_PACKAGE = scene_package(), workflow_package()
RATE_HZ = 5
UPRIGHT = [[0.35, 0.6, 0.9], [0.65, 0.6, 0.9], [0.4, 0.3, 0.9], [0.6, 0.3, 0.9]]
VIEW_OF_RED = {10 * place: view for place, view in enumerate(View)}


def see(
    inputs: Mapping[str, NDArray[Any]], landmarks: Sequence[Sequence[float]] = UPRIGHT
) -> dict[str, NDArray[Any]]:
    """Answer as a scene model whose every number depends on the picture."""
    green = float(inputs["picture"][0, 1].mean())
    shares = np.full((1, 4, 72, 128), 0.05, np.float32)
    shares[0, 0], shares[0, 2, 20:40, 30:60] = 0.85, 0.85 + green / 10
    shares[0, 0, 20:40, 30:60] = 0.05
    return {"shares": shares, "landmarks": np.array([landmarks], np.float32)}


def follow(inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Answer as a workflow model whose every number depends on all pictures so far, by its state."""
    green = float(inputs["pictures"][0, 0, 1].mean())
    state = (inputs["state"] * np.float32(0.9) + np.float32(green)).astype(np.float32)
    phases, steps = np.full((1, 1, 7), 0.05, np.float32), np.full((1, 1, 13), 0.02, np.float32)
    phases[0, 0, int(green * 1000) % 7], steps[0, 0, int(green * 3000) % 13] = 0.7, 0.76
    return {
        "phases": phases, "steps": steps, "remaining": state[:, :1], "next_state": state,
    }  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def judged_by_colour() -> Iterator[None]:
    """Let the red of a plane say what view it is, so that these tests need no picture of each kind."""

    def view_of(plane: NDArray[np.uint8], _previous: NDArray[np.uint8] | None) -> tuple[View, str]:
        view = VIEW_OF_RED[int(plane[72, 128, 0])]
        return view, "" if view is View.GOOD else f"it looks {view}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safeguards, "view_of", view_of)
        yield


def frame(index: int, view: View = View.GOOD, green: int = 100, *, damaged: bool = False) -> Frame:
    """Make a frame of one colour whose red says its view."""
    red = next(level for level, kind in VIEW_OF_RED.items() if kind is view)
    pixels = np.broadcast_to(np.array([red, green, 50], np.uint8), (36, 64, 3))
    return Frame(index, index / RATE_HZ, pixels, damaged=damaged)


def analyst() -> tuple[Analyst, FakeBackend, FakeBackend]:
    """Make an analyst with models that answer at once."""
    scene, workflow = FakeBackend(see), FakeBackend(follow)
    return Analyst((SCENE_PACKAGE, scene), (WORKFLOW_PACKAGE, workflow)), scene, workflow


def reports(frames: Sequence[Frame]) -> list[FrameReport]:
    """Return what is said of each frame."""
    one, _, _ = analyst()
    return [one.observe(frame, Stages()) for frame in frames]


def bits(report: FrameReport) -> tuple[Any, ...]:
    """Return all that a report says, so that two can be compared to the bit."""
    scene = report.scene
    shares = None if scene.shares is None else scene.shares.tobytes()
    words = (scene.frame, scene.t_s, scene.landmarks, scene.confidence, scene.reason)
    return report.frame, report.t_s, report.view, report.view_reason, shares, words, report.workflow


@pytest.mark.verifies("SRS-062", purpose="implementation")
def test_each_frame_has_its_own_report() -> None:
    """Number and time of every part are the frame's."""
    for index, report in enumerate(reports([frame(index) for index in range(12)])):
        assert (report.frame, report.scene.frame) == (index, index)
        assert report.t_s == report.scene.t_s == index / RATE_HZ
        assert report.workflow is None or (report.workflow.frame, report.workflow.t_s) == (
            index,
            index / RATE_HZ,
        )


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_the_workflow_model_sees_one_frame_a_second_of_the_sources_time() -> None:
    """At 0, 1, 2 s and so on; on the frames between nothing new is said, and the scene is seen on all."""
    one, scene, workflow = analyst()
    said = [one.observe(frame(index), Stages()).workflow for index in range(26)]
    assert [index for index, words in enumerate(said) if words is not None] == [0, 5, 10, 15, 20, 25]
    assert (scene.calls, workflow.calls) == (26, 6)
    assert said[15] is not None
    assert said[15].phase is not None


@pytest.mark.verifies("SRS-083", purpose="implementation")
@pytest.mark.verifies("RC-034", purpose="implementation")
@pytest.mark.parametrize("view", [view for view in View if view not in (View.GOOD, View.FROZEN)])
def test_on_any_view_but_a_good_one_nothing_is_said(view: View) -> None:
    """No model is asked, everything is withheld with the reason, on each frame until ten good ones."""
    one, scene, workflow = analyst()
    frames = [
        frame(0),
        *[frame(index, view) for index in range(1, 4)],
        *[frame(index) for index in range(4, 15)],
    ]
    said = [one.observe(each, Stages()) for each in frames]
    for report in said[1:13]:
        assert report.view is view
        assert report.scene.shares is None
        assert report.scene.reason == safeguards.withheld_reason(view)
        assert report.workflow is not None
        assert report.workflow.remaining_s is None
        assert report.workflow.reason == safeguards.withheld_reason(view)
    assert [report.view_reason for report in said[1:5]] == [
        *[f"it looks {view}"] * 3,
        safeguards.withheld_reason(view),
    ]
    assert said[13].view is View.GOOD
    assert (scene.calls, workflow.calls) == (3, 2)


@pytest.mark.verifies("SRS-063", purpose="implementation")
@pytest.mark.verifies("RC-034", purpose="implementation")
def test_the_workflows_memory_advances_on_good_views_alone() -> None:
    """What the model is given as its state after bad frames is what it gave back before them."""
    states: list[np.ndarray] = []

    def noting(inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        states.append(inputs["state"].copy())
        return follow(inputs)

    one = Analyst((SCENE_PACKAGE, FakeBackend(see)), (WORKFLOW_PACKAGE, FakeBackend(noting)))
    for index in range(40):
        one.observe(frame(index, View.SMOKE if 6 <= index < 20 else View.GOOD), Stages())
    given_back = follow({"pictures": np.full((1, 1, 3, 72, 128), 100 / 255, np.float32), "state": states[1]})
    assert not states[0].any()
    assert np.allclose(states[2], given_back["next_state"], atol=1e-6)
    assert len(states) == 2 + 3


@pytest.mark.verifies("SRS-083", purpose="implementation")
def test_nothing_is_said_of_a_damaged_frame() -> None:
    """The view stays what it is; the reason is the damage."""
    (report,) = reports([frame(0, damaged=True)])
    assert report.view is View.GOOD
    assert report.scene.reason == DAMAGED
    assert report.workflow is not None
    assert report.workflow.reason == DAMAGED


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_scenes_risk_controls_are_applied(mirrored: bool) -> None:
    """A mirrored quadrilateral goes; so does a label that is unsure where it lies."""
    order = [1, 0, 3, 2] if mirrored else [0, 1, 2, 3]

    def answer(inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        outputs = see(inputs, [UPRIGHT[place] for place in order])
        outputs["shares"][0, :, :10, :10] = np.array([0.4, 0.5, 0.1, 0.0], np.float32)[:, None, None]
        return outputs

    reader = SceneReader(SCENE_PACKAGE, FakeBackend(answer))
    seen = reader.read(4, 0.8, np.zeros((144, 256, 3), np.uint8), Letterbox.of(36, 64))
    assert seen.shares is not None
    assert not seen.shares[1].any()
    assert seen.shares[2].max() > 0.8
    assert all(landmark is None for landmark in seen.landmarks) == mirrored


@pytest.mark.verifies("RC-048", purpose="effectiveness")
@given(
    st.lists(
        st.tuples(
            st.sampled_from([View.GOOD] * 9 + [View.SMOKE, View.FROZEN, View.OUT_OF_BODY]),
            st.integers(0, 255),
        ),
        min_size=1,
        max_size=60,
    ),
    st.integers(0, 60),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40)
def test_no_frame_changes_what_was_said_before_it(
    given_frames: list[tuple[View, int]], kept: int, seed: int
) -> None:
    """With all frames from any one on changed in any way, every earlier report is the same to the bit."""
    kept = min(kept, len(given_frames))
    rng = np.random.default_rng(seed)
    frames = [frame(index, view, green) for index, (view, green) in enumerate(given_frames)]
    views = rng.choice(list(View), len(frames))
    later = [frame(index, View(views[index]), int(rng.integers(256))) for index in range(kept, len(frames))]
    past_output_changed = sum(
        bits(one) != bits(other)
        for one, other in zip(reports(frames)[:kept], reports([*frames[:kept], *later])[:kept], strict=True)
    )
    assert past_output_changed == 0


@pytest.mark.verifies("RC-048", purpose="implementation")
def test_the_search_for_changes_would_find_one() -> None:
    """A change of a frame does change its own report and, by the workflow's memory, later ones."""
    frames = [frame(index, green=100 + 3 * index) for index in range(20)]
    other = [frame(0, green=7), *frames[1:]]
    changed = [bits(one) != bits(two) for one, two in zip(reports(frames), reports(other), strict=True)]
    assert changed[0]
    assert changed[5]


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_a_reader_of_the_workflow_can_resume_where_another_was() -> None:
    """Pickled and read again, what it remembers lets a new one say what the first would have said."""
    planes = [np.full((144, 256, 3), 100 + 5 * second, np.uint8) for second in range(12)]
    first = WorkflowReader(WORKFLOW_PACKAGE, FakeBackend(follow))
    for second in range(6):
        first.read(second, float(second), planes[second])
    second_one = WorkflowReader(WORKFLOW_PACKAGE, FakeBackend(follow))
    second_one.resume(pickle.loads(pickle.dumps(first.past)))  # noqa: S301 # the test's own bytes
    assert not second_one.due(5.5)
    for second in range(6, 12):
        assert first.read(second, float(second), planes[second]) == second_one.read(
            second, float(second), planes[second]
        )


@pytest.mark.verifies("SRS-133", purpose="implementation")
@pytest.mark.parametrize(
    ("t_s", "due"), [(10.0, False), (10.9, False), (11.0, True), (75.0, True), (9.0, True)]
)
def test_the_workflow_is_due_by_the_sources_time(t_s: float, due: bool) -> None:
    """A second after its last sample, or where the source's time has jumped back."""
    reader = WorkflowReader(WORKFLOW_PACKAGE, FakeBackend(follow))
    assert reader.due(3.0)
    reader.read(0, 10.0, np.zeros((144, 256, 3), np.uint8))
    assert reader.due(t_s) is due


@pytest.mark.verifies("SRS-110", purpose="implementation")
def test_each_part_is_timed() -> None:
    """Plane and view on every frame, the models where they ran."""
    one, _, _ = analyst()
    stages = Stages()
    for index in range(7):
        one.observe(frame(index, View.SMOKE if index == 6 else View.GOOD), stages)
    counts = {name: len(times) for name, times in stages.durations_ms().items()}
    assert counts == {"plane": 7, "view": 7, "scene": 6, "workflow": 2}


@pytest.mark.verifies("SRS-062", purpose="negative")
def test_a_model_that_breaks_is_not_hidden() -> None:
    """Its error passes through; no report is made up."""

    def broken(_inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        raise InferenceError("shares", "finite numbers", "NaN")

    one = Analyst((SCENE_PACKAGE, FakeBackend(broken)), (WORKFLOW_PACKAGE, FakeBackend(follow)))
    with pytest.raises(InferenceError):
        one.observe(frame(0), Stages())
