"""The texts of a result: result.json and plain words for the screen."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bedside.fetal_ultrasound.processing.measured_head import measured_mm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bedside.fetal_ultrasound.interface import Condition, Request, Result, SyntheticImage
    from bedside.runtime.backend import BackendInfo

SCHEMA = "bedside.fetal_ultrasound/1"
DIGITS = 6  # of millimetres and pixels
NAMED = 10  # numbers of images that a warning lists


def asked_json(request: Request) -> dict[str, Any]:
    """Return what decides an image, besides its number and the models; the folder and the count do not."""
    return {
        "plane": request.plane,
        "ga_weeks": request.ga_weeks,
        "style": request.style or None,
        "head_circumference_mm": request.head_circumference_mm,
        "size": request.size,
        "seed": request.seed,
    }


def asked_text(request: Request) -> str:
    """Return the same in one line."""
    return json.dumps(asked_json(request), sort_keys=True)


def conditions_sha256(request: Request) -> str:
    """Return the digest of what was asked, the count left out."""
    return hashlib.sha256(asked_text(request).encode()).hexdigest()


def image_json(image: SyntheticImage, files: Sequence[str], reason: str, sha256: str) -> dict[str, Any]:
    """Return one image's entry.

    Parameters
    ----------
    files
        Names in the output folder; none of a withheld image.
    reason
        Why it is withheld; empty where it is not.
    sha256
        Of its pixels, row by row.
    """
    return {
        "number": image.number,
        "withheld": reason or None,
        "files": list(files),
        "seed": image.seed,
        "pixels_sha256": sha256,
        "condition": condition_json(image.condition),
        "measured_mm": _measured(image),
        "spacing_mm": round(image.spacing_mm, DIGITS),
        "plane_read": image.plane_read,
        "plane_confidence": round(image.plane_confidence, 4),
    }


def _measured(image: SyntheticImage) -> dict[str, float] | None:
    found = measured_mm(image)
    return None if found is None else {name: round(found[name], 2) for name in sorted(found)}


def provenance_words(image: SyntheticImage) -> str:
    """Return in one sentence that an image is synthetic, and which one it is."""
    condition = image.condition
    return (
        f"SYNTHETIC, not a patient: {condition.plane}, {condition.ga_weeks:.4g} weeks, style "
        f"{condition.style}, image seed {image.seed}."
    )


def condition_json(condition: Condition) -> dict[str, Any]:
    """Return a condition's entries; the frame is in pixels of the 128 x 128 image."""
    frame = condition.frame
    names = ("x_px", "y_px", "half_u_px", "half_v_px", "angle_deg")
    return {
        "plane": condition.plane,
        "ga_weeks": round(condition.ga_weeks, DIGITS),
        "style": condition.style,
        "biometry_mm": {
            name: round(condition.biometry_mm[name], DIGITS) for name in sorted(condition.biometry_mm)
        },
        "spacing_mm_at_128": round(condition.spacing_mm, DIGITS),
        "frame_at_128": {name: round(getattr(frame, name), DIGITS) for name in names},
    }


def result_json(
    request: Request, result: Result, images: Sequence[Mapping[str, Any]], made_by: Mapping[str, Any],
    notices: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Return the entries of ``result.json``; it holds no time, so that the same request gives the same bytes.

    Parameters
    ----------
    images
        An entry for each image asked for, withheld ones too.
    made_by
        The number of evaluations, the target and digests.
    notices
        Texts that stand on every output, by name.

    Implements RC-054.
    """
    return {
        "schema": SCHEMA,
        "synthetic": True,
        "asked": asked_json(request) | {"count": request.count, "dicom": request.dicom},
        "written": result.written,
        "withheld": result.withheld,
        "warnings": list(result.warnings),
        **made_by,
        **notices,
        "images": list(images),
    }


def target_json(info: BackendInfo) -> dict[str, Any]:
    """Return what the networks ran on."""
    return {
        "provider": info.provider,
        "precision": info.precision,
        "device": info.device,
        "intra_threads": info.intra_threads,
    }


def withheld_words(reasons: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """Return a warning for each reason: how many images it held back, and which."""
    return tuple(_withheld(reason, numbers) for reason, numbers in reasons.items())


def summary(result: Result, request: Request) -> str:
    """Return the result in plain words, a line each."""
    style = f"style {request.style}" if request.style else "styles in turn"
    size = request.head_circumference_mm
    circumference = "" if size is None else f", head circumference {size:g} mm"
    return (
        f"Synthetic images: {result.written} written, {result.withheld} withheld of {request.count}\n"
        f"Asked: {request.plane}, {request.ga_weeks:g} weeks{circumference}, {style}, "
        f"{request.size} x {request.size}, seed {request.seed}"
    )


def _withheld(reason: str, numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:NAMED])) + (" and more" if len(numbers) > NAMED else "")
    images = "image" if len(numbers) == 1 else "images"
    return f"{len(numbers)} {images} withheld, not replaced: {reason} (number {listed})"
