"""`gate`: judge the checkout and its records, run nothing."""

import argparse
import json
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import ALL, GATES, open_checkout, run_gates, worst

_TEACH = """Judges claims, sources, models, records and the ledger, and runs nothing. Each finding
names both of its ends and how to mend it.

  trace     need ↔ requirement ↔ design ↔ test, hazard ↔ control ↔ requirement ↔ tests
  risk      hazards before and after controls, by risk/policy.yml
  soup      SOUP.md = pyproject.toml = the locks = what src/bedside imports
  model     manifests, models, and the sources they were trained from
  evidence  the state of every record; a fresh PASS for every requirement
  audit     what auditors find: tests never run, transport-only checks, weak words, limits typed twice
  review    the ledger's chain, and judgements on what has changed since
  release   what a person still has to judge; not part of `all`
  all       all but release"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "names", nargs="+", choices=[*GATES, "all"], metavar="NAME", help="a gate, several, or all"
    )
    parser.add_argument("--json", action="store_true", help="everything, for machines")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Run the gates that were asked for: 0 clean, 1 findings, 2 could not judge."""
    names = dict.fromkeys(n for name in given.names for n in (ALL if name == "all" else (name,)))
    outcomes = run_gates(names, open_checkout(root))
    if given.json:
        screen.say(json.dumps([outcome.as_json() for outcome in outcomes], indent=1, ensure_ascii=False))
    else:
        for outcome in outcomes:
            screen.outcome(outcome)
    return worst(outcomes)


VERB = Verb("gate", "judge what there is", _TEACH, options, run)
