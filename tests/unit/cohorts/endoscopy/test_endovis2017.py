"""Reading EndoVis 2017 from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import UNLABELLED, ContentError, MissingPathError, read_manifest
from cohorts.endoscopy.endovis2017 import PARTS, TYPES, load, type_of
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "endovis2017.toml")
SMALL = replace(MANIFEST, expected={"procedures": 2, "frames": 2})
FOLDERS = {
    1: ("Left_Prograsp_Forceps_labels", "Maryland_Bipolar_Forceps_labels", "Other_labels"),
    10: ("Large_Needle_Driver_Left_labels",),
}


def _mask(left: int, code: int) -> np.ndarray:
    """Give a square of 10x10 in the camera's picture, and one pixel in its black border."""
    mask = np.zeros((1080, 1920), np.uint8)
    mask[28:38, 320 + left : 330 + left] = code
    mask[0, 0] = code
    return mask


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two procedures of one frame, one below another release's folder."""
    root = tmp_path_factory.mktemp("endovis2017")
    for number, names in FOLDERS.items():
        folder = root / f"release_{number}" / f"instrument_dataset_{number}"
        (folder / "left_frames").mkdir(parents=True)
        write_picture(folder / "left_frames" / "frame000.png", np.full((1080, 1920, 3), number, np.uint8))
        for place, name in enumerate(names):
            (folder / "ground_truth" / name).mkdir(parents=True)
            write_picture(
                folder / "ground_truth" / name / "frame000.png", _mask(20 * place, 10 * (place + 1))
            )
    return root


def test_a_complete_copy_is_cropped_to_the_cameras_picture(whole: Path) -> None:
    """1280x1024 from column 320, row 28, picture and labels alike; procedure 10 after procedure 1."""
    found = load(whole, SMALL).whole()
    assert [frame.video for frame in found.frames] == ["endovis2017/procedure_1", "endovis2017/procedure_10"]
    labels = found.frames[0].read_labels()
    assert labels.shape == found.frames[0].read_pixels().shape[:2] == (1024, 1280)
    names = [TYPES[labels[0, column]] for column in (0, 10, 20, 40)]
    assert names == ["prograsp forceps", "background", "bipolar forceps", "other"]
    assert np.count_nonzero(labels) == 300


def test_parts_are_told_apart_by_their_grey_value(whole: Path) -> None:
    """10, 20, 30: shaft, wrist, claspers."""
    labels = load(whole, SMALL, "parts").frames[0].read_labels()
    assert [PARTS[labels[5, column]] for column in (5, 25, 45, 15)] == [
        "shaft",
        "wrist",
        "claspers",
        "background",
    ]


def test_other_things_are_no_instrument_of_the_device(whole: Path) -> None:
    """What the data set calls other may be anything; it is left unlabelled."""
    found = load(whole, SMALL)
    labels = found.as_labels(found.frames[0].read_labels(), ("background", "instrument"))
    assert [int(labels[0, column]) for column in (0, 10, 20, 40)] == [1, 0, 1, UNLABELLED]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Left_Large_Needle_Driver_labels", "large needle driver"),
        ("Large_Needle_Driver_Right_labels", "large needle driver"),
        ("Right_Vessel_Sealer", "vessel sealer"),
        ("Maryland_Bipolar_Forceps_labels", "bipolar forceps"),
        ("Prograsp_Forceps", "prograsp forceps"),
    ],
)
def test_a_folder_of_masks_says_the_type(name: str, kind: str) -> None:
    """However the release spells it."""
    assert TYPES[type_of(Path(name))] == kind


def test_a_folder_of_another_name_is_refused() -> None:
    """Its masks would be of nobody knows what."""
    with pytest.raises(ContentError, match="a folder named after an instrument, found Stapler_labels"):
        type_of(Path("Stapler_labels"))


def test_a_part_says_so(whole: Path) -> None:
    """By procedures and frames."""
    assert load(whole, MANIFEST).missing == (
        f"6 of 8 procedures in {whole}",
        f"1798 of 1800 frames in {whole}",
    )


def _small(root: Path) -> Path:
    """Write a procedure with a picture of the wrong size and one folder of masks."""
    folder = root / "instrument_dataset_2"
    (folder / "left_frames").mkdir(parents=True)
    (folder / "ground_truth" / "Other_labels").mkdir(parents=True)
    write_picture(folder / "left_frames" / "frame000.png", np.zeros((32, 32, 3), np.uint8))
    return folder


def test_a_frame_without_a_mask_is_named(tmp_path: Path) -> None:
    """With the mask's own path; so is a procedure without any."""
    folder = _small(tmp_path)
    with pytest.raises(MissingPathError, match=r"Other_labels/frame000\.png is missing"):
        load(tmp_path, SMALL)
    (folder / "ground_truth" / "Other_labels").rmdir()
    with pytest.raises(MissingPathError, match="a folder of masks for each instrument"):
        load(tmp_path, SMALL)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    """It was cropped or scaled by somebody, and so the place of its borders is not known."""
    folder = _small(tmp_path)
    write_picture(folder / "ground_truth" / "Other_labels" / "frame000.png", np.zeros((32, 32), np.uint8))
    frame = load(tmp_path, SMALL).frames[0]
    for read in (frame.read_pixels, frame.read_labels):
        with pytest.raises(ContentError, match="a picture of 1920x1080 pixels, found 32x32"):
            read()


def test_strange_folders_are_refused(tmp_path: Path) -> None:
    """An empty one says what should be there, one without a number what its name should be."""
    with pytest.raises(MissingPathError, match="a copy of endovis2017"):
        load(tmp_path, MANIFEST)
    (tmp_path / "instrument_dataset_x" / "ground_truth").mkdir(parents=True)
    with pytest.raises(ContentError, match="a folder instrument_dataset_<number>"):
        load(tmp_path, MANIFEST)
