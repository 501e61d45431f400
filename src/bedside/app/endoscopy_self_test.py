"""The endoscopy item's part of the self-test: both models on a drawn operation, twice the same."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.app.check import Check
from bedside.app.drawn_endoscope import DURATION_S, HEIGHT, RATE_HZ, WIDTH, drawn_view
from bedside.app.wiring import now_utc, open_model
from bedside.endoscopy import Ports, Request, Status, check_answers, check_layout, run
from bedside.runtime.errors import BedsideError
from bedside.runtime.film import write_film

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend, Target
    from bedside.runtime.model import ModelPackage

    Opener = Callable[[], tuple[ModelPackage, Backend]]

ROLES = ("scene", "workflow")
DARK_FRAMES = 8  # black pictures at the end of the drawn operation
REPEATED = ("timeline.json", "operation.svg")


def endoscopy_checks(folder: Path, target: Target) -> Iterator[Check]:
    """Yield what was checked of the item with its installed models; files go to the folder."""
    openers = {role: partial(open_model, "endoscopy", target, role) for role in ROLES}
    asked = f"{target.provider} {target.precision}"
    try:
        for role, opener in openers.items():
            yield _answers(role, opener)
        yield from drawn_operation_checks(folder, openers)
    except BedsideError as error:
        yield Check(f"drawn operation on {asked}", False, str(error))


def drawn_operation_checks(folder: Path, openers: Mapping[str, Opener]) -> Iterator[Check]:
    """Yield whether a drawn operation is read as what it is, and twice the same."""
    film = folder / "operation.mp4"
    frames = write_film(film, _pictures())
    ports = Ports(openers["scene"], openers["workflow"], now_utc)
    outs = [folder / f"operation-{number}" for number in (1, 2)]
    result, _ = (run(Request(film, out), ports) for out in outs)
    good, black = result.frames["good"], result.frames["black"]
    seen = good == frames - DARK_FRAMES and black == DARK_FRAMES
    yield Check("views of the drawn operation", seen, f"{good} good and {black} black of {frames} frames")
    analysed = result.status is Status.ANALYSED
    yield Check("course of the drawn operation", analysed, "; ".join(result.reasons) or str(result.status))
    yield Check("statements on the outputs", *_stated(outs[0]))
    same = [name for name in REPEATED if (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes()]
    yield Check(
        "the same operation twice", len(same) == len(REPEATED), f"{len(same)} of {len(REPEATED)} files equal"
    )


def _answers(role: str, opener: Opener) -> Check:
    """Look at a model's layout, and at its answers to drawn noise."""
    try:
        package, backend = opener()
        check_layout(package, role, role)
        check_answers(role, backend, role)
    except BedsideError as error:
        return Check(f"answers of the {role} model", False, str(error))
    return Check(f"answers of the {role} model", True, "in range, finite, the same twice")


def _pictures() -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield the drawn operation: an instrument that comes, and darkness at the end."""
    count = round(RATE_HZ * DURATION_S)
    for index in range(count):
        yield index / RATE_HZ, drawn_view(index, instrument=index > count // 2)
    for index in range(count, count + DARK_FRAMES):
        yield index / RATE_HZ, np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)


def _stated(out: Path) -> tuple[bool, str]:
    written: dict[str, Any] = json.loads((out / "result.json").read_text(encoding="utf-8"))
    missing = [name for name in ("intended_use", "coverage", "statement") if not written.get(name)]
    return not missing, f"missing: {', '.join(missing)}" if missing else "intended use, coverage, statement"
