"""Typesets the report as PDF/A with typst: its fonts are in the package, and nothing is fetched."""

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = (
    "a-2a",
    "ua-1",
)  # an archive copy that a screen reader can read


def typeset(plain: Mapping[str, Any], plots: Mapping[str, bytes], made: datetime) -> bytes:
    """Return the PDF's bytes: the same for the same report.

    Parameters
    ----------
    plain
        The report as `plain_report` gives it.
    plots
        SVG bytes by name.
    made
        The report's own date; no clock is read.
    """
    date = [made.year, made.month, made.day, made.hour, made.minute, made.second]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(files("bench.dossier").joinpath("report.typ").read_bytes())
        (root / "report.json").write_text(json.dumps({**plain, "date": date}), encoding="utf-8")
        (root / "plots").mkdir()
        for name, svg in plots.items():
            (root / "plots" / f"{name}.svg").write_bytes(svg)
        compiled = typst.compile(
            root / "report.typ",
            root=root,
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            timestamp=int(made.timestamp()),
        )
    return bytes(compiled)
