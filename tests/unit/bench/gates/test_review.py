"""The ledger's chain and its judgements."""

from pathlib import Path

from bench.claims import fingerprint
from bench.gates import open_checkout, run_gate
from bench.judgement import LEDGER, Meaning, append
from small_house import ITEMS, write_item


def _sign(house: Path, uid: str) -> None:
    prints = {uid: fingerprint(open_checkout(house).graph.item(uid))}
    append(
        house / LEDGER, name="A. Person", role="QA", meaning=Meaning.REVIEWED, items=prints, statement="Read."
    )


def test_a_judgement_on_what_changed_since_is_named(house: Path):
    """The suspect claim and the entry's digest are both ends; an unchanged claim is none."""
    _sign(house, "SRS-001")
    _sign(house, "UN-001")
    assert not run_gate("review", open_checkout(house)).findings
    write_item(house, "SRS-001", {**ITEMS["SRS-001"], "rationale": "Argued otherwise."})
    (finding,) = run_gate("review", open_checkout(house)).findings
    assert (finding.rule, finding.subject) == ("judgement-suspect", "SRS-001")


def test_a_changed_ledger_line_is_named(house: Path):
    """One changed byte in the ledger breaks its chain."""
    _sign(house, "SRS-001")
    ledger = house / LEDGER
    ledger.write_bytes(ledger.read_bytes().replace(b"A. Person", b"B. Person"))
    assert {f.rule for f in run_gate("review", open_checkout(house)).findings} >= {"ledger-broken"}
