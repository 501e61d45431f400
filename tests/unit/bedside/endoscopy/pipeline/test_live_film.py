"""The film of a live run takes pictures without waiting, hides the room, and fails alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.live_film import LATER_S, LiveFilm
from bedside.endoscopy.pipeline.sinks import Displayed
from bedside.endoscopy.processing.veil import HELD

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)


def _displayed(number: int, view: View = View.GOOD) -> Displayed:
    return Displayed(number, number / 25, view, PICTURE, annotated=True, alarm="")


def _read(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as container:
        return [(float(f.pts * f.time_base), f.to_ndarray(format="rgb24")) for f in container.decode(video=0)]


@pytest.mark.verifies("SRS-108", purpose="implementation")
def test_the_film_holds_what_was_shown_when_it_was(tmp_path: Path) -> None:
    """Times of their own, a gap where a picture was skipped, and the comment."""
    with LiveFilm(tmp_path / "film.mp4", "what it is") as film:
        for number in (0, 1, 2, 5, 6, 7, 8):
            film.show(_displayed(number))
    assert [t_s for t_s, _ in _read(tmp_path / "film.mp4")] == pytest.approx(
        [number / 25 for number in (0, 1, 2, 5, 6, 7, 8)], abs=1e-4
    )
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.metadata["comment"] == "what it is"
    assert (film.failure, film.warnings) == ("", ())


@pytest.mark.verifies("SRS-098", purpose="implementation")
def test_the_picture_that_tells_of_a_lost_source_is_kept_and_can_be_read(tmp_path: Path) -> None:
    """It has the time of the frame before; that frame is in blocks, since nothing has followed it."""
    with LiveFilm(tmp_path / "film.mp4", "") as film:
        film.show(_displayed(0))
        film.show(_displayed(1))
        film.show(_displayed(1))
    read = _read(tmp_path / "film.mp4")
    assert [t_s for t_s, _ in read] == pytest.approx([0.0, 0.04, 0.04 + LATER_S], abs=1e-4)
    fine = [bool(np.abs(np.diff(picture.astype(float), axis=1)).mean() > 15) for _, picture in read]
    assert fine == [False, False, True]


@pytest.mark.verifies("SRS-086", purpose="implementation")
def test_pictures_before_one_from_outside_the_body_are_in_blocks(tmp_path: Path) -> None:
    """Fine detail is gone from them; a picture long before keeps it."""
    with LiveFilm(tmp_path / "film.mp4", "") as film:
        for number in range(15):
            film.show(_displayed(number, View.OUT_OF_BODY if number == 12 else View.GOOD))
    fine = [np.abs(np.diff(picture.astype(float), axis=1)).mean() > 15 for _, picture in _read(film._path)]
    assert fine[: 12 - HELD] == [True] * (12 - HELD)
    assert fine[12 - HELD : 12] == [False] * HELD


@pytest.mark.verifies("SRS-108", purpose="negative")
def test_a_disk_that_refuses_ends_the_film_alone(tmp_path: Path) -> None:
    """Showing goes on without an error; what went wrong is told at the end."""
    with LiveFilm(tmp_path / "nowhere" / "film.mp4", "") as film:
        for number in range(60):
            film.show(_displayed(number))
    assert "cannot be written" in film.failure
    assert film.warnings[0].startswith("there is no overlay.mp4")


@pytest.mark.verifies("SRS-108", purpose="negative")
def test_a_defect_in_the_films_making_is_told_and_ends_the_film_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only what the disk refuses: no defect passes for a whole film."""

    def broken(*_: object) -> bool:
        raise ValueError("shapes differ")

    monkeypatch.setattr("bedside.endoscopy.safeguards.may_be_recorded", broken)
    with LiveFilm(tmp_path / "film.mp4", "") as film:
        for number in range(3):
            film.show(_displayed(number))
    assert film.failure == "ValueError: shapes differ"
    assert film.warnings[0].startswith("there is no overlay.mp4")
