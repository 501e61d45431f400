"""Makes the dossier: reads the pages, refuses what must not leave, typesets, and moves the whole."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.dossier import write_dossier
from bench.dossier.submission.document import Document, write_document
from bench.dossier.submission.error import DossierError, RefusedError
from bench.dossier.submission.finding import Finding
from bench.dossier.submission.layout import PLACE, Plan, read_plan
from bench.dossier.submission.link import Joined, join
from bench.dossier.submission.press import Press, Reading, Say
from bench.dossier.submission.reading import Trees, pages_there, read_trees
from bench.dossier.submission.refusal import refuse
from bench.gates import Checkout


@dataclass(frozen=True)
class Submission:
    """Where a dossier lies, and what was found in it."""

    folder: Path
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    outside: tuple[str, ...]


def write_submission(checkout: Checkout, reading: Reading, folder: Path, say: Say) -> Submission:
    """Write a dossier; the same bytes from the same checkout and records.

    Raises
    ------
    RefusedError
        In the submission reading, for a placeholder, a broken link, an empty section or a missing document;
        the folder then stays as it was.
    DossierError
        Where the pages cannot be read at all.
    """
    root = checkout.root
    place = root / PLACE
    if not place.is_file():
        raise DossierError(f"there is no {PLACE}: it says which documents a dossier holds")
    plan = read_plan(place.read_text(encoding="utf-8")).of(pages_there(root))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".dossier-") as temporary:
        work = Path(temporary)
        say(f"reading {len(plan.pages)} pages, writing the verification report")
        with ThreadPoolExecutor(1) as reader:
            pages = reader.submit(read_trees, root, plan.pages, work)
            report = write_dossier(checkout, work / "report")
            trees = pages.result()
        joined, findings = compose(plan, trees, teaching=reading == "teaching")
        if findings and reading == "submission":
            raise RefusedError(findings)
        new = work / "new"
        Press(checkout, plan, joined.documents, report, trees.images, reading, new, say).run()
        _put(new, folder)
    return Submission(folder, joined.documents, findings, joined.outside)


def compose(plan: Plan, trees: Trees, *, teaching: bool) -> tuple[Joined, tuple[Finding, ...]]:
    """Return the joined documents of those entries whose pages are all there, and every finding."""
    missing = tuple(_missing(plan, trees))
    absent = {finding.document for finding in missing}
    written = [
        write_document(entry, trees.by_page, teaching=teaching)
        for entry in plan.entries
        if entry.pages and entry.uid not in absent
    ]
    joined = join(written)
    refused = tuple(finding for document in joined.documents for finding in refuse(document))
    return joined, (*missing, *trees.findings, *joined.findings, *refused)


def _missing(plan: Plan, trees: Trees) -> Iterator[Finding]:
    for entry in plan.entries:
        for page in entry.pages:
            if page not in trees.by_page:
                yield Finding(
                    entry.uid,
                    f"docs/{page}.rst",
                    "the page is not there",
                    f"write it, or take it out of {PLACE}",
                )


def _put(new: Path, folder: Path) -> None:
    """Move the whole into its place; what lay there goes only when the new lies beside it."""
    old = new.parent / "old"
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
