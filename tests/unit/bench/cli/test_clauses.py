"""`clauses` and `gate clauses`: every row with its status, evidence and command; README's counts written."""

import json
import shutil
from pathlib import Path

import pytest

from bench.cli import main
from small_house import build_house, write

CLASSES = (
    "schema: bedside.standard/1\nstandard: iec62304\nedition: '1'\ntitle: Life cycle\nconfidence: high\n"
    "scale: {name: safety_class, values: [A, B, C]}\nrows:\n"
    "  - {id: '1', in: [A, B, C], t: plan, ev: [doc]}\n  - {id: '2', in: [C], t: design, ev: [doc]}\n"
)


@pytest.fixture(scope="session")
def built_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkout that every gate finds clean."""
    return build_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(built_house: Path, tmp_path: Path) -> Path:
    """Copy the clean checkout, with a standard that has classes and that nobody mapped."""
    root = Path(shutil.copytree(built_house, tmp_path / "house"))
    write(root, "requirements_trace/standards/classes.yml", CLASSES)
    return root


def _bench(house: Path, *arguments: str) -> int:
    return main(["--root", str(house), *arguments])


@pytest.mark.verifies("SRS-197", purpose="implementation")
def test_every_row_prints_status_reason_evidence_and_command(house: Path, capsys: pytest.CaptureFixture[str]):
    """A satisfied row names where its evidence lies and what to type to see it again."""
    assert _bench(house, "clauses", "small") == 0
    out = capsys.readouterr().out
    assert "4 rows: 3 satisfied, 1 external" in out
    assert "doc: docs/plan.rst#plan-scope" in out
    assert "$ python -m pytest tests" in out


@pytest.mark.verifies("SRS-196", purpose="implementation")
@pytest.mark.parametrize(
    ("asked", "rows"), [([], 2), (["--safety-class", "A"], 1), (["--safety-class", "C"], 2)]
)
def test_the_class_chooses_the_rows(
    house: Path, capsys: pytest.CaptureFixture[str], asked: list[str], rows: int
):
    """As data for machines: C by default; a gap exits 1."""
    assert _bench(house, "clauses", "iec62304", "--json", *asked) == 1
    (said,) = json.loads(capsys.readouterr().out)
    assert len(said["rows"]) == rows
    assert said["counts"]["gap"] == rows


def test_rows_of_one_status_alone(house: Path, capsys: pytest.CaptureFixture[str]):
    """What is missing, and nothing else."""
    _bench(house, "clauses", "small", "--status", "external")
    out = capsys.readouterr().out
    assert "1.4" in out
    assert "1.1" not in out


@pytest.mark.parametrize("asked", [["rumour"], ["small", "--edition", "9"]])
def test_a_standard_or_edition_that_is_not_there_is_refused(
    house: Path, capsys: pytest.CaptureFixture[str], asked
):
    """2, with those that are there."""
    assert _bench(house, "clauses", *asked) == 2
    assert "small (1)" in capsys.readouterr().out


def test_without_catalogues_it_cannot_judge(house: Path, capsys: pytest.CaptureFixture[str]):
    """2, with what is missing."""
    shutil.rmtree(house / "requirements_trace/standards")
    assert _bench(house, "clauses") == 2
    assert "holds no catalogue" in capsys.readouterr().out


def test_counts_are_written_between_the_comments_and_nothing_else_changes(house: Path, capsys):
    """The gate finds them right then; without comments nothing is written."""
    before = (house / "README.md").read_text()
    assert _bench(house, "clauses", "--readme") == 0
    after = (house / "README.md").read_text()
    assert after.startswith("# Read me\n\n<!-- clauses: begin -->")
    assert "| Life cycle, class C | 2 | 0 | 0 | 0 | 2 | 0 | 0 |" in after
    assert after != before
    write(house, "README.md", "# Read me\n")
    assert _bench(house, "clauses", "--readme") == 2


def test_the_gate_lists_rows_too(house: Path, capsys: pytest.CaptureFixture[str]):
    """A class means the standard with classes; --rows means all, or one."""
    assert _bench(house, "gate", "clauses", "--safety-class", "A") == 1
    assert "Life cycle, class A (1): 1 rows: 1 gap" in capsys.readouterr().out
    _bench(house, "gate", "clauses", "--rows", "small")
    assert "A small standard (1): 4 rows" in capsys.readouterr().out
    _bench(house, "gate", "clauses", "--rows", "--json")
    said = json.loads(capsys.readouterr().out)
    assert [one.get("gate") or one["standard"] for one in said] == ["clauses", "iec62304", "small"]
