"""A model's manifest as cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claim_text import plain
from standing_text import paragraphs, words

from bench.dossier.figure_text import number

if TYPE_CHECKING:
    from collections.abc import Mapping


def tensor(given: Mapping[str, Any]) -> str:
    """Write one input or output: name, shape, kind of number."""
    shape = ", ".join(map(str, given["shape"]))
    return f"``{given['name']}`` ({shape}), {given['dtype']}"


def flat(given: Mapping[str, Any]) -> str:
    """Write a mapping in one cell; a list of numbers by its length alone."""
    told = []
    for key, value in given.items():
        if key == "stages":
            told += [f"stage {place + 1}: {_line(stage)}" for place, stage in enumerate(value)]
        elif isinstance(value, dict):
            told.append(f"{words(key)}: {', '.join(map(words, value))} ({len(value)} tables)")
        else:
            told.append(_line({key: value}))
    return paragraphs(told)


def _line(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{words(key)} {_value(value)}" for key, value in given.items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"({len(value)} numbers)"
    return number(value, 4) if isinstance(value, (int, float)) else plain(str(value))


def provenance(training: Mapping[str, Any]) -> str:
    """Say from which code, with which library and when a model was made."""
    date, torch = training["date"], training["torch"]
    count = len(training["sources"])
    return f"{count} files, together ``{training['source_sha256']}``; torch {torch}; {date}"
