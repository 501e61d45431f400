"""Which evidence answers which row, as people wrote it down, and why a row asks for none here."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bench.gates.clauses.catalogue import KINDS, Catalogue, CatalogueError, read_yaml
from bench.gates.finding import CannotJudgeError

CONFORMITY = "requirements_trace/conformity/"
JUSTIFICATIONS = "requirements_trace/justifications.yml"
_ASKED = ("author", "date", "reason", "evidence")


@dataclass(frozen=True)
class Reference:
    """One piece of evidence that a mapping names: its kind, and where it lies."""

    kind: str
    target: str


@dataclass(frozen=True)
class Answer:
    """What a mapping says of one row.

    Parameters
    ----------
    external
        Why it lives, or a part of it, in the manufacturer's quality system; empty where it does not.
    justified
        The justification's id; empty where there is none.
    """

    references: tuple[Reference, ...] = ()
    external: str = ""
    justified: str = ""


@dataclass(frozen=True)
class Justification:
    """Why a row asks for nothing here: by whom, when, why, and what shows it; `fault` is what it lacks."""

    id: str
    author: str = ""
    date: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """What is missing, or empty."""
        missing = [name for name in _ASKED if not getattr(self, name)]
        if missing:
            return f"lacks {', '.join(missing)}"
        try:
            datetime.date.fromisoformat(self.date)
        except ValueError:
            return f"is dated {self.date!r}, which is no date"
        return ""


@dataclass(frozen=True)
class Conformity:
    """The mapping of one standard: row → scope ('' for all) → answer."""

    path: str
    answers: Mapping[str, Mapping[str, Answer]]

    def answer(self, row: str, scope: str = "") -> Answer | None:
        """Return the answer to a row: what holds for all scopes, with what a scope adds."""
        parts = self.answers.get(row)
        if parts is None:
            return None
        common = parts[""]
        added = [parts[scope]] if scope in parts and scope else []
        if not scope:
            added = [part for name, part in parts.items() if name]
        return Answer(
            tuple(dict.fromkeys([*common.references, *(r for part in added for r in part.references)])),
            " ".join(filter(None, (common.external, *(part.external for part in added)))),
            common.justified or next((part.justified for part in added if part.justified), ""),
        )


def read_conformity(catalogue: Catalogue, texts: Mapping[str, bytes]) -> Conformity:
    """Read the mapping of one standard; where there is no file every row is unanswered.

    Raises
    ------
    CannotJudgeError
        The mapping is not as its schema asks.
    """
    path = f"{CONFORMITY}{catalogue.standard}.yml"
    if path not in texts:
        return Conformity(path, {})
    try:
        return _conformity(path, texts[path], catalogue.standard, catalogue.scopes)
    except CatalogueError as error:
        raise CannotJudgeError(str(error), "mend the mapping") from error


def read_justifications(texts: Mapping[str, bytes]) -> dict[str, Justification]:
    """Read every justification by its id, also those that lack something.

    Raises
    ------
    CannotJudgeError
        The file holds something else.
    """
    if JUSTIFICATIONS not in texts:
        return {}
    try:
        return dict(_justifications(read_yaml(JUSTIFICATIONS, texts[JUSTIFICATIONS])))
    except CatalogueError as error:
        raise CannotJudgeError(str(error), "mend it") from error


def _justifications(entries: Mapping[str, object]) -> Iterator[tuple[str, Justification]]:
    listed = entries.get("justifications")
    for said in listed if isinstance(listed, list) else [listed]:
        if not isinstance(said, dict) or not {"id"} <= set(said) <= {"id", *_ASKED}:
            raise CatalogueError(
                JUSTIFICATIONS, f"justifications is a list, each with id, {', '.join(_ASKED)}"
            )
        uid, evidence = str(said["id"]), said.get("evidence") or []
        yield (
            uid,
            Justification(
                id=uid,
                author=str(said.get("author") or "").strip(),
                date=str(said.get("date") or "").strip(),
                reason=str(said.get("reason") or "").strip(),
                evidence=tuple(map(str, evidence if isinstance(evidence, list) else [evidence])),
            ),
        )


@lru_cache(maxsize=128)
def _conformity(path: str, data: bytes, standard: str, scopes: tuple[str, ...]) -> Conformity:
    entries = read_yaml(path, data)
    if set(entries) != {"standard", "rows"} or entries["standard"] != standard:
        raise CatalogueError(path, f"it has standard: {standard}, and rows")
    rows = entries["rows"]
    if not isinstance(rows, dict):
        raise CatalogueError(path, "rows is a mapping of ids")
    return Conformity(path, {str(row): _answers(path, row, said, scopes) for row, said in rows.items()})


def _answers(path: str, row: object, said: object, scopes: tuple[str, ...]) -> dict[str, Answer]:
    if not isinstance(said, dict):
        raise CatalogueError(path, f"row {row} names evidence by its kind")
    by_scope = {scope: said[scope] for scope in scopes if scope in said}
    common = {key: value for key, value in said.items() if key not in by_scope}
    return {
        "": _answer(path, row, common),
        **{scope: _answer(path, row, part) for scope, part in by_scope.items()},
    }


def _answer(path: str, row: object, said: object) -> Answer:
    if not isinstance(said, dict) or not set(said) <= {*KINDS, "justified"}:
        raise CatalogueError(path, f"row {row} names evidence of {', '.join(KINDS)}, or justified")
    found = [
        Reference(kind, str(target))
        for kind in KINDS
        if kind in said and kind != "external"
        for target in (said[kind] if isinstance(said[kind], list) else [said[kind]])
    ]
    return Answer(tuple(found), str(said.get("external", "")), str(said.get("justified", "")))
