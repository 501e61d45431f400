"""The self-test: whether this installation measures what it should."""

from __future__ import annotations

import csv
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import bedside
from bedside.app.check import Check
from bedside.app.drawn_eye import DURATION_S, RATE_HZ, VELOCITY_DEG_S, DrawnEye, drawn_eye
from bedside.app.endoscopy_self_test import endoscopy_checks
from bedside.app.fetal_ultrasound_self_test import fetal_ultrasound_checks
from bedside.app.wiring import installed_package, now_utc, open_model
from bedside.eye_movement import Ports, Request, Result, run
from bedside.runtime.errors import BedsideError
from bedside.runtime.film import write_film
from bedside.runtime.onnx_backend import providers_here
from bedside.runtime.record import software_sha256

if TYPE_CHECKING:
    from bedside.runtime.backend import Target

MODELS = (  # item, and role in it
    ("eye_movement", ""),
    ("endoscopy", "scene"),
    ("endoscopy", "workflow"),
    ("fetal_ultrasound", "generator"),
    ("fetal_ultrasound", "super_resolution"),
    ("fetal_ultrasound", "planes"),
)
MOST_OFF_PX = 1.0
MOST_OFF_MS = 1.0
MOST_OFF_DEG_S = 0.6
LEAST_SEEN = 0.98


def self_test(target: Target) -> list[Check]:
    """Return what was checked of this installation and whether it holds. Implements RC-016."""
    software = (
        f"bedside {bedside.__version__}, sha256 {software_sha256()[:12]}, python {platform.python_version()}"
    )
    checks = [Check("software", True, software), *(_model(item, role) for item, role in MODELS)]
    checks += [
        Check("providers", target.provider in providers_here(), f"built in: {', '.join(providers_here())}")
    ]
    with tempfile.TemporaryDirectory(prefix="bedside-self-test-") as folder:
        place = Path(folder)
        checks += [*_drawn(place, target), *endoscopy_checks(place, target)]
        return [*checks, *fetal_ultrasound_checks(place, target)]


def _model(item: str, role: str = "") -> Check:
    """Compare the digest of an installed model with its manifest's."""
    name = " ".join(filter(None, ("model", item, role)))
    try:
        package = installed_package(item, role)
    except BedsideError as error:
        return Check(name, False, str(error))
    found = f"version {package.manifest.version}, sha256 {package.sha256[:12]} is the manifest's"
    return Check(name, True, found)


def _drawn(folder: Path, target: Target) -> list[Check]:
    """Measure a drawn eye through the whole pipeline and compare with what was drawn."""
    asked = f"{target.provider} {target.precision}"
    eyes = [drawn_eye(index) for index in range(int(RATE_HZ * DURATION_S))]
    try:
        write_film(folder / "eye.mp4", ((eye.t_s, eye.picture) for eye in eyes))
        request = Request(folder / "eye.mp4", folder / "out")
        result = run(request, Ports(lambda: open_model("eye_movement", target), now_utc))
        with (folder / "out" / "trace.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except BedsideError as error:
        return [Check(f"drawn eye on {asked}", False, str(error))]
    return [_decoding(eyes, rows), _pupil(eyes, rows), *_nystagmus(result)]


def _decoding(eyes: list[DrawnEye], rows: list[dict[str, str]]) -> Check:
    """Compare the frames' number and times with those that were written."""
    same = len(rows) == len(eyes)
    off_ms = max((1e3 * abs(float(r["t_s"]) - e.t_s) for r, e in zip(rows, eyes, strict=False)), default=0.0)
    found = f"{len(rows)} of {len(eyes)} frames, times within {off_ms:.2f} ms"
    return Check("decoding a video", same and off_ms < MOST_OFF_MS, found)


def _pupil(eyes: list[DrawnEye], rows: list[dict[str, str]]) -> Check:
    """Compare the pupil's centres with those that were drawn."""
    pairs = [(r, e.pupil_px) for r, e in zip(rows, eyes, strict=False) if r["pupil_x_px"]]
    offs = [np.hypot(float(r["pupil_x_px"]) - x, float(r["pupil_y_px"]) - y) for r, (x, y) in pairs]
    seen, worst = len(pairs) / len(eyes), float(np.percentile(offs, 95)) if offs else float("inf")
    found = (
        f"in {seen:.1%} of frames, 95 % within {worst:.2f} px (at least {LEAST_SEEN:.0%}, {MOST_OFF_PX} px)"
    )
    return Check("pupil centre of the drawn eye", seen >= LEAST_SEEN and worst <= MOST_OFF_PX, found)


def _nystagmus(result: Result) -> list[Check]:
    """Compare the measurement with the movement that was drawn."""
    if result.horizontal is None or result.horizontal.slow_phase_velocity_deg_s is None:
        return [Check("nystagmus of the drawn eye", False, f"not measured: {'; '.join(result.reasons)}")]
    axis = result.horizontal
    velocity = result.horizontal.slow_phase_velocity_deg_s
    near = abs(velocity - VELOCITY_DEG_S) <= MOST_OFF_DEG_S
    said = f"{velocity:+.2f} deg/s, drawn {VELOCITY_DEG_S:+.2f} (within {MOST_OFF_DEG_S})"
    toward = f"{axis.beats_toward}, drawn right"
    still = result.vertical is not None and not result.vertical.present
    return [
        Check("slow-phase velocity of the drawn eye", near, said),
        Check("direction of beating of the drawn eye", axis.beats_toward == "right", toward),
        Check(
            "no vertical nystagmus in the drawn eye", still, "none" if still else "reported, or not judged"
        ),
    ]
