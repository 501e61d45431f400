"""Shows a person how far a verification is: one live line on a terminal, plain lines elsewhere."""

import time
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from bench.evidence import Verdict

_EVERY_S = 15.0


class Silent:
    """Nobody watches; whoever does overrides what it wants to know."""

    def begin(self, total: int) -> None:
        """Take note of how many tests and protocols there are."""

    def at(self, nodeid: str, inside: str = "") -> None:
        """Take note of what runs now, and how far inside it is."""

    def verdict(self, uid: str, verdict: Verdict, reason: str) -> None:
        """Take note of a verdict."""

    def done(self, nodeid: str, outcome: str) -> None:
        """Take note that a test is over."""

    def end(self) -> None:
        """Leave the terminal tidy."""


class Lines(Silent):
    """Plain lines: each verdict, each failure, and a count now and then."""

    def __init__(self, stream: TextIO, every_s: float = _EVERY_S) -> None:
        self._stream = stream
        self._every_s = every_s
        self._total = self._count = 0
        self._said_s = time.monotonic()

    def begin(self, total: int) -> None:
        """Say how many there are."""
        self._total = total
        self._say(f"{total} tests and protocols")

    def at(self, nodeid: str, inside: str = "") -> None:
        """Say what runs now and then."""
        if time.monotonic() - self._said_s >= self._every_s:
            self._say(f"[{self._count}/{self._total}] {nodeid} {inside}".rstrip())

    def verdict(self, uid: str, verdict: Verdict, reason: str) -> None:
        """Say it."""
        self._say(f"{verdict:<12} {uid}  {reason}")

    def done(self, nodeid: str, outcome: str) -> None:
        """Count it, and say it if it failed."""
        self._count += 1
        if outcome in ("failed", "error", "xpassed"):
            self._say(f"{outcome.upper():<12} {nodeid}")

    def end(self) -> None:
        """Say how many were run."""
        self._say(f"{self._count} of {self._total} done")

    def _say(self, line: str) -> None:
        self._said_s = time.monotonic()
        self._stream.write(line + "\n")
        self._stream.flush()


class LiveLine(Silent):
    """One line that changes in place on a terminal; verdicts and failures scroll above it."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, force_terminal=True)
        self._live = Live(console=self._console, refresh_per_second=8, transient=True)
        self._total = self._count = 0
        self._begun_s = time.monotonic()

    def begin(self, total: int) -> None:
        """Start the line."""
        self._total = total
        self._live.start()

    def at(self, nodeid: str, inside: str = "") -> None:
        """Show what runs and how far it is."""
        spent_s = int(time.monotonic() - self._begun_s)
        head = f"{spent_s // 60}:{spent_s % 60:02d} [{self._count}/{self._total}]"
        self._live.update(Text(f"{head} {nodeid} {inside}", no_wrap=True, overflow="ellipsis"))

    def verdict(self, uid: str, verdict: Verdict, reason: str) -> None:
        """Let it scroll by."""
        self._live.console.print(Text(f"{verdict:<12} {uid}  {reason}", _COLOURS[verdict]))

    def done(self, nodeid: str, outcome: str) -> None:
        """Count it, and let a failure scroll by."""
        self._count += 1
        if outcome in ("failed", "error", "xpassed"):
            self._live.console.print(Text(f"{outcome.upper():<12} {nodeid}", "red"))

    def end(self) -> None:
        """Take the line away."""
        self._live.stop()


_COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.INVALID: "magenta",
    Verdict.NOT_RUN: "cyan",
}
