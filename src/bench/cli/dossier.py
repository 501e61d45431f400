"""`dossier`: write the report again, from the records there are."""

import argparse
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.dossier import FOLDER, VERDICTS, Dossier, write_dossier
from bench.gates import open_checkout

_TEACH = """Writes build/dossier/verification_report.pdf (PDF/A), .html and .json from the records
there are, and runs nothing. The same records on the same checkout give the same bytes.

0 written · 2 there are no records"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--out", type=Path, help=f"the folder; {FOLDER} by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Write the report; 2 where there is no record to make it from."""
    checkout = open_checkout(root)
    if not checkout.records:
        screen.word("refused", "there are no records; make them: python -m bench verify")
        return 2
    show(write_dossier(checkout, given.out), screen)
    return 0


def show(dossier: Dossier, screen: Screen) -> None:
    """Print the verdict counts and the report's path."""
    counts = dossier.facts.counts
    screen.say(f"requirements: {' · '.join(f'{word} {counts[word]}' for word in VERDICTS if counts[word])}")
    screen.say(f"report: {_from_here(dossier.pdf)}  (also .html, .json)")


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


VERB = Verb("dossier", "write the report again", _TEACH, options, run)
