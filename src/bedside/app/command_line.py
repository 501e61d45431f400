"""The command line: what can be asked, and one clear message where it cannot be done."""

from __future__ import annotations

import argparse
import sys
import traceback
from typing import TYPE_CHECKING

import bedside
from bedside.app.verbs import endoscopy, eye_movement, fetal_ultrasound, model_check, self_test
from bedside.app.verbs.options import EXIT_CODES, REFUSED
from bedside.runtime.errors import BedsideError

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = (eye_movement, endoscopy, fetal_ultrasound, model_check, self_test)
ABOUT = """\
Clinical AI functions as medical device software: a picture in, a measurement or a description out; or
conditions in, synthetic pictures out."""
EXAMPLES = """\
examples:
  bedside eye-movement recording.mp4 --out run
  bedside endoscopy operation.mp4 --out run --overlay
  bedside fetal-ultrasound --plane transthalamic --ga-weeks 24 --count 16 --seed 1 --out run
  bedside model-check my-model/ --role scene
  bedside self-test

"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 2 bad input or environment."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except BedsideError as error:
        return _refused(str(error), options)
    except KeyboardInterrupt:
        return _refused("stopped. The output folder holds no result of this run.", options)
    except MemoryError:
        return _refused("out of memory. Close other programs, or give a shorter recording.", options)
    except Exception as error:  # noqa: BLE001 - the last resort: one message in place of a traceback
        said = f"an internal error, {type(error).__name__}: {error}. There is no result."
        return _refused(f"{said} Report it to the manufacturer with the output of --debug.", options)


def _refused(message: str, options: argparse.Namespace) -> int:
    if options.debug:
        traceback.print_exc()
    print(f"bedside: {' '.join(message.split())}", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bedside",
        description=ABOUT,
        epilog=EXAMPLES + eye_movement.DIRECTIONS + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bedside {bedside.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for verb in VERBS:
        verb.add(commands)
    return parser
