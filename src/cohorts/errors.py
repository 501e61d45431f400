"""Every failure of a reader is one of these; each carries its evidence and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class DatasetError(Exception):
    """The root of the readers' errors."""


class ManifestError(DatasetError):
    """A manifest does not say what it must."""

    def __init__(self, path: str | Path, expected: str, found: str) -> None:
        super().__init__(path, expected, found)
        self.path, self.expected, self.found = path, expected, found

    def __str__(self) -> str:
        return f"manifest {self.path}: expected {self.expected}, found {self.found}."


class MissingPathError(DatasetError):
    """A file or folder is not where the data set's layout has it.

    Parameters
    ----------
    path
        Where it was looked for.
    expected
        What should be there, as a noun phrase.
    """

    def __init__(self, path: str | Path, expected: str) -> None:
        super().__init__(path, expected)
        self.path, self.expected = path, expected

    def __str__(self) -> str:
        return f"{self.path} is missing: there should be {self.expected}. Nothing is downloaded; add it."


class ContentError(DatasetError):
    """A file holds something else than the data set's layout says, so that its labels cannot be trusted.

    Parameters
    ----------
    path
        The file or folder.
    expected, found
        What it should hold and what it holds.
    """

    def __init__(self, path: str | Path, expected: str, found: str) -> None:
        super().__init__(path, expected, found)
        self.path, self.expected, self.found = path, expected, found

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, found {self.found}. Compare the copy with its source."


class IncompleteError(DatasetError):
    """A whole data set was asked for and only part of it is there.

    Parameters
    ----------
    name
        The data set.
    missing
        Each thing that is missing, with its place.
    """

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        super().__init__(name, tuple(missing))
        self.name, self.missing = name, tuple(missing)

    def __str__(self) -> str:
        shown = "; ".join(self.missing[:5])
        more = f"; and {len(self.missing) - 5} more" if len(self.missing) > 5 else ""
        return f"{self.name}: only a part is here. Missing: {shown}{more}."


class LeakageError(DatasetError):
    """The same video, or the same patient, stands on two sides of a split.

    Parameters
    ----------
    sides
        The two sides.
    videos
        The videos or patients that both have.
    """

    def __init__(self, sides: tuple[str, str], videos: Sequence[str]) -> None:
        super().__init__(sides, tuple(videos))
        self.sides, self.videos = sides, tuple(videos)

    def __str__(self) -> str:
        shown = ", ".join(self.videos[:10])
        more = f"; and {len(self.videos) - 10} more" if len(self.videos) > 10 else ""
        return (
            f"{' and '.join(self.sides)} share {len(self.videos)} video(s) or patient(s): {shown}{more}. "
            "Pictures of one video or patient resemble each other: split by whole videos or patients."
        )
