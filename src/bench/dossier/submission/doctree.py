"""A page's resolved tree, as the documentation's builder wrote it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Element:
    """One element: its tag, its identifiers, and what is in it, in order."""

    tag: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: Mapping[str, Any]
    children: tuple["Element | str", ...]

    @property
    def text(self) -> str:
        """All words in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def elements(self) -> tuple["Element", ...]:
        """The elements right below it."""
        return tuple(child for child in self.children if isinstance(child, Element))

    def of(self, *tags: str) -> tuple["Element", ...]:
        """Return the elements right below it that have one of these tags."""
        return tuple(child for child in self.elements if child.tag in tags)

    def walk(self) -> Iterator["Element"]:
        """Yield it and every element below it, as they are read."""
        yield self
        for child in self.elements:
            yield from child.walk()


def read_tree(text: str) -> Element:
    """Read a tree."""
    return _element(json.loads(text))


def _element(told: Mapping[str, Any]) -> Element:
    children = tuple(child if isinstance(child, str) else _element(child) for child in told["children"])
    return Element(told["tag"], tuple(told["ids"]), tuple(told["classes"]), told["attributes"], children)
