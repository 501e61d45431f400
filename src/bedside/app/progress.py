"""How far the work is, on standard error: one line that moves on a terminal, a few lines elsewhere."""

from __future__ import annotations

import sys
import time

EVERY_S, ELSEWHERE_S = 0.1, 10.0


class Progress:
    """Says how many frames, or other things, are done; silent for short work that is not watched."""

    def __init__(self, things: str = "frames") -> None:
        self._things = things
        self._terminal = sys.stderr.isatty()
        self._every_s = EVERY_S if self._terminal else ELSEWHERE_S
        self._start_s = self._said_s = time.monotonic()
        self._open_line = False

    def tell(self, done: int, total: int | None) -> None:
        """Note that so many of so many are done."""
        now_s = time.monotonic()
        if now_s - self._said_s < self._every_s:
            return
        self._said_s = now_s
        of = f" of {total}" if total else ""
        text = f"{done}{of} {self._things}, {done / (now_s - self._start_s):.0f} a second"
        print(
            f"\r{text}   " if self._terminal else text,
            end="" if self._terminal else "\n",
            file=sys.stderr,
            flush=True,
        )
        self._open_line = self._terminal

    def end(self) -> None:
        """Leave the moving line."""
        if self._open_line:
            print(file=sys.stderr)
            self._open_line = False
