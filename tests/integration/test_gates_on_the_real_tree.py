"""The gates on this very checkout: clean with clean evidence, and blind to no cut, flip or changed byte.

A copy of the checkout is given the evidence that a perfect run would leave. Then it is spoilt: every link and
every deciding attribute of every claim in rounds (in round k the k-th of each claim, so that each has its own
finding to be named in), a sample of them one at a time, one byte of every model, lock and source file, and
bytes of every record and sample file.
"""

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Graph, Item, attribute_prints, open_problems, snapshot
from bench.claims.change import read_changes
from bench.evidence import StoredRecord, load_records, read_record
from bench.gates import ALL, Checkout, Finding, open_checkout, run_gate
from bench.gates.checkout import Today
from bench.gates.trace import read_marks
from synthetic_evidence import write_clean_evidence

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")
OWN = ("header", "text", "active", "normative", "derived", "level", "ref", "references")
SINGLES = 24
SEEDED = random.Random(20)  # noqa: S311 -- picks samples, guards no secret


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the checkout and give it clean evidence."""
    root = Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("real") / "tree", ignore=LEFT_OUT))
    for old in (root / "verification/records").glob("*"):
        old.unlink()
    answered = {change.problem for change in read_changes(root)}
    for uid in open_problems(root).values():  # a perfect run leaves no problem open
        report = root / f"requirements_trace/problems/{uid}.yml"
        if uid in answered:
            report.write_text(report.read_text("utf-8").replace("status: open", "status: closed"), "utf-8")
        else:
            report.unlink()
    checkout = open_checkout(root)
    write_clean_evidence(root / "build/records", root, checkout.graph, read_marks(checkout).marks)
    return root


@pytest.fixture(scope="module")
def clean(copy: Path) -> Checkout:
    """Open the copy."""
    return open_checkout(copy)


@pytest.fixture(scope="module")
def before(clean: Checkout) -> frozenset[Finding]:
    """Take down what the gates say of the copy as it is."""
    return _findings(clean)


def test_the_real_tree_is_clean(clean: Checkout):
    """With evidence that holds no gate finds anything: no false alarm on the tree as it is committed."""
    outcomes = {name: run_gate(name, clean) for name in ALL}
    assert {name: outcome.refused for name, outcome in outcomes.items()} == dict.fromkeys(ALL)
    assert [finding for outcome in outcomes.values() for finding in outcome.findings] == []


def test_every_flipped_attribute_is_named(clean: Checkout, before: frozenset[Finding]):
    """Each deciding attribute of each claim, flipped, is named with its claim in a finding of its own."""
    flips = {item.uid: list(_flips(item)) for item in clean.graph}
    assert sum(map(len, flips.values())) > 10 * len(flips)
    for k in range(max(map(len, flips.values()))):
        round_k = {uid: own[k] for uid, own in flips.items() if k < len(own)}
        new = _new(_with_items(clean, [item for _, item in round_k.values()]), before, "evidence")
        lost = [(uid, name) for uid, (name, _) in round_k.items() if not _named(new, uid, name)]
        assert lost == []


def test_every_cut_link_is_named(clean: Checkout, before: frozenset[Finding]):
    """Each link of each claim, cut, is named with its claim."""
    cuts = {item.uid: list(_cuts(item)) for item in clean.graph if item.links}
    assert sum(map(len, cuts.values())) == len(clean.graph.edges)
    for k in range(max(map(len, cuts.values()))):
        round_k = {uid: own[k] for uid, own in cuts.items() if k < len(own)}
        new = _new(_with_items(clean, [item for _, item in round_k.values()]), before, "evidence")
        assert [uid for uid in round_k if not _named(new, uid, "links")] == []


def test_one_change_alone_is_named_too(clean: Checkout, before: frozenset[Finding]):
    """A sample of all flips and cuts, each made alone, is found; so rounds hide nothing."""
    changes = [(item.uid, *change) for item in clean.graph for change in (*_flips(item), *_cuts(item))]
    for uid, name, item in SEEDED.sample(changes, SINGLES):
        new = _new(_with_items(clean, [item]), before, "evidence")
        assert _named(new, uid, name.partition(" ")[0]), (uid, name)


def test_a_cut_trace_is_found_without_any_evidence(clean: Checkout, before: frozenset[Finding]):
    """Each claim cut off from all that it answers is found by the trace gate alone, and named."""
    for item in (item for item in clean.graph if item.links and item.active):
        new = _new(_with_items(clean, [replace(item, links=())], digests=False), before, "trace")
        assert any(finding.subject == item.uid and finding.other == "links" for finding in new), item.uid


def test_one_byte_of_any_deciding_file_is_named(clean: Checkout, before: frozenset[Finding], copy: Path):
    """Every source, test, protocol, model and lock file with one byte changed is named by a finding."""
    paths = sorted(path for path in clean.files if path not in ("SOUP.md", "risk/policy.yml"))
    assert any(path.endswith(".onnx") for path in paths)
    try:
        for path in paths:
            (copy / path).write_bytes(_one_byte_off(clean.files[path]))
        new = _new(open_checkout(copy), before, "evidence", "model")
    finally:
        for path in paths:
            (copy / path).write_bytes(clean.files[path])
    named = {word for finding in new for word in (finding.subject, finding.other)}
    trained = " ".join(finding.message for finding in new if finding.rule == "training-source-changed")
    named |= {path for path in paths if path in trained.replace(",", "").split()}
    assert sorted(set(paths) - named - set(_faces(clean.files))) == []


@pytest.mark.parametrize("kind", ["src/bedside/eye_movement/safeguards.py", "locks/device.txt", ".onnx"])
def test_one_byte_alone_is_named_too(clean: Checkout, before: frozenset[Finding], copy: Path, kind: str):
    """A source file, the device's lock and the model, each changed alone, are named."""
    path = next(path for path in clean.files if path.endswith(kind))
    (copy / path).write_bytes(_one_byte_off(clean.files[path]))
    try:
        new = _new(open_checkout(copy), before, "evidence", "model")
    finally:
        (copy / path).write_bytes(clean.files[path])
    assert any(path in (finding.subject, finding.other) for finding in new)


def test_a_changed_byte_of_evidence_is_named(clean: Checkout, before: frozenset[Finding], copy: Path):
    """Bytes all over each record and sample file, changed one at a time, make the record void by name."""
    for stored in load_records(copy):
        own = [stored.path, *(stored.path.parent / sample.file for sample in stored.record.samples)]
        for path in own:
            content = path.read_bytes()
            for place in {
                0,
                len(content) - 1,
                SEEDED.randrange(len(content)),
                SEEDED.randrange(len(content)),
            }:
                path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
                again = read_record(stored.path)
                path.write_bytes(content)
                assert _void(clean, before, again), (path.name, place)


def test_a_changed_readme_changes_nothing(before: frozenset[Finding], copy: Path):
    """What no evidence rests on may change: states and findings stay as they were."""
    readme = copy / "README.md"
    content = readme.read_bytes()
    readme.write_bytes(content + b"\nMore.\n")
    try:
        assert _findings(open_checkout(copy)) == before
    finally:
        readme.write_bytes(content)


def _findings(checkout: Checkout, *names: str) -> frozenset[Finding]:
    return frozenset(f for name in names or ALL for f in run_gate(name, checkout).findings)


def _new(checkout: Checkout, before: frozenset[Finding], *names: str) -> frozenset[Finding]:
    return _findings(checkout, *names) - before


def _named(findings: frozenset[Finding], uid: str, attribute: str) -> bool:
    return any(f.subject == uid and f"{uid}: " in f.message and attribute in f.message for f in findings)


def _void(clean: Checkout, before: frozenset[Finding], again: StoredRecord) -> bool:
    new = _new(replace(clean, records=(again,)), before, "evidence")
    return any(finding.rule == "void" and finding.subject == again.path.stem for finding in new)


def _with_items(clean: Checkout, changed: list[Item], *, digests: bool = True) -> Checkout:
    """Put changed claims in the place of the old ones, with today's digests of them for the evidence gate."""
    graph = Graph(clean.graph.documents, {**clean.graph.items, **{item.uid: item for item in changed}})
    if not digests:
        return replace(clean, graph=graph)
    claims = clean.workshop.claims
    if any(item.link_uids != clean.graph.item(item.uid).link_uids for item in changed):
        claims = snapshot(graph)
    else:
        prints = {**claims.prints, **{item.uid: attribute_prints(item) for item in changed}}
        claims = replace(claims, prints=prints)
    workshop = Today(clean.root, claims)
    workshop.dependencies, workshop._rests_on = clean.workshop.dependencies, clean.workshop._rests_on
    return replace(clean, graph=graph, workshop=workshop)


def _flips(item: Item) -> Iterator[tuple[str, Item]]:
    """Give every deciding attribute of a claim a value that it does not have, one at a time."""
    for name in OWN:
        yield name, replace(item, **{name: _other(getattr(item, name))})
    for name, value in item.attributes.items():
        if isinstance(value, Mapping):
            for key, inner in value.items():
                changed = {**value, key: _other(inner)}
                yield f"{name}.{key}", replace(item, attributes={**item.attributes, name: changed})
        else:
            yield name, replace(item, attributes={**item.attributes, name: _other(value)})


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, tuple):
        return (*value, {"path": "src/x.py", "type": "file"})
    return [*value, "x"] if isinstance(value, list) else f"{value}x"


def _cuts(item: Item) -> Iterator[tuple[str, Item]]:
    for cut in item.links:
        yield f"links to {cut.uid}", replace(item, links=tuple(link for link in item.links if link != cut))


def _one_byte_off(content: bytes) -> bytes:
    """Change the last byte, which in a text file is the end of its last line."""
    return content[:-1] + bytes([content[-1] ^ 1 if content[-1] != 10 else 32]) if content else b" "


def _faces(files: Mapping[str, bytes]) -> Iterator[str]:
    """Name the files that hold nothing to decide: empty markers of a package."""
    return (path for path, content in files.items() if not content.strip())
