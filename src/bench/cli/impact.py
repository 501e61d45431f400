"""`impact`: what has to be run again if something changes."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import impact_of, open_checkout

_TEACH = """Names the smallest set of tests and protocols that a change of these files or claims asks
to be run again, and the records that it makes stale. A file that no evidence rests on, such
as README.md, costs nothing."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("changed", nargs="+", metavar="PATH|UID", help="a file of the checkout, or a claim")
    parser.add_argument("--json", action="store_true", help="everything, for machines")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Say what to run again: 0, or 2 for something that is neither a file nor a claim."""
    checkout = open_checkout(root)
    changed = [one if one in checkout.graph else _inside(one, root) for one in given.changed]
    for one in changed:
        if one not in checkout.graph and not (root / one).is_file():
            screen.word("refused", f"{one} is neither a file of the checkout nor a claim")
            return 2
    impact = impact_of(checkout, changed)
    if given.json:
        screen.say(json.dumps({**asdict(impact), "command": impact.command}, indent=1))
        return 0
    for name in ("protocols", "tests", "claims", "records"):
        found = getattr(impact, name)
        screen.say(f"{name} ({len(found)})", "bold")
        for one in found:
            screen.say(f"  {one}")
    screen.say(f"\n{impact.command}" if impact.command else "\nnothing rests on it")
    return 0


def _inside(path: str, root: Path) -> str:
    whole = (Path.cwd() / path).resolve()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path


VERB = Verb("impact", "what a change costs", _TEACH, options, run)
