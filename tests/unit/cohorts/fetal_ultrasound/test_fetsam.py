"""Reading the annotated heads of FetSAM from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import UNLABELLED, ContentError, LeakageError, MissingPathError, read_manifest, refuse_leakage
from cohorts.fetal_ultrasound import UltrasoundImage
from cohorts.fetal_ultrasound.fetal_planes_db import patient_name
from cohorts.fetal_ultrasound.fetsam import CLASSES, DIVERSE, PICTURES, load
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "fetsam.toml")
SMALL = replace(MANIFEST, expected=dict.fromkeys(PICTURES, 2))
NAMES = {
    "Trans-thalamic": ("Patient00168_Plane3_1_of_3", "Patient00168_Plane3_2_of_3"),
    "Trans-ventricular": ("Patient00168_Plane3_3_of_3", "Patient00200_Plane3_1_of_1"),
    "Trans-cerebellum": ("Patient00201_Plane3_1_of_1", "Patient01792_Plane3_1_of_1"),
    DIVERSE: ("010_2HC", "010_HC"),
}


def _colours(group: str) -> dict[str, tuple[int, int, int]]:
    """Return the colours of a group: the cavum is yellow among the diverse heads and green elsewhere."""
    csp = (255, 255, 0) if group == DIVERSE else (0, 255, 0)
    return {"background": (0, 0, 0), "Brain": (255, 0, 0), "CSP": csp, "LV": (0, 0, 255)}


def _archive(group: str) -> str:
    return "Test-Dataset-Segmentation" if group == DIVERSE else f"{group}-Segmentation"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two pictures in each of four groups, their masks, and two tables of pixel sizes."""
    for group, names in NAMES.items():
        folder, archive = tmp_path / group, tmp_path / group / _archive(group)
        (folder / PICTURES[group]).mkdir(parents=True)
        (archive / "SegmentationClass").mkdir(parents=True)
        colours = _colours(group)
        lines = (f"{name}:{','.join(map(str, rgb))}::" for name, rgb in colours.items())
        (archive / "labelmap.txt").write_text("\n".join(["# label:color_rgb:parts:actions", *lines, ""]))
        mask = np.zeros((16, 16, 3), np.uint8)
        mask[2:14, 2:14], mask[4:6, 4:6], mask[8, 4:12] = colours["Brain"], colours["CSP"], colours["LV"]
        for shade, name in enumerate(names, 50):
            write_picture(folder / PICTURES[group] / f"{name}.png", np.full((16, 16, 3), shade, np.uint8))
            write_picture(archive / "SegmentationClass" / f"{name}.png", mask)
    for group, heading, size in (
        ("Trans-thalamic", "Pixel  in mm", 0.14),
        ("Trans-cerebellum", "Pixel in mm", 0.2),
    ):
        rows = [f"{name}.png,{size}" for name in NAMES[group]]
        text = "\ufeff" + "\n".join([f"Label,{heading}", *rows, ""])
        (tmp_path / group / f"{group}-Pixel-Size.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_complete_copy_has_pictures_masks_and_planes(root: Path) -> None:
    """Every group's own colours become the same classes: 144 pixels of head, 4 of them cavum, 8 ventricle."""
    found = load(root, SMALL).whole()
    assert found.counted("brain_plane") == {"": 2, **dict.fromkeys(sorted(NAMES)[1:], 2)}
    assert found.notes == ()
    for image in found.images:
        assert image.read_labels is not None
        counts = np.bincount(image.read_labels().ravel(), minlength=len(CLASSES))
        assert counts.tolist() == [256 - 144, 144 - 12, 4, 8]
    assert [image.device_plane for image in found.images] == [
        *("transthalamic",) * 2,
        *("transventricular",) * 2,
        *("transcerebellar",) * 2,
        "",
        "",
    ]
    assert found.images[0].read_grey()[0, 0] == 50


def test_pixel_sizes_are_those_of_the_tables(root: Path) -> None:
    """Whether the heading has one space or two; None where no table states one."""
    sizes = [image.spacing_mm for image in load(root, SMALL).images]
    assert sizes == [0.14, 0.14, None, None, 0.2, 0.2, None, None]


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_patients_bear_the_names_of_the_sets_that_the_images_are_from(root: Path) -> None:
    """Who trained on patient 168 of FETAL_PLANES_DB, or on HC18's examination 10, must not judge by them."""
    images = load(root, SMALL).images
    seen = UltrasoundImage(patient_name(168), "Patient00168_Plane2_1_of_2", Path("elsewhere"))
    with pytest.raises(LeakageError, match="fetal_planes_db/patient_00168"):
        refuse_leakage({"train": [seen], "test": images})
    assert images[-1].patient == images[-2].patient == "hc18/examination_010"


def test_an_image_without_a_mask_is_counted_and_kept(root: Path) -> None:
    """The set has fewer outlines than images."""
    (root / DIVERSE / _archive(DIVERSE) / "SegmentationClass" / "010_HC.png").unlink()
    found = load(root, SMALL).whole()
    assert found.notes == ("1 of 8 image(s) have no mask, such as 010_HC",)
    assert found.images[-1].read_labels is None


def test_the_format_segmentation_mask_is_taken_before_another(root: Path) -> None:
    """Two of the eleven formats have a folder of the same name."""
    other = root / "Trans-thalamic" / "Another-PASCAL" / "SegmentationClass"
    other.mkdir(parents=True)
    labels = load(root, SMALL).images[0].read_labels
    assert labels is not None
    assert np.count_nonzero(labels()) == 144


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("LV:", "Lung:"), "labels among background, brain, csp, lv, found Lung"),
        (("CSP:0,255,0::\n", ""), "a colour for each of background, brain, csp, lv"),
        (("0,0,255", "0,0,blue"), "colours as three numbers, found 0,0,blue"),
        (("0,0,255", "0,0,256"), "three numbers from 0 to 255"),
    ],
)
def test_a_list_of_colours_that_is_none_is_refused(root: Path, change: tuple[str, str], message: str) -> None:
    """With what is wrong in it."""
    path = root / "Trans-thalamic" / "Trans-thalamic-Segmentation" / "labelmap.txt"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(ContentError, match=message):
        load(root, SMALL)


def test_masks_without_their_colours_are_refused(root: Path) -> None:
    """Since a colour means one thing in one group and another in the next."""
    (root / "Trans-thalamic" / "Trans-thalamic-Segmentation" / "labelmap.txt").unlink()
    with pytest.raises(MissingPathError, match=r"labelmap\.txt is missing"):
        load(root, SMALL)


def test_a_colour_that_is_not_in_the_list_is_refused(root: Path) -> None:
    """As where the masks of one group lie in the folder of another."""
    masks = root / "Trans-thalamic" / "Trans-thalamic-Segmentation" / "SegmentationClass"
    strange = np.zeros((16, 16, 3), np.uint8)
    strange[3, 3] = (255, 255, 0)
    write_picture(masks / "Patient00168_Plane3_1_of_3.png", strange)
    labels = load(root, SMALL).images[0].read_labels
    assert labels is not None
    with pytest.raises(ContentError, match=r"the colours of its labelmap\.txt, found also \(255, 255, 0\)"):
        labels()
    assert UNLABELLED not in range(len(CLASSES))


def test_a_strange_name_or_table_is_refused(root: Path) -> None:
    """A picture of no known patient; a table without the pixel sizes, or with one that is no number."""
    table = root / "Trans-thalamic" / "Trans-thalamic-Pixel-Size.csv"
    for change in (("Pixel  in mm", "Size"), ("0.14", "small")):
        text = table.read_text()
        table.write_text(text.replace(*change))
        with pytest.raises(ContentError, match=r"Label and Pixel in mm|pixel sizes in mm"):
            load(root, SMALL)
        table.write_text(text)
    write_picture(root / "Trans-thalamic" / "Trans-thalamic" / "head.png", np.zeros((16, 16), np.uint8))
    with pytest.raises(ContentError, match=r"a name such as Patient00168_Plane3_1_of_3\.png or 010_2HC\.png"):
        load(root, SMALL)


def test_a_part_is_counted_by_group(root: Path) -> None:
    """Against 3,832 in all."""
    assert sum(MANIFEST.expected.values()) == 3832
    assert load(root, MANIFEST).missing == tuple(
        f"{count - 2} of {count} {group} in {root}" for group, count in MANIFEST.expected.items()
    )


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match="a copy of fetsam: Trans-thalamic, Trans-ventricular"):
        load(tmp_path, MANIFEST)
