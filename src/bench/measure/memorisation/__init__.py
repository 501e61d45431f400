"""Whether training pictures come out of a generator again, under all that hides a copy."""

from bench.measure.memorisation.fingerprints import Fingerprints, fingerprints
from bench.measure.memorisation.search import (
    CopyThreshold,
    Nearest,
    copies,
    copy_rate,
    copy_threshold,
    nearest,
)

__all__ = [
    "CopyThreshold",
    "Fingerprints",
    "Nearest",
    "copies",
    "copy_rate",
    "copy_threshold",
    "fingerprints",
    "nearest",
]
