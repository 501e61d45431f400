"""Manifests of data sets."""

from pathlib import Path

import pytest

from cohorts import LOADERS, ManifestError, MissingPathError, read_catalogue, read_manifest

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

FOLDER = Path(__file__).parents[3] / "verification" / "datasets"
CATALOGUE = read_catalogue(FOLDER)
LOADED = sorted(name for name, manifest in CATALOGUE.items() if manifest.loader)


def test_every_reader_has_its_manifest_and_every_manifest_its_reader() -> None:
    """By the same name."""
    assert sorted(LOADERS) == LOADED
    assert all(CATALOGUE[name].loader == name for name in LOADED)


@pytest.mark.parametrize("name", LOADED)
def test_a_manifest_says_where_from_under_which_licence_and_on_what_it_rests(name: str) -> None:
    """And owns up to what is not known; digests that are not known are among that."""
    manifest = CATALOGUE[name]
    assert manifest.doi.startswith("10.")
    assert all((manifest.citation, manifest.licence, manifest.origin, manifest.sources, manifest.unsure))
    assert "redistribute" in manifest.licence
    assert all(digest == "" or len(digest) == 64 for digest in manifest.sha256.values())


def test_a_manifest_without_a_reader_is_read_too() -> None:
    """As the recording of an eye has one, whose protocol reads it itself."""
    manifest = CATALOGUE["eye_ir_demo"]
    assert (manifest.loader, manifest.subjects) == ("", 1)


WHOLE = """
title = "t"
origin = "o"
licence = "l"
doi = "10.1/x"
citation = "c"
loader = "cholec80"
unsure = ["the sha256 is not known"]
[expected]
videos = 3
[layout]
tree = "a folder"
sources = ["a paper"]
[sha256]
"a.zip" = ""
"""


def test_a_whole_manifest_is_read(tmp_path: Path) -> None:
    """Its name is the file's."""
    path = tmp_path / "small.toml"
    path.write_text(WHOLE)
    manifest = read_manifest(path)
    assert (manifest.name, dict(manifest.expected), manifest.layout) == ("small", {"videos": 3}, "a folder")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('licence = "l"', ""), "an entry 'licence', found none"),
        (('doi = "10.1/x"', ""), "an entry 'doi', found none"),
        (("videos = 3", "videos = 0"), r"whole numbers above 0 in \[expected\], found videos"),
        (('sources = ["a paper"]', ""), "the layout's tree and its sources"),
        (("the sha256 is not known", "nothing"), "a sentence on the sha256 that is not known"),
        (('title = "t"', "title = t"), "a TOML file"),
    ],
)
def test_what_a_manifest_lacks_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """With the file it is lacking in."""
    path = tmp_path / "small.toml"
    path.write_text(WHOLE.replace(*change))
    with pytest.raises(ManifestError, match=rf"small\.toml: expected {message}"):
        read_manifest(path)


def test_a_manifest_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """And a folder without manifests is an empty catalogue."""
    with pytest.raises(MissingPathError, match=r"none\.toml is missing"):
        read_manifest(tmp_path / "none.toml")
    assert read_catalogue(tmp_path) == {}
