"""Key frames as DICOM: each an endoscopic picture and a segmentation of what was seen in it.

Needs the extra ``segmentation``. No patient's data are read, and none are written: what the standard requires
of them says ANONYMOUS. Letters that are burnt into the pictures themselves stay there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.coding import Code
from pydicom.uid import ExplicitVRLittleEndian, VLEndoscopicImageStorage, generate_uid

import bedside
from bedside.endoscopy.interface import LABELS
from bedside.endoscopy.processing.masks import frame_labels
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.runtime.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from bedside.endoscopy.processing.moments import Moment
    from bedside.runtime.model import ModelPackage
    from bedside.runtime.output import OutputFolder

DEMONSTRATION, ANONYMOUS, MAKER = "demonstration data", "ANONYMOUS", "Bedside"
OWN_SCHEME = "99BEDSIDE"  # of codes that SNOMED CT, as DICOM lists it, has no place for
STRUCTURE = Code("91723000", "SCT", "Anatomical Structure")
SEGMENTS = (
    (
        "instrument",
        Code("260787004", "SCT", "Physical object"),
        Code("57134006", "SCT", "Instrument, device"),
    ),
    ("sella", STRUCTURE, Code("42575006", "SCT", "Sella turcica")),
    ("clival_recess", STRUCTURE, Code("clival_recess", OWN_SCHEME, "Clival recess of the sphenoid sinus")),
)
ARTIFICIAL_INTELLIGENCE = Code("123110", "DCM", "Artificial Intelligence")
REMEDY = 'Install it with `pip install "bedside[segmentation]"`, or run without --key-frames.'


@dataclass(frozen=True, slots=True)
class Series:
    """What the key frames of one run have in common.

    Parameters
    ----------
    package
        The scene model.
    input_sha256
        Of the recording; its name stays out, as it may be a person's.
    started_utc
        When the run began.
    said
        What stands on every output.
    study, pictures, segmentations
        Identifiers of the study and of its two series.
    """

    package: ModelPackage
    input_sha256: str
    started_utc: str
    said: str
    study: str = field(default_factory=lambda: str(generate_uid()))
    pictures: str = field(default_factory=lambda: str(generate_uid()))
    segmentations: str = field(default_factory=lambda: str(generate_uid()))

    @property
    def day_and_time(self) -> tuple[str, str]:
        """When the run began, as DICOM writes it."""
        digits = "".join(letter for letter in self.started_utc[:19] if letter.isdigit())
        return digits[:8], digits[8:14]

    def comments(self, moment: Moment) -> str:
        """Return what every file says of itself."""
        seen, whence = moment.scene, self.input_sha256 or "no digest"
        place = (
            f"Frame {seen.frame} at {seen.t_s:.3f} s, {moment.phase.replace('_', ' ')}, of input {whence}."
        )
        return f"{place} {self.said}"


def required() -> ModuleType:
    """Return the library that writes segmentations; asked before the work and not after it.

    Raises
    ------
    OutputError
        The extra is not installed.
    """
    try:
        import highdicom
    except ImportError as error:
        raise OutputError("key frames", f"cannot be written without highdicom ({error})", REMEDY) from error
    return highdicom


def write_key_frames(out: OutputFolder, moments: Sequence[Moment], series: Series) -> list[str]:
    """Write each moment that has its whole frame as two DICOM files, and return their names.

    Raises
    ------
    OutputError
        The extra is not installed, or a file cannot be written.
    """
    library, names = required(), list[str]()
    for moment in moments:
        pixels, shares = moment.pixels, moment.scene.shares
        if pixels is None or shares is None:
            continue
        number, stem = len(names) // 2 + 1, f"key-frame-{moment.scene.frame:05}"
        picture = endoscopic_picture(pixels, series, number, series.comments(moment))
        segments = segmentation(library, picture, shares, series)
        for name, dataset in ((f"{stem}.dcm", picture), (f"{stem}-segmentation.dcm", segments)):
            with out.file(name) as part:
                dataset.save_as(part, enforce_file_format=True)
            names.append(name)
    return names


def endoscopic_picture(frame: NDArray[np.uint8], series: Series, number: int, comments: str) -> Dataset:
    """Return a frame as a VL Endoscopic Image without a patient's data. Implements RC-022."""
    pixels = np.ascontiguousarray(frame if frame.ndim == 3 else np.repeat(frame[..., None], 3, axis=2))
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = VLEndoscopicImageStorage
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = series.study, series.pictures
    made.PatientName, made.PatientID = f"{ANONYMOUS}^", ANONYMOUS
    for name in ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
        setattr(made, name, "")
    made.StudyDate = made.ContentDate = series.day_and_time[0]
    made.StudyTime = made.ContentTime = series.day_and_time[1]
    made.PatientIdentityRemoved, made.DeidentificationMethod = "YES", "made without a patient's data"
    made.Modality, made.SeriesNumber, made.SeriesDescription = "ES", 1, DEMONSTRATION
    made.Manufacturer, made.ManufacturerModelName = MAKER, "endoscopy"
    made.DeviceSerialNumber, made.SoftwareVersions = bedside.__version__, bedside.__version__
    made.InstanceNumber, made.ImageType = number, ["DERIVED", "PRIMARY"]
    made.ImageComments = comments
    made.PatientOrientation, made.AcquisitionContextSequence = "", []
    made.LossyImageCompression = "01"  # the recording it was decoded from: what is not known counts as lossy
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.Rows, made.Columns = pixels.shape[:2]
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.PixelData = pixels.tobytes() + b"\0" * (pixels.size % 2)
    return made


def segmentation(library: ModuleType, picture: Dataset, shares: NDArray[np.float32], series: Series) -> Any:
    """Return the segmentation of a picture: a binary segment for each label but the background."""
    seg, labels = library.seg, frame_labels(shares, Letterbox.of(picture.Rows, picture.Columns))
    planes = np.stack([labels == LABELS.index(name) for name, *_ in SEGMENTS], axis=-1)[None]  # (1, H, W, 3)
    made = seg.Segmentation(
        source_images=[picture], pixel_array=planes.astype(np.uint8), omit_empty_frames=False,
        segmentation_type=seg.SegmentationTypeValues.BINARY,
        segment_descriptions=_descriptions(library, series.package),
        series_instance_uid=series.segmentations, series_number=2, series_description=DEMONSTRATION,
        sop_instance_uid=str(generate_uid()), instance_number=picture.InstanceNumber, manufacturer=MAKER,
        manufacturer_model_name="endoscopy", software_versions=bedside.__version__,
        device_serial_number=bedside.__version__, content_label="SCENE",
        content_description=DEMONSTRATION,
    )  # fmt: skip
    made.ContentDate, made.ContentTime = series.day_and_time
    made.PatientIdentityRemoved, made.DeidentificationMethod = "YES", picture.DeidentificationMethod
    made.ImageComments = picture.ImageComments
    return made


def _descriptions(library: ModuleType, package: ModelPackage) -> list[Any]:
    seg = library.seg
    algorithm = library.AlgorithmIdentificationSequence(
        name="Bedside endoscopy scene", family=ARTIFICIAL_INTELLIGENCE, version=package.manifest.version,
        source=MAKER, parameters={"model_sha256": package.sha256},
    )  # fmt: skip
    return [
        seg.SegmentDescription(
            segment_number=place, segment_label=name, segmented_property_category=category,
            segmented_property_type=kind, algorithm_identification=algorithm,
            algorithm_type=seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        )
        for place, (name, category, kind) in enumerate(SEGMENTS, start=1)
    ]  # fmt: skip
