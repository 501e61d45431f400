"""``bedside fetal-ultrasound``: synthetic images of a fetus under stated conditions."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bedside.app.verbs.options import DONE, add_target, page, target
from bedside.runtime.errors import BedsideError

if TYPE_CHECKING:
    from bedside.app.progress import Progress
    from bedside.fetal_ultrasound import Ports, Request

PLANES = ("transthalamic", "transventricular", "transcerebellar", "abdomen", "femur")
STYLES = ("curved_soft", "curved_sharp", "curved_grainy", "linear")
ROLES = ("generator", "super_resolution", "planes")  # of models
ABOUT = """\
Makes synthetic ultrasound images of a fetus under stated conditions: plane, gestational age, size, scanner
style and seed. They are for training, teaching and test data. None of them is an image of a patient, and
nothing about a patient is to be read from them."""
EXAMPLES = f"""\
planes:  {", ".join(PLANES)}
styles:  {", ".join(STYLES)} (of scanners; they take turns without --style)
age:     16 to 38 weeks, as 24, 24.5 or 24+3 (weeks and days)

examples:
  bedside fetal-ultrasound --plane transthalamic --ga-weeks 24 --count 16 --seed 1 --out run
  bedside fetal-ultrasound --plane transthalamic --ga-weeks 24 --head-circumference-mm 220 --out run
                                                     a head of that size, outer to outer
  bedside fetal-ultrasound --plane femur --ga-weeks 30+2 --style linear --size 256 --out run
  bedside fetal-ultrasound --plane abdomen --ga-weeks 20 --count 1000 --no-dicom --out run

outputs, in the folder given by --out:
  image-0001.png ... grey, 8 bits, with a mark in its pixels that names its seed and survives JPEG
  image-0001.dcm ... the same as DICOM ultrasound, calibrated, Synthetic Data YES; not with --no-dicom
  contact-sheet.png  the first 48 with what was asked of each; look at it first
  result.json        conditions, sizes, seeds and digests of every image, withheld ones too; written last
  inference.json     what computed it and when: digests, versions, provider, timings

The same command gives the same bytes of every file but inference.json, which holds the time. An image that a
safeguard withholds, as one that shows another plane than was asked for, is counted with the reason and never
replaced by another.

Exit codes: 0 done (withheld images are warned of), 2 bad input or environment. No network is used."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    made = commands.add_parser(
        "fetal-ultrasound",
        help="make synthetic fetal ultrasound images",
        **page(ABOUT, EXAMPLES),
    )
    made.set_defaults(command=run)
    made.add_argument("--plane", metavar="NAME", required=True, help="what the images show; see below")
    made.add_argument(
        "--ga-weeks", metavar="W", type=weeks, required=True, help="gestational age, 16 to 38 weeks"
    )
    made.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="folder for the outputs, made if missing"
    )
    made.add_argument("--count", metavar="N", type=int, default=1, help="how many images, up to 10000 (1)")
    made.add_argument("--seed", metavar="S", type=int, default=0, help="what all chance comes from (0)")
    made.add_argument(
        "--style", metavar="NAME", default="", help="of the scanner; they take turns without it"
    )
    made.add_argument(
        "--head-circumference-mm", metavar="MM", type=float,
        help="of a head plane; without it drawn from the growth relation at this age",
    )  # fmt: skip
    made.add_argument(
        "--size", metavar="PX", type=int, default=128, help="of an image's side, 128 or 256 (128)"
    )
    made.add_argument("--no-dicom", action="store_true", help="write no DICOM files")
    add_target(made)


def run(options: argparse.Namespace) -> int:
    """Make the images, write them, and say what came of it."""
    from bedside.app.progress import Progress
    from bedside.fetal_ultrasound import run as synthesised
    from bedside.fetal_ultrasound import summary

    request = _request(options)
    progress = Progress("images")
    try:
        result = synthesised(request, _ports(options, progress))
    finally:
        progress.end()
    for warning in result.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    print(summary(result, request))
    print(f"Written to {request.out}: {_listed(result.files)}")
    return DONE


def weeks(text: str) -> float:
    """Return weeks from 24, 24.5, or 24+3 for 24 weeks and 3 days."""
    whole, plus, days = text.partition("+")
    value = float(whole)
    if plus:
        if not (whole.isdigit() and days.isdigit() and int(days) <= 6):
            raise argparse.ArgumentTypeError(f"{text} is no number of weeks, nor weeks+days")
        value += int(days) / 7
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is no number of weeks")
    return value


def _request(options: argparse.Namespace) -> Request:
    """Return what is asked for; a condition out of its range is one clear message."""
    from bedside.fetal_ultrasound import Request

    try:
        return Request(
            options.out, options.plane, options.ga_weeks, options.count, options.seed, options.style,
            options.head_circumference_mm, options.size, not options.no_dicom,
        )  # fmt: skip
    except ValueError as error:
        raise BedsideError(f"{error}. Nothing was made; see bedside fetal-ultrasound --help") from error


def _ports(options: argparse.Namespace, progress: Progress) -> Ports:
    from functools import partial

    from bedside.app.wiring import now_utc, open_model
    from bedside.fetal_ultrasound import Ports

    opener = partial(open_model, "fetal_ultrasound", target(options))
    generator, enlarger, planes = (partial(opener, role) for role in ROLES)
    return Ports(generator, enlarger, planes, now_utc, progress.tell)


def _listed(files: tuple[str, ...]) -> str:
    """Return the files' names, those of many images as the first and the last."""
    images = [name for name in files if name.startswith("image-")]
    others = [name for name in files if not name.startswith("image-")]
    shown = images if len(images) <= 4 else [images[0], "...", images[-1]]
    return ", ".join([*shown, *others])
