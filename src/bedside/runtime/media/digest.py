"""Which bytes an input was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits, in constant memory.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def files_sha256(paths: Sequence[Path]) -> str:
    """SHA-256 over the names and digests of several files, in the given order.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.name}\0{file_sha256(path)}\n".encode())
    return whole.hexdigest()


def unreadable(path: Path, error: OSError) -> InputError:
    """Tell why the system refused to read ``path``."""
    return InputError(path, "a file that this user may read", error.strerror or type(error).__name__)


def fingerprint(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in ns: whether a file is still the one that was digested.

    Raises
    ------
    InputError
        The file is gone or cannot be looked at.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return state.st_size, state.st_mtime_ns
