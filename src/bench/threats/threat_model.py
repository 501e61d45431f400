"""The whole model, and what follows from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.threats.control import Category
from bench.threats.element import Boundary, Element, Flow, Term
from bench.threats.threat import Considered, Threat
from bench.threats.view import View


@dataclass(frozen=True)
class ThreatModel:
    """Elements, boundaries and flows; what threatens them; scales and matrix by which that is judged.

    Parameters
    ----------
    exploitability
        The scale, from the hardest to the easiest.
    acceptability
        Severity → one word for each word of the scale.
    none
        What was thought of and found to be no threat.
    """

    date: str
    exploitability: tuple[Term, ...]
    acceptability: Mapping[str, tuple[str, ...]]
    stages: tuple[Term, ...]
    boundaries: tuple[Boundary, ...]
    elements: tuple[Element, ...]
    flows: tuple[Flow, ...]
    threats: tuple[Threat, ...]
    none: tuple[Considered, ...]
    categories: tuple[Category, ...]
    views: tuple[View, ...]

    def __post_init__(self) -> None:
        """Refuse a matrix with a hole in it."""
        for severity, row in self.acceptability.items():
            if len(row) != len(self.exploitability):
                raise ValueError(f"the row {severity} needs {len(self.exploitability)} words")

    @cached_property
    def element(self) -> Mapping[str, Element]:
        """Each element by its uid."""
        return {element.uid: element for element in self.elements}

    @cached_property
    def flow(self) -> Mapping[str, Flow]:
        """Each flow by its uid."""
        return {flow.uid: flow for flow in self.flows}

    @cached_property
    def view(self) -> Mapping[str, View]:
        """Each view by its name."""
        return {view.name: view for view in self.views}

    @property
    def crossing(self) -> Iterator[Flow]:
        """Every flow whose ends lie within different boundaries."""
        for flow in self.flows:
            ends = [self.element[end].boundary for end in (flow.source, flow.target) if end in self.element]
            if len(set(ends)) == 2:
                yield flow

    @cached_property
    def covered(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Which threats there are to which element of which kind."""
        found: dict[tuple[str, str], list[str]] = {}
        for threat in self.threats:
            for place in threat.where:
                found.setdefault((place, threat.kind), []).append(threat.uid)
        return {cell: tuple(uids) for cell, uids in found.items()}

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], str]:
        """Why there is no threat to which element of which kind."""
        return {cell: considered.reason for considered in self.none for cell in considered.cells}

    def ease(self, word: str) -> int:
        """Return the place of a word of exploitability, 0 the hardest; ValueError for another word."""
        return [term.name for term in self.exploitability].index(word)

    def classify(self, severity: str, word: str) -> str:
        """Return how the matrix classes a severity that is reached as easily as the word says."""
        return self.acceptability[severity][self.ease(word)]
