"""A bounded queue that never blocks the one who fills it: when it is full, the oldest item makes room."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Where the items went: ``produced == taken + dropped + pending``, always."""

    produced: int
    taken: int
    dropped: int
    pending: int


class NewestQueue(Generic[Item]):
    """A queue between two threads that holds at most ``capacity`` items, the newest ones.

    Raises
    ------
    ValueError
        The capacity is below 1.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"a queue holds at least 1 item, found {capacity}")
        self._capacity = capacity
        self._items: deque[Item] = deque()
        self._produced = self._taken = self._dropped = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, item: Item) -> Item | None:
        """Add an item without ever waiting; return the older one that it drove out, if any."""
        with self._changed:
            self._produced += 1
            driven_out = None
            if len(self._items) == self._capacity:
                driven_out = self._items.popleft()
                self._dropped += 1
            self._items.append(item)
            self._changed.notify()
            return driven_out

    def take(self, timeout_s: float | None = None) -> Item | None:
        """Wait for the oldest item held and take it; None once closed and empty, or when time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed, timeout_s)
            if not self._items:
                return None
            self._taken += 1
            return self._items.popleft()

    def close(self) -> None:
        """Say that nothing more will come; what is held can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        with self._changed:
            return self._closed

    @property
    def counts(self) -> QueueCounts:
        """Where all items are, at one moment."""
        with self._changed:
            return QueueCounts(self._produced, self._taken, self._dropped, len(self._items))
