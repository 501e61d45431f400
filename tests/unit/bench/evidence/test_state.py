"""The state of evidence: each thing it rests on, changed one at a time, and named."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.evidence import (
    FRESH,
    Dependencies,
    Record,
    Result,
    State,
    StoredRecord,
    Verdict,
    Verified,
    Workshop,
    changed_items,
    file_digest,
    read_record,
    result_state,
    state_of,
    write_record,
)

from .test_record import RECORD

_PRINTS = {
    "SRS-001": {"fingerprint": "1", "text": "a", "acceptance.limit": "b"},
    "UN-001": {"fingerprint": "2", "text": "c"},
    "SRS-009": {"fingerprint": "9", "text": "z"},
}
_GEOMETRY, _MEDIA = "tests/unit/test_geometry.py", "tests/unit/test_media.py"


@dataclass
class _Claims:
    prints: dict[str, dict[str, str]] = field(
        default_factory=lambda: {u: dict(p) for u, p in _PRINTS.items()}
    )
    contexts: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"SRS-001": ("SRS-001", "UN-001"), "SRS-009": ("SRS-009",)}
    )
    hardware: dict[str, str] = field(default_factory=lambda: {"SRS-001": "any"})


def _write(root: Path, record: Record) -> StoredRecord:
    return read_record(write_record(root / FRESH, record))


def _protocol(checkout: Path) -> StoredRecord:
    file, inputs = (
        "verification/protocols/eye.py",
        {"README.md": file_digest(checkout / "README.md"), "elsewhere": "x"},
    )
    paths = Dependencies(checkout).paths(Path(file), Path("verification/targets/cpu.toml"))
    record = dataclasses.replace(
        RECORD,
        nodeid=f"{file}::test_it",
        samples=(),
        results=(),
        closures={},
        claims={uid: _PRINTS[uid] for uid in ("SRS-001", "UN-001")},
        contexts={"SRS-001": ("SRS-001", "UN-001")},
        depends=Dependencies(checkout).digests(paths),
        inputs=inputs,
    )
    return _write(checkout, record)


def _session(checkout: Path) -> StoredRecord:
    dependencies = Dependencies(checkout)
    closures = {
        f: dependencies.paths(Path(f), Path("verification/targets/cpu.toml")) for f in (_GEOMETRY, _MEDIA)
    }
    record = dataclasses.replace(
        RECORD,
        kind="tests",
        nodeid="tests",
        uid="",
        samples=(),
        verdict=None,
        results=tuple(
            Result(f"{file}::test_it", (Verified(uid, "implementation"),), "passed", 0.1)
            for file, uid in ((_GEOMETRY, "SRS-001"), (_MEDIA, "SRS-009"))
        ),
        closures=closures,
        claims=_PRINTS,
        contexts={"SRS-001": ("SRS-001", "UN-001"), "SRS-009": ("SRS-009",)},
        depends=dependencies.digests({path for closure in closures.values() for path in closure}),
    )
    return _write(checkout, record)


def _state(checkout: Path, stored: StoredRecord, claims: _Claims | None = None) -> State:
    return state_of(stored, Workshop(checkout, claims or _Claims()))


def test_evidence_is_fresh_while_nothing_it_rests_on_changes(checkout: Path) -> None:
    """Another target, another item's model and the dossier may change."""
    stored, session = _protocol(checkout), _session(checkout)
    for name in (
        "verification/targets/gpu.toml",
        "src/bedside/models/other/model.onnx",
        "src/bench/dossier.py",
    ):
        (checkout / name).write_text("changed", encoding="utf-8")
    assert _state(checkout, stored) == State("fresh")
    assert _state(checkout, session) == State("fresh")


def test_each_changed_or_missing_file_is_named(checkout: Path) -> None:
    """Every file that it rests on: sources, model, lock, metadata, target."""
    stored = _protocol(checkout)
    assert stored.record is not None
    for name in sorted(stored.record.depends):
        path = checkout / name
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert _state(checkout, stored) == State("stale", (f"{name} changed since",))
        path.unlink()
        state = _state(checkout, stored)
        assert (state.kind, f"{name} is gone" in state.reasons) == ("stale", True)
        path.write_bytes(before)


def test_a_readme_that_changes_changes_no_session_state(checkout: Path) -> None:
    """Unless a protocol named it as an input, which is then said so."""
    session, protocol = _session(checkout), _protocol(checkout)
    (checkout / "README.md").write_text("other", encoding="utf-8")
    assert _state(checkout, session) == State("fresh")
    assert _state(checkout, protocol).reasons == ("README.md, an input, changed since",)


def test_a_file_that_would_now_be_imported_is_named(checkout: Path) -> None:
    """A new lock, or a new conftest above the test."""
    session = _session(checkout)
    (checkout / "locks/new.txt").write_text("x", encoding="utf-8")
    (checkout / "tests/unit/conftest.py").write_text("", encoding="utf-8")
    assert _state(checkout, session).reasons == (
        "locks/new.txt is new among what it rests on",
        "tests/unit/conftest.py is new among what it rests on",
    )


def _change(claims: _Claims) -> None:
    claims.prints["SRS-001"] = {"fingerprint": "x", "text": "a", "acceptance.limit": "x", "new": "n"}


def _remove(claims: _Claims) -> None:
    del claims.prints["UN-001"]
    claims.contexts["SRS-001"] = ("SRS-001",)


def _unlink(claims: _Claims) -> None:
    claims.contexts["SRS-001"] = ("SRS-001",)


def _add(claims: _Claims) -> None:
    claims.prints["SDS-001"] = {"fingerprint": "3"}
    claims.contexts["SRS-001"] = ("SDS-001", "SRS-001", "UN-001")


def _rename(claims: _Claims) -> None:
    del claims.contexts["SRS-001"]


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (_change, ("SRS-001: acceptance.limit, new changed since",)),
        (_remove, ("UN-001 removed since, or no longer linked",)),
        (_unlink, ("UN-001 removed since, or no longer linked",)),
        (_add, ("SDS-001 added since",)),
        (
            _rename,
            ("SRS-001 removed since, or no longer linked", "UN-001 removed since, or no longer linked"),
        ),
    ],
)
def test_each_changed_claim_is_named_with_its_attributes(
    checkout: Path, change: Callable[[_Claims], None], reasons: tuple[str, ...]
) -> None:
    """Changed, removed, cut off, added below, or gone itself."""
    claims = _Claims()
    stored = _protocol(checkout)
    change(claims)
    assert _state(checkout, stored, claims) == State("stale", reasons)


def test_a_claim_that_it_does_not_rest_on_changes_no_protocol(checkout: Path) -> None:
    """But the session's record, which knew every claim, can name it."""
    claims = _Claims()
    claims.prints["SRS-009"]["fingerprint"] = claims.prints["SRS-009"]["text"] = "other"
    claims.prints["RC-001"] = {"fingerprint": "4"}
    assert _state(checkout, _protocol(checkout), claims) == State("fresh")
    session = _session(checkout)
    assert changed_items(session, Workshop(checkout, claims)) == (
        "RC-001 added since",
        "SRS-009: text changed since",
    )


def test_one_test_of_a_session_goes_stale_alone(checkout: Path) -> None:
    """By its own file's imports and its own claims."""
    session = _session(checkout)
    assert session.record is not None
    geometry, media = session.record.results
    (checkout / "src/bedside/eye/geometry.py").write_text("changed = 1", encoding="utf-8")
    claims = _Claims()
    claims.prints["SRS-009"]["fingerprint"] = "other"
    claims.prints["SRS-009"]["text"] = "other"
    workshop = Workshop(checkout, claims)
    assert result_state(session, geometry, workshop).reasons == ("src/bedside/eye/geometry.py changed since",)
    assert result_state(session, media, workshop).reasons == ("SRS-009: text changed since",)


@pytest.mark.verifies("RC-023", purpose="implementation")
def test_evidence_of_another_hardware_class_is_foreign(checkout: Path) -> None:
    """Than the claim asks for now; stale is said before it, and what did not run is nowhere from."""
    claims = _Claims(hardware={"SRS-001": "nvidia-h100"})
    stored = _protocol(checkout)
    assert _state(checkout, stored, claims) == State(
        "foreign", ("SRS-001 asks for nvidia-h100, this ran on cpu",)
    )
    assert _state(checkout, stored, _Claims(hardware={"SRS-001": "cpu"})) == State("fresh")
    assert stored.record is not None
    not_run = _write(checkout, dataclasses.replace(stored.record, verdict=Verdict.NOT_RUN))
    assert _state(checkout, not_run, claims) == State("fresh")
    (checkout / "pyproject.toml").write_text("x", encoding="utf-8")
    assert _state(checkout, stored, claims).kind == "stale"


def test_a_tampered_record_is_void_whatever_else_holds(checkout: Path) -> None:
    """And names the file."""
    stored = _session(checkout)
    assert stored.record is not None
    stored.path.write_bytes(stored.path.read_bytes().replace(b'"passed"', b'"failed"'))
    tampered = read_record(stored.path)
    state = _state(checkout, tampered)
    assert (state.kind, stored.path.name in state.reasons[0]) == ("void", True)
    assert result_state(tampered, stored.record.results[0], Workshop(checkout, _Claims())).kind == "void"
