"""Reads the doorstop tree without doorstop: fast, and without touching a byte of it."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench.claims.graph import Graph
from bench.claims.item import Document, Item, Link, Violation

FOLDERS = ("requirements_trace", "risk")
_CONFIG = ".doorstop.yml"
_OWN = frozenset(
    {"header", "text", "links", "active", "normative", "derived", "level", "ref", "references", "reviewed"}
)
_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_graph(root: Path, folders: Sequence[str] = FOLDERS) -> Graph:
    """Read every document below the folders; what cannot be read becomes a problem of the graph."""
    reading = _Reading(root)
    for home in (home for folder in folders for home in _document_folders(root / folder)):
        reading.take_document(home)
    return Graph(reading.documents, dict(sorted(reading.items.items())), tuple(reading.problems))


class _Reading:
    """What has been read so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents: dict[str, Document] = {}
        self.items: dict[str, Item] = {}
        self.problems: list[Violation] = []

    def take_document(self, home: Path) -> None:
        """Read one document and its items, unless its prefix is taken."""
        try:
            document = _document(home)
        except _UnreadableError as error:
            self._unreadable(home / _CONFIG, error)
            return
        if document.prefix in self.documents:
            self._twice(document.prefix, self.documents[document.prefix].path, home)
            return
        self.documents[document.prefix] = document
        for path in _item_files(home, document):
            self._take_item(path, document)

    def _take_item(self, path: Path, document: Document) -> None:
        try:
            item = _item(path, document)
        except _UnreadableError as error:
            self._unreadable(path, error)
            return
        if item.uid in self.items:
            self._twice(item.uid, self.items[item.uid].path, path)
        self.items.setdefault(item.uid, item)

    def _unreadable(self, path: Path, error: Exception) -> None:
        place = path.relative_to(self.root).as_posix()
        self.problems.append(
            Violation(path.stem, "file", f"{place} cannot be read: {error}", "mend the file")
        )

    def _twice(self, name: str, first: Path, second: Path) -> None:
        places = " and ".join(p.relative_to(self.root).as_posix() for p in (first, second))
        self.problems.append(Violation(name, "file", f"stands twice: {places}", "keep one of them"))


class _UnreadableError(Exception):
    """A file of the store that does not hold what it should."""


def _document_folders(top: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(top):
        subfolders.sort()
        if _CONFIG in files:
            yield Path(folder)


def _item_files(home: Path, document: Document) -> list[Path]:
    name = re.compile(re.escape(document.prefix + document.sep) + r"\w+\.ya?ml")
    found: list[Path] = []
    for folder, subfolders, files in os.walk(home):
        subfolders[:] = sorted(s for s in subfolders if not Path(folder, s, _CONFIG).exists())
        found.extend(Path(folder, file) for file in files if name.fullmatch(file))
    return sorted(found)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data = _Loader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _UnreadableError(" ".join(str(error).split())) from error
    if not isinstance(data, dict):
        raise _UnreadableError("holds no mapping")
    return {str(key): value for key, value in data.items()}


def _document(home: Path) -> Document:
    data = _mapping(home / _CONFIG)
    settings: Any = data.get("settings")
    attributes: Any = data.get("attributes") or {}
    try:
        parent = settings.get("parent")
        return Document(
            prefix=str(settings["prefix"]),
            path=home,
            parent=str(parent).strip() if parent else None,
            sep=str(settings.get("sep", "")),
            digits=int(settings.get("digits", 3)),
            reviewed=tuple(sorted({str(key) for key in attributes.get("reviewed") or ()})),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _UnreadableError("has no settings with a prefix, or malformed ones") from error


def _item(path: Path, document: Document) -> Item:
    data = _mapping(path)
    return Item(
        uid=path.stem,
        prefix=document.prefix,
        path=path,
        header=_text(data.get("header")),
        text=_text(data.get("text")),
        attributes={key: value for key, value in data.items() if key not in _OWN},
        links=_links(data.get("links")),
        active=_bool(data.get("active", True)),
        normative=_bool(data.get("normative", True)),
        derived=_bool(data.get("derived", False)),
        level=_level(data.get("level", "1.0")),
        ref=str(data.get("ref") or "").strip(),
        references=_references(data.get("references")),
        reviewed=None if data.get("reviewed") in (None, False) else str(data["reviewed"]),
    )


def _text(value: object) -> str:
    """Trim as doorstop does: outer line breaks and the white space that ends a line."""
    lines = str(value or "").strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _bool(value: object) -> bool:
    """Read a flag as doorstop does, which takes words too."""
    return value.strip().lower() in {"true", "on", "yes"} if isinstance(value, str) else bool(value)


def _level(value: object) -> str:
    """Write a level as doorstop does: trailing zeros count as one, which marks a heading."""
    parts = str(value or 1).split(".")
    while len(parts) > 1 and parts[-1].strip("0") == "" and parts[-2].strip("0") == "":
        parts.pop()
    return ".".join(parts)


def _links(value: object) -> tuple[Link, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _UnreadableError("'links' is no list")
    links: dict[str, Link] = {}
    for entry in value:
        uid, stamp = next(iter(entry.items())) if isinstance(entry, dict) and entry else (entry, None)
        link = Link(str(uid), str(stamp) if stamp else None)
        links.setdefault(link.uid, link)
    return tuple(links[uid] for uid in sorted(links))


def _references(value: object) -> tuple[Mapping[str, object], ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _UnreadableError("'references' is no list of mappings")
    return tuple(value)
