"""What was found of a data set."""

from pathlib import Path

import numpy as np
import pytest

from cohorts import (
    UNLABELLED,
    AnnotatedFrame,
    Collection,
    ContentError,
    IncompleteError,
    Manifest,
    MissingPathError,
)
from cohorts.collection import shortfall

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = Manifest(
    "small", "t", "o", "l", layout="a folder\n of things", expected={"videos": 3, "frames": 9}
)


def test_a_part_is_reported_as_a_part() -> None:
    """And refused where the whole is asked for; the refusal names what is missing and where."""
    part = Collection("small", missing=("/data/video02.mp4", "/data/video03.mp4"))
    assert not part.complete
    with pytest.raises(
        IncompleteError, match=r"small: only a part is here\. Missing: /data/video02\.mp4; /data/video03"
    ):
        part.whole()
    whole = Collection("small")
    assert whole.complete
    assert whole.whole() is whole


def test_a_long_list_of_missing_things_is_counted() -> None:
    """Five are named; all are there to be looked at."""
    missing = tuple(f"video{k}" for k in range(8))
    with pytest.raises(IncompleteError, match="video4; and 3 more") as caught:
        Collection("small", missing=missing).whole()
    assert caught.value.missing == missing


def test_counts_below_and_above_the_manifest_are_told_apart() -> None:
    """Fewer make a part, more make another data set, nothing at all says what a copy looks like."""
    root = Path("/data")
    assert shortfall(MANIFEST, root, {"videos": 3, "frames": 9}) == []
    assert shortfall(MANIFEST, root, {"videos": 2, "frames": 9}) == ["1 of 3 videos in /data"]
    with pytest.raises(ContentError, match="/data: expected 9 frames, found 10"):
        shortfall(MANIFEST, root, {"videos": 3, "frames": 10})
    with pytest.raises(
        MissingPathError, match="/data is missing: there should be a copy of small: a folder of things"
    ):
        shortfall(MANIFEST, root, {"videos": 0, "frames": 0})


def test_only_classes_with_a_counterpart_get_the_devices_label() -> None:
    """The others, and pixels without a label, stay unlabelled: no meaning is invented for them."""
    found = Collection(
        "small",
        classes=("tissue", "shaft", "thread"),
        counterparts={"tissue": "background", "shaft": "instrument"},
    )
    labels = found.as_labels(
        np.array([[0, 1, 2, UNLABELLED]], np.uint8), ("background", "instrument", "sella")
    )
    assert labels.tolist() == [[0, 1, UNLABELLED, UNLABELLED]]


def test_a_frame_without_a_video_is_refused() -> None:
    """No split could keep it with its like."""
    with pytest.raises(ValueError, match="frame f1 has no video"):
        AnnotatedFrame("", "f1", lambda: np.zeros((1, 1, 3), np.uint8), lambda: np.zeros((1, 1), np.uint8))
