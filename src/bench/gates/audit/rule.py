"""How a rule of the audit gate reports."""

from bench.gates.finding import Finding


def broken(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    """Return a finding of the audit gate."""
    return Finding("audit", rule, subject, other, message, mend)
