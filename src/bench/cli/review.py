"""`review`: enter a person's judgement into the ledger."""

import argparse
from pathlib import Path

from bench.claims import fingerprint, load_graph
from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.judgement import LEDGER, LedgerError, Meaning, append

_TEACH = """Appends one judgement to requirements_trace/ledger.jsonl: who judged which claims, in which
role, with which meaning, and the claims' fingerprints of today. If a claim changes, its
judgement is suspect. Nothing is ever taken out of the ledger, and no other verb writes to it:
sign only what you have read.

  python -m bench review SRS-021 SRS-022 --meaning reviewed --name "A. Person" --role "Software lead" \\
      --statement "Limits checked against the cited sources."

meanings: reviewed · approved · justified_exception · risk_accepted · released"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("items", nargs="+", metavar="ITEM", help="claims, by their uids")
    parser.add_argument("--meaning", required=True, choices=[str(meaning) for meaning in Meaning])
    parser.add_argument("--name", required=True, help="the person who judges")
    parser.add_argument("--role", required=True, help="the role in which he or she judges")
    parser.add_argument("--date", help="ISO 8601; now by default")
    parser.add_argument("--statement", default="", help="what the person says, in one or two sentences")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """Append the judgement: 0, or 2 where it cannot be entered."""
    graph = load_graph(root)
    unknown = [uid for uid in given.items if uid not in graph]
    if unknown:
        screen.word("refused", f"no such claim: {', '.join(unknown)}")
        return 2
    prints = {uid: fingerprint(graph.item(uid)) for uid in given.items}
    try:
        entry = append(
            root / LEDGER,
            name=given.name,
            role=given.role,
            meaning=Meaning(given.meaning),
            items=prints,
            statement=given.statement,
            date=given.date,
        )
    except LedgerError as error:
        screen.word("refused", str(error))
        return 2
    screen.say(
        f"entered {entry.digest[:16]}: {entry.name} ({entry.role}) {entry.meaning} {', '.join(entry.items)}"
    )
    screen.say(f"commit {LEDGER.as_posix()} to keep it", "dim")
    return 0


VERB = Verb("review", "sign a judgement", _TEACH, options, run)
