"""Writes a document as an HTML page: the same blocks as in print, with the other documents beside it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from bench.dossier.front import DEMONSTRATION
from bench.dossier.submission.document import Document
from bench.dossier.submission.runs import Run
from bench.dossier.submission.typeset import STANDING

Block = Mapping[str, Any]
STYLE = "style.css"
_STYLES = {"strong": "strong", "emphasis": "em", "code": "code"}
_DEEPEST = 6


@dataclass(frozen=True)
class Pages:
    """Writes pages that lead to one another.

    Parameters
    ----------
    stems
        The file names, without suffix, of all documents in the order in which they are listed.
    titles
        Their titles.
    """

    stems: Mapping[str, str]
    titles: Mapping[str, str]
    device: str

    def page(self, document: Document, revision: str) -> str:
        """Return a document's page."""
        title = f"{document.uid} {document.title}"
        front = (
            f'<p class="quiet">{escape(self.device)}</p><h1 id="document-top">{escape(document.title)}</h1>'
            f'<p class="number">{escape(document.uid)}, revision {escape(revision)} · '
            f'<a href="../pdf/{escape(self.stems[document.uid])}.pdf">the same in print</a></p>'
        )
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(s)}</td>' for s in (r.version, r.date, r.change))}</tr>"
            for r in document.history
        )
        head = "<tr><th>Version</th><th>Date</th><th>Change</th></tr>"
        history = f"<h2>History</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>"
        body = (
            front
            + self._fields({"items": document.facts}, 1)
            + self._all(document.blocks, 2)
            + history
            + _signatures(document.roles)
        )
        return framed(title, self._side(document), body)

    def _side(self, document: Document) -> str:
        """List this document's sections and all documents."""
        contents = "".join(map(self._entry, (b for b in document.blocks if b["kind"] == "section")))
        others = "".join(
            f'<li><a href="{escape(stem)}.html"{" aria-current=page" if uid == document.uid else ""}>'
            f"{escape(uid)} {escape(self.titles[uid])}</a></li>"
            for uid, stem in self.stems.items()
        )
        return (
            f'<p><a href="../index.html">Index</a></p><h2>This document</h2><ol>{contents}</ol>'
            f"<h2>Documents</h2><ol>{others}</ol>"
        )

    def _entry(self, section: Block) -> str:
        return f'<li><a href="#{escape(section["label"])}">{escape(_words(section["title"]))}</a></li>'

    def _all(self, blocks: Iterable[Block], depth: int) -> str:
        written: Mapping[str, Callable[[Block, int], str]] = {
            "section": self._section,
            "paragraph": self._paragraph,
            "list": self._list,
            "definitions": self._definitions,
            "fields": self._fields,
            "table": self._table,
            "literal": self._literal,
            "admonition": self._admonition,
            "quote": self._quote,
            "figure": self._figure,
        }
        return "\n".join(written[block["kind"]](block, depth) for block in blocks)

    def _line(self, runs: Iterable[Run]) -> str:
        return "".join(map(self._run, runs))

    def _run(self, run: Run) -> str:
        text = escape(run["text"]).replace("\n", "<br>")
        tag = _STYLES.get(run["style"])
        text = f"<{tag}>{text}</{tag}>" if tag else text
        link = run["link"]
        if not link:
            return text
        address = link.get("url") or f"{self.stems[link['uid']]}.html" + (
            f"#{link['label']}" if link["label"] else ""
        )
        return f'<a href="{escape(address)}">{text}</a>'

    def _section(self, block: Block, depth: int) -> str:
        level = min(depth, _DEEPEST)
        heading = f'<h{level} id="{escape(block["label"])}">{self._line(block["title"])}</h{level}>'
        return f"<section>{heading}\n{self._all(block['blocks'], depth + 1)}</section>"

    def _paragraph(self, block: Block, _depth: int) -> str:
        return f"<p>{self._line(block['runs'])}</p>"

    def _list(self, block: Block, depth: int) -> str:
        items = "".join(f"<li>{self._all(item, depth)}</li>" for item in block["items"])
        return f'<ol start="{block["start"]}">{items}</ol>' if block["ordered"] else f"<ul>{items}</ul>"

    def _definitions(self, block: Block, depth: int) -> str:
        return f"<dl>{self._pairs(block, depth)}</dl>"

    def _fields(self, block: Block, depth: int) -> str:
        return f'<dl class="fields">{self._pairs(block, depth)}</dl>' if block["items"] else ""

    def _pairs(self, block: Block, depth: int) -> str:
        return "".join(
            f"<dt>{self._line(i['term'])}</dt><dd>{self._all(i['blocks'], depth)}</dd>"
            for i in block["items"]
        )

    def _table(self, block: Block, depth: int) -> str:
        total = sum(block["shares"])
        widths = "".join(f'<col style="width:{100 * share / total:.1f}%">' for share in block["shares"])
        head = "".join(f"<tr>{self._cells(row, 'th', depth)}</tr>" for row in block["header"])
        rows = "".join(f"<tr>{self._cells(row, 'td', depth)}</tr>" for row in block["rows"])
        caption = f"<caption>{self._line(block['caption'])}</caption>" if block["caption"] else ""
        matrix = ' class="matrix"' if block["matrix"] else ""
        columns = f"{caption}<colgroup>{widths}</colgroup><thead>{head}</thead>"
        return f'<div class="scroll"><table{matrix}>{columns}<tbody>{rows}</tbody></table></div>'

    def _cells(self, row: Iterable[Block], tag: str, depth: int) -> str:
        return "".join(
            f"<{tag}{_span('colspan', c['across'])}{_span('rowspan', c['down'])}"
            f"{_span('class', c['tone'] or 1)}>"
            f"{self._all(c['blocks'], depth)}</{tag}>"
            for c in row
        )

    def _literal(self, block: Block, _depth: int) -> str:
        return f"<pre>{escape(block['text'])}</pre>"

    def _admonition(self, block: Block, depth: int) -> str:
        kind = ' class="teaching"' if block["teaching"] else ""
        return f"<aside{kind}><p>{self._line(block['title'])}</p>{self._all(block['blocks'], depth)}</aside>"

    def _quote(self, block: Block, depth: int) -> str:
        return f"<blockquote>{self._all(block['blocks'], depth)}</blockquote>"

    def _figure(self, block: Block, depth: int) -> str:
        image = f'<img src="images/{escape(block["image"])}" alt="{escape(block["alt"])}">'
        words = self._line(block["caption"]) + self._all(block["blocks"], depth)
        return f"<figure>{image}<figcaption>{words}</figcaption></figure>"


def framed(title: str, side: str, body: str, here: str = "") -> str:
    """Return a whole page; `here` leads from it to the folder of the style."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="{here}{STYLE}"></head><body>'
        f'<div class="running"><b>{DEMONSTRATION}</b> · {STANDING}</div>'
        f'<div class="frame"><nav class="side">{side}</nav>'
        f"<main>{body}</main></div></body></html>\n"
    )


def _signatures(roles: Iterable[str]) -> str:
    rows = "".join(f"<tr><td>{escape(role)}</td>{'<td></td>' * 3}</tr>" for role in roles)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Role", "Name", "Date", "Signature"))
    return (
        f'<h2>Signatures</h2><table class="sign"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )


def _span(name: str, value: object) -> str:
    return "" if value == 1 else f' {name}="{value}"'


def _words(runs: Iterable[Run]) -> str:
    return "".join(run["text"] for run in runs)
