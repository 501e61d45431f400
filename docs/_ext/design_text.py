"""Requirements, architecture, detailed design and the chains through them as reStructuredText."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

from claim_text import checkout, claims, linked, links, plain, reference, table, verifying

from bench.claims import criterion_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.claims import Item

PART = re.compile(
    r"^(Inputs|Outputs|Algorithm|Errors|Boundaries|Resources and state)\s*:\s*(.*)$", flags=re.DOTALL
)
NOUNS = (ast.FunctionDef, ast.ClassDef)
AREAS = {
    "functional": "a, function and capability",
    "performance": "a, performance",
    "inputs_outputs": "b, inputs and outputs",
    "interfaces": "c, interfaces to other systems",
    "alarms_warnings": "d, alarms, warnings, messages",
    "security": "e, security",
    "user_interface": "f, user interface",
    "data": "g, data and its storage",
    "installation": "h, installation and acceptance",
    "operation_maintenance": "i, operation and maintenance",
    "network": "j, network",
    "user_maintenance": "k, maintenance by users",
    "regulatory": "l, regulation",
}
ITEMS = ("eye_movement", "endoscopy", "fetal_ultrasound", "runtime")


def requirements(item: str) -> Iterator[str]:
    """Yield the requirements of one item: class, area, what they answer, and when each is accepted."""
    rows = [["requirement", "what it asks", "area", "answers", "accepted when"]]
    for srs in claims().of("SRS"):
        if srs.get("item") == item:
            criterion = criterion_of(srs)
            method = f"each {srs.get('verification_method')} that names it passes"
            area = str(srs.get("area")).replace("_", " ")
            told = plain(str(criterion)) if criterion else method
            rows.append([reference(srs.uid), plain(srs.header), area, links(claims().parents(srs.uid)), told])
    yield from table(rows, widths="10 28 14 20 28")


def areas() -> Iterator[str]:
    """Yield the content areas of 5.2.2 with how many requirements each item has in each."""
    counts = Counter((srs.get("area"), srs.get("item")) for srs in claims().of("SRS"))
    rows = [["content area (5.2.2)", *(name.replace("_", " ") for name in ITEMS)]]
    for area, title in AREAS.items():
        rows.append([title, *(str(counts[area, name]) for name in ITEMS)])
    yield from table(rows, widths="36 16 16 16 16")


def risk_controls() -> Iterator[str]:
    """Yield each control that is software, with the requirements that it became."""
    rows = [["control", "what it does", "kind", "requirements", "class"]]
    for control in claims().of("RC"):
        if control.get("in_software"):
            below = claims().children(control.uid, "SRS")
            classes = sorted({str(srs.get("safety_class")) for srs in below})
            kind = str(control.get("control_kind")).replace("_", " ")
            rows.append(
                [reference(control.uid), plain(control.header), kind, links(below), ", ".join(classes)]
            )
    yield from table(rows, widths="10 38 18 26 8")


def components() -> Iterator[str]:
    """Yield the items of the architecture with class, place, and what they answer."""
    rows = [["item", "what it is and where", "class", "answers"]]
    for sds in claims().of("SDS"):
        if sds.get("kind") in ("component", "interface"):
            what, above = f"{plain(sds.header)}, ``{sds.get('unit')}``", links(claims().parents(sds.uid))
            rows.append([reference(sds.uid), what, str(sds.get("safety_class")), above])
    yield from table(rows, widths="10 36 8 46")


def described(uid: str) -> Iterator[str]:
    """Yield the text of one design item, a paragraph each."""
    for paragraph in claims().item(uid).text.split("\n\n"):
        yield from (linked(" ".join(paragraph.split())), "")


def units(item: str) -> Iterator[str]:
    """Yield the design of every class C unit of one item: its parts, then its interface."""
    for sds in claims().of("SDS"):
        if (sds.get("kind"), sds.get("item"), sds.get("safety_class")) == ("unit", item, "C"):
            path = str(sds.get("unit")).partition("::")[0]
            title = f"{sds.uid} {plain(sds.header)}"
            yield from (title, "^" * len(title), "", f":unit: ``{sds.get('unit')}``")
            yield from (f":answers: {links(claims().parents(sds.uid))}", *_parts(sds), "")
            yield from _interface(path)


def unit_counts() -> Iterator[str]:
    """Yield how many units are designed in each class, and how many functions and classes they offer."""
    counts: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    for sds in claims().of("SDS"):
        if sds.get("kind") == "unit":
            word = str(sds.get("safety_class"))
            counts[word] += 1
            offered[word] += len(_public(str(sds.get("unit")).partition("::")[0]))
    rows = [["class", "units designed", "public functions and classes"]]
    rows += [[word, str(counts[word]), str(offered[word])] for word in sorted(counts)]
    yield from table(rows, widths="30 35 35")


def hazard_chains() -> Iterator[str]:
    """Yield hazard, controls, requirements, and the tests that show that it is there and that it works."""
    rows = [["hazard", "controls", "requirements", "implementation", "effectiveness"]]
    for hazard in claims().of("HAZ"):
        controls = claims().children(hazard.uid, "RC")
        below = {srs.uid: srs for control in controls for srs in claims().children(control.uid, "SRS")}
        about = [hazard.uid, *(control.uid for control in controls), *below]
        counts = Counter(purpose for uid in about for _, purpose in verifying().get(uid, []))
        told = [str(counts["implementation"] + counts["negative"])]
        told.append(str(counts["effectiveness"] + counts["performance"]))
        rows.append([reference(hazard.uid), links(controls), links(below.values()), *told])
    yield from table(rows, widths="12 28 32 14 14")


def chain(uid: str) -> Iterator[str]:
    """Yield one hazard's whole chain, level under level, down to the tests and protocols."""
    hazard = claims().item(uid)
    yield f"- {reference(uid)} {plain(hazard.header)}; its quantity is ``{hazard.get('quantity')}``"
    for control in claims().children(uid, "RC"):
        yield from ("", f"  - {reference(control.uid)} {plain(control.header)}")
        for srs in claims().children(control.uid, "SRS"):
            yield from ("", f"    - {reference(srs.uid)} {plain(srs.header)}", "")
            yield f"      - design: {links(claims().children(srs.uid, 'SDS')) or 'none of its own'}"
            yield f"      - plan: {links(claims().children(srs.uid, 'VER')) or 'none of its own'}"
            for node, purpose in verifying().get(srs.uid, []):
                yield f"      - {purpose}: ``{node}``"
    yield ""


def _parts(sds: Item) -> Iterator[str]:
    """Yield the parts of a unit's text as fields; what has no name of a part stands as it is."""
    for paragraph in sds.text.strip().split("\n\n"):
        found = PART.match(" ".join(paragraph.split()))
        name, text = (found[1].lower(), found[2]) if found else ("also", " ".join(paragraph.split()))
        yield f":{name}: {linked(text)}"


def _interface(path: str) -> Iterator[str]:
    """Yield the public functions and classes of a file with their first sentence and what they raise."""
    rows = [["interface", "what it does", "raises"]]
    for node in _public(path):
        rows.append([f"``{_signature(node)}``", _first(node), _raises(node)])
        if isinstance(node, ast.ClassDef):
            own = [each for each in node.body if isinstance(each, ast.FunctionDef) and _named(each.name)]
            rows += [[f"``{node.name}.{_signature(each)}``", _first(each), _raises(each)] for each in own]
    if len(rows) > 1:
        yield from (*table(rows, widths="48 36 16"), "")
    else:
        yield from ("The file offers nothing public: it marks a package, or is run by its name.", "")


def _public(path: str) -> list[ast.FunctionDef | ast.ClassDef]:
    tree = ast.parse(checkout().files[path].decode())
    return [node for node in tree.body if isinstance(node, NOUNS) and _named(node.name)]


def _named(name: str) -> bool:
    return not name.startswith("_")


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return a signature on one line; a class is shown with the fields that it declares."""
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"{node.name}({ast.unparse(node.args)}){returns}".replace("`", "'")
    fields = [
        each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]
    told = ", ".join(f"{each.target.id}: {ast.unparse(each.annotation)}" for each in fields)
    bases = ", ".join(map(ast.unparse, node.bases))
    return f"class {node.name}({told or bases})".replace("`", "'")


def _first(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return the first paragraph of a docstring."""
    told = (ast.get_docstring(node) or "").split("\n\n")[0]
    return linked(" ".join(told.replace("``", "").replace("`", "").split())) or "as its name says"


def _raises(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return the errors that a docstring names."""
    lines = (ast.get_docstring(node) or "").splitlines()
    begins = [at for at, line in enumerate(lines) if line.strip() == "Raises"]
    if not begins:
        return "—"
    named = [line.strip() for line in lines[begins[0] + 2 :] if re.fullmatch(r"[A-Z][\w, ]+", line)]
    return plain(", ".join(named)) or "—"


TEXTS: dict[str, Callable[..., Iterator[str]]] = {
    "requirements": requirements,
    "areas": areas,
    "risk-controls": risk_controls,
    "components": components,
    "described": described,
    "units": units,
    "unit-counts": unit_counts,
    "hazard-chains": hazard_chains,
    "chain": chain,
}
