"""Joins documents: what each link leads to, in which document, under which label."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from bench.dossier.submission.content import Block
from bench.dossier.submission.document import Document
from bench.dossier.submission.finding import Finding

Anchor = tuple[str, str]  # page, identifier on it
Place = tuple[str, str]  # document, label in it; an empty label is its beginning


@dataclass(frozen=True)
class Joined:
    """Documents whose links lead to one another, what leads nowhere, and what leads out of the dossier."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    outside: tuple[str, ...]


def join(documents: Iterable[Document]) -> Joined:
    """Give every section its label and every link its place.

    A link to a page that is in no document keeps its words and leads nowhere; a link to an anchor that
    a page does not have is broken.
    """
    labelled = [_labelled(document) for document in documents]
    places = {anchor: place for document in labelled for anchor, place in _places(document)}
    findings: list[Finding] = []
    outside: set[str] = set()
    done = []
    for document in labelled:
        joiner = _Joiner(document, places, findings, outside)
        facts = tuple(joiner.joined(fact, "title page") for fact in document.facts)
        blocks = tuple(joiner.joined(block, "") for block in document.blocks)
        done.append(replace(document, facts=facts, blocks=blocks))
    return Joined(tuple(done), tuple(findings), tuple(sorted(outside)))


@dataclass(frozen=True)
class _Joiner:
    document: Document
    places: Mapping[Anchor, Place]
    findings: list[Finding]
    outside: set[str]

    def joined(self, said: Any, place: str) -> Any:
        """Return the same values with each link's place in it."""
        if isinstance(said, list):
            return [self.joined(one, place) for one in said]
        if not isinstance(said, dict):
            return said
        if said.get("kind") == "section":
            place = "".join(run["text"] for run in said["title"])
        return {
            name: self._led(value, place) if name == "link" and value else self.joined(value, place)
            for name, value in said.items()
        }

    def _led(self, link: Mapping[str, str], place: str) -> dict[str, str] | None:
        if "url" in link:
            return {"url": link["url"]}
        if "broken" in link:
            self._miss(place, link["broken"])
            return None
        page, anchor = link["page"], link["anchor"]
        if (page, "") not in self.places:
            self.outside.add(page)
            return None
        found = self.places.get((page, anchor))
        if found is None:
            self._miss(place, f"{page}#{anchor}")
            return None
        return {"uid": found[0], "label": found[1]}

    def _miss(self, place: str, target: str) -> None:
        what = f"a link to {target} leads nowhere"
        self.findings.append(Finding(self.document.uid, place, what, "name an anchor that exists"))


def _labelled(document: Document) -> Document:
    """Give every section a label that no other section of the document has."""
    several = len(document.entry.pages) > 1
    return replace(document, blocks=tuple(_with_label(block, several) for block in document.blocks))


def _with_label(block: Block, several: bool) -> Block:
    if block["kind"] != "section":
        return block
    before = f"{PurePosixPath(block['page']).name}--" if several else ""
    label = f"{before}{block['ids'][0]}"
    return {**block, "label": label, "blocks": [_with_label(inner, several) for inner in block["blocks"]]}


def _places(document: Document) -> Iterator[tuple[Anchor, Place]]:
    if len(document.entry.pages) == 1:
        page = document.entry.pages[0]
        yield from (((page, anchor), (document.uid, "")) for anchor in ("", *document.top_ids))
    for block in document.blocks:
        if len(document.entry.pages) > 1:
            yield (block["page"], ""), (document.uid, block["label"])
        yield from _section_places(document.uid, block)


def _section_places(uid: str, block: Block) -> Iterator[tuple[Anchor, Place]]:
    if block["kind"] == "section":
        for anchor in (*block["ids"], *block["inner"]):
            yield (block["page"], anchor), (uid, block["label"])
        for inner in block["blocks"]:
            yield from _section_places(uid, inner)
