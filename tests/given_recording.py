"""A recording that a user gives by BEDSIDE_DATA, found and checked against its data set's manifest."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.evidence import file_digest

if TYPE_CHECKING:
    from bench.verify.handover import Bench

DATASETS = Path(__file__).parent.parent / "verification" / "datasets"


def given_recording(bench: Bench, dataset: str) -> tuple[Path, dict[str, Any]]:
    """Return the recording that a manifest names, and the manifest; its digest becomes the record's input.

    Without the file, or with another one in its place, the protocol stops: NOT_RUN.
    """
    entries = tomllib.loads((DATASETS / dataset).read_text(encoding="utf-8"))
    path = given_file(bench, entries["recording"]["file"], dataset)
    digest = file_digest(path)
    if digest != entries["recording"]["sha256"]:
        bench.not_run(f"{path.name} is another file than the data set's: sha256 {digest[:12]}…")
    bench.input(path.name, digest)
    return path, entries


def given_file(bench: Bench, name: str, dataset: str) -> Path:
    """Return a file of the folder BEDSIDE_DATA; without it the protocol stops: NOT_RUN."""
    folder = os.environ.get("BEDSIDE_DATA", "")
    if not folder:
        bench.not_run(f"no real recording is given: set BEDSIDE_DATA to the folder that holds {name}")
    path = Path(folder) / name
    if not path.is_file():
        bench.not_run(f"{name} is not in the folder BEDSIDE_DATA; see verification/datasets/{dataset}")
    return path
