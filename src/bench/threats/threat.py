"""One threat: what is done where, how easily, what it leads to, what stands against it and what remains."""

from dataclasses import dataclass

from bench.threats.control import Duty
from bench.threats.element import KINDS


@dataclass(frozen=True)
class Threat:
    """Something that somebody, or an accident, may do to the device.

    Parameters
    ----------
    where
        The elements and flows that it is done to.
    stages
        When in the device's life.
    before, after
        How easily: words of the model's scale, without and with the controls.
    why
        Why these words.
    hazards
        What it leads to; where it harms no patient there is none, and ``severity`` says how bad it is.
    impact
        In words.
    controls
        Risk controls and requirements that stand against it.
    tests
        Tests of the workshop that no claim names: what guards records, ledger and build.
    duties
        What others have to do.
    residual, whose
        What remains, and who judges or bears it.
    """

    uid: str
    title: str
    kind: str
    where: tuple[str, ...]
    stages: tuple[str, ...]
    scenario: str
    before: str
    after: str
    why: str
    impact: str
    hazards: tuple[str, ...] = ()
    severity: str = ""
    controls: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    residual: str = ""
    whose: str = ""

    def __post_init__(self) -> None:
        """Refuse a threat of no known kind, or that is done to nothing."""
        if self.kind not in KINDS:
            raise ValueError(f"{self.uid} is of kind {self.kind!r}, not one of {', '.join(KINDS)}")
        for name in ("title", "where", "stages", "scenario", "why", "impact"):
            if not getattr(self, name):
                raise ValueError(f"{self.uid} says nothing under {name}")
        if bool(self.hazards) == bool(self.severity):
            raise ValueError(
                f"{self.uid} takes its severity from hazards, or states one: not both, not neither"
            )


@dataclass(frozen=True)
class Considered:
    """Kinds of threat that were thought of for some elements and found to be none, with the reason."""

    elements: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str

    def __post_init__(self) -> None:
        """Refuse to pass over a kind without a reason."""
        if not self.elements or not self.kinds or len(self.reason.split()) < 4:
            raise ValueError(
                f"what is no threat to {', '.join(self.elements)} needs kinds and a reason in words"
            )

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Each element with each kind."""
        return tuple((element, kind) for element in self.elements for kind in self.kinds)
