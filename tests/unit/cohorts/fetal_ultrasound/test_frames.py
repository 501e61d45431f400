"""Real ultrasound frames: those that pydicom brings, and small ones made here."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file

from cohorts import ContentError, MissingPathError
from cohorts.fetal_ultrasound import Region, read_ultrasound
from cohorts.fetal_ultrasound.frames import LIKELY, NOT_SEEN, STATED, TAGS, burned_in_text
from recordings import write_dicom

pytestmark = pytest.mark.verifies("SRS-194", purpose="implementation")

OBSTETRIC, HEART, NODE = "examples_palette.dcm", "examples_ybr_color.dcm", "examples_rgb_color.dcm"


def _real(name: str) -> Path:
    """Return a file that pydicom's own wheel holds; nothing is downloaded."""
    found = get_testdata_file(name, download=False)
    assert isinstance(found, str)
    return Path(found)


def _stated(left: int, top: int, right: int, bottom: int, **said: Any) -> pydicom.Dataset:
    """Make a region of tissue at 0.05 cm a pixel."""
    region = pydicom.Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    region.RegionLocationMinX0, region.RegionLocationMinY0 = left, top
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = right, bottom
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX, region.PhysicalDeltaY = 0.05, 0.05
    for name, value in said.items():
        setattr(region, name, value)
    return region


def _lettered(picture: np.ndarray, top: int, left: int) -> np.ndarray:
    """Write HHHHH, seven pixels high."""
    for k in range(5):
        x = left + 6 * k
        picture[top : top + 7, [x, x + 3]] = 220
        picture[top + 3, x : x + 4] = 220
    return picture


def _frame(lettered_at: tuple[int, int] | None = None) -> np.ndarray:
    """Make two frames with tissue in rows 20 to 59 and columns 10 to 89, and lettering, (2, H, W)."""
    picture = np.zeros((64, 100), np.uint8)
    picture[20:60, 10:90] = np.random.default_rng(1).integers(30, 200, (40, 80))
    return np.stack([_lettered(picture, *lettered_at) if lettered_at else picture] * 2)


def _write(path: Path, frames: np.ndarray, *regions: pydicom.Dataset, **said: Any) -> Path:
    return write_dicom(
        path, frames, **{"Modality": "US", "SequenceOfUltrasoundRegions": pydicom.Sequence(regions), **said}
    )


def test_a_real_obstetric_frame_has_its_regions_and_the_spacing_of_its_calliper() -> None:
    """A curved array, tissue above an electrocardiogram; the header's 0.0262 cm a pixel fits the picture.

    The distance that the scanner wrote into the picture, 1.06 cm from the cross at (460, 291) to (499, 302),
    is 40.5 px, which is 10.63 mm at 0.2623 mm a pixel.
    """
    found = read_ultrasound(_real(OBSTETRIC))
    assert (found.machine, found.shape, found.count) == ("Philips Medical Systems CX50", (350, 800), 1)
    tissue, trace = found.regions
    assert (tissue.kind, tissue.tissue) == ("2D", True)
    assert (tissue.left, tissue.top, tissue.right, tissue.bottom) == (120, 60, 800, 518)
    assert (trace.kind, trace.tissue, trace.spacing_mm) == ("waveform", False, None)
    assert found.stated_spacing_mm == pytest.approx((0.26229, 0.26229), abs=1e-5)
    assert np.hypot(499 - 460, 302 - 291) * found.stated_spacing_mm[0] == pytest.approx(10.6, abs=0.1)
    grey = next(found.grey())
    assert (grey.shape, grey.dtype) == ((350, 800), np.uint8)
    assert min(grey[291, 460], grey[302, 499]) > 150 > 20 > grey[200, 500]


@pytest.mark.parametrize(("name", "corner"), [(OBSTETRIC, "(800, 518)"), (HEART, "(595, 414)")])
def test_regions_of_another_picture_are_noticed_in_real_frames(name: str, corner: str) -> None:
    """Both were made smaller after the scan, one cropped, one halved: the header's spacing is not certain."""
    found = read_ultrasound(_real(name))
    assert not found.calibrated
    assert found.spacing_mm is None
    assert f"the region to {corner} is not within {found.shape[1]}x{found.shape[0]} pixels" in found.notes[0]
    with pytest.raises(ContentError, match="a region of tissue within the picture"):
        next(found.tissue())


@pytest.mark.verifies("RC-070", purpose="implementation")
@pytest.mark.parametrize(("name", "at_least", "within"), [(OBSTETRIC, 15, 2), (HEART, 2, 1), (NODE, 14, 0)])
def test_the_text_burned_into_real_frames_is_flagged(name: str, at_least: int, within: int) -> None:
    """All three state nothing of it, and all three have it: settings, a date, an institution's name.

    The obstetric one has what was measured, and how much, in the very region of the tissue.
    """
    found = read_ultrasound(_real(name))
    assert found.burned_in_text == LIKELY
    count, rest = found.notes[-1].split(" ", 1)
    assert int(count) >= at_least
    assert rest == f"line(s) of lettering, {within} within a stated region"


@pytest.mark.verifies("RC-070", purpose="effectiveness")
def test_lettering_is_flagged_wherever_it_stands_and_nothing_else_is() -> None:
    """In 60 places above, below, beside and in a cyst of the tissue; without it, none of 60 frames is."""
    random = np.random.default_rng(3)
    region = Region("2D", True, 10, 20, 89, 59, (0.5, 0.5))
    burned_in_text_flagged, clean_flagged = 0, 0
    for _ in range(60):
        picture = np.zeros((90, 140), np.uint8)
        picture[20:60, 10:90] = random.integers(30, 200, (40, 80))
        picture[35:55, 20:70] = 5
        clean_flagged += burned_in_text(picture, (region,), "NO")[0] != NOT_SEEN
        top, left = ((3, 5), (70, 40), (30, 100), (38, 26))[random.integers(4)]
        _lettered(picture, top + int(random.integers(8)), left + int(random.integers(8)))
        burned_in_text_flagged += burned_in_text(picture, (region,), "NO")[0] == LIKELY
    assert (burned_in_text_flagged, clean_flagged) == (60, 0)


def test_what_the_header_says_of_burned_in_text_is_believed_only_where_it_says_yes(tmp_path: Path) -> None:
    """YES without anything to be seen; NO with lettering above the tissue, which contradicts it."""
    region = _stated(10, 20, 89, 59)
    yes = read_ultrasound(_write(tmp_path / "yes.dcm", _frame(), region, BurnedInAnnotation="YES"))
    assert (yes.burned_in_text, yes.notes) == (STATED, ())
    no = read_ultrasound(_write(tmp_path / "no.dcm", _frame((5, 10)), region, BurnedInAnnotation="NO"))
    assert (no.burned_in_text, no.notes) == (
        LIKELY,
        ("1 line(s) of lettering, 0 within a stated region, which the header denies",),
    )
    silent = read_ultrasound(_write(tmp_path / "silent.dcm", _frame(), region))
    assert silent.burned_in_text == NOT_SEEN


def test_regions_within_the_picture_calibrate_it_and_give_the_tissue_alone(tmp_path: Path) -> None:
    """0.05 cm a pixel is 0.5 mm; nothing of the lettering above is in the rows and columns of the region."""
    frames = _frame((5, 10))
    found = read_ultrasound(_write(tmp_path / "a.dcm", frames, _stated(10, 20, 89, 59)))
    assert found.calibrated
    assert found.spacing_mm == pytest.approx((0.5, 0.5))
    assert found.count == 2
    tissue = list(found.tissue())
    assert len(tissue) == 2
    assert np.array_equal(tissue[1], frames[1, 20:60, 10:90])


@pytest.mark.parametrize(
    "said",
    [
        {"PhysicalUnitsYDirection": 4},
        {"PhysicalDeltaX": 0.0},
        {"PhysicalDeltaX": float("nan")},
        {"RegionDataType": 2},
        {"RegionSpatialFormat": 2},
    ],
)
def test_a_region_without_two_lengths_of_tissue_gives_no_spacing(
    tmp_path: Path, said: dict[str, Any]
) -> None:
    """Seconds along y, no length along x, colour flow, or M-mode."""
    found = read_ultrasound(_write(tmp_path / "a.dcm", _frame(), _stated(10, 20, 89, 59, **said)))
    assert found.calibrated
    assert found.spacing_mm is None


def test_a_frame_without_regions_is_not_calibrated(tmp_path: Path) -> None:
    """It can be read all the same."""
    found = read_ultrasound(_real(NODE))
    assert (found.regions, found.calibrated, found.spacing_mm) == ((), False, None)
    assert next(found.grey()).shape == (240, 320)
    with pytest.raises(ContentError, match="found 16 line"):
        next(found.tissue())


def test_of_the_header_nothing_of_a_patient_is_kept(tmp_path: Path) -> None:
    """Only what is in the list of attributes is read, and none of those names anybody."""
    path = _write(
        tmp_path / "a.dcm", _frame(), _stated(10, 20, 89, 59), PatientName="Doe^Jane", PatientID="4711"
    )
    found = read_ultrasound(path)
    kept = repr([getattr(found, name) for name in ("machine", "regions", "notes", "burned_in_text")])
    assert "Doe" not in kept
    assert "4711" not in kept
    assert not {"PatientName", "PatientID", "PatientBirthDate", "InstitutionName", "StudyDate"} & set(TAGS)


def test_what_is_no_ultrasound_is_refused(tmp_path: Path) -> None:
    """A file that is not there, no DICOM, another modality, deep pixels, a region without a side."""
    with pytest.raises(MissingPathError, match="a DICOM file"):
        read_ultrasound(tmp_path / "none.dcm")
    (tmp_path / "text.dcm").write_text("no DICOM")
    with pytest.raises(ContentError, match="expected a DICOM file, found something else"):
        read_ultrasound(tmp_path / "text.dcm")
    with pytest.raises(ContentError, match="expected an image of modality US, found CT"):
        read_ultrasound(_write(tmp_path / "ct.dcm", _frame(), Modality="CT"))
    deep = _frame().astype(np.uint16)
    with pytest.raises(ContentError, match="expected frames of 8 bits, found uint16"):
        read_ultrasound(_write(tmp_path / "deep.dcm", deep, BitsStored=16, bits=16))
    region = _stated(10, 20, 89, 59)
    del region.RegionLocationMaxX1
    with pytest.raises(ContentError, match="four sides of each region"):
        read_ultrasound(_write(tmp_path / "side.dcm", _frame(), region))


def test_a_coding_that_no_decoder_here_reads_is_refused() -> None:
    """JPEG 2000, as the device refuses it."""
    with pytest.raises(
        ContentError, match=r"native, RLE Lossless or JPEG Baseline, .* found 3 samples a pixel of YBR_RCT"
    ):
        read_ultrasound(_real("examples_jpeg2k.dcm"))
