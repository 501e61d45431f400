"""`gate`: judge the checkout and its records, run nothing."""

import argparse
import json
from pathlib import Path

from bench.cli import clauses
from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import ALL, GATES, Checkout, open_checkout, run_gates, worst
from bench.gates.clauses import Assessment, Known, assess_all

_TEACH = """Judges claims, sources, models, records and the ledger, and runs nothing. Each finding
names both of its ends and how to mend it.

  trace     need ↔ requirement ↔ design ↔ test, hazard ↔ control ↔ requirement ↔ tests
  risk      hazards before and after controls, by risk/policy.yml
  threats   elements and flows ↔ threats ↔ hazard, control, requirement, test; what remains and whose
  soup      SOUP.md = pyproject.toml = the locks = what src/bedside imports
  model     manifests, models, and the sources they were trained from
  evidence  the state of every record; a fresh PASS for every requirement
  audit     what auditors find: tests never run, transport-only checks, weak words, limits typed twice
  review    the ledger's chain, and judgements on what has changed since
  clauses   what standards ask for: no gap, no wrong clause number; with --rows, --safety-class
            or --level every row with its status, reason, evidence and command
  release   what a person still has to judge; not part of `all`
  all       all but release"""

_SCOPED = {"iec62304": "safety_class", "fda_software": "level"}


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "names", nargs="+", choices=[*GATES, "all"], metavar="NAME", help="a gate, several, or all"
    )
    parser.add_argument("--json", action="store_true", help="everything, for machines")
    rows = "with clauses: every row, of one standard or of all"
    parser.add_argument("--rows", nargs="?", const="", metavar="STANDARD", help=rows)
    clauses.scope_options(parser)


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Run the gates that were asked for: 0 clean, 1 findings, 2 could not judge."""
    names = dict.fromkeys(n for name in given.names for n in (ALL if name == "all" else (name,)))
    checkout = open_checkout(root)
    outcomes = run_gates(names, checkout)
    judged = not any(outcome.gate == "clauses" and outcome.refused for outcome in outcomes)
    rows = _rows(given, checkout) if "clauses" in names and judged else ()
    if given.json:
        said = [outcome.as_json() for outcome in outcomes] + [assessment.as_json() for assessment in rows]
        screen.say(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        for outcome in outcomes:
            screen.outcome(outcome)
        clauses.show(rows, screen)
    return worst(outcomes)


def _rows(given: argparse.Namespace, checkout: Checkout) -> tuple[Assessment, ...]:
    """Assess what was asked for; a class alone means IEC 62304, a level alone FDA's documentation."""
    if given.rows is None and not given.safety_class and not given.level:
        return ()
    by_scope = [name for name, word in _SCOPED.items() if getattr(given, word)]
    standards = [given.rows] if given.rows else (by_scope if given.rows is None else [None])
    known = assess_all(Known(checkout))
    return tuple(
        one
        for standard in standards
        for one in clauses.choose(known, argparse.Namespace(**{**vars(given), "standard": standard}))
    )


VERB = Verb("gate", "judge what there is", _TEACH, options, run)
