"""What stops a dossier."""

from bench.dossier.submission.finding import Finding


class DossierError(Exception):
    """A dossier that cannot be made at all: its message says why, and what to do."""


class RefusedError(Exception):
    """A dossier that must not leave the house as it is; it carries every reason."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings, the first: {findings[0]}")
        self.findings = findings
