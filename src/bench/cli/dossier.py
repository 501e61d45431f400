"""`dossier`: write the report again, from the records there are."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import Checkout, Outcome, open_checkout

_TEACH = """Writes build/dossier/verification_report.pdf (PDF/A), .html and .json from the records
there are, and runs nothing. The same records on the same checkout give the same bytes.

0 written · 2 there are no records"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--out", type=Path, help="the folder; build/dossier by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Write the report; 2 where there is no record to make it from."""
    checkout = open_checkout(root)
    if not checkout.records:
        screen.word("refused", "there are no records; make them: python -m bench verify")
        return 2
    write(checkout, screen, folder=given.out)
    return 0


def write(
    checkout: Checkout,
    screen: Screen,
    *,
    folder: Path | None = None,
    outcomes: Iterable[Outcome] | None = None,
) -> None:
    """Write the report, then print the verdict counts and its path."""
    from bench.dossier import VERDICTS, write_dossier  # its libraries take a second that other verbs spare

    dossier = write_dossier(checkout, folder, outcomes)
    counts = dossier.facts.counts
    screen.say(f"requirements: {' · '.join(f'{word} {counts[word]}' for word in VERDICTS if counts[word])}")
    screen.say(f"report: {_from_here(dossier.pdf)}  (also .html, .json)")


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


VERB = Verb("dossier", "write the report again", _TEACH, options, run)
