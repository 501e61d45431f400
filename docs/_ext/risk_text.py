"""Hazards and controls as cells of tables: classes by the policy, courses, evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from claim_text import checkout, claims, plain, policy, reference
from docutils import nodes
from standing_text import NOTHING, paragraphs, tests_for, texts, verdict, words

from bench.claims import fingerprint
from bench.claims.vocabulary import ITEMS
from bench.gates import risk_classes
from bench.judgement import outstanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.claims import Item
    from bench.judgement import Meaning


TIMES = "\N{MULTIPLICATION SIGN}"


def hazards_of(item: str | None = None) -> tuple[Item, ...]:
    """Return the hazards of one item, or all."""
    return tuple(h for h in claims().of("HAZ") if item in (None, h.get("item")))


def controls_of(item: str | None = None) -> tuple[Item, ...]:
    """Return the controls of one item, or all."""
    return tuple(c for c in claims().of("RC") if item in (None, c.get("item")))


def counted(pairs: Iterable[tuple[str, str]], columns: Sequence[str]) -> list[list[str]]:
    """Return a table of counts with a row an item and a sum below."""
    found = Counter(pairs)
    rows = [["item", *(words(column) for column in columns)]]
    items = [item for item in ITEMS if any((item, column) in found for column in columns)]
    rows += [[words(item), *(str(found[item, column] or NOTHING) for column in columns)] for item in items]
    sums = [str(sum(found[item, column] for item in items)) for column in columns]
    return [*rows, ["all", *sums]]


def paint(made: list[nodes.Node], place: int, classes: dict[int, str]) -> None:
    """Colour some cells of one row by the policy's classes."""
    body = next(node for part in made for node in part.findall(nodes.tbody))
    row = list(body.findall(nodes.row))[place]
    for column, word in classes.items():
        row[column]["classes"].append(f"risk-{word}")


def classed(hazard: Item) -> tuple[str, str, str]:
    """Return a hazard's uid and its classes before and after its controls."""
    return (hazard.uid, *risk_classes(hazard, policy()))


def place_of(hazard: Item, prefix: str = "") -> tuple[str, str]:
    """Return the field of the matrix in which a hazard lies."""
    severity, p1, p2 = (str(hazard.get(prefix + name)) for name in ("severity", "p1", "p2"))
    return severity, policy().probability_of_harm(p1, p2)


def hazard_row(hazard: Item) -> list[str]:
    """Return a hazard with its course, cause and both estimates."""
    _, before, after = classed(hazard)
    story = paragraphs(f"*{name}:* {texts(hazard, name)}" for name in ("sequence", "situation", "harm"))
    cause = words(hazard.get("cause_kind"))
    cells = [plain(hazard.header.strip()), story, cause, _estimate(hazard, "", before)]
    return [reference(hazard.uid), *cells, _estimate(hazard, "residual.", after)]


def _estimate(hazard: Item, prefix: str, word: str) -> str:
    severity, harm = place_of(hazard, prefix)
    p1, p2 = hazard.get(prefix + "p1"), hazard.get(prefix + "p2")
    return paragraphs([severity, f"P1 {p1} {TIMES} P2 {p2} = {harm}", f"**{word}**"])


def evidence_row(hazard: Item) -> list[str]:
    """Return what verifies the controls of a hazard, and how it ended."""
    controls = claims().children(hazard.uid, "RC")
    below = [r.uid for c in controls for r in claims().children(c.uid, "SRS")]
    uids = list(dict.fromkeys([hazard.uid, *(c.uid for c in controls), *below]))
    quantity = str(hazard.get("quantity"))
    of_it = [uid for uid in below if claims().item(uid).get("acceptance.metric") == quantity]
    limits = paragraphs(f"{reference(uid)} {verdict(uid)}" for uid in dict.fromkeys(of_it))
    shown = [tests_for(uids, purpose) for purpose in ("implementation", "effectiveness")]
    return [reference(hazard.uid), f"``{quantity}``", *shown, limits]


def control_cell(control: Item) -> str:
    """Return a control by reference and header."""
    where = " (outside the software)" if outside(control) else ""
    return f"{reference(control.uid)} {plain(control.header.strip())}{where}"


def kind_of(control: Item) -> str:
    """Return a control's kind."""
    return str(control.get("control_kind"))


def outside(control: Item) -> bool:
    """Say whether a control lies outside the software."""
    return not control.get("in_software")


def awaited(item: Item, meaning: Meaning) -> bool:
    """Say whether a person's judgement of this meaning is outstanding."""
    return bool(outstanding(checkout().ledger, {item.uid: fingerprint(item)}, meaning))
