"""One row of a standard on the small checkout, with whatever answers it."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from bench.gates import Checkout
from bench.gates.clauses import Assessed, Known, assess_all
from small_house import open_house

STANDARD = "requirements_trace/standards/small.yml"
CONFORMITY = "requirements_trace/conformity/small.yml"
HEAD = {
    "schema": "bedside.standard/1",
    "standard": "small",
    "edition": "1",
    "title": "A small standard",
    "confidence": "high",
}


def with_row(
    house: Path,
    kinds: list[str],
    answer: Mapping[str, object] | None,
    *,
    kept: Mapping[str, str] | None = None,
    pages: Mapping[str, str] | None = None,
    **changed: object,
) -> Checkout:
    """Open the house with a standard of one row, '1', and its answer; None leaves it unanswered."""
    checkout = open_house(house)
    catalogue = {**HEAD, "rows": [{"id": "1", "t": "do it", "ev": kinds}]}
    mapping = {"standard": "small", "rows": {} if answer is None else {"1": dict(answer)}}
    texts = {STANDARD: yaml.safe_dump(catalogue), CONFORMITY: yaml.safe_dump(mapping), **(kept or {})}
    return open_house(
        house,
        kept={**checkout.kept, **_bytes(texts)},
        pages={**checkout.pages, **_bytes(pages or {})},
        **changed,
    )


def assess_row(
    house: Path, kinds: list[str], answer: Mapping[str, object] | None, **given: object
) -> Assessed:
    """Assess that one row."""
    (assessment,) = assess_all(Known(with_row(house, kinds, answer, **given)))
    (row,) = assessment.rows
    return row


def _bytes(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}
