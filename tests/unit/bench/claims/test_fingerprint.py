"""Fingerprints: every deciding attribute counts, nothing else does, and doorstop agrees on its own."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstop
import pytest
import yaml
from doorstop import settings

from bench.claims import Item, Link, attribute_prints, doorstop_stamp, fingerprint, load_graph, snapshot

from .conftest import FOLDERS, ITEMS

Write = Callable[..., Path]
_REVIEWED = ("header", "level", "active", "derived", "normative", "acceptance", "in_software", "odd", "steps")
_CHANGES: list[dict[str, Any]] = [
    {"header": "other"},
    {"text": "other"},
    {"active": False},
    {"normative": False},
    {"derived": True},
    {"level": "2.0"},
    {"ref": "x"},
    {"references": ({"type": "file", "path": "a"},)},
    {"links": (Link("UN-002"),)},
    {"links": ()},
]


@pytest.mark.parametrize("change", _CHANGES, ids=str)
def test_each_of_doorstops_own_attributes_decides(tree: Path, change: dict[str, Any]) -> None:
    """A flip of any of them changes the fingerprint and is named."""
    item = load_graph(tree).item("SRS-001")
    changed = dataclasses.replace(item, **change)
    assert fingerprint(changed) != fingerprint(item)
    before, after = attribute_prints(item), attribute_prints(changed)
    assert {name for name in after if after[name] != before.get(name)} == {"fingerprint", *change}


@pytest.mark.parametrize("uid", ITEMS)
def test_each_custom_attribute_decides(tree: Path, uid: str) -> None:
    """Of every document, down into its mappings; so does one that is added or removed."""
    item = load_graph(tree).item(uid)
    for name, value in item.attributes.items():
        inner = {f"{name}.{key}": {**value, key: "other"} for key in value} if isinstance(value, dict) else {}
        for changed_name, new in (inner or {name: "other"}).items():
            changed = dataclasses.replace(item, attributes={**item.attributes, name: new})
            assert fingerprint(changed) != fingerprint(item)
            assert attribute_prints(changed)[changed_name] != attribute_prints(item)[changed_name]
        gone = {key: value for key, value in item.attributes.items() if key != name}
        assert fingerprint(dataclasses.replace(item, attributes=gone)) != fingerprint(item)


def test_reviews_and_link_stamps_decide_nothing(tree: Path) -> None:
    """They record judgements that doorstop signs by itself."""
    item = load_graph(tree).item("SRS-001")
    stamped = tuple(dataclasses.replace(link, stamp="abc=") for link in item.links)
    assert fingerprint(dataclasses.replace(item, links=stamped, reviewed="x")) == fingerprint(item)


def test_two_items_of_the_same_words_differ() -> None:
    """The uid is part of what was claimed."""
    assert fingerprint(Item("A-1", "A", Path())) != fingerprint(Item("A-2", "A", Path()))


def test_a_snapshot_holds_prints_contexts_and_hardware(tree: Path) -> None:
    """Plain values, for those who must not know the graph."""
    graph = load_graph(tree)
    taken = snapshot(graph)
    assert taken.prints["SRS-001"] == attribute_prints(graph.item("SRS-001"))
    assert taken.contexts["SRS-001"] == graph.context("SRS-001")
    assert taken.hardware == {"SRS-001": "any"}


@pytest.fixture
def quiet_doorstop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep doorstop from writing while it is compared with."""
    for name in ("REFORMAT", "REVIEW_NEW_ITEMS", "STAMP_NEW_LINKS", "ADDREMOVE_FILES", "CHECK_REF"):
        monkeypatch.setattr(settings, name, False)


def test_stamps_equal_doorstops_own(tree: Path, write: Write, quiet_doorstop: None) -> None:
    """Of items and of links, for texts, lists, mappings, flags, numbers, levels, references and reviews."""
    (tree / ".git").mkdir()
    for folder in FOLDERS.values():
        config = tree / folder / ".doorstop.yml"
        data = yaml.safe_load(config.read_text(encoding="utf-8"))
        data["attributes"]["reviewed"] = list(_REVIEWED)
        config.write_text(yaml.safe_dump(data), encoding="utf-8")
    write(
        "SRS-002",
        links=[{"UN-001": "abc="}, "SRS-001", "RC-001"],
        odd={"b": [1, 2.5, None], "a\\": "x\\y"},
        level="1.2.0",
    )
    write(
        "SRS-003",
        odd=["ü", True, {}],
        ref=" file.txt ",
        level=2.3,
        header="  Spaced \n",
        text="\n\na  \nb\n\n",
    )
    write(
        "SRS-004", references=[{"path": " a.py ", "type": "file", "keyword": "k", "sha": "s"}], derived=True
    )
    write("SRS-005", text="", header="", active=False, odd="", level="1.10")
    graph = load_graph(tree)
    compared = 0
    for document in doorstop.build(cwd=str(tree), root=str(tree)).documents:
        for theirs in document:
            ours = graph.item(str(theirs.uid))
            about = graph.documents[ours.prefix]
            both = (doorstop_stamp(ours, about), doorstop_stamp(ours, about, links=True))
            assert both == (str(theirs.stamp()), str(theirs.stamp(links=True))), ours.uid
            compared += 1
    assert compared == len(graph) == 11
