"""The review gate: the ledger's chain holds, and no judgement stands on what has changed since."""

from collections.abc import Iterator

from bench.claims import fingerprint
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding, Note
from bench.judgement import LEDGER, Meaning, outstanding, suspects


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Name broken lines and suspect judgements; count the outstanding ones."""
    ledger = LEDGER.as_posix()
    for fault in checkout.ledger.faults:
        yield Finding(
            "review",
            "ledger-broken",
            ledger,
            fault,
            f"the ledger's chain does not hold: {fault}",
            "restore the ledger from version control; it is append-only",
        )
    prints = {item.uid: fingerprint(item) for item in checkout.graph if item.active}
    for suspect in suspects(checkout.ledger, prints):
        what = "is gone" if suspect.now is None else "changed since"
        entry = suspect.entry
        message = (
            f"{entry.name} ({entry.role}) judged {suspect.uid} {entry.meaning} on {entry.date}; it {what}"
        )
        yield Finding(
            "review",
            "judgement-suspect",
            suspect.uid,
            f"{ledger} {entry.digest[:12]}",
            message,
            f"judge it again: python -m bench review {suspect.uid} --meaning {entry.meaning}",
        )
    waiting = outstanding(checkout.ledger, prints, Meaning.REVIEWED)
    if waiting:
        text = (
            f"{len(waiting)} of {len(prints)} claims wait for a person's review, and a release waits for them"
        )
        yield Note("review", ledger, text)
