"""`evidence`: what the records are worth today."""

import argparse
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.evidence import state_of
from bench.gates import Appraised, open_checkout

_TEACH = """Lists every record with its state, computed anew from the record's and its samples'
digests, and from the claims, the files and the models it rests on.

  fresh    it speaks of what is here today
  stale    something that it rests on changed since
  foreign  it ran on another class of hardware than the claim asks for
  void     its digest or that of its samples does not hold

Give a record's name, or the head of its digest, or a claim, to see all of it."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("id", nargs="?", help="a record's name, the head of its digest, or a claim")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """List or show: 0 all hold, 1 some are stale or void, 2 there is none."""
    checkout = open_checkout(root)
    all_of = [Appraised(stored, state_of(stored, checkout.workshop)) for stored in checkout.records]
    chosen = [a for a in all_of if given.id is None or _is(a, given.id)]
    if not chosen:
        screen.word("refused", f"no record {given.id}" if given.id else "there are no records; make verify")
        return 2
    if given.id is None:
        screen.columns([_row(a) for a in chosen])
    else:
        for a in chosen:
            _show(a, screen)
    return 1 if any(a.state.kind in ("stale", "void") for a in chosen) else 0


def _is(a: Appraised, wanted: str) -> bool:
    record = a.record
    return a.name == wanted or (
        record is not None
        and (record.uid == wanted or (len(wanted) >= 6 and record.digest.startswith(wanted)))
    )


def _row(a: Appraised) -> tuple[str, ...]:
    record = a.record
    if record is None:
        return (a.state.kind, "", "", "", "", a.name)
    passed = sum(result.outcome == "passed" for result in record.results)
    verdict = str(record.verdict) if record.verdict else f"{passed} of {len(record.results)} passed"
    return (a.state.kind, record.uid or record.kind, verdict, record.profile, record.target, a.name)


def _show(a: Appraised, screen: Screen) -> None:
    screen.word(a.state.kind, str(a.stored.path))
    for reason in a.state.reasons:
        screen.say(f"  {reason}")
    record = a.record
    if record is None:
        return
    facts = {
        "digest": record.digest,
        "claim": record.uid,
        "verdict": record.verdict,
        "reason": record.reason,
        "estimate": record.estimate,
        "interval": record.interval,
        "n": record.n or None,
        "method": record.method,
        "run": f"{record.nodeid}, {record.profile} on {record.target}, {record.started}",
        "repeat": record.command,
    }
    for name, value in facts.items():
        if value not in (None, ""):
            screen.say(f"  {name:<9} {value}")
    for sample in record.samples:
        screen.say(f"  samples   {sample.name}: {sample.n} in {sample.file}, sha256 {sample.sha256[:16]}")
    screen.say(f"  rests on  {len(record.depends)} files and {len(record.claims)} claims")


VERB = Verb("evidence", "list the records", _TEACH, options, run)
