"""The command line: its verbs, what they print, and their exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from bench.cli import main
from bench.cli import verify as verify_module
from bench.evidence import Verdict
from bench.gates import ALL
from bench.judgement import LEDGER, read_ledger
from bench.verify.session import Outcome
from small_house import ITEMS, build_house, write, write_item


@pytest.fixture(scope="session")
def built_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkout that every gate finds clean."""
    return build_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(built_house: Path, tmp_path: Path) -> Path:
    """Copy the clean checkout, to be spoilt."""
    return Path(shutil.copytree(built_house, tmp_path / "house"))


def _bench(house: Path, *arguments: str) -> int:
    return main(["--root", str(house), *arguments])


def test_gate_all_is_clean_and_exits_0(house: Path, capsys: pytest.CaptureFixture[str]):
    """Each gate prints one line."""
    assert _bench(house, "gate", "all") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("clean")]
    assert len(lines) == len(ALL)


def test_a_finding_prints_both_ends_and_the_mend_and_exits_1(house: Path, capsys: pytest.CaptureFixture[str]):
    """A person reads what to do next."""
    write(house, "SOUP.md", (house / "SOUP.md").read_text().replace("2.4.6", "2.4.5"))
    assert _bench(house, "gate", "trace", "soup") == 1
    out = capsys.readouterr().out
    assert "SOUP.md numpy ↔ locks/device.txt" in out
    assert "mend: " in out


def test_what_cannot_be_judged_exits_2(house: Path, capsys: pytest.CaptureFixture[str]):
    """Without records the evidence gate refuses, and says how to get them."""
    shutil.rmtree(house / "build")
    assert _bench(house, "gate", "evidence") == 2
    assert "make verify" in capsys.readouterr().out


def test_half_a_problem_report_exits_2_and_names_the_file(house: Path, capsys: pytest.CaptureFixture[str]):
    """One line, no traceback: nothing can be judged beside what cannot be read."""
    write(house, "requirements_trace/problems/PR-001.yml", "header: half\n")
    assert _bench(house, "gate", "trace") == 2
    said = capsys.readouterr().err
    assert "PR-001.yml" in said
    assert said.count("\n") == 1


def test_json_holds_everything(house: Path, capsys: pytest.CaptureFixture[str]):
    """Machines read each finding whole, and the output is nothing but JSON."""
    write_item(house, "SRS-002", {**ITEMS["SRS-002"], "links": ["UN-777"]})
    assert _bench(house, "gate", "trace", "review", "--json") == 1
    trace, review = json.loads(capsys.readouterr().out)
    assert {"gate", "rule", "subject", "other", "message", "mend"} == set(trace["findings"][0])
    assert review["notes"]


def test_evidence_lists_and_shows(house: Path, capsys: pytest.CaptureFixture[str]):
    """All records with their states; one of them by its claim; nothing by a wrong name."""
    assert _bench(house, "evidence") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert _bench(house, "evidence", "SRS-001") == 0
    assert "samples" in capsys.readouterr().out
    assert _bench(house, "evidence", "SRS-777") == 2
    with (house / "src/bedside/eye_movement/safeguards.py").open("a") as file:
        file.write("#")
    assert _bench(house, "evidence") == 1


def test_impact_names_the_command(house: Path, capsys: pytest.CaptureFixture[str]):
    """A changed need, a README, and something that is neither file nor claim."""
    assert _bench(house, "impact", "UN-001") == 0
    assert "python -m pytest tests/unit/test_gaps.py" in capsys.readouterr().out
    assert _bench(house, "impact", str(house / "README.md")) == 0
    assert "nothing rests on it" in capsys.readouterr().out
    assert _bench(house, "impact", "UN-777") == 2
    capsys.readouterr()
    assert _bench(house, "impact", "UN-001", "--json") == 0
    assert json.loads(capsys.readouterr().out)["claims"] == ["SRS-001", "SRS-002"]


def test_review_enters_what_a_person_says_and_nothing_else(house: Path):
    """One entry with name, role and meaning; unknown claims, dates and blank names enter nothing."""
    signed = ("--meaning", "reviewed", "--role", "QA", "--name")
    assert _bench(house, "review", "SRS-001", *signed, "A. Person", "--date", "2026-03-01") == 0
    assert _bench(house, "review", "SRS-777", *signed, "A. Person") == 2
    assert _bench(house, "review", "SRS-001", *signed, " ") == 2
    assert _bench(house, "review", "SRS-001", *signed, "A. Person", "--date", "yesterday") == 2
    ledger = read_ledger(house / LEDGER)
    assert [(e.name, e.role, e.meaning, set(e.items)) for e in ledger.entries] == [
        ("A. Person", "QA", "reviewed", {"SRS-001"})
    ]
    with pytest.raises(SystemExit):
        _bench(house, "review", "SRS-001", "--meaning", "reviewed")


def test_the_report_alone_is_three_files(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The report's path and the verdict counts are printed; without records it refuses."""
    assert _bench(house, "dossier", "--report", "--out", str(tmp_path / "out")) == 0
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".pdf", ".html", ".json"}
    assert "PASS 2" in capsys.readouterr().out
    shutil.rmtree(house / "build")
    assert _bench(house, "dossier") == 2


def _verification(**changed: object) -> Outcome:
    counts = dict.fromkeys(Verdict, 0) | {Verdict.PASS: 1}
    plain = {"exit_code": 0, "pytest_exit": 0, "records": (), "counts": counts, "not_passed": ()}
    return Outcome(**{**plain, **changed})


@pytest.mark.parametrize(("ran", "expected"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_verify_says_the_worst(
    house: Path, monkeypatch, capsys: pytest.CaptureFixture[str], ran: int, expected: int
):
    """Where the gates are clean the run decides; what is NOT_RUN is printed once with all its claims."""
    open_ = ("NOT_RUN SRS-050: no GPU", "NOT_RUN SRS-053: no GPU")
    monkeypatch.setattr(verify_module, "run_verification",
                        lambda *_, **__: _verification(exit_code=ran, not_passed=open_))  # fmt: skip
    assert _bench(house, "verify") == expected
    out = capsys.readouterr().out
    assert "SRS-050, SRS-053: no GPU" in out
    assert "verification_report.pdf" in out


def test_verify_exits_1_for_a_gate_that_finds(house: Path, monkeypatch):
    """A clean run on a tree with a finding is not clean."""
    monkeypatch.setattr(verify_module, "run_verification", lambda *_, **__: _verification(exit_code=3))
    write_item(house, "SRS-002", {**ITEMS["SRS-002"], "links": ["UN-777"]})
    assert _bench(house, "verify") == 1


def test_verify_without_such_a_target_exits_2(house: Path, capsys: pytest.CaptureFixture[str]):
    """An unknown hardware class is refused with the names of those that there are."""
    assert _bench(house, "verify", "--target", "toaster") == 2
    assert "cpu-x86-64" in capsys.readouterr().out


def test_outside_a_checkout_the_bench_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """No requirements_trace here or above: 2, with what to do."""
    assert main(["--root", str(tmp_path), "gate", "all"]) == 2
    assert "--root" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["", "verify", "gate", "evidence", "impact", "review", "dossier"])
def test_every_verb_teaches(verb: str, capsys: pytest.CaptureFixture[str]):
    """Help says what the verb is for in lines that fit a terminal."""
    with pytest.raises(SystemExit) as stopped:
        main([*([verb] if verb else []), "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) > 8
    assert max(map(len, out.splitlines())) <= 110


@pytest.mark.verifies("SRS-202", purpose="implementation")
def test_trace_walks_down_from_a_need_and_up_from_a_file(house: Path, capsys: pytest.CaptureFixture[str]):
    """From a need to a file of samples, from it to the hazard; what stands above is not drawn again."""
    assert _bench(house, "trace", "UN-001") == 0
    drawn = capsys.readouterr().out
    file = next(line.split()[-1] for line in drawn.replace("  ", "\n").splitlines() if ".csv" in line)
    assert "(as above)" in drawn
    assert _bench(house, "trace", file) == 0
    assert "hazard HAZ-001" in capsys.readouterr().out
    assert _bench(house, "trace", "HAZ-001", "--json") == 0
    given = json.loads(capsys.readouterr().out)
    assert [step["name"] for step in given["up"]["ahead"]] == ["UN-001"]
    assert [step["name"] for step in given["down"]["ahead"]] == ["RC-001"]


@pytest.mark.verifies("SRS-202", purpose="negative")
def test_trace_refuses_what_is_nothing(house: Path, capsys: pytest.CaptureFixture[str]):
    """A name that is no claim, record or file of samples is said, with exit code 2."""
    assert _bench(house, "trace", "SRS-999") == 2
    assert "SRS-999 is no claim, no record and no file of samples" in capsys.readouterr().out
