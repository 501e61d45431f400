"""Writes the report as one self-contained HTML page."""

import base64
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any


def write_html(plain: Mapping[str, Any], plots: Mapping[str, bytes]) -> str:
    """Return the page; plots and style are inside it, and it loads nothing."""
    front = plain["front"]
    style = files("bench.dossier").joinpath("report.css").read_text(encoding="utf-8")
    chapters = list(enumerate(plain["chapters"], 1))
    contents = "".join(f'<li><a href="#c{k}">{escape(c["title"])}</a></li>' for k, c in chapters)
    body = "".join(_chapter(k, chapter, plots) for k, chapter in chapters)
    title = escape(f"{front['title']} {front['number']}")
    running = f"<b>{escape(front['demonstration'])}</b> · {escape(front['standing'])}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
        f'<div class="running">{running}</div><header><p class="quiet">{escape(front["subject"])}</p>'
        f'<h1>{escape(front["title"])}</h1><p class="number">{escape(front["number"])}</p>'
        f"{_pairs(front['facts'])}</header><nav><h2>Contents</h2><ol>{contents}</ol></nav><main>{body}</main></body></html>\n"
    )


def _chapter(k: int, chapter: Mapping[str, Any], plots: Mapping[str, bytes]) -> str:
    blocks = "\n".join(_block(block, plots) for block in chapter["blocks"])
    return f'<section id="c{k}"><h2>{escape(chapter["title"])}</h2>\n{blocks}\n</section>\n'


def _block(block: Mapping[str, Any], plots: Mapping[str, bytes]) -> str:
    kind = block["kind"]
    if kind == "text":
        text = escape(block["text"])
        return f"<p><strong>{text}</strong></p>" if block["strong"] else f"<p>{text}</p>"
    if kind == "code":
        return f"<pre>{escape(block['text'])}</pre>"
    if kind == "subheading":
        return f"<h3>{escape(block['text'])}</h3>"
    if kind == "table":
        return _table(block)
    if kind == "figure":
        return _figure(block, plots)
    return _card(block, plots) if kind == "card" else _signatures(block)


def _table(block: Mapping[str, Any]) -> str:
    caption = f"<h4>{escape(block['caption'])}</h4>" if block["caption"] else ""
    if not block["rows"]:
        return f'{caption}<p class="quiet">{escape(block["empty"])}</p>'
    total = sum(column["share"] for column in block["columns"])
    widths = "".join(f'<col style="width:{100 * c["share"] / total:.1f}%">' for c in block["columns"])
    head = "".join(
        f'<th scope="col" class="{c["style"]}">{escape(c["title"])}</th>' for c in block["columns"]
    )
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block["rows"])
    table = f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{caption}<div class="scroll">{table}</div>'


def _cell(cell: Mapping[str, Any]) -> str:
    text = escape(cell["text"])
    if cell["tone"]:
        text = f'<span class="badge {cell["tone"]}">{text}</span>'
    return f'<td class="{cell["style"]}">{text}</td>'


def _figure(block: Mapping[str, Any], plots: Mapping[str, bytes]) -> str:
    data = base64.b64encode(plots[block["name"]]).decode()
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(block["alt"])}">'
    return f"<figure>{image}<figcaption>{escape(block['caption'])}</figcaption></figure>"


def _card(block: Mapping[str, Any], plots: Mapping[str, bytes]) -> str:
    command = (
        f"<p class='quiet'>To repeat it</p><pre>{escape(block['command'])}</pre>" if block["command"] else ""
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in block["notes"])
    figures = "".join(_figure(figure, plots) for figure in block["figures"])
    badge = f'<span class="badge {block["tone"]}">{escape(block["word"])}</span>'
    return (
        f"<article><h4>{escape(block['title'])} {badge}</h4><p>{escape(block['text'])}</p>"
        f"<div class='pair'><div>{_pairs(block['facts'])}{command}{notes}</div>"
        f"<div>{figures}</div></div></article>"
    )


def _pairs(pairs: list[list[str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in pairs)}</dl>"


def _signatures(block: Mapping[str, Any]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("For", "Name", "Role", "Date", "Signature"))
    rows = "".join(f"<tr><td>{escape(role)}</td>{'<td></td>' * 4}</tr>" for role in block["roles"])
    return f'<table class="sign"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
