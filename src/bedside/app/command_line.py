"""The command line: what can be asked, and one clear message where it cannot be done."""

from __future__ import annotations

import argparse
import json
import math
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bedside
from bedside.runtime.errors import BedsideError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bedside.eye_movement import Calibration
    from bedside.runtime.backend import Target

DONE, REFUSED = 0, 2
CALIBRATION = ("deg_per_px_x", "deg_per_px_y", "origin_x_px", "origin_y_px")
EPILOG = """\
Angles are positive to the image's right and up. What the image's right is for the patient depends on
the camera and on mirroring; check it once per camera.
Exit codes: 0 done ("insufficient quality" is a done measurement), 2 bad input or environment.
All output is a measurement for a clinician's judgement, not a diagnosis. No network is used."""
EXAMPLES = """\
examples:
  bedside eye-movement recording.mp4 --out run
  bedside self-test

"""
EYE = """\
Measures nystagmus: slow-phase velocity, frequency, amplitude and direction of beating, horizontal and
vertical, from an infrared video of one eye or from a trace of any video-oculography system.
It does not measure torsion, does not compare eyes, and does not name disorders."""
EYE_EXAMPLES = """\
examples:
  bedside eye-movement recording.mp4 --out run               a video of one eye
  bedside eye-movement recording.mp4 --out run --overlay     and a video of what was found, to look at
  bedside eye-movement trace.csv --out run                   a trace with the columns t_s,x_deg,y_deg
  bedside eye-movement pictures/ --image-rate 100 --out run  a folder of pictures
  bedside eye-movement /dev/video0 --seconds 20 --out run    a camera
  bedside eye-movement recording.mp4 --out run --calibration 0.12,0.12,320,240

outputs, in the folder given by --out:
  result.json       the measurement, or the reasons why there is none; written last
  trace.csv         what was seen in each frame; an empty cell is a gap
  nystagmogram.svg  the plot
  inference.json    what computed it: digests, versions, provider, timings
  overlay.mp4       with --overlay

"""
SELF_TEST = """\
Checks this installation: the models against their digests, the providers that are here, and a drawn eye
with known movement through the whole measurement. Says what it checked, one line each."""
SELF_TEST_EXAMPLES = """\
examples:
  bedside self-test
  bedside self-test --provider cuda --json

outputs: none; nothing is left on the disk.

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


def _eye_movement(options: argparse.Namespace) -> int:
    from bedside.app.progress import Progress
    from bedside.app.wiring import now_utc, open_model
    from bedside.eye_movement import Ports, Request, run, summary

    calibration = _calibration(options.calibration) if options.calibration else None
    rate, seconds = options.image_rate, options.seconds
    request = Request(options.input, options.out, calibration, options.overlay, rate, seconds)
    progress, target = Progress(), _target(options)
    try:
        result = run(request, Ports(lambda: open_model("eye_movement", target), now_utc, progress.tell))
    finally:
        progress.end()
    for warning in result.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    print(summary(result))
    files = ["result.json", "trace.csv", "nystagmogram.svg", "inference.json"] + [
        "overlay.mp4"
    ] * request.overlay
    print(f"Written to {request.out}: {', '.join(files)}")
    return DONE


def _self_test(options: argparse.Namespace) -> int:
    from bedside.app.self_test import self_test

    checks = self_test(_target(options))
    if options.json:
        print(json.dumps([{"check": c.name, "holds": c.holds, "found": c.found} for c in checks], indent=2))
    else:
        for check in checks:
            print(f"{'ok  ' if check.holds else 'FAIL'}  {check.name}: {check.found}")
    failed = sum(not check.holds for check in checks)
    if failed:
        print(
            f"bedside: self-test failed in {failed} of {len(checks)} checks. Do not measure.", file=sys.stderr
        )
    return REFUSED if failed else DONE


def _target(options: argparse.Namespace) -> Target:
    from bedside.runtime.backend import Target

    return Target(options.provider, options.precision, options.threads, engine_cache=options.engine_cache)


def _calibration(text: str) -> Calibration:
    """Return the calibration from four numbers or from a JSON file that holds them."""
    from bedside.eye_movement import Calibration

    expected = f"the numbers {','.join(CALIBRATION)}, or a JSON file of exactly these"
    try:
        if text.count(",") == 3:
            return Calibration(*map(float, text.split(",")))
        entries = json.loads(Path(text).read_text(encoding="utf-8"))
        if not isinstance(entries, dict) or set(entries) != set(CALIBRATION):
            raise InputError(text, expected, "other entries")
        return Calibration(**{name: float(value) for name, value in entries.items()})
    except (OSError, ValueError, TypeError) as error:
        raise InputError(text, expected, f"no calibration ({error})") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bedside",
        description="Clinical AI functions as medical device software: an eye video in, a measurement out.",
        epilog=EXAMPLES + EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bedside {bedside.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_eye_movement(commands)
    _add_self_test(commands)
    return parser


def _add_eye_movement(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    eye = commands.add_parser(
        "eye-movement", help="measure nystagmus in an eye video or a trace", **_page(EYE, EYE_EXAMPLES)
    )
    eye.set_defaults(command=_eye_movement)
    eye.add_argument(
        "input", metavar="INPUT", type=Path, help="video, folder of pictures, DICOM, camera, or .csv trace"
    )
    eye.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="folder for the outputs, made if missing"
    )
    eye.add_argument(
        "--overlay", action="store_true", help="also write the video with what was found drawn on it"
    )
    eye.add_argument(
        "--calibration",
        metavar="FILE|NUMBERS",
        help="degrees per pixel along x and y, and the pixel that is straight ahead: four numbers with "
        f"commas between, or a JSON file with {', '.join(CALIBRATION)}; else the limbus gives the scale",
    )
    eye.add_argument("--image-rate", metavar="HZ", type=_positive, help="of a folder of pictures")
    eye.add_argument(
        "--seconds", metavar="S", type=_positive, default=10.0, help="how long a camera is read (10)"
    )
    _add_target(eye)


def _add_self_test(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    test = commands.add_parser(
        "self-test", help="check models, providers and a drawn eye", **_page(SELF_TEST, SELF_TEST_EXAMPLES)
    )
    test.set_defaults(command=_self_test)
    test.add_argument("--json", action="store_true", help="print the checks as JSON")
    _add_target(test)


def _add_target(parser: argparse.ArgumentParser) -> None:
    where = parser.add_argument_group("where it runs (met exactly, or refused)")
    where.add_argument(
        "--provider", choices=("cpu", "cuda", "tensorrt"), default="cpu", help="cpu without it"
    )
    where.add_argument("--precision", choices=("fp32", "fp16"), default="fp32", help="fp32 without it")
    where.add_argument("--threads", metavar="N", type=_count, default=1, help="of the network on the CPU (1)")
    where.add_argument(
        "--engine-cache", metavar="DIR", type=Path, help="keeps the engines that TensorRT builds"
    )
    parser.add_argument(
        "--debug", action="store_true", help="with an error, say where in the software it arose"
    )


def _page(description: str, examples: str) -> dict[str, Any]:
    shape = argparse.RawDescriptionHelpFormatter
    return {"description": description, "epilog": examples + EPILOG, "formatter_class": shape}


def _positive(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is no positive number")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1024:
        raise argparse.ArgumentTypeError(f"{text} is no number of threads")
    return value
