"""`verify`: the main job: tests and protocols, records, gates, report."""

import argparse
from pathlib import Path

from bench.cli import dossier
from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.evidence import PROFILES
from bench.gates import ALL, Outcome, open_checkout, run_gates
from bench.verify.session import Outcome as Verification
from bench.verify.session import run_verification
from bench.verify.target import REFERENCE, TargetError

_TEACH = """Runs every test and protocol, writes a record of each, judges the records by the gates
and writes the report.

  --profile quick   short runs, minutes; what needs more samples reads INCONCLUSIVE
  --profile full    every protocol at full length
  --target NAME     the hardware class, from verification/targets; without that hardware
                    its rows read NOT_RUN"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--profile", choices=PROFILES, default=PROFILES[0], help="how long to measure")
    parser.add_argument("--target", default=REFERENCE, help=f"the hardware class; {REFERENCE} by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Run all of it; the exit code is the worst that tests, protocols and gates have to say."""
    try:
        verification = run_verification(root, profile=given.profile, target=given.target)
    except TargetError as error:
        screen.word("refused", str(error))
        return 2
    checkout = open_checkout(root)
    outcomes = run_gates(ALL, checkout)
    screen.say()
    for outcome in outcomes:
        screen.outcome(outcome)
    screen.say()
    if checkout.records:
        _say_open(verification, screen)
        dossier.write(checkout, screen, outcomes=outcomes)
    return _exit_code(verification, outcomes)


def _say_open(verification: Verification, screen: Screen) -> None:
    """Print what is not PASS and why, claims with the same reason on one line."""
    same: dict[tuple[str, str], list[str]] = {}
    for line in verification.not_passed:
        verdict, _, rest = line.partition(" ")
        uid, _, why = rest.partition(": ")
        same.setdefault((verdict, why), []).append(uid)
    for (verdict, why), uids in same.items():
        screen.word(verdict, f"{', '.join(uids)}: {why}")
    counted = " · ".join(f"{verdict} {count}" for verdict, count in verification.counts.items() if count)
    screen.say(f"verdicts of this run: {counted or 'none'}")


def _exit_code(verification: Verification, outcomes: tuple[Outcome, ...]) -> int:
    codes = {verification.exit_code, *(outcome.exit_code for outcome in outcomes)}
    return next((code for code in (1, 2, 3) if code in codes), 0)


VERB = Verb("verify", "run, judge and report", _TEACH, options, run)
