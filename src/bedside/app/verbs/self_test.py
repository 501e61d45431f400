"""``bedside self-test``: whether this installation does what it should."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bedside.app.verbs.options import DONE, EXIT_CODES, REFUSED, add_target, page, target

if TYPE_CHECKING:
    import argparse

ABOUT = """\
Checks this installation: the models against their digests, the providers that are here, a drawn eye with
known movement through the whole measurement, a drawn endoscope's picture through both models, and synthetic
images from a seed, made twice. Says what it checked, one line each."""
EXAMPLES = """\
examples:
  bedside self-test
  bedside self-test --provider cuda --json

outputs: none; nothing is left on the disk.

Directions of the drawn eye's movement are positive to the image's right and up.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    test = commands.add_parser(
        "self-test",
        help="check models, providers, and each item on what the test draws itself",
        **page(ABOUT, EXAMPLES + EXIT_CODES),
    )
    test.set_defaults(command=run)
    test.add_argument("--json", action="store_true", help="print the checks as JSON")
    add_target(test)


def run(options: argparse.Namespace) -> int:
    """Check, and say what was found."""
    from bedside.app.self_test import self_test

    checks = self_test(target(options))
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
