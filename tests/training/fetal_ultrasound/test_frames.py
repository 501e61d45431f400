"""Training sees phantoms alone, of its own patients, prepared as the device prepares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from bedside.fetal_ultrasound.interface import PLANES, STYLES  # noqa: E402
from bedside.fetal_ultrasound.processing.layout import condition_vector, field_of_view  # noqa: E402
from training.fetal_ultrasound import frames  # noqa: E402
from training.fetal_ultrasound.frames import Frames, batch_of, data_scale, grey_quantiles, rendered  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.verifies("SRS-182", purpose="implementation")
def test_phantoms_are_kept_and_taken_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the cache is not rendered again, and is the same to the byte; other patients are added."""
    monkeypatch.setattr(frames, "SHARD", 3)
    said: list[str] = []
    first = rendered(tmp_path, 128, range(4), said.append)
    again = rendered(tmp_path, 128, range(6), said.append)
    assert len(said) == 2  # shards of three: both were made at first
    assert (len(first), len(again)) == (4, 6)
    assert np.array_equal(first.images, again.images[:4])
    assert not np.array_equal(again.images[0], again.images[1])


@pytest.mark.verifies("SRS-182", purpose="negative")
def test_a_patient_of_verification_is_refused(tmp_path: Path) -> None:
    """No network may see what verification measures it by; nothing is written."""
    last = frames.VERIFICATION_FROM
    with pytest.raises(ValueError, match="verification"):
        rendered(tmp_path, 128, range(last - 1, last + 1), lambda _: None)
    assert not list(tmp_path.iterdir())


def test_planes_and_styles_come_equally_often(few: Frames) -> None:
    """Twenty patients in a row have every plane four times and every style five times."""
    assert np.bincount(few.planes).tolist() == [4] * len(PLANES)
    assert np.bincount(few.styles).tolist() == [5] * len(STYLES)


@pytest.mark.verifies("SRS-182", purpose="implementation")
def test_a_batch_is_prepared_by_the_device(few: Frames) -> None:
    """The condition is the device's own vector, and black outside the field of view that the layout shows."""
    batch = batch_of(few, np.array([6, 17]))
    assert batch.images.shape == (2, 1, 128, 128)
    assert batch.layouts.shape == (2, 4, 128, 128)
    asked = few.condition(17)
    assert asked.plane == PLANES[17 % 5]
    assert np.array_equal(batch.conditions[1].numpy(), condition_vector(asked))
    outside = batch.layouts[:, 3:4] < 0.5
    assert float(batch.images[outside].max()) == -1.0


def test_the_data_scale_has_its_ends_at_black_and_white() -> None:
    """0 is -1 and 255 is 1."""
    ends = data_scale(np.array([[[0, 255]]], dtype=np.uint8))
    assert ends.flatten().tolist() == [-1.0, 1.0]


def test_quantiles_are_of_the_field_of_view_alone(few: Frames) -> None:
    """An image of 7 within the field of view and 200 outside has 33 times the 7."""
    seen = [field_of_view(STYLES[style], 128) for style in few.styles]
    images = np.where(np.stack(seen), 7, 200).astype(np.uint8)
    made = Frames(images, few.planes, few.styles, few.outlines, few.ages_weeks, few.spacings_mm)
    assert grey_quantiles(made) == {style: [7.0] * 33 for style in STYLES}
    rising = grey_quantiles(few)[STYLES[0]]
    assert rising == sorted(rising)
    assert rising[-1] > rising[0]


def test_the_cache_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$BEDSIDE_CACHE, and a folder of the item's own in it."""
    monkeypatch.setenv("BEDSIDE_CACHE", str(tmp_path))
    assert frames.cache_folder() == tmp_path / "fetal_ultrasound"
