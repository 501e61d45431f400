"""Claims picked by a mapping: ``SRS``, ``SRS-041`` or ``SRS[area=security]``."""

import re

from bench.claims import Graph, Item

_PICK = re.compile(r"^([A-Z]+)(-\d+)?(?:\[(\w+)=([\w./-]+)\])?$")


def select(target: str, graph: Graph) -> tuple[Item, ...]:
    """Return the active claims that a selection names; none for what is no selection."""
    match = _PICK.match(target)
    if match is None:
        return ()
    prefix, number, name, value = match.groups()
    if number:
        uid = f"{prefix}{number}"
        return (graph.item(uid),) if uid in graph and graph.item(uid).active else ()
    return tuple(item for item in graph.of(prefix) if name is None or _is(item.get(name), value))


def _is(found: object, value: str) -> bool:
    if isinstance(found, bool):
        return str(found).lower() == value
    return str(found) == value
