"""Annotation files in rows, read strictly: a row too few shifts every label behind it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from cohorts.errors import ContentError, MissingPathError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def read_rows(path: Path, header: Sequence[str], delimiter: str) -> list[list[str]]:
    """Read the rows below a header; every row has as many cells as it, spaces around them left out.

    Parameters
    ----------
    header
        The names in the first row; without any, ``path`` has no header and the first row says how many cells.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets write a byte order mark
            rows = [[cell.strip() for cell in row] for row in csv.reader(file, delimiter=delimiter) if row]
    except FileNotFoundError as error:
        raise MissingPathError(path, "an annotation file") from error
    except UnicodeDecodeError as error:
        raise ContentError(path, "text", str(error)) from error
    if header and (not rows or rows[0] != list(header)):
        raise ContentError(path, f"the header {' '.join(header)}", " ".join(rows[0]) if rows else "no row")
    body = rows[1:] if header else rows
    if not body:
        raise ContentError(path, "rows of labels", "none")
    for number, row in enumerate(body):
        if len(row) != len(header or body[0]):
            raise ContentError(path, f"{len(header or body[0])} cells in row {number}", f"{len(row)}")
    return body


def whole_numbers(path: Path, cells: Sequence[str]) -> NDArray[np.int64]:
    """Turn cells into (N,) whole numbers."""
    try:
        return np.array([int(cell) for cell in cells], np.int64)
    except ValueError as error:
        raise ContentError(path, "whole numbers", str(error)) from error


def check_steps(path: Path, index: NDArray[np.int64], step: int) -> None:
    """Check that an index runs 0, step, 2 step, … without a gap.

    Raises
    ------
    ContentError
        A row is missing, doubled or out of order; it says which.
    """
    expected = np.arange(index.size) * step
    wrong = np.flatnonzero(index != expected)
    if wrong.size:
        row = int(wrong[0])
        raise ContentError(path, f"index {expected[row]} in row {row}", f"{index[row]}")
