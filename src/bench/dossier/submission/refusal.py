"""What a submission must not hold: placeholders, empty sections, documents that are not there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.dossier.submission.content import Block
from bench.dossier.submission.document import Document
from bench.dossier.submission.finding import Finding
from bench.gates import placeholders


@dataclass(frozen=True)
class _Passage:
    place: str
    text: str
    code: bool


def refuse(document: Document) -> Iterator[Finding]:
    """Yield why a document must not be submitted as it is."""
    if document.told_uid and document.told_uid != document.uid:
        what = f"the page calls itself {document.told_uid}"
        yield Finding(document.uid, "title page", what, "give it the identifier of docs/dossier.yml")
    for passage in _passages(document):
        for found in placeholders(passage.text, code=passage.code):
            yield Finding(
                document.uid,
                passage.place,
                f"the placeholder {found!r}",
                "say what is, or that it was not done and whose it is",
            )
    if not document.blocks:
        yield Finding(document.uid, "", "the document is empty", "write it")
    for block in document.blocks:
        yield from _empty(document.uid, block)


def _passages(document: Document) -> Iterator[_Passage]:
    yield _Passage("title page", document.title, code=False)
    yield from _in_value(list(document.facts), "title page")
    yield from _in_value(list(document.blocks), "")


def _in_value(said: Any, place: str) -> Iterator[_Passage]:
    if isinstance(said, list):
        yield from _joined(said, place)
        for one in said:
            yield from _in_value(one, place)
    elif isinstance(said, dict):
        if said.get("kind") == "section":
            place = _words(said["title"])
        if said.get("kind") == "literal":
            yield _Passage(place, said["text"], code=True)
        for value in said.values():
            yield from _in_value(value, place)


def _joined(said: list[Any], place: str) -> Iterator[_Passage]:
    """Read a line's runs as one, so that emphasis inside a placeholder does not hide it."""
    if said and all(isinstance(run, dict) and "style" in run for run in said):
        yield _Passage(place, " ".join(r["text"] for r in said if r["style"] == "code"), code=True)
        yield _Passage(place, "".join(" " if r["style"] == "code" else r["text"] for r in said), code=False)


def _empty(uid: str, block: Block) -> Iterator[Finding]:
    if block["kind"] != "section":
        return
    if not block["blocks"]:
        yield Finding(
            uid, _words(block["title"]), "the section is empty", "write it, or take its heading away"
        )
    for inner in block["blocks"]:
        yield from _empty(uid, inner)


def _words(runs: list[dict[str, Any]]) -> str:
    return "".join(run["text"] for run in runs)
