"""What each document's items must say, and the check that they do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.claims import vocabulary as words
from bench.claims.criterion import CriterionError, parse_criterion
from bench.claims.graph import Graph
from bench.claims.item import Item, Violation, names

Check = Callable[[object], str | None]  # what is wrong with the value, or None


@dataclass(frozen=True)
class Schema:
    """One document: where it hangs, what its items may link to, and which attributes they carry."""

    parent: str | None
    links_to: tuple[str, ...]
    attributes: Mapping[str, Check]
    optional: Mapping[str, Check]
    needs_text: bool = True


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "is not a text"


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "is not true or false"


def _one_of(*choices: str) -> Check:
    def check(value: object) -> str | None:
        return None if value in choices else f"is {value!r}, not {names(choices)}"

    return check


def _count(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return None
    return "is not a whole number above 0"


def _text_or_list(value: object) -> str | None:
    if isinstance(value, list) and value:
        return next((problem for problem in map(_text, value) if problem), None)
    return _text(value)


def _residual(value: object) -> str | None:
    """Want a risk after control: severity, p1 and p2, and nothing else."""
    if not isinstance(value, Mapping):
        return "is not a mapping of severity, p1 and p2"
    wanted = {"severity": words.SEVERITIES, "p1": words.PROBABILITIES, "p2": words.PROBABILITIES}
    if set(value) != set(wanted):
        return "is not a mapping of severity, p1 and p2"
    bad = (key for key, choices in wanted.items() if value[key] not in choices)
    return next((f"has {key} {value[key]!r}, not {names(wanted[key])}" for key in bad), None)


def _acceptance(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return "is not a mapping"
    try:
        parse_criterion(value)
    except CriterionError as error:
        return f"cannot be judged: {error}"
    return None


_ANYWHERE: Mapping[str, Check] = {"sources": _text_or_list, "notes": _text_or_list}
_PROBABILITY = _one_of(*words.PROBABILITIES)
_ITEM = _one_of(*words.ITEMS)
_CLASS = _one_of(*words.SAFETY_CLASSES)

SCHEMAS: Mapping[str, Schema] = {
    "UN": Schema(None, (), {"item": _ITEM, "stakeholder": _text, "rationale": _text}, _ANYWHERE),
    "HAZ": Schema(
        "UN",
        ("UN",),
        {
            "item": _ITEM,
            "sequence": _text,
            "situation": _text,
            "harm": _text,
            "cause_kind": _one_of(*words.CAUSE_KINDS),
            "severity": _one_of(*words.SEVERITIES),
            "p1": _PROBABILITY,
            "p2": _PROBABILITY,
            "estimate_rationale": _text,
            "residual": _residual,
            "residual_rationale": _text,
            "quantity": _text,
        },
        _ANYWHERE,
        needs_text=False,
    ),
    "RC": Schema(
        "HAZ",
        ("HAZ",),
        {
            "control_kind": _one_of(*words.CONTROL_KINDS),
            "in_software": _flag,
            "new_risks": _text,
            "quantity": _text,
        },
        {**_ANYWHERE, "item": _ITEM, "rationale": _text},
    ),
    "SRS": Schema(
        "UN",
        ("UN", "RC", "SRS"),
        {
            "item": _ITEM,
            "safety_class": _CLASS,
            "area": _one_of(*words.AREAS),
            "verification_method": _one_of(*words.VERIFICATION_METHODS),
            "rationale": _text,
        },
        {**_ANYWHERE, "acceptance": _acceptance, "most_parameters": _count},
    ),
    "SDS": Schema(
        "SRS",
        ("SRS", "SDS"),
        {"item": _ITEM, "safety_class": _CLASS, "unit": _text, "kind": _one_of(*words.DESIGN_KINDS)},
        {**_ANYWHERE, "rationale": _text},
    ),
    "VER": Schema(
        "SRS",
        ("SRS",),
        {
            "purpose": _text,
            "test_level": _one_of(*words.TEST_LEVELS),
            "setup": _text,
            "steps": _text_or_list,
            "samples": _text,
        },
        {**_ANYWHERE, "item": _ITEM},
    ),
}


def check_schema(graph: Graph) -> tuple[Violation, ...]:
    """Return everything that is not as the schemas ask, over all documents and items; inactive items too."""
    found = [*graph.problems, *_documents(graph)]
    for item in graph:
        schema = SCHEMAS.get(item.prefix)
        if schema is not None and item.normative:
            found += [*_own_fields(item, schema), *_attributes(item, schema), *_link_targets(item, schema)]
    return tuple(found)


def _documents(graph: Graph) -> Iterator[Violation]:
    for prefix in sorted(SCHEMAS.keys() - graph.documents.keys()) if graph.documents else ():
        yield Violation(prefix, "document", "does not exist", f"create the doorstop document {prefix}")
    for prefix, document in graph.documents.items():
        schema = SCHEMAS.get(prefix)
        if schema is None:
            mend = f"use one of {names(tuple(SCHEMAS))}"
            yield Violation(prefix, "document", "is a document that no schema describes", mend)
        elif document.parent != schema.parent:
            problem = f"hangs below {document.parent}, not {schema.parent}"
            yield Violation(prefix, "parent", problem, f"set parent: {schema.parent} in its .doorstop.yml")


def _own_fields(item: Item, schema: Schema) -> Iterator[Violation]:
    if not item.header:
        yield Violation(item.uid, "header", "is missing", "give it a short title")
    if schema.needs_text and not item.text:
        yield Violation(item.uid, "text", "is missing", "write what is claimed")
    if schema.links_to and not item.links and not item.derived:
        mend = f"link it to {names(schema.links_to)}, or mark it derived with a rationale"
        yield Violation(item.uid, "links", "it answers nothing", mend)


def _attributes(item: Item, schema: Schema) -> Iterator[Violation]:
    known = {**schema.attributes, **schema.optional}
    for name in sorted(schema.attributes.keys() - item.attributes.keys()):
        yield Violation(item.uid, name, "is missing", f"add {name}: to {item.path.name}")
    for name, value in item.attributes.items():
        if name not in known:
            mend = f"use one of {names(tuple(sorted(known)))}, or remove it"
            yield Violation(item.uid, name, "is not an attribute that the schema knows", mend)
        elif (problem := known[name](value)) is not None:
            yield Violation(item.uid, name, problem, f"mend {name}: in {item.path.name}")
    if "acceptance" in item.attributes and item.attributes.get("verification_method") == "inspection":
        mend = "verify it by test or analysis, or remove the criterion"
        yield Violation(item.uid, "acceptance", "stands beside verification by inspection", mend)


def _link_targets(item: Item, schema: Schema) -> Iterator[Violation]:
    for uid in item.link_uids:
        prefix = uid.rpartition("-")[0]
        if prefix not in schema.links_to:
            mend = f"link to {names(schema.links_to)}" if schema.links_to else "remove it: this is a root"
            yield Violation(item.uid, "links", f"links to {uid}, which a {item.prefix} may not answer", mend)
