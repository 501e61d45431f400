"""The bars say what lasted from when to when, in words that can be read."""

from __future__ import annotations

import re

import pytest

from bedside.endoscopy.interface import PHASE_OF_STEP, PHASES, STEPS, Event, Interval, View
from bedside.endoscopy.processing.bars import (
    LEFT,
    PHASE_COLOURS,
    SPAN,
    VIEW_COLOURS,
    Course,
    clock,
    colour_of_step,
    plain,
    tracks,
)

pytestmark = pytest.mark.verifies("SRS-109", purpose="implementation")
PART = re.compile(r'<rect class="part" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" .*?<title>(.*?)</title>')


def _parts(course: Course) -> list[tuple[float, float, str]]:
    drawn = "\n".join(tracks(course, 50.0)[0])
    return [(float(left), float(width), title) for left, width, title in PART.findall(drawn)]


@pytest.mark.parametrize(
    ("t_s", "words"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3725.2, "1:02:05"), (-3, "-0:03")]
)
def test_a_time_is_minutes_and_seconds(t_s: float, words: str) -> None:
    """With hours where there are some."""
    assert clock(t_s) == words


def test_a_part_is_as_wide_as_it_lasted_and_starts_where_it_began() -> None:
    """Of an operation of 200 s that began at 100 s, 50 s from the middle on are the third quarter."""
    course = Course(100.0, 300.0, phases=[Interval(PHASES[3], 200.0, 250.0)])
    ((left, width, title),) = _parts(course)
    assert left == pytest.approx(LEFT + SPAN / 2)
    assert width == pytest.approx(SPAN / 4)
    assert title == "tumour removal, 3:20 to 4:10, 0:50"


def test_every_kind_of_bar_is_drawn() -> None:
    """Phases, steps, instrument use, the view, and a mark for each event."""
    course = Course(
        0.0, 100.0,
        [Interval(PHASES[0], 0, 50)], [Interval(STEPS[1], 10, 20)], [Interval("instrument", 5, 6)],
        [Interval("good", 0, 90), Interval("smoke", 90, 100)], [Event(90.0, "view", "smoke")],
    )  # fmt: skip
    titles = [title.split(",")[0] for *_, title in _parts(course)]
    assert titles == ["nasal approach", "mucosa incision", "instrument", "good", "smoke"]
    drawn = "\n".join(tracks(course, 50.0)[0])
    assert drawn.count('class="event"') == 1
    assert all(f">{name}</text>" in drawn for name in ("Phase", "Step", "Instrument", "View", "Events"))


def test_a_name_is_written_where_it_fits_and_its_number_where_not() -> None:
    """A part too narrow for its name shows the number that the legend explains; a sliver shows nothing."""
    wide = "\n".join(tracks(Course(0, 100, [Interval(PHASES[0], 0, 60)]), 0)[0])
    assert ">1 nasal approach</text>" in wide
    assert ">1:00</text>" in wide
    narrow = "\n".join(tracks(Course(0, 100, [Interval(PHASES[0], 0, 4)]), 0)[0])
    assert ">1</text>" in narrow
    assert "nasal approach</text>" not in narrow
    sliver = "\n".join(tracks(Course(0, 100, [Interval(PHASES[0], 0, 0.2)]), 0)[0])
    assert ">1</text>" not in sliver


def test_colours_stand_for_one_thing_each() -> None:
    """Seven phases and all views have colours of their own; a step has its phase's."""
    assert len(set(PHASE_COLOURS)) == len(PHASES)
    assert set(VIEW_COLOURS) == set(View)
    assert len(set(VIEW_COLOURS.values())) == len(View)
    assert [colour_of_step(step) for step in STEPS] == [PHASE_COLOURS[phase] for phase in PHASE_OF_STEP]


def test_an_operation_of_no_length_is_drawn() -> None:
    """Nothing is divided by zero, and there are marks on the axis."""
    parts, bottom = tracks(Course(5.0, 5.0), 0.0)
    assert bottom > 100
    assert ">0:05</text>" in "\n".join(parts)


def test_names_are_in_plain_words() -> None:
    """No underscores."""
    assert plain("tumour_removal") == "tumour removal"
