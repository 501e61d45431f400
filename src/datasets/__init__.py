"""Reads public data sets from the path of a user's own copy; downloads nothing and holds nothing of them."""

from datasets.catalogue import Manifest, read_catalogue, read_manifest
from datasets.collection import UNLABELLED, AnnotatedFrame, AnnotatedVideo, Collection, Track
from datasets.endoscopy import LOADERS
from datasets.errors import (
    ContentError,
    DatasetError,
    IncompleteError,
    LeakageError,
    ManifestError,
    MissingPathError,
)
from datasets.splits import Split, leakage, refuse_leakage, split_by_video

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
