"""What the system is made of: who acts, what runs, what is kept, and what passes between them."""

from collections.abc import Mapping
from dataclasses import dataclass

# Spoofing, tampering, repudiation, information disclosure, denial of service, elevation of privilege.
STRIDE = ("spoofing", "tampering", "repudiation", "disclosure", "denial", "elevation")
# What is done to a network, or with one, and has no place in STRIDE.
AI_KINDS = ("poisoning", "inversion", "evasion", "leakage", "model_theft", "drift_misuse")
KINDS = (*STRIDE, *AI_KINDS)
# Which kinds are to be thought of for which kind of element.
APPLICABLE: Mapping[str, tuple[str, ...]] = {
    "actor": ("spoofing", "repudiation"),
    "process": STRIDE,
    "store": ("tampering", "disclosure", "denial"),
}


@dataclass(frozen=True)
class Term:
    """A word of one of the model's scales or lists, and what it means."""

    name: str
    meaning: str

    def __post_init__(self) -> None:
        """Refuse a word that means nothing."""
        if not self.name or not self.meaning:
            raise ValueError(f"a term has a name and a meaning, found {self.name!r}: {self.meaning!r}")


@dataclass(frozen=True)
class Boundary:
    """An area within which one party decides; what crosses its edge is not to be trusted as it comes.

    Parameters
    ----------
    box
        x, y, width and height in the picture.
    low
        Whether its name stands at the bottom of its box, in the middle, and not at the top left.
    """

    uid: str
    name: str
    meaning: str
    box: tuple[float, float, float, float]
    low: bool = False

    def __post_init__(self) -> None:
        """Refuse a boundary without extent."""
        if min(self.box[2:]) <= 0:
            raise ValueError(f"{self.uid} has a box without width or height")


@dataclass(frozen=True)
class Element:
    """An actor, a process or a store.

    Parameters
    ----------
    boundary
        Within which it lies.
    at
        Its centre in the picture.
    """

    uid: str
    name: str
    kind: str
    boundary: str
    meaning: str
    at: tuple[float, float]

    def __post_init__(self) -> None:
        """Refuse a kind for which nobody said what is to be thought of."""
        if self.kind not in APPLICABLE:
            raise ValueError(f"{self.uid} is a {self.kind!r}, not one of {', '.join(APPLICABLE)}")

    @property
    def applicable(self) -> tuple[str, ...]:
        """The kinds of threat that are to be thought of for it."""
        return APPLICABLE[self.kind]


@dataclass(frozen=True)
class Flow:
    """What passes from one element to another, and how.

    Parameters
    ----------
    bend
        How far the arrow's middle stands off the straight line, as a part of its length; to the left of
        its course if positive.
    label
        Where along the arrow its number stands, from 0 to 1.
    """

    uid: str
    source: str
    target: str
    protocol: str
    carries: str
    bend: float = 0.0
    label: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a flow that goes nowhere or carries nothing that is named."""
        if self.source == self.target or not self.protocol or not self.carries:
            raise ValueError(f"{self.uid} needs two ends, a protocol and what it carries")
        if not 0 < self.label < 1:
            raise ValueError(f"{self.uid} has its number at {self.label}, beside the arrow")
