"""A row is satisfied by evidence of each asked kind that is there, and says how to see it again."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Graph
from bench.gates.clauses import Known, Status, assess_all
from small_house import open_house
from standards_house import assess_row

TOKENS = ("TODO", "TBD", "FIXME", "XXX", "???", "lorem ipsum", "to be defined", "<name>", "[insert date]")
PAGE = "docs/plan.rst"
SCOPE = {"doc": [f"{PAGE}#plan-scope"]}


@pytest.mark.verifies("SRS-196", purpose="implementation")
def test_every_row_has_a_status(house: Path):
    """Four rows, four statuses, whatever answers them."""
    (found,) = assess_all(Known(open_house(house)))
    assert [(row.row.id, row.status) for row in found.rows] == [
        ("1.1", Status.SATISFIED),
        ("1.2", Status.SATISFIED),
        ("1.3", Status.SATISFIED),
        ("1.4", Status.EXTERNAL),
    ]
    assert sum(found.counts.values()) == 4


@pytest.mark.verifies("SRS-197", purpose="implementation")
def test_a_satisfied_row_names_its_evidence_and_a_command(house: Path):
    """Each of them: nothing is satisfied by word alone."""
    (found,) = assess_all(Known(open_house(house)))
    satisfied = [row for row in found.rows if row.status is Status.SATISFIED]
    assert all(row.found and row.command and row.reason for row in satisfied)


@pytest.mark.verifies("RC-073", purpose="implementation")
@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_clause_tag_beside_a_placeholder_reads_gap(house: Path):
    """A page that cites the clause and says TODO does not answer it."""
    page = "Plan\n====\n\n:Cites: SMALL 1\n\n.. _plan-scope:\n\nScope\n-----\n\nTODO: what the plan covers.\n"
    row = assess_row(house, ["doc"], SCOPE, pages={PAGE: page})
    assert row.status is Status.GAP
    assert "placeholder: TODO" in row.missing


@pytest.mark.verifies("RC-073", purpose="effectiveness")
@pytest.mark.verifies("SRS-197", purpose="effectiveness")
def test_no_placeholder_is_read_as_evidence_of_any_kind(house: Path):
    """A tag beside what still is to be filled, in section, claim, record and SOUP.md: never satisfied."""
    graph, files = open_house(house).graph, open_house(house).files
    read = []
    for token in TOKENS:
        page = (
            f":Cites: SMALL 1\n\n.. _plan-scope:\n\nScope\n-----\n\nAll that it covers, {token} and more.\n"
        )
        claim = replace(graph.item("SRS-001"), text=f"It shall, by SMALL 1, be {token}.")
        soup = files["SOUP.md"].replace(b"| BSD |", f"| {token} |".encode())
        read += [
            assess_row(house, ["doc"], SCOPE, pages={PAGE: page}),
            assess_row(
                house,
                ["item"],
                {"item": ["SRS"]},
                graph=Graph(graph.documents, {**graph.items, "SRS-001": claim}),
            ),
            assess_row(house, ["item"], {"item": ["SOUP.md#licence"]}, files={**files, "SOUP.md": soup}),
            assess_row(
                house, ["record"], {"record": ["CHANGELOG.md"]}, kept={"CHANGELOG.md": f"SMALL 1: {token}\n"}
            ),
        ]
    placeholders_read_as_evidence = sum(row.status is not Status.GAP for row in read)
    assert placeholders_read_as_evidence == 0


@pytest.mark.verifies("SRS-196", purpose="negative")
def test_a_row_that_nobody_answered_is_a_gap_and_never_left_out(house: Path):
    """No mapping: a row all the same."""
    row = assess_row(house, ["doc"], None)
    assert (row.status, row.missing) == (Status.GAP, "no evidence is named for it")


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_evidence_of_another_kind_does_not_answer(house: Path):
    """A plan is no run, and a run is no record."""
    row = assess_row(house, ["doc", "run"], SCOPE)
    assert (row.status, row.missing) == (Status.GAP, "asks for evidence of the kind run, and none is named")


def test_what_the_manufacturer_adds_makes_it_partial(house: Path):
    """The template's part is there, the rest is named."""
    row = assess_row(house, ["doc"], {**SCOPE, "external": "people"})
    assert row.status is Status.PARTIAL
    assert row.shared
    assert "people" in row.reason


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_justification_stands_only_whole(house: Path):
    """Without it, or with half of it, the row is a gap."""
    file, whole = (
        "requirements_trace/justifications.yml",
        "{id: JUS-001, author: software lead, reason: none is there, evidence: [SOUP.md]",
    )
    answer = {"justified": "JUS-001"}
    dated = assess_row(
        house, ["doc"], answer, kept={file: f"justifications: [{whole}, date: '2026-11-24'}}]\n"}
    )
    assert dated.status is Status.JUSTIFIED
    assert "software lead" in dated.reason
    assert "none is there" in dated.reason
    undated = assess_row(house, ["doc"], answer, kept={file: f"justifications: [{whole}}}]\n"})
    assert (undated.status, undated.missing) == (Status.GAP, "JUS-001 lacks date")
    assert assess_row(house, ["doc"], answer).missing == "JUS-001 does not exist"


def test_a_row_that_needs_a_run_says_so_with_and_without_it(house: Path):
    """So that counts do not hang on which records are at hand."""
    answer = {"run": ["tests"]}
    fresh, without = assess_row(house, ["run"], answer), assess_row(house, ["run"], answer, records=())
    assert (fresh.status, without.status) == (Status.SATISFIED, Status.PARTIAL)
    assert fresh.rests_on_run
    assert without.rests_on_run


def test_a_row_as_json_holds_all_of_it(house: Path):
    """Machines read id, status, reason, evidence and command."""
    said = assess_row(house, ["doc"], SCOPE).as_json()
    assert (said["id"], said["status"]) == ("1", "satisfied")
    assert said["evidence"][0]["at"] == "docs/plan.rst#plan-scope"
    assert said["command"] == "make docs && xdg-open build/docs/plan.html#plan-scope"
