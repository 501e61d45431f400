"""`trace`: the way from a claim to its samples, and from samples back to the claims."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import RouteError, Routes, Step, open_checkout

_TEACH = """Walks the links both ways from a claim, a record or a file of samples, and runs nothing.

  python -m bench trace UN-004          need ↓ hazards, controls, requirements, tests, records, samples
  python -m bench trace HAZ-005         its needs above, and all that answers it below
  python -m bench trace FILE.csv        file ↑ record, protocol, requirement, controls, hazards, needs

Each stop shows its verdict, its outcome or its state, where it has one. A branch that stands
above already is named and not drawn again; --json draws each in full."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("what", metavar="WHAT", help="a uid, a record's name or file, or a file of samples")
    parser.add_argument("--json", action="store_true", help="everything, for machines")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Print both ways: 0, or 2 for what is no claim, no record and no file of samples."""
    try:
        up, down = Routes(open_checkout(root)).of(given.what)
    except RouteError as error:
        screen.word("refused", str(error))
        return 2
    if given.json:
        screen.say(json.dumps({"up": up.as_json(), "down": down.as_json()}, indent=1, ensure_ascii=False))
        return 0
    for direction, step in (("up", up), ("down", down)):
        if step.ahead:
            screen.say(f"{direction} from {step.name}", "bold")
            for line in _drawn(step, "", set()):
                screen.say(line)
            screen.say()
    if not up.ahead and not down.ahead:
        screen.say(f"nothing leads to or from {given.what}")
    return 0


def _drawn(step: Step, margin: str, seen: set[tuple[str, str]]) -> Iterator[str]:
    yield _line(step)
    for place, ahead in enumerate(step.ahead):
        is_last = place == len(step.ahead) - 1
        inner = margin + ("   " if is_last else "│  ")
        branch = f"{margin}{'└─ ' if is_last else '├─ '}"
        if ahead.ahead and (ahead.kind, ahead.name) in seen:
            yield f"{branch}{_line(ahead)}  (as above)"
            continue
        seen.add((ahead.kind, ahead.name))
        first, *rest = _drawn(ahead, inner, seen)
        yield f"{branch}{first}"
        yield from rest


def _line(step: Step) -> str:
    word = f"[{step.word}] " if step.word else ""
    says = f"  {step.says}" if step.says else ""
    return f"{step.kind} {word}{step.name}{says}"


VERB = Verb("trace", "walk from a claim to its samples, and back", _TEACH, options, run)
