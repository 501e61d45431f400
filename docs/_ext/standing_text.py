"""Where claims stand by the records, as cells of tables; read through the bench, decided nowhere here."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from claim_text import checkout, claims, plain, reference, table, verifying
from scipy.stats import binomtest

from bench.claims import criterion_of
from bench.dossier import Facts, gather
from bench.dossier.figure_text import NOTHING, interval, number, with_unit
from bench.evidence import result_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bench.claims import Item
    from bench.evidence import Record
    from bench.gates import Standing

SPACE = "\n\n       "  # between two paragraphs of one cell of a list-table


@lru_cache(maxsize=1)
def facts() -> Facts:
    """Return what the reports tell, without running the gates."""
    return gather(checkout(), outcomes=())


def paragraphs(parts: Iterable[str]) -> str:
    """Put several paragraphs into one cell; an empty cell shows a dash."""
    return SPACE.join(part for part in parts if part) or NOTHING


def words(value: object) -> str:
    """Write an attribute's value in one line, with its underlines as spaces."""
    return " ".join(str(value or "").replace("_", " ").split())


def texts(item: Item, name: str) -> str:
    """Return one text of an item in one line, nothing in it read as markup."""
    return plain(" ".join(str(item.get(name, "")).split()))


def verdict(uid: str) -> str:
    """Return where a requirement stands today; a verdict that no longer holds is said to be old."""
    standing = facts().standing(uid)
    if standing is None or standing.verdict is not None:
        return f"**{facts().word(claims().item(uid))}**"
    record = record_behind(standing)
    then = f": a {standing.kind} record read {record.verdict}" if record else ""
    return f"**NO EVIDENCE**{then}"


def record_behind(standing: Standing | None) -> Record | None:
    """Return the record that decides, or the best of those that are of no use."""
    return standing.basis.record if standing is not None and standing.basis is not None else None


def measured_table(uids: Sequence[str]) -> Iterator[str]:
    """Yield a table of requirements with a criterion: what was asked, what was found, what it is worth."""
    rows = [["", "requirement and criterion", "today", "n", "estimate", "bounds"]]
    rows += [_measured(uid) for uid in uids]
    return table(rows, widths="10 44 16 9 10 11")


def _measured(uid: str) -> list[str]:
    item, record = claims().item(uid), record_behind(facts().standing(uid))
    criterion = criterion_of(item)
    asked = plain(str(criterion)) if criterion else "its tests pass"
    cells = [reference(uid), paragraphs([plain(item.header.strip()), asked]), verdict(uid)]
    if record is None or record.estimate is None:
        return [*cells, "0" if criterion else NOTHING, NOTHING, NOTHING]
    unit = str(item.get("acceptance.unit"))
    estimate = with_unit(number(record.estimate), unit)
    return [*cells, number(record.n), plain(estimate), interval(record.interval)]


def tests_for(uids: Iterable[str], purpose: str) -> str:
    """Say how many tests and protocols name the claims for a purpose, and how they ended."""
    pairs = [(node, uid if _measures(node) else "") for uid in uids for node in _nodes(uid, purpose)]
    counted = Counter(_ended(node, uid) for node, uid in dict.fromkeys(pairs))
    return ", ".join(f"{count} {word}" for word, count in sorted(counted.items())) or NOTHING


def _nodes(uid: str, purpose: str) -> tuple[str, ...]:
    return tuple(node for node, meant in verifying().get(uid, []) if meant == purpose)


def _measures(node: str) -> bool:
    """Say whether this is a protocol, which is judged claim by claim; a test counts once."""
    return node.startswith("verification/protocols/")


def _ended(node: str, uid: str) -> str:
    """Return a protocol's verdict on the claim, or how a test ended in its newest fresh session."""
    if _measures(node):
        standing = facts().standing(uid)
        return str(standing.verdict) if standing and standing.verdict else "without fresh record"
    return _outcomes().get(node, "without fresh record")


@lru_cache(maxsize=1)
def _outcomes() -> Mapping[str, str]:
    """Return how each test ended: the worst of its variants, and only what is fresh."""
    session, workshop = facts().tests, checkout().workshop
    if session is None or session.record is None:
        return {}
    ended: dict[str, set[str]] = {}
    for result in session.record.results:
        fresh = result_state(session.stored, result, workshop).kind == "fresh"
        name = result.nodeid.partition("[")[0]
        ended.setdefault(name, set()).add(result.outcome if fresh else "stale")
    order = ("failed", "error", "skipped", "stale")
    return {name: next((o for o in order if o in found), "passed") for name, found in ended.items()}


def of_item(name: str) -> tuple[Item, ...]:
    """Return the requirements of one item."""
    return tuple(item for item in claims().of("SRS") if item.get("item") == name)


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Return the exact two-sided interval of a share, at 95 % (Clopper and Pearson)."""
    found = binomtest(hits, n).proportion_ci(0.95, method="exact")
    return float(found.low), float(found.high)
