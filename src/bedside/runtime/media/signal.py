"""Signals sampled over time, and the CSV file that a video-oculography system exports."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.runtime.errors import InputError
from bedside.runtime.media.digest import file_sha256, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MAX_BYTES = 128 * 1024 * 1024
TIME = "t_s"


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """Values over time. Rates may be uneven and are kept; a gap is NaN.

    Parameters
    ----------
    t_s
        (N,) float64, s, finite and strictly increasing.
    values
        (N, C) float64, each finite or NaN.
    names, units
        C of each.
    sha256
        Of the file that it was read from; empty for none.

    Raises
    ------
    ValueError
        A field refuses its value.
    """

    t_s: NDArray[np.float64]  # (N,)
    values: NDArray[np.float64]  # (N, C)
    names: tuple[str, ...]
    units: tuple[str, ...]
    sha256: str = ""

    def __post_init__(self) -> None:
        count, channels = self.t_s.size, len(self.names)
        if self.t_s.shape != (count,) or self.values.shape != (count, channels) or count == 0:
            raise ValueError(f"a signal is (N,) and (N, C), found {self.t_s.shape} and {self.values.shape}")
        if len(self.units) != channels or len(set(self.names)) != channels:
            raise ValueError(f"a signal has a name and a unit a column, found {self.names} and {self.units}")
        if not np.isfinite(self.t_s).all() or (np.diff(self.t_s) <= 0).any():
            raise ValueError("a signal's times are finite and strictly increasing")
        if np.isinf(self.values).any():
            raise ValueError("a signal's values are finite, or NaN for a gap")

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return the (N,) column of that name."""
        return self.values[:, self.names.index(name)]


def read_signal(path: Path, names: Sequence[str] = ("x_deg", "y_deg")) -> Signal:
    """Read a CSV of time stamps and values; further columns are ignored, the order is free.

    Parameters
    ----------
    path
        UTF-8, comma-separated, a header line first. An empty cell or ``nan`` is a gap.
    names
        The columns to read besides ``t_s``; the unit is what follows the last underscore.

    Returns
    -------
    Signal with one column a name.

    Raises
    ------
    InputError
        The file is empty, too large, no such CSV, or a row is wrong; the row is named by its line.
    """
    _check_file(path, names)
    sha256 = file_sha256(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            times, values = _columns(path, csv.reader(file, strict=True), names)
    except OSError as error:
        raise unreadable(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(path, _expected(names), f"no readable text ({error})") from error
    units = tuple(name.rpartition("_")[2] for name in names)
    return Signal(times, values, tuple(names), units, sha256)


def _expected(names: Sequence[str]) -> str:
    return (
        f"a UTF-8 CSV file with the columns {', '.join((TIME, *names))}; t_s in s, an empty cell where lost"
    )


def _check_file(path: Path, names: Sequence[str]) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    if size == 0:
        raise InputError(path, _expected(names), "an empty file (0 bytes)")
    if size > MAX_BYTES:
        raise InputError(path, f"a file of at most {MAX_BYTES // 2**20} MiB", f"{size / 2**20:.0f} MiB")


def _columns(path: Path, reader: Any, names: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Read the (N,) times and (N, C) values of a reader whose first line is the header."""
    header = [cell.strip() for cell in next(reader, [])]
    places = _places(path, header, names)
    times: list[float] = []
    flat: list[float] = []
    for row in reader:
        if not row:
            continue
        line = reader.line_num
        if len(row) != len(header):
            raise _wrong(path, line, f"{len(row)} cells under {len(header)} headings")
        times.append(_time(path, line, row[places[0]], times))
        flat.extend(_number(path, line, row[place], gap=True) for place in places[1:])
    if not times:
        raise InputError(path, _expected(names), "a header and no row")
    return np.array(times), np.array(flat).reshape(len(times), len(names))


def _places(path: Path, header: list[str], names: Sequence[str]) -> list[int]:
    """Where in a row the time and each name lie; every one must be there once."""
    wanted = (TIME, *names)
    for name in wanted:
        if header.count(name) != 1:
            found = ", ".join(header)[:120] or "an empty first line"
            raise InputError(
                path, _expected(names), f"{header.count(name)} columns named {name} (header: {found})"
            )
    return [header.index(name) for name in wanted]


def _time(path: Path, line: int, cell: str, before: list[float]) -> float:
    t_s = _number(path, line, cell, gap=False)
    if before and t_s <= before[-1]:
        raise _wrong(path, line, f"the time {t_s} s, not after {before[-1]} s")
    return t_s


def _number(path: Path, line: int, cell: str, *, gap: bool) -> float:
    text = cell.strip()
    if gap and (not text or text.lower() == "nan"):
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value) or "_" in text:
        raise _wrong(path, line, f"{text[:40]!r} where a number belongs")
    return value


def _wrong(path: Path, line: int, found: str) -> InputError:
    return InputError(
        path,
        "a number in each cell, times that increase, and nothing where the eye was lost",
        f"in line {line} {found}",
    )
