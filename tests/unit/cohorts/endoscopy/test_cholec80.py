"""Reading Cholec80 from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, MissingPathError, read_manifest
from cohorts.endoscopy.cholec80 import PHASES, TOOLS, load, usual_split
from recordings import write_video

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "cholec80.toml")
TWO = replace(MANIFEST, expected={"videos": 2})


def _write(root: Path, number: int, *, phases: int = 60, frames: int = 60, seconds: int = 3) -> None:
    """Write a video, the phase of each frame and the tools of each second."""
    for folder in ("videos", "phase_annotations", "tool_annotations"):
        (root / folder).mkdir(exist_ok=True)
    name = f"video{number:02d}"
    pictures = [np.full((32, 32), k, np.uint8) for k in range(frames)]
    write_video(root / "videos" / f"{name}.mp4", pictures, range(0, 40 * frames, 40))
    rows = [f"{k}\t{PHASES[0] if k < 30 else PHASES[1]}" for k in range(phases)]
    _phase(root, number).write_text("\n".join(["Frame\tPhase", *rows, ""]))
    tools = [f"{25 * k}\t1\t0\t{k % 2}\t0\t0\t0\t0" for k in range(seconds)]
    _tool(root, number).write_text("\n".join(["Frame\t" + "\t".join(TOOLS), *tools, ""]))


def _phase(root: Path, number: int) -> Path:
    return root / "phase_annotations" / f"video{number:02d}-phase.txt"


def _tool(root: Path, number: int) -> Path:
    return root / "tool_annotations" / f"video{number:02d}-tool.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two operations of 60 frames."""
    _write(tmp_path, 1)
    _write(tmp_path, 41)
    return tmp_path


def test_a_complete_copy_has_every_label_at_its_time(root: Path) -> None:
    """Phases at 25 Hz, tools at 1 Hz, no notes."""
    found = load(root, TWO).whole()
    assert [video.video for video in found.videos] == ["cholec80/video01", "cholec80/video41"]
    phase, tool = found.videos[0].tracks["phase"], found.videos[0].tracks["tool"]
    assert (phase.rate_hz, phase.labels.tolist()) == (25, [0] * 30 + [1] * 30)
    assert (tool.rate_hz, tool.labels.shape, tool.labels.dtype) == (1, (3, 7), np.bool_)
    assert tool.labels[:, 2].tolist() == [False, True, False]
    assert found.videos[0].path == root / "videos" / "video01.mp4"
    assert found.videos[0].notes == ()


def test_a_part_says_what_is_missing_and_where(root: Path) -> None:
    """A video without its file or its tools is read all the same; 78 others are counted."""
    (root / "videos" / "video01.mp4").unlink()
    _tool(root, 41).unlink()
    found = load(root, MANIFEST)
    assert found.missing[0] == f"78 of 80 videos in {root}"
    assert set(found.missing[1:]) == {str(root / "videos" / "video01.mp4"), str(_tool(root, 41))}
    assert found.videos[0].path is None
    assert set(found.videos[1].tracks) == {"phase"}


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match=r"a copy of cholec80: videos/video01\.mp4 to video80\.mp4"):
        load(tmp_path, MANIFEST)


def test_more_than_the_data_set_has_is_another_one(root: Path) -> None:
    """One video too many for the manifest."""
    with pytest.raises(ContentError, match="expected 1 videos, found 2"):
        load(root, replace(MANIFEST, expected={"videos": 1}))


@pytest.mark.parametrize("phases", [59, 61])
def test_one_label_more_or_less_than_frames_is_noted(tmp_path: Path, phases: int) -> None:
    """And none is left without its frame."""
    _write(tmp_path, 1, phases=phases)
    video = load(tmp_path, TWO).videos[0]
    assert video.notes == (f"{phases} phases for 60 frames",)
    assert video.tracks["phase"].labels.size == min(phases, 60)


@pytest.mark.parametrize("phases", [58, 62])
def test_two_labels_more_or_less_are_refused(tmp_path: Path, phases: int) -> None:
    """Nobody can tell which frames they belong to."""
    _write(tmp_path, 1, phases=phases)
    with pytest.raises(ContentError, match=f"a phase for each of the 60 frames, found {phases}"):
        load(tmp_path, TWO)


def test_a_row_left_out_in_the_middle_is_found(root: Path) -> None:
    """Although the number of frames may still fit: every label behind it would be one frame early."""
    rows = _phase(root, 1).read_text().splitlines()
    _phase(root, 1).write_text("\n".join(rows[:11] + rows[12:]))
    with pytest.raises(ContentError, match=r"video01-phase\.txt: expected index 10 in row 10, found 11"):
        load(root, TWO)


def test_the_last_second_may_have_no_tools_and_no_other(tmp_path: Path) -> None:
    """As the real files end; two seconds too few, or one too many, are refused."""
    _write(tmp_path, 1, seconds=2)
    assert load(tmp_path, TWO).videos[0].notes == ("no tools for the last of 3 seconds",)
    for seconds in (1, 4):
        _write(tmp_path, 1, seconds=seconds)
        with pytest.raises(ContentError, match=f"tools for each of 3 seconds.*found {seconds}"):
            load(tmp_path, TWO)


def test_labels_that_are_none_are_refused(root: Path) -> None:
    """An eighth phase; a tool that is neither there nor not."""
    text = _phase(root, 1).read_text()
    _phase(root, 1).write_text(text.replace("\tPreparation", "\tCoffee", 1))
    with pytest.raises(ContentError, match="the seven phases, found Coffee"):
        load(root, TWO)
    _phase(root, 1).write_text(text)
    _tool(root, 1).write_text(_tool(root, 1).read_text().replace("0\t1\t", "0\t2\t", 1))
    with pytest.raises(ContentError, match="tools as 0 or 1, found 0 to 2"):
        load(root, TWO)


def test_the_usual_split_halves_the_videos(root: Path) -> None:
    """The first forty and the other forty."""
    split = usual_split()
    assert (len(split.train), len(split.test)) == (40, 40)
    train, test = split.sides(load(root, TWO).videos)
    assert [video.video for video in (*train, *test)] == ["cholec80/video01", "cholec80/video41"]
