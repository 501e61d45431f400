"""What a mapping says of a row, and what a justification lacks."""

from dataclasses import replace

import pytest
import yaml

from bench.gates.clauses.catalogue import Catalogue, Row
from bench.gates.clauses.mapping import Justification, Reference, read_conformity, read_justifications
from bench.gates.finding import CannotJudgeError

PATH = "requirements_trace/conformity/small.yml"
CATALOGUE = Catalogue(
    "small", "1", "Small", "high", (Row("1", "do it", ("doc",)),), scale="level", scopes=("basic", "enhanced")
)
JUSTIFIED = Justification("JUS-001", "software lead", "2026-11-24", "there is none", ("SOUP.md",))


def _read(entries: object):
    return read_conformity(CATALOGUE, {PATH: yaml.safe_dump(entries).encode()})


def test_a_level_adds_to_what_holds_for_all():
    """The higher level asks for one document more."""
    rows = {"1": {"doc": ["a.rst"], "enhanced": {"doc": ["b.rst"], "external": "people"}}}
    found = _read({"standard": "small", "rows": rows})
    assert found.answer("1", "basic").references == (Reference("doc", "a.rst"),)
    assert found.answer("1", "enhanced").references == (Reference("doc", "a.rst"), Reference("doc", "b.rst"))
    assert (found.answer("1", "basic").external, found.answer("1", "enhanced").external) == ("", "people")
    assert found.answer("1").references == found.answer("1", "enhanced").references


def test_without_a_file_no_row_is_answered():
    """A standard that nobody mapped is a list of gaps, not an error."""
    assert read_conformity(CATALOGUE, {}).answer("1") is None


@pytest.mark.parametrize(
    "entries",
    [
        {"standard": "other", "rows": {}},
        {"standard": "small", "rows": []},
        {"standard": "small", "rows": {"1": ["doc"]}},
        {"standard": "small", "rows": {"1": {"rumour": ["x"]}}},
        {"standard": "small", "rows": {"1": {"basic": "x"}}},
    ],
)
def test_a_mapping_of_another_shape_is_refused(entries: object):
    """The file is named."""
    with pytest.raises(CannotJudgeError, match=r"small\.yml"):
        _read(entries)


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"author": ""}, "lacks author"),
        ({"reason": ""}, "lacks reason"),
        ({"date": "", "evidence": ()}, "lacks date, evidence"),
        ({"date": "spring"}, "is dated 'spring', which is no date"),
    ],
)
def test_a_justification_lacks_nothing_or_says_what(change: dict[str, object], fault: str):
    """Author, date, reason and evidence are asked for."""
    assert replace(JUSTIFIED, **change).fault == fault


def test_justifications_are_read_by_their_id():
    """Also where one lacks something: that is for the row to say."""
    text = "justifications:\n- {id: JUS-001, author: lead, evidence: SOUP.md}\n"
    found = read_justifications({"requirements_trace/justifications.yml": text.encode()})
    assert found["JUS-001"].evidence == ("SOUP.md",)
    assert found["JUS-001"].fault == "lacks date, reason"
    assert read_justifications({}) == {}


@pytest.mark.parametrize("text", ["- a\n", "justifications: x\n", "justifications:\n- {author: lead}\n"])
def test_justifications_of_another_shape_are_refused(text: str):
    """The file is named."""
    with pytest.raises(CannotJudgeError, match="justifications"):
        read_justifications({"requirements_trace/justifications.yml": text.encode()})
