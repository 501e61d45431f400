"""The mappings of this very checkout name rules that gates have, and every row of every catalogue."""

import re
from pathlib import Path

import pytest
import yaml

from bench.gates.clauses.catalogue import read_catalogues

ROOT = Path(__file__).parents[5]
GATES = ROOT / "src/bench/gates"
MAPPINGS = sorted((ROOT / "requirements_trace/conformity").glob("*.yml"))


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_every_rule_that_a_mapping_names_is_one_of_its_gate():
    """A rule that no gate has would never be broken."""
    named = {rule for path in MAPPINGS for rule in re.findall(r"\b(\w+)/([a-z+-]+)[,\]]", path.read_text())}
    for gate, rules in named:
        files = (
            [GATES / f"{gate}.py"] if (GATES / f"{gate}.py").exists() else sorted((GATES / gate).glob("*.py"))
        )
        source = "".join(path.read_text() for path in files)
        missing = [rule for rule in rules.split("+") if files and f'"{rule}"' not in source]
        assert missing == [], gate


@pytest.mark.verifies("SRS-196", purpose="implementation")
def test_every_row_of_every_catalogue_is_answered_in_its_mapping():
    """So that a gap is one of evidence, and none of bookkeeping."""
    folder = ROOT / "requirements_trace/standards"
    texts = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in folder.glob("*.yml")}
    for catalogue in read_catalogues(texts):
        rows = yaml.safe_load((ROOT / f"requirements_trace/conformity/{catalogue.standard}.yml").read_text())[
            "rows"
        ]
        assert set(rows) == {row.id for row in catalogue.rows}
