"""Each design item names what exists; class C is designed down to its units."""

from collections.abc import Iterator

from bench.claims import Item
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding
from bench.gates.sources import scan_all
from bench.gates.trace.rule import broken

CLASS_C = ("src/bedside/runtime", "src/bedside/eye_movement")


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge every active design item, and every file of class C."""
    for item in checkout.graph.of("SDS"):
        yield from _exists(item, checkout)
    yield from _units(checkout)


def _exists(item: Item, checkout: Checkout) -> Iterator[Finding]:
    unit = str(item.get("unit", "")).strip()
    path = unit.partition("::")[0].rstrip("/")
    if not unit:
        return  # the schema has said so
    if path not in checkout.files and not any(file.startswith(f"{path}/") for file in checkout.files):
        yield broken(
            "unit-missing",
            item.uid,
            unit,
            f"{item.uid} designs {unit}, which does not exist",
            "correct the unit's path, or write it",
        )
    elif item.get("kind") == "unit" and path not in checkout.files:
        yield broken(
            "unit-is-folder",
            item.uid,
            unit,
            f"{item.uid} is a unit and names the folder {unit}",
            "name the one file, or make it a component",
        )


def _units(checkout: Checkout) -> Iterator[Finding]:
    """Ask for one unit a file; a face, which defines nothing, needs none."""
    named: dict[str, dict[str, str]] = {}
    for item in checkout.graph.of("SDS"):
        if item.get("kind") == "unit":
            unit = str(item.get("unit"))
            same = named.setdefault(unit.partition("::")[0], {})
            if unit in same:
                message = f"{unit} is described by {same[unit]} and by {item.uid}"
                yield broken("unit-twice", item.uid, same[unit], message, "keep one of them")
            same[unit] = item.uid
    for folder in CLASS_C:
        for path, scanned in scan_all(checkout.files, folder).items():
            if scanned.defines and path not in named:
                message = f"{path} is class C software and no SDS unit describes it"
                mend = f"write an SDS item of kind unit with unit: {path}"
                yield broken("undesigned-unit", path, "SDS", message, mend)
