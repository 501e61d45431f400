"""The page that is left for people."""

from bench.dossier.block import Chapter, Signatures, Text
from bench.dossier.facts import Facts

_ROLES = (
    "Ran the verification",
    "Reviewed the records",
    "Accepted the residual risks",
    "Approved the report",
)


def chapter(facts: Facts) -> Chapter:
    """Leave one empty line per role."""
    text = (
        f"Left empty by the bench. Whoever signs states by it that he or she has read report {facts.number} "
        "and what it names as open, and enters the same judgement in the ledger with python -m bench review."
    )
    return Chapter("Signatures", (Text(text), Signatures(_ROLES)))
