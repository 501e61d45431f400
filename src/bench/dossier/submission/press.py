"""Prints a dossier into a new folder: documents, the layouts' indexes, the report, HTML, manifest."""

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from bench.dossier import Dossier
from bench.dossier.bill import write_bill
from bench.dossier.submission.document import Document
from bench.dossier.submission.layout import Entry, Plan
from bench.dossier.submission.manifest import write_manifest
from bench.dossier.submission.overview import write_front_page, write_overview
from bench.dossier.submission.page import STYLE, Pages
from bench.dossier.submission.typeset import Issue, typeset
from bench.gates import Checkout

Reading = Literal["submission", "teaching"]
BILL = "security/sbom.cdx.json"
_PRESSES = 2  # typst runs outside Python's lock
Say = Callable[[str], None]


@dataclass(frozen=True)
class Press:
    """Prints everything.

    Parameters
    ----------
    report
        The verification report, which stands in the dossier as one more document.
    images
        Where the pages' pictures lie.
    folder
        A new folder; nothing is in it yet.
    """

    checkout: Checkout
    plan: Plan
    documents: tuple[Document, ...]
    report: Dossier
    images: Path
    reading: Reading
    folder: Path
    say: Say

    def run(self) -> None:
        """Print documents, indexes, report, pages and manifest."""
        for name in ("pdf", "html/images"):
            (self.folder / name).mkdir(parents=True)
        with ThreadPoolExecutor(_PRESSES) as presses:
            for k, document in enumerate(presses.map(self._print, self._all), 1):
                self.say(f"{k}/{len(self._all)} {document.uid} {document.title}")
        self._copy_report()
        self.say("writing the bill of materials")
        write_bill(self.checkout, self.folder / BILL)
        for image in sorted(self.images.iterdir()):
            shutil.copyfile(image, self.folder / "html/images" / image.name)
        style = files(__package__).joinpath("page.css").read_bytes()
        (self.folder / "html" / STYLE).write_bytes(style)
        front = write_front_page(self.plan.layouts, self._pages, self._revisions, self.reading)
        (self.folder / "index.html").write_text(front, encoding="utf-8")
        write_manifest(self.folder, self._facts(), self._told())

    def _print(self, document: Document) -> Document:
        """Print one document and return it."""
        stem, revision = document.entry.stem, self._revisions[document.uid]
        (self.folder / f"pdf/{stem}.pdf").write_bytes(typeset(document, revision, self._issue))
        (self.folder / f"html/{stem}.html").write_text(self._pages.page(document, revision), encoding="utf-8")
        return document

    def _copy_report(self) -> None:
        for entry in self._report_entries:
            shutil.copyfile(self.report.pdf, self.folder / f"pdf/{entry.stem}.pdf")
            shutil.copyfile(self.report.html, self.folder / f"html/{entry.stem}.html")
            shutil.copyfile(self.report.json, self.folder / f"{entry.stem}.json")

    @cached_property
    def _version(self) -> str:
        return self.report.facts.device_version

    @cached_property
    def _report_entries(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.plan.entries if not entry.pages)

    @cached_property
    def _all(self) -> tuple[Document, ...]:
        """The layouts' indexes, then the documents."""
        titles = {d.uid: d.title for d in self.documents} | {e.uid: e.title for e in self._report_entries}
        revisions = self._revisions_of(self.documents)
        history = self.plan.entries[0].history[:1]
        indexes = (write_overview(layout, titles, revisions, history) for layout in self.plan.layouts)
        return (*indexes, *self.documents)

    @cached_property
    def _revisions(self) -> Mapping[str, str]:
        return self._revisions_of(self._all)

    def _revisions_of(self, documents: tuple[Document, ...]) -> dict[str, str]:
        revisions = {document.uid: document.revision(self._version, self.images) for document in documents}
        return revisions | {entry.uid: self.report.facts.number for entry in self._report_entries}

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        return {document.uid: document.entry.stem for document in self._all} | {
            entry.uid: entry.stem for entry in self._report_entries
        }

    @cached_property
    def _issue(self) -> Issue:
        teaching = self.reading == "teaching"
        return Issue(self._stems, f"Bedside {self._version}", self.report.facts.made, self.images, teaching)

    @cached_property
    def _pages(self) -> Pages:
        titles = {d.uid: d.title for d in self._all} | {e.uid: e.title for e in self._report_entries}
        return Pages(self._stems, titles, f"Bedside {self._version}")

    def _facts(self) -> dict[str, Any]:
        return {
            "reading": self.reading,
            "device": f"Bedside {self._version}",
            "made": self.report.facts.made.isoformat(),
            "verification_report": self.report.facts.number,
        }

    def _told(self) -> list[dict[str, Any]]:
        placed: dict[str, list[str]] = {}
        for layout in self.plan.layouts:
            for folder in layout.folders:
                for attachment in folder.attachments:
                    placed.setdefault(attachment.uid, []).append(f"{layout.name} {attachment.number}")
        return [
            {
                "id": uid,
                "title": self._pages.titles[uid],
                "revision": self._revisions[uid],
                "pdf": f"pdf/{stem}.pdf",
                "html": f"html/{stem}.html",
                "in": placed.get(uid, []),
            }
            for uid, stem in self._stems.items()
        ]
