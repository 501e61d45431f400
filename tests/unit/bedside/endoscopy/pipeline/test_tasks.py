"""What a model's process does with a frame is what is done where frames are taken one by one."""

import pickle

import numpy as np
import pytest

import endoscopy_packages
from bedside.endoscopy.pipeline.analysis import SceneReader, WorkflowReader
from bedside.endoscopy.pipeline.tasks import Job, SceneTask, WorkflowTask
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.runtime.errors import InferenceError
from endoscopy_faults import faulty

BOX = Letterbox.of(144, 256)


def travelled(thing):
    """Return what arrives in another process."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 # our own, made a moment ago


def plane(number):
    """Make a plane."""
    return np.random.default_rng(number).integers(0, 255, (144, 256, 3), dtype=np.uint8)


def test_the_scene_is_what_the_reader_sees():
    """To the last bit, under the frame's number."""
    opened, work = travelled(SceneTask(endoscopy_packages.open_scene, BOX)).opened()
    package, backend = endoscopy_packages.open_scene()
    answer = work(Job(7, 0.28, plane(7)))
    wanted = SceneReader(package, backend).read(7, 0.28, plane(7), BOX)
    assert (answer.frame, answer.value.frame, answer.past) == (7, 7, None)
    np.testing.assert_array_equal(answer.value.shares, wanted.shares)
    assert answer.value.landmarks == wanted.landmarks
    assert (opened.sha256, opened.backend) == (package.sha256, backend.info)


@pytest.mark.verifies("SRS-132", purpose="implementation")
def test_a_second_process_goes_on_where_the_first_one_ended():
    """What the first remembered goes with the next frame; half way through, nothing can be told."""
    task = WorkflowTask(endoscopy_packages.open_workflow)
    reader = WorkflowReader(*endoscopy_packages.open_workflow())
    wanted = [reader.read(number, float(number), plane(number)) for number in range(6)]
    past, said = None, []
    for numbers in (range(3), range(3, 6)):
        _, work = task.opened()
        for number in numbers:
            answer = work(Job(number, float(number), plane(number), travelled(past)))
            past = answer.past
            said.append(answer.value)
    assert said == wanted
    assert said[-1].phase is not None


@pytest.mark.parametrize("role", ["scene", "workflow"])
@pytest.mark.verifies("RC-041", purpose="implementation")
def test_answers_that_cannot_be_are_refused_whatever_gave_them(role):
    """A backend that lets numbers through that are none does not get past."""
    task = {
        "scene": SceneTask(faulty("scene", "nan"), BOX),
        "workflow": WorkflowTask(faulty("workflow", "nan")),
    }
    _, work = task[role].opened()
    with pytest.raises(InferenceError, match="no finite numbers"):
        work(Job(0, 0.0, plane(0)))
