"""An effectiveness test looks at what was answered, not only at whether an answer came."""

from collections.abc import Iterable, Iterator

from bench.gates.audit.rule import broken
from bench.gates.finding import Finding
from bench.gates.sources import Mark


def judge(marks: Iterable[Mark]) -> Iterator[Finding]:
    """Judge every test that says it shows a control's effect."""
    for mark in marks:
        if mark.purpose != "effectiveness" or mark.uid is None:
            continue
        if not mark.shown.checks:
            yield broken(
                "asserts-nothing",
                mark.nodeid,
                mark.uid,
                f"{mark.nodeid} is to show the effect of {mark.uid} and asserts nothing, nor hands over",
                "assert the quantity that the control lowers, or hand it over as samples",
            )
        elif mark.shown.checks == mark.shown.transport:
            yield broken(
                "transport-only",
                mark.nodeid,
                mark.uid,
                f"{mark.nodeid} is to show the effect of {mark.uid} and looks only at a port, a code, a key, "
                "a kind or a shape",
                "assert what was answered: the quantity that the control lowers",
            )
