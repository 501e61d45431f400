"""Typesets a document as PDF/A-2a and PDF/UA-1 with typst: nothing is fetched."""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from bench.dossier.front import DEMONSTRATION
from bench.dossier.pdf import STANDARDS
from bench.dossier.submission.document import Document

STANDING = "Records that support a submission; not a determination."
_LONG = re.compile(r"\S{16,}")
_BREAK = re.compile(r"([/_:,=.\]\[()@#-])(?=[^\s/_:,=.])")
_RUN = re.compile(r"([0-9A-Za-z]{14})(?=[0-9A-Za-z])")


@dataclass(frozen=True)
class Issue:
    """What all documents of one dossier share.

    Parameters
    ----------
    stems
        The file names, without suffix, of all documents that a link may lead to.
    device
        Name and version of what they speak of.
    made
        When the newest record was made; no clock is read.
    images
        Where the pictures lie.
    teaching
        Whether notes for those who learn are in it.
    """

    stems: Mapping[str, str]
    device: str
    made: datetime
    images: Path
    teaching: bool = False


def typeset(document: Document, revision: str, issue: Issue) -> bytes:
    """Return a document's PDF: the same bytes for the same document."""
    made = issue.made
    told = {
        "title": document.title,
        "uid": document.uid,
        "revision": revision,
        "device": issue.device,
        "made": made.strftime("%Y-%m-%d %H:%M UTC"),
        "date": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "demonstration": DEMONSTRATION,
        "standing": STANDING,
        "reading": "teaching reading, with notes for those who learn" if issue.teaching else "",
        "facts": set_for_print(list(document.facts), document.uid, issue.stems),
        "roles": list(document.roles),
        "history": [asdict(entry) for entry in document.history],
        "blocks": set_for_print(list(document.blocks), document.uid, issue.stems),
    }
    return _compiled(told, document.images, issue)


def set_for_print(said: Any, uid: str, stems: Mapping[str, str]) -> Any:
    """Return the same blocks with links as typst takes them, and long words that may break."""
    if isinstance(said, list):
        return [set_for_print(one, uid, stems) for one in said]
    if not isinstance(said, dict):
        return said
    if "style" in said and "text" in said:
        return {**said, "text": breakable(said["text"]), "link": _target(said["link"], uid, stems)}
    return {
        name: breakable(value)
        if name == "text" and said.get("kind") == "literal"
        else set_for_print(value, uid, stems)
        for name, value in said.items()
    }


def breakable(text: str) -> str:
    """Return text whose long words may break behind a separator, and anywhere in a digest."""
    return _LONG.sub(lambda word: _RUN.sub("\\1\u200b", _BREAK.sub("\\1\u200b", word[0])), text)


def _target(link: Mapping[str, str] | None, uid: str, stems: Mapping[str, str]) -> str:
    """Return a label of this document with `#` before it, or the address of another file; else nothing."""
    if not link:
        return ""
    if "url" in link:
        return link["url"]
    if link["uid"] == uid:
        return f"#{link['label'] or 'document-top'}"
    label = f"#nameddest={link['label']}" if link["label"] else ""
    return f"{stems[link['uid']]}.pdf{label}"


def _compiled(told: Mapping[str, Any], images: tuple[str, ...], issue: Issue) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "document.typ").write_bytes(files(__package__).joinpath("document.typ").read_bytes())
        (root / "document.json").write_text(json.dumps(told), encoding="utf-8")
        (root / "images").mkdir()
        for name in images:
            shutil.copyfile(issue.images / name, root / "images" / name)
        compiled = typst.compile(
            root / "document.typ",
            root=root,
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            timestamp=int(issue.made.timestamp()),
        )
    return bytes(compiled)
