"""Pages' trees as the documentation's builder writes them, made by hand, and a plan that lays them out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.dossier.submission.doctree import Element
from bench.dossier.submission.layout import Plan, read_plan
from bench.dossier.submission.reading import Trees

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAN = """
history:
  - {version: 0.1.0, date: not released, change: First issue.}
documents:
  DEV-01: file/plan
  RSK-01: file/risk
  VER-01: verification_report
layouts:
  eu:
    id: IDX-01
    title: EU technical documentation
    intent: An order.
    folders:
      All:
        - ["1", DEV-01, Plan]
        - ["2", RSK-01, Risk]
        - ["3", VER-01, Report]
"""


def element(
    tag: str, *children: Element | str, ids: tuple[str, ...] = (), classes: tuple[str, ...] = (), **said: Any
) -> Element:
    """Return one element."""
    return Element(tag, ids, classes, said, children)


def paragraph(*words: Element | str) -> Element:
    """Return a paragraph."""
    return element("paragraph", *words)


def link(words: str, address: str) -> Element:
    """Return a link: `page:file/risk#label`, or an address of the web."""
    return element("reference", words, refuri=address)


def section(title: str, *children: Element) -> Element:
    """Return a section with its own anchor."""
    return element("section", element("title", title), *children, ids=(title.lower().replace(" ", "-"),))


def note(words: str) -> Element:
    """Return a note for those who learn."""
    return element(
        "admonition", element("title", "Why this is here"), paragraph(words), classes=("teaching",)
    )


def page(title: str, *children: Element) -> Element:
    """Return a whole page."""
    return element("document", section(title, *children))


def plan() -> Plan:
    """Return a plan of two pages and the report."""
    return read_plan(PLAN)


def trees(images: Path, **changed: Element) -> Trees:
    """Return two sound pages that lead to one another, or others in their place."""
    sound: Mapping[str, Element] = {
        "plan": page(
            "Plan",
            note("Reviewers ask for it."),
            section("Tasks", paragraph("Seen ", link("in the risks", "page:file/risk#limits"), ".")),
        ),
        "risk": page("Risk", section("Limits", paragraph("Back ", link("to it", "page:file/plan"), "."))),
    }
    return Trees({f"file/{name}": tree for name, tree in {**sound, **changed}.items()}, images, ())
