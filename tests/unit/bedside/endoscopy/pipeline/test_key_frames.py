"""Key frames as DICOM read back as they were written, and say nothing of a patient."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import highdicom
import numpy as np
import pydicom
import pytest

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import SceneObservation
from bedside.endoscopy.pipeline.key_frames import ANONYMOUS, DEMONSTRATION, Series, required, write_key_frames
from bedside.endoscopy.processing.masks import frame_labels
from bedside.endoscopy.processing.moments import Moment
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.runtime.errors import OutputError
from bedside.runtime.output import OutputFolder
from endoscopy_packages import scene_package

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom import Dataset

SIZE = (123, 251)  # their product leaves 1 over in bytes of 8 bits
STARTED = "2026-01-02T12:30:45+00:00"
DIGEST = "ab" * 32
SAID = f"{safeguards.intended_use()} {safeguards.coverage()} {safeguards.statement()}"


def _moment(frame: int = 70, *, whole: bool = True) -> Moment:
    shares = np.zeros((4, 72, 128), np.float32)
    shares[0] = 0.5
    shares[1, 10:30, 20:60] = shares[2, 40:60, 60:100] = 0.9
    pixels = np.random.default_rng(frame).integers(0, 256, (*SIZE, 3), dtype=np.uint8)
    scene = SceneObservation(frame, frame / 25, shares, (None,) * 4, 0.9)
    return Moment("tumour_removal", pixels[:10], pixels if whole else None, scene)


def _labels() -> NDArray[np.uint8]:
    shares = _moment().scene.shares
    assert shares is not None
    return frame_labels(shares, Letterbox.of(*SIZE))


@pytest.fixture
def written(tmp_path: Path) -> tuple[Dataset, highdicom.seg.Segmentation]:
    """Write one key frame and read both of its files back."""
    series = Series(scene_package(), DIGEST, STARTED, SAID)
    with OutputFolder(tmp_path / "out") as out:
        names = write_key_frames(out, [_moment(), _moment(71, whole=False)], series)
    assert names == ["key-frame-00070.dcm", "key-frame-00070-segmentation.dcm"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    return (
        pydicom.dcmread(tmp_path / "out" / names[0]),
        highdicom.seg.segread(tmp_path / "out" / names[1]),
    )


@pytest.mark.verifies("SRS-111", purpose="implementation")
def test_the_picture_is_the_frame(written: tuple[Dataset, highdicom.seg.Segmentation]) -> None:
    """An endoscopic image whose pixels are the frame's, without loss, and whose comment says which it is."""
    picture, _ = written
    assert picture.SOPClassUID.name == "VL Endoscopic Image Storage"
    assert np.array_equal(picture.pixel_array, _moment().pixels)
    assert picture.ImageComments.startswith(f"Frame 70 at 2.800 s, tumour removal, of input {DIGEST}.")


@pytest.mark.verifies("SRS-111", purpose="implementation")
def test_the_segments_are_what_was_seen(written: tuple[Dataset, highdicom.seg.Segmentation]) -> None:
    """Three binary segments in order, their pixels the labels of the frame, an empty one kept empty."""
    picture, segments = written
    labels = _labels()
    planes = segments.get_pixels_by_source_instance([picture.SOPInstanceUID])[0]
    assert [segment.SegmentLabel for segment in segments.SegmentSequence] == [
        "instrument",
        "sella",
        "clival_recess",
    ]
    assert [np.array_equal(planes[..., k], labels == k + 1) for k in range(3)] == [True] * 3
    assert [bool(planes[..., k].any()) for k in range(3)] == [True, True, False]
    assert segments.segmentation_type.value == "BINARY"


@pytest.mark.verifies("SRS-111", purpose="implementation")
def test_each_segment_is_coded_and_names_the_algorithm(
    written: tuple[Dataset, highdicom.seg.Segmentation],
) -> None:
    """Category, type, automatic, and the digest of the model that made it."""
    codes = []
    for segment in written[1].SegmentSequence:
        kinds = (segment.SegmentedPropertyCategoryCodeSequence, segment.SegmentedPropertyTypeCodeSequence)
        codes.append([(kind[0].CodeValue, kind[0].CodingSchemeDesignator) for kind in kinds])
        assert segment.SegmentAlgorithmType == "AUTOMATIC"
        algorithm = segment.SegmentationAlgorithmIdentificationSequence[0]
        assert scene_package().sha256 in algorithm.AlgorithmParameters
        assert algorithm.AlgorithmVersion == scene_package().manifest.version
    assert codes == [
        [("260787004", "SCT"), ("57134006", "SCT")],
        [("91723000", "SCT"), ("42575006", "SCT")],
        [("91723000", "SCT"), ("clival_recess", "99BEDSIDE")],
    ]


@pytest.mark.verifies("SRS-111", purpose="negative")
@pytest.mark.verifies("RC-022", purpose="implementation")
def test_nothing_is_said_of_a_patient(written: tuple[Dataset, highdicom.seg.Segmentation]) -> None:
    """What the standard requires of a person is a placeholder or empty; both say demonstration data."""
    for dataset in written:
        assert (dataset.PatientName, dataset.PatientID) == (f"{ANONYMOUS}^", ANONYMOUS)
        person = ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName")
        assert not any(dataset[name].value for name in person)
        assert (dataset.PatientIdentityRemoved, dataset.SeriesDescription) == ("YES", DEMONSTRATION)
        other = {e.keyword for e in dataset if re.search("Patient|Physician|Operator|Institution", e.keyword)}
        assert other <= {
            "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientIdentityRemoved",
            "ReferringPhysicianName", "PatientOrientation",
        }  # fmt: skip


@pytest.mark.verifies("SRS-113", purpose="implementation")
def test_both_files_say_what_they_are_for(written: tuple[Dataset, highdicom.seg.Segmentation]) -> None:
    """The intended use, that no accuracy is claimed, and the statement stand in each."""
    for dataset in written:
        assert dataset.ImageComments.endswith(SAID)


@pytest.mark.verifies("SRS-111", purpose="implementation")
def test_files_of_one_run_belong_together(tmp_path: Path) -> None:
    """One study, a series of pictures and one of segmentations, an identifier for each file."""
    with OutputFolder(tmp_path) as out:
        names = write_key_frames(
            out, [_moment(1), _moment(2)], Series(scene_package(), DIGEST, STARTED, SAID)
        )
    files = [pydicom.dcmread(tmp_path / name) for name in names]
    assert len({file.StudyInstanceUID for file in files}) == 1
    assert [file.Modality for file in files] == ["ES", "SEG", "ES", "SEG"]
    assert [file.InstanceNumber for file in files] == [1, 1, 2, 2]
    assert len({(file.Modality, file.SeriesInstanceUID) for file in files}) == 2
    assert len({file.SOPInstanceUID for file in files}) == 4
    assert {(file.StudyDate, file.ContentTime) for file in files} == {("20260102", "123045")}
    assert files[1].ReferencedSeriesSequence[0].SeriesInstanceUID == files[0].SeriesInstanceUID


@pytest.mark.verifies("SRS-111", purpose="implementation")
def test_another_reader_sees_the_same_segments(tmp_path: Path) -> None:
    """Without highdicom: three frames of bits, in a size whose frames do not end on whole bytes."""
    with OutputFolder(tmp_path) as out:
        names = write_key_frames(out, [_moment()], Series(scene_package(), DIGEST, STARTED, SAID))
    planes = pydicom.dcmread(tmp_path / names[1]).pixel_array
    assert planes.shape == (3, *SIZE)
    assert SIZE[0] * SIZE[1] % 8
    assert [np.array_equal(planes[k], _labels() == k + 1) for k in range(3)] == [True] * 3


@pytest.mark.verifies("SRS-111", purpose="negative")
def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One error of ours, that names the extra."""
    monkeypatch.setitem(sys.modules, "highdicom", None)
    with pytest.raises(OutputError, match=r"bedside\[segmentation\]"):
        required()
