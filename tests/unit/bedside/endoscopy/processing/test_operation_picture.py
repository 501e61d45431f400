"""The picture of an operation is whole, repeatable XML that says what the result says."""

from __future__ import annotations

import base64
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from bedside.endoscopy.interface import PHASES, STEPS, Event, Interval, SceneObservation
from bedside.endoscopy.processing.bars import Course
from bedside.endoscopy.processing.moments import Moment
from bedside.endoscopy.processing.operation_picture import MOST_EVENTS, Captions, operation_svg
from bedside.runtime.png import png_bytes

pytestmark = pytest.mark.verifies("SRS-109", purpose="implementation")
SVG = "{http://www.w3.org/2000/svg}"
CAPTIONS = Captions("op.mp4 · 0123", ["Status: analysed"], ["5 frames <dropped> & lost"], ["A statement."])
THUMBNAIL = np.random.default_rng(2).integers(0, 256, (108, 192, 3), dtype=np.uint8)


def _moment(t_s: float, phase: str) -> Moment:
    shares = np.zeros((4, 72, 128), np.float32)
    return Moment(phase, THUMBNAIL, None, SceneObservation(int(25 * t_s), t_s, shares, (None,) * 4, 0.75))


COURSE = Course(
    0.0, 600.0,
    [Interval(PHASES[0], 0, 200), Interval(PHASES[1], 200, 590), Interval(PHASES[0], 590, 600)],
    [Interval(STEPS[0], 2, 190)], [Interval("instrument", 30, 90)],
    [Interval("good", 0, 580), Interval("smoke", 580, 600)],
    [Event(580.0, "view", "smoke hides the picture")], [_moment(100, PHASES[0]), _moment(400, PHASES[1])],
)  # fmt: skip


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_it_is_whole_and_says_what_happened() -> None:
    """Title, source, result, warning with its signs intact, event, statement: all are there, as text."""
    texts = _texts(operation_svg(COURSE, CAPTIONS))
    wanted = ("Operation", "op.mp4 · 0123", "Status: analysed", "Warning: 5 frames <dropped> & lost")
    assert set(wanted) <= set(texts)
    assert "9:40 smoke hides the picture" in [" ".join(text.split()) for text in texts]
    assert texts[-1] == "A statement."


def test_the_legend_gives_every_phase_its_time() -> None:
    """A phase that came twice has the sum; one that never came has a dash."""
    texts = _texts(operation_svg(COURSE, CAPTIONS))
    legend = texts[texts.index("1 nasal approach", texts.index("View") + 1) :]
    assert legend[:6] == ["1 nasal approach", "3:30", "2 sphenoidotomy", "6:30", "3 sellar exposure", "-"]


def test_key_frames_are_in_the_file_itself() -> None:
    """Each thumbnail is a PNG inside the drawing, with its time, phase, frame and confidence below."""
    svg = operation_svg(COURSE, CAPTIONS)
    images = list(ET.fromstring(svg).iter(f"{SVG}image"))  # noqa: S314 - our own
    assert len(images) == 2
    assert base64.b64decode(images[0].attrib["href"].split(",")[1]) == png_bytes(THUMBNAIL)
    assert "1:40 nasal approach" in svg
    assert "frame 2500, scene confidence 0.75" in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_same_operation_gives_the_same_text() -> None:
    """Byte by byte."""
    assert operation_svg(COURSE, CAPTIONS) == operation_svg(replace(COURSE), CAPTIONS)


def test_an_operation_of_which_nothing_is_said_is_drawn_too() -> None:
    """With reasons and statements, and no key frames or events."""
    texts = _texts(operation_svg(Course(0.0, 1.0), CAPTIONS))
    assert "Key frames" not in texts
    assert texts.count("Events") == 1
    assert texts[-1] == "A statement."


def test_many_events_are_cut_short_and_said_to_be() -> None:
    """The list names how many are left to timeline.json; each still has its mark."""
    events = [Event(float(k), "view", f"event {k}") for k in range(MOST_EVENTS + 7)]
    svg = operation_svg(Course(0.0, 100.0, events=events), CAPTIONS)
    assert "and 7 more, all of them in timeline.json" in svg
    assert svg.count('class="event"') == len(events)


def test_it_is_as_high_as_what_it_holds() -> None:
    """Nothing is written below the page's edge."""
    for course in (COURSE, Course(0.0, 1.0), replace(COURSE, moments=COURSE.moments[:1] * 12)):
        root = ET.fromstring(operation_svg(course, CAPTIONS))  # noqa: S314 - our own
        lowest = max(float(element.attrib["y"]) for element in root.iter(f"{SVG}text"))
        assert lowest < float(root.attrib["height"])
