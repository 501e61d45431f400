"""The report as plain JSON values, with the tone of every judging word decided once for all typesetters."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bench.dossier.block import TONES, Block, Card, Report, Signatures, Table


def plain_report(report: Report) -> dict[str, Any]:
    """Return front page and chapters as plain values."""
    front = {name: value for name, value in vars(report.front).items() if name != "facts"}
    return {
        "front": {**front, "facts": [list(pair) for pair in report.front.facts]},
        "chapters": [
            {"title": c.title, "wide": c.wide, "blocks": [_block(block) for block in c.blocks]}
            for c in report.chapters
        ],
    }


def _block(block: Block) -> Mapping[str, Any]:
    if isinstance(block, Table):
        columns = [vars(column) for column in block.columns]
        styles = [column.style for column in block.columns]
        rows = [[_cell(t, style) for t, style in zip(row, styles, strict=True)] for row in block.rows]
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": columns,
            "rows": rows,
            "empty": block.empty,
        }
    if isinstance(block, Card):
        return {
            **asdict(block),
            "tone": TONES.get(block.word, "still"),
            "facts": [list(pair) for pair in block.facts],
            "notes": list(block.notes),
            "figures": [asdict(figure) for figure in block.figures],
        }
    if isinstance(block, Signatures):
        return {"kind": block.kind, "roles": list(block.roles)}
    return asdict(block)


def _cell(text: str, style: str) -> dict[str, str | None]:
    """Colour a cell that is a judging word, or begins with one and a colon, as in the risk matrix."""
    tone = TONES.get(text.partition(":")[0]) if style == "word" else None
    return {"text": text, "style": style, "tone": tone}
