"""The claims as a graph over all their links."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.claims.item import DeadLink, Document, Item, Violation

_BELOW = ("SDS", "VER")


@dataclass(frozen=True)
class Graph:
    """Every document and item of one tree; a link points up, from an item to what it answers."""

    documents: Mapping[str, Document]
    items: Mapping[str, Item]
    problems: tuple[Violation, ...] = ()

    def __contains__(self, uid: object) -> bool:
        return uid in self.items

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)

    def item(self, uid: str) -> Item:
        """Return the item with this uid."""
        return self.items[uid]

    def of(self, prefix: str, *, active_only: bool = True) -> tuple[Item, ...]:
        """Return the items of one document."""
        return tuple(i for i in self if i.prefix == prefix and (i.active or not active_only))

    def parents(self, uid: str, prefix: str | None = None) -> tuple[Item, ...]:
        """Return the items that this one links to, as far as they exist."""
        return self._pick(self._up[uid], prefix)

    def children(self, uid: str, prefix: str | None = None) -> tuple[Item, ...]:
        """Return the items that link to this one."""
        return self._pick(self._down[uid], prefix)

    def closure_up(self, uid: str) -> tuple[str, ...]:
        """Return the uids of all that this item answers, directly or through others."""
        return _closure(uid, self._up.__getitem__)

    def closure_down(self, uid: str) -> tuple[str, ...]:
        """Return the uids of all that answer this item, directly or through others."""
        return _closure(uid, self._down.__getitem__)

    def context(self, uid: str) -> tuple[str, ...]:
        """Return what evidence for a claim rests on.

        Itself, all that it answers (controls, hazards, needs), and the design and the verification
        plan below it.
        """
        below = _closure(uid, lambda at: tuple(i.uid for p in _BELOW for i in self.children(at, p)))
        return tuple(sorted({uid, *self.closure_up(uid), *below}))

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Every link between two items that exist, as (lower, upper)."""
        return tuple((uid, target) for uid, targets in self._up.items() for target in targets)

    @cached_property
    def dead_links(self) -> tuple[DeadLink, ...]:
        """Every link to an item that does not exist."""
        return tuple(DeadLink(i.uid, t) for i in self for t in i.link_uids if t not in self.items)

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Every group of items that answer each other in a circle."""
        groups: set[tuple[str, ...]] = {(uid,) for uid in self.items if uid in self._up[uid]}
        for uid in self._on_circles():
            circle = [other for other in self.closure_up(uid) if uid in self.closure_up(other)]
            if circle:
                groups.add(tuple(sorted({uid, *circle})))
        return tuple(sorted(groups))

    @cached_property
    def _up(self) -> Mapping[str, tuple[str, ...]]:
        return {i.uid: tuple(t for t in i.link_uids if t in self.items) for i in self}

    @cached_property
    def _down(self) -> Mapping[str, tuple[str, ...]]:
        down: dict[str, list[str]] = {uid: [] for uid in self.items}
        for uid, target in self.edges:
            down[target].append(uid)
        return {uid: tuple(sorted(below)) for uid, below in down.items()}

    def _on_circles(self) -> set[str]:
        """Strip the items that answer nothing, again and again; what stays leads into a circle."""
        left = set(self.items)
        while True:
            tops = {uid for uid in left if not left.intersection(self._up[uid])}
            if not tops:
                return left
            left -= tops

    def _pick(self, uids: tuple[str, ...], prefix: str | None) -> tuple[Item, ...]:
        found = (self.items[uid] for uid in uids)
        return tuple(i for i in found if prefix is None or i.prefix == prefix)


def _closure(uid: str, step: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Walk from uid and return all that was met on the way, without uid itself."""
    seen: set[str] = set()
    ahead = list(step(uid))
    while ahead:
        at = ahead.pop()
        if at not in seen:
            seen.add(at)
            ahead.extend(step(at))
    return tuple(sorted(seen - {uid}))
