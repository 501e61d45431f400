"""`sbom`: write the bill of materials."""

import argparse
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import CannotJudgeError, open_checkout

_TEACH = """Writes the device's bill of materials as CycloneDX 1.6 JSON, from locks, SOUP.md, model
manifests and target locks. It asks no network and looks at nothing that is installed; the same
checkout gives the same bytes. Which known flaws concern it is another question: a vulnerability
database has to be asked, with a network.

0 written · 2 SOUP.md cannot be read"""
DEFAULT = Path("build/dossier/bedside.cdx.json")


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--out", type=Path, help=f"the file; {DEFAULT} by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Write the bill and say where it is."""
    from bench.dossier.bill import write_bill  # its libraries take a second that other verbs spare

    try:
        path = write_bill(open_checkout(root), given.out or root / DEFAULT)
    except CannotJudgeError as error:
        screen.word("refused", str(error))
        return 2
    screen.say(f"bill of materials: {path}")
    return 0


VERB = Verb("sbom", "write the bill of materials", _TEACH, options, run)
