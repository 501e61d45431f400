"""The report of a study: JSON for machines, Markdown and one HTML page for people."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.readers.analysis import ReaderResult, StudyResult
from bench.readers.conclusion import conclusion, interval, limits
from bench.readers.roc import roc_plot
from bench.readers.study import write_json

_POOLED_NAMES = {
    "auc": "AUC",
    "d_prime": "d'",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity (synthetic found)",
    "specificity": "Specificity (real left alone)",
    "quality_difference": "Quality, real - synthetic (1 to 5)",
}
_PER_READER = ("Reader", "AUC", "d'", "Accuracy", "Sensitivity", "Specificity")
_PER_READER_TOO = ("Reader", "Quality, real - synthetic", "κ of repeats", "Median time, s")
_FILE = "reader_study_report"


@dataclass(frozen=True)
class Table:
    """Rows of words under a caption."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_report(result: StudyResult, folder: Path) -> tuple[Path, Path, Path]:
    """Write report and plot; return the paths of JSON, Markdown and HTML."""
    folder.mkdir(parents=True, exist_ok=True)
    as_json, markdown, html = (folder / f"{_FILE}.{kind}" for kind in ("json", "md", "html"))
    plot = roc_plot(result)
    write_json(as_json, report_json(result))
    (folder / "roc.svg").write_bytes(plot)
    markdown.write_text(report_markdown(result), encoding="utf-8")
    html.write_text(report_html(result, plot), encoding="utf-8")
    return as_json, markdown, html


def report_json(result: StudyResult) -> dict[str, Any]:
    """Return the result as JSON can hold it, with each figure's method."""
    return {
        "study": result.study.id,
        "settings": result.study.as_json()["settings"],
        "real": result.real,
        "synthetic": result.synthetic,
        "conclusion": conclusion(result),
        "limits": list(limits(result)),
        "pooled": {name: asdict(found) for name, found in result.pooled.items()},
        "fleiss_kappa": asdict(result.kappa) if result.kappa else None,
        "readers": [_reader_json(reader) for reader in result.readers],
        "remarks": [asdict(remark) for remark in result.remarks],
    }


def report_markdown(result: StudyResult) -> str:
    """Return the report as Markdown; the plot lies beside it."""
    lines = [
        f"# {_in_cell(result.study.settings.title)}",
        "",
        _facts(result),
        "",
        f"**{conclusion(result)}**",
        "",
    ]
    for table in _tables(result):
        lines += [f"## {table.caption}", "", _row(table.header), _row("---" for _ in table.header)]
        lines += [*(_row(map(_in_cell, row)) for row in table.rows), ""]
    lines += ["![ROC curves](roc.svg)", "", "## What may not be concluded", ""]
    return "\n".join([*lines, *(f"- {line}" for line in limits(result)), ""])


def report_html(result: StudyResult, plot: bytes) -> str:
    """Return the report as one page that loads nothing."""
    title = escape(result.study.settings.title)
    style = files("bench.readers").joinpath("report.css").read_text(encoding="utf-8")
    tables = "\n".join(_html_table(table) for table in _tables(result))
    drawn = base64.b64encode(plot).decode()
    warned = "".join(f"<li>{escape(line)}</li>" for line in limits(result))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style></head><body><h1>{title}</h1><p>{escape(_facts(result))}</p>"
        f'<p class="conclusion">{escape(conclusion(result))}</p>{tables}\n'
        f'<figure><img src="data:image/svg+xml;base64,{drawn}" alt="ROC curves of the readers"></figure>'
        f"<h2>What may not be concluded</h2><ul>{warned}</ul></body></html>\n"
    )


def _facts(result: StudyResult) -> str:
    return (
        f"Study {result.study.id[:16]}: {len(result.readers)} readers, {result.real} real and "
        f"{result.synthetic} synthetic pictures, {result.study.repeats} shown twice. "
        "95 % intervals; first showings only."
    )


def _tables(result: StudyResult) -> Iterable[Table]:
    rows = tuple(
        (_POOLED_NAMES[name], interval(found.readers_like_these), interval(found.these_readers))
        for name, found in result.pooled.items()
    )
    yield Table(
        "All readers", ("Mean over readers", "for readers like these", "for these very readers"), rows
    )
    if result.kappa:
        yield Table("Agreement", ("Between readers", "κ"), (("Fleiss' κ", interval(result.kappa)),))
    yield Table("Each reader", _PER_READER, tuple(_told(reader) for reader in result.readers))
    yield Table("Each reader, further", _PER_READER_TOO, tuple(_further(reader) for reader in result.readers))
    if result.remarks:
        remarks = tuple((one.reader, one.kind, one.file, one.text) for one in result.remarks)
        yield Table("Remarks", ("Reader", "Kind", "File", "Remark"), remarks)


def _told(one: ReaderResult) -> tuple[str, ...]:
    figures = (one.auc, one.d_prime, one.accuracy, one.sensitivity, one.specificity)
    return (one.reader, *(interval(figure) for figure in figures))


def _further(one: ReaderResult) -> tuple[str, ...]:
    return (one.reader, interval(one.quality_difference), interval(one.repeats), interval(one.time_s, 1))


def _reader_json(one: ReaderResult) -> dict[str, Any]:
    return {**asdict(one), "roc": {"false_positive": one.roc[0], "true_positive": one.roc[1]}}


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _in_cell(text: str) -> str:
    """Return a text that ends no cell and opens no tag, whoever wrote it."""
    return " ".join(escape(text, quote=False).replace("|", "\\|").split())


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    return (
        f"<h2>{escape(table.caption)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)
