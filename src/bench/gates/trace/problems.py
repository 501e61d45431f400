"""Problem reports and change requests name what lives; a closed report has its request."""

from collections.abc import Iterator

from bench.claims.change import dangling
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding
from bench.gates.trace.rule import broken


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge every report: one of a claim that is gone explains nothing, and hides what it was about."""
    graph = checkout.graph
    for problem in checkout.problems:
        uid = problem.requirement
        if uid not in graph or not graph.item(uid).active:
            message = f"{problem.uid} is about {uid}, which is no live claim"
            yield broken("problem-dead", problem.uid, uid, message, "name the claim that does not hold")
    for subject, other, message in dangling(checkout.changes, checkout.problems, graph):
        mend = "name what lives, or write the request that is missing"
        yield broken("change-loose", subject, other, message, mend)
