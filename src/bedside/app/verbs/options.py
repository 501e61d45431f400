"""What the commands have in common: where the work runs, how numbers are given, how a page of help looks."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bedside.runtime.backend import Target

DONE, REFUSED = 0, 2
EXIT_CODES = """\
Exit codes: 0 done ("insufficient quality" is a done measurement), 2 bad input or environment.
All output is a measurement for a clinician's judgement, not a diagnosis. No network is used."""


def target(options: argparse.Namespace) -> Target:
    """Return the target that was asked for."""
    from bedside.runtime.backend import Target

    return Target(options.provider, options.precision, options.threads, engine_cache=options.engine_cache)


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options of where the work runs."""
    where = parser.add_argument_group("where it runs (met exactly, or refused)")
    where.add_argument(
        "--provider", choices=("cpu", "cuda", "tensorrt"), default="cpu", help="cpu without it"
    )
    where.add_argument("--precision", choices=("fp32", "fp16"), default="fp32", help="fp32 without it")
    where.add_argument("--threads", metavar="N", type=count, default=1, help="of the network on the CPU (1)")
    where.add_argument(
        "--engine-cache", metavar="DIR", type=Path, help="keeps the engines that TensorRT builds"
    )
    parser.add_argument(
        "--debug", action="store_true", help="with an error, say where in the software it arose"
    )


def page(description: str, more: str) -> dict[str, Any]:
    """Return how a command's help is laid out: as written, not filled up."""
    shape = argparse.RawDescriptionHelpFormatter
    return {"description": description, "epilog": more, "formatter_class": shape}


def positive(text: str) -> float:
    """Return a number above 0."""
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is no positive number")
    return value


def count(text: str) -> int:
    """Return a count."""
    value = int(text)
    if not 1 <= value <= 1024:
        raise argparse.ArgumentTypeError(f"{text} is no count from 1 to 1024")
    return value
