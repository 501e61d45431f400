"""Evidence that people wrote as text: sections of documents, and source code."""

import ast
from functools import lru_cache
from pathlib import PurePosixPath

from bench.gates.clauses.documents import placeholder, section_fault
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.selection import select
from bench.gates.clauses.status import Found, Presence


def document(reference: Reference, known: Known) -> Found:
    """Look for a section: there, with something in it, and without a placeholder."""
    path, _, label = reference.target.partition("#")
    text = known.text(path)
    if text is None:
        return Found(reference, Presence.ABSENT, f"{path} is not there")
    fault = section_fault(text, label) if path.endswith(".rst") else _plain_fault(text)
    if fault:
        return Found(reference, Presence.ABSENT, f"{reference.target} {fault}")
    return Found(reference, Presence.THERE, f"{reference.target} is filled", _open(path, label))


def code(reference: Reference, known: Known) -> Found:
    """Look for source: a file, a folder, a symbol behind ``#``, or the units of design items."""
    target = reference.target
    items = select(target, known.checkout.graph)
    paths = [str(item.get("unit", "")).replace("::", "#") for item in items] or [target]
    for path in paths:
        fault = _source_fault(path, known)
        if fault:
            return Found(reference, Presence.ABSENT, fault)
    many = f"{len(items)} units of {target} are there" if items else f"{target} is there"
    return Found(
        reference,
        Presence.THERE,
        many,
        "python -m bench gate trace" if items else f"less {target.partition('#')[0]}",
    )


def _open(path: str, label: str) -> str:
    if not path.startswith("docs/"):
        return f"less {path}"
    page = PurePosixPath(path).relative_to("docs").with_suffix(".html")
    return f"make docs && xdg-open build/docs/{page}{'#' + label if label else ''}"


def _plain_fault(text: str) -> str:
    token = placeholder(text)
    return f"still holds a placeholder: {token}" if token else ("" if text.strip() else "is empty")


def _source_fault(target: str, known: Known) -> str:
    path, _, symbol = target.partition("#")
    files = known.below(path)
    if not any(known.text(file) for file in files):
        return f"{path} holds no source"
    if symbol and symbol.split(".")[0] not in _symbols(known.text(path) or ""):
        return f"{path} defines no {symbol}"
    return ""


@lru_cache(maxsize=1024)
def _symbols(text: str) -> frozenset[str]:
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return frozenset()
    named = {
        node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    assigned = {
        t.id for node in body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)
    }
    return frozenset(named | assigned)
