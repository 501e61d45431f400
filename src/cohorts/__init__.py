"""Reads public data sets from the path of a user's own copy; downloads nothing and holds nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts import endoscopy, fetal_ultrasound
from cohorts.catalogue import Manifest, read_catalogue, read_manifest
from cohorts.collection import UNLABELLED, AnnotatedFrame, AnnotatedVideo, Collection, Track
from cohorts.errors import (
    ContentError,
    DatasetError,
    IncompleteError,
    LeakageError,
    ManifestError,
    MissingPathError,
)
from cohorts.splits import Split, leakage, refuse_leakage, split_by_video

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LOADERS: Mapping[str, Callable[[Path, Manifest], Collection]] = {
    **endoscopy.LOADERS,
    **fetal_ultrasound.LOADERS,
}

__all__ = [
    "LOADERS",
    "UNLABELLED",
    "AnnotatedFrame",
    "AnnotatedVideo",
    "Collection",
    "ContentError",
    "DatasetError",
    "IncompleteError",
    "LeakageError",
    "Manifest",
    "ManifestError",
    "MissingPathError",
    "Split",
    "Track",
    "leakage",
    "read_catalogue",
    "read_manifest",
    "refuse_leakage",
    "split_by_video",
]
