"""Pictures and what is stripped of them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.readers import ReaderStudyError
from bench.readers.pictures import encoded, read_folder, refuse_unlike
from reader_study import write_pictures


@pytest.mark.verifies("RC-069", purpose="effectiveness")
def test_nothing_but_pixels_is_left_of_a_file(tmp_path: Path) -> None:
    """Texts of a header that name what a picture is would be truth_in_page."""
    folders = write_pictures(tmp_path)
    before = (folders.real / "real_00.png").read_bytes()
    assert b"this one is real" in before
    for png in encoded(read_folder(folders.real)):
        truth_in_page = [
            chunk for chunk in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"iCCP", b"real") if chunk in png
        ]
        assert truth_in_page == []


def test_one_picture_becomes_the_same_bytes_however_its_file_was_written(tmp_path: Path) -> None:
    """Grey, grey as colour, with a palette, packed more or less: the size of a file tells nothing."""
    pixels = np.random.default_rng(1).integers(0, 256, (9, 11), dtype=np.uint8)
    grey = Image.fromarray(pixels)
    grey.save(tmp_path / "a.png", compress_level=0)
    grey.convert("RGB").save(tmp_path / "b.png")
    grey.convert("P").save(tmp_path / "c.png")
    assert len(set(encoded(read_folder(tmp_path)))) == 1


def test_pixels_are_kept_exactly(tmp_path: Path) -> None:
    """In colour as well, where one picture of the study has any."""
    colour = np.random.default_rng(2).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    Image.fromarray(colour).save(tmp_path / "a.png")
    Image.fromarray(colour[..., 0]).save(tmp_path / "b.png")
    pictures = read_folder(tmp_path)
    assert np.array_equal(pictures[0].pixels, colour)
    assert np.array_equal(pictures[1].pixels[..., 2], colour[..., 0])
    assert {png[25] for png in encoded(pictures)} == {
        2
    }  # the colour type of a PNG's header: truecolour for both


def test_pictures_of_several_sizes_are_refused(tmp_path: Path) -> None:
    """A size that only one kind has would tell the kind."""
    folders = write_pictures(tmp_path, 2, 2)
    Image.fromarray(np.zeros((16, 25), np.uint8)).save(folders.synthetic / "other.png")
    with pytest.raises(ReaderStudyError, match="24x16, 25x16; crop them first"):
        refuse_unlike(read_folder(folders.real), read_folder(folders.synthetic), tmp_path)


def test_a_picture_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Under two names it would be judged twice, and could be both real and synthetic."""
    folders = write_pictures(tmp_path, 2, 2)
    (folders.synthetic / "copy.png").write_bytes((folders.real / "real_01.png").read_bytes())
    with pytest.raises(ReaderStudyError, match=r"real_01\.png and copy\.png show the same pixels"):
        refuse_unlike(read_folder(folders.real), read_folder(folders.synthetic), tmp_path)


@pytest.mark.parametrize(
    ("pixels", "mode"),
    [(np.zeros((4, 4, 4), np.uint8), "RGBA"), (np.zeros((4, 4), np.uint16), "I;16")],
)
def test_what_a_screen_would_show_otherwise_is_refused(pixels: np.ndarray, mode: str, tmp_path: Path) -> None:
    """See-through pixels depend on what lies behind, sixteen bits on a window that nobody chose."""
    Image.fromarray(pixels).save(tmp_path / "a.png")
    with pytest.raises(ReaderStudyError, match=f"8 bits is needed, found mode {mode}"):
        read_folder(tmp_path)


def test_no_pictures_and_broken_ones_are_refused_by_name(tmp_path: Path) -> None:
    """One line says which file or folder it is."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(ReaderStudyError, match="no PNG files here"):
            read_folder(folder)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(ReaderStudyError, match=r"broken\.png: it cannot be read as PNG"):
        read_folder(tmp_path)
