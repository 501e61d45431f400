"""Reads the command line and hands over to the verb."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.claims import ProblemError
from bench.claims.change import ChangeError
from bench.cli import clauses, dossier, evidence, gate, impact, readers, review, sbom, trace, verify
from bench.cli.screen import Screen

_VERBS = (
    *(verify.VERB, gate.VERB, clauses.VERB, evidence.VERB, impact.VERB, trace.VERB, review.VERB),
    *(dossier.VERB, sbom.VERB, readers.VERB),
)
_DESCRIPTION = """The bench binds every claim about the device to evidence that a machine can check again.

  claims      people write them     requirements_trace/, risk/
  evidence    machines write it     build/records/, verification/records/
  judgements  people make them      requirements_trace/ledger.jsonl"""
_CLOSING = """exit codes:
  0 clean · 1 findings or a FAIL · 2 could not judge
  3 nothing failed but what a problem report says, and something that was asked for FAILs by such a report,
    or is INCONCLUSIVE, INVALID or NOT_RUN

first steps:
  python -m bench verify              run all tests and protocols, judge, write the report (minutes)
  python -m bench gate all            judge what there is, run nothing
  python -m bench evidence            what the records are worth today"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    root = _root(given.root)
    if root is None:
        sys.stderr.write("bench: no requirements_trace here or above; run from a checkout, or give --root\n")
        return 2
    try:
        return int(given.run(given, root, Screen()))
    except (ChangeError, ProblemError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m bench", description=_DESCRIPTION, epilog=_CLOSING, formatter_class=style
    )
    parser.add_argument("--root", type=Path, help="the checkout; the one that you stand in by default")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in _VERBS:
        own = verbs.add_parser(verb.name, help=verb.summary, description=verb.teach, formatter_class=style)
        verb.options(own)
        own.set_defaults(run=verb.run)
    return parser


def _root(given: Path | None) -> Path | None:
    start = (given or Path.cwd()).resolve()
    above = (start,) if given else (start, *start.parents)
    return next((folder for folder in above if (folder / "requirements_trace").is_dir()), None)
