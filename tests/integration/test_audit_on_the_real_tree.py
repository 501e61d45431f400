"""The audit on this very checkout: silent as it is, and blind to none of the faults of real audits.

Each fault is put into the checkout in memory; nothing is written. Of the records the committed ones count, so
that what another run left behind changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from bench.claims import Graph, Item, criterion_of
from bench.evidence import Record, Result, StoredRecord
from bench.gates import Checkout, Finding, open_checkout, run_gate
from bench.gates.audit.justification import JUSTIFICATIONS
from bench.gates.audit.wording import WEAK
from bench.gates.trace import read_marks
from bench.judgement import Entry, Ledger, Meaning

ROOT = Path(__file__).parents[2]
PAGE = "docs/items/endoscopy.rst"
SEED = "tests/unit/test_seed.py"
JUSTIFIED = {
    "id": "J-900",
    "author": "risk manager",
    "date": "2026-03-01",
    "reason": "The template ships no device that anybody uses.",
    "evidence": ["HAZ-001", "docs/index.rst"],
}


@pytest.fixture(scope="module")
def clean() -> Checkout:
    """Open the checkout with its committed records."""
    return _opened()


@pytest.mark.verifies("SRS-200", purpose="implementation")
def test_the_clean_tree_is_silent(clean: Checkout):
    """No false alarm on the tree as it is committed; that no session is on record is noted."""
    outcome = run_gate("audit", clean)
    assert outcome.refused is None
    assert outcome.findings == ()
    assert [note.subject for note in outcome.notes] == ["tests"]


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_what_is_listed_and_never_ran_is_found(clean: Checkout):
    """A protocol without a record, by its node id and by its plan; a test that is in no session."""
    left = tuple(s for s in clean.records if s.record is None or s.record.uid != "SRS-028")
    ends = _ends(replace(clean, records=left))
    assert ends["listed-without-run"] == {
        ("verification/protocols/eye_movement_pupil.py::test_gaps_have_no_position", "SRS-028")
    }
    assert {other for _, other in ends["planned-without-run"]} == {"SRS-028"}
    listed = {m.nodeid: str(m.uid) for m in read_marks(clean).marks if m.path.startswith("tests/")}
    missing = next(nodeid for nodeid in listed if "/training/" not in nodeid)
    session = _session(nodeid for nodeid in listed if nodeid != missing)
    ends = _ends(replace(clean, records=(*clean.records, session)))
    assert ends == {"listed-without-run": {(missing, listed[missing])}}


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize(
    "check",
    [
        *("run().status_code == 200", "main([]) == 0", "'gaps' in json.loads(run())", "run().port"),
        *("run() is not None", "isinstance(run(), dict)"),
    ],
)  # fmt: skip
def test_a_control_verified_by_transport_alone_is_found(clean: Checkout, check: str):
    """An effectiveness test that would pass whatever was answered."""
    assert _of_a_test(clean, f"assert {check}") == {"transport-only": {(f"{SEED}::test_seed", "RC-005")}}


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_a_test_that_asserts_nothing_is_found(clean: Checkout):
    """It shows that nothing was raised, and no effect of a control."""
    assert _of_a_test(clean, "run()") == {"asserts-nothing": {(f"{SEED}::test_seed", "RC-005")}}


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_each_duty_to_tell_that_no_page_fulfils_is_found(clean: Checkout):
    """Each information for safety and each statement of the device, cut from all pages, is named."""
    told = [i.uid for i in clean.graph.of("RC") if i.get("control_kind") == "information"]
    assert len(told) >= 8
    for uid in (*told, "SRS-038", "SRS-113"):
        cut = {
            page: re.sub(uid, "gone", text.decode(), flags=re.I).encode()
            for page, text in clean.pages.items()
        }
        assert (uid, "docs/items/") in _ends(replace(clean, pages=cut))["labelling-untraced"]


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_each_weak_word_is_found_in_requirement_and_control(clean: Checkout):
    """A word of judgement or of escape, whatever it stands beside; the terms of the field are none."""
    for uid in ("SRS-101", "RC-037"):
        item = clean.graph.item(uid)
        said = replace(item, text=f"{item.text} It shall be {', '.join(WEAK)}.")
        found = {other for _, other in _ends(_with(clean, said))["weak-word"]}
        assert {word for word in WEAK if not any(word in other for other in found)} == set()
        field = replace(item, text=f"{item.text} A quick phase in a good view makes a fastener normalised.")
        assert _ends(_with(clean, field)) == {}


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_a_bound_without_its_number_is_found(clean: Checkout):
    """At least is no criterion; and what is about performance has one, as the trace gate asks."""
    item = clean.graph.item("SRS-101")
    said = replace(item, text=f"{item.text} The overlay shall be faster than before.")
    assert _ends(_with(clean, said)) == {"bound-without-number": {("SRS-101", "faster than")}}
    item = clean.graph.item("SRS-093")
    bare = replace(item, attributes={k: v for k, v in item.attributes.items() if k != "acceptance"})
    assert "performance-without-number" in _ends(_with(clean, bare), "trace")


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_each_criterion_that_parts_from_its_sentence_is_found(clean: Checkout):
    """A limit changed in the criterion alone, for each requirement whose sentence states it as a bound."""
    items = [item for item in clean.graph.of("SRS") if item.acceptance is not None]
    changed = [_limit_changed(item) for item in items]
    found = {subject for subject, _ in _ends(_with(clean, *changed))["limit-differs"]}
    silent = {item.uid for item in items} - found
    none_or_all = {
        i.uid for i in items if criterion_of(i).limit == 0 or i.get("acceptance.statistic") == "share"
    }
    in_words = {"SRS-105", "SRS-145"}  # to 1e-6; at most a fiftieth
    assert silent <= none_or_all | in_words
    assert len(found) > 70


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_each_limit_with_a_unit_that_a_page_types_is_found(clean: Checkout):
    """Beside a reference to its requirement, on any page; and on the page of its item without one."""
    items = {i.uid: criterion_of(i) for i in clean.graph.of("SRS") if i.acceptance is not None}
    timed = {uid: c for uid, c in items.items() if c.unit != "1"}
    typed = "".join(f"\n\n:ref:`{uid} <{uid.lower()}>`: {c.limit:g} {c.unit}." for uid, c in timed.items())
    pages = {**clean.pages, "docs/bench.rst": clean.pages["docs/bench.rst"] + typed.encode()}
    assert {other for _, other in _ends(replace(clean, pages=pages))["limit-typed-twice"]} == set(timed)
    pages = {**clean.pages, PAGE: clean.pages[PAGE] + b"\n\nThe alarm stands within half a second, 0.5 s.\n"}
    assert {other for _, other in _ends(replace(clean, pages=pages))["limit-typed-twice"]} == {"SRS-096"}


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_a_limit_typed_in_a_claim_or_a_test_is_found(clean: Checkout):
    """In a control above the requirement, in its plan, and as a literal that a metric is held against."""
    plan = next(plan for plan in clean.graph.children("SRS-093", "VER"))
    for item in (clean.graph.item("RC-025"), plan):
        said = replace(item, text=f"{item.text} The delay is at most 5.75 ms.")
        assert (item.uid, "SRS-093") in _ends(_with(clean, said))["limit-typed-twice"]
    ends = _of_a_test(clean, "video_delay_ms = run()\n    assert video_delay_ms <= 5.75")
    assert ends == {"limit-typed-twice": {(f"{SEED}::test_seed", "SRS-093")}}


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize(
    ("what", "lost"),
    [
        ("commit", {"commit": ""}),
        ("hardware", {"environment": {}}),
        ("n", {"n": 0}),
        ("interval", {"interval": None}),
    ],
)
def test_a_benchmark_without_its_circumstances_is_found(clean: Checkout, what: str, lost: dict[str, object]):
    """Each of commit, hardware, n and interval, taken out of a record of a timing."""
    stored = next(s for s in clean.records if s.record and s.record.uid == "SRS-041")
    spoilt = replace(stored, record=replace(stored.record, **lost))
    others = tuple(s for s in clean.records if s is not stored)
    ends = _ends(replace(clean, records=(*others, spoilt)))
    assert ends == {"benchmark-without": {(stored.path.stem, what)}}


@pytest.mark.verifies("SRS-200", purpose="negative")
def test_a_timing_in_prose_without_a_machine_is_found(clean: Checkout):
    """And one that names the machine, or the requirement whose record it is, is not."""
    said = b"\n\nA frame takes 7.3 ms in the median%s.\n"
    for more, is_found in ((b"", True), (b" on one core of a processor", False), (b" (SRS-041)", False)):
        pages = {**clean.pages, "README.md": clean.pages["README.md"] + said % more}
        assert ("timing-without-machine" in _ends(replace(clean, pages=pages))) == is_found


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize("what", ["author", "date", "reason", "evidence"])
@pytest.mark.parametrize("lost", [None, "", "soon"])
def test_a_justification_without_its_parts_is_found(clean: Checkout, what: str, lost: str | None):
    """Author, date, reason and evidence: each missing, empty, or of a kind that says nothing."""
    if (what, lost) in {("author", "soon"), ("evidence", "soon")}:
        lost = " "
    entry = {**JUSTIFIED, what: lost}
    assert _ends(_justified(clean, entry)) == {"justification-without": {("J-900", what)}}


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize("dead", ["SRS-999", "docs/gone.rst"])
def test_a_justification_on_dead_evidence_is_found(clean: Checkout, dead: str):
    """And a whole one is left alone."""
    assert _ends(_justified(clean, JUSTIFIED)) == {}
    ends = _ends(_justified(clean, {**JUSTIFIED, "evidence": [dead]}))
    assert ends == {"justification-dead": {("J-900", dead)}}


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize("meaning", [Meaning.RISK_ACCEPTED, Meaning.JUSTIFIED_EXCEPTION])
def test_a_waiver_in_the_ledger_without_a_reason_is_found(clean: Checkout, meaning: Meaning):
    """A risk accepted, or an exception made, with an empty or bare statement."""
    for statement, is_found in (("ok", True), ("The benefit of a timely answer outweighs it.", False)):
        entry = Entry(
            "0" * 64,
            "2026-03-01",
            "A. Person",
            "risk manager",
            meaning,
            {"HAZ-001": "0"},
            statement,
            "1" * 64,
        )
        ledger = Ledger(clean.ledger.path, (entry,))
        assert ("waived-without-reason" in _ends(replace(clean, ledger=ledger))) == is_found


@cache
def _opened() -> Checkout:
    checkout = open_checkout(ROOT)
    return replace(checkout, records=tuple(stored for stored in checkout.records if stored.committed))


@cache
def _before(gate: str) -> frozenset[Finding]:
    return _findings(_opened(), gate)


def _findings(checkout: Checkout, gate: str) -> frozenset[Finding]:
    return frozenset(run_gate(gate, checkout).findings)


def _ends(checkout: Checkout, gate: str = "audit") -> dict[str, set[tuple[str, str]]]:
    """Return both ends of each finding by its rule, less what was found of the checkout as it is."""
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in _findings(checkout, gate) - _before(gate):
        found.setdefault(finding.rule, set()).add((finding.subject, finding.other))
    return found


def _with(clean: Checkout, *changed: Item) -> Checkout:
    items = {**clean.graph.items, **{item.uid: item for item in changed}}
    return replace(clean, graph=Graph(clean.graph.documents, items))


def _of_a_test(clean: Checkout, body: str) -> dict[str, set[tuple[str, str]]]:
    mark = '@pytest.mark.verifies("RC-005", purpose="effectiveness")'
    source = f"import pytest\n\n{mark}\ndef test_seed():\n    {body}\n"
    return _ends(replace(clean, files={**clean.files, SEED: source.encode()}))


def _limit_changed(item: Item) -> Item:
    acceptance = dict(item.acceptance)
    operator, number = str(acceptance["limit"]).split()
    acceptance["limit"] = f"{operator} {float(number) * 1.07 + 0.013:.6g}"
    return replace(item, attributes={**item.attributes, "acceptance": acceptance})


def _justified(clean: Checkout, entry: dict[str, object]) -> Checkout:
    text = yaml.safe_dump({"justifications": [entry]}, allow_unicode=True)
    return replace(clean, pages={**clean.pages, JUSTIFICATIONS: text.encode()})


def _session(nodeids: Iterator[str]) -> StoredRecord:
    record = Record(
        id="tests", kind="tests", nodeid="tests", target="cpu-x86-64", hardware_class="cpu-x86-64",
        profile="full", started="2026-03-01T10:00:00+00:00", duration_s=1.0, outcome="passed",
        results=tuple(Result(nodeid, (), "passed", 0.1) for nodeid in nodeids),
    )  # fmt: skip
    return StoredRecord(ROOT / "build/records/tests.json", record)
