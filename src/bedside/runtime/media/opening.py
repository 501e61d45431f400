"""Which reader an input needs."""

from __future__ import annotations

from pathlib import Path

from bedside.runtime.errors import InputError
from bedside.runtime.media.container import open_device, open_file
from bedside.runtime.media.dicom import is_dicom, open_dicom
from bedside.runtime.media.image_folder import open_folder
from bedside.runtime.media.video import ReadOptions, Video


def open_video(source: str | Path, options: ReadOptions | None = None) -> Video:
    """Open a video file, a folder of pictures, a camera (``/dev/video*``) or a DICOM multi-frame file.

    Implements RC-011.

    Parameters
    ----------
    source
        A local path. Addresses (``http:…``) are not opened.
    options
        How to read it.

    Raises
    ------
    InputError
        There is nothing there, or nothing that can be read as a video.
    """
    path, options = Path(source), options or ReadOptions()
    if str(path).startswith("/dev/video"):
        return open_device(path, options)
    if path.is_dir():
        return open_folder(path, options)
    if not path.exists():
        raise InputError(path, "the path of a video file, a folder of pictures or a camera", "nothing there")
    if not path.is_file():
        raise InputError(path, "a regular file, a folder of pictures or a camera", "neither")
    return open_dicom(path, options) if is_dicom(path) else open_file(path, options)
