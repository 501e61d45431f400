"""Which documents a dossier holds, and how each submission lays them out: `docs/dossier.yml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

import yaml

from bench.dossier.submission.error import DossierError

PLACE = "docs/dossier.yml"
REPORT = "verification_report"


@dataclass(frozen=True)
class Revision:
    """One line of a document's history."""

    version: str
    date: str
    change: str


@dataclass(frozen=True)
class Entry:
    """One document: its identifier, the pages that it is made of, and its history.

    Parameters
    ----------
    pages
        Names of pages below `docs`, without suffix. None where the bench itself writes the document.
    title
        Its title; that of its page where it is made of one.
    """

    uid: str
    pages: tuple[str, ...]
    history: tuple[Revision, ...]
    title: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.pages) > 1 and not self.title:
            raise DossierError(f"{PLACE}: {self.uid} is made of several pages and needs a title")

    @property
    def stem(self) -> str:
        """The name of its files."""
        last = self.name or (PurePosixPath(self.pages[0]).name if self.pages else REPORT)
        return f"{self.uid}_{last.replace('*', 'all')}"


@dataclass(frozen=True)
class Attachment:
    """One document's place in a layout."""

    number: str
    title: str
    uid: str


@dataclass(frozen=True)
class Folder:
    """One part of a layout."""

    title: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class Layout:
    """How one submission orders the documents."""

    name: str
    uid: str
    title: str
    intent: str
    folders: tuple[Folder, ...]


@dataclass(frozen=True)
class Plan:
    """All that `docs/dossier.yml` says."""

    entries: tuple[Entry, ...]
    layouts: tuple[Layout, ...]

    def __post_init__(self) -> None:
        known = [entry.uid for entry in self.entries]
        twice = sorted({uid for uid in known if known.count(uid) > 1})
        placed = {a.uid for layout in self.layouts for folder in layout.folders for a in folder.attachments}
        for fault, uids in (
            ("listed twice", twice),
            ("in a layout, and not among the documents", sorted(placed - set(known))),
            ("in no layout", sorted(set(known) - placed)),
        ):
            if uids:
                raise DossierError(f"{PLACE}: {', '.join(uids)}: {fault}")

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page that a document is made of."""
        return tuple(page for entry in self.entries for page in entry.pages)

    def of(self, pages: Collection[str]) -> "Plan":
        """Return the plan with names like `decisions/0*` replaced by the pages that there are."""
        entries = tuple(
            Entry(e.uid, _matching(e.pages, pages), e.history, e.title, e.name or _last(e.pages))
            for e in self.entries
        )
        return Plan(entries, self.layouts)


def read_plan(text: str) -> Plan:
    """Read the plan; what is malformed raises `DossierError` and says where."""
    try:
        told = yaml.safe_load(text)
        history = _history(told["history"])
        entries = tuple(_entry(uid, said, history) for uid, said in told["documents"].items())
        return Plan(entries, tuple(_layout(name, said) for name, said in told["layouts"].items()))
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise DossierError(
            f"{PLACE}: {type(error).__name__} {error}: mend it by the comments at its top"
        ) from error


def _entry(uid: str, said: str | Mapping[str, Any], history: tuple[Revision, ...]) -> Entry:
    if isinstance(said, str):
        return Entry(uid, () if said == REPORT else (said,), history)
    return Entry(
        uid,
        tuple(said["pages"]),
        (*history, *_history(said.get("history", []))),
        str(said.get("title", "")),
        str(said.get("name", "")),
    )


def _history(said: list[Mapping[str, Any]]) -> tuple[Revision, ...]:
    return tuple(Revision(str(r["version"]), str(r["date"]), str(r["change"])) for r in said)


def _layout(name: str, said: Mapping[str, Any]) -> Layout:
    folders = tuple(
        Folder(str(title), tuple(_attachment(*row) for row in rows))
        for title, rows in said["folders"].items()
    )
    return Layout(name, str(said["id"]), str(said["title"]), " ".join(str(said["intent"]).split()), folders)


def _attachment(number: str, uid: str, title: str) -> Attachment:
    return Attachment(str(number), str(title), str(uid))


def _matching(asked: tuple[str, ...], there: Collection[str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in asked:
        matched = sorted(page for page in there if fnmatchcase(page, name)) if "*" in name else []
        found += matched or [name]
    return tuple(found)


def _last(pages: tuple[str, ...]) -> str:
    return PurePosixPath(pages[0]).name if pages else ""
