"""The schema: every attribute missing, mistyped, misspelt."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.claims import SCHEMAS, check_schema, load_graph

from .conftest import ACCEPTANCE, ITEMS

Write = Callable[..., Path]
_REQUIRED = [
    (uid, name)
    for uid, attributes in ITEMS.items()
    for name in attributes
    if name not in ("links", "acceptance")
]


def _violations(tree: Path) -> set[tuple[str, str]]:
    return {(violation.item, violation.attribute) for violation in check_schema(load_graph(tree))}


def test_a_whole_tree_violates_nothing(tree: Path) -> None:
    """The fixture is valid, so that each test below sees its own fault alone."""
    assert check_schema(load_graph(tree)) == ()


@pytest.mark.parametrize(("uid", "name"), _REQUIRED)
def test_a_missing_attribute_is_named(tree: Path, write: Write, uid: str, name: str) -> None:
    """Every required attribute of every document."""
    write(uid, **{key: value for key, value in ITEMS[uid].items() if key != name})
    assert _violations(tree) == {(uid, name)}


@pytest.mark.parametrize(("uid", "name"), _REQUIRED)
def test_a_mistyped_attribute_is_named(tree: Path, write: Write, uid: str, name: str) -> None:
    """A number where a text, a word of a vocabulary, a flag or a mapping should stand."""
    write(uid, **{**ITEMS[uid], name: 7})
    assert _violations(tree) == {(uid, name)}


def test_an_attribute_that_no_schema_knows_is_named(tree: Path, write: Write) -> None:
    """So a misspelt optional attribute does not pass as absent."""
    write("SRS-001", **ITEMS["SRS-001"], acceptence={"limit": "<= 1"})
    [violation] = check_schema(load_graph(tree))
    assert (violation.item, violation.attribute) == ("SRS-001", "acceptence")
    assert "acceptance" in violation.mend


@pytest.mark.parametrize("key", [key for key in ACCEPTANCE if key != "confidence"])
def test_a_criterion_without_one_of_its_keys_is_named(tree: Path, write: Write, key: str) -> None:
    """Confidence is checked with the criterion itself, since some statistics have none."""
    broken = copy.deepcopy(ITEMS["SRS-001"])
    del broken["acceptance"][key]
    write("SRS-001", **broken)
    [violation] = check_schema(load_graph(tree))
    assert (violation.attribute, f"acceptance.{key}" in violation.problem) == ("acceptance", True)


def test_a_residual_risk_has_exactly_its_three_parts(tree: Path, write: Write) -> None:
    """No part is missing and none is outside its scale."""
    for residual in (
        {"severity": "critical", "p1": "remote"},
        {"severity": "bad", "p1": "remote", "p2": "remote"},
    ):
        write("HAZ-001", **{**ITEMS["HAZ-001"], "residual": residual})
        assert _violations(tree) == {("HAZ-001", "residual")}


def test_header_text_and_links_are_asked_for(tree: Path, write: Write) -> None:
    """A hazard needs no text; a derived requirement needs no link."""
    write("SRS-001", **{**ITEMS["SRS-001"], "links": []}, header="", text="")
    write("HAZ-001", **ITEMS["HAZ-001"], text="")
    assert _violations(tree) == {("SRS-001", "header"), ("SRS-001", "text"), ("SRS-001", "links")}
    write("SRS-001", **{**ITEMS["SRS-001"], "links": []}, derived=True)
    assert _violations(tree) == set()


def test_a_link_to_the_wrong_document_is_named(tree: Path, write: Write) -> None:
    """A control answers hazards, a need answers nothing."""
    write("RC-001", **{**ITEMS["RC-001"], "links": ["UN-001", "HAZ-001"]})
    write("UN-001", **ITEMS["UN-001"], links=["HAZ-001"])
    assert _violations(tree) == {("RC-001", "links"), ("UN-001", "links")}


def test_a_criterion_is_not_judged_by_inspection(tree: Path, write: Write) -> None:
    """A machine judges it, or there is none."""
    write("SRS-001", **{**ITEMS["SRS-001"], "verification_method": "inspection"})
    assert _violations(tree) == {("SRS-001", "acceptance")}


def test_a_limit_of_a_models_size_is_a_whole_number(tree: Path, write: Write) -> None:
    """A requirement may limit its item's models, by a number above 0 and nothing else."""
    write("SRS-001", **{**ITEMS["SRS-001"], "most_parameters": 500_000})
    assert _violations(tree) == set()
    for wrong in (0, True, "500000", 1e5):
        write("SRS-001", **{**ITEMS["SRS-001"], "most_parameters": wrong})
        assert _violations(tree) == {("SRS-001", "most_parameters")}


def test_documents_hang_where_the_schema_says(tree: Path) -> None:
    """A wrong parent, a document of no schema and a missing one are each named."""
    (tree / "risk/controls/.doorstop.yml").write_text("settings: {prefix: XX, sep: '-'}", encoding="utf-8")
    config = tree / "requirements_trace/verification/.doorstop.yml"
    config.write_text("settings: {prefix: VER, sep: '-', parent: UN}", encoding="utf-8")
    assert {("XX", "document"), ("RC", "document"), ("VER", "parent")} <= _violations(tree)


def test_what_cannot_be_read_is_among_the_violations(tree: Path) -> None:
    """One list holds all that is wrong with the store."""
    (tree / "requirements_trace/software/SRS-001.yml").write_text("a: [", encoding="utf-8")
    assert ("SRS-001", "file") in _violations(tree)


def test_every_prefix_of_the_design_has_a_schema() -> None:
    """Six documents, and the parents named are among them."""
    assert set(SCHEMAS) == {"UN", "SRS", "SDS", "VER", "HAZ", "RC"}
    assert {schema.parent for schema in SCHEMAS.values()} - {None} <= set(SCHEMAS)
