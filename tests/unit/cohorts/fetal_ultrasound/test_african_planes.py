"""Reading the African set from a small tree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, LeakageError, MissingPathError, read_manifest
from cohorts.fetal_ultrasound import each_left_out
from cohorts.fetal_ultrasound.african_planes import COUNTRIES, TABLE, load
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "african_planes.toml")
CODES = dict(zip(COUNTRIES, ("DZA", "EGY", "GHA", "MWI", "UGA"), strict=True))
SMALL = replace(MANIFEST, expected=dict.fromkeys(COUNTRIES, 4) | {"images": 20})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Patients 1 and 2 in each country, two planes of each; patient 2 is to be judged by."""
    top = tmp_path / "Zenodo_dataset"
    rows = ["Patient_num,Plane,Train,Center,Filename"]
    for shade, country in enumerate(COUNTRIES):
        (top / country).mkdir(parents=True)
        for number in (1, 2):
            for k, plane in enumerate(("Fetal abdomen", "Fetal brain")):
                name = f"patient{number:03d}_{CODES[country]}_plane{k}"
                picture = np.full((8, 8), 40 * shade + 4 * number + k, np.uint8)
                write_picture(top / country / f"{name}.png", picture)
                rows.append(f"{number},{plane},{2 - number},{country},{name}")
    (top / TABLE).write_text("\n".join([*rows, ""]))
    return tmp_path


def test_a_complete_copy_has_planes_and_countries(root: Path) -> None:
    """Whether the folder of the archive or the one around it is given."""
    for given in (root, root / "Zenodo_dataset"):
        found = load(given, SMALL).whole()
        assert found.counted("country") == dict.fromkeys(COUNTRIES, 4)
        assert found.counted("plane") == {"Fetal abdomen": 10, "Fetal brain": 10}
        assert found.notes == ()
    assert [image.device_plane for image in found.images[:2]] == ["abdomen", ""]
    assert found.images[-1].read_grey()[0, 0] == 40 * 4 + 4 * 2 + 1


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_a_number_is_of_its_country(root: Path) -> None:
    """Patient 1 of Egypt and patient 1 of Ghana are two, so that there are ten and not two."""
    patients = {image.patient for image in load(root, SMALL).images}
    assert len(patients) == 10
    assert {"african_planes/Egypt/patient_001", "african_planes/Ghana/patient_001"} <= patients


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_one_person_under_two_numbers_is_found_by_an_identical_picture(root: Path) -> None:
    """The two are joined and noted, and the set's own split, which parts them, is refused."""
    folder = root / "Zenodo_dataset" / "Malawi"
    same = (folder / "patient001_MWI_plane0.png").read_bytes()
    (folder / "patient002_MWI_plane0.png").write_bytes(same)
    found = load(root, SMALL)
    assert len({image.patient for image in found.images}) == 9
    assert "1 patient(s) share an identical picture" in found.notes[0]
    assert "african_planes/Malawi/patient_002" in found.notes[0]
    with pytest.raises(LeakageError, match="african_planes/Malawi/patient_001"):
        found.own_split()


@pytest.mark.verifies("SRS-193", purpose="implementation")
def test_each_country_can_be_left_out(root: Path) -> None:
    """Trained on four and judged by the fifth."""
    folds = dict(each_left_out(load(root, SMALL).images, "country"))
    assert list(folds) == list(COUNTRIES)
    for country, sides in folds.items():
        assert {image.country for image in sides.test} == {country}
        assert (len(sides.train), len(sides.test), sides.left_out) == (16, 4, ())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("Fetal abdomen,1,Ghana", "Maternal cervix,1,Ghana"), "a plane in row 8 among Fetal abdomen"),
        (("0,Uganda", "no,Uganda"), "the side in Train in row 18 among 1, 0"),
        (("1,Egypt", "1,Eritrea"), "a country in row 4 among Algeria, Egypt, Ghana, Malawi, Uganda"),
        (("Center,Filename", "Filename,Center"), "the header Patient_num Plane Train Center Filename"),
    ],
)
def test_what_is_not_of_the_layout_is_named(root: Path, change: tuple[str, str], message: str) -> None:
    """With its row."""
    table = root / "Zenodo_dataset" / TABLE
    table.write_text(table.read_text().replace(*change))
    with pytest.raises(ContentError, match=message):
        load(root, SMALL)


def test_a_part_is_counted_by_country(root: Path) -> None:
    """And a row without its file is named."""
    lost = root / "Zenodo_dataset" / "Ghana" / "patient002_GHA_plane1.png"
    lost.unlink()
    assert load(root, SMALL).missing == (f"1 of 4 Ghana in {root}", f"1 of 20 images in {root}", str(lost))


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match=r"a copy of african_planes: .*African_planes_database\.csv"):
        load(tmp_path, MANIFEST)
