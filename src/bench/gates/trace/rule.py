"""How a rule of the trace gate reports."""

from bench.gates.finding import Finding


def broken(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    """Return a finding of the trace gate."""
    return Finding("trace", rule, subject, other, message, mend)
