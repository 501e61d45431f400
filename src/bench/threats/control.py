"""What stands against threats beside the claims: duties of others, and the eight categories of controls."""

from dataclasses import dataclass

# The eight categories in which FDA's cybersecurity guidance asks for controls.
CATEGORIES = (
    "authentication",
    "authorisation",
    "cryptography",
    "integrity",
    "confidentiality",
    "logging",
    "resilience",
    "update",
)


@dataclass(frozen=True)
class Duty:
    """Something that the device leaves to its surroundings, and whose it is."""

    text: str
    whose: str

    def __post_init__(self) -> None:
        """Refuse a duty of nobody."""
        if not self.text or not self.whose:
            raise ValueError(f"a duty says what is to be done and whose it is, found {self.text!r}")


@dataclass(frozen=True)
class Category:
    """What the device does in one category, by which claims, and what it leaves to others.

    Parameters
    ----------
    device
        In words, what the device does and does not.
    claims
        Risk controls and requirements that hold it.
    """

    name: str
    device: str
    claims: tuple[str, ...]
    left: tuple[Duty, ...]

    def __post_init__(self) -> None:
        """Refuse a category that nobody asks for, or that is passed over."""
        if self.name not in CATEGORIES:
            raise ValueError(f"{self.name!r} is none of {', '.join(CATEGORIES)}")
        if not self.device or not (self.claims or self.left):
            raise ValueError(f"{self.name} says neither what holds it nor whose it is")
