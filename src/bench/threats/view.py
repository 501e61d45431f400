"""One picture of the system, of what matters for one question."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """Elements and flows shown together.

    Parameters
    ----------
    title
        What the picture shows.
    alt
        The picture in words, for who cannot see it.
    places, boxes
        Where elements and boundaries stand in this picture, if not where the model has them.
    """

    name: str
    title: str
    alt: str
    elements: tuple[str, ...]
    flows: tuple[str, ...]
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    boxes: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an empty picture, or one without words."""
        if not self.elements or not self.title or not self.alt:
            raise ValueError(f"the view {self.name} needs a title, words for it and elements")
