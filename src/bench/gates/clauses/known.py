"""What the checks look at: one checkout, with what is costly to know of it looked up once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.claims import Violation, check_schema, fingerprint
from bench.gates import model, risk, soup, threats, trace
from bench.gates.appraisal import Appraised, appraise, newest_tests
from bench.gates.checkout import Checkout
from bench.gates.clauses.mapping import Justification, Reference, read_justifications
from bench.gates.clauses.status import Found
from bench.gates.finding import CannotJudgeError, Finding, Note
from bench.gates.policy import read_policy
from bench.gates.risk import risk_classes
from bench.gates.sources import Mark

_GATES: Mapping[str, Callable[[Checkout], Iterator[Finding | Note]]] = {
    "trace": trace.judge,
    "risk": risk.judge,
    "soup": soup.judge,
    "model": model.judge,
    "threats": threats.judge,
}
GATES = tuple(_GATES)


@dataclass(frozen=True)
class Known:
    """A checkout, and what the checks of several rows need to know of it."""

    checkout: Checkout

    @cached_property
    def appraised(self) -> tuple[Appraised, ...]:
        """Every record with its state of today."""
        return appraise(self.checkout)

    @cached_property
    def session(self) -> Appraised | None:
        """The newest whole session of tests."""
        return newest_tests(self.appraised)

    @cached_property
    def marks(self) -> trace.Marks:
        """The markers of all tests and protocols."""
        return trace.read_marks(self.checkout)

    @cached_property
    def violations(self) -> Mapping[str, Violation]:
        """What is wrong with a claim, by its uid."""
        return {violation.item: violation for violation in check_schema(self.checkout.graph)}

    @cached_property
    def prints(self) -> Mapping[str, str]:
        """The fingerprint of every active claim."""
        return {item.uid: fingerprint(item) for item in self.checkout.graph if item.active}

    @cached_property
    def justifications(self) -> Mapping[str, Justification]:
        """Every justification by its id."""
        return read_justifications(self.checkout.kept)

    @cached_property
    def left_to_a_person(self) -> frozenset[str]:
        """The hazards whose residual risk the policy leaves to a person to accept."""
        policy = read_policy(self.checkout.files)
        hazards = self.checkout.graph.of("HAZ")
        return frozenset(h.uid for h in hazards if risk_classes(h, policy)[1] == "justify")

    @cached_property
    def _marked(self) -> Mapping[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for mark in self.marks.marks:
            found.setdefault(mark.uid or "", []).append(mark)
        return found

    def naming(self, uid: str, purpose: str = "") -> tuple[Mark, ...]:
        """Return the markers that name a claim, for one purpose or any."""
        return tuple(m for m in self._marked.get(uid, ()) if purpose in ("", m.purpose))

    @cached_property
    def looked(self) -> dict[Reference, Found]:
        """What was found for a reference: several standards name the same."""
        return {}

    @cached_property
    def _said(self) -> dict[str, tuple[Finding, ...] | str]:
        return {}

    def findings(self, gate: str) -> tuple[Finding, ...] | str:
        """Return what another gate finds, or why it could not judge."""
        if gate not in self._said:
            try:
                said = tuple(one for one in _GATES[gate](self.checkout) if isinstance(one, Finding))
                self._said[gate] = said
            except CannotJudgeError as error:
                self._said[gate] = str(error)
        return self._said[gate]

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Every file that was read, by its path."""
        return {**self.checkout.kept, **self.checkout.pages, **self.checkout.files}

    def text(self, path: str) -> str | None:
        """Return a file's text, or None where it is not there."""
        data = self.files.get(path)
        return None if data is None else data.decode(errors="replace")

    def below(self, path: str) -> tuple[str, ...]:
        """Return the files that a path names: itself, or all below it."""
        folder = path.rstrip("/") + "/"
        return tuple(sorted(one for one in self.files if one == path or one.startswith(folder)))
