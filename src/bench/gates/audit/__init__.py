"""The audit gate: what auditors find in real files, looked for before they come."""

from collections.abc import Iterator

from bench.gates.audit import benchmark, justification, labelling, limits, runs, transport, wording
from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note
from bench.gates.trace import read_marks

__all__ = ["judge"]


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge runs, checks, labelling, wording, limits, benchmarks and justifications."""
    if not len(checkout.graph):
        raise CannotJudgeError("there are no claims", "run from a whole checkout")
    marks = read_marks(checkout).marks
    yield from runs.judge(checkout, marks)
    yield from transport.judge(marks)
    yield from labelling.judge(checkout)
    yield from wording.judge(checkout)
    yield from limits.judge(checkout, marks)
    yield from benchmark.judge(checkout)
    yield from justification.judge(checkout)
