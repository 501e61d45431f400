"""Readers of public endoscopy data sets, a file each and all of one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.endoscopy import cholec80, cholecseg8k, endovis2017, endovis2018, pitvis2023, sar_rarp50

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cohorts.catalogue import Manifest
    from cohorts.collection import Collection

LOADERS: Mapping[str, Callable[[Path, Manifest], Collection]] = {
    "cholec80": cholec80.load,
    "cholecseg8k": cholecseg8k.load,
    "endovis2017": endovis2017.load,
    "endovis2018": endovis2018.load,
    "pitvis2023": pitvis2023.load,
    "sar_rarp50": sar_rarp50.load,
}

__all__ = ["LOADERS"]
