"""The store: whole or not at all, and no changed byte goes unnoticed."""

import dataclasses
from pathlib import Path

import pytest

from bench.evidence import (
    COMMITTED,
    FRESH,
    Samples,
    latest,
    load_records,
    read_record,
    read_samples,
    write_record,
)

from .test_record import RECORD

_SAMPLES = {"error": Samples((0.1, 1e-17, float("inf")), "ms", ("a", "b", "c")), "time": Samples((1.0,), "s")}


def _write(root: Path, folder: Path = FRESH, **changes: object) -> Path:
    return write_record(root / folder, dataclasses.replace(RECORD, **changes), _SAMPLES)  # type: ignore[arg-type]


def test_samples_come_back_to_the_last_bit(tmp_path: Path) -> None:
    """With their groups where they have some."""
    stored = read_record(_write(tmp_path))
    assert stored.faults == ()
    assert stored.record is not None
    assert [(s.name, s.unit, s.n) for s in stored.record.samples] == [("error", "ms", 3), ("time", "s", 1)]
    assert read_samples(stored, "error") == ([0.1, 1e-17, float("inf")], ["a", "b", "c"])
    assert read_samples(stored, "time") == ([1.0], None)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever and whenever it is written, and nothing temporary stays."""
    first, second = _write(tmp_path / "a"), _write(tmp_path / "b")
    names = sorted(path.name for path in first.parent.iterdir())
    assert names == sorted(path.name for path in second.parent.iterdir())
    assert len(names) == 3
    for name in names:
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes()


def test_every_changed_byte_makes_a_record_void_and_is_named(tmp_path: Path) -> None:
    """Of the record and of each of its samples, whatever is put in its place."""
    path = _write(tmp_path)
    for file in sorted(path.parent.iterdir()):
        whole = file.read_bytes()
        for at in range(0, len(whole), 11):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            faults = read_record(path).faults
            assert any(file.name in fault for fault in faults), (file.name, whole[max(0, at - 30) : at + 30])
        file.write_bytes(whole)
    assert read_record(path).faults == ()


def test_a_space_more_makes_a_record_void(tmp_path: Path) -> None:
    """It changes no value, but it is not what was written."""
    path = _write(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b" \n", 1))
    assert "was changed" in read_record(path).faults[0]


def test_missing_samples_make_a_record_void(tmp_path: Path) -> None:
    """They are named."""
    path = _write(tmp_path)
    sample = next(path.parent.glob("*error*.csv"))
    sample.unlink()
    assert read_record(path).faults == (f"{sample.name}, the samples of error, is gone",)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"{", b"\xff"])
def test_bytes_that_are_no_record_are_void(tmp_path: Path, content: bytes) -> None:
    """Named, not raised."""
    path = tmp_path / FRESH / "x.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    [stored] = load_records(tmp_path)
    assert stored.record is None
    assert "x.json is no record" in stored.faults[0]


def test_a_newer_record_replaces_the_older_and_its_samples(tmp_path: Path) -> None:
    """No orphan stays beside it."""
    _write(tmp_path)
    path = write_record(tmp_path / FRESH, RECORD, {"error": Samples((5.0,), "ms")})
    assert len(list(path.parent.glob("*.csv"))) == 1
    assert read_record(path).faults == ()


def test_the_latest_of_committed_and_fresh_wins(tmp_path: Path) -> None:
    """Per protocol, claim, target and profile; void records are all kept."""
    _write(tmp_path, COMMITTED, started="2026-01-03")
    _write(tmp_path, FRESH, started="2026-01-02")
    _write(tmp_path, FRESH, id="full", profile="full", started="2026-01-01")
    void = _write(tmp_path, COMMITTED, id="void", started="2025-01-01")
    void.write_bytes(void.read_bytes().replace(b"2025", b"2027"))
    kept = latest(load_records(tmp_path))
    assert [(stored.path.stem, stored.committed) for stored in kept] == [
        ("full", False),
        ("r", True),
        ("void", True),
    ]


def test_samples_and_their_groups_are_as_many() -> None:
    """Or are refused."""
    with pytest.raises(ValueError, match="2 values but 1 groups"):
        Samples((1.0, 2.0), "ms", ("a",))
