"""The trace gate: need ↔ requirement ↔ design ↔ test, and hazard ↔ control ↔ requirement ↔ tests."""

from collections.abc import Iterator

from bench.gates.checkout import Checkout
from bench.gates.finding import Finding, Note
from bench.gates.trace import controls, design, links, problems, requirements
from bench.gates.trace.marks import Marks, read_marks

__all__ = ["Marks", "judge", "read_marks"]


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge the links, the requirements, the hazards' controls, the design and the problem reports."""
    marks = read_marks(checkout)
    yield from links.judge(checkout)
    yield from marks.judge(checkout)
    yield from requirements.judge(checkout, marks)
    yield from controls.judge(checkout, marks)
    yield from design.judge(checkout)
    yield from problems.judge(checkout)
