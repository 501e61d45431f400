"""`dossier`: lay out the submission, or write the verification report alone, from the records there are."""

import argparse
import gc
from collections.abc import Iterable
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import Checkout, Outcome, open_checkout

_TEACH = """Writes build/dossier/submission from the records and pages there are, and runs no test: each
document of docs/dossier.yml as PDF/A and as a page, an index for each layout, the verification report, and
manifest.json with the SHA-256 of every file. The same records on the same checkout give the same bytes.

  --reading submission   refuses placeholders, broken links, empty sections and missing documents
  --reading teaching     into build/dossier/teaching, with the notes on why each part exists
  --report               build/dossier/verification_report.pdf, .html and .json alone

0 written · 1 refused, with each document and place · 2 there are no records, or the pages cannot be read"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--reading", choices=("submission", "teaching"), default="submission")
    parser.add_argument("--report", action="store_true", help="the verification report alone, in seconds")
    parser.add_argument("--out", type=Path, help="the folder; one below build/dossier by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Write the dossier; 1 where it is refused, 2 where there is nothing to make it from."""
    checkout = open_checkout(root)
    if not checkout.records:
        screen.word("refused", "there are no records; make them: python -m bench verify")
        return 2
    if given.report:
        write(checkout, screen, folder=given.out)
        return 0
    return _submit(checkout, given, screen)


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


def _submit(checkout: Checkout, given: argparse.Namespace, screen: Screen) -> int:
    from bench.dossier import FOLDER
    from bench.dossier.submission import DossierError, RefusedError, write_submission

    folder = (given.out or checkout.root / FOLDER / given.reading).resolve()
    gc.disable()  # what is read lives to the end, and looking for garbage in it took seconds
    try:
        made = write_submission(checkout, given.reading, folder, screen.say)
    except RefusedError as refused:
        for finding in refused.findings:
            screen.word("refused", str(finding))
        screen.say(f"{len(refused.findings)} findings; nothing was written, and what lay there still does")
        return 1
    except DossierError as error:
        screen.word("refused", str(error))
        return 2
    finally:
        gc.enable()
    for finding in made.findings:
        screen.word("finding", str(finding))
    screen.say(
        f"dossier: {_from_here(made.folder)}/index.html  ({len(made.documents)} documents, manifest.json)"
    )
    return 0


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


VERB = Verb("dossier", "lay out the submission, or write the report again", _TEACH, options, run)
