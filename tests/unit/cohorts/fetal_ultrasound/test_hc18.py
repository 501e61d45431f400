"""Reading HC18 from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, LeakageError, MissingPathError, read_manifest, refuse_leakage
from cohorts.fetal_ultrasound.ellipse import Ellipse
from cohorts.fetal_ultrasound.hc18 import CLASSES, TABLE, annotation, load
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "hc18.toml")
SMALL = replace(MANIFEST, expected={"images": 3, "examinations": 2})
HEADER = "filename,pixel size(mm),head circumference (mm)"
SHAPE = (135, 200)
SPACING_MM = 0.25
HEADS = {
    "009_HC": Ellipse(100, 66, 70, 55, 0.2),
    "010_HC": Ellipse(90.5, 70, 60, 50, -0.6),
    "010_2HC": Ellipse(95, 68, 61, 50, -0.5),
}


def _annotated(head: Ellipse, *, filled: bool) -> np.ndarray:
    grown = replace(head, a_px=head.a_px + 1, b_px=head.b_px + 1).mask(SHAPE)
    shrunk = replace(head, a_px=head.a_px - 1, b_px=head.b_px - 1).mask(SHAPE)
    drawn = head.mask(SHAPE) if filled else grown & ~shrunk
    return drawn.astype(np.uint8) * 255


def _row(name: str, *, times: float = 1) -> str:
    return f"{name}.png,{SPACING_MM},{HEADS[name].circumference_px * SPACING_MM * times:.2f}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three heads of two examinations, the last annotated by a filled mask."""
    (tmp_path / "training_set").mkdir()
    for shade, (name, head) in enumerate(HEADS.items(), 100):
        picture = tmp_path / "training_set" / f"{name}.png"
        write_picture(picture, np.full(SHAPE, shade, np.uint8))
        write_picture(annotation(picture), _annotated(head, filled=name == "010_2HC"))
    (tmp_path / TABLE).write_text("\n".join([HEADER, *map(_row, HEADS), ""]))
    return tmp_path


def test_a_complete_copy_has_spacing_circumference_and_the_filled_head(root: Path) -> None:
    """The circumference of half axes 17.5 and 13.75 mm is 98.5 mm; the head has their area."""
    found = load(root, SMALL).whole()
    assert [image.name for image in found.images] == list(HEADS)
    first = found.images[0]
    assert (first.spacing_mm, first.device_plane) == (SPACING_MM, "")
    assert first.head_circumference_mm == pytest.approx(98.5, abs=0.05)
    assert first.read_grey().shape == SHAPE
    for image in found.images:
        assert image.read_labels is not None
        labels, head = image.read_labels(), HEADS[image.name]
        assert labels.shape == SHAPE
        assert np.count_nonzero(labels == CLASSES.index("head")) == pytest.approx(
            np.pi * head.a_px * head.b_px, rel=0.01
        )


@pytest.mark.parametrize("folder", ["training_set/training_set", "."])
def test_the_folder_may_be_there_twice_or_be_the_tables_own(root: Path, folder: str) -> None:
    """As unpacking makes it."""
    (root / "training_set").rename(root / "unpacked")
    (root / folder).mkdir(parents=True, exist_ok=True)
    for path in (root / "unpacked").iterdir():
        path.rename(root / folder / path.name)
    assert len(load(root, SMALL).whole().images) == 3


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_images_of_one_examination_stay_together(root: Path) -> None:
    """010_HC and 010_2HC are nearly the same picture."""
    first, second, third = load(root, SMALL).images
    assert [i.patient for i in (first, second, third)] == [
        f"hc18/examination_{n}" for n in ("009", "010", "010")
    ]
    with pytest.raises(LeakageError, match="hc18/examination_010"):
        refuse_leakage({"train": [first, second], "test": [third]})


@pytest.mark.parametrize("times", [0.97, 1.03])
def test_an_annotation_that_contradicts_its_row_is_named(root: Path, times: float) -> None:
    """By 3 %, either way; it is read where that is asked for."""
    rows = [_row(name, times=times if name == "010_HC" else 1) for name in HEADS]
    (root / TABLE).write_text("\n".join([HEADER, *rows, ""]))
    with pytest.raises(
        ContentError, match=r"row 010_HC\.png: a circumference of .* mm within 2%, found .* mm in"
    ):
        load(root, SMALL)
    assert len(load(root, SMALL, check_annotations=False).images) == 3


def test_a_difference_of_one_percent_is_put_up_with(root: Path) -> None:
    """A line is some pixels wide."""
    (root / TABLE).write_text("\n".join([HEADER, *(_row(name, times=1.01) for name in HEADS), ""]))
    assert load(root, SMALL).complete


def test_spacings_that_were_exchanged_are_found(root: Path) -> None:
    """A row with the spacing of another scan has a circumference that its ellipse has not."""
    table = root / TABLE
    table.write_text(table.read_text().replace("010_2HC.png,0.25", "010_2HC.png,0.20"))
    with pytest.raises(ContentError, match=r"row 010_2HC\.png.* at 0\.2 mm a pixel"):
        load(root, SMALL)


def test_an_annotation_without_an_ellipse_is_named(root: Path) -> None:
    """An empty one."""
    write_picture(root / "training_set" / "009_HC_Annotation.png", np.zeros(SHAPE, np.uint8))
    with pytest.raises(ContentError, match=r"009_HC_Annotation\.png: expected an ellipse"):
        load(root, SMALL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("009_HC.png,0.25", "009_HC.png,-0.25"), r"two lengths in mm in row 009_HC\.png"),
        (("009_HC.png,0.25", "009_HC.png,wide"), r"two lengths in mm in row 009_HC\.png"),
        (("009_HC.png", "head.png"), r"a file such as 010_HC\.png or 010_2HC\.png in row 0"),
        (("pixel size(mm)", "pixel size(cm)"), r"expected the header filename pixel size\(mm\)"),
    ],
)
def test_a_row_that_is_not_of_the_layout_is_named(root: Path, change: tuple[str, str], message: str) -> None:
    """A spacing in another unit above all."""
    table = root / TABLE
    table.write_text(table.read_text().replace(*change))
    with pytest.raises(ContentError, match=message):
        load(root, SMALL)


def test_a_part_and_a_surplus_are_told_apart(root: Path) -> None:
    """By images and examinations; a picture or an annotation that a row has lost is named."""
    assert load(root, MANIFEST).missing == (
        f"996 of 999 images in {root}",
        f"804 of 806 examinations in {root}",
    )
    lost = [root / "training_set" / name for name in ("009_HC.png", "010_HC_Annotation.png")]
    for path in lost:
        path.unlink()
    assert load(root, SMALL).missing[-2:] == tuple(map(str, lost))
    with pytest.raises(ContentError, match="expected 1 images, found 2"):
        load(root, replace(MANIFEST, expected={"images": 1}))


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match=r"a copy of hc18: training_set_pixel_size_and_HC\.csv"):
        load(tmp_path, MANIFEST)
