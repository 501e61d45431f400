"""Tables: cells with their spans, and how the width is shared out."""

from collections.abc import Callable
from typing import Any

from bench.dossier.submission.doctree import Element

Blocks = list[dict[str, Any]]
TONES = {
    "risk-acceptable": "good",
    "risk-justify": "open",
    "risk-unacceptable": "bad",
    "good": "good",
    "open": "open",
    "bad": "bad",
    "still": "still",
    "satisfied": "good",
    "partial": "open",
    "gap": "bad",
    "justified": "still",
    "external": "still",
}
_MATRIX_HEAD = 0.8  # of the width of a matrix's other columns
_LEAST, _MOST = 5.0, 60.0
_CHARACTERS = 130  # of small print in a line of a page in portrait


def table(
    element: Element, cell: Callable[[Element], Blocks], caption: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a table as a block.

    Parameters
    ----------
    cell
        Makes blocks of what stands in a cell.
    """
    group = element.of("tgroup")[0]
    header = [_row(row, cell) for part in group.of("thead") for row in part.of("row")]
    rows = [_row(row, cell) for part in group.of("tbody") for row in part.of("row")]
    given = [float(column.attributes.get("colwidth", 1)) for column in group.of("colspec")]
    words = [_words(row, len(given)) for part in group.of("thead", "tbody") for row in part.of("row")]
    matrix = "risk-matrix" in element.classes
    if matrix:
        given, words = [_MATRIX_HEAD, *[1.0] * (len(given) - 1)], []
    elif "colwidths-given" not in element.classes:
        given = []
    return {
        "kind": "table",
        "caption": caption,
        "shares": shares(given, words),
        "header": header,
        "rows": rows,
        "matrix": matrix,
    }


def table_of(titles: list[str], rows: list[list[dict[str, Any]]], widths: list[float]) -> dict[str, Any]:
    """Return a table of one run in each cell."""
    header = [[_cell({"text": title, "style": "text", "link": None}) for title in titles]]
    body = [[_cell(run) for run in row] for row in rows]
    return {"kind": "table", "caption": [], "shares": widths, "header": header, "rows": body, "matrix": False}


def shares(given: list[float], words: list[list[str]]) -> list[float]:
    """Return each column's share of the width: as given, but no word is cut that another could make room for.

    Parameters
    ----------
    given
        What the page asks for; empty where it leaves that to the typesetter.
    words
        The text of each cell, a list for each row.
    """
    columns = len(given) or max((len(row) for row in words), default=1)
    texts = [[row[k] for row in words if k < len(row)] for k in range(columns)]
    if not given:
        given = [min(_MOST, max(_LEAST, _typical(column))) for column in texts]
    total = sum(given)
    wanted = [100 * share / total for share in given]
    least = [100 * (_longest(column) + 2) / _CHARACTERS for column in texts]
    if sum(least) > 100:
        return wanted
    short = [max(0.0, need - have) for need, have in zip(least, wanted, strict=True)]
    spare = [max(0.0, have - need) for need, have in zip(least, wanted, strict=True)]
    part = sum(short) / sum(spare) if sum(spare) else 0.0
    return [
        round(have + lack - rest * part, 3) for have, lack, rest in zip(wanted, short, spare, strict=True)
    ]


def _row(row: Element, cell: Callable[[Element], Blocks]) -> list[dict[str, Any]]:
    return [
        {
            "blocks": cell(entry),
            "across": 1 + int(entry.attributes.get("morecols", 0)),
            "down": 1 + int(entry.attributes.get("morerows", 0)),
            "tone": next((TONES[name] for name in entry.classes if name in TONES), ""),
        }
        for entry in row.of("entry")
    ]


def _cell(run: dict[str, Any]) -> dict[str, Any]:
    return {"blocks": [{"kind": "paragraph", "runs": [run]}], "across": 1, "down": 1, "tone": ""}


def _words(row: Element, columns: int) -> list[str]:
    """Return the text of a row's cells where each stands in one column; a row with spans tells nothing."""
    entries = row.of("entry")
    whole = len(entries) == columns and not any("morecols" in entry.attributes for entry in entries)
    return [entry.text for entry in entries] if whole else []


def _typical(column: list[str]) -> float:
    """Return a length that most cells stay within."""
    lengths = sorted(map(len, column)) or [1]
    return float(lengths[int(0.8 * (len(lengths) - 1))]) + 1


def _longest(column: list[str]) -> int:
    """Return the length of the longest word, where words of more than 18 characters may be broken."""
    return max((min(18, len(word)) for text in column for word in text.split()), default=1)
