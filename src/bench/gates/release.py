"""The release gate: what a person still has to judge before a release; `make release` alone runs it."""

from collections.abc import Iterator

from bench.claims import fingerprint
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding, Note
from bench.gates.policy import read_policy
from bench.gates.risk import risk_classes
from bench.judgement import LEDGER, Meaning, outstanding


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Name every claim that waits for a review, and every residual risk that waits for its acceptance."""
    prints = {item.uid: fingerprint(item) for item in checkout.graph if item.active}
    for uid in outstanding(checkout.ledger, prints, Meaning.REVIEWED):
        yield _waits(uid, Meaning.REVIEWED)
    for uid in outstanding(checkout.ledger, _to_accept(checkout), Meaning.RISK_ACCEPTED):
        yield _waits(uid, Meaning.RISK_ACCEPTED)
    for problem in checkout.problems:
        if problem.status == "open":
            uid, message = problem.uid, f"{problem.uid} is open: {problem.header}"
            yield Finding("release", "problem-open", uid, problem.requirement, message, problem.remedy)


def _to_accept(checkout: Checkout) -> dict[str, str]:
    policy = read_policy(checkout.files)
    hazards = checkout.graph.of("HAZ")
    return {h.uid: fingerprint(h) for h in hazards if risk_classes(h, policy)[1] == "justify"}


def _waits(uid: str, meaning: Meaning) -> Finding:
    return Finding(
        "release",
        f"not-{meaning}",
        uid,
        LEDGER.as_posix(),
        f"nobody has judged {uid} {meaning}",
        f"read it, then: python -m bench review {uid} --meaning {meaning} --name … --role …",
    )
