"""A written video holds every picture at its own time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from bedside.runtime.errors import OutputError
from bedside.runtime.film import write_film

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _pictures(count: int, height: int = 48, width: int = 64) -> list[np.ndarray]:
    return [np.full((height, width, 3), 20 + 9 * k, np.uint8) for k in range(count)]


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_pictures_keep_their_uneven_times_and_their_light(tmp_path: Path) -> None:
    """Uneven times come back within a tenth of a millisecond, from the first on; grey within three steps."""
    times = [5.0, 5.01, 5.05, 5.06, 5.2]
    count = write_film(tmp_path / "film.mp4", zip(times, _pictures(5), strict=True))
    with av.open(str(tmp_path / "film.mp4")) as container:
        frames = list(container.decode(video=0))
    assert count == len(frames) == 5
    for frame, t_s, picture in zip(frames, times, _pictures(5), strict=True):
        assert float(frame.pts * frame.time_base) == pytest.approx(t_s - 5.0, abs=1e-4)
        assert abs(float(frame.to_ndarray(format="rgb24").mean()) - picture.mean()) < 3


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_an_odd_side_grows_by_one_pixel(tmp_path: Path) -> None:
    """The picture lies unmoved in the even frame."""
    write_film(tmp_path / "film.mp4", [(0.0, picture) for picture in _pictures(1, 49, 65)])
    with av.open(str(tmp_path / "film.mp4")) as container:
        (frame,) = container.decode(video=0)
    assert (frame.width, frame.height) == (66, 50)


@pytest.mark.verifies("SRS-114", purpose="implementation")
def test_a_comment_stays_with_the_film(tmp_path: Path) -> None:
    """Read back from the file's metadata; without one there is none."""
    write_film(tmp_path / "said.mp4", [(0.0, _pictures(1)[0])], "what it is · of which input")
    write_film(tmp_path / "silent.mp4", [(0.0, _pictures(1)[0])])
    with av.open(str(tmp_path / "said.mp4")) as said, av.open(str(tmp_path / "silent.mp4")) as silent:
        assert said.metadata["comment"] == "what it is · of which input"
        assert "comment" not in silent.metadata


@pytest.mark.verifies("SRS-012", purpose="negative")
def test_a_place_that_cannot_be_written_is_our_error(tmp_path: Path) -> None:
    """A folder that is not there is named, with what to do."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_film(tmp_path / "nowhere" / "film.mp4", [(0.0, _pictures(1)[0])])


@pytest.mark.verifies("SRS-012", purpose="negative")
@pytest.mark.parametrize(
    "error", [ValueError("shapes differ"), OSError("the source is gone"), KeyboardInterrupt()]
)
def test_what_the_making_of_the_pictures_raises_is_not_blamed_on_the_disk(
    error: BaseException, tmp_path: Path
) -> None:
    """It comes through as it was: nobody is told to free space for a defect elsewhere."""

    def pictures() -> Iterator[tuple[float, np.ndarray]]:
        yield 0.0, _pictures(1)[0]
        raise error

    with pytest.raises(type(error)) as raised:
        write_film(tmp_path / "film.mp4", pictures())
    assert raised.value is error


@pytest.mark.verifies("SRS-012", purpose="negative")
def test_a_picture_that_cannot_be_encoded_is_our_error(tmp_path: Path) -> None:
    """One of another size than the first."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_film(tmp_path / "film.mp4", [(0.0, _pictures(1)[0]), (0.1, np.zeros((4, 4), np.uint8))])
