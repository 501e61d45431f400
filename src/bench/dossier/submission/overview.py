"""The index of each layout, as a document of its own whose table leads to all others."""

from collections.abc import Mapping
from html import escape
from typing import Any

from bench.dossier.submission.document import ROLES, Document
from bench.dossier.submission.layout import Entry, Folder, Layout, Revision
from bench.dossier.submission.page import Pages, framed
from bench.dossier.submission.runs import Run
from bench.dossier.submission.table import table_of

_SHARES = [11.0, 47.0, 14.0, 28.0]


def write_overview(
    layout: Layout, titles: Mapping[str, str], revisions: Mapping[str, str], history: tuple[Revision, ...]
) -> Document:
    """Return a layout's index.

    Parameters
    ----------
    titles
        Of all documents, by their identifiers.
    revisions
        Likewise.
    """
    intent = {"kind": "paragraph", "runs": [_run(layout.intent)]}
    sections = [_section(k, folder, titles, revisions) for k, folder in enumerate(layout.folders, 1)]
    entry = Entry(layout.uid, (), history, layout.title, layout.name)
    facts = (
        {"term": [_run("Documents")], "blocks": [{"kind": "paragraph", "runs": [_run(_counted(layout))]}]},
    )
    return Document(entry, layout.title, facts, layout.uid, ROLES, (intent, *sections))


def _section(
    k: int, folder: Folder, titles: Mapping[str, str], revisions: Mapping[str, str]
) -> dict[str, Any]:
    rows = [
        [
            _run(a.number),
            _run(a.title, a.uid if a.uid in titles else ""),
            _run(a.uid),
            _run(_what(a.uid, titles, revisions)),
        ]
        for a in folder.attachments
    ]
    listed = table_of(["Number", "Attachment", "Document", "Title and revision"], rows, _SHARES)
    return {
        "kind": "section",
        "title": [_run(folder.title)],
        "label": f"folder-{k}",
        "ids": [],
        "inner": [],
        "blocks": [listed],
    }


def _run(text: str, uid: str = "") -> Run:
    return {"text": text, "style": "text", "link": {"uid": uid, "label": ""} if uid else None}


def _counted(layout: Layout) -> str:
    attachments = [a.uid for folder in layout.folders for a in folder.attachments]
    return f"{len(attachments)} attachments, made of {len(set(attachments))} documents"


def _what(uid: str, titles: Mapping[str, str], revisions: Mapping[str, str]) -> str:
    return f"{titles[uid]}, {revisions[uid]}" if uid in titles else "not there"


def write_front_page(
    layouts: tuple[Layout, ...], pages: Pages, revisions: Mapping[str, str], reading: str
) -> str:
    """Return the first page of the HTML view: each layout with links to its documents."""
    parts = "".join(_listed(layout, pages, revisions) for layout in layouts)
    side = "".join(
        f'<li><a href="#{escape(layout.name)}">{escape(layout.title)}</a></li>' for layout in layouts
    )
    note = "<p><b>The teaching reading, with notes for those who learn; it is not for submission.</b></p>"
    body = (
        f'<p class="quiet">{escape(pages.device)}</p><h1>Dossier</h1>{note if reading == "teaching" else ""}'
        '<p class="quiet">Each document is there once; the layouts lead to it. '
        '<a href="manifest.json">manifest.json</a> '
        "holds the SHA-256 of every file; the software bill of materials for machines is "
        '<a href="security/sbom.cdx.json">'
        f"security/sbom.cdx.json</a>, CycloneDX.</p>{parts}"
    )
    return framed("Dossier", f"<h2>Layouts</h2><ol>{side}</ol>", body, "html/")


def _listed(layout: Layout, pages: Pages, revisions: Mapping[str, str]) -> str:
    folders = "".join(
        f"<h3>{escape(folder.title)}</h3>{_attachments(folder, pages, revisions)}"
        for folder in layout.folders
    )
    index = f'<p><a href="pdf/{escape(pages.stems[layout.uid])}.pdf">This index in print</a></p>'
    title = f'<h2 id="{escape(layout.name)}">{escape(layout.title)}</h2>'
    return f"{title}<p>{escape(layout.intent)}</p>{index}{folders}"


def _attachments(folder: Folder, pages: Pages, revisions: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{escape(a.number)}</td><td>{escape(a.title)}</td><td>{escape(a.uid)}</td>"
        f"<td>{_leads(a.uid, pages)}</td><td>{escape(revisions.get(a.uid, 'not there'))}</td></tr>"
        for a in folder.attachments
    )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Number", "Attachment", "Document", "", "Revision")
    )
    widths = "".join(f'<col style="width:{w}%">' for w in (10, 46, 12, 12, 20))
    columns = f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>"
    return f'<div class="scroll"><table>{columns}<tbody>{rows}</tbody></table></div>'


def _leads(uid: str, pages: Pages) -> str:
    if uid not in pages.stems:
        return ""
    stem = escape(pages.stems[uid])
    return f'<a href="html/{stem}.html">page</a> · <a href="pdf/{stem}.pdf">PDF</a>'
