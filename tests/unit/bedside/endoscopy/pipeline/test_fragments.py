"""A film in fragments plays up to its last fragment, wherever the writing broke off."""

import errno
import io
from contextlib import suppress

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.pipeline.fragments import FragmentedFilm, WholeFragments
from bedside.runtime.media import open_video

RATE_HZ = 25


class Disk(io.BytesIO):
    """A raw file in memory, which is full at some size and may write less than it is asked to."""

    def __init__(self, room=10**9, step=10**9):
        super().__init__()
        self.room, self.step = room, step

    def write(self, data):
        """Write at most a step of it, as long as there is room."""
        free = self.room - self.tell()
        if free <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[: min(free, self.step)])


def box(kind, size):
    """Make a box of so many bytes."""
    return size.to_bytes(4) + kind + bytes(size - 8)


def pictures(count, width=64, height=48):
    """Draw pictures that differ, at 25 a second."""
    rows, columns = np.mgrid[:height, :width]
    for number in range(count):
        drawn = np.stack([(columns + 7 * number) % 256, rows * 2, rows * 0 + 90], axis=-1)
        yield number / RATE_HZ, drawn.astype(np.uint8)


def written(path, data):
    """Open bytes as a film."""
    path.write_bytes(data)
    video = open_video(path)
    return list(video.frames()), video


@given(
    st.lists(
        st.tuples(st.sampled_from([b"ftyp", b"moov", b"moof", b"mdat"]), st.integers(8, 60)), max_size=12
    ),
    st.integers(1, 50),
    st.integers(1, 9),
)
def test_a_file_ends_with_a_whole_fragment_however_the_bytes_come(boxes, piece, step):
    """In pieces of any size, onto a disk that takes any number of bytes at a time."""
    data = b"".join(box(*each) for each in boxes)
    ends, at = {0}, 0
    for kind, size in boxes:
        at += size
        if kind in {b"moov", b"mdat"}:
            ends.add(at)
    disk = Disk(step=step)
    fragments = WholeFragments(disk)
    for start in range(0, len(data), piece):
        assert fragments.write(data[start : start + piece]) == len(data[start : start + piece])
        assert disk.getvalue() == data[: fragments.length]
        assert fragments.length in ends
    assert fragments.length == max(ends)


@pytest.mark.verifies("RC-044", purpose="implementation")
def test_a_full_disk_leaves_the_fragments_before_it_and_takes_nothing_more():
    """The fragment that did not fit is cut off."""
    disk = Disk(room=100)
    fragments = WholeFragments(disk)
    fragments.write(box(b"moov", 60))
    with pytest.raises(OSError, match="No space"):
        fragments.write(box(b"mdat", 60))
    assert disk.getvalue() == box(b"moov", 60)
    assert fragments.write(box(b"mdat", 10)) == 10
    assert disk.getvalue() == box(b"moov", 60)


@pytest.mark.verifies("RC-043", purpose="implementation")
def test_what_is_on_the_disk_plays_at_every_moment(tmp_path):
    """After each picture, all but what has come since the last fragment can be played, without a warning."""
    disk = Disk()
    film = FragmentedFilm(disk)
    for number, (t_s, picture) in enumerate(pictures(60)):
        film.add(t_s, picture)
        if number % 6 == 5 and number > 6:
            frames, video = written(tmp_path / "now.mp4", disk.getvalue())
            recording_lost_s = t_s - frames[-1].t_s
            assert recording_lost_s <= 0.3
            assert video.warnings == ()
    film.close()
    frames, video = written(tmp_path / "whole.mp4", disk.getvalue())
    assert len(frames) == 60
    np.testing.assert_allclose([frame.t_s for frame in frames], [n / RATE_HZ for n in range(60)], atol=1e-4)
    assert (video.width, video.height) == (64, 48)


@pytest.mark.verifies("RC-043", purpose="implementation")
def test_a_file_cut_off_anywhere_plays_up_to_there(tmp_path):
    """As a system leaves it that goes down within a write."""
    disk = Disk()
    film = FragmentedFilm(disk)
    for t_s, picture in pictures(50):
        film.add(t_s, picture)
    data = disk.getvalue()
    sizes = np.linspace(len(data) / 3, len(data) - 1, 8).astype(int)
    played = [len(written(tmp_path / "cut.mp4", data[:size])[0]) for size in sizes]
    assert played == sorted(played)
    assert played[0] >= 7
    assert played[-1] > played[0]


@pytest.mark.verifies("RC-044", purpose="implementation")
def test_a_film_on_a_full_disk_ends_playable(tmp_path):
    """The error is the system's own, and closing adds nothing and raises nothing."""
    disk = Disk(room=20_000)
    film, count = FragmentedFilm(disk), 0
    while not film._file.broken:
        with suppress(OSError):
            film.add(count / RATE_HZ, next(pictures(1))[1] + np.uint8(count % 50))
            count += 1
    film.close()
    frames, video = written(tmp_path / "full.mp4", disk.getvalue())
    assert 0 < count - len(frames) <= 8
    assert video.warnings == ()


def test_a_film_begins_anew_each_second_and_keeps_uneven_times(tmp_path):
    """A picture that needs no other, at least once a second of the film's own time."""
    disk = Disk()
    film = FragmentedFilm(disk)
    times_s = [7.0, 7.04, 7.3, 8.1, 8.14, 9.0, 9.05, 9.2, 10.5]
    for t_s, (_, picture) in zip(times_s, pictures(9, width=63, height=47), strict=True):
        film.add(t_s, picture)
    film.close()
    frames, video = written(tmp_path / "uneven.mp4", disk.getvalue())
    np.testing.assert_allclose([frame.t_s for frame in frames], np.array(times_s) - 7.0, atol=1e-4)
    assert (video.width, video.height) == (64, 48)
    assert _key_times_s(tmp_path / "uneven.mp4") == pytest.approx([0.0, 1.1, 2.2, 3.5], abs=1e-3)


def test_a_film_of_nothing_is_nothing():
    """No picture, no byte."""
    disk = Disk()
    FragmentedFilm(disk).close()
    assert disk.getvalue() == b""


def _key_times_s(path):
    with av.open(str(path)) as container:
        return [float(p.pts * p.time_base) for p in container.demux(video=0) if p.is_keyframe and p.size]
