"""The claims as reStructuredText: a section per item with links both ways, and tables.

Made at build time from the doorstop tree through ``bench.claims``, so that no page can lag behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bench.claims import Graph, Item, criterion_of
from bench.gates import Checkout, Policy, Routes, open_checkout, read_policy, risk_classes
from bench.gates.trace import read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
UID = re.compile(r"\b(UN|HAZ|RC|SRS|SDS|VER)-\d{3}\b")
NONE = "none"
TITLES = {
    "UN": "user needs",
    "HAZ": "hazards",
    "RC": "risk controls",
    "SRS": "requirements",
    "SDS": "design",
    "VER": "verification plans",
}
# The fields of a section, in the order in which a reader asks for them.
FIELDS = {
    "UN": ("stakeholder", "item", "rationale"),
    "HAZ": (
        *("item", "cause_kind", "sequence", "situation", "harm", "quantity"),
        *("estimate_rationale", "residual_rationale"),
    ),
    "RC": ("control_kind", "in_software", "quantity", "rationale", "new_risks"),
    "SRS": ("item", "safety_class", "area", "verification_method", "rationale"),
    "SDS": ("item", "safety_class", "kind", "unit"),
    "VER": ("test_level", "purpose", "setup", "steps", "samples"),
}
CODE = ("quantity", "unit")
TESTED = ("HAZ", "RC", "SRS")


@lru_cache(maxsize=1)
def checkout() -> Checkout:
    """Return what the gates would look at, read once a build."""
    return open_checkout(ROOT)


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Return the policy by which risks are classed."""
    return read_policy(checkout().files)


def claims() -> Graph:
    """Return the tree as it stands at build time."""
    return checkout().graph


@lru_cache(maxsize=1)
def routes() -> Routes:
    """Return the ways from each claim to its records and their samples."""
    return Routes(checkout())


@lru_cache(maxsize=1)
def verifying() -> dict[str, list[tuple[str, str]]]:
    """Return, for each claim, the tests and protocols that name it with their purpose."""
    found: dict[str, list[tuple[str, str]]] = {}
    for mark in read_marks(checkout()).marks:
        if mark.uid and mark.purpose:
            found.setdefault(mark.uid, []).append((mark.nodeid, mark.purpose))
    return found


def section(item: Item) -> Iterator[str]:
    """Yield the text of one item's section."""
    title = f"{item.uid} {plain(item.header)}"
    yield from (f".. _{item.uid.lower()}:", "", title, "-" * len(title), "")
    yield from (linked(item.text), "")
    yield from _criterion(item)
    yield from _risk(item)
    for name in FIELDS[item.prefix]:
        yield from _field(name, item.get(name))
    yield f":answers: {links(claims().parents(item.uid)) or NONE}"
    yield f":answered by: {links(claims().children(item.uid)) or NONE}"
    if item.prefix in TESTED:
        tests = verifying().get(item.uid, [])
        yield from _field("tests", [f"``{node}`` ({purpose})" for node, purpose in tests])
    if item.acceptance is not None:
        yield from _evidence(item)
    yield ""


def table(rows: list[list[str]], widths: str, name: str = "claims") -> Iterator[str]:
    """Yield a list-table; the first row is its header."""
    yield from (".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", f"   :class: {name}", "")
    for row in rows:
        for place, cell in enumerate(row):
            yield f"   {'* -' if place == 0 else '  -'} {cell}"


def links(items: Iterable[Item]) -> str:
    """Return references to items, in a row."""
    return ", ".join(reference(item.uid) for item in items)


def reference(uid: str) -> str:
    """Return a reference to an item's section."""
    return f":ref:`{uid} <{uid.lower()}>`"


def linked(text: str) -> str:
    """Return text with every UID in it made a reference, and nothing else read as markup."""
    return UID.sub(lambda match: reference(match[0]) if match[0] in claims() else match[0], plain(text))


def plain(text: str) -> str:
    """Return text in which nothing is read as markup."""
    return re.sub(r"([*`|\\]|_(?!\w))", r"\\\1", text)


def _field(name: str, value: object) -> Iterator[str]:
    """Yield one field; a list becomes an enumeration."""
    if value is None or value == []:
        return
    label = name.replace("_", " ")
    if isinstance(value, (list, tuple)):
        yield f":{label}:"
        for entry in map(str, value):
            yield f"    - {entry if entry.startswith('``') else linked(entry)}"
        return
    words = " ".join(str(value).lower().split() if isinstance(value, bool) else str(value).split())
    yield f":{label}: {f'``{words}``' if name in CODE else linked(words)}"


def _criterion(item: Item) -> Iterator[str]:
    """Yield the acceptance criterion of a requirement in one line."""
    criterion = criterion_of(item)
    if criterion is not None:
        where = f"Shown on ``{criterion.profile}``; hardware class ``{criterion.hardware_class}``."
        yield from (f"**Accepted when** {plain(str(criterion))}. {where}", "")


def _evidence(item: Item) -> Iterator[str]:
    """Yield the record by which a requirement stands, its verdict, and the files of its samples."""
    standing = routes().standing(item)
    basis = standing.basis
    if basis is None or basis.record is None:
        yield f":record: none: {plain(standing.reason)}"
        return
    verdict = standing.verdict if standing.verdict is not None else "no evidence"
    yield from _field("record", [f"``{basis.name}`` ({verdict}, {standing.kind})"])
    folder = basis.stored.path.parent.relative_to(ROOT).as_posix()
    yield from _field("samples", [f"``{folder}/{sample.file}``" for sample in basis.record.samples] or None)


def _risk(item: Item) -> Iterator[str]:
    """Yield a hazard's estimate before and after its controls, classed by the policy."""
    if item.prefix != "HAZ":
        return
    classes = risk_classes(item, policy())
    for when, prefix, word in zip(("Before", "After"), ("", "residual."), classes, strict=True):
        severity, p1, p2 = (item.get(prefix + name) for name in ("severity", "p1", "p2"))
        yield f"**{when} controls** {severity}, p1 {p1}, p2 {p2}: *{word}*."
    yield ""
