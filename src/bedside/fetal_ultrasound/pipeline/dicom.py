"""A synthetic image as DICOM: Ultrasound Image Storage that says what it is, and the same bytes each time.

No date is written and no identifier drawn: identifiers are made of what decides the image (DICOM PS3.5 B.2,
a UUID of RFC 9562's version 8 over a SHA-256). The image type is DERIVED and SECONDARY, as PS3.3 C.7.6.1.1.2
has it: no beam was received, so nothing is ORIGINAL, and no patient was examined, so nothing is PRIMARY.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, UltrasoundImageStorage

import bedside
from bedside.fetal_ultrasound.processing.layout import field_of_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bedside.fetal_ultrasound.interface import SyntheticImage

MAKER, MODEL, NOBODY = "Bedside", "fetal_ultrasound", "SYNTHETIC"
DESCRIPTION = "SYNTHETIC fetal ultrasound, not a patient"
IMAGE_TYPE = ("DERIVED", "SECONDARY", "OBSTETRICAL", "0001")  # 0001: two-dimensional imaging
CENTIMETRES, TWO_DIMENSIONAL, TISSUE = 3, 1, 1  # PS3.3 C.8.5.5.1
PROCESSING_EQUIPMENT = ("109102", "DCM", "Processing Equipment")


@dataclass(frozen=True, slots=True)
class Series:
    """What the files of one run have in common.

    Parameters
    ----------
    seed
        Of the request.
    asked
        The request's conditions in one line of text.
    models
        SHA-256 of each model, by role.
    said
        What stands on every output.
    """

    seed: int
    asked: str
    models: Mapping[str, str]
    said: str

    @property
    def study(self) -> UID:
        """Identifier of the study."""
        return self._uid("study")

    @property
    def series(self) -> UID:
        """Identifier of the series."""
        return self._uid("series")

    def instance(self, image: SyntheticImage) -> UID:
        """Return an image's identifier; other pixels or other words about them have another one."""
        return self._uid(
            "instance", str(image.number), repr(image.condition), _digest(image.pixels.tobytes())
        )

    @property
    def provenance(self) -> str:
        """Which models made it, in one line."""
        return ", ".join(f"{role} model sha256 {self.models[role]}" for role in sorted(self.models))

    def _uid(self, *parts: str) -> UID:
        return uid("\0".join((bedside.__version__, self.asked, self.provenance, self.said, *parts)))


def uid(name: str) -> UID:
    """Return the identifier that belongs to a name: 2.25 and a UUID made of the name's SHA-256."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16])
    number = number & ~(0xF << 76) | 8 << 76  # RFC 9562: version 8
    return UID(f"2.25.{number & ~(0x3 << 62) | 0x2 << 62}")


def ultrasound_image(image: SyntheticImage, series: Series) -> Dataset:
    """Return an image as a DICOM Ultrasound Image that says in each place that it is synthetic.

    The region's calibration and the pixel spacing are written from the image's one spacing. A viewer that
    knows no regions measures by the second, which Ultrasound Image Storage does not forbid.

    Implements RC-053 and RC-064.
    """
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = UltrasoundImageStorage
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = series.instance(image)
    made.SyntheticData = "YES"
    _nobody(made, series)
    _provenance(made, image, series)
    _pixels(made, image)
    made.SequenceOfUltrasoundRegions = [_region(image)]
    return made


def _nobody(made: Dataset, series: Series) -> None:
    """Fill in the patient, the study and the series; what the standard lets be empty is empty."""
    made.PatientName, made.PatientID = f"{NOBODY}^NOT A PATIENT", NOBODY
    for name in ("PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "ContentDate", "ContentTime",
                 "StudyID", "AccessionNumber", "ReferringPhysicianName", "PatientOrientation"):  # fmt: skip
        setattr(made, name, "")
    made.StudyInstanceUID, made.SeriesInstanceUID = series.study, series.series
    made.StudyDescription = made.SeriesDescription = DESCRIPTION
    made.Modality, made.SeriesNumber = "US", 1


def _provenance(made: Dataset, image: SyntheticImage, series: Series) -> None:
    """Say which software and which models made the image, of which seed and conditions."""
    made.Manufacturer, made.ManufacturerModelName = MAKER, MODEL
    made.SoftwareVersions = made.DeviceSerialNumber = bedside.__version__
    made.ImageType, made.InstanceNumber = list(IMAGE_TYPE), image.number
    made.DerivationDescription = (
        f"Made by a generative network, no patient was imaged. Image seed {image.seed}, request seed "
        f"{series.seed}, number {image.number}; {series.provenance}."
    )
    condition = image.condition
    biometry = ", ".join(f"{name} {value:.2f} mm" for name, value in sorted(condition.biometry_mm.items()))
    made.ImageComments = (
        f"SYNTHETIC. Asked: {condition.plane}, {condition.ga_weeks:.4g} weeks, style {condition.style}, "
        f"{biometry}. {series.said}"
    )
    by = Dataset()
    by.Manufacturer, by.ManufacturerModelName, by.SoftwareVersions = MAKER, MODEL, bedside.__version__
    by.ContributionDescription = made.DerivationDescription
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = PROCESSING_EQUIPMENT
    by.PurposeOfReferenceCodeSequence = [code]
    made.ContributingEquipmentSequence = [by]


def _pixels(made: Dataset, image: SyntheticImage) -> None:
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = image.pixels.shape
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.PixelSpacing = [f"{image.spacing_mm:.12g}"] * 2
    made.UltrasoundColorDataPresent, made.LossyImageCompression = 0, "00"
    made.BurnedInAnnotation = made.RecognizableVisualFeatures = "NO"
    made.PixelData = np.ascontiguousarray(image.pixels).tobytes()


def _region(image: SyntheticImage) -> Dataset:
    """Return where the scanner sees, and how many centimetres a pixel is (PS3.3 C.8.5.5)."""
    seen = np.argwhere(field_of_view(image.condition.style, len(image.pixels)))
    (top, left), (bottom, right) = seen.min(axis=0).tolist(), seen.max(axis=0).tolist()
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = TWO_DIMENSIONAL, TISSUE, 0
    region.RegionLocationMinX0, region.RegionLocationMinY0 = left, top
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = right, bottom
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = CENTIMETRES
    region.PhysicalDeltaX = region.PhysicalDeltaY = image.spacing_mm / 10
    return region


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
