"""The fetal ultrasound item's part of the self-test: two images from a seed, twice the same."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pydicom

from bedside.app.check import Check
from bedside.app.wiring import now_utc, open_model
from bedside.fetal_ultrasound import Ports, Request, read_mark, run
from bedside.runtime.errors import BedsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bedside.runtime.backend import Target

ROLES = ("generator", "super_resolution", "planes")
PLANE, GA_WEEKS, COUNT, SEED, SIZE = "abdomen", 24.0, 2, 1, 256  # every model has a part in it
TIMED = "inference.json"  # the one file that holds the time


def fetal_ultrasound_checks(folder: Path, target: Target) -> Iterator[Check]:
    """Yield what was checked of the item with its installed models; files go to the folder."""
    asked = f"{target.provider} {target.precision}"
    opener = partial(open_model, "fetal_ultrasound", target)
    generator, enlarger, planes = (partial(opener, role) for role in ROLES)
    ports = Ports(generator, enlarger, planes, now_utc)
    try:
        yield from synthetic_image_checks(folder, ports)
    except BedsideError as error:
        yield Check(f"synthetic images on {asked}", False, str(error))


def synthetic_image_checks(folder: Path, ports: Ports) -> Iterator[Check]:
    """Yield whether two images show what was asked, say what they are, and are twice the same."""
    outs = [folder / f"fetal-{number}" for number in (1, 2)]
    for out in outs:
        run(Request(out, PLANE, GA_WEEKS, COUNT, SEED, size=SIZE), ports)
    result: dict[str, Any] = json.loads((outs[0] / "result.json").read_text(encoding="utf-8"))
    yield _planes(result)
    yield _marks(outs[0], result)
    yield _stated(outs[0], result)
    names = [sorted(path.name for path in out.iterdir() if path.name != TIMED) for out in outs]
    equal = [name for name in names[0] if _same(outs[0] / name, outs[1] / name)]
    same = names[0] == names[1] == equal
    yield Check("the same seed twice", same, f"{len(equal)} of {len(names[0])} files equal")


def _planes(result: dict[str, Any]) -> Check:
    read = [image["plane_read"] for image in result["images"]]
    right = read == [PLANE] * COUNT and result["withheld"] == 0
    found = f"read as {', '.join(read)}; {result['withheld']} withheld"
    return Check("plane of the synthetic images", right, found)


def _marks(out: Path, result: dict[str, Any]) -> Check:
    """Compare the seed that each picture's mark names with the result's."""
    images = [image for image in result["images"] if image["files"]]
    marks = [read_mark(pydicom.dcmread(out / image["files"][1]).pixel_array) for image in images]
    right = sum(mark == image["seed"] for mark, image in zip(marks, images, strict=True))
    found = f"{right} of {COUNT} name their seed"
    return Check("mark in the synthetic images", right == COUNT, found)


def _stated(out: Path, result: dict[str, Any]) -> Check:
    """Look at what every output must say of itself."""
    missing = [name for name in ("intended_use", "coverage", "statement") if not result.get(name)]
    for image in result["images"]:
        for name in image["files"]:
            data = (out / name).read_bytes()
            if result["statement"].encode() not in data or b"SYNTHETIC" not in data:
                missing.append(name)
    found = f"missing: {', '.join(missing)}" if missing else "synthetic, intended use, coverage, statement"
    return Check("statements on the synthetic images", not missing, found)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()
