"""The provenance mark is found again in what was marked, and in nothing else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bedside.fetal_ultrasound.interface import STYLES
from bedside.fetal_ultrasound.processing import mark
from bedside.fetal_ultrasound.processing.layout import field_of_view
from bedside.fetal_ultrasound.processing.mark import marked, read_mark
from limits import limit_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAYLOAD = 0xBED51DE5


def speckled(seed: int, size: int = 128, style: str = "") -> NDArray[np.uint8]:
    """Draw log-compressed Rayleigh speckle of a probe's shape, a dark hole and a bright bar in it."""
    style = style or STYLES[seed % len(STYLES)]
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size] / size
    level = 110 - 90 * (np.hypot(x - 0.45, y - 0.6) < 0.15) + 120 * (np.abs(y - 0.35 - 0.2 * x) < 0.02)
    grey = level + 60 * np.log10(rng.rayleigh(0.8, (size, size)) + 1e-3)
    return np.where(field_of_view(style, size), np.clip(np.rint(grey), 0, 255), 0).astype(np.uint8)


def as_jpeg(pixels: NDArray[np.uint8], quality: int = 50) -> NDArray[np.uint8]:
    """Return the picture after it was saved as JPEG."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


@pytest.mark.verifies("RC-052", purpose="implementation")
@pytest.mark.verifies("SRS-158", purpose="implementation")
@given(payload=st.integers(0, 2**32 - 1), seed=st.integers(0, 2**16), size=st.sampled_from([128, 256]))
@settings(max_examples=25)
def test_any_payload_is_read_back(payload: int, seed: int, size: int) -> None:
    """Of the image itself, and after JPEG at quality 50: the very number that was marked."""
    image = marked(speckled(seed, size), payload)
    mark_recovered = [read_mark(image) == payload, read_mark(as_jpeg(image)) == payload]
    assert mark_recovered == [True, True]


@pytest.mark.verifies("RC-052", purpose="implementation")
def test_a_mark_outlives_small_changes_of_light() -> None:
    """Brightened by 4 grey levels, and with noise of 3 grey levels, it reads as before."""
    image = marked(speckled(0), PAYLOAD).astype(np.float64)
    noise = np.random.default_rng(1).normal(4, 3, image.shape)
    assert read_mark(np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)) == PAYLOAD


@pytest.mark.verifies("SRS-159", purpose="implementation")
def test_nothing_is_read_in_unmarked_images() -> None:
    """Speckle of every style, even greys, black and white give no number."""
    images = [speckled(seed) for seed in range(60)]
    images += [np.full((128, 128), grey, np.uint8) for grey in range(0, 256, 5)]
    mark_false = sum(read_mark(image) is not None for image in images)
    assert mark_false == 0


@pytest.mark.verifies("SRS-159", purpose="negative")
def test_sums_on_their_levels_with_a_wrong_check_are_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark whose check bits belong to another payload scores full marks and is still refused."""
    coded = mark._coded
    with monkeypatch.context() as patch:
        patch.setattr(mark, "_coded", lambda payload: np.concatenate([coded(payload)[:32], coded(7)[32:]]))
        image = marked(speckled(2), PAYLOAD)
        assert read_mark(image) == PAYLOAD
    assert read_mark(image) is None


@pytest.mark.verifies("SRS-159", purpose="negative")
def test_right_bits_far_from_their_levels_are_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels 0.2 steps off leave every bit and the check as they were; the score alone refuses them."""
    dithers = mark._dithers
    with monkeypatch.context() as patch:
        patch.setattr(mark, "_dithers", lambda step: dithers(step) + 0.2 * step)
        image = marked(speckled(3), PAYLOAD)
    with monkeypatch.context() as patch:
        patch.setattr(mark, "LEAST_SCORE", -1.0)
        assert read_mark(image) == PAYLOAD
    assert read_mark(image) is None


@pytest.mark.verifies("RC-052", purpose="negative")
def test_a_mark_is_not_read_where_its_places_are_lost() -> None:
    """Shifted by a pixel or a block, or turned over, nothing is read, rather than a wrong number."""
    image = marked(speckled(4), PAYLOAD)
    for changed in (np.roll(image, 1, axis=1), np.roll(image, 8, axis=0), image[::-1], image.T):
        assert read_mark(changed) is None


@pytest.mark.verifies("SRS-160", purpose="implementation")
@pytest.mark.parametrize("size", [128, 256])
def test_the_mark_is_not_seen(size: int) -> None:
    """The peak signal-to-noise ratio of each image is 38 dB or more, and no pixel differs by 32 levels."""
    for seed in range(8):
        plain = speckled(seed, size)
        off = marked(plain, PAYLOAD + seed).astype(np.float64) - plain
        mark_psnr_db = 10 * np.log10(255**2 / np.mean(off**2))
        assert mark_psnr_db >= limit_of("SRS-160")
        assert np.abs(off).max() < 32


@pytest.mark.verifies("RC-052", purpose="implementation")
@pytest.mark.parametrize("size", [128, 256])
def test_black_stays_black_and_nothing_becomes_so(size: int) -> None:
    """What the scanner does not see is left untouched, pixel for pixel."""
    plain = speckled(5, size)
    before = plain.copy()
    image = marked(plain, PAYLOAD)
    assert image.dtype == np.uint8
    assert np.array_equal(image == 0, plain == 0)
    assert np.array_equal(plain, before)


def test_the_same_image_and_payload_give_the_same_bytes() -> None:
    """No chance is in it; another payload gives another image."""
    plain = speckled(6)
    assert np.array_equal(marked(plain, PAYLOAD), marked(plain, PAYLOAD))
    assert not np.array_equal(marked(plain, PAYLOAD), marked(plain, PAYLOAD + 1))


def test_an_image_marked_anew_says_the_new_payload() -> None:
    """A second mark takes the first one's place."""
    again = marked(marked(speckled(7), 1), PAYLOAD)
    assert read_mark(again) == PAYLOAD


@pytest.mark.verifies("RC-052", purpose="negative")
def test_where_no_mark_has_room_none_is_read() -> None:
    """A black image comes back as it was; one of a single grey block reads as unmarked."""
    black = np.zeros((128, 128), np.uint8)
    assert not marked(black, PAYLOAD).any()
    black[40:48, 40:48] = 90
    assert read_mark(marked(black, PAYLOAD)) is None


@pytest.mark.verifies("RC-052", purpose="implementation")
@pytest.mark.parametrize("grey", [1, 120, 255])
def test_even_images_carry_the_mark_too(grey: int) -> None:
    """Nearly black, grey or white all over: clipping leaves enough room."""
    assert read_mark(marked(np.full((128, 128), grey, np.uint8), PAYLOAD)) == PAYLOAD


@pytest.mark.verifies("RC-052", purpose="negative")
@pytest.mark.parametrize("shape", [(64, 64), (128, 256), (127, 128), (3, 128, 128), (512, 512)])
def test_another_size_is_refused(shape: tuple[int, ...]) -> None:
    """Neither marked nor read: the patterns are of 128 and 256 pixels."""
    image = np.full(shape, 90, np.uint8)
    with pytest.raises(ValueError, match="128 x 128 or 256 x 256"):
        marked(image, PAYLOAD)
    with pytest.raises(ValueError, match="128 x 128 or 256 x 256"):
        read_mark(image)


@pytest.mark.parametrize("payload", [-1, 2**32])
def test_a_payload_of_more_than_32_bits_is_refused(payload: int) -> None:
    """The message says what is allowed."""
    with pytest.raises(ValueError, match="0 to 4294967295"):
        marked(speckled(8), payload)


def test_the_patterns_are_orthonormal_waves_under_signs_of_unit_length() -> None:
    """So that a step is in grey levels, and an amount moves its own sum by as much."""
    assert mark._waves() @ mark._waves().T == pytest.approx(np.eye(10), abs=1e-12)
    for size in (128, 256):
        patterns = mark._patterns(size)
        assert np.linalg.norm(patterns, axis=1) == pytest.approx(np.ones(48))
        amounts = np.arange(48.0)
        assert mark._sums(mark._painted(amounts, size)) == pytest.approx(patterns @ patterns.T @ amounts)
