"""What is known of a data set before it is opened: a manifest a file, in ``verification/datasets``.

A manifest says where the data come from, under which licence, how to cite them, what a complete copy holds,
and on what the reader's idea of its layout rests. What could not be confirmed stands in it as ``unsure``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cohorts.errors import ManifestError, MissingPathError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REQUIRED = ("title", "origin", "licence")
REQUIRED_OF_LOADED = ("doi", "citation", "expected", "layout", "sha256")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One data set's manifest.

    Parameters
    ----------
    name
        The file's, without its ending.
    doi
        Of the data where they have one, else of the paper that describes them.
    subjects
        Patients or animals; 0 where that is not known.
    loader
        The name of the reader in `cohorts.LOADERS`; empty for a data set without one.
    expected
        What a complete copy holds, counted: videos, frames, …
    layout
        The tree that the reader expects, in words.
    sources
        Where that was confirmed.
    unsure
        What could not be confirmed, a sentence each.
    sha256
        Digests of what is downloaded, by file name; empty where the digest is not known.
    """

    name: str
    title: str
    origin: str
    licence: str
    doi: str = ""
    citation: str = ""
    subjects: int = 0
    loader: str = ""
    expected: Mapping[str, int] = field(default_factory=dict)
    layout: str = ""
    sources: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    sha256: Mapping[str, str] = field(default_factory=dict)


def read_manifest(path: Path) -> Manifest:
    """Read one manifest.

    Raises
    ------
    MissingPathError
        There is no such file.
    ManifestError
        It is no TOML, or lacks what every manifest, or every one with a loader, must have.
    """
    said = _parsed(path)
    loader = said.get("loader", "")
    for key in (*REQUIRED, *(REQUIRED_OF_LOADED if loader else ())):
        if not said.get(key):
            raise ManifestError(path, f"an entry {key!r}", "none")
    layout = said.get("layout", {})
    manifest = Manifest(
        name=path.stem,
        title=said["title"],
        origin=said["origin"],
        licence=said["licence"],
        doi=said.get("doi", ""),
        citation=said.get("citation", ""),
        loader=loader,
        subjects=said.get("subjects", 0),
        expected=_counts(path, said.get("expected", {})),
        layout=layout.get("tree", ""),
        sources=tuple(layout.get("sources", ())),
        unsure=tuple(said.get("unsure", ())),
        sha256=dict(said.get("sha256", {})),
    )
    _check(path, manifest)
    return manifest


def read_catalogue(folder: Path) -> dict[str, Manifest]:
    """Read every manifest of a folder, by name."""
    return {path.stem: read_manifest(path) for path in sorted(folder.glob("*.toml"))}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingPathError(path, "a manifest of a data set") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(path, "a TOML file", str(error)) from error


def _counts(path: Path, said: dict[str, Any]) -> dict[str, int]:
    wrong = [key for key, count in said.items() if not (isinstance(count, int) and count > 0)]
    if wrong:
        raise ManifestError(path, "whole numbers above 0 in [expected]", ", ".join(wrong))
    return said


def _check(path: Path, manifest: Manifest) -> None:
    if not manifest.loader:
        return
    if not manifest.layout or not manifest.sources:
        raise ManifestError(path, "the layout's tree and its sources", "none")
    if "" in manifest.sha256.values() and not any("sha256" in sentence for sentence in manifest.unsure):
        raise ManifestError(path, "a sentence on the sha256 that is not known", "an empty digest without one")
