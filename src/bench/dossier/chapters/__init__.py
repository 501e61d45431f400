"""The report's chapters, one a file, each a function of the facts."""

from bench.dossier.block import Chapter
from bench.dossier.chapters import (
    cards,
    deviations,
    environment,
    hardware,
    measured,
    records,
    risk,
    signatures,
    summary,
    tested,
    trace,
    unresolved,
)
from bench.dossier.facts import Facts

_IN_ORDER = (
    summary,
    measured,
    cards,
    tested,
    hardware,
    risk,
    trace,
    environment,
    deviations,
    unresolved,
    records,
    signatures,
)

__all__ = ["write_chapters"]


def write_chapters(facts: Facts) -> tuple[Chapter, ...]:
    """Write all chapters in their order."""
    return tuple(module.chapter(facts) for module in _IN_ORDER)
