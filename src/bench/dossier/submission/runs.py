"""Words in a line: each run with how it is set and where it leads."""

from collections.abc import Iterator
from typing import Any

from bench.dossier.submission.doctree import Element

Run = dict[str, Any]
_STYLES = {
    "strong": "strong",
    "literal_strong": "strong",
    "emphasis": "emphasis",
    "literal_emphasis": "emphasis",
    "title_reference": "emphasis",
    "literal": "code",
    "math": "code",
    "desc_signature": "code",
}
_SCHEMES = ("http", "https", "mailto")
_SILENT = (
    "target",
    "comment",
    "index",
    "raw",
    "substitution_definition",
    "tabular_col_spec",
    "footnote_reference",
)


def runs(element: Element, page: str) -> list[Run]:
    """Return an element's words: text, style (`text`, `strong`, `emphasis` or `code`) and link.

    Parameters
    ----------
    page
        The page it stands on, for links inside it.
    """
    return _merged(_runs(element, page, "text", None))


def _runs(element: Element, page: str, style: str, link: Run | None) -> Iterator[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield {"text": child, "style": style, "link": link}
        elif child.tag == "image":
            yield {"text": str(child.attributes.get("alt", "")), "style": style, "link": link}
        elif child.tag not in _SILENT:
            yield from _runs(child, page, _STYLES.get(child.tag, style), _link(child, page) or link)


def _link(element: Element, page: str) -> Run | None:
    """Return where an element leads: a page with an anchor, an address, or nowhere."""
    said = element.attributes
    if "broken" in element.classes:
        return {"broken": str(said.get("target", element.text))}
    if element.tag == "download_reference":
        return None
    if "refid" in said and element.tag in ("reference", "number_reference"):
        return {"page": page, "anchor": said["refid"]}
    return _address(str(said.get("refuri", ""))) if "refuri" in said else None


def _address(address: str) -> Run | None:
    """Return what an address leads to; what Sphinx only took for one, such as `data:`, leads nowhere."""
    scheme, colon, rest = address.partition(":")
    if scheme == "page":
        name, _, anchor = rest.partition("#")
        return {"page": name, "anchor": anchor}
    if scheme in _SCHEMES:
        return {"url": address}
    return None if colon else {"broken": address}


def _merged(said: Iterator[Run]) -> list[Run]:
    """Join neighbours that are set alike, and turn line ends into spaces."""
    joined: list[Run] = []
    for run in said:
        run["text"] = run["text"].replace("\n", " ")
        if joined and (joined[-1]["style"], joined[-1]["link"]) == (run["style"], run["link"]):
            joined[-1]["text"] += run["text"]
        elif run["text"]:
            joined.append(run)
    return joined
