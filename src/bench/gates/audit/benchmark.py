"""A measured number says by whom it was measured: commit, hardware, how often, how surely."""

import re
from collections.abc import Iterator

from bench.evidence import Record, StoredRecord, Verdict
from bench.gates.audit.prose import Block, blocks
from bench.gates.audit.rule import broken
from bench.gates.audit.stated import TIMED, numbers
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding

_AS_OBSERVED = "as observed"  # the whole of what was asked for was looked at: there is nothing to infer
_SENTENCE = re.compile(r"(?<=[.;])\s+")
# A sentence of a timing that was taken, and what may stand for the machine that it was taken on.
_MEASURED = re.compile(
    r"\b(?:takes?|took|needs|needed|reads|measured|reached|ran|runs (?:at|in)|rendered|decode[sd]?|faster|"
    r"throughput|latency|delay|median|percentile)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\b(?:processor|cores?|cpu|gpu|nvidia|h100|a2000|orin|jetson|epyc|xeon|ryzen|machine|hardware|target|records?)\b",
    re.IGNORECASE,
)


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge every record that holds a number, and every timing in prose."""
    for stored in checkout.records:
        if stored.record is not None and not stored.faults:
            yield from _record(stored, stored.record)
    for block in blocks(checkout.pages):
        yield from _prose(block)


def _record(stored: StoredRecord, record: Record) -> Iterator[Finding]:
    if record.kind != "protocol" or record.estimate is None:
        return
    lacking = {
        "commit": not record.commit,
        "hardware": not (record.hardware_class and record.environment.get("cpu")),
        "n": record.n < 1,
        "interval": record.interval is None and not _explained(record),
    }
    for what in (name for name, is_lacking in lacking.items() if is_lacking):
        message = f"{stored.path.stem} gives {record.estimate:g} without {what}"
        yield broken("benchmark-without", stored.path.stem, what, message, "run it again: make verify")


def _explained(record: Record) -> bool:
    """Say whether a record without interval says why: as observed, or not judged for a reason."""
    judged = record.verdict in (Verdict.PASS, Verdict.FAIL)
    return record.method == _AS_OBSERVED or (not judged and bool(record.reason.strip()))


def _prose(block: Block) -> Iterator[Finding]:
    for sentence in _SENTENCE.split(block.text):
        timed = [n for n in numbers(sentence) if n.dimension in TIMED and not n.bound]  # a bound is no timing
        if timed and _MEASURED.search(sentence) and not block.names and not _MACHINE.search(block.text):
            message = f"{block.place} says {timed[0].written!r} and neither the machine nor a claim or record"
            mend = "name the machine, or refer to the requirement whose record it is"
            yield broken("timing-without-machine", block.place, timed[0].written, message, mend)
