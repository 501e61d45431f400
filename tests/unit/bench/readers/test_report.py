"""The report of a study."""

import json
import re
from pathlib import Path

import pytest

from bench.readers import Remark, StudyFiles, StudyResult, analyse, conclusion, read_readings, write_report
from bench.readers.conclusion import NO_EVIDENCE
from bench.readers.report import report_html, report_markdown
from reader_study import perfect, undecided, write_filed


@pytest.fixture
def result(files: StudyFiles, tmp_path: Path) -> StudyResult:
    """Let one reader judge well and one not at all, and add a hostile remark."""
    paths = [
        write_filed(tmp_path, files, name, judge) for name, judge in (("A1", perfect), ("B1", undecided))
    ]
    found = analyse(files.study, files.key, read_readings(paths, files.study))
    remark = Remark("A1", "0", "real", "a.png", "<script>x</script> | next cell\n# heading")
    return StudyResult(**{**vars(found), "remarks": (remark,)})


@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_all_three_forms_say_the_figures_and_what_may_not_be_concluded(
    result: StudyResult, tmp_path: Path
) -> None:
    """JSON with methods, Markdown and HTML in words."""
    as_json, markdown, html = write_report(result, tmp_path / "report")
    held = json.loads(as_json.read_text())
    assert held["pooled"]["auc"]["readers_like_these"]["point"] == 0.75
    assert "Obuchowski-Rockette over 2 readers" in held["pooled"]["auc"]["readers_like_these"]["method"]
    assert [reader["auc"]["point"] for reader in held["readers"]] == [1, 0.5]
    assert held["readers"][0]["roc"]["true_positive"] == [0, 1, 1]
    for text in (as_json.read_text(), markdown.read_text(), html.read_text()):
        assert conclusion(result) in text
        assert NO_EVIDENCE in text
        assert held["study"][:16] in text


def test_the_same_readings_give_the_same_bytes(result: StudyResult, tmp_path: Path) -> None:
    """Plot and all."""
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        write_report(result, folder)
    names = [sorted(path.name for path in folder.iterdir()) for folder in folders]
    assert names[0] == names[1]
    assert len(names[0]) == 4
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names[0])


def test_a_remark_opens_no_tag_and_ends_no_cell(result: StudyResult) -> None:
    """Readers write what they like."""
    html, markdown = report_html(result, b"<svg/>"), report_markdown(result)
    assert "<script" not in html + markdown
    line = next(line for line in markdown.splitlines() if "next cell" in line)
    assert re.split(r"(?<!\\)\|", line)[1:-1] == [
        *(" A1 ", " real ", " a.png "),
        r" &lt;script&gt;x&lt;/script&gt; \| next cell # heading ",
    ]


def test_the_html_report_loads_nothing(result: StudyResult) -> None:
    """Its plot lies within."""
    html = report_html(result, b"<svg/>")
    assert re.findall(r'(?:src|href)="(?!data:)', html) == []
