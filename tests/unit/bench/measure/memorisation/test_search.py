"""Copies of training pictures, planted and not."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from bench.measure.memorisation import (
    CopyThreshold,
    Fingerprints,
    Nearest,
    copies,
    copy_rate,
    copy_threshold,
    fingerprints,
    nearest,
)
from bench.measure.memorisation.search import MIN_UNSEEN

pytestmark = pytest.mark.verifies("SRS-188", purpose="implementation")

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _pictures(seed: int, number: int) -> np.ndarray:
    """Draw pictures that share their layout, a bright ring in a dark field, each with grain of its own."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:128, :128] - 63.5
    drawn = []
    for _ in range(number):
        ring = np.hypot(rows / random.uniform(30, 40), columns / random.uniform(38, 50)) - 1
        layout = 60 + 110 * np.exp(-((ring / 0.08) ** 2)) - 30 * (ring < 0)
        grain = ndimage.gaussian_filter(random.normal(size=(2, 128, 128)), (0, 1.2, 1.2))
        drawn.append(layout + 18 * np.log(np.hypot(*grain) / grain.std()))
    return np.asarray(np.clip(drawn, 0, 255), dtype=np.uint8)


def _turned(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return np.asarray(ndimage.rotate(picture, random.uniform(-5, 5), reshape=False, order=1))


def _cropped(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    top, left = random.integers(0, 14, 2)
    part = Image.fromarray(picture[top : top + 115, left : left + 115])
    return np.asarray(part.resize((128, 128), Image.Resampling.BILINEAR))


def _brightened(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return np.asarray(np.rint(255 * (picture / 255) ** random.choice([0.8, 1.25])), dtype=np.uint8)


def _compressed(picture: np.ndarray, _: np.random.Generator) -> np.ndarray:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "JPEG", quality=50)
    return np.asarray(Image.open(stored))


def _speckled(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return np.clip(picture * random.gamma(4, 1 / 4, picture.shape), 0, 255).astype(np.uint8)


def _smoothed_and_speckled(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return _speckled(ndimage.gaussian_filter(picture.astype(float), 1.5), random)


def _all_at_once(picture: np.ndarray, random: np.random.Generator) -> np.ndarray:
    for change in (_turned, _cropped, _brightened, _compressed):
        picture = change(picture[:, ::-1], random)
    return picture


CHANGES: tuple[Change, ...] = (
    lambda picture, _: picture,
    lambda picture, _: picture[::-1],
    lambda picture, _: picture[:, ::-1],
    lambda picture, _: picture[::-1, ::-1],
    _turned,
    _cropped,
    _brightened,
    _compressed,
    _speckled,
    _smoothed_and_speckled,
    _all_at_once,
)


@pytest.fixture(scope="module")
def training() -> Fingerprints:
    """Forty training pictures."""
    return fingerprints(_pictures(1, 40))


@pytest.fixture(scope="module")
def unseen(training: Fingerprints) -> Nearest:
    """Forty pictures that were never trained on, looked up."""
    return nearest(fingerprints(_pictures(2, 40)), training)


@pytest.mark.verifies("RC-061", purpose="implementation")
@pytest.mark.parametrize("change", CHANGES)
def test_a_planted_copy_is_found_whatever_hides_it(
    change: Change, training: Fingerprints, unseen: Nearest
) -> None:
    """Each of six lies well above every picture that is no copy, and names the one that it copies."""
    random = np.random.default_rng(3)
    planted = np.stack([change(picture, random) for picture in _pictures(1, 6)])
    found = nearest(fingerprints(planted), training)
    assert found.index.tolist() == list(range(6))
    assert found.margin.min() > unseen.margin.max() + 0.1


def test_pictures_of_one_layout_are_no_copies(unseen: Nearest) -> None:
    """They share the ring and nothing else."""
    assert unseen.margin.max() < 1
    assert unseen.n == 40
    assert unseen.training == 40


def test_a_search_in_parts_is_the_search(training: Fingerprints, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pictures are looked up at once."""
    pictures = fingerprints(_pictures(1, 5)[::-1])
    whole = nearest(pictures, training)
    monkeypatch.setattr("bench.measure.memorisation.search._PICTURES", 2)
    parts = nearest(pictures, training)
    assert whole.index.tolist() == parts.index.tolist() == [4, 3, 2, 1, 0]
    assert parts.margin == pytest.approx(whole.margin)


def _drawn(seed: int, number: int) -> Nearest:
    """Draw margins such as pictures that are no copies could have: a bell well below 1."""
    margin = np.random.default_rng(seed).normal(0.3, 0.08, number)
    return Nearest(np.zeros(number, dtype=np.int64), margin, 500)


@pytest.mark.verifies("RC-061", purpose="implementation")
def test_the_threshold_keeps_its_rate_on_other_pictures() -> None:
    """Set on a thousand, for one in a thousand and for one in a hundred thousand, tried on a million."""
    others = _drawn(1, 1_000_000)
    for rate in (1e-3, 1e-5):
        threshold = copy_threshold(_drawn(0, 1000), rate)
        assert copies(others, threshold).mean() <= rate
        assert threshold.margin < 0.3 + 0.08 * 6  # and not by calling everything no copy


def test_the_threshold_keeps_its_rate_where_the_tail_is_heavier_than_a_bells() -> None:
    """An exponential one, as margins of phantoms have it: within what a thousand pictures leave open."""
    margins = np.random.default_rng(5).exponential(0.1, (2, 1_000_000))
    few, others = (Nearest(np.zeros(len(m), dtype=np.int64), m, 500) for m in (margins[0, :1000], margins[1]))
    assert 3e-4 < copies(others, copy_threshold(few, 1e-3)).mean() < 3e-3


def test_no_picture_that_set_the_threshold_is_a_copy() -> None:
    """Even one that stands out among them, nor where all are alike."""
    standing_out = _drawn(0, 1000)
    standing_out.margin[7] = 0.9
    assert not copies(standing_out, copy_threshold(standing_out, 1e-2)).any()
    alike = Nearest(np.zeros(MIN_UNSEEN, dtype=np.int64), np.full(MIN_UNSEEN, 0.4), 500)
    assert not copies(alike, copy_threshold(alike, 1e-2)).any()


def test_no_copy_in_ten_thousand_has_its_exact_bound() -> None:
    """3 in 10,000 at 95 %, 3.7 at 97.5 %; one copy is counted, and the method says what was looked for."""
    threshold = CopyThreshold(0.8, 1e-5, 1000, 500)
    found = copy_rate(_drawn(2, 10_000), threshold, 0.95)
    assert (found.point, found.lower) == (0, 0)
    assert found.upper == pytest.approx(1 - 0.05 ** (1 / 10_000))
    assert found.upper == pytest.approx(0.0003, abs=1e-6)
    assert copy_rate(_drawn(2, 10_000), threshold, 0.975).upper == pytest.approx(3.69e-4, abs=1e-6)
    one = _drawn(2, 10_000)
    one.margin[0] = 0.8
    assert copy_rate(one, threshold, 0.95).point == pytest.approx(1e-4)
    for part in ("margin of 0.8000", "1e-05 of unseen pictures (1000 seen)", "500 training pictures"):
        assert part in found.method


@pytest.mark.verifies("RC-061", purpose="implementation")
@pytest.mark.parametrize("change", [_compressed, _smoothed_and_speckled])
def test_a_picture_that_was_trained_on_twice_does_not_hide_its_copy(change: Change, unseen: Nearest) -> None:
    """What is remembered most is what stood in the training set more than once."""
    random = np.random.default_rng(4)
    once = _pictures(1, 40)
    again = np.stack([_brightened(picture, random) for picture in once[:6]])
    training = fingerprints(np.concatenate([once, again]))
    found = nearest(fingerprints(np.stack([change(picture, random) for picture in once[:6]])), training)
    assert [number % 40 for number in found.index] == list(range(6))
    assert found.margin.min() > unseen.margin.max() + 0.1


@pytest.mark.verifies("SRS-188", purpose="negative")
def test_one_training_picture_is_none_to_stand_out_among() -> None:
    """A copy is told by what the others do not explain."""
    pictures = fingerprints(_pictures(1, 1))
    with pytest.raises(ValueError, match="2 training pictures or more, found 1"):
        nearest(pictures, pictures)


@pytest.mark.verifies("SRS-188", purpose="negative")
def test_a_threshold_for_another_search_is_refused() -> None:
    """Of another number of training pictures; from too few unseen ones; for no rate."""
    found = _drawn(0, 1000)
    with pytest.raises(ValueError, match="looked up in 500 training pictures, with a threshold for 499"):
        copies(found, CopyThreshold(0.8, 1e-3, 1000, 499))
    with pytest.raises(ValueError, match=f"{MIN_UNSEEN} unseen pictures or more, found 10"):
        copy_threshold(_drawn(0, 10), 1e-3)
    for rate in (0, 0.5):
        with pytest.raises(ValueError, match="false positive rate"):
            copy_threshold(found, rate)
