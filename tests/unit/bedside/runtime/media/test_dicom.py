"""DICOM multi-frame images are read upright, bright is large, with their own times and nobody's name."""

import tracemalloc

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)

from bedside.runtime.errors import InputError
from bedside.runtime.media import ReadOptions, open_video
from recordings import pattern, write_dicom, write_picture

FRAMES = np.stack([pattern(48, 64, number) for number in range(5)])
COLOUR = np.stack([FRAMES, FRAMES // 2, FRAMES // 3], axis=-1)


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_native_frames_come_as_stored_with_the_frame_time(tmp_path):
    """Forty milliseconds a frame."""
    video = open_video(write_dicom(tmp_path / "a", FRAMES))
    frames = list(video.frames())
    np.testing.assert_array_equal([frame.pixels for frame in frames], FRAMES)
    np.testing.assert_allclose([frame.t_s for frame in frames], np.arange(5) * 0.04)
    assert (video.kind, video.nominal_rate_hz, video.declared_frames) == ("dicom", 25.0, 5)
    assert (video.warnings, len(video.sha256)) == ((), 64)


@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_a_frame_time_vector_gives_uneven_times(tmp_path):
    """Increments in ms, the first one of no meaning."""
    steps = ["0", "40", "50", "10", "200"]
    video = open_video(write_dicom(tmp_path / "a", FRAMES, FrameTimeVector=steps))
    np.testing.assert_allclose([frame.t_s for frame in video.frames()], [0, 0.04, 0.09, 0.1, 0.3])


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_inverted_grey_is_turned_so_that_bright_is_large(tmp_path, bits):
    """MONOCHROME1 counts from white; the sum of both readings is white everywhere."""
    deep = FRAMES.astype(np.uint16) << (bits - 8)
    plain = open_video(write_dicom(tmp_path / "a", deep, bits=bits))
    inverted = open_video(
        write_dicom(tmp_path / "b", deep, bits=bits, PhotometricInterpretation="MONOCHROME1")
    )
    pair = next(plain.frames()), next(inverted.frames())
    assert plain.bit_depth == bits
    np.testing.assert_array_equal(pair[0].pixels, deep[0])
    assert (pair[0].pixels.astype(int) + pair[1].pixels == (1 << bits) - 1).all()


@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_signed_pixels_are_shifted_to_start_at_black(tmp_path):
    """The smallest signed value is black."""
    signed = np.full((1, 48, 64), -2048, np.int16)
    signed[0, 0, 0] = 2047
    video = open_video(write_dicom(tmp_path / "a", signed, bits=12, PixelRepresentation=1))
    assert (next(video.frames()).pixels[0, :2].tolist(), video.bit_depth) == ([4095, 0], 12)


@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_colour_comes_as_rgb_from_rgb_and_from_ybr(tmp_path):
    """A grey picture in YBR has its luma in all three channels."""
    rgb = next(open_video(write_dicom(tmp_path / "a", COLOUR)).frames())
    np.testing.assert_array_equal(rgb.pixels, COLOUR[0])
    neutral = np.stack([FRAMES, *[np.full_like(FRAMES, 128)] * 2], axis=-1)
    path = write_dicom(tmp_path / "b", neutral, PhotometricInterpretation="YBR_FULL")
    grey = next(open_video(path).frames())
    assert np.abs(grey.pixels.astype(int) - FRAMES[0][..., None]).max() <= 1
    luma = next(open_video(path, ReadOptions(grey=True)).frames())
    assert luma.pixels.shape == (48, 64)
    assert np.abs(luma.pixels.astype(int) - FRAMES[0]).max() <= 1


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_a_real_ultrasound_loop_in_jpeg_baseline_is_read(tmp_path):
    """Thirty frames of a cine loop that pydicom brings, against pydicom's own header."""
    video = open_video(pydicom.examples.get_path("ybr_color"))
    frames = list(video.frames())
    assert (len(frames), video.width, video.height, video.channels) == (30, 320, 240, 3)
    np.testing.assert_allclose(np.diff([frame.t_s for frame in frames]), 0.033333, atol=1e-9)
    assert 0 < frames[0].grey().mean() < 0.5


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_a_palette_image_is_read_in_colour():
    """An ultrasound still with a palette gives RGB."""
    video = open_video(pydicom.examples.get_path("palette_color"))
    assert next(video.frames()).pixels.shape == (350, 800, 3)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_cut_pixel_data_give_the_whole_frames_and_a_warning(tmp_path):
    """Two and a half frames are two."""
    path = write_dicom(tmp_path / "a", FRAMES)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 48 * 64 * 5 // 2])
    video = open_video(path)
    assert len(list(video.frames())) == 2
    assert any("2 of 5 frames" in text for text in video.warnings)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"FrameTime": None}, "without times"),
        ({"FrameTime": "0"}, "without times"),
        ({"FrameTimeVector": ["0", "40"]}, "does not fit 5 frames"),
        ({"FrameTimeVector": ["0", "40", "0", "40", "40"]}, "does not fit 5 frames"),
        ({"Rows": 1, "Columns": 1}, "1x1 px"),
        ({"Rows": 65535, "Columns": 65535}, "65535x65535 px"),
        ({"BitsStored": 7, "HighBit": 6}, "7 bits stored in 8"),
        ({"HighBit": 3}, "the highest at 3"),
        ({"BitsAllocated": 32}, "stored in 32"),
        ({"PhotometricInterpretation": "HSV"}, "HSV"),
        ({"SamplesPerPixel": 3}, "3 samples a pixel of MONOCHROME2"),
        ({"NumberOfFrames": "-2"}, "-2 frames"),
        ({"PixelRepresentation": None, "BitsStored": None}, "damaged data set"),
    ],
)
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_what_cannot_be_read_faithfully_is_refused(tmp_path, changes, found):
    """No guess is made about layout, coding or time."""
    path = write_dicom(tmp_path / "a", FRAMES, **changes)
    with pytest.raises(InputError) as caught:
        open_video(path)
    assert found in caught.value.found


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless])
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_coding_without_a_decoder_is_named(tmp_path, syntax):
    """The message names the transfer syntax."""
    path = write_dicom(tmp_path / "a", FRAMES)
    data = pydicom.dcmread(path)
    data.file_meta.TransferSyntaxUID = syntax
    data["PixelData"].is_undefined_length = True
    data.PixelData = pydicom.encaps.encapsulate([b"\0" * 10] * 5)
    data.save_as(path)
    with pytest.raises(InputError, match=syntax.name.split(" (", maxsplit=1)[0]):
        open_video(path)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_is_unpacked(tmp_path):
    """A deflated data set of some 60 kB holds 64 MB of zeros: it is refused, and not unpacked."""
    path = write_dicom(tmp_path / "a", FRAMES)
    data = pydicom.dcmread(path)
    data.add_new(0x00091010, "OB", bytes(64 << 20))
    data.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    data.save_as(path)
    assert path.stat().st_size < 1 << 17
    tracemalloc.start()
    with pytest.raises(InputError, match="deflated as a whole"):
        open_video(path)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_rle_lossless_gives_the_very_pixels(tmp_path):
    """Packed by pydicom, unpacked by pydicom."""
    path = write_dicom(tmp_path / "a", FRAMES)
    data = pydicom.dcmread(path)
    data.compress(RLELossless, generate_instance_uid=False)
    data.save_as(path)
    np.testing.assert_array_equal([frame.pixels for frame in open_video(path).frames()], FRAMES)


def write_jpeg(path, pictures, photometric="MONOCHROME2"):
    """Write coded pictures as a JPEG Baseline multi-frame image."""
    write_dicom(path, FRAMES[: len(pictures)], PhotometricInterpretation=photometric)
    data = pydicom.dcmread(path)
    data.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    data.PixelData = pydicom.encaps.encapsulate(pictures)
    data["PixelData"].is_undefined_length = True
    data.save_as(path)
    return path


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_one_lost_jpeg_picture_costs_itself_alone(tmp_path):
    """The others keep their times, and the loss is said."""
    coded = [write_picture(tmp_path / "p.jpg", frame, "mjpeg").read_bytes() for frame in FRAMES[:3]]
    video = open_video(write_jpeg(tmp_path / "a", [coded[0], b"lost" * 10, coded[2]]))
    frames = list(video.frames())
    np.testing.assert_allclose([frame.t_s for frame in frames], [0, 0.08])
    assert np.abs(frames[1].pixels.astype(int) - FRAMES[2]).mean() < 3
    assert video.warnings == ("1 packets were damaged",)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_jpeg_pictures_of_another_size_or_in_rgb_are_refused(tmp_path):
    """The header and the pictures must agree, and so must decoders about the colours."""
    coded = write_picture(tmp_path / "p.jpg", pattern(40, 64), "mjpeg").read_bytes()
    with pytest.raises(InputError, match="a picture of 40 rows and 64 columns"):
        open_video(write_jpeg(tmp_path / "a", [coded]))
    path = write_jpeg(tmp_path / "b", [coded])
    data = pydicom.dcmread(path)
    data.PhotometricInterpretation, data.SamplesPerPixel = "RGB", 3
    data.save_as(path)
    with pytest.raises(InputError, match="decoders disagree"):
        open_video(path)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_dicom_file_changed_during_the_run_is_refused(tmp_path):
    """The frames must be of the bytes that were digested."""
    path = write_dicom(tmp_path / "a", FRAMES)
    video = open_video(path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InputError, match="changed on disk"):
        list(video.frames())


@pytest.mark.parametrize("cut", [140, 200, 400])
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_header_that_breaks_off_is_refused(tmp_path, cut):
    """A DICOM prefix alone makes no image."""
    path = write_dicom(tmp_path / "a", FRAMES)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError):
        open_video(path)


def test_frames_timed_by_a_rate_and_rescaled_values_are_warned_of(tmp_path):
    """What is not applied or not the frame's own is said."""
    path = write_dicom(tmp_path / "a", FRAMES, FrameTime=None, CineRate="50", RescaleSlope="2")
    video = open_video(path)
    assert video.nominal_rate_hz == 50
    video = open_video(write_dicom(tmp_path / "b", FRAMES, RescaleSlope="2"))
    assert any("rescale" in text for text in video.warnings)


@pytest.mark.verifies("SRS-019", purpose="implementation")
def test_identifier_leaked_count_is_zero_in_all_that_a_video_says(tmp_path):
    """Name, number and birth date stand in the header and nowhere else, damaged attributes included."""
    secrets = {"PatientName": "SECRET^NAME", "PatientID": "SECRET-4711", "PatientBirthDate": "19700101"}
    path = write_dicom(tmp_path / "a", FRAMES, **secrets, InstitutionName="SECRET HOUSE")
    video = open_video(path)
    list(video.frames())
    said = f"{video!r} {video.warnings} {[vars(type(video)) and video.description]}"
    identifier_leaked = sum(text in said for text in ("SECRET", "4711", "19700101"))
    assert b"SECRET^NAME" in path.read_bytes()
    assert identifier_leaked == 0
