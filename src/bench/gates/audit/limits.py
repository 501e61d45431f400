"""A limit lives in one place: its requirement. Nowhere else is it typed, so that nothing can lag behind it.

A requirement's own sentence may state its limit, since sentence and criterion are one file under one
fingerprint; they are held to say the same.
"""

import math
from collections.abc import Iterable, Iterator, Mapping

from bench.claims import Criterion, CriterionError, Graph, Item, criterion_of
from bench.gates.audit.prose import Block, blocks
from bench.gates.audit.rule import broken
from bench.gates.audit.stated import Stated, limit_of, numbers, states
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding
from bench.gates.sources import Mark

_ITEM_PAGES = "docs/items/"
_READ_IT = "read it from the criterion"


def judge(checkout: Checkout, marks: Iterable[Mark]) -> Iterator[Finding]:
    """Judge requirements' sentences, the claims around them, the tests and the pages."""
    criteria = dict(_criteria(checkout.graph))
    for uid, criterion in criteria.items():
        yield from _own_sentence(checkout.graph.item(uid), criterion)
        yield from _claims_around(uid, criterion, checkout.graph, criteria)
    yield from _sources(criteria, marks)
    on_page: dict[str, set[str]] = {}
    for uid in criteria:
        on_page.setdefault(f"{_ITEM_PAGES}{checkout.graph.item(uid).get('item')}.rst", set()).add(uid)
    for block in blocks(checkout.pages):
        yield from _prose(block, criteria, on_page.get(block.page, set()))


def _criteria(graph: Graph) -> Iterator[tuple[str, Criterion]]:
    for item in graph.of("SRS"):
        try:
            criterion = criterion_of(item)
        except CriterionError:
            continue  # the schema has said so
        if criterion is not None:
            yield item.uid, criterion


def _own_sentence(item: Item, criterion: Criterion) -> Iterator[Finding]:
    if criterion.limit == 0 or (criterion.limit == 1 and criterion.statistic in ("share", "proportion")):
        return  # none and all are said in words
    bounds = [n for n in numbers(item.text) if n.bound and _comparable(n, criterion)]
    if bounds and not any(_same(n, criterion) for n in bounds):
        said = ", ".join(n.written for n in bounds)
        yield broken(
            "limit-differs",
            item.uid,
            "acceptance.limit",
            f"the text of {item.uid} sets {said}, its criterion {criterion.limit:g} {criterion.unit}",
            "correct the one that is wrong",
        )


def _claims_around(
    uid: str, criterion: Criterion, graph: Graph, criteria: Mapping[str, Criterion]
) -> Iterator[Finding]:
    """Judge needs, hazards and controls above, and design and plan below: their bounds with a unit."""
    if criterion.unit == "1":
        return  # shares coincide too often to say whose they are
    for other in (*graph.closure_up(uid), *graph.closure_down(uid)):
        item = graph.item(other)
        if not item.active or other in criteria:
            continue  # a criterion of its own is a limit of its own
        typed = [n for n in numbers(_words(item)) if n.bound and states(n, criterion)]
        if typed:
            yield broken(
                "limit-typed-twice",
                other,
                uid,
                f"{other} types {typed[0].written}, the limit of {uid}",
                f"refer to {uid} instead",
            )


def _sources(criteria: Mapping[str, Criterion], marks: Iterable[Mark]) -> Iterator[Finding]:
    """Find a metric held against a typed number that is its limit; zero and one are no limits to mistype."""
    by_metric: dict[str, dict[str, Criterion]] = {}
    for uid, criterion in criteria.items():
        by_metric.setdefault(criterion.metric, {})[uid] = criterion
    for nodeid, name, number in sorted({(m.nodeid, *pair) for m in marks for pair in m.shown.literals}):
        for uid, criterion in by_metric.get(name, {}).items():
            if number and math.isclose(number, criterion.limit, rel_tol=1e-9):
                message = f"{nodeid} holds {name} against {number:g}, which is the limit of {uid}"
                yield broken("limit-typed-twice", nodeid, uid, message, _READ_IT)


def _prose(block: Block, criteria: Mapping[str, Criterion], on_page: set[str]) -> Iterator[Finding]:
    """Find a limit beside a reference to its requirement, or with its unit on the page of its item."""
    found = list(numbers(block.text))
    concerned = sorted(on_page | (block.names & criteria.keys())) if found else ()
    for uid in concerned:
        typed = [n for n in found if _is_typed(n, criteria[uid], uid in block.names)]
        if typed:
            yield broken(
                "limit-typed-twice",
                block.place,
                uid,
                f"{block.place} types {typed[0].written}, the limit of {uid}",
                f"show it from the claim instead: :limit:`{uid}`",
            )


def _is_typed(number: Stated, criterion: Criterion, referred: bool) -> bool:
    """Ask for a unit; without one or as a share, also for a limit that cannot be a count of things."""
    if not states(number, criterion) or not number.value:
        return False
    if number.dimension and criterion.unit != "1":
        return True
    return referred and (number.dimension == "share" or number.value % 1 != 0)


def _words(item: Item) -> str:
    own = (
        item.get(name) for name in ("sequence", "situation", "harm", "setup", "steps", "samples", "purpose")
    )
    return " ".join((item.text, *(str(value) for value in own if value)))


def _comparable(number: Stated, criterion: Criterion) -> bool:
    dimension, _ = limit_of(criterion)
    return number.dimension in (dimension, "") or (criterion.unit == "1" and number.dimension == "share")


def _same(number: Stated, criterion: Criterion) -> bool:
    bare = not number.dimension and math.isclose(number.value, criterion.limit, rel_tol=1e-9, abs_tol=1e-12)
    return bare or states(number, criterion)
