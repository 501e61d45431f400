"""Turns a page's tree into blocks that any typesetter can set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.dossier.submission.doctree import Element
from bench.dossier.submission.runs import Run, runs
from bench.dossier.submission.table import table

Block = dict[str, Any]
TEACHING = "teaching"
_ADMONITIONS = (
    "admonition",
    "note",
    "warning",
    "important",
    "caution",
    "danger",
    "attention",
    "hint",
    "tip",
    "error",
    "seealso",
)
_SILENT = (
    "comment",
    "index",
    "raw",
    "substitution_definition",
    "tabular_col_spec",
    "target",
    "toctree",
    "transition",
    "meta",
    "caption",
    "legend",
)
_INLINE = (
    "reference",
    "inline",
    "literal",
    "strong",
    "emphasis",
    "literal_strong",
    "literal_emphasis",
    "math",
)


@dataclass(frozen=True)
class Writer:
    """Writes the blocks of one page, in one reading.

    Parameters
    ----------
    page
        The page's name, for links inside it.
    teaching
        Whether notes for those who learn are kept.
    """

    page: str
    teaching: bool = False

    def blocks(self, element: Element) -> list[Block]:
        """Return the blocks of everything that stands in an element."""
        return [block for child in element.elements for block in self._block(child)]

    def runs(self, element: Element) -> list[Run]:
        """Return an element's words."""
        return runs(element, self.page)

    def _block(self, element: Element) -> Iterator[Block]:
        if element.tag in _SILENT or (TEACHING in element.classes and not self.teaching):
            return
        tag = "admonition" if element.tag in _ADMONITIONS else element.tag
        if tag in _INLINE:
            yield {"kind": "paragraph", "runs": self.runs(Element("paragraph", (), (), {}, (element,)))}
        elif tag in _WRITTEN:
            yield _WRITTEN[tag](self, element)
        else:
            yield from self._unknown(element)

    def _unknown(self, element: Element) -> Iterator[Block]:
        """Keep the words of what has no block of its own."""
        if any(isinstance(child, str) and child.strip() for child in element.children):
            yield {"kind": "paragraph", "runs": self.runs(element)}
        else:
            yield from self.blocks(element)


def _section(writer: Writer, element: Element) -> Block:
    title = element.of("title")[0]
    rest = Element("section", (), (), {}, tuple(c for c in element.elements if c.tag != "title"))
    return {
        "kind": "section",
        "title": writer.runs(title),
        "page": writer.page,
        "ids": [*element.ids, *(i for child in rest.elements if child.tag == "target" for i in child.ids)],
        "inner": _inner_ids(rest),
        "blocks": writer.blocks(rest),
    }


def _inner_ids(element: Element) -> list[str]:
    """Return the anchors inside a section that are no sections themselves: they lead to its heading."""
    found: list[str] = []
    for child in element.elements:
        if child.tag != "section":
            found += [*child.ids, *_inner_ids(child)]
    return found


def _paragraph(writer: Writer, element: Element) -> Block:
    return {"kind": "paragraph", "runs": writer.runs(element)}


def _rubric(writer: Writer, element: Element) -> Block:
    return {"kind": "paragraph", "runs": [{**run, "style": "strong"} for run in writer.runs(element)]}


def _list(writer: Writer, element: Element) -> Block:
    return {
        "kind": "list",
        "ordered": element.tag == "enumerated_list",
        "start": int(element.attributes.get("start", 1)),
        "items": [writer.blocks(item) for item in element.of("list_item")],
    }


def _definitions(writer: Writer, element: Element) -> Block:
    items = []
    for item in element.of("definition_list_item"):
        terms = [run for term in item.of("term", "classifier") for run in writer.runs(term)]
        items.append({"term": terms, "blocks": [b for d in item.of("definition") for b in writer.blocks(d)]})
    return {"kind": "definitions", "items": items}


def _fields(writer: Writer, element: Element) -> Block:
    rows = [
        {
            "term": writer.runs(field.of("field_name")[0]),
            "blocks": writer.blocks(field.of("field_body")[0]),
        }
        for field in element.of("field")
    ]
    return {"kind": "fields", "items": rows}


def _options(writer: Writer, element: Element) -> Block:
    items = []
    for item in element.of("option_list_item"):
        name = [{"text": item.of("option_group")[0].text, "style": "code", "link": None}]
        items.append({"term": name, "blocks": [b for d in item.of("description") for b in writer.blocks(d)]})
    return {"kind": "definitions", "items": items}


def _described(writer: Writer, element: Element) -> Block:
    """Set a described object of code as a definition."""
    term = [{"text": s.text, "style": "code", "link": None} for s in element.of("desc_signature")]
    return {
        "kind": "definitions",
        "items": [
            {"term": term, "blocks": [b for d in element.of("desc_content") for b in writer.blocks(d)]}
        ],
    }


def _literal(_writer: Writer, element: Element) -> Block:
    return {"kind": "literal", "text": element.text.rstrip("\n")}


def _admonition(writer: Writer, element: Element) -> Block:
    titles = element.of("title")
    title = (
        writer.runs(titles[0])
        if titles
        else [{"text": element.tag.capitalize(), "style": "text", "link": None}]
    )
    rest = Element(element.tag, (), (), {}, tuple(c for c in element.elements if c.tag != "title"))
    return {
        "kind": "admonition",
        "title": title,
        "teaching": TEACHING in element.classes,
        "blocks": writer.blocks(rest),
    }


def _quote(writer: Writer, element: Element) -> Block:
    return {"kind": "quote", "blocks": writer.blocks(element)}


def _lines(writer: Writer, element: Element) -> Block:
    said: list[Run] = []
    for line in (found for found in element.walk() if found.tag == "line"):
        said += [*writer.runs(line), {"text": "\n", "style": "text", "link": None}]
    return {"kind": "paragraph", "runs": said[:-1]}


def _figure(writer: Writer, element: Element) -> Block:
    image = next(found for found in element.walk() if found.tag == "image")
    caption = [run for part in element.of("caption") for run in writer.runs(part)]
    legend = [block for part in element.of("legend") for block in writer.blocks(part)]
    alt = str(image.attributes.get("alt", "")) or "".join(run["text"] for run in caption)
    return {
        "kind": "figure",
        "image": str(image.attributes["uri"]),
        "alt": alt or "A picture that is described in the text beside it.",
        "width": str(image.attributes.get("width", "")),
        "caption": caption,
        "blocks": legend,
    }


def _table(writer: Writer, element: Element) -> Block:
    caption = [run for title in element.of("title") for run in writer.runs(title)]
    return table(element, writer.blocks, caption)


_WRITTEN: dict[str, Callable[[Writer, Element], Block]] = {
    "section": _section,
    "paragraph": _paragraph,
    "compact_paragraph": _paragraph,
    "rubric": _rubric,
    "centered": _rubric,
    "bullet_list": _list,
    "enumerated_list": _list,
    "definition_list": _definitions,
    "field_list": _fields,
    "option_list": _options,
    "desc": _described,
    "literal_block": _literal,
    "doctest_block": _literal,
    "math_block": _literal,
    "admonition": _admonition,
    "block_quote": _quote,
    "line_block": _lines,
    "figure": _figure,
    "image": _figure,
    "table": _table,
}
