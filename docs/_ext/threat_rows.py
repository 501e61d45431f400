"""What the security pages say of threats, their tests and the bill of materials, as rows and sections."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from claim_text import checkout, claims, linked, links, plain, reference, verifying
from standing_text import paragraphs

from bench.dossier.bill_parts import UNKNOWN, gather_bill
from bench.gates.threats import assess, covering, threat_model
from bench.threats import KINDS, Duty, Threat, ThreatModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bench.dossier.bill_parts import Bill, Part

Rows = list[list[str]]
NOTHING = "none"


@lru_cache(maxsize=1)
def model() -> ThreatModel:
    """Return the threat model as it stands at build time."""
    return threat_model(checkout())


@lru_cache(maxsize=1)
def bill() -> Bill:
    """Return the bill of materials as it stands at build time."""
    return gather_bill(checkout())


def flows(uids: Iterable[str] | None = None) -> Rows:
    """Return the data flows, all or those named."""
    rows: Rows = [["", "from → to", "protocol", "carries"]]
    for uid in uids or model().flow:
        flow = model().flow[uid]
        ends = " → ".join(f"{end} {model().element[end].name}" for end in (flow.source, flow.target))
        rows.append([uid, plain(ends), plain(flow.protocol), plain(flow.carries)])
    return rows


def _elements() -> Rows:
    names = {boundary.uid: boundary.name for boundary in model().boundaries}
    head = ["", "element", "kind", "within", "what it is"]
    return [
        head,
        *([e.uid, plain(e.name), e.kind, names[e.boundary], plain(e.meaning)] for e in model().elements),
    ]


def _boundaries() -> Rows:
    return [
        ["", "boundary", "what lies within"],
        *([b.uid, b.name, plain(b.meaning)] for b in model().boundaries),
    ]


def _stages() -> Rows:
    rows: Rows = [["stage", "what happens", "threats"]]
    for stage in model().stages:
        uids = [threat_link(t.uid) for t in model().threats if stage.name in t.stages]
        rows.append([stage.name.replace("_", " "), plain(stage.meaning), ", ".join(uids)])
    return rows


def _scale() -> Rows:
    return [["exploitability", "meaning"], *([t.name, plain(t.meaning)] for t in model().exploitability)]


def _coverage() -> Rows:
    """Each element with the kinds that apply to it: threats, or the reason for none."""
    rows: Rows = [["", "kind", "threats, or why none"]]
    for element in model().elements:
        for kind in element.applicable:
            uids = model().covered.get((element.uid, kind), ())
            why = ", ".join(map(threat_link, uids)) or f"none: {plain(model().reasons[element.uid, kind])}"
            rows.append([element.uid, kind, why])
    return rows


def _assessment() -> Rows:
    rows: Rows = [["", "threat", "kind", "impact", "before", "after", "controls", "class"]]
    for threat in model().threats:
        found = assess(threat, model(), claims())
        hazards = ", ".join(map(reference, threat.hazards)) or threat.severity
        held = ", ".join(map(reference, threat.controls)) or "of the workshop or of others"
        kind = threat.kind.replace("_", " ")
        words = f"{found.before} → {found.after}" if found else NOTHING
        rows.append(
            [
                threat_link(threat.uid),
                plain(threat.title),
                kind,
                hazards,
                threat.before,
                threat.after,
                held,
                words,
            ]
        )
    return rows


def _residuals() -> Rows:
    rows: Rows = [["", "what remains", "whose", "class"]]
    for threat in model().threats:
        found = assess(threat, model(), claims())
        rows.append(
            [
                threat_link(threat.uid),
                linked(threat.residual),
                threat.whose,
                found.after if found else NOTHING,
            ]
        )
    return rows


def _kinds() -> Rows:
    counts = Counter(threat.kind for threat in model().threats)
    uids = {k: ", ".join(threat_link(t.uid) for t in model().threats if t.kind == k) for k in KINDS}
    return [["kind", "number", "threats"], *([k.replace("_", " "), str(counts[k]), uids[k]] for k in KINDS)]


def _security() -> Rows:
    """Each requirement of the area security with its tests."""
    rows: Rows = [["", "requirement", "tests"]]
    for item in claims().of("SRS"):
        if item.get("area") == "security":
            rows.append([reference(item.uid), plain(item.header), _named(verifying().get(item.uid, []))])
    return rows


def _mitigation() -> Rows:
    """Each threat with the tests of what stands against it."""
    rows: Rows = [["", "threat", "tests through claims", "of which"]]
    for threat in model().threats:
        found = sorted({test for uid in threat.controls for test in tests_of(uid)})
        kinds = Counter(purpose for _, purpose in found)
        words = ", ".join(f"{count} {purpose}" for purpose, count in sorted(kinds.items()))
        own = [f"``{nodeid}``" for nodeid in threat.tests]
        rows.append(
            [
                threat_link(threat.uid),
                plain(threat.title),
                str(len(found)),
                "; ".join(filter(None, [words, *own])) or NOTHING,
            ]
        )
    return rows


def _hostile() -> Rows:
    """Name the tests of what guards the entrances, marked negative or effective."""
    rows: Rows = [["claim", "tests that hand in what is hostile, damaged or wrong"]]
    for uid in ("SRS-005", "SRS-006", "SRS-007", "SRS-009", "SRS-012", "SRS-015", "SRS-019", "SRS-112"):
        named = [t for t in verifying().get(uid, []) if t[1] in {"negative", "effectiveness"}]
        named = named or verifying().get(uid, [])
        rows.append([f"{reference(uid)} {plain(claims().item(uid).header)}", _named(named)])
    return rows


def _components() -> Rows:
    rows: Rows = [["component", "version", "licence", "where", "files", "needed by"]]
    for part in bill().parts:
        version, licence = part.version or plain(part.statement), plain(part.licence) or "see its supplier"
        files = str(len(part.digests)) if part.pinned else "not pinned"
        rows.append([part.name, version, licence, part.group, files, ", ".join(part.needed_by)])
    return rows


def _models() -> Rows:
    rows: Rows = [["model", "version", "licence", "weights", "SHA-256"]]
    for one in bill().models:
        rows.append(
            [plain(one.name), one.version, one.licence, f"{one.parameters:,}", f"``{one.sha256[:16]}…``"]
        )
    return rows


def _support() -> Rows:
    def row(part: Part) -> list[str]:
        return [part.name, part.version or plain(part.statement), UNKNOWN, UNKNOWN.partition(":")[0]]

    return [["component", "version", "level of support", "end of support"], *map(row, bill().parts)]


TABLES: dict[str, tuple[Callable[[], Rows], str]] = {
    "elements": (_elements, "7 17 9 13 54"),
    "boundaries": (_boundaries, "7 18 75"),
    "flows": (flows, "7 30 21 42"),
    "stages": (_stages, "15 35 50"),
    "scale": (_scale, "18 82"),
    "coverage": (_coverage, "10 16 74"),
    "assessment": (_assessment, "7 23 11 13 10 10 14 12"),
    "residuals": (_residuals, "8 60 20 12"),
    "kinds": (_kinds, "20 12 68"),
    "security": (_security, "10 22 68"),
    "mitigation": (_mitigation, "8 34 14 44"),
    "hostile": (_hostile, "24 76"),
    "components": (_components, "22 16 18 14 12 18"),
    "models": (_models, "32 10 14 16 28"),
    "support": (_support, "24 16 45 15"),
}


def section_of(threat: Threat) -> Iterator[str]:
    """Yield one threat with all that is said of it."""
    title = f"{threat.uid} {plain(threat.title)}"
    yield from (
        f".. _threat-{threat.uid.lower()}:",
        "",
        title,
        "~" * len(title),
        "",
        linked(threat.scenario),
        "",
    )
    found = assess(threat, model(), claims())
    stages = ", ".join(stage.replace("_", " ") for stage in threat.stages)
    yield f":kind: {threat.kind.replace('_', ' ')}"
    yield f":done to: {', '.join(threat.where)}"
    yield f":stages: {stages}"
    yield f":impact: {linked(threat.impact)} {links(claims().item(u) for u in threat.hazards)}"
    yield f":exploitability: {threat.before} before controls, {threat.after} with them. {linked(threat.why)}"
    if found is not None:
        words = f"*{found.before}* before controls, *{found.after}* with them"
        yield f":assessment: severity {found.severity}; {words}"
    yield f":controls: {', '.join(map(reference, threat.controls)) or 'none in the device'}"
    if threat.tests:
        yield f":tests of the workshop: {', '.join(f'``{nodeid}``' for nodeid in threat.tests)}"
    if threat.duties:
        yield f":left to others: {' '.join(map(_duty, threat.duties))}"
    yield f":remains: {linked(threat.residual)} *{threat.whose}*"
    yield ""


def _duty(duty: Duty) -> str:
    return f"{linked(duty.text)} (*{duty.whose}*)"


def threat_link(uid: str) -> str:
    """Return a reference to a threat's section."""
    return f":ref:`{uid} <threat-{uid.lower()}>`"


def tests_of(uid: str) -> list[tuple[str, str]]:
    """Return tests of a claim, and of the requirements through which it is tested."""
    uids = dict.fromkeys((uid, *(item.uid for item in covering(uid, claims()))))
    return sorted({test for one in uids for test in verifying().get(one, [])})


def _named(tests: Iterable[tuple[str, str]]) -> str:
    """Name tests, a paragraph for each file, their functions in words."""
    by_file: dict[str, dict[str, None]] = {}
    for nodeid, _ in tests:
        file, _, function = nodeid.removeprefix("tests/").partition("::")
        by_file.setdefault(file, {})[function.removeprefix("test_").replace("_", " ")] = None
    named = (f"``{file}``: {plain('; '.join(said))}" for file, said in by_file.items())
    return paragraphs(named) if by_file else NOTHING
