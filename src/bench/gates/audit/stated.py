"""Numbers that a text states, with their unit in one scale, so that 0.5 s and 500 ms are the same."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.claims import Criterion

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNITS = {
    "µs": ("time", 1e-6), "us": ("time", 1e-6), "ms": ("time", 1e-3), "millisecond": ("time", 1e-3),
    "milliseconds": ("time", 1e-3), "s": ("time", 1.0), "second": ("time", 1.0), "seconds": ("time", 1.0),
    "min": ("time", 60.0), "minute": ("time", 60.0), "minutes": ("time", 60.0), "hours": ("time", 3600.0),
    "%": ("share", 0.01), "fps": ("rate", 1.0), "1/s": ("rate", 1.0), "frames a second": ("rate", 1.0),
    "frames per second": ("rate", 1.0), "images a second": ("rate", 1.0), "images per second": ("rate", 1.0),
    "pictures a second": ("rate", 1.0), "a second": ("rate", 1.0), "px": ("px", 1.0), "pixel": ("px", 1.0),
    "pixels": ("px", 1.0), "deg/s": ("deg/s", 1.0), "deg": ("deg", 1.0), "dB": ("dB", 1.0),
    "MiB": ("MiB", 1.0), "Hz": ("Hz", 1.0), "mm": ("mm", 1.0),
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w./\u00d7-])({_DIGITS}|{'|'.join(_WORDS)})(?![\w\u00d7])(?!\.\d)(?:\s?({_UNIT})(?![\w/]))?"
)
_BOUND = re.compile(
    r"\b(at (?:most|least)|(?:no|not) (?:more|less|longer|shorter|later|fewer) than|(?:by more|shorter) than|"
    r"within|below|above|under|over)\s+(?:a median of\s+)?$"
)
TIMED = ("time", "rate")


@dataclass(frozen=True)
class Stated:
    """A number as a text states it.

    Parameters
    ----------
    dimension
        time, rate, share, px, …; empty where no unit stands beside it.
    bound
        Whether the words before it make it a limit: at most, within, ….
    start
        Where it stands in the text.
    """

    value: float
    dimension: str
    written: str
    bound: bool
    start: int

    def is_limit_of(self, criterion: Criterion) -> bool:
        """Say whether it is the criterion's limit, in its dimension."""
        dimension, limit = limit_of(criterion)
        return self.dimension == dimension and math.isclose(self.value, limit, rel_tol=1e-9, abs_tol=1e-12)


def numbers(text: str) -> Iterator[Stated]:
    """Yield each number of a text in the order in which they stand."""
    for found in _NUMBER.finditer(text):
        word, unit = found[1], found[2]
        value = float(_WORDS.index(word)) if word in _WORDS else float(word.replace(",", ""))
        dimension, factor = _UNITS[unit] if unit else ("", 1.0)
        bound = _BOUND.search(text[: found.start()].lower()) is not None
        yield Stated(value * factor, dimension, found[0].strip(), bound, found.start())


def limit_of(criterion: Criterion) -> tuple[str, float]:
    """Return a criterion's dimension and its limit in the scale of that dimension; a share has none."""
    if criterion.unit == "1":
        return ("", criterion.limit)
    dimension, factor = _UNITS.get(criterion.unit, (criterion.unit, 1.0))
    return dimension, criterion.limit * factor


def states(stated: Stated, criterion: Criterion) -> bool:
    """Say whether a number is the limit, where a share may also stand as per cent."""
    if criterion.unit == "1" and stated.dimension == "share":
        return math.isclose(stated.value, criterion.limit, rel_tol=1e-9)
    return stated.is_limit_of(criterion)
