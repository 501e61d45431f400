"""What the doorstop store holds: documents, items, links, and what is wrong with one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with one attribute of one item, and how to mend it."""

    item: str
    attribute: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.item}: {self.attribute}: {self.problem}; {self.mend}"


@dataclass(frozen=True)
class DeadLink:
    """A link from an item to one that does not exist."""

    source: str
    target: str


@dataclass(frozen=True)
class Link:
    """An upward link, with the stamp that doorstop wrote beside it, if any."""

    uid: str
    stamp: str | None = None


@dataclass(frozen=True)
class Document:
    """One doorstop document, as its ``.doorstop.yml`` describes it."""

    prefix: str
    path: Path
    parent: str | None = None
    sep: str = "-"
    digits: int = 3
    reviewed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One claim: what a person wrote in one file of the store.

    Parameters
    ----------
    attributes
        The custom attributes alone; doorstop's own have fields of their own.
    links
        Sorted by uid.
    """

    uid: str
    prefix: str
    path: Path
    header: str = ""
    text: str = ""
    attributes: Mapping[str, object] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    active: bool = True
    normative: bool = True
    derived: bool = False
    level: str = "1.0"
    ref: str = ""
    references: tuple[Mapping[str, object], ...] = ()
    reviewed: str | None = None

    @property
    def link_uids(self) -> tuple[str, ...]:
        """The uids that this item links to, sorted."""
        return tuple(link.uid for link in self.links)

    @property
    def acceptance(self) -> Mapping[str, object] | None:
        """The acceptance criterion as written, if there is one."""
        value = self.attributes.get("acceptance")
        return value if isinstance(value, Mapping) else None

    def get(self, name: str, default: object = None) -> object:
        """Return a custom attribute; ``acceptance.limit`` reaches into a mapping."""
        value: object = self.attributes
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return default
            value = value[part]
        return value


def names(values: Sequence[str]) -> str:
    """Join values for a message: ``a, b or c``."""
    return " or ".join(filter(None, [", ".join(values[:-1]), values[-1]]))
