"""Reading EndoVis 2018 from a small tree."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cohorts import UNLABELLED, ContentError, MissingPathError, read_manifest
from cohorts.endoscopy.endovis2018 import CLASSES, load
from recordings import write_picture

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

MANIFEST = read_manifest(Path(__file__).parents[4] / "verification" / "datasets" / "endovis2018.toml")
SMALL = replace(MANIFEST, expected={"sequences": 2, "frames": 2})
SHAFT, THREAD, GUT, TISSUE = (0, 255, 0), (187, 155, 25), (124, 155, 5), (0, 0, 0)
FIRST = [
    {"name": "background-tissue", "color": TISSUE, "classid": 0},
    {"name": "instrument-shaft", "color": SHAFT, "classid": 1},
    {"name": "small-intestine", "color": GUT, "classid": 10},
]
SECOND = {
    "classes": [{"name": "thread", "color": [*THREAD, 128]}, {"name": "intestine", "color": [*GUT, 128]}]
}


def _mask(colour: tuple[int, int, int]) -> np.ndarray:
    mask = np.zeros((16, 20, 3), np.uint8)
    mask[:4] = colour
    return mask


def _sequence(folder: Path, colour: tuple[int, int, int]) -> None:
    for kind, picture in (("left_frames", np.full((16, 20, 3), 9, np.uint8)), ("labels", _mask(colour))):
        (folder / kind).mkdir(parents=True)
        write_picture(folder / kind / "frame000.png", picture)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two releases whose lists differ in form, names and classes; a test release and a shadow tree beside."""
    for release, listed in (("release_1", FIRST), ("release_2", SECOND)):
        (tmp_path / release).mkdir()
        (tmp_path / release / "labels.json").write_text(json.dumps(listed))
    _sequence(tmp_path / "release_1" / "seq_1", SHAFT)
    _sequence(tmp_path / "release_2" / "seq_5", THREAD)
    _sequence(tmp_path / "test_data" / "seq_1", GUT)
    _sequence(tmp_path / "release_1" / "__MACOSX" / "seq_1", GUT)
    return tmp_path


def _names(labels: np.ndarray) -> set[str]:
    return {CLASSES[place] for place in np.unique(labels)}


def test_a_complete_copy_has_the_classes_of_all_releases(root: Path) -> None:
    """Alpha does not matter, one colour may have two names, and test and shadow trees are passed over."""
    found = load(root, SMALL).whole()
    assert [frame.video for frame in found.frames] == [
        "endovis2018/training_seq_1",
        "endovis2018/training_seq_5",
    ]
    first, second = (frame.read_labels() for frame in found.frames)
    assert _names(first) == {"background-tissue", "instrument-shaft"}
    assert _names(second) == {"background-tissue", "thread"}
    assert CLASSES[first[0, 0]] == "instrument-shaft"
    assert found.frames[0].read_pixels().shape == (16, 20, 3)


def test_thread_and_needle_are_not_made_instruments(root: Path) -> None:
    """They have no counterpart among the device's labels, and stay unlabelled."""
    found = load(root, SMALL)
    shaft, thread = (
        found.as_labels(frame.read_labels(), ("background", "instrument")) for frame in found.frames
    )
    assert (shaft[0, 0], thread[0, 0], thread[8, 0]) == (1, UNLABELLED, 0)


def test_a_repaired_mask_takes_the_place_of_the_first_one(root: Path) -> None:
    """As the organisers ask; nothing of the copy is changed."""
    (root / "repairs").mkdir()
    write_picture(root / "repairs" / "seq_1_frame000.png", _mask(GUT))
    assert _names(load(root, SMALL).frames[0].read_labels()) == {"background-tissue", "small-intestine"}


def test_a_colour_that_no_list_has_is_refused(root: Path) -> None:
    """A quiet hole in the labels would be scored as background."""
    write_picture(root / "release_1" / "seq_1" / "labels" / "frame000.png", _mask((1, 2, 3)))
    with pytest.raises(ContentError, match=r"the colours of labels\.json, found also \(1, 2, 3\)"):
        load(root, SMALL).frames[0].read_labels()


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ([{"name": "thread", "color": SHAFT}], "expected instrument-shaft for"),
        ([{"name": "spaceship", "color": (9, 9, 9)}], "a list of the known classes"),
        ([{"colour": 1}], "a list of the known classes"),
    ],
)
def test_lists_that_disagree_or_name_no_class_are_refused(
    root: Path, listed: list[dict[str, object]], message: str
) -> None:
    """By their path."""
    (root / "release_2" / "labels.json").write_text(json.dumps(listed))
    with pytest.raises(ContentError, match=rf"release_2/labels\.json: {message}|{message}"):
        load(root, SMALL)


def test_what_is_missing_is_named(root: Path) -> None:
    """A mask by its path, a part by its counts, the lists in words."""
    assert load(root, MANIFEST).missing == (f"13 of 15 sequences in {root}", f"2233 of 2235 frames in {root}")
    (root / "release_2" / "seq_5" / "labels" / "frame000.png").unlink()
    with pytest.raises(MissingPathError, match=r"seq_5/labels/frame000\.png is missing"):
        load(root, SMALL)
    for path in root.rglob("labels.json"):
        path.unlink()
    with pytest.raises(MissingPathError, match=r"a labels\.json with the colour of each class"):
        load(root, SMALL)


def test_an_empty_folder_says_what_should_be_there(tmp_path: Path) -> None:
    """In the words of the manifest."""
    with pytest.raises(MissingPathError, match="a copy of endovis2018"):
        load(tmp_path, MANIFEST)
