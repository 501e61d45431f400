"""What the verbs print: coloured for a person, plain lines where the output is piped."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from bench.evidence import Verdict
from bench.gates import Finding, Outcome

_STYLES = {
    Verdict.PASS: "green",
    "clean": "green",
    "fresh": "green",
    Verdict.FAIL: "bold red",
    "findings": "bold red",
    "stale": "red",
    "void": "bold red",
    Verdict.INVALID: "red",
    Verdict.INCONCLUSIVE: "yellow",
    "refused": "yellow",
    Verdict.NOT_RUN: "cyan",
    "foreign": "cyan",
}
_SHOWN = 12  # findings of one rule; the rest is counted


class Screen:
    """A console on the standard output; long lines are left to the terminal, never cut."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def say(self, text: str = "", style: str = "") -> None:
        """Print one line as it is."""
        self._console.print(Text(text, style=style))

    def word(self, word: str, rest: str, width: int = 12) -> None:
        """Print a word of judgement in its colour, then the rest of the line."""
        line = Text(f"{word:<{width}} ", style=_STYLES.get(word, ""))
        self._console.print(line.append(Text(rest, style="default")))

    def columns(self, rows: Sequence[Sequence[str]]) -> None:
        """Print rows in columns; the first cell of each is a word of judgement."""
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))] if rows else []
        for row in rows:
            rest = "  ".join(cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            self.word(row[0], rest.rstrip(), max(widths[0], 8))

    def outcome(self, outcome: Outcome) -> None:
        """Print what one gate says: findings by rule, with both ends and the mend, then its notes."""
        if outcome.refused is not None:
            self.word("refused", f"{outcome.gate}: could not judge: {outcome.refused}")
            return
        word = "findings" if outcome.findings else "clean"
        counted = f"{len(outcome.findings)} findings, {len(outcome.notes)} notes"
        self.word(word, f"{outcome.gate}: {counted}")
        self._findings(outcome.findings)
        for note in outcome.notes:
            self.say(f"  note  {note.subject}: {note.message}", "dim")

    def _findings(self, findings: Iterable[Finding]) -> None:
        seen: Counter[str] = Counter()
        for finding in findings:
            seen[finding.rule] += 1
            if seen[finding.rule] <= _SHOWN:
                self.say(f"  {finding.rule}  {finding.subject} ↔ {finding.other}", "bold")
                self.say(f"      {finding.message}")
                self.say(f"      mend: {finding.mend}", "dim")
        for rule, count in seen.items():
            if count > _SHOWN:
                self.say(f"  {rule}: {count - _SHOWN} more; --json shows all", "bold")
