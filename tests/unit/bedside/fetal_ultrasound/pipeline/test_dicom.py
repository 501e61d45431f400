"""A DICOM file says that it is synthetic, is calibrated, and reads back as it was written."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pydicom
import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.uid import UltrasoundImageStorage

from bedside.fetal_ultrasound.interface import STYLES, Condition, StructureFrame, SyntheticImage
from bedside.fetal_ultrasound.pipeline.dicom import Series, uid, ultrasound_image
from bedside.fetal_ultrasound.processing.layout import field_of_view

pytestmark = pytest.mark.verifies("SRS-161", purpose="implementation")
MODELS = {"generator": "a" * 64, "super_resolution": "b" * 64, "planes": "c" * 64}
SAID = "Synthetic. Not an image of a patient."
SERIES = Series(5, '{"plane": "transthalamic"}', MODELS, SAID)
REQUIRED = {  # DICOM PS3.3, the mandatory modules of A.6.4: what must be there, and where it may be empty
    "Patient": {"empty": ("PatientBirthDate", "PatientSex"), "value": ("PatientName", "PatientID")},
    "General Study": {
        "value": ("StudyInstanceUID",),
        "empty": ("StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"),
    },
    "General Series": {"value": ("Modality", "SeriesInstanceUID", "SeriesNumber")},
    "General Equipment": {"value": ("Manufacturer",)},
    "General Image": {"value": ("InstanceNumber", "ImageType"), "empty": ("PatientOrientation",)},
    "Image Pixel": {
        "value": (
            "SamplesPerPixel", "PhotometricInterpretation", "Rows", "Columns", "BitsAllocated", "BitsStored",
            "HighBit", "PixelRepresentation", "PixelData",
        ),
    },
    "US Region Calibration": {"value": ("SequenceOfUltrasoundRegions",)},
    "US Image": {"value": ("UltrasoundColorDataPresent", "LossyImageCompression")},
    "SOP Common": {"value": ("SOPClassUID", "SOPInstanceUID", "SyntheticData")},
}  # fmt: skip
REGION = (
    "RegionSpatialFormat", "RegionDataType", "RegionFlags", "RegionLocationMinX0", "RegionLocationMinY0",
    "RegionLocationMaxX1", "RegionLocationMaxY1", "PhysicalUnitsXDirection", "PhysicalUnitsYDirection",
    "PhysicalDeltaX", "PhysicalDeltaY",
)  # fmt: skip


def _image(style: str = "curved_soft", size: int = 128, spacing_mm: float = 0.8137) -> SyntheticImage:
    sizes = {"head_circumference": 220.4, "biparietal_diameter": 60.0, "occipitofrontal_diameter": 78.0}
    frame = StructureFrame(63.5, 63.5, 40, 30, 0)
    condition = Condition("transthalamic", 24.0, style, frame, spacing_mm, sizes)
    pixels = np.random.default_rng(size).integers(0, 256, (size, size), dtype=np.uint8)
    return SyntheticImage(3, 77, condition, pixels, spacing_mm * 128 / size, "transthalamic", 0.9)


def _bytes(image: SyntheticImage, series: Series = SERIES) -> bytes:
    file = io.BytesIO()
    ultrasound_image(image, series).save_as(file, enforce_file_format=True)
    return file.getvalue()


def _read(image: SyntheticImage) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(_bytes(image)))


def test_pixels_read_back_as_they_were() -> None:
    """Grey, eight bits, not compressed, of either size."""
    for size in (128, 256):
        image = _image(size=size)
        read = _read(image)
        assert np.array_equal(read.pixel_array, image.pixels)
        assert (read.SOPClassUID, read.PhotometricInterpretation) == (UltrasoundImageStorage, "MONOCHROME2")
        assert read.file_meta.MediaStorageSOPInstanceUID == read.SOPInstanceUID


@pytest.mark.parametrize("module", REQUIRED)
def test_every_attribute_that_a_module_requires_is_there(module: str) -> None:
    """Type 1 with a value, type 2 at least empty; the standard's own tables, by name."""
    read = _read(_image())
    for name in REQUIRED[module].get("value", ()):
        assert tag_for_keyword(name) in read, name
        assert read[name].value not in ("", None), name
    for name in REQUIRED[module].get("empty", ()):
        assert tag_for_keyword(name) in read, name
    (region,) = read.SequenceOfUltrasoundRegions
    assert all(name in region for name in REGION)


@pytest.mark.verifies("RC-053", purpose="effectiveness")
def test_no_file_can_be_taken_for_a_patients() -> None:
    """Synthetic by its own attribute, by name, by type and in words; else an output_without_statement."""
    read = _read(_image())
    stated = {
        "attribute": read.SyntheticData == "YES",
        "name": read.PatientID == "SYNTHETIC" and str(read.PatientName) == "SYNTHETIC^NOT A PATIENT",
        "type": list(read.ImageType) == ["DERIVED", "SECONDARY", "OBSTETRICAL", "0001"],
        "series": "SYNTHETIC" in read.SeriesDescription and "SYNTHETIC" in read.StudyDescription,
        "words": SAID in read.ImageComments,
        "nothing shown": read.BurnedInAnnotation == read.RecognizableVisualFeatures == "NO",
    }
    output_without_statement = [name for name, holds in stated.items() if not holds]
    assert output_without_statement == []
    for name in ("PatientBirthDate", "PatientSex", "StudyDate", "ContentDate", "AccessionNumber"):
        assert not read[name].value, name


def test_models_and_seeds_can_be_read_from_the_file() -> None:
    """In the derivation and in the contributing equipment, which a conversion of the image keeps."""
    read = _read(_image())
    (by,) = read.ContributingEquipmentSequence
    for words in (read.DerivationDescription, by.ContributionDescription):
        assert "Image seed 77, request seed 5, number 3" in words
        assert all(f"{role} model sha256 {digest}" in words for role, digest in MODELS.items())
        assert len(words) <= 1024  # of a Short Text
    assert by.PurposeOfReferenceCodeSequence[0].CodeMeaning == "Processing Equipment"
    assert (read.Manufacturer, read.SoftwareVersions[:2]) == ("Bedside", "0.")
    assert "head_circumference 220.40 mm" in read.ImageComments
    assert len(read.ImageComments) <= 10240


@pytest.mark.verifies("RC-064", purpose="effectiveness")
@pytest.mark.verifies("SRS-162", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [128, 256])
def test_a_distance_measured_by_either_calibration_is_the_asked_one(style: str, size: int) -> None:
    """A hundred pixels at 128 are 81.37 mm: spacing_error is nothing, by the region and by the spacing."""
    read = _read(_image(style, size))
    (region,) = read.SequenceOfUltrasoundRegions
    assert (region.PhysicalUnitsXDirection, region.PhysicalUnitsYDirection) == (3, 3)  # centimetres
    pixels = 100 * size / 128
    measured_mm = [pixels * 10 * region.PhysicalDeltaX, pixels * 10 * region.PhysicalDeltaY]
    measured_mm += [pixels * float(spacing) for spacing in read.PixelSpacing]
    spacing_error = max(abs(length_mm / 81.37 - 1) for length_mm in measured_mm)
    assert spacing_error < 1e-9


@pytest.mark.verifies("SRS-162", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [128, 256])
def test_the_region_is_the_field_of_views_rectangle(style: str, size: int) -> None:
    """All that the scanner sees is in it, and each of its sides touches it."""
    region = _read(_image(style, size)).SequenceOfUltrasoundRegions[0]
    left, top = region.RegionLocationMinX0, region.RegionLocationMinY0
    right, bottom = region.RegionLocationMaxX1, region.RegionLocationMaxY1
    seen = field_of_view(style, size)
    inside = seen[top : bottom + 1, left : right + 1]
    assert inside.sum() == seen.sum() > 0
    assert all(side.any() for side in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))


def test_the_same_image_gives_the_same_bytes() -> None:
    """No clock and no chance in a file."""
    assert _bytes(_image()) == _bytes(_image())


def test_other_pixels_seeds_or_models_have_other_identifiers() -> None:
    """The study is one for a request and its models; an instance is one for its pixels."""
    image = _image()
    other = replace(image, pixels=255 - image.pixels)
    assert SERIES.instance(image) != SERIES.instance(other)
    assert SERIES.instance(image) != SERIES.instance(replace(image, number=4))
    for changed in (replace(SERIES, asked="{}"), replace(SERIES, models=MODELS | {"planes": "d" * 64})):
        assert changed.study != SERIES.study
        assert changed.series != SERIES.series
        assert changed.instance(image) != SERIES.instance(image)
    assert len({SERIES.study, SERIES.series, SERIES.instance(image)}) == 3


def test_an_identifier_is_a_valid_one_made_of_its_name() -> None:
    """2.25 and a UUID of version 8 and variant 1, at most 64 signs; worked by hand from SHA-256 of "abc"."""
    made = uid("abc")
    assert made.is_valid
    assert re.fullmatch(r"2\.25\.[1-9]\d{0,38}", made)
    assert f"{int(made[5:]):032x}" == "ba7816bf8f018fea814140de5dae2223"  # cfea and 4141 in SHA-256
