"""The ledger: only ever longer, and every tampered byte is found."""

import json
import threading
from pathlib import Path

import pytest

from bench.judgement import LedgerError, Meaning, append, ledger, read_ledger


def _sign(path: Path, uid: str = "SRS-001", **changes: object) -> None:
    given = {
        "name": "A. Person",
        "role": "QA",
        "meaning": Meaning.REVIEWED,
        "items": {uid: "f" * 64},
        "statement": "read",
        "date": "2026-01-02T03:04:05+00:00",
    }
    append(path, **{**given, **changes})  # type: ignore[arg-type]  # the test hands over bad values, too


def test_an_absent_ledger_is_empty(tmp_path: Path) -> None:
    """No judgement was made, which is no fault."""
    read = read_ledger(tmp_path / "ledger.jsonl")
    assert (read.entries, read.faults) == ((), ())


def test_entries_chain_and_are_read_back(tmp_path: Path) -> None:
    """Each follows the digest of the one before."""
    path = tmp_path / "new" / "ledger.jsonl"
    _sign(path)
    first = path.read_bytes()
    _sign(path, "SRS-002", meaning=Meaning.APPROVED)
    read = read_ledger(path)
    assert read.faults == ()
    assert [entry.meaning for entry in read.entries] == ["reviewed", "approved"]
    assert read.entries[1].prev == read.entries[0].digest
    assert path.read_bytes().startswith(first)
    assert sorted(p.name for p in path.parent.iterdir()) == ["ledger.jsonl"]


def test_every_changed_byte_is_found_and_its_line_named(tmp_path: Path) -> None:
    """Whatever is put in its place."""
    path = tmp_path / "ledger.jsonl"
    for uid in ("SRS-001", "SRS-002"):
        _sign(path, uid)
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_ledger(path).faults, whole[max(at - 20, 0) : at + 20]


@pytest.mark.parametrize("kept", [[1, 2], [0, 2], [1, 0, 2], [0, 0, 1, 2]])
def test_a_removed_moved_or_repeated_entry_is_found(tmp_path: Path, kept: list[int]) -> None:
    """The chain breaks at the entry after it."""
    path = tmp_path / "ledger.jsonl"
    for uid in ("SRS-001", "SRS-002", "SRS-003"):
        _sign(path, uid)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[at] for at in kept))
    assert any("does not follow" in fault for fault in read_ledger(path).faults)


def test_a_line_cut_short_is_found(tmp_path: Path) -> None:
    """As a crash of something else would leave it."""
    path = tmp_path / "ledger.jsonl"
    _sign(path)
    path.write_bytes(path.read_bytes()[:-1])
    assert "cut short" in read_ledger(path).faults[0]


def test_nothing_is_added_to_a_broken_chain(tmp_path: Path) -> None:
    """It would cover up the break."""
    path = tmp_path / "ledger.jsonl"
    _sign(path)
    path.write_bytes(path.read_bytes().replace(b"QA", b"QB"))
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="broken chain"):
        _sign(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"role": ""}, {"items": {}}, {"meaning": "liked"}, {"date": "yesterday"}]
)
def test_a_judgement_that_says_too_little_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """And leaves no trace."""
    path = tmp_path / "ledger.jsonl"
    with pytest.raises(LedgerError):
        _sign(path, **change)
    assert list(tmp_path.iterdir()) == []


def test_two_who_sign_at_once_both_stand(tmp_path: Path) -> None:
    """One waits for the other."""
    path = tmp_path / "ledger.jsonl"
    signers = [threading.Thread(target=_sign, args=(path, f"SRS-{k:03d}")) for k in range(8)]
    for signer in signers:
        signer.start()
    for signer in signers:
        signer.join()
    read = read_ledger(path)
    assert (len(read.entries), read.faults) == (8, ())


def test_a_lock_left_behind_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file to delete."""
    monkeypatch.setattr(ledger, "_LOCK_WAIT_S", 0.05)
    (tmp_path / ".ledger.jsonl.lock").touch()
    with pytest.raises(LedgerError, match=r"delete .*\.ledger\.jsonl\.lock"):
        _sign(tmp_path / "ledger.jsonl")


def test_the_date_is_now_unless_given(tmp_path: Path) -> None:
    """In UTC."""
    path = tmp_path / "ledger.jsonl"
    _sign(path, date=None)
    assert json.loads(path.read_text())["date"].endswith("+00:00")
