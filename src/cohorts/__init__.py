"""Reads public data sets from the path of a user's own copy; downloads nothing and holds nothing of them."""

from cohorts.catalogue import Manifest, read_catalogue, read_manifest
from cohorts.collection import UNLABELLED, AnnotatedFrame, AnnotatedVideo, Collection, Track
from cohorts.endoscopy import LOADERS
from cohorts.errors import (
    ContentError,
    DatasetError,
    IncompleteError,
    LeakageError,
    ManifestError,
    MissingPathError,
)
from cohorts.splits import Split, leakage, refuse_leakage, split_by_video

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
