"""What a release waits for."""

from pathlib import Path

from bench.claims import fingerprint
from bench.gates import open_checkout, run_gate
from bench.judgement import LEDGER, Meaning, append


def test_a_release_waits_for_every_claim_and_no_more(house: Path):
    """Each claim without a review is named; once all are reviewed nothing is left."""
    checkout = open_checkout(house)
    assert {f.subject for f in run_gate("release", checkout).findings} == set(checkout.graph.items)
    prints = {item.uid: fingerprint(item) for item in checkout.graph}
    append(
        house / LEDGER, name="A. Person", role="QA", meaning=Meaning.REVIEWED, items=prints, statement="All."
    )
    assert run_gate("release", open_checkout(house)).exit_code == 0
