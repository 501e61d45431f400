"""The folder that results go to: whole files or none, and ``result.json`` only when all else is there."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bedside.runtime.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RESULT = "result.json"
_PART = ".bedside-part-"
_REMEDIES = {
    errno.ENOSPC: "Free some space, or give another folder.",
    errno.EDQUOT: "Free some of your quota, or give another folder.",
    errno.EROFS: "Give a folder on a disk that may be written to.",
    errno.EACCES: "Give a folder that this user may write to.",
    errno.EPERM: "Give a folder that this user may write to.",
    errno.ENOTDIR: "Give a folder, not a path below a file.",
    errno.EEXIST: "Give a folder, not a file.",
}


class OutputFolder:
    """A run's output. The presence of ``result.json`` means that the run was whole.

    An older ``result.json`` is removed first, then the other ``names`` of an older run. Each file is written
    under a temporary name in the same folder, flushed to the disk and moved into place. ``finish`` writes
    ``result.json``, last. Leaving the ``with`` block early leaves no temporary and no ``result.json``.

    Parameters
    ----------
    path
        Made where it does not exist.
    names
        Files that an older run may have left and that shall not be taken for this run's.

    Raises
    ------
    OutputError
        The path is a file, read-only or on a full disk.
    """

    def __init__(self, path: str | Path, names: Sequence[str] = ()) -> None:
        self.path = Path(path)
        self._finished = False
        with _mapped(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            for name in (RESULT, *names):
                (self.path / _plain(name)).unlink(missing_ok=True)
        self._sweep()
        self._prove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sweep()

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """Lend a temporary path with the suffix of ``name``; on success it becomes the file, else it goes.

        Raises
        ------
        OutputError
            The file cannot be written, or the run is already finished.
        """
        if name == RESULT:
            raise ValueError(f"{RESULT} is written by finish() alone")
        with self._placed(name) as part:
            yield part

    def write_bytes(self, name: str, data: bytes) -> Path:
        """Write one whole file.

        Returns
        -------
        Its path.

        Raises
        ------
        OutputError
            The file cannot be written, or the run is already finished.
        """
        with self.file(name) as part, _mapped(part):
            part.write_bytes(data)
        return self.path / name

    def write_text(self, name: str, text: str) -> Path:
        """Write one whole UTF-8 file with line ends as given; see ``write_bytes``."""
        return self.write_bytes(name, text.encode())

    def write_json(self, name: str, entries: Mapping[str, Any]) -> Path:
        """Write one whole JSON file in the order of the entries; see ``write_bytes``.

        Raises
        ------
        OutputError
            Also where a number is not finite, which JSON cannot say.
        """
        return self.write_bytes(name, self._json(name, entries))

    def finish(self, result: Mapping[str, Any]) -> Path:
        """Write ``result.json``, which makes the run whole. Nothing can be written after it.

        Implements RC-010.

        Returns
        -------
        Its path.

        Raises
        ------
        OutputError
            As for the other files.
        """
        data = self._json(RESULT, result)
        with self._placed(RESULT) as part, _mapped(part):
            part.write_bytes(data)
        self._finished = True
        return self.path / RESULT

    @contextmanager
    def _placed(self, name: str) -> Iterator[Path]:
        """Lend a temporary path that is moved to ``name`` when the block ends well."""
        if self._finished:
            raise OutputError(self.path / name, "the run is already finished", "Start another run.")
        final = self.path / _plain(name)
        part = final.with_name(_PART + name)
        try:
            yield part
            with _mapped(final):
                _flush(part)
                part.replace(final)
                _flush_folder(self.path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _json(self, name: str, entries: Mapping[str, Any]) -> bytes:
        try:
            text = json.dumps(entries, indent=2, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise OutputError(
                self.path / name, f"a value cannot be written ({error})", "Report this run."
            ) from error
        return f"{text}\n".encode()

    def _sweep(self) -> None:
        """Remove temporaries: this run's after a failure, a killed run's on opening."""
        with suppress(OSError):
            for part in self.path.glob(f"{_PART}*"):
                part.unlink(missing_ok=True)

    def _prove(self) -> None:
        """Write something now, so that a read-only folder is found before the work and not after it."""
        with _mapped(self.path):
            handle, name = tempfile.mkstemp(prefix=_PART, dir=self.path)
            try:
                os.write(handle, b"\0" * 4096)
            finally:
                os.close(handle)
                Path(name).unlink()


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    """Turn the system's refusal into ours."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Give another folder.")
        raise OutputError(path, f"cannot be written ({error.strerror or error})", remedy) from error


def _plain(name: str) -> str:
    if not name or Path(name).name != name or name.startswith("."):
        raise ValueError(f"an output is a plain file name, found {name!r}")
    return name


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Make the move itself durable, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
