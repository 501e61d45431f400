"""The plot of the readers' ROC curves."""

from pathlib import Path
from xml.etree import ElementTree

from bench.readers import StudyFiles, analyse, read_readings
from bench.readers.roc import roc_plot
from reader_study import perfect, undecided, write_filed


def test_there_is_a_line_of_chance_and_one_for_each_reader(files: StudyFiles, tmp_path: Path) -> None:
    """A perfect reader's runs through the upper left corner; the plot is well-formed and has no date."""
    paths = [
        write_filed(tmp_path, files, name, judge) for name, judge in (("A1", perfect), ("B1", undecided))
    ]
    svg = roc_plot(analyse(files.study, files.key, read_readings(paths, files.study)))
    drawn = ElementTree.fromstring(svg)  # noqa: S314 # drawn by the line above
    axes = next(element for element in drawn.iter() if element.get("id") == "axes_1")
    lines = [child for child in axes if (child.get("id") or "").startswith("line2d")]
    assert len(lines) == 3
    assert b"dc:date" not in svg
