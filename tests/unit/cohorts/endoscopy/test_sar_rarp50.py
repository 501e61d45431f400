"""Reading SAR-RARP50 from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import UNLABELLED, ContentError, LeakageError, MissingPathError, read_manifest, refuse_leakage
from cohorts.endoscopy.sar_rarp50 import CLASSES, load, original_split
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "sar_rarp50.toml")
SMALL = replace(MANIFEST, expected={"operations": 2})


def _write(folder: Path, actions: int = 11) -> None:
    """Write eleven pictures, a mask for the first and the last, and an action for each."""
    for kind in ("segmentation", "rgb"):
        (folder / kind).mkdir(parents=True)
    mask = np.zeros((16, 20), np.uint8)
    mask[:, :4], mask[:, 4:8] = 3, 5
    for number in range(0, 66, 6):
        write_picture(folder / "rgb" / f"{number:09d}.png", np.full((16, 20, 3), number, np.uint8))
    for number in (0, 60):
        write_picture(folder / "segmentation" / f"{number:09d}.png", mask)
    rows = (f"{6 * k:09d},{k % 8}" for k in range(actions))
    (folder / "action_discrete.txt").write_text("\n".join(rows))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One operation in two parts, and another."""
    for name in ("train1/video_11_1", "train2/video_11_2", "test/video_41"):
        _write(tmp_path / name)
    return tmp_path


def test_a_complete_copy_has_masks_and_actions(root: Path) -> None:
    """Masks at their pictures, actions at 10 Hz."""
    found = load(root, SMALL).whole()
    assert len(found.frames) == 6
    frame = next(frame for frame in found.frames if frame.name == "video_41/000000060")
    labels = frame.read_labels()
    assert [CLASSES[place] for place in (labels[0, 0], labels[0, 4], labels[0, 9])] == [
        "tool shaft",
        "thread",
        "background",
    ]
    assert frame.read_pixels()[0, 0, 0] == 60
    track = found.videos[0].tracks["action"]
    assert (track.rate_hz, track.labels.tolist()) == (10, [k % 8 for k in range(11)])
    assert found.videos[0].path is None


@pytest.mark.verifies("SRS-125", purpose="implementation")
def test_the_two_parts_of_an_operation_are_one(root: Path) -> None:
    """Who trains on one and judges by the other is refused."""
    frames = load(root, SMALL).frames
    parts = [[frame for frame in frames if frame.name.startswith(f"video_11_{part}")] for part in (1, 2)]
    with pytest.raises(LeakageError, match="sar_rarp50/operation_11"):
        refuse_leakage({"train": parts[0], "test": parts[1]})


def test_the_original_split_holds_ten_operations_back(root: Path) -> None:
    """41 to 50."""
    split = original_split()
    assert (len(split.train), len(split.test)) == (40, 10)
    _, test = split.sides(load(root, SMALL).frames)
    assert {frame.video for frame in test} == {"sar_rarp50/operation_41"}


def test_thread_is_not_made_an_instrument(root: Path) -> None:
    """It has no counterpart."""
    found = load(root, SMALL)
    labels = found.as_labels(found.frames[0].read_labels(), ("background", "instrument"))
    assert labels[0, [0, 4, 9]].tolist() == [1, UNLABELLED, 0]


def test_a_part_says_what_is_missing_and_where(root: Path) -> None:
    """Pictures that the user has not made yet, and actions, each with its place."""
    for picture in (root / "test" / "video_41" / "rgb").iterdir():
        picture.unlink()
    (root / "test" / "video_41" / "rgb").rmdir()
    (root / "train1" / "video_11_1" / "action_discrete.txt").unlink()
    missing = load(root, MANIFEST).missing
    assert missing[0] == f"48 of 50 operations in {root}"
    assert f"{root / 'test' / 'video_41' / 'rgb'} (every sixth frame of video_left.avi" in missing[1]
    assert missing[2] == str(root / "train1" / "video_11_1" / "action_discrete.txt")


@pytest.mark.parametrize("actions", [10, 12])
def test_an_action_more_or_less_than_pictures_is_refused(tmp_path: Path, actions: int) -> None:
    """Off by one, every action behind the slip is a tenth of a second off."""
    _write(tmp_path / "video_1", actions)
    with pytest.raises(ContentError, match=f"an action for each of the 11 pictures in rgb, found {actions}"):
        load(tmp_path, SMALL)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("000000000,0\n000000012,0", "expected index 6 in row 1, found 12"),
        ("0,8", "actions from 0 to 7, found 8 to 8"),
        ("0,1,2", "rows of frame,action, found 3 cells"),
    ],
)
def test_actions_of_another_form_are_refused(tmp_path: Path, rows: str, message: str) -> None:
    """A gap, an action that is none, a third column."""
    _write(tmp_path / "video_1")
    (tmp_path / "video_1" / "action_discrete.txt").write_text(rows)
    with pytest.raises(ContentError, match=message):
        load(tmp_path, SMALL)


def test_a_mask_without_its_picture_is_named(root: Path) -> None:
    """So is a class that is none, and a folder of another name."""
    folder = root / "test" / "video_41"
    write_picture(folder / "segmentation" / "000000000.png", np.full((16, 20), 10, np.uint8))
    frame = next(frame for frame in load(root, SMALL).frames if frame.name == "video_41/000000000")
    with pytest.raises(ContentError, match="found also 10"):
        frame.read_labels()
    (folder / "rgb" / "000000060.png").unlink()
    with pytest.raises(MissingPathError, match=r"rgb/000000060\.png is missing"):
        load(root, SMALL)
    folder.rename(root / "test" / "video_x")
    with pytest.raises(ContentError, match="a folder video_<number>"):
        load(root, SMALL)


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match="a copy of sar_rarp50"):
        load(tmp_path, MANIFEST)
