"""Reads `risk/threats.yml`; whatever in it is malformed is refused with its place."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import yaml

from bench.threats.control import Category, Duty
from bench.threats.element import Boundary, Element, Flow, Term
from bench.threats.threat import Considered, Threat
from bench.threats.threat_model import ThreatModel
from bench.threats.view import View

THREATS = "risk/threats.yml"
SCHEMA = "bedside.threats/1"
_Part = TypeVar("_Part")
_Entry = Mapping[str, object]


class ThreatModelError(ValueError):
    """A threat model that cannot be read; says where and why."""


def read_threats(data: bytes | str) -> ThreatModel:
    """Read a threat model.

    Raises
    ------
    ThreatModelError
        It is no YAML, of another schema, or a part of it is missing, unknown or refuses its value.
    """
    try:
        given = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ThreatModelError(f"it is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(given, dict) or given.get("schema") != SCHEMA:
        raise ThreatModelError(f"it is no mapping of schema {SCHEMA}")
    try:
        return ThreatModel(
            date=_text(given, "date"),
            exploitability=_parts(given, "exploitability", _term),
            acceptability=_matrix(given),
            stages=_parts(given, "stages", _term),
            boundaries=_parts(given, "boundaries", _boundary),
            elements=_parts(given, "elements", _element),
            flows=_parts(given, "flows", _flow),
            threats=_parts(given, "threats", _threat),
            none=_parts(given, "none", _considered),
            categories=_parts(given, "categories", _category),
            views=_parts(given, "views", _view),
        )
    except ThreatModelError:
        raise
    except ValueError as error:
        raise ThreatModelError(str(error)) from error


def _parts(given: _Entry, name: str, make: Callable[[_Entry], _Part]) -> tuple[_Part, ...]:
    """Make every entry of a list; an entry that refuses is named by its place."""
    entries, made = given.get(name), []
    if not isinstance(entries, list) or (not entries and name != "none"):
        raise ThreatModelError(f"{name} is not a list with entries")
    for place, entry in enumerate(entries, start=1):
        try:
            made.append(make(_known(entry, make)))
        except (ValueError, KeyError, TypeError) as error:
            raise ThreatModelError(f"entry {place} of {name}: {error}") from error
    return tuple(made)


def _known(entry: object, make: Callable[..., object]) -> _Entry:
    """Refuse an entry that is no mapping, or says what nobody reads."""
    if not isinstance(entry, dict):
        raise TypeError("it is not a mapping")
    unknown = sorted(set(map(str, entry)) - _NAMES[make])
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is not known; known are {', '.join(sorted(_NAMES[make]))}")
    return entry


def _matrix(given: _Entry) -> dict[str, tuple[str, ...]]:
    rows = given.get("acceptability")
    if not isinstance(rows, dict) or not all(isinstance(row, list) for row in rows.values()):
        raise ThreatModelError("acceptability is not a mapping of lists")
    return {str(severity): tuple(map(str, row)) for severity, row in rows.items()}


def _term(entry: _Entry) -> Term:
    return Term(_text(entry, "name"), _text(entry, "meaning"))


def _boundary(entry: _Entry) -> Boundary:
    x, y, width, height = _numbers(entry["box"], 4)
    low = entry.get("low", False) is True
    return Boundary(_uid(entry), _text(entry, "name"), _text(entry, "meaning"), (x, y, width, height), low)


def _element(entry: _Entry) -> Element:
    x, y = _numbers(entry["at"], 2)
    name, kind, boundary, meaning = (_text(entry, name) for name in ("name", "kind", "boundary", "meaning"))
    return Element(_uid(entry), name, kind, boundary, meaning, (x, y))


def _flow(entry: _Entry) -> Flow:
    source, target, protocol, carries = (_text(entry, n) for n in ("from", "to", "protocol", "carries"))
    (bend,), (label,) = _numbers([entry.get("bend", 0.0)], 1), _numbers([entry.get("label", 0.5)], 1)
    return Flow(_uid(entry), source, target, protocol, carries, bend, label)


def _duty(entry: object) -> Duty:
    if not isinstance(entry, dict) or set(entry) != {"text", "whose"}:
        raise ValueError("a duty has text and whose")
    return Duty(_text(entry, "text"), _text(entry, "whose"))


def _threat(entry: _Entry) -> Threat:
    return Threat(
        uid=_uid(entry),
        title=_text(entry, "title"),
        kind=_text(entry, "kind"),
        where=_list(entry, "where"),
        stages=_list(entry, "stages"),
        scenario=_text(entry, "scenario"),
        before=_text(entry, "before"),
        after=_text(entry, "after"),
        why=_text(entry, "why"),
        impact=_text(entry, "impact"),
        hazards=_list(entry, "hazards"),
        controls=_list(entry, "controls"),
        tests=_list(entry, "tests"),
        duties=tuple(map(_duty, _entries(entry, "duties"))),
        severity=_text(entry, "severity", ""),
        residual=_text(entry, "residual", ""),
        whose=_text(entry, "whose", ""),
    )


def _considered(entry: _Entry) -> Considered:
    return Considered(_list(entry, "elements"), _list(entry, "kinds"), _text(entry, "reason"))


def _category(entry: _Entry) -> Category:
    left = tuple(map(_duty, _entries(entry, "left")))
    return Category(_text(entry, "name"), _text(entry, "device"), _list(entry, "claims"), left)


def _view(entry: _Entry) -> View:
    places, boxes = (entry.get(name) or {} for name in ("places", "boxes"))
    if not isinstance(places, dict) or not isinstance(boxes, dict):
        raise TypeError("places and boxes are mappings")
    return View(
        name=_text(entry, "name"),
        title=_text(entry, "title"),
        alt=_text(entry, "alt"),
        elements=_list(entry, "elements"),
        flows=_list(entry, "flows"),
        places={str(uid): (x, y) for uid, at in places.items() for x, y in [_numbers(at, 2)]},
        boxes={str(uid): (x, y, w, h) for uid, box in boxes.items() for x, y, w, h in [_numbers(box, 4)]},
    )


def _uid(entry: _Entry) -> str:
    return _text(entry, "id")


def _text(entry: _Entry, name: str, default: str | None = None) -> str:
    value = entry.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise ValueError(f"{name} is not a text")
    return " ".join(value.split())


def _entries(entry: _Entry, name: str) -> list[object]:
    value = entry.get(name, [])
    if not isinstance(value, list):
        raise TypeError(f"{name} is not a list")
    return value


def _list(entry: _Entry, name: str) -> tuple[str, ...]:
    values = _entries(entry, name)
    if not all(isinstance(value, str) and value for value in values):
        raise TypeError(f"{name} is not a list of texts")
    return tuple(map(str, values))


def _numbers(value: object, count: int) -> list[float]:
    fits = isinstance(value, list) and len(value) == count
    if not isinstance(value, list) or not fits or not all(isinstance(n, (int, float)) for n in value):
        raise ValueError(f"{value!r} is not {count} numbers")
    return [float(number) for number in value]


_NAMES: Mapping[Callable[..., object], frozenset[str]] = {
    _term: frozenset({"name", "meaning"}),
    _boundary: frozenset({"id", "name", "meaning", "box", "low"}),
    _element: frozenset({"id", "name", "kind", "boundary", "meaning", "at"}),
    _flow: frozenset({"id", "from", "to", "protocol", "carries", "bend", "label"}),
    _threat: frozenset(
        {"id", "title", "kind", "where", "stages", "scenario", "before", "after", "why", "impact", "hazards"}
        | {"severity", "controls", "tests", "duties", "residual", "whose"}
    ),
    _considered: frozenset({"elements", "kinds", "reason"}),
    _category: frozenset({"name", "device", "claims", "left"}),
    _view: frozenset({"name", "title", "alt", "elements", "flows", "places", "boxes"}),
}
