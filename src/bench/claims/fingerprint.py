"""Digests over what an item decides, and doorstop's own stamp."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from bench.claims.graph import Graph
from bench.claims.item import Document, Item

_SHORT = 16


@dataclass(frozen=True)
class Snapshot:
    """The claims as evidence sees them: plain digests, no graph.

    Parameters
    ----------
    prints
        uid → attribute → digest, as `attribute_prints` gives them.
    contexts
        uid → the uids that evidence for it rests on.
    hardware
        uid → the hardware class that its criterion asks for.
    """

    prints: Mapping[str, Mapping[str, str]]
    contexts: Mapping[str, tuple[str, ...]]
    hardware: Mapping[str, str]


def fingerprint(item: Item) -> str:
    """Return the SHA-256 over every attribute that decides something; reviews and link stamps do not."""
    return _digest([item.uid, _deciding(item)])


def attribute_prints(item: Item) -> dict[str, str]:
    """Return a digest per attribute, so that a change can be named, and that of all as ``fingerprint``."""
    return {
        "fingerprint": fingerprint(item),
        **{name: _digest(value)[:_SHORT] for name, value in _flat(_deciding(item)).items()},
    }


def snapshot(graph: Graph) -> Snapshot:
    """Return the digests of a whole graph."""
    asked = {item.uid: item.get("acceptance.hardware_class") for item in graph}
    return Snapshot(
        prints={item.uid: attribute_prints(item) for item in graph},
        contexts={item.uid: graph.context(item.uid) for item in graph},
        hardware={uid: str(hardware) for uid, hardware in asked.items() if hardware is not None},
    )


def doorstop_stamp(item: Item, document: Document, *, links: bool = False) -> str:
    """Return the stamp that doorstop computes for the item.

    Parameters
    ----------
    links
        True for the stamp of a review (which covers the links), False for that of a link to the item.
    """
    hashed = [item.uid, item.text, item.ref]
    if item.references:
        hashed.append(str([_reference(entry) for entry in item.references]))
    if links:
        hashed.extend(_doorstop_order(item.link_uids))
    values = _doorstop_values(item)
    hashed.extend(_typed(values[name]) for name in document.reviewed if name in values)
    return urlsafe_b64encode(hashlib.sha256("".join(hashed).encode()).digest()).decode()


def _deciding(item: Item) -> dict[str, object]:
    return {
        **item.attributes,
        "header": item.header,
        "text": item.text,
        "links": list(item.link_uids),
        "active": item.active,
        "normative": item.normative,
        "derived": item.derived,
        "level": item.level,
        "ref": item.ref,
        "references": list(item.references),
    }


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    """Open mappings one step: acceptance becomes acceptance.limit and its siblings."""
    flat: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{key}": inner for key, inner in value.items()})
        else:
            flat[name] = value
    return flat


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _reference(entry: Mapping[str, object]) -> dict[str, object]:
    """Order a reference's keys as doorstop does before it hashes their printed form."""
    known = {"type": entry.get("type"), "path": str(entry.get("path", "")).strip()}
    return {**known, **{key: entry[key] for key in ("keyword", "sha") if key in entry}}


def _doorstop_order(uids: tuple[str, ...]) -> list[str]:
    def key(uid: str) -> tuple[str, int, str]:
        prefix, _, name = uid.rpartition("-")
        return (prefix.lower(), int(name), "") if name.isdecimal() else (prefix.lower(), -1, name)

    return sorted(uids, key=key)


class _Named:
    """A value that doorstop holds in a type of its own, whose name it hashes."""

    def __init__(self, kind: str, value: str) -> None:
        self.kind = f"<class 'doorstop.core.types.{kind}'>"
        self.value = value

    def __str__(self) -> str:
        return self.value


def _doorstop_values(item: Item) -> dict[str, object]:
    return {
        **item.attributes,
        "header": _Named("Text", item.header),
        "level": _Named("Level", item.level),
        "active": item.active,
        "normative": item.normative,
        "derived": item.derived,
    }


def _typed(value: object) -> str:
    """Write a value with its types, independent of how it stands in the file."""
    if isinstance(value, list):
        return "\\L" + "".join(map(_typed, value))
    if isinstance(value, dict):
        return "\\D" + "".join(_typed(value[key]) for key in sorted(value))
    kind = value.kind if isinstance(value, _Named) else str(type(value))
    return "\\T" + kind + "\\V" + str(value).replace("\\", "\\\\")
