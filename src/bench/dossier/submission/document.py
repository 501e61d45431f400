"""One document of a dossier: what its title page says, and its blocks."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.dossier.submission.content import Block, Writer
from bench.dossier.submission.doctree import Element
from bench.dossier.submission.layout import Entry, Revision
from bench.dossier.submission.runs import Run

ROLES = ("Author", "Reviewer", "Approver")
_EARLY = 3  # the field list of a page stands among its first blocks


@dataclass(frozen=True)
class Document:
    """A document, ready for its links to be joined with those of the others.

    Parameters
    ----------
    facts
        What the page's own first field list says, without the document's identifier and the roles.
    told_uid
        The identifier that the page gives itself; empty where it gives none.
    """

    entry: Entry
    title: str
    facts: tuple[Mapping[str, Any], ...]
    told_uid: str
    roles: tuple[str, ...]
    blocks: tuple[Block, ...]
    top_ids: tuple[str, ...] = ()

    @property
    def uid(self) -> str:
        """Its identifier."""
        return self.entry.uid

    @property
    def history(self) -> tuple[Revision, ...]:
        """What its history table shows."""
        return self.entry.history

    @property
    def images(self) -> tuple[str, ...]:
        """The names of the pictures in it."""
        return tuple(sorted(_images(list(self.blocks))))

    def revision(self, version: str, images: Path) -> str:
        """Return its revision: the device's version, and a digest that changes with its content."""
        told = json.dumps([self.title, [*self.facts], self.roles, self.blocks], sort_keys=True).encode()
        pictures = b"".join((images / name).read_bytes() for name in self.images)
        return f"{version}-{hashlib.sha256(told + pictures).hexdigest()[:8]}"


def write_document(entry: Entry, trees: Mapping[str, Element], *, teaching: bool) -> Document:
    """Write an entry's document from its pages' trees.

    A page alone gives the document its title and its front matter; several become a section each.
    """
    sections = [Writer(page, teaching).blocks(trees[page])[0] for page in entry.pages]
    if len(sections) > 1:
        return Document(entry, entry.title, (), "", ROLES, tuple(sections))
    top = sections[0]
    told, blocks = _front(top["blocks"])
    roles = _roles(told.get("roles", "")) or ROLES
    facts = tuple(f for f in _facts(top["blocks"]) if _words(f["term"]).lower() not in ("document", "roles"))
    title = entry.title or _words(top["title"])
    ids = (*top["ids"], *top["inner"])
    return Document(entry, title, facts, told.get("document", ""), roles, tuple(blocks), ids)


def _front(blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """Take the first field list off a page's blocks."""
    fields = _facts(blocks)
    told = {
        _words(f["term"]).lower(): " ".join(_words(b["runs"]) for b in f["blocks"] if "runs" in b)
        for f in fields
    }
    return told, [block for block in blocks if not fields or block.get("items") is not fields]


def _roles(said: str) -> tuple[str, ...]:
    """Read `author, reviewer` or `authors: software lead; reviewer: quality engineer`, a line for each."""
    parts = said.split(";") if ";" in said or ":" in said else said.split(",")
    return tuple(part.strip(" .")[:1].upper() + part.strip(" .")[1:] for part in parts if part.strip(" ."))


def _facts(blocks: list[Block]) -> list[dict[str, Any]]:
    found = (block["items"] for block in blocks[:_EARLY] if block["kind"] == "fields")
    return next(found, [])


def _words(runs: list[Run]) -> str:
    return "".join(run["text"] for run in runs).strip()


def _images(said: Any) -> set[str]:
    if isinstance(said, Mapping):
        own = {str(said["image"])} if said.get("kind") == "figure" else set()
        return own.union(*map(_images, said.values()))
    return set().union(*map(_images, said)) if isinstance(said, list) else set()
