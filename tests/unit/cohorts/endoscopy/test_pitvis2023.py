"""Reading PitVis-2023 from a small tree."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from bedside.endoscopy.interface import PHASES
from cohorts import ContentError, MissingPathError, read_manifest
from cohorts.endoscopy.pitvis2023 import HEADER, INSTRUMENTS, PHASE_OF_STEP, STEPS, load, suggested_split
from recordings import write_video

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "pitvis2023.toml")
TWO = replace(MANIFEST, expected={"annotations": 2})
ROWS = [(-1, -1, -2), (1, 0, -2), (1, 16, -2), (7, 13, 16), (-1, -1, -2)]


def _write(
    root: Path, number: int, rows: list[tuple[int, int, int]] = ROWS, *, rate: int = 24, seconds: float = 4
) -> Path:
    """Write a video of so many seconds and its rows, numbered from 0."""
    frames = round(rate * seconds)
    pictures = [np.full((32, 32), k, np.uint8) for k in range(frames)]
    write_video(root / f"video_{number:02d}.mp4", pictures, range(frames), unit=Fraction(1, rate))
    return _rows(root, number, [(number, second, *row) for second, row in enumerate(rows)])


def _rows(root: Path, number: int, rows: list[tuple[int, ...]]) -> Path:
    path = root / f"annotations_{number:02d}.csv"
    path.write_text("\n".join([",".join(HEADER), *(",".join(map(str, row)) for row in rows)]))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two operations of four seconds, one at 24 and one at 25 frames a second."""
    _write(tmp_path, 2)
    _write(tmp_path, 24, rate=25)
    return tmp_path


def test_a_complete_copy_has_a_step_and_instruments_a_second(root: Path) -> None:
    """The row of the second that the video ends in has no frame: it is left out and noted."""
    found = load(root, TWO).whole()
    assert [video.video for video in found.videos] == ["pitvis2023/video_02", "pitvis2023/video_24"]
    for video in found.videos:
        assert video.notes == ("the last of 5 rows has no frame",)
        step, instrument = video.tracks["step"], video.tracks["instrument"]
        assert [STEPS[place] if place >= 0 else "" for place in step.labels] == [
            "",
            "nasal_corridor_creation",
            "nasal_corridor_creation",
            "tumour_excision",
        ]
        shown = [{INSTRUMENTS[k] for k in np.flatnonzero(row)} for row in instrument.labels]
        assert shown == [set(), set(), {"suction"}, {"ring_curette", "suction"}]


def test_a_row_for_each_second_and_none_more_is_read_whole(tmp_path: Path) -> None:
    """Without a note."""
    _write(tmp_path, 2, ROWS[:4])
    video = load(tmp_path, TWO).videos[0]
    assert (video.notes, video.tracks["step"].labels.size) == ((), 4)


@pytest.mark.parametrize("rows", [ROWS[:3], [*ROWS, ROWS[0]], [*ROWS[:4], (7, 13, 16)]])
def test_rows_that_do_not_fit_the_seconds_are_refused(
    tmp_path: Path, rows: list[tuple[int, int, int]]
) -> None:
    """One too few, two too many, or one more that is no -1 and would be cut off."""
    _write(tmp_path, 2, rows)
    with pytest.raises(
        ContentError, match=f"a row for each of 4 seconds, and one of -1 at the end, found {len(rows)}"
    ):
        load(tmp_path, TWO)


def test_the_rate_is_the_videos_own(tmp_path: Path) -> None:
    """100 frames are four seconds at 25 a second, and 24 a second would make five of them."""
    _write(tmp_path, 24, ROWS[:4], rate=25)
    assert load(tmp_path, TWO).videos[0].notes == ()


def test_a_part_says_what_is_missing_and_where(root: Path) -> None:
    """The file of a video; video 19, whose labels are in no copy, is not missed and not counted."""
    (root / "video_02.mp4").unlink()
    found = load(root, MANIFEST)
    assert found.missing == (f"22 of 24 annotations in {root}", str(root / "video_02.mp4"))
    assert found.videos[0].path is None
    assert found.videos[0].tracks["step"].labels.size == 5
    _write(root, 19)
    assert len(load(root, TWO).videos) == 3


def test_files_may_stand_in_folders_of_their_kind(root: Path) -> None:
    """As well as at the top."""
    for folder, pattern in (("videos", "*.mp4"), ("annotations", "*.csv")):
        (root / folder).mkdir()
        for path in root.glob(pattern):
            path.rename(root / folder / path.name)
    assert load(root, TWO).whole().videos[0].path == root / "videos" / "video_02.mp4"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((3, 1, 1, 0, -2), r"video 2 in every row, found \[2, 3\]"),
        ((2, 2, 1, 0, -2), "expected index 1 in row 1, found 2"),
        ((2, 1, 0, 0, -2), "steps from 1 to 14, or -1, found 0"),
        ((2, 1, 15, 0, -2), "steps from 1 to 14, or -1, found 15"),
        ((2, 1, 1, 19, -2), "instruments from -2 to 18, found -2 to 19"),
    ],
)
def test_rows_that_cannot_be_are_refused(tmp_path: Path, row: tuple[int, ...], message: str) -> None:
    """Another video's, one out of order, a step or an instrument that is none."""
    _rows(tmp_path, 2, [(2, 0, -1, -1, -2), row])
    with pytest.raises(ContentError, match=message):
        load(tmp_path, TWO)


def test_a_step_stands_for_the_devices_phase_only_where_it_is_the_same() -> None:
    """Every phase named is the device's; steps without a counterpart are left without."""
    assert set(PHASE_OF_STEP) <= set(STEPS)
    assert set(PHASE_OF_STEP.values()) <= set(PHASES)
    assert set(STEPS) - set(PHASE_OF_STEP) == {
        "septum_displacement",
        "sphenoid_sinus_clearance",
        "nasal_packing",
        "debris_clearance",
    }


def test_the_suggested_split_is_of_whole_videos() -> None:
    """20 and 5, none on both sides."""
    split = suggested_split()
    assert (len(split.train), len(split.test)) == (20, 5)


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match=r"a copy of pitvis2023: video_01\.mp4 to video_25\.mp4"):
        load(tmp_path, MANIFEST)
