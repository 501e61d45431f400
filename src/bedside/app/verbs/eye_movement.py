"""``bedside eye-movement``: nystagmus from a video of an eye or a trace."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bedside.app.verbs.options import DONE, EXIT_CODES, add_target, page, positive, target
from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    import argparse

    from bedside.eye_movement import Calibration

CALIBRATION = ("deg_per_px_x", "deg_per_px_y", "origin_x_px", "origin_y_px")
DIRECTIONS = """\
Angles are positive to the image's right and up. What the image's right is for the patient depends on
the camera and on mirroring; check it once per camera.
"""
ABOUT = """\
Measures nystagmus: slow-phase velocity, frequency, amplitude and direction of beating, horizontal and
vertical, from an infrared video of one eye or from a trace of any video-oculography system.
It does not measure torsion, does not compare eyes, and does not name disorders."""
EXAMPLES = """\
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


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    eye = commands.add_parser(
        "eye-movement",
        help="measure nystagmus in an eye video or a trace",
        **page(ABOUT, EXAMPLES + DIRECTIONS + EXIT_CODES),
    )
    eye.set_defaults(command=run)
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
    eye.add_argument("--image-rate", metavar="HZ", type=positive, help="of a folder of pictures")
    eye.add_argument(
        "--seconds", metavar="S", type=positive, default=10.0, help="how long a camera is read (10)"
    )
    add_target(eye)


def run(options: argparse.Namespace) -> int:
    """Measure, write, and say what was found."""
    from bedside.app.progress import Progress
    from bedside.app.wiring import now_utc, open_model
    from bedside.eye_movement import Ports, Request, summary
    from bedside.eye_movement import run as measured

    calibration = calibration_of(options.calibration) if options.calibration else None
    rate, seconds = options.image_rate, options.seconds
    request = Request(options.input, options.out, calibration, options.overlay, rate, seconds)
    progress, where = Progress(), target(options)
    try:
        result = measured(request, Ports(lambda: open_model("eye_movement", where), now_utc, progress.tell))
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


def calibration_of(text: str) -> Calibration:
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
