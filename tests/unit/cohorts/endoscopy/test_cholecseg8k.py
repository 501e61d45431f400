"""Reading CholecSeg8k from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import UNLABELLED, ContentError, LeakageError, MissingPathError, read_manifest, refuse_leakage
from cohorts.endoscopy.cholec80 import usual_split
from cohorts.endoscopy.cholecseg8k import CLASSES, CODES, load
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "cholecseg8k.toml")
SMALL = replace(MANIFEST, expected={"videos": 2, "clips": 3, "frames": 6})
CLIPS = ("video01/video01_00080", "video01/video01_00160", "video43/video43_00467")


def _mask() -> np.ndarray:
    mask = np.full((16, 16, 3), CODES["liver"], np.uint8)
    mask[2:5, 2:5] = CODES["grasper"]
    mask[0] = 255
    return mask


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two clips of one operation and one of another, two frames each."""
    for clip in CLIPS:
        (tmp_path / clip).mkdir(parents=True)
        for number in (9, 10):
            write_picture(
                tmp_path / clip / f"frame_{number}_endo.png", np.full((16, 16, 3), number, np.uint8)
            )
            write_picture(tmp_path / clip / f"frame_{number}_endo_watershed_mask.png", _mask())
            write_picture(tmp_path / clip / f"frame_{number}_endo_color_mask.png", _mask())
    return tmp_path


def test_a_complete_copy_has_pictures_and_classes(root: Path) -> None:
    """Frames in the order of their numbers, 9 before 10; the rim has no label."""
    found = load(root, SMALL).whole()
    assert [frame.name for frame in found.frames][:2] == [
        "video01_00080/frame_9_endo",
        "video01_00080/frame_10_endo",
    ]
    labels = found.frames[0].read_labels()
    assert {CLASSES[place] for place in np.unique(labels[1:])} == {"liver", "grasper"}
    assert set(labels[0].tolist()) == {UNLABELLED}
    assert found.frames[1].read_pixels()[0, 0].tolist() == [10, 10, 10]


def test_only_instruments_are_the_devices_instrument(root: Path) -> None:
    """Organs of another operation are background to it; what is unlabelled stays so."""
    found = load(root, SMALL)
    labels = found.as_labels(found.frames[0].read_labels(), ("background", "instrument", "sella"))
    assert np.count_nonzero(labels == 1) == 9
    assert set(labels[0].tolist()) == {UNLABELLED}


@pytest.mark.verifies("SRS-125", purpose="implementation")
def test_clips_of_one_video_stay_together(root: Path) -> None:
    """A split by clips is refused: both clips are of one operation."""
    frames = load(root, SMALL).frames
    assert {frame.video for frame in frames} == {"cholec80/video01", "cholec80/video43"}
    first = [frame for frame in frames if "00080" in frame.name]
    rest = [frame for frame in frames if "00080" not in frame.name]
    with pytest.raises(LeakageError, match="cholec80/video01"):
        refuse_leakage({"train": first, "test": rest})


@pytest.mark.verifies("SRS-125", purpose="implementation")
def test_a_video_that_two_data_sets_share_leaks_across_them(root: Path) -> None:
    """Who trained on Cholec80's first half has seen CholecSeg8k's video 1, and not its video 43."""
    train, test = usual_split().sides(load(root, SMALL).frames)
    assert {frame.video for frame in train} == {"cholec80/video01"}
    assert {frame.video for frame in test} == {"cholec80/video43"}


def test_a_part_and_a_surplus_are_told_apart(root: Path) -> None:
    """By videos, clips and frames."""
    assert load(root, MANIFEST).missing == (
        f"15 of 17 videos in {root}",
        f"98 of 101 clips in {root}",
        f"8074 of 8080 frames in {root}",
    )
    with pytest.raises(ContentError, match="expected 5 frames, found 6"):
        load(root, replace(MANIFEST, expected={"frames": 5}))


def test_a_frame_without_its_mask_is_named(root: Path) -> None:
    """With the mask's own path."""
    mask = root / CLIPS[0] / "frame_10_endo_watershed_mask.png"
    mask.unlink()
    with pytest.raises(MissingPathError, match=r"frame_10_endo_watershed_mask\.png is missing"):
        load(root, SMALL)


def test_a_strange_value_or_folder_is_refused(root: Path) -> None:
    """Rather than taken for background."""
    mask = _mask()
    mask[8, 8] = 77
    write_picture(root / CLIPS[0] / "frame_9_endo_watershed_mask.png", mask)
    with pytest.raises(ContentError, match="found also 77"):
        load(root, SMALL).frames[0].read_labels()
    (root / "videos" / "video_1").mkdir(parents=True)
    with pytest.raises(MissingPathError, match="a clip in the folder of its video"):
        load(root, SMALL)


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(
        MissingPathError, match=r"a copy of cholecseg8k: video01/video01_00080/frame_80_endo\.png"
    ):
        load(tmp_path, MANIFEST)
