"""What a gate reports: findings with both ends named, notes, and why it could not judge."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: what broke, between which two ends, and how to mend it.

    Parameters
    ----------
    gate, rule
        Who found it, and by which rule.
    subject, other
        Both ends: a claim, file, record or ledger line each. `other` may be an attribute or what is missing.
    message
        What was found, in one sentence.
    mend
        What a person does to mend it.
    """

    gate: str
    rule: str
    subject: str
    other: str
    message: str
    mend: str

    def __post_init__(self) -> None:
        """Refuse a finding that leaves its reader without an end or a way out."""
        for name in ("gate", "rule", "subject", "other", "message", "mend"):
            if not getattr(self, name).strip():
                raise ValueError(f"a finding needs its {name}")

    def as_json(self) -> dict[str, str]:
        """Give the finding as plain JSON values."""
        return {
            "gate": self.gate,
            "rule": self.rule,
            "subject": self.subject,
            "other": self.other,
            "message": self.message,
            "mend": self.mend,
        }


@dataclass(frozen=True, order=True)
class Note:
    """Something a reader should know that breaks no rule, such as a judgement still outstanding."""

    gate: str
    subject: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Give the note as plain JSON values."""
        return {"gate": self.gate, "subject": self.subject, "message": self.message}


@dataclass(frozen=True)
class Outcome:
    """All that one gate has to say; `refused` is why it could not judge, or None."""

    gate: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    refused: str | None = None

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 could not judge."""
        if self.refused is not None:
            return 2
        return 1 if self.findings else 0

    def as_json(self) -> dict[str, object]:
        """Give the outcome as plain JSON values."""
        return {
            "gate": self.gate,
            "refused": self.refused,
            "findings": [finding.as_json() for finding in self.findings],
            "notes": [note.as_json() for note in self.notes],
        }


class CannotJudgeError(Exception):
    """A gate has nothing to judge by; says what is missing and how to get it."""

    def __init__(self, missing: str, mend: str) -> None:
        """Keep what is missing and how to get it."""
        super().__init__(f"{missing}; {mend}")
        self.missing = missing
        self.mend = mend
