"""Which judgements stand."""

from pathlib import Path

from bench.judgement import Meaning, append, outstanding, read_ledger, suspects


def _ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    for meaning, items in (
        (Meaning.REVIEWED, {"SRS-001": "old", "SRS-002": "same"}),
        (Meaning.APPROVED, {"SRS-002": "same"}),
        (Meaning.REVIEWED, {"SRS-003": "old"}),
        (Meaning.REVIEWED, {"SRS-003": "same", "SRS-004": "gone"}),
    ):
        append(path, name="N", role="R", meaning=meaning, items=items, statement="")
    return path


def test_a_judgement_on_a_changed_or_vanished_item_is_suspect(tmp_path: Path) -> None:
    """A newer judgement of the same meaning takes the place of an older one."""
    today = {"SRS-001": "new", "SRS-002": "same", "SRS-003": "same"}
    found = suspects(read_ledger(_ledger(tmp_path)), today)
    assert [(s.uid, s.then, s.now) for s in found] == [("SRS-001", "old", "new"), ("SRS-004", "gone", None)]


def test_what_no_standing_judgement_covers_is_outstanding(tmp_path: Path) -> None:
    """By meaning: a review is no approval."""
    today = {"SRS-001": "new", "SRS-002": "same", "SRS-003": "same", "SRS-009": "x"}
    ledger = read_ledger(_ledger(tmp_path))
    assert outstanding(ledger, today) == ("SRS-001", "SRS-009")
    assert outstanding(ledger, today, Meaning.APPROVED) == ("SRS-001", "SRS-003", "SRS-009")


def test_without_a_ledger_everything_is_outstanding(tmp_path: Path) -> None:
    """As the template ships."""
    assert outstanding(read_ledger(tmp_path / "none"), {"SRS-001": "x"}) == ("SRS-001",)
