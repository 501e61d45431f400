"""Reading FETAL_PLANES_DB from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, LeakageError, MissingPathError, read_manifest
from cohorts.fetal_ultrasound.fetal_planes_db import TABLE, load
from cohorts.fetal_ultrasound.images import TEST, TRAIN
from cohorts.fetal_ultrasound.planes import SIX_PLANES
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "fetal_planes_db.toml")
HEADER = "Image_name;Patient_num;Plane;Brain_plane;Operator;US_Machine;Train "  # the space is the set's own
ROWS = (
    "Patient00001_Plane1_1_of_1;1;Other;Not A Brain;Other;Aloka;1 ",
    "Patient00001_Plane2_1_of_1;1;Fetal abdomen ;Not A Brain;Op. 1;Voluson E6;1 ",
    "Patient00001_Plane3_1_of_2;1;Fetal brain;Trans-thalamic;Op. 1;Voluson E6;1 ",
    "Patient00001_Plane3_2_of_2 ;1;Fetal brain;Other;Op. 1;Voluson E6;1 ",
    "Patient00002_Plane4_1_of_1;2;Maternal cervix;Not A Brain;Op. 2;Voluson S10 ;0 ",
    "Patient00002_Plane5_1_of_1;2;Fetal femur;Not A Brain;Op. 2;Voluson S10;0 ",
    "Patient00002_Plane6_1_of_1;2;Fetal thorax;Not A Brain;Op. 2;Voluson S10;0 ",
)
SMALL = replace(
    MANIFEST, expected=dict.fromkeys(SIX_PLANES, 1) | {"Fetal brain": 2, "images": 7, "patients": 2}
)


def _write(root: Path, *rows: str, header: str = HEADER) -> Path:
    """Write the table as the set has it, with the line ends of Windows, and a picture a row."""
    (root / TABLE).write_bytes("\r\n".join([header, *rows, ""]).encode())
    (root / "Images").mkdir(exist_ok=True)
    for number, row in enumerate(rows):
        name = row.split(";")[0].strip()
        write_picture(root / "Images" / f"{name}.png", np.full((8, 8), number, np.uint8))
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patients and seven images, one of each plane and two of the brain."""
    return _write(tmp_path, *ROWS)


def test_a_complete_copy_has_every_label_of_its_row(root: Path) -> None:
    """Spaces behind a heading and behind a value are no part of it; those within a value are."""
    found = load(root, SMALL).whole()
    assert found.counted("plane") == dict.fromkeys(sorted(SIX_PLANES), 1) | {"Fetal brain": 2}
    assert found.counted("machine") == {"Aloka": 1, "Voluson E6": 3, "Voluson S10": 3}
    assert found.counted("operator") == {"Op. 1": 3, "Op. 2": 3, "Other": 1}
    assert found.counted("brain_plane") == {"": 5, "Other": 1, "Trans-thalamic": 1}
    assert [image.patient for image in found.images[::4]] == [
        f"fetal_planes_db/patient_0000{k}" for k in (1, 2)
    ]
    assert found.images[3].read_grey()[0, 0] == 3
    assert found.notes == ()


def test_the_devices_planes_are_those_of_the_same_meaning(root: Path) -> None:
    """Cervix, thorax, other planes and a brain in another plane have none."""
    planes = [image.device_plane for image in load(root, SMALL).images]
    assert planes == ["", "abdomen", "transthalamic", "", "", "femur", ""]


@pytest.mark.parametrize("header", [HEADER.strip(), HEADER.replace(";", " ; "), "\ufeff" + HEADER])
def test_a_heading_may_have_its_spaces_or_not(tmp_path: Path, header: str) -> None:
    """And a table that a spreadsheet wrote again begins with a byte order mark."""
    assert len(load(_write(tmp_path, *ROWS, header=header), SMALL).whole().images) == 7


@pytest.mark.parametrize(
    "header", [HEADER.replace("Plane;Brain_plane", "Brain_plane;Plane"), HEADER.replace("Train", "Test")]
)
def test_another_heading_is_refused(tmp_path: Path, header: str) -> None:
    """Columns out of order would turn every label into another."""
    with pytest.raises(ContentError, match="expected the header Image_name Patient_num Plane Brain_plane"):
        load(_write(tmp_path, *ROWS, header=header), SMALL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("Fetal thorax", "Fetal torax"), "a plane in row 6 among Other, Maternal cervix.*'Fetal torax'"),
        (("Fetal thorax", "fetal thorax"), "a plane in row 6"),
        (("Trans-thalamic", "Not A Brain"), "the brain plane of Fetal brain in row 2 among Trans-thalamic"),
        (
            ("Other;Not A Brain", "Other;Trans-thalamic"),
            "the brain plane of Other in row 0 among Not A Brain",
        ),
        (("Voluson S10;0 ", "Voluson S10;2 "), "the side in Train in row 5 among 1, 0"),
        ((";2;Fetal femur", ";two;Fetal femur"), "a patient's number in row 5"),
        (("Patient00002_Plane5_1_of_1", "Patient00002_Plane6_1_of_1"), "each image once"),
        (("Patient00002_Plane5_1_of_1;", ""), "7 cells in row 5, found 6"),
    ],
)
def test_a_row_that_is_not_of_the_layout_is_named(root: Path, change: tuple[str, str], message: str) -> None:
    """Rather than left out or taken for the nearest label."""
    text = (root / TABLE).read_text()
    assert change[0] in text
    (root / TABLE).write_text(text.replace(*change))
    with pytest.raises(ContentError, match=message):
        load(root, SMALL)


def test_a_part_is_counted_against_what_was_published(root: Path) -> None:
    """12,400 images of 1,792 patients, and each plane by itself; a lost file is named besides."""
    assert sum(MANIFEST.expected[plane] for plane in SIX_PLANES) == MANIFEST.expected["images"] == 12400
    lost = root / "Images" / "Patient00002_Plane6_1_of_1.png"
    lost.unlink()
    missing = load(root, MANIFEST).missing
    assert missing[0] == f"12394 of 12400 images in {root}"
    assert f"1790 of 1792 patients in {root}" in missing
    assert f"1718 of 1718 Fetal thorax in {root}" in missing
    assert f"3090 of 3092 Fetal brain in {root}" in missing
    assert missing[-1] == str(lost)


def test_more_of_a_plane_than_was_published_is_another_set(root: Path) -> None:
    """As where two labels were taken for one: the cervix would have too many, the thorax none."""
    table = root / TABLE
    table.write_text(table.read_text().replace("Fetal thorax", "Maternal cervix"))
    with pytest.raises(ContentError, match="expected 1 Maternal cervix, found 2"):
        load(root, SMALL)


def test_what_does_not_agree_is_noted(root: Path) -> None:
    """A picture without a row, and one that is named after another patient."""
    write_picture(root / "Images" / "Patient00009_Plane1_1_of_1.png", np.zeros((8, 8), np.uint8))
    table = root / TABLE
    table.write_text(
        table.read_text().replace("Patient00002_Plane5_1_of_1;2;", "Patient00002_Plane5_1_of_1;1;")
    )
    stray, renamed = load(root, SMALL).notes
    assert stray == "1 picture(s) in Images are not in the table, such as Patient00009_Plane1_1_of_1.png"
    assert (
        renamed == "1 image(s) are named after another patient than their row's: Patient00002_Plane5_1_of_1"
    )


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_the_sets_own_split_keeps_patients_apart_or_is_refused(root: Path) -> None:
    """Its sides are those of the column; one image of patient 1 on the other side is found."""
    found = load(root, SMALL)
    assert found.counted("side") == {TEST: 3, TRAIN: 4}
    train, test = found.own_split().sides(found.images)
    assert (len(train), len(test)) == (4, 3)
    table = root / TABLE
    table.write_text(
        table.read_text().replace("Trans-thalamic;Op. 1;Voluson E6;1", "Trans-thalamic;Op. 1;Voluson E6;0")
    )
    with pytest.raises(LeakageError, match="fetal_planes_db/patient_00001"):
        load(root, SMALL).own_split()


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match=r"a copy of fetal_planes_db: FETAL_PLANES_DB_data\.csv"):
        load(tmp_path, MANIFEST)
