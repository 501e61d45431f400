"""The gates by name, and how one or several of them are run."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bench.gates import audit, clauses, evidence, model, release, review, risk, soup, threats, trace
from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note, Outcome

Judge = Callable[[Checkout], Iterator[Finding | Note]]

GATES: Mapping[str, Judge] = {
    "trace": trace.judge,
    "risk": risk.judge,
    "threats": threats.judge,
    "soup": soup.judge,
    "model": model.judge,
    "evidence": evidence.judge,
    "audit": audit.judge,
    "clauses": clauses.judge,
    "review": review.judge,
    "release": release.judge,
}
ALL = tuple(name for name in GATES if name != "release")  # a release is asked for by name


def run_gate(name: str, checkout: Checkout) -> Outcome:
    """Run one gate; what it could not judge is said in the outcome, never raised."""
    try:
        said = list(GATES[name](checkout))
    except CannotJudgeError as error:
        return Outcome(name, refused=str(error))
    findings = tuple(sorted({one for one in said if isinstance(one, Finding)}))
    return Outcome(name, findings, tuple(sorted({one for one in said if isinstance(one, Note)})))


def run_gates(names: Iterable[str], checkout: Checkout) -> tuple[Outcome, ...]:
    """Run several gates in the order given."""
    return tuple(run_gate(name, checkout) for name in names)


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code of several gates: findings before what could not be judged."""
    codes = {outcome.exit_code for outcome in outcomes}
    return 1 if 1 in codes else max(codes, default=0)
