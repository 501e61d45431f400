"""The reader."""

import time
from pathlib import Path

import pytest
import yaml

from bench.claims import load_graph


def test_every_document_and_item_is_read(tree: Path) -> None:
    """Each item is there with its links, its own attributes, and doorstop's apart from them."""
    graph = load_graph(tree)
    assert list(graph.documents) == ["SDS", "SRS", "UN", "VER", "RC", "HAZ"]
    assert graph.documents["SRS"].parent == "UN"
    assert graph.documents["SRS"].reviewed == ("acceptance", "item")
    assert [item.uid for item in graph] == [
        "HAZ-001",
        "RC-001",
        "SDS-001",
        "SDS-002",
        "SRS-001",
        "UN-001",
        "VER-001",
    ]
    requirement = graph.item("SRS-001")
    assert requirement.link_uids == ("RC-001", "UN-001")
    assert requirement.get("acceptance.limit") == "<= 0.03"
    assert requirement.get("acceptance.nothing") is None
    assert "text" not in requirement.attributes
    assert graph.problems == ()


def test_reading_leaves_every_byte_and_time_as_it_was(tree: Path) -> None:
    """Nothing in the tree is written, stamped or touched."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    load_graph(tree)
    assert sorted(path for path in tree.rglob("*") if path.is_file()) == files
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in files] == before


@pytest.mark.parametrize("content", [b"a: [", b"- 1", b"links: 3", b"references: x", b"\xff\xfe\xff"])
def test_a_file_that_cannot_be_read_is_a_problem_that_names_it(tree: Path, content: bytes) -> None:
    """The rest of the tree is read all the same."""
    (tree / "requirements_trace/software/SRS-002.yml").write_bytes(content)
    graph = load_graph(tree)
    assert len(graph) == 7
    [problem] = graph.problems
    assert problem.item == "SRS-002"
    assert "requirements_trace/software/SRS-002.yml" in problem.problem


@pytest.mark.parametrize(
    "content", ["", "settings: 3", "settings: {digits: 3}", "settings: {prefix: X, digits: x}"]
)
def test_a_malformed_document_is_a_problem_that_names_it(tree: Path, content: str) -> None:
    """A .doorstop.yml without a prefix is reported, not raised."""
    (tree / "requirements_trace/software/.doorstop.yml").write_text(content, encoding="utf-8")
    graph = load_graph(tree)
    assert "SRS" not in graph.documents
    assert ["requirements_trace/software/.doorstop.yml" in p.problem for p in graph.problems] == [True]


def test_an_item_or_document_that_stands_twice_is_a_problem(tree: Path) -> None:
    """The first is kept, and both places are named."""
    inner = tree / "requirements_trace/software/more"
    inner.mkdir()
    (inner / "SRS-001.yml").write_text("text: other", encoding="utf-8")
    again = tree / "risk/again"
    again.mkdir()
    (again / ".doorstop.yml").write_text("settings: {prefix: RC, sep: '-'}", encoding="utf-8")
    problems = {problem.item: problem.problem for problem in load_graph(tree).problems}
    assert problems.keys() == {"SRS-001", "RC"}
    assert "software/SRS-001.yml and requirements_trace/software/more/SRS-001.yml" in problems["SRS-001"]


def test_stamps_levels_and_flags_are_read_as_doorstop_reads_them(tree: Path) -> None:
    """Words stand for flags, trailing zeros of a level fall together, a stamp stays with its link."""
    path = tree / "requirements_trace/software/SRS-003.yml"
    path.write_text(
        "active: 'no'\nlevel: 1.2.0.0\nlinks: [{UN-001: abc=}, RC-001: null]\nreviewed: xyz\n"
        "text: |\n  one  \n  two\n",
        encoding="utf-8",
    )
    item = load_graph(tree).item("SRS-003")
    assert (item.active, item.level, item.reviewed) == (False, "1.2.0", "xyz")
    assert {link.uid: link.stamp for link in item.links} == {"UN-001": "abc=", "RC-001": None}
    assert item.text == "one\ntwo"


def test_a_checkout_without_claims_is_an_empty_graph(tmp_path: Path) -> None:
    """No folder, no items, no problem."""
    graph = load_graph(tmp_path)
    assert (len(graph), graph.problems, dict(graph.documents)) == (0, (), {})


def test_2100_items_are_read_within_two_seconds(tree: Path) -> None:
    """Where doorstop takes twelve."""
    source = (tree / "requirements_trace/software/SRS-001.yml").read_text(encoding="utf-8")
    data = {**yaml.safe_load(source), "text": "A sentence of some length. " * 20}
    content = yaml.safe_dump(data).encode()
    for number in range(2, 2101):
        path = tree / f"requirements_trace/software/SRS-{number:04d}.yml"
        path.write_bytes(content)
    begun_s = time.process_time()
    graph = load_graph(tree)
    spent_s = time.process_time() - begun_s
    assert len(graph) == 2106
    assert spent_s < 2
