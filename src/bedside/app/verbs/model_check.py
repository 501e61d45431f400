"""``bedside model-check``: what of a user's own model does not fit, and how to mend it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bedside.app.verbs.options import DONE, EXIT_CODES, REFUSED, add_target, page, target

if TYPE_CHECKING:
    import argparse

ROLES = ("scene", "workflow")
ABOUT = """\
Checks whether a model package of your own can take the place of one of the endoscopy item's two models:
manifest and digest, item, inputs, outputs, classes in number and order, operating point, whether it opens,
what it answers to a test picture, whether it does so twice, never looks ahead, and how long a run takes.
It says nothing of how right the model is: that is measured on recordings with truth."""
EXAMPLES = """\
examples:
  bedside model-check my-model/ --role scene
  bedside model-check my-model/ --role workflow --json
  bedside endoscopy operation.mp4 --out run --scene-model my-model/

a package is a folder with
  manifest.json  what the model is; copy one from the installed package bedside/models/endoscopy/scene
  model.onnx     the network; its sha256 stands in the manifest

the roles
  scene     picture float32[1, 3, 144, 256] in 0 to 1 -> shares float32[1, 4, 72, 128] that sum to 1 over the
            labels background, instrument, sella, clival_recess; landmarks float32[1, 4, 3]: x and y as parts
            of the picture's width and height, and the probability that the landmark is there
  workflow  pictures float32[1, time, 3, 72, 128] and state float32[1, 128] -> phases float32[1, time, 7],
            steps float32[1, time, 13], remaining float32[1, time] in minutes, next_state float32[1, 128]

outputs: none; nothing is left on the disk. Exit code 2 where anything does not fit.

"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    check = commands.add_parser(
        "model-check",
        help="check a model of your own before it is used",
        **page(ABOUT, EXAMPLES + EXIT_CODES),
    )
    check.set_defaults(command=run)
    check.add_argument("folder", metavar="DIR", type=Path, help="folder of the package")
    check.add_argument("--role", choices=ROLES, required=True, help="whose place it shall take")
    check.add_argument("--json", action="store_true", help="print the checks as JSON")
    add_target(check)


def run(options: argparse.Namespace) -> int:
    """Check, and say what was found."""
    from bedside.app.own_model import model_checks

    checks = list(model_checks(options.folder, options.role, target(options)))
    if options.json:
        entries = [{"check": c.name, "holds": c.holds, "found": c.found, "mend": c.mend} for c in checks]
        print(json.dumps(entries, indent=2))
    else:
        for check in checks:
            print(f"{'ok  ' if check.holds else 'FAIL'}  {check.name}: {check.found}")
            if not check.holds:
                print(f"      mend: {check.mend}")
    failed = sum(not check.holds for check in checks)
    if failed:
        said = f"{failed} of {len(checks)} checks failed. The model cannot be used as {options.role}."
        print(f"bedside: {said}", file=sys.stderr)
    return REFUSED if failed else DONE
